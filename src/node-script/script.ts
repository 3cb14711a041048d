import type { RuntimeFamilyName } from '../model/runtime-family.ts';
import parameters from './exec-doctor/10-parameters.sh';
import records from './exec-doctor/20-records.sh';
import processes from './exec-doctor/30-processes.sh';
import trust from './exec-doctor/32-trust.sh';
import cgroups from './exec-doctor/35-cgroups.sh';
import discovery from './exec-doctor/40-discovery.sh';
import environment from './exec-doctor/45-node-environment.sh';
import guards from './exec-doctor/50-guards.sh';
import clients from './exec-doctor/60-clients.sh';
import answers from './exec-doctor/70-answers.sh';
import inventory from './exec-doctor/75-inventory.sh';
import probes from './exec-doctor/80-probes.sh';
import sideProbes from './exec-doctor/81-side-probes.sh';
import repeatAndWatch from './exec-doctor/82-repeat-and-watch.sh';
import evidence from './exec-doctor/85-evidence.sh';
import stacks from './exec-doctor/86-stacks.sh';
import ending from './exec-doctor/90-ending.sh';
import survey from './exec-doctor/95-survey.sh';
import run from './exec-doctor/99-run.sh';

/** The node half: one POSIX sh script, kept in parts that a reviewer reads one after the other. */
export const script = [
  ...[parameters, records, processes, trust, cgroups, discovery, environment, guards],
  ...[clients, answers, inventory, probes, sideProbes, repeatAndWatch, evidence, stacks, ending, survey, run],
].join('');

/** What the node script is told; see its head for what each means there. */
export interface ScriptParameters {
  /** What the harmless command echoes. It stands in arguments and in the manifest, so records carry another word. */
  readonly echoWord: string;
  readonly runId: string;
  readonly targetID: string;
  /** Many containers, of which the target is one: what speaks against an exec in each is asked, and no more; or none. */
  readonly surveyIDs: readonly string[];
  readonly control: 'self' | 'other' | '';
  readonly secondOpinionIDs: readonly string[];
  readonly podUID: string;
  readonly family: RuntimeFamilyName;
  readonly probeTimeoutMs: number;
  readonly deadlineMs: number;
  readonly lingerSeconds: number;
  readonly repeat: number;
  readonly watchMs: number;
  readonly forceProbe: boolean;
  /** The user's command is run at each layer that works, not through the topmost alone. */
  readonly atEveryLayer: boolean;
  /** Ask also with a terminal; null: where all went well without. */
  readonly terminal: boolean | null;
  /** Once something fails or hangs, the daemons are made to tell where their goroutines are. */
  readonly dumpStacks: boolean;
}

/** The parameters as the environment of the script. They are values there, never part of its text. */
export function toEnvironment(parameters: ScriptParameters, userland: 'host' | 'image'): Record<string, string> {
  return {
    ED_ECHO_WORD: parameters.echoWord,
    ED_RUN_ID: parameters.runId,
    ED_TARGET: parameters.targetID,
    ED_SURVEY: parameters.surveyIDs.join(' '),
    ED_CONTROL: parameters.control,
    ED_SECOND: parameters.secondOpinionIDs.join(' '),
    ED_POD_UID: parameters.podUID,
    ED_FAMILY: parameters.family,
    ED_PROBE_TIMEOUT_MS: String(parameters.probeTimeoutMs),
    ED_DEADLINE_MS: String(parameters.deadlineMs),
    ED_LINGER_S: String(parameters.lingerSeconds),
    ED_REPEAT: String(parameters.repeat),
    ED_WATCH_MS: String(parameters.watchMs),
    ED_TERMINAL: parameters.terminal === null ? '' : parameters.terminal ? '1' : '0',
    ED_DUMP_STACKS: parameters.dumpStacks ? '1' : '0',
    ED_FORCE: parameters.forceProbe ? '1' : '0',
    ED_EVERY_LAYER: parameters.atEveryLayer ? '1' : '0',
    ED_USERLAND: userland,
    // replaced by Kubernetes when the container starts
    ED_FIFO_DIR_UID: '$(POD_UID)',
  };
}
