import { chmod, rename, rm, writeFile } from 'node:fs/promises';
import { defineConfig, type Options } from 'tsup';

const executable = 'dist/kubectl-exec_doctor';

type Plugin = NonNullable<Options['esbuildPlugins']>[number];

/** yargs' helpers drag in tables of character widths that take 30 ms to set up, and its parser needs none of them. */
const parserWithoutTables: Plugin = {
  name: 'parser-without-tables',
  setup: (build) => {
    build.onResolve({ filter: /\/platform-shims\/esm\.mjs$/ }, async ({ path, ...from }) => {
      if (from.pluginData === 'resolving') return null;
      const resolved = await build.resolve(path, { ...from, pluginData: 'resolving' });
      return { path: resolved.path, sideEffects: false };
    });
  },
};

const mainStaysApart: Plugin = {
  name: 'main-stays-apart',
  setup: (build) => {
    build.onResolve({ filter: /^\.\/main\.ts$/ }, () => ({ path: './main.mjs', external: true }));
  },
};

const program: Options = {
  entry: ['src/main.ts'],
  format: 'esm',
  outExtension: () => ({ js: '.mjs' }),
  platform: 'node',
  target: 'node22',
  splitting: true,
  // dist/ runs by itself, wherever it is copied to.
  noExternal: [/./],
  loader: { '.sh': 'text' },
  esbuildPlugins: [parserWithoutTables],
  // CommonJS dependencies ask for Node's own modules by require.
  banner: {
    js: "import { createRequire as __createRequire } from 'node:module';\nconst require = __createRequire(import.meta.url);",
  },
};

const entry: Options = {
  entry: ['src/kubectl-exec_doctor.ts'],
  format: 'cjs',
  outExtension: () => ({ js: '.cjs' }),
  platform: 'node',
  // Old enough for any Node to parse, and to be told that it is too old.
  target: 'es2017',
  splitting: false,
  banner: { js: '#!/usr/bin/env node' },
  esbuildOptions: (options) => {
    options.supported = { 'dynamic-import': true };
  },
  esbuildPlugins: [mainStaysApart],
  onSuccess: async () => {
    await rename(`${executable}.cjs`, executable);
    await chmod(executable, 0o755);
    // A file without an extension is read as the nearest package.json says.
    await writeFile('dist/package.json', '{ "type": "commonjs" }\n');
  },
};

export default defineConfig(async () => {
  await rm('dist', { recursive: true, force: true });
  return [program, entry];
});
