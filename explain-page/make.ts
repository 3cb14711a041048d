// npm run explain-page: writes out/explain.html.
import { mkdir, writeFile } from 'node:fs/promises';
import { generatedPage } from './generated-page.ts';

const out = new URL('../out/', import.meta.url);
await mkdir(out, { recursive: true });
await writeFile(new URL('explain.html', out), await generatedPage());
