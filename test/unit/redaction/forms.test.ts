import { describe, expect, it } from 'vitest';
import { redactStrings } from '../../../src/redaction/redact-strings.ts';
import { harmless, secretForms } from './forms.ts';

describe('a secret is hidden whole, and what stands beside it stays', () => {
  it.each(secretForms)('$kind: $form', async ({ text, gone, stays }) => {
    const redacted = await redactStrings(text);
    expect(gone.filter((part) => redacted.includes(part))).toEqual([]);
    expect(redacted).toContain(stays);
    expect(await redactStrings(redacted)).toBe(redacted);
  });
});

describe('what is no secret stays', () => {
  it.each(harmless)('%s', async (_, text) => expect(await redactStrings(text)).toBe(text));
});
