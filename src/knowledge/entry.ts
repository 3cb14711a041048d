import type { Observation } from '../evidence/observation.ts';
import type { SameComplaint } from '../evidence/second-opinions.ts';
import type { Code } from '../model/code.ts';
import type { Layer } from '../model/layer.ts';
import type { Probe } from '../model/probe.ts';
import type { RuntimeFamilyName } from '../model/runtime-family.ts';
import type { Action, Place, ProvingNode } from '../model/step.ts';
import type { Owner, Scope } from '../model/verdict.ts';
import type { Command } from './command-names.ts';

/** A known failure: how it shows, what it means, how to confirm it, what to do about it. */
export interface Entry {
  /** Stable, for runbooks. */
  readonly code: Code;
  /** What is wrong, as the rest of a line after the code; no full stop. */
  readonly title: string;
  /** Where the fault lies, the likeliest first; empty where no layer is at fault. */
  readonly layers: readonly Layer[];
  /** Who is hit as a rule; null where that differs from case to case. */
  readonly scope: Scope | null;
  /** How often people meet it, as far as public trackers tell. */
  readonly frequency: 'often' | 'sometimes' | 'rarely';
  /** What the layers print; empty where they hang without a word. */
  readonly texts: readonly KnownText[];
  /** What shows it in a run. Facts beat texts. */
  readonly detect?: Detector;
  /** Where the facts of a run show that a text of it means something else. */
  readonly refuted?: (observation: Observation) => boolean;
  readonly traits?: Traits;
  /** Sentences. */
  readonly meaning: string;
  /** Nothing that changes anything. */
  readonly confirm: readonly Look[];
  /** The least harmful first; each says what it would end. */
  readonly fix: readonly Fix[];
  /** Which versions have it and since when it is mended, where it is a bug of some. */
  readonly versions?: string;
  /** `OWNER/REPOSITORY#NUMBER` on GitHub, or the address of a page. */
  readonly sources: readonly [string, ...string[]];
}

/** Sees a known failure in the facts of a run. */
interface Detector {
  readonly run: (observation: Observation, isSameComplaint: SameComplaint) => readonly Detection[];
  /**
   * What it is worth as the cause of a verdict: it breaks exec by itself; it may, and counts where no layer said more; it
   * never explains one.
   */
  readonly strength: 'proof' | 'likely' | 'context';
  /**
   * Of the same strength, what it explains, or what counts for nothing beside it: seen together, those are not the cause. It
   * also beats what these beat.
   */
  readonly beats?: readonly Code[];
}

/** What else a diagnosis has to know of a failure; true, or left out. */
interface Traits {
  /** Somebody decided so: exec is refused, and nothing is broken. */
  readonly policy?: true;
  /** What has to allow exec cannot be reached: no way round it is shown. */
  readonly guards?: true;
  /**
   * Whose it is to mend, where that says more than its layer; null where somebody else may have brought it about. A wrong
   * name costs more than none.
   */
  readonly owner?: Owner | null;
  /** It is the client's only while the client is under suspicion: others than the user ask with credentials, too. */
  readonly ofCredentials?: true;
  /**
   * It is what a hang of its first layer is called where nothing more was seen than that it left one of these questions without an
   * answer, too; none: where nothing more was seen at all.
   */
  readonly plainHang?: readonly string[];
  /** It makes whatever is asked slow, so it is why a verdict is open. */
  readonly leavesOpen?: true;
  /** Seen where exec works, exec is of less use than it should be: the rest of "exec works, but"; no full stop. */
  readonly degrades?: string;
  /** Seen where exec works, the container's first process does nothing: the rest of "exec works, but"; no full stop. */
  readonly firstProcess?: string;
  /** It is what a failure that does not stay is called. */
  readonly comesAndGoes?: true;
  /** It tells of the command that was asked for. What a probe ends with tells nothing of that kind. */
  readonly onlyOfCommands?: true;
  /** A run puts its steps together by itself: it knows which process it is, or who froze the container. */
  readonly runKnowsTheSteps?: true;
  /** Nothing in the container runs until it is thawed. */
  readonly frozen?: true;
  /** A process of it takes no signal, so a pod that is deleted would hang. */
  readonly takesNoSignal?: true;
  /** An exec may get the container killed. */
  readonly execMayKill?: true;
  /** An exec does not end until there is memory again. */
  readonly execWaits?: true;
  /** Its kubelet does nothing that it is asked, and renews no lease. */
  readonly kubeletSilent?: true;
  /** The node's condition Ready tells of it as well. */
  readonly makesNodeNotReady?: true;
  /** It tells of the program of the container's own runtime, which others need not have. */
  readonly ofItsRuntime?: true;
  /** On that node no container starts meanwhile. */
  readonly nothingStartsMeanwhile?: true;
  /** Below /run there is no room for what a daemon writes when it starts. */
  readonly noRoomInRun?: true;
}

/** What is true of it or not. */
export type Trait = Exclude<keyof Traits, 'owner' | 'degrades' | 'firstProcess' | 'plainHang'>;

/** A step that only looks: a command, or a sentence. */
type Look = Runnable | string;

/** A step that mends, or helps to: a command, or sentences. `action` is there where it is known what it ends. */
export type Fix = Mending | Advice | string;

interface Mending extends Runnable {
  readonly action?: Action;
  /** Where the state that it is for can be told by a run: then it is the remedy there only. */
  readonly when?: (observation: Observation) => boolean | 'perhaps';
  /** Where the fault suite has run it, as a report proposed it, and exec worked again. A unit test holds it to that. */
  readonly verified?: readonly ProvingNode[];
}

interface Advice {
  readonly read: string;
  readonly action: Action;
  /** As of a command. */
  readonly when?: (observation: Observation) => boolean | 'perhaps';
  /** Of several states the reader has to see which one it is. */
  readonly conditional?: true;
}

interface Runnable {
  /**
   * Words in capitals that stand in it as they are the reader puts in: CGROUP the path in /proc/PID/cgroup, FILE what the
   * text names, PROCESS the one that `given` names.
   */
  readonly run: Command;
  /** The user's own machine, where nothing else is said. */
  readonly on?: Place;
  /** It is for nodes with that runtime. */
  readonly only?: RuntimeFamilyName;
  /** When, or in which place, as the rest of a line. */
  readonly given?: string;
  /** What it shows, or ends. */
  readonly note?: string;
  /** More of it, where it is not a run that has put in all that the command needs: other runtimes, other versions of cgroups. */
  readonly besides?: string;
}

export interface KnownText {
  readonly pattern: RegExp;
  /** As it was really seen. */
  readonly example: string;
  /** Another failure has the very same words, and is likelierLayer where nothing says more. */
  readonly isSecond?: true;
}

/** What a run saw of a known failure. */
export interface Detection {
  /** Whose it is this time; nothing: the likeliest of its entry. */
  readonly layer?: Layer;
  /** One sentence. */
  readonly summary: string;
  /** The facts it rests on, as `name: value`. */
  readonly evidence: readonly string[];
  /** It is worth a word, and does not make exec of less use. */
  readonly mild?: true;
  /** Why it may be no fault of a layer: a reason; no full stop. */
  readonly doubt?: string;
  /** Where and whom it hits, where that is another in each run. */
  readonly at?: { readonly layers: readonly Layer[]; readonly scope: Scope | null };
  /** What failed, of what comes and goes: its words may tell more of where than the way that it took. */
  readonly said?: Probe;
}
