import type { Layer } from '../../model/layer.ts';
import { entryLayer } from '../../model/probe.ts';
import type { Report } from '../../model/report.ts';
import { runtimeFamilies } from '../../model/runtime-family.ts';
import { displayWidth } from '../wrap.ts';
import type { Look } from './look.ts';

type State = 'broken' | 'candidate' | 'proven' | 'unknown';

/**
 * The call chain, in one line where it fits: the layer at fault between crosses, candidates after a question mark,
 * layers that answered green, the others dim.
 */
export function callChain(report: Report, { width, palette, glyphs }: Look): string[] {
  const layers = runtimeFamilies.find((family) => family.name === report.target.runtime)?.layers ?? [];
  const marks: Record<State, string> = { broken: glyphs.broken, candidate: '?', proven: '', unknown: '' };
  const paints = { broken: palette.red, candidate: palette.yellow, proven: palette.green, unknown: palette.dim };
  const links = layers.map((layer) => {
    const state = layerState(layer, layers, report);
    const plain = `${marks[state]}${layer}${state === 'broken' ? glyphs.broken : ''}`;
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

function layerState(layer: Layer, layers: readonly Layer[], { verdict, probes }: Report): State {
  if (verdict.layer === layer) return 'broken';
  if (verdict.layer === null && verdict.candidates.some((candidate) => candidate === layer)) return 'candidate';
  const proven = probes.some(
    ({ name, subject, outcome }) =>
      subject === 'target' && outcome.kind === 'ok' && layers.indexOf(layer) >= layers.indexOf(entryLayer[name]),
  );
  return proven ? 'proven' : 'unknown';
}
