import { describe, expect, it } from 'vitest';
import { dark, light, type Palette } from '../../../../src/report/html/style.ts';

/** https://www.w3.org/TR/WCAG21/#dfn-relative-luminance */
function luminance(color: string): number {
  const [red = 0, green = 0, blue = 0] = (color.match(/[0-9a-f]{2}/g) ?? [])
    .map((channel) => Number.parseInt(channel, 16) / 255)
    .map((share) => (share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one: string, other: string): number {
  const [darker = 0, lighter = 0] = [luminance(one), luminance(other)].toSorted((a, b) => a - b);
  return (lighter + 0.05) / (darker + 0.05);
}

const texts = ['text', 'quiet', 'good', 'bad', 'unsure'] as const;
const grounds = ['page', 'card', 'goodSoft', 'badSoft', 'unsureSoft', 'quietSoft'] as const;

it('contrast is measured as WCAG does', () =>
  expect([contrast('#000000', '#ffffff'), contrast('#777777', '#ffffff')]).toEqual([21, expect.closeTo(4.48, 2)]));

describe.each<[string, Palette]>([
  ['light', light],
  ['dark', dark],
])('%s', (_, palette) => {
  it.each(texts.flatMap((text) => grounds.map((ground) => [text, ground] as const)))(
    '%s can be read on %s',
    (text, ground) => expect(contrast(palette[text], palette[ground])).toBeGreaterThanOrEqual(4.5),
  );
  it.each(['good', 'bad'] as const)('a %s bar can be told from its track', (tone) =>
    expect(contrast(palette[tone], palette.quietSoft)).toBeGreaterThanOrEqual(3),
  );
});
