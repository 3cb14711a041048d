import type { ConnectionFlags } from '../cluster/kubeconfig/destination.ts';
import type { shells } from '../completion/shells.ts';
import type { Question } from '../explain/render.ts';
import type { Problem } from '../model/problem.ts';
import type { AdmissionEngine } from '../setup/policy/engines.ts';
import type { Selection, TargetArgument } from '../target/selection/target-argument.ts';
import type { TransportChoice } from '../transport/transport.ts';
import type { diffFormats, OutputFormat } from './output-format.ts';

/** How containers are diagnosed, whichever they are. */
export interface DiagnoseOptions {
  /** The user's own command, run after the probes; empty where none was given. */
  readonly command: readonly string[];
  /** Through the API server alone, unless that fails. */
  readonly quick: boolean;
  /** It is run at each layer that works, not through the topmost alone. */
  readonly atEveryLayer: boolean;
  readonly connection: ConnectionFlags;
  /** Null: the context's namespace. */
  readonly namespace: string | null;
  readonly probeTimeoutMs: number;
  readonly runTimeoutMs: number;
  readonly podStartTimeoutMs: number;
  /** Null: the target container's own image. */
  readonly image: string | null;
  /** Null: the one for debug pods alone, where there is one; else the target's. */
  readonly debugNamespace: string | null;
  readonly output: OutputFormat;
  /** Secrets are taken out of what is printed. */
  readonly redact: boolean;
  /** The file that the archive for a bug report is written to; null: none is. */
  readonly bundle: string | null;
  /** How often all layers are gone over, at least. */
  readonly repeat: number;
  /** And how long; 0: no longer than that. */
  readonly watchMs: number;
  readonly control: boolean;
  readonly secondOpinion: boolean;
  /** Null: with a terminal too where all goes well without. */
  readonly terminal: boolean | null;
  readonly transport: TransportChoice;
  readonly keep: boolean;
  /** Instead of a diagnosis. */
  readonly print: 'manifest' | 'admission' | 'script' | null;
  readonly forceProbe: boolean;
  readonly dumpStacks: boolean;
  /** Null: colour where stdout is a terminal. */
  readonly color: boolean | null;
  readonly verbosity: number;
}

/** A diagnosis of one container as the user asked for it. */
export interface DiagnoseInvocation extends DiagnoseOptions {
  readonly kind: 'diagnose';
  readonly target: TargetArgument;
  /** Null: the pod's default container. */
  readonly container: string | null;
}

/** The same of a pod that the user has yet to pick. */
export interface PickInvocation extends Omit<DiagnoseInvocation, 'kind' | 'target'> {
  readonly kind: 'pick';
}

/** A survey of many containers. */
export interface SurveyInvocation extends DiagnoseOptions {
  readonly kind: 'survey';
  readonly selection: Selection;
}

/** A diagnosis on the node itself: no cluster is asked. */
export interface LocalInvocation
  extends Pick<
    DiagnoseInvocation,
    | (
        | 'command'
        | 'probeTimeoutMs'
        | 'runTimeoutMs'
        | 'output'
        | 'redact'
        | 'bundle'
        | 'repeat'
        | 'watchMs'
        | 'control'
        | 'secondOpinion'
      )
    | ('terminal' | 'forceProbe' | 'atEveryLayer' | 'dumpStacks' | 'color' | 'verbosity')
  > {
  readonly kind: 'local';
  /** Its id, the beginning of it, or its name. */
  readonly container: string;
}

/** A diagnosis from what was saved of a run. */
export interface FromRecordsInvocation
  extends Pick<DiagnoseInvocation, 'output' | 'redact' | 'bundle' | 'color' | 'verbosity'> {
  readonly kind: 'from-records';
  /** `-`: the standard input. */
  readonly file: string;
}

/** Two runs that were saved, to be compared. */
export interface DiffInvocation extends Pick<DiagnoseInvocation, 'verbosity'> {
  readonly kind: 'diff';
  /** One of them may be `-`: the standard input. */
  readonly before: string;
  readonly after: string;
  readonly output: (typeof diffFormats)[number];
}

/** The removal of what runs have left that were killed. */
export interface CleanupInvocation extends Pick<DiagnoseInvocation, 'connection' | 'namespace' | 'verbosity'> {
  readonly kind: 'cleanup';
  readonly allNamespaces: boolean;
  /** Only list them. */
  readonly dryRun: boolean;
}

/** What an administrator applies, to be printed. */
export interface SetupInvocation {
  readonly kind: 'setup';
  /** `rule`: the admission rule alone. */
  readonly what: 'all' | 'rule';
  readonly engine: AdmissionEngine;
  /** Empty: whom the roles are bound to. */
  readonly groups: readonly string[];
  /** For debug pods alone. */
  readonly namespace: string;
  /** Its programs run the script. */
  readonly image: string;
  /** It may be named by a tag, which others can give to another image. */
  readonly allowTag: boolean;
}

/** A question about known failures; the text may have to come from stdin first. */
export interface ExplainInvocation {
  readonly kind: 'explain';
  readonly about: Question | { readonly kind: 'stdin' };
  /** Null: for a person. */
  readonly output: 'json' | null;
}

/** Asked by kubectl, when somebody presses the tabulator. */
export interface CompleteInvocation {
  readonly kind: 'complete';
  /** What follows `kubectl exec-doctor`; the last word is the one to complete. */
  readonly line: readonly string[];
}

/** The script by which kubectl asks. */
export interface InstallCompletionInvocation {
  readonly kind: 'install-completion';
}

/** The script by which a shell asks itself. */
export interface PrintCompletionInvocation {
  readonly kind: 'print-completion';
  readonly shell: (typeof shells)[number];
}

/** A run that was kept. */
export interface ShowInvocation extends Pick<DiagnoseInvocation, 'output' | 'redact' | 'color'> {
  readonly kind: 'show';
  /** Nothing but what the run left behind, and what removes it. */
  readonly leftovers: boolean;
  /** `nth`: 1 is the newest. */
  readonly which:
    | { readonly kind: 'list' }
    | { readonly kind: 'nth'; readonly n: number }
    | { readonly kind: 'pod'; readonly name: string };
}

/** Which version this is; null: in words. */
export interface VersionInvocation {
  readonly kind: 'version';
  readonly output: 'json' | null;
}

/** A text that is there already. */
export interface HelpInvocation {
  readonly kind: 'help';
  readonly text: string;
}

/** What the command line asks for: the one value that the rest of the program starts from. */
export type Invocation =
  | DiagnoseInvocation
  | PickInvocation
  | SurveyInvocation
  | LocalInvocation
  | FromRecordsInvocation
  | DiffInvocation
  | CleanupInvocation
  | SetupInvocation
  | ExplainInvocation
  | CompleteInvocation
  | InstallCompletionInvocation
  | PrintCompletionInvocation
  | HelpInvocation
  | ShowInvocation
  | VersionInvocation
  | { readonly kind: 'usage-error'; readonly problem: Problem };
