// npm run explain-page: writes docs/explain.html.
import { writeFile } from 'node:fs/promises';
import { generatedPage } from './generated-page.ts';

await writeFile(new URL('../docs/explain.html', import.meta.url), await generatedPage());
