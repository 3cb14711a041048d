import { renderShort } from '../../../src/report/short/render-short.ts';
import { recordedFaults } from '../diagnosis/recorded-observation.ts';
import { reportOf } from '../report/recorded-report.ts';

/** What a real run on a node with a stopped shim had to say, as a terminal of 80 columns shows it. */
export function exampleOutputBlock(): string {
  const found = recordedFaults(['modern-docker']).find(({ name }) => name === 'shim-hang-nginx1');
  if (!found) throw new Error('the example is not recorded');
  const table = renderShort(reportOf(found.recording), { width: 80, color: false, unicode: true });
  return `\`\`\`text\n$ kubectl exec-doctor pod/nginx1 --probe-timeout=25s\n${table}\`\`\``;
}
