import type { ConnectionFlags } from '../cluster/kubeconfig/destination.ts';
import { limits } from '../limits.ts';
import { grammarOf } from '../model/name-grammar.ts';
import { Problem } from '../model/problem.ts';
import { parseTargetArgument } from '../target/selection/target-argument.ts';
import type { TransportChoice } from '../transport/transport.ts';
import { formatDuration, parseDuration, parseRequestTimeout } from './duration.ts';
import { type FlagName, flagTable } from './flags.ts';
import type { DiagnoseInvocation, DiagnoseOptions, PickInvocation, SurveyInvocation } from './invocation.ts';
import { parseOutputFormat, refuseFormatOfManifest, sharedFormats } from './output-format.ts';
import { groupsOfOthers } from './own-flags.ts';
import { type GivenFlags, readFlags } from './read-flags.ts';
import { selectionOf } from './selection.ts';

/** Reads a command line that asks for a diagnosis, of one container or of many; throws a Problem where it is malformed. */
export function diagnoseInvocation(
  argv: readonly string[],
  env: NodeJS.ProcessEnv,
): DiagnoseInvocation | PickInvocation | SurveyInvocation {
  const given = readFlags(argv);
  const ofAnother = flagTable.find(({ name, group }) => groupsOfOthers.has(group) && given.names.has(name));
  if (ofAnother) {
    throw new Problem(`--${ofAnother.name} is a flag of kubectl exec-doctor ${groupsOfOthers.get(ofAnother.group)}.`);
  }
  const selection = selectionOf(given);
  const options = diagnoseOptions(given, env);
  if (selection !== null && options.quick) {
    throw new Problem('--quick is for one container: of several, each is probed through the API server first.');
  }
  if (selection !== null) return { kind: 'survey', selection, ...options };
  const [name] = given.positionals;
  if (name === undefined && given.switch('all-containers') === true) {
    throw new Problem('No target was given: --all-containers is for pods that are named or selected.');
  }
  const container = objectName(given, 'container');
  return name === undefined
    ? { kind: 'pick', container, ...options }
    : { kind: 'diagnose', target: parseTargetArgument(name), container, ...options };
}

const diagnoseOptions = (given: GivenFlags, env: NodeJS.ProcessEnv): DiagnoseOptions => ({
  connection: connection(given),
  namespace: objectName(given, 'namespace'),
  ...probingOptions(given),
  quick: quick(given),
  ...printingOptions(given, env),
  podStartTimeoutMs: duration(given, 'pod-start-timeout') ?? limits.podStartTimeoutMs,
  image: given.text('image'),
  debugNamespace: objectName(given, 'debug-namespace'),
  keep: given.switch('keep') === true,
  transport: transport(given),
  print: print(given),
});

/** How the report is printed. */
export const printingOptions = (
  given: GivenFlags,
  env: NodeJS.ProcessEnv,
): Pick<DiagnoseInvocation, 'output' | 'redact' | 'bundle' | 'color' | 'verbosity'> => ({
  ...outputAndRedaction(given),
  bundle: bundle(given),
  color: given.switch('color') ?? (env.NO_COLOR ? false : null),
  verbosity: count(given, 'v') ?? 0,
});

function outputAndRedaction(given: GivenFlags): Pick<DiagnoseInvocation, 'output' | 'redact'> {
  const output = outputOf(given);
  const isShared = sharedFormats.includes(output);
  const unredacted = given.switch('no-redact') === true;
  if (unredacted && !isShared) {
    throw new Problem(`--no-redact is for -o ${sharedFormats.join(', -o ')}: -o ${output} is never redacted.`);
  }
  return { output, redact: isShared && !unredacted };
}

function outputOf(given: GivenFlags): DiagnoseInvocation['output'] {
  const format = given.text('output');
  const output = parseOutputFormat(format ?? 'table');
  if (given.switch('details') !== true) return output;
  if (output === 'table' || output === 'wide') return 'wide';
  throw new Problem(`--details is for people at a terminal: -o ${output} has what it has.`);
}

function bundle(given: GivenFlags): string | null {
  const file = given.text('bundle');
  if (file !== '-') return file;
  throw new Problem('--bundle needs the name of a file: the standard output is for the report.');
}

/** How the script is run on the node. */
export const probingOptions = (given: GivenFlags) => ({
  ...ownCommand(given),
  ...repeats(given),
  ...timeouts(given),
  control: given.switch('no-control') !== true,
  terminal: given.switch('tty'),
  secondOpinion: given.switch('no-second-opinion') !== true,
  forceProbe: given.switch('force-probe') === true,
  dumpStacks: given.switch('dump-stacks') === true,
});

/** What needs the node, or more time, is no quick look. */
function quick(given: GivenFlags): boolean {
  if (given.switch('quick') !== true) return false;
  const slow = slowFlags.find((name) => given.names.has(name));
  if (slow === undefined && given.command.length === 0) return true;
  throw new Problem(`--quick goes with no ${slow === undefined ? 'COMMAND' : `--${slow}`}.`, {
    next: 'Leave out one of them.',
  });
}

const slowFlags = [
  'repeat',
  'watch',
  'dump-stacks',
  'force-probe',
  'transport',
  'ssh-target',
  'ssh-command',
  'via',
  'dry-run',
  'print-script',
  'keep',
] as const;

function ownCommand(given: GivenFlags): Pick<DiagnoseInvocation, 'command' | 'atEveryLayer'> {
  const { command } = given;
  const atEveryLayer = given.switch('at-every-layer') === true;
  if (atEveryLayer && command.length === 0) {
    throw new Problem('--at-every-layer needs your own command, and none was given.', {
      next: 'Write it after --, as in: kubectl exec-doctor nginx1 --at-every-layer -- ls /tmp',
    });
  }
  return { command, atEveryLayer };
}

/** Of these only one can be meant; whoever names a host wants ssh. */
function transport(given: GivenFlags): TransportChoice {
  const [way, host, ssh, via] = (['transport', 'ssh-target', 'ssh-command', 'via'] as const).map((name) =>
    given.text(name),
  );
  if (way && way !== 'auto' && way !== 'ssh') {
    throw new Problem(`--transport is auto or ssh, got ${JSON.stringify(way)}.`, {
      next: 'On the node itself: kubectl-exec_doctor local CONTAINER. By a command of yours: --via.',
    });
  }
  const bySsh = way === 'ssh' || Boolean(host) || Boolean(ssh);
  if (via && bySsh) throw new Problem('--via is one way onto the node and ssh is another: only one can be taken.');
  if (way === 'auto' && bySsh) throw new Problem('--transport=auto starts a debug pod, and takes no host for ssh.');
  if (host?.startsWith('-')) throw new Problem(`--ssh-target needs a host, got ${JSON.stringify(host)}.`);
  const ofThePod = flagTable.find(({ name, group }) => group === 'Debug pod' && given.names.has(name));
  if ((via || bySsh) && ofThePod) {
    throw new Problem(`--${ofThePod.name} is about the debug pod, and ${via ? 'by --via' : 'by ssh'} there is none.`, {
      ...(ofThePod.name === 'dry-run' && { next: 'What would be run there is printed by --print-script.' }),
    });
  }
  if (via) return { kind: 'via', command: via };
  return bySsh ? { kind: 'ssh', target: host ?? null, command: ssh ?? 'ssh' } : { kind: 'pod' };
}

function print(given: GivenFlags): DiagnoseInvocation['print'] {
  const pod = dryRun(given);
  const script = given.switch('print-script') === true;
  if (pod && script) throw new Problem('--dry-run is about a pod and --print-script prints a script: choose one.');
  if ((pod || script) && given.names.has('bundle')) {
    throw new Problem(`With --${pod ? 'dry-run' : 'print-script'} nothing is diagnosed, so there is no --bundle.`);
  }
  if (pod) refuseFormatOfManifest(outputOf(given));
  if (pod) return pod === 'client' ? 'manifest' : 'admission';
  return script ? 'script' : null;
}

/** As kubectl has it, and alone for `client`. Null: not at all. */
export function dryRun(given: GivenFlags): 'client' | 'server' | null {
  const way = given.text('dry-run');
  switch (way) {
    case null:
    case 'none':
    case 'false':
      return null;
    case 'client':
    case 'true':
      return 'client';
    case 'server':
      return 'server';
    default:
      throw new Problem(`--dry-run is client or server, got ${JSON.stringify(way)}.`);
  }
}

/** Which API server, and as whom. */
export function connection(given: GivenFlags): ConnectionFlags {
  const [kubeconfig, context, cluster, user] = [
    given.text('kubeconfig'),
    given.text('context'),
    given.text('cluster'),
    given.text('user'),
  ];
  const [as, server, token] = [given.text('as'), given.text('server'), given.text('token')];
  const requestTimeout = given.text('request-timeout');
  return {
    ...(kubeconfig !== null && { kubeconfig }),
    ...(context !== null && { context }),
    ...(cluster !== null && { cluster }),
    ...(user !== null && { user }),
    ...(as !== null && { as }),
    asGroup: given.texts('as-group'),
    ...(server !== null && { server }),
    ...(token !== null && { token }),
    insecureSkipTlsVerify: given.switch('insecure-skip-tls-verify') === true,
    ...(requestTimeout !== null && { requestTimeoutMs: parseRequestTimeout('request-timeout', requestTimeout) }),
  };
}

function timeouts(given: GivenFlags): Pick<DiagnoseInvocation, 'probeTimeoutMs' | 'runTimeoutMs'> {
  const probeTimeoutMs = duration(given, 'probe-timeout') ?? limits.probeTimeoutMs;
  const runTimeoutMs = (duration(given, 'timeout') ?? limits.runTimeoutMs) + (duration(given, 'watch') ?? 0);
  if (probeTimeoutMs > runTimeoutMs) {
    throw new Problem(
      `The whole run (--timeout=${formatDuration(runTimeoutMs)}) would end before a single probe that hangs (--probe-timeout=${formatDuration(probeTimeoutMs)}).`,
      { next: 'Shorten --probe-timeout or lengthen --timeout.' },
    );
  }
  return {
    probeTimeoutMs,
    runTimeoutMs,
  };
}

function repeats(given: GivenFlags): Pick<DiagnoseInvocation, 'repeat' | 'watchMs'> {
  const repeat = count(given, 'repeat') ?? 1;
  if (repeat < 1 || repeat > limits.repeats) {
    throw new Problem(`--repeat is a number from 1 to ${limits.repeats}, got ${repeat}.`);
  }
  return { repeat, watchMs: duration(given, 'watch') ?? 0 };
}

function duration(given: GivenFlags, name: FlagName<'duration'>): number | null {
  const text = given.text(name);
  return text === null ? null : parseDuration(name, text);
}

/** A flag's whole number; null where it was not given. */
export function count(given: GivenFlags, name: FlagName<'count'>): number | null {
  const text = given.text(name);
  if (text === null) return null;
  if (/^\d{1,4}$/.test(text)) return Number(text);
  throw new Problem(`The flag --${name} needs a whole number, got ${JSON.stringify(text)}.`);
}

/** The name of an object of Kubernetes; null where it was not given. */
export function objectName(given: GivenFlags, name: 'container' | 'namespace' | 'debug-namespace'): string | null {
  const text = given.text(name);
  if (text === null || grammarOf(name === 'container' ? 'container' : 'namespace').test(text)) return text;
  throw new Problem(`--${name} needs a name, got ${JSON.stringify(text)}.`);
}
