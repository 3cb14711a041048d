import { faultTable } from '../../scenarios/support/fault-table.ts';
import { provingNode, recordedRemedies } from '../../scenarios/support/remedy-recordings.ts';

const nodes = [...new Set(Object.values(provingNode))];

/** What the proposed remedies did on each kind of node, down the call chain. */
export function remediesBlock(): string {
  const recorded = recordedRemedies();
  const rows = faultTable.flatMap(({ fault }) => {
    const commands = Map.groupBy(
      recorded.filter((run) => run.fault === fault),
      ({ command }) => command,
    );
    return [...commands].map(([command, runs]) => {
      const cells = nodes.map((node) => {
        const told = runs
          .filter(({ mode }) => provingNode[mode] === node)
          .map(({ heals, ends }) => `${heals ? 'fixes it' : 'does not fix it'}; ends ${ends}`);
        return [...new Set(told)].join(' / ') || '-';
      });
      return `| \`${fault}\` | \`${command.replaceAll('|', String.raw`\|`)}\` | ${cells.join(' | ')} |`;
    });
  });
  return [
    `| fault | pasted | ${nodes.join(' | ')} |`,
    `| --- | --- | ${nodes.map(() => '---').join(' | ')} |`,
    ...rows,
  ].join('\n');
}
