import { chmod, rename, writeFile } from 'node:fs/promises';
import { defineConfig } from 'tsup';

const executable = 'dist/kubectl-exec_doctor';

export default defineConfig([
  {
    entry: ['src/main.ts'],
    format: 'esm',
    outExtension: () => ({ js: '.mjs' }),
    platform: 'node',
    target: 'node22',
    splitting: true,
    // dist/ runs by itself, wherever it is copied to.
    noExternal: [/./],
    loader: { '.sh': 'text' },
    // CommonJS dependencies ask for Node's own modules by require.
    banner: {
      js: "import { createRequire as __createRequire } from 'node:module';\nconst require = __createRequire(import.meta.url);",
    },
  },
  {
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
    esbuildPlugins: [
      {
        name: 'main-stays-apart',
        setup: (build) => {
          build.onResolve({ filter: /^\.\/main\.ts$/ }, () => ({ path: './main.mjs', external: true }));
        },
      },
    ],
    onSuccess: async () => {
      await rename(`${executable}.cjs`, executable);
      await chmod(executable, 0o755);
      // A file without an extension is read as the nearest package.json says.
      await writeFile('dist/package.json', '{ "type": "commonjs" }\n');
    },
  },
]);
