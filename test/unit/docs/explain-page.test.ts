import { expect, it } from 'vitest';
import { generatedPage } from '../../../explain-page/generated-page.ts';
import { root } from './documents.ts';

// With -u vitest writes it, as npm run explain-page does.
it('docs/explain.html is up to date with the code', async () => {
  await expect(await generatedPage()).toMatchFileSnapshot(new URL('docs/explain.html', root).pathname);
});
