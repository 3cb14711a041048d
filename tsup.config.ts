import { chmod, rename, rm, writeFile } from 'node:fs/promises';
import { defineConfig, type Options } from 'tsup';
import { thirdPartyLicenses } from './release/third-party-licenses.ts';

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

const licensesOfWhatIsBundled: Plugin = {
  name: 'licenses-of-what-is-bundled',
  setup: (build) => {
    build.initialOptions.metafile = true;
    build.onEnd(({ metafile }) =>
      writeFile('dist/THIRD-PARTY-LICENSES', thirdPartyLicenses(Object.keys(metafile?.inputs ?? {}))),
    );
  },
};

const mainStaysApart: Plugin = {
  name: 'main-stays-apart',
  setup: (build) => {
    build.onResolve({ filter: /^\.\/main\.ts$/ }, () => ({ path: './main.cjs', external: true }));
  },
};

const program: Options = {
  entry: ['src/main.ts'],
  format: 'cjs',
  outExtension: () => ({ js: '.cjs' }),
  platform: 'node',
  target: 'node22',
  splitting: true,
  // dist/ runs by itself, wherever it is copied to.
  noExternal: [/./],
  loader: { '.sh': 'text', '.bash': 'text', '.zsh': 'text', '.fish': 'text', '.yaml': 'text' },
  esbuildPlugins: [parserWithoutTables, licensesOfWhatIsBundled],
  // yargs asks for the address of its own file
  shims: true,
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
    options.supported = { 'dynamic-import': false }; // but require, which a packed executable can do as well
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
