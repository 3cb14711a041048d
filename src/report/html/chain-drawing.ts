import type { Layer } from '../../model/layer.ts';
import { entryLayer } from '../../model/probe.ts';
import type { Report } from '../../model/report.ts';
import type { RuntimeFamilyName } from '../../model/runtime-family.ts';
import { type LayerState, type Link, layerStates } from '../layer-states.ts';
import { outcomeText } from '../outcome-text.ts';
import { html, type Markup, nothing } from './markup.ts';
import { section } from './section.ts';
import { sign, toneOfOutcome, toneOfState } from './tone.ts';

/** The way of a request from kubectl to the process: boxes in a row, below each other where it is narrow. */
export function chainDrawing(report: Report): Markup {
  const links = layerStates(report);
  if (links.length === 0) return nothing;
  const boxes = links.map((link, index) => box(link, links[index - 1]?.accused !== true, report));
  return section(
    'The way of a request',
    html`<ol class="chain${links.some(({ accused }) => accused) ? ' marked' : ''}">${boxes}</ol><p class="legend">${legend}</p>`,
  );
}

const stateWords: Readonly<Record<LayerState, string>> = {
  broken: 'at fault',
  impaired: 'works badly',
  candidate: 'suspected',
  proven: 'ok',
  unproven: 'not proven',
  unasked: 'not probed',
};

/** Above those that the verdict leaves. */
const labels: Readonly<Record<Report['verdict']['status'], string>> = {
  ...{ healthy: '', degraded: 'here', fault: 'at fault', inconclusive: 'perhaps here' },
};

const legend =
  'ok: a probe of the target answered through it. not proven: no probe that has to pass it came back well. not probed: none was sent.';

/** What there is to be found in each box. */
const contents: Readonly<Record<Exclude<Layer, 'cri'>, string>> = {
  'client-path': 'kubectl and its way to the API server',
  'api-server': 'the API server and its way to the kubelet',
  kubelet: 'the kubelet of the node',
  dockerd: "Docker's daemon",
  containerd: "containerd's daemon",
  shim: 'containerd-shim, which holds the container',
  runc: 'the OCI runtime',
  container: 'its process, limits and files',
};

/** Who it is that serves the kubelet. */
const cri: Readonly<Record<RuntimeFamilyName, string>> = {
  docker: 'dockershim or cri-dockerd',
  containerd: "containerd's CRI plugin",
  'cri-o': 'CRI-O',
};

function box({ layer, state, accused }: Link, firstOfRun: boolean, report: Report): Markup {
  const shown = accused && state !== 'broken' && state !== 'impaired' ? 'candidate' : state;
  const tone = toneOfState[shown];
  const label = accused && firstOfRun ? html`<p class="label ${tone}">${labels[report.verdict.status]}</p>` : nothing;
  return html`<li class="layer ${tone}${accused ? ' suspect' : ''}">${label}<div class="box">
<p class="name">${layer}</p>
<p class="state ${tone}">${sign(tone)} ${stateWords[shown]}</p>
<p class="what">${layer === 'cri' ? cri[report.target.runtime] : contents[layer]}</p>
${entering(layer, report)}</div></li>`;
}

/** The probes that enter there, with what they answered for the target. */
function entering(layer: Layer, { probes }: Report): readonly Markup[] {
  return probes
    .filter(({ name, subject }) => subject === 'target' && entryLayer[name] === layer)
    .map(
      ({ name, outcome }) =>
        html`<p class="probe">${name}: <span class="${toneOfOutcome[outcome.kind]}">${outcomeText(outcome)}</span></p>`,
    );
}
