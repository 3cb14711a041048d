import { type Parted, parted } from '../model/kubectls-line.ts';
import { isFailing, type Probe, type Subject, subjects } from '../model/probe.ts';

/** What execve(2) may say of a program that it does not start. */
const errnos = [
  'argument list too long',
  'resource temporarily unavailable',
  'text file busy',
  'input/output error',
  'exec format error',
  'operation not permitted',
  'permission denied',
  'no such file or directory',
  'cannot allocate memory',
  'accessing a corrupted shared library',
  'too many levels of symbolic links',
] as const;
export type Errno = (typeof errnos)[number];

/** What layers put around it, kubectl's words the outermost, and the runtime's own log line. */
const wrapper = [
  'error: ',
  'Internal error occurred: ',
  'error executing command in container: ',
  'failed to exec in container: ',
  'failed to start exec \\\\*"\\w{1,64}\\\\*": ',
  'ctr: ',
  'time="[^"\\n]{1,40}" level=error msg="',
  'OCI runtime exec failed: ',
  'exec failed: ',
  'unable to start container process: ',
  'container_linux\\.go:\\d{1,5}: starting container process caused:? \\\\*"?',
  '(?:standard_init_linux|setns_init_linux)\\.go:\\d{1,5}: ',
].join('|');

/**
 * The whole of what was printed: nothing of a layer can stand beside it. runc says it inside of the container already, crun without
 * the path, an older runc of the user's process.
 */
const complaint = new RegExp(
  `^(?:${wrapper}){0,9}exec(?: /bin/echo|: \\\\*"/bin/echo\\\\*"| user process caused)?:? \\\\*"?(${errnos.join('|')})\\\\*"?(?:: unknown)?"?$`,
  'i',
);

/** With these ends who was to execute it; what was executed may end with any, but of a program that was not nothing ends well. */
const codes: readonly (number | null)[] = [1, 126, 127, 255];

type Asked = Pick<Probe, 'name' | 'outcome'>;

/** Why /bin/echo was not started, by words that are nothing else; null where anything else came. */
export function errnoOf({ name, outcome }: Asked): Errno | null {
  if (outcome.kind !== 'error' || !codes.includes(outcome.exitCode)) return null;
  const { words } = toldBy(name, outcome.text);
  const said = words.length > 2_000 ? undefined : complaint.exec(words)?.[1]?.toLowerCase();
  return errnos.find((errno) => errno === said) ?? null;
}

/** Signals that end a program before it can say a word, as the exit code has them. */
const signals = new Map([
  [132, 'SIGILL'],
  [135, 'SIGBUS'],
  [137, 'SIGKILL'],
  [139, 'SIGSEGV'],
  [159, 'SIGSYS'],
] as const);
export type Signal = 'SIGILL' | 'SIGBUS' | 'SIGKILL' | 'SIGSEGV' | 'SIGSYS';

/** The signal that has ended the program, where it did not print a word; null where it ended otherwise. */
export function signalOf({ name, outcome }: Asked): Signal | null {
  if (outcome.kind !== 'error') return null;
  const { words, code } = toldBy(name, outcome.text);
  if (words !== '') return null;
  // crictl ends with 1 itself, and tells the code
  const ended = name === 'crictl' ? Number(code) : outcome.exitCode;
  return [...signals].find(([known]) => known === ended)?.[1] ?? null;
}

/** Lines of crictl's own, and what kubectl adds. */
const ofClient = /^(?:FATA|WARN|INFO)\[\d{4}\] |^time="[^"\n]{1,40}" level=(?:fatal|warning|info) /;

/** What was printed, without what the client adds, and the exit code that it tells. */
function toldBy(name: Probe['name'], text: string): Pick<Parted, 'words' | 'code'> {
  const { words, code } = parted(text);
  const told = words.split('\n').map((line) => (name === 'crictl' ? ofCrictl(line) : { words: line, code: undefined }));
  return {
    words: told
      .map((one) => one.words)
      .filter((line) => !ofClient.test(line))
      .join('\n')
      .trim(),
    code: told.find((one) => one.code !== undefined)?.code ?? code,
  };
}

/** crictl's own line of an exec, on a terminal and in a file; and the one of the client that it is made with. */
const itsLine =
  /^(?:FATA\[\d{4}\] |time="[^"\n]{1,40}" level=(?:fatal|error) msg=")execing command in container(?: [\w.-]{1,64})?(?: synchronously)?: ([^\n]*?)"?$/;
const ofItsClient = /^E\d{4} [\d:.]{8,15} +\d{1,10} \w{1,40}\.go:\d{1,5}\] "ExecSync cmd from runtime service failed" /;
const requestFailed = /^rpc error: code = \w{1,30} desc = ([^\n]*)$/;
const programEnded =
  /^(?:command terminated with exit code (\d{1,3})|command '[^\n]*' exited with (\d{1,3}): ([^\n]*))$/;

/** What came to it is the CRI's complaint, or how the program has ended, with what that said. */
function ofCrictl(line: string): { readonly words: string; readonly code: string | undefined } {
  const said = itsLine.exec(line)?.[1];
  const failed = said === undefined ? null : requestFailed.exec(said);
  const ended = said === undefined ? null : programEnded.exec(said);
  if (failed) return { words: failed[1] ?? '', code: undefined };
  if (ended) return { words: ended[3] ?? '', code: ended[1] ?? ended[2] };
  return { words: ofItsClient.test(line) ? '' : line, code: undefined };
}

/**
 * Why /bin/echo is not started in the target, by every way that leads there: a program that runs can say it, too, but of its own
 * container only. Null where the control, whose program is known to be good, says the same: that is no affair of the container.
 */
export const errnoOfTarget = (probes: readonly Probe[]): Errno | null => ofTargetAlone(probes, errnoOf);

/** Likewise the signal that ends it. */
export const signalOfTarget = (probes: readonly Probe[]): Signal | null => ofTargetAlone(probes, signalOf);

function ofTargetAlone<End>(probes: readonly Probe[], endOf: (probe: Probe) => End | null): End | null {
  const [asked, ofControl] = subjects.map((subject) => answeredOf(probes, subject));
  // one alone may have lost its own client
  if (!asked || !ofControl || asked.length < 2) return null;
  const target = ofAll(asked, endOf);
  return target === ofAll(ofControl, endOf) ? null : target;
}

function ofAll<End>(answered: readonly Probe[], endOf: (probe: Probe) => End | null): End | null {
  const [first] = answered;
  const end = first ? endOf(first) : null;
  return answered.every((probe) => endOf(probe) === end) ? end : null;
}

/** nsenter starts no program of the container. */
const answeredOf = (probes: readonly Probe[], subject: Subject): readonly Probe[] =>
  probes.filter(
    (probe) =>
      probe.subject === subject && probe.name !== 'nsenter' && (probe.outcome.kind === 'ok' || isFailing(probe)),
  );

/** What is left of the words about it: nothing that anybody could have put beside them. */
export const plainly = (errno: Errno): string => `exec /bin/echo: ${errno}`;
