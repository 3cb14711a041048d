import type { Finding } from '../../model/verdict.ts';
import { html, type Markup, nothing } from './markup.ts';
import { list, output, section } from './section.ts';

/** Each with the evidence that it rests on, folded. */
export const findingList = (findings: readonly Finding[]): Markup => section('Findings', list(findings.map(item)));

function item({ code, layer, summary, by, evidence }: Finding): Markup {
  const where = layer === null ? '' : ` (${layer})`;
  const shownBy = by === 'facts' ? 'the facts of this run' : 'what a layer printed';
  const proof =
    evidence.length === 0
      ? nothing
      : html`<details><summary>Evidence: ${shownBy}</summary>${evidence.map(output)}</details>`;
  return html`<p><strong>${code}</strong>${where}: ${summary}</p>${proof}`;
}
