import type { InventoryRow, Report } from '../model/report.ts';
import { type Change, type Comparison, changesIn, type KnownFacts, processOf, sideBySide } from './change.ts';

/** Which container it is, which processes are its own, and what each layer has of it. */
export const containerChanges = (before: Report, after: Report): Change[] => [
  ...changesIn('target', sideBySide(before, after, whom)),
  ...changesIn('inventory', states(before.inventory, after.inventory)),
  ...changesIn('container', sideBySide(before, after, identity)),
];

const whom = ({ target: { namespace, pod, container, node } }: Report): KnownFacts => [
  ['pod', pod ? `${namespace}/${pod}` : null],
  ['container', container],
  ['node', node.name || null],
];

function identity({ target, facts, observed, transport, surroundings }: Report): KnownFacts {
  const first = observed.records.find((record) => record.r === 'identity' && record.when === 'before');
  const init = first?.r === 'identity' && first.init !== null ? processOf(first.init, first.start) : null;
  // the node alone does not know how often it was restarted, nor whether it serves
  const isAsked = transport.kind !== 'local' && transport.kind !== 'records';
  return [
    ['container id', target.containerID.slice(0, 12)],
    ['image', target.image || null],
    ['restarts', isAsked ? String(target.restartCount) : null],
    ['serving', isAsked ? (surroundings.serving.ready ? 'ready' : 'NOT ready') : null],
    ['first process', init],
    ['shim', shimOf(observed.records)],
    ...ofContainer.map(([name, what]): KnownFacts[number] => [what, facts[`target.${name}`] || null]),
  ];
}

function shimOf(records: Report['observed']['records']): string | null {
  const shim = records.findLast((record) => record.r === 'process' && record.role === 'shim' && record.of === 'target');
  return shim?.r === 'process' ? processOf(shim.pid, shim.start) : null;
}

/** Of what the script tells of the target, that which stays as long as nobody changes it. */
const ofContainer = [
  ['runtime', 'runtime'],
  ['root', "runtime's root"],
  ['shim.program', "shim's program"],
  ['address', "containerd's socket"],
  ['ns', "containerd's namespace"],
  ['label', 'AppArmor profile or SELinux label'],
  ['seccomp', 'seccomp mode'],
  ['user', 'user'],
] as const;

/** Only what a layer says for sure, in its own words. */
const states = (before: readonly InventoryRow[], after: readonly InventoryRow[]): Comparison[] =>
  before.flatMap((was): Comparison[] => {
    const is = after.find(({ layer }) => layer === was.layer);
    if (!is || is.state === was.state || [is.state, was.state].includes('unknown')) return [];
    return [[was.layer, was.says, is.says]];
  });
