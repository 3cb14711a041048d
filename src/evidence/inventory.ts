import type { InventoryRow } from '../model/report.ts';
import type { RecordOf } from '../records/record.ts';
import { familyOf, isClusterAsked, type Observation } from './observation.ts';

/**
 * What each layer believes of the target, from the top to the bottom. It was asked before anything was executed in the
 * container; a layer that was not asked has no row.
 */
export function inventoryOf(observation: Observation): readonly InventoryRow[] {
  return [fromApiServer, fromCrio, fromDockerd, fromContainerd, fromShim, fromRuntime, fromKernel].flatMap(
    (row) => row(observation) ?? [],
  );
}

type Row = (observation: Observation) => InventoryRow | null;
type Answer = RecordOf<'answer'>;

const answerOf = ({ evidence }: Observation, name: string): Answer | null =>
  evidence?.answers.find((row) => row.name === name) ?? null;

const fromApiServer: Row = (observation) => {
  const { startedAt, restartCount } = observation.target;
  if (!isClusterAsked(observation)) return null;
  return {
    layer: 'api-server',
    state: 'running',
    pid: null,
    says: ['running', startedAt && `since ${startedAt}`, restartCount > 0 && `restarted ${restartCount} times`]
      .filter(Boolean)
      .join(', '),
  };
};

/**
 * `docker inspect`: STATUS PID EXECS OOMKILLED. A whole line of them is dockerd's answer, also where its client, on a slow
 * node, did not get round to ending.
 */
const fromDockerd: Row = (observation) => {
  const answer = answerOf(observation, 'docker_inspect');
  if (!answer) return null;
  const [status = '', pid = '', execs = '', oomKilled = ''] = answer.out.trim().split(' ');
  const told = answer.end === 'exited' ? answer.code === 0 : /^\w+ \d+ \d+ (?:true|false)\n$/.test(answer.out);
  if (!told) return unanswered('dockerd', answer);
  return {
    layer: 'dockerd',
    state: stateOf(status),
    pid: pidOf(pid),
    says: [
      status,
      pidOf(pid) !== null && `process ${pid}`,
      Number(execs) > 0 && `${execs} execs`,
      oomKilled === 'true' && 'was killed for lack of memory',
    ]
      .filter(Boolean)
      .join(', '),
  };
};

/** `crictl inspect`: STATE PID, the state as the CRI spells it. */
const fromCrio: Row = (observation) => {
  const answer = answerOf(observation, 'crictl_inspect');
  if (!answer) return null;
  const [, status = '', pid = ''] = /^CONTAINER_(\w+) (\d+)$/m.exec(answer.out) ?? [];
  if (answer.end !== 'exited' || answer.code !== 0 || status === '') return unanswered('cri', answer);
  const state = status.toLowerCase();
  const says = [state, pidOf(pid) !== null && `process ${pid}`].filter(Boolean).join(', ');
  return { layer: 'cri', state: stateOf(state), pid: pidOf(pid), says };
};

/** `ctr tasks ps ID`, and where something was wrong `ctr tasks ls`. */
const fromContainerd: Row = (observation) => {
  const task = answerOf(observation, 'ctr_task');
  if (!task) return null;
  const listed = taskStatus(answerOf(observation, 'ctr_tasks'), task.command.at(-1) ?? '');
  if (task.end !== 'exited') {
    const status = listed ? `, and lists it as ${listed.status}` : '';
    const says = `did not answer for its task in ${seconds(task.ms)} s${status}`;
    return { layer: 'containerd', state: 'no-answer', pid: null, says };
  }
  if (task.code !== 0) return { layer: 'containerd', pid: null, ...taskless(task.err) };
  const pid = listed?.pid ?? pidOf(task.out.trim().split('\n')[1]?.trim().split(/\s+/)[0] ?? '');
  // a list of its processes says that there is a task, not in which state
  const state = listed ? stateOf(listed.status.toLowerCase()) : 'unknown';
  return {
    layer: 'containerd',
    state,
    pid,
    says: [listed ? listed.status.toLowerCase() : 'has a task', pid !== null && `process ${pid}`]
      .filter(Boolean)
      .join(', '),
  };
};

function taskless(text: string): Pick<InventoryRow, 'state' | 'says'> {
  if (/no running task/.test(text)) return { state: 'missing', says: 'knows the container, and has no task of it' };
  if (/: not found\s*$/.test(text)) return { state: 'missing', says: 'no such container' };
  return { state: 'no-answer', says: `of its task: ${inOneLine(text)}` };
}

/** `ctr tasks ls`: TASK PID STATUS */
function taskStatus(
  answer: Answer | null,
  id: string,
): { readonly pid: number | null; readonly status: string } | null {
  const line = answer?.out.split('\n').find((row) => row.startsWith(id));
  const [, pid = '', status = ''] = line?.trim().split(/\s+/) ?? [];
  return status === '' ? null : { pid: pidOf(pid), status };
}

const fromShim: Row = (observation) => {
  const { evidence } = observation;
  if (!familyOf(observation).layers.includes('shim')) return null;
  const shim = evidence?.processes.find(({ role, of }) => role === 'shim' && of === 'target');
  if (!shim) {
    const [pid = '', name = ''] = evidence?.facts['target.parent']?.split(':') ?? [];
    // who takes over the children of a process that has ended
    if (pid !== '1' && !/^(docker-)?containe|^dockerd$/.test(name)) return null;
    return {
      layer: 'shim',
      state: 'missing',
      pid: null,
      says: `none: the parent of the first process is ${name} (process ${pid})`,
    };
  }
  return {
    layer: 'shim',
    state: shim.state === 'T' ? 'stopped' : 'running',
    pid: shim.pid,
    says: `process ${shim.pid} ${processStates[shim.state] ?? `is in state ${shim.state}`}`,
  };
};

/** `runc state ID` */
const fromRuntime: Row = (observation) => {
  const answer = answerOf(observation, 'runc_state');
  if (!answer) {
    const { 'target.bundle': bundle, 'target.root': root } = observation.evidence?.facts ?? {};
    return bundle && root === ''
      ? { layer: 'runc', state: 'missing', pid: null, says: 'no runtime root on the node holds its state' }
      : null;
  }
  if (answer.end !== 'exited' || answer.code !== 0) return unanswered('runc', answer);
  const status = /"status": *"(\w+)"/.exec(answer.out)?.[1] ?? '';
  const pid = pidOf(/"pid": *(\d+)/.exec(answer.out)?.[1] ?? '');
  return {
    layer: 'runc',
    state: stateOf(status),
    pid,
    says: [status || 'answered without a status', pid !== null && `process ${pid}`].filter(Boolean).join(', '),
  };
};

const fromKernel: Row = ({ evidence }) => {
  const pid = pidOf(evidence?.facts['target.init'] ?? '');
  if (!evidence) return null;
  if (pid === null) return fromDockersProcess(evidence.facts['target.dockerProcess'] ?? '');
  const state = evidence.initState;
  if (state === null) return { layer: 'container', state: 'missing', pid: null, says: `process ${pid} does not exist` };
  return {
    layer: 'container',
    state: evidence.guard?.frozen === 'yes' ? 'paused' : state === 'Z' || state === 'X' ? 'stopped' : 'running',
    pid,
    says: `process ${pid} ${processStates[state] ?? `is in state ${state}`}${evidence.guard?.frozen === 'yes' ? ', and its cgroup is frozen' : ''}`,
  };
};

/** Nobody but dockerd knows of a process: `PID:STATE`. */
function fromDockersProcess(told: string): InventoryRow | null {
  const [pid = '', state = ''] = told.split(':');
  return state === 'gone'
    ? { layer: 'container', state: 'missing', pid: null, says: `process ${pid}, as dockerd has it, does not exist` }
    : null;
}

/** proc_pid_stat(5) */
const processStates: Readonly<Record<string, string>> = {
  R: 'runs',
  S: 'sleeps',
  I: 'is idle',
  D: 'is in uninterruptible sleep (D)',
  T: 'is stopped (T)',
  t: 'is traced (t)',
  Z: 'is a zombie (Z)',
  X: 'is dead (X)',
};

function unanswered(layer: InventoryRow['layer'], { end, ms, err, out }: Answer): InventoryRow {
  if (end === 'timeout') return { layer, state: 'no-answer', pid: null, says: `did not answer in ${seconds(ms)} s` };
  const text = lastLine(err || out);
  const isMissing = /no such (container|object)|does not exist|not found/i.test(text);
  return { layer, state: isMissing ? 'missing' : 'no-answer', pid: null, says: text };
}

const stateOf = (status: string): InventoryRow['state'] => {
  switch (status) {
    case 'running':
      return 'running';
    case 'paused':
    case 'pausing':
      return 'paused';
    case 'stopped':
    case 'exited':
    case 'dead':
      return 'stopped';
    default:
      return 'unknown';
  }
};

const pidOf = (text: string): number | null => (/^[1-9]\d*$/.test(text) ? Number(text) : null);
/** containerd wraps texts of several lines, and what matters is not in the last. */
const inOneLine = (text: string): string =>
  text
    .trim()
    .replace(/\s*\n\s*/g, ' ')
    .slice(0, 200);
const lastLine = (text: string): string => text.trim().split('\n').at(-1) ?? '';
const seconds = (ms: number): string => (ms / 1000).toFixed(1);
