import { parted } from '../model/kubectls-line.ts';
import { type Layer, layers } from '../model/layer.ts';
import { entryLayer, isFailing, type Probe, type ProbeName } from '../model/probe.ts';
import type { RuntimeFamilyName } from '../model/runtime-family.ts';

/**
 * Whose words a failing probe printed: the client's, or a layer's through it; those of the program that it ran in the
 * container, which may say anything; or either's, where client and program can end alike. Nobody's where the client was
 * ended before it could tell whose they are.
 */
export type Speaker = 'layers' | 'program' | 'either' | 'nobody';

/** crictl's of the same, which ends with 1 itself. */
const endedByCrictl =
  /command terminated with exit code (\d+)|non-zero exit code|execing command in container(?: [\w.-]{1,64})?(?: synchronously)?: command '[^\n]{0,2000}' exited with \d{1,3}: /;

/** What a dockershim and a CRI-O hand on as an exit code of the program, though none was started. */
const ofNoProgram: Readonly<Record<RuntimeFamilyName, readonly number[]>> = {
  docker: [126, 127],
  'cri-o': [126, 127, 255],
  containerd: [],
};

/** With these a client ends itself; ctr only says so (`ctr: …`). Above 128 it may have been ended by a signal. */
const ownCodes: Readonly<Record<Exclude<ProbeName, 'kubectl' | 'nsenter'>, readonly number[]>> = {
  crictl: [1],
  docker: [1, 125, 126, 127],
  ctr: [1],
  runc: [1, 255],
};
export const bySignal = (code: number): boolean => code > 128 && code < 160;

/** A client that cannot be started, or that breaks down: the loader's words, those of who starts it, or Go's. */
export const notStarted =
  /error while loading shared libraries|^(?:setsid|env|timeout|nsenter|(?:\S*\/)?(?:sh|dash|bash|busybox)): |^(?:panic|fatal error|runtime): |\bgoroutine \d/m;

/** Judged by one probe alone. */
export function speakerOf(probe: Pick<Probe, 'name' | 'outcome'>, runtime: RuntimeFamilyName): Speaker {
  const { name, outcome } = probe;
  // nsenter starts no program of the container
  if (outcome.kind !== 'error' || name === 'nsenter') return 'layers';
  const { exitCode, text, endless = false } = outcome;
  if (endless) return 'program';
  // where nothing was printed, nothing is to be doubted
  if (exitCode === null) return text.trim() === '' ? 'layers' : 'nobody';
  // ended well, without the word that it was to print; where nothing came, it may have been lost on the way
  if (exitCode === 0) return text.trim() === '' ? 'either' : 'program';
  return name === 'kubectl' ? ofKubectl(exitCode, text, runtime) : ofClientOnNode(name, exitCode, text);
}

function ofKubectl(exitCode: number, text: string, runtime: RuntimeFamilyName): Speaker {
  const { line, code = String(exitCode) } = parted(text);
  if (line === '' || Number(code) !== exitCode) return 'layers';
  return ofNoProgram[runtime].includes(exitCode) ? 'either' : 'program';
}

function ofClientOnNode(name: keyof typeof ownCodes, exitCode: number, text: string): Speaker {
  if (notStarted.test(text) || bySignal(exitCode)) return 'either';
  if (name === 'crictl' && endedByCrictl.test(text)) return 'program';
  if (!ownCodes[name].includes(exitCode)) return 'program';
  return name === 'ctr' && text.trim() !== '' && !/^ctr: /m.test(text) ? 'program' : 'either';
}

/** Those that nothing but an exec through the API server passes. */
const aboveTheRuntime: readonly Layer[] = ['client-path', 'api-server', 'kubelet'];

/** What a probe's words can tell of: none of the layers above where they began. */
export function canTellOf(probe: Pick<Probe, 'name' | 'outcome'>, layer: Layer): boolean {
  const { name, outcome } = probe;
  if (name !== 'kubectl') return layers.indexOf(layer) >= layers.indexOf(entryLayer[name]);
  // an exit code came through them all, and so did what has no end
  const isProgram = outcome.kind === 'error' && (outcome.endless === true || parted(outcome.text).line !== '');
  return !(isProgram && aboveTheRuntime.includes(layer));
}

/** What the program said, without what kubectl adds to it. */
export const withoutKubectlsLine = (text: string): string => parted(text).words;

/** What kubectl adds; empty where that is nothing. */
export const kubectlsLine = (text: string): string => parted(text).line;

/** execve's own complaint about the harmless program: every layer has passed the request on, and the kernel refuses it. */
const refusal =
  /\/bin\/echo\\*[`"]?:? (?:\S[^\n]*: )?(exists but it is not executable|permission denied|operation not permitted|exec format error)/i;

/** What the kernel says of /bin/echo, which is there and is not executed; null where it was not asked, or runs. */
export const refusalOf = ({ outcome }: Pick<Probe, 'outcome'>): string | null =>
  outcome.kind === 'error' ? (refusal.exec(outcome.text)?.[1]?.toLowerCase() ?? null) : null;

/**
 * A program that is refused runs by no way. Where one way has started it, or come to another end, those are words of its own.
 * @param column the probes of one subject
 */
export function isRefusedByAll(column: readonly Probe[]): boolean {
  const answered = column.filter(
    (probe) => probe.name !== 'nsenter' && (probe.outcome.kind === 'ok' || probe.outcome.kind === 'error'),
  );
  return answered.length > 0 && answered.every((probe) => isFailing(probe) && refusalOf(probe) !== null);
}
