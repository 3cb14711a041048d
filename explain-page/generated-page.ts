import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { explainPage } from './page.ts';

/** explain.html as the sources make it: the same sources, the same bytes. */
export async function generatedPage(): Promise<string> {
  const style = await readFile(new URL('style.css', import.meta.url), 'utf8');
  return explainPage({ script: await bundled(), style });
}

/** What runs in the browser, as one script. It is not minified, for whoever wants to read what gets their errors. */
async function bundled(): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: ['explain-page/browser/main.ts'],
    absWorkingDir: fileURLToPath(new URL('..', import.meta.url)),
    bundle: true,
    format: 'iife',
    platform: 'browser',
    target: 'es2023',
    write: false,
  });
  return outputFiles.map(({ text }) => text).join('');
}
