import type { Report } from '../../model/report.ts';
import { type LayerState, layerStates } from '../layer-states.ts';
import type { RenderOptions } from '../render-options.ts';
import { displayWidth } from '../wrap.ts';

/**
 * The call chain, in one line where it fits: the layer at fault between crosses, one that makes exec of less use after an
 * exclamation mark, candidates after a question mark,
 * layers that answered green, the others dim.
 */
export function callChain(report: Report, { width, palette, glyphs }: RenderOptions): string[] {
  const marks: Partial<Record<LayerState, string>> = { broken: glyphs.fence, impaired: '!', candidate: '?' };
  const { red, yellow, green, dim } = palette;
  const paints = { broken: red, impaired: yellow, candidate: yellow, proven: green, unproven: dim, unasked: dim };
  const links = layerStates(report).map(({ layer, state }) => {
    const plain = `${marks[state] ?? ''}${layer}${state === 'broken' ? glyphs.fence : ''}`;
    return { painted: paints[state](plain), columns: displayWidth(plain) };
  });
  const columns = links.reduce((sum, link) => sum + link.columns, 0);
  const airy = columns + 3 * (links.length - 1) <= width;
  return joinLinks(links, airy ? ` ${glyphs.link} ` : glyphs.link, width);
}

function joinLinks(links: readonly { painted: string; columns: number }[], separator: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  let taken = 0;
  for (const { painted, columns } of links) {
    if (line !== '' && taken + separator.length + columns > width) {
      lines.push(line);
      line = '';
      taken = 0;
    }
    const lead = lines.length === 0 && line === '' ? '' : separator;
    line += lead + painted;
    taken += lead.length + columns;
  }
  return [...lines, line];
}
