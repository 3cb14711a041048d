import type { StartFailure } from '../debug-pod/start-failure.ts';
import type { NodeRecord } from '../records/record.ts';
import type { Layer } from './layer.ts';
import type { Change, Onset } from './onset.ts';
import type { ExecProbe, PodContext } from './pod-context.ts';
import type { Outcome, Probe } from './probe.ts';
import type { Step } from './step.ts';
import type { Target } from './target.ts';
import type { Finding, Verdict } from './verdict.ts';

/** The user's own command, run at one layer. */
export interface CommandResult {
  readonly probe: Probe['name'];
  readonly command: readonly string[];
  readonly outcome: 'exited' | 'hang' | 'skipped';
  /** The command itself, though exec may still wait for its output to be closed; null where that is not known. */
  readonly ended: boolean | null;
  readonly exitCode: number | null;
  readonly durationMs: number;
  readonly stdout: string;
  readonly stderr: string;
  /** Why it was skipped; empty otherwise. */
  readonly reason: string;
  readonly truncated: boolean;
}

/** How often a layer was asked, and how it did. */
export interface Repeats {
  readonly name: Probe['name'];
  readonly subject: Probe['subject'];
  readonly runs: number;
  /** Of them, those in which it failed, be it only at first. */
  readonly failed: number;
  /** Milliseconds that the answers took; null where there was none. */
  readonly p50Ms: number | null;
  readonly p95Ms: number | null;
  readonly maxMs: number | null;
}

/** Another way into the same container than the probe's own. */
export interface CrossCheck {
  /**
   * Where kubectl fails, `websocket`: exec by the API client; `log`: a plain request to the same kubelet; `missing-path`:
   * kubectl, late with the echo, was asked for a path that cannot exist, which runs nothing. Where the words of a failure are
   * about the way by the API server, of which there may be several, each try of kubectl is an `exec`, and there are as many
   * `log`. Where crictl works, `crictl-stream`: by crictl too, but through the CRI's stream server, as kubectl's request goes.
   */
  readonly name: 'websocket' | 'log' | 'missing-path' | 'exec' | 'crictl-stream';
  readonly outcome: Outcome;
}

/** Probes of an older, ordinary container of another pod on the node, where the target failed and the control did not. */
export interface SecondOpinion {
  readonly containerID: string;
  /** Before the run; null where it is not known. */
  readonly startedSecondsAgo: number | null;
  /** Of the AppArmor profile or SELinux label of its first process; empty where there is none. */
  readonly label: string;
  readonly probes: readonly Pick<Probe, 'name' | 'command' | 'outcome'>[];
}

/** What one layer believes of the target; asked before anything was executed in it. */
export interface InventoryRow {
  readonly layer: Layer;
  /** `missing`: the layer knows of no such container, task or process. `unknown`: it does not say. */
  readonly state: 'running' | 'paused' | 'stopped' | 'missing' | 'no-answer' | 'unknown';
  /** The container's first process, or the shim; null where the layer does not say. */
  readonly pid: number | null;
  /** In the layer's own words. */
  readonly says: string;
}

/** Goroutines of a daemon that serve requests for containers and wait alike. */
export interface WaitingGoroutines {
  readonly count: number;
  /** In the words of Go: `select`, `semacquire`, `IO wait` … */
  readonly state: string;
  /** Of the one that has waited longest, whole minutes; Go tells no less. */
  readonly minutes: number;
  /**
   * Whose answer they wait for, where the functions tell. `lock`: one of the daemon's own; `command`: the end of what they
   * have started, as in every exec that goes well.
   */
  readonly waitsFor: 'containerd' | 'shim' | 'lock' | 'command' | null;
  /** Of the daemon and of what it is made of, the innermost first. */
  readonly functions: readonly string[];
}

/** Where the goroutines of a daemon were while a probe hung, or after one failed. */
export interface DaemonStacks {
  readonly of: 'dockerd' | 'containerd';
  readonly pid: number | null;
  /** Why there is no dump; empty where there is one. */
  readonly missing: string;
  /** How many goroutines it has in all; null without a dump. */
  readonly goroutines: number | null;
  /** Not all of it was read. */
  readonly cut: boolean;
  /** The longest first; of those that wait as long, execs first. */
  readonly waiting: readonly WaitingGoroutines[];
}

/** Where the daemons wait, where the user asked for it. */
export interface Stacks {
  /** Why no daemon was asked; empty where one was. */
  readonly reason: string;
  readonly daemons: readonly DaemonStacks[];
}

/** What the run left on the node or in the runtime, and the command that removes it. */
export interface LeftBehind {
  readonly what: string;
  readonly remove: Step;
  /** The node on which it is; in capitals where that is not known. */
  readonly node: string;
}

/** Whose the debug pod's image is: the user's, of --image; one that the cluster's own pods run; that of the pods' sandboxes; or one with a shell. */
export const imageSources = ['flag', 'cluster', 'sandbox', 'shell'] as const;
export type ImageSource = (typeof imageSources)[number];

/** How the script was run on the node. */
export type TransportFacts =
  | {
      readonly kind: 'pod';
      readonly namespace: string;
      /** It is for debug pods alone: who may exec into, or change, those of the target's namespace may not this one. */
      readonly ownNamespace: boolean;
      readonly pod: string;
      readonly image: string;
      /** Null: an older run, which does not tell. */
      readonly imageFrom: ImageSource | null;
      /** Whose programs ran the script: the node's own, or the image's. */
      readonly userland: 'host' | 'image';
      /** Which way the records came back; `none` where the pod did not start. */
      readonly recordsFrom: 'log' | 'termination-message' | 'none';
      /** Why the pod could not be used, where it could not. */
      readonly failure: string | null;
    }
  | {
      /**
       * `via`: a command of the user's; `records`: it was run by others, who saved what it wrote; `api-server`: not at all, for
       * exec through the API server alone was asked for.
       */
      readonly kind: 'ssh' | 'local' | 'via' | 'records' | 'api-server';
      /** Host, command, or file; empty without a script. */
      readonly to: string;
      /** `gist`: its output was cut, and only the brief in it is whole, which documents have always called so. */
      readonly recordsFrom: 'output' | 'gist';
    };

/** Everything the run found out: the one value that every output format is made of. */
export interface Report {
  /** RFC 3339, when the run started. */
  readonly startedAt: string;
  readonly durationMs: number;
  readonly toolVersion: string;
  /** It was drawn from a file that somebody saved, and not from a cluster. */
  readonly fromFile: boolean;
  readonly context: string | null;
  readonly target: Target;
  /** From the top of the call chain to the bottom, target and control. */
  readonly probes: readonly Probe[];
  /** The same with a terminal, at the layers that were asked with one. */
  readonly terminals: readonly Probe[];
  /** From the top to the bottom; empty where each was asked once. */
  readonly repeats: readonly Repeats[];
  readonly crossChecks: readonly CrossCheck[];
  readonly verdict: Verdict;
  readonly findings: readonly Finding[];
  /** Null where nothing is broken, and where nothing tells. */
  readonly since: Onset | null;
  /** What happened in the hour before it began or, where that is not known, before the run; the latest first. */
  readonly changedBefore: readonly Change[];
  readonly inventory: readonly InventoryRow[];
  /** Exec probes of the kubelet that go through what is broken, the soonest first. */
  readonly breaksNext: readonly ExecProbe[];
  readonly surroundings: PodContext;
  /** What the kubelet itself tells against exec, through the proxy to its node: sentences. */
  readonly kubelet: readonly string[];
  readonly secondOpinions: readonly SecondOpinion[];
  /** Null where it was not asked for. */
  readonly stacks: Stacks | null;
  readonly command: readonly CommandResult[];
  readonly leftBehind: readonly LeftBehind[];
  readonly transport: TransportFacts;
  /** The last lines of trouble that the daemons wrote, each whose. */
  readonly logs: readonly {
    readonly of: 'dockerd' | 'containerd' | 'crio' | 'kubelet' | 'runc';
    readonly line: string;
  }[];
  /** All that the script told, as it came; with what else the verdict is a function of, so that it can be drawn again. */
  readonly observed: {
    readonly records: readonly NodeRecord[];
    /** Of the target through the API server, one a pass. */
    readonly rounds: readonly Probe[];
    readonly logReadable: boolean | null;
    readonly sameNamespace: boolean;
    readonly startFailure: StartFailure | null;
    readonly sameContainer: boolean | null;
    readonly kubeletSilent: boolean;
    /** Of the containers that were asked beside the target, those of pods in its namespace; null where that is not known. */
    readonly sameOwnerIDs: readonly string[] | null;
  };
  /** Facts that the script gathered, by name, as text. */
  readonly facts: Readonly<Record<string, string>>;
}
