import { describe, expect, it } from 'vitest';
import { redactStrings } from '../../../src/redaction/redact-strings.ts';
import { eachHolds } from '../../each-holds.ts';
import { harmless, secretForms } from './forms.ts';

describe('a secret is hidden whole, and what stands beside it stays', () => {
  const kinds = [...Map.groupBy(secretForms, ({ kind }) => kind)];
  it.each(kinds)('%s', (_, forms) =>
    eachHolds(
      forms,
      ({ form }) => form,
      async ({ text, gone, stays }) => {
        const redacted = await redactStrings(text);
        expect(gone.filter((part) => redacted.includes(part))).toEqual([]);
        expect(redacted).toContain(stays);
        expect(await redactStrings(redacted)).toBe(redacted);
      },
    ),
  );
});

it('what is no secret stays', () =>
  eachHolds(
    harmless,
    ([what]) => what,
    async ([, text]) => expect(await redactStrings(text)).toBe(text),
  ));
