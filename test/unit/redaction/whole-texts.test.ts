import { isDeepStrictEqual } from 'node:util';
import { describe, expect, it } from 'vitest';
import { catalogue } from '../../../src/knowledge/index.ts';
import { recordSchema } from '../../../src/records/record.ts';
import { redactStrings } from '../../../src/redaction/redact-strings.ts';
import { mapStrings } from '../../../src/report/map-strings.ts';
import { sampled } from '../../sampled.ts';
import { recordedModes } from '../../scenarios/support/lab-facts.ts';
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

const recorded = recordedFaults(recordedModes);
const nameOf = ({ mode, name }: (typeof recorded)[number]) => `${mode}: ${name}`;
const faults = sampled('what was recorded of faults', 12, recorded, nameOf).map((fault) => ({
  of: nameOf(fault),
  recording: fault.recording,
  records: fault.recording.observed.records.map((each) => recordSchema.parse(each)),
}));

/** Those that do not come back as they were, each with whose it is and what has become of it. All at once, for most stand in many. */
async function changed<Item>(
  items: readonly { readonly of: string; readonly item: Item }[],
): Promise<readonly object[]> {
  const redacted = await redactStrings(items.map(({ item }) => ({ item })));
  return items.flatMap(({ of, item }, index) => {
    const left = redacted[index]?.item;
    return isDeepStrictEqual(left, item) ? [] : [{ of, item, left }];
  });
}
const textsBy = (values: readonly { readonly of: string; readonly value: unknown }[]) =>
  values.flatMap(({ of, value }) => textsOf(value).map(({ text }) => ({ of, item: text })));

describe('what a diagnosis goes by stays whole', () => {
  it('the texts of the catalogue', async () =>
    expect(await changed(textsBy(catalogue.map((value) => ({ of: value.code, value }))))).toEqual([]));

  it('what was recorded of faults, with the words of commands as such', async () => {
    const values = faults.map(({ of, recording, records }) => ({ of, value: { ...recording, records } }));
    expect(values.filter(({ value }) => textsOf(value).length <= 20)).toEqual([]);
    const records = faults.flatMap((fault) => fault.records.map((item) => ({ of: fault.of, item })));
    expect(await changed<unknown>([...textsBy(values), ...records])).toEqual([]);
  });

  it('what was recorded of remedies', async () => {
    const texts = textsOf(recordedRemedies());
    expect(texts.length).toBeGreaterThan(20);
    expect(await redactStrings(texts)).toEqual(texts);
  });
});
