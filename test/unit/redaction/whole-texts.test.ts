import { describe, expect, it } from 'vitest';
import { catalogue } from '../../../src/knowledge/index.ts';
import { recordSchema } from '../../../src/records/record.ts';
import { redactStrings } from '../../../src/redaction/redact-strings.ts';
import { mapStrings } from '../../../src/report/map-strings.ts';
import { recordedRemedies } from '../../scenarios/support/remedy-recordings.ts';
import { recordedFaults } from '../diagnosis/recorded-observation.ts';

/** Each by itself: in a list of them they would be the words of a command. */
function textsOf(value: unknown): readonly { readonly text: string }[] {
  const texts = new Set<string>();
  const add = (text: string): string => {
    texts.add(text);
    return text;
  };
  mapStrings(value, {
    text: add,
    bytes: (bytes) => {
      add(new TextDecoder().decode(bytes));
      return bytes;
    },
  });
  return [...texts].map((text) => ({ text }));
}

const faults = recordedFaults(['docker', 'containerd', 'modern', 'modern-crun', 'modern-docker']);

describe('what a diagnosis goes by stays whole', () => {
  it.each(catalogue)('the texts of $code', async (signature) => {
    const texts = textsOf(signature);
    expect(await redactStrings(texts)).toEqual(texts);
  });

  it.each(faults)('$mode: what was recorded of $name', async ({ recording }) => {
    const records = recording.observed.records.map((each) => recordSchema.parse(each));
    const texts = textsOf({ ...recording, records });
    expect(texts.length).toBeGreaterThan(20);
    expect(await redactStrings(texts)).toEqual(texts);
    // with the words of commands as such
    expect(await redactStrings(records)).toEqual(records);
  });

  it('what was recorded of remedies', async () => {
    const texts = textsOf(recordedRemedies());
    expect(texts.length).toBeGreaterThan(20);
    expect(await redactStrings(texts)).toEqual(texts);
  });
});
