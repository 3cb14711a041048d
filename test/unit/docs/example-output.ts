import { renderShort } from '../../../src/report/short/render-short.ts';
import { renderTable } from '../../../src/report/table/render-table.ts';
import { recordedFaults } from '../diagnosis/recorded-observation.ts';
import { reportOf } from '../report/recorded-report.ts';

/** A terminal of 80 columns. */
const terminal = { width: 80, color: false, unicode: true };

/** What a real run on a node with a stopped shim had to say. */
function exampleReport() {
  const found = recordedFaults(['modern-docker']).find(({ name }) => name === 'shim-hang-nginx1');
  if (!found) throw new Error('the example is not recorded');
  return reportOf(found.recording);
}

const session = (command: string, output: string) => `\`\`\`text\n$ ${command}\n${output}\`\`\``;

/** The report on one screen. */
export const exampleOutputBlock = (): string =>
  session('kubectl exec-doctor pod/nginx1 --probe-timeout=25s', renderShort(exampleReport(), terminal));

/** Of all that the same report has, the table of probes and the call chain. */
export function exampleTableBlock(): string {
  const details = renderTable(exampleReport(), terminal);
  const [table] = /^PROBE[\s\S]*?(?=\nWhy:)/m.exec(details) ?? [];
  if (table === undefined) throw new Error('the example has no table of probes');
  return `\`\`\`text\n${table}\`\`\``;
}
