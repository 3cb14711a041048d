import { describe, expect, it } from 'vitest';
import { screensOf } from '../../../../lab/recorder/screens.ts';

const size = { columns: 20, rows: 4 };
const plain = { color: null, bold: false, dim: false };

describe('the screens of a terminal', () => {
  it.each([
    ['text', 'one\r\ntwo', [[{ ...plain, column: 0, text: 'one' }], [{ ...plain, column: 0, text: 'two' }]]],
    ['what is written over', 'wait\r\x1b[Kdone', [[{ ...plain, column: 0, text: 'done' }]]],
    [
      'colours and weights',
      '\x1b[31mred\x1b[0m \x1b[1mbold\x1b[22m',
      [
        [
          { ...plain, column: 0, text: 'red', color: 1 },
          { ...plain, column: 4, text: 'bold', bold: true },
        ],
      ],
    ],
  ])('have %s', async (_, data, lines) =>
    expect((await screensOf([{ atMs: 0, data }], size)).at(-1)?.lines).toEqual(lines),
  );

  it('are those that an eye can tell apart, each once', async () => {
    const outputs = [0, 10, 500, 900].map((atMs, index) => ({ atMs, data: index === 3 ? '' : `${index}` }));
    expect((await screensOf(outputs, size)).map(({ atMs, lines }) => [atMs, lines[0]?.[0]?.text])).toEqual([
      [10, '01'],
      [500, '012'],
    ]);
  });
});
