import { expect, it } from 'vitest';
import { generatedPage } from '../../../explain-page/generated-page.ts';

it('explain.html is made of the same sources to the same bytes', async () => {
  const page = await generatedPage();
  expect(page).toMatch(/^<!doctype html>/i);
  expect(page).toContain('kubelet-refused');
  expect(await generatedPage()).toBe(page);
});
