/** Where a step is taken. */
export type Place = 'client' | 'node' | 'control-plane';

/** The kinds of node on which steps were proven. */
export type ProvingNode = 'docker 20.10' | 'containerd 1.6' | 'containerd 1.7';

/** What a step does to mend; see `effects.ts` for what each of them ends. */
export type Action =
  | 'harmless'
  | 'go-on'
  | 'thaw'
  | 'unpause'
  | 'raise-file-limit'
  | 'remount'
  | 'unmount'
  | 'make-folder'
  | 'end-execs'
  | 'end-processes'
  | 'kill-runtime'
  | 'kill-init'
  | 'clear-and-kill-init'
  | 'kill-shim'
  | 'kill-containerd'
  | 'delete-pod'
  | 'restart-container'
  | 'drain-node'
  | 'start-dockerd'
  | 'start-containerd'
  | 'restart-dockerd'
  | 'restart-containerd'
  | 'restart-kubelet';

/** Something to run, or to read. */
export interface Step {
  /** One line for a shell; null where there is only something to read. */
  readonly command: string | null;
  readonly on: Place;
  /** When, or as whom, as the rest of a line behind the place; mostly empty. */
  readonly given: string;
  /** What the command shows or ends, as the rest of a line; without a command it is the whole step, in sentences. */
  readonly note: string;
  /** Null: it only looks, or nobody knows what it does. */
  readonly action: Action | null;
  /** `perhaps`: of several states the reader has to see which one it is. `no`: it is for another one, as this run shows. */
  readonly applies: 'yes' | 'perhaps' | 'no';
  /** Where the fault suite has run it for this cause, and exec worked again. */
  readonly verified: readonly ProvingNode[];
}

type StepDetails = Partial<Pick<Step, 'given' | 'note' | 'action' | 'applies'>>;

/** A command for the node's root. */
export const onNode = (command: string, told: StepDetails = {}): Step => step(command, 'node', told);

/** A command for the user's own machine. */
export const onClient = (command: string, told: StepDetails = {}): Step => step(command, 'client', told);

/** Something to read. */
export const toRead = (note: string, told: Omit<StepDetails, 'note'> = {}): Step =>
  step(null, 'client', { ...told, note });

const step = (command: string | null, on: Place, told: StepDetails): Step => ({
  command,
  on,
  ...{ given: '', note: '', action: null, applies: 'yes', verified: [] },
  ...told,
});
