import { defineConfig } from 'vitest/config';

/** Shell scripts are imported as their text, as in the bundle. */
const shellText = {
  name: 'shell-text',
  enforce: 'pre',
  transform: (code: string, id: string) =>
    id.endsWith('.sh') ? { code: `export default ${JSON.stringify(code)}`, map: null } : null,
} as const;

export default defineConfig({
  test: {
    projects: [
      { plugins: [shellText], test: { name: 'unit', include: ['test/unit/**/*.test.ts'] } },
      {
        test: {
          name: 'embedded',
          include: ['test/scenarios/**/*.test.ts'],
          fileParallelism: false,
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
