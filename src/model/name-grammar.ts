/**
 * What a name, an id or a path can be at all. Some of them a tenant has chosen, or whoever made a saved report: what is not
 * so is refused where a file is read, and put into no command. Nothing that matches begins with a dash, or means anything
 * to a shell.
 */
const grammars = {
  /** RFC 1123, as Kubernetes has it. */
  namespace: /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/,
  pod: /^(?!.{254})[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*$/,
  /** Kubernetes' names of containers are docker's as well; those of no pod are docker's only. */
  container: /^[A-Za-z0-9][\w.-]{0,252}$/,
  /** Of a node that no cluster was asked about it is the host's, which may have capitals. */
  node: /^[A-Za-z0-9](?:[\w.-]{0,251}[A-Za-z0-9])?$/,
  /** Of an API object. */
  uid: /^[A-Za-z0-9-]{0,64}$/,
  /** https://github.com/containerd/containerd/blob/main/pkg/identifiers/validate.go; the CRI's and docker's are such ones. */
  containerID: /^(?!.{77})[A-Za-z0-9]+(?:[._-][A-Za-z0-9]+)*$/,
  runtimeNamespace: /^(?!.{77})[A-Za-z0-9]+(?:[._-][A-Za-z0-9]+)*$/,
  /** Of our own execs in containerd. */
  execID: /^exec-doctor-[a-z0-9-]{1,64}$/,
  pid: /^[1-9]\d{0,9}$/,
  /** Absolute, and without a way up. */
  path: /^(?!.*\/\.\.(?:\/|$))\/[\w.@:+/-]{0,4095}$/,
  /** What dockerd and containerd call the dumps of their goroutines, wherever they keep them: `rm` takes no other file. */
  dumpFile:
    /^(?!.*\/\.\.(?:\/|$))\/[\w.@:+/-]{0,4000}\/(?:goroutine-stacks-[\w.:+-]{1,80}|containerd\.\d{1,10}\.stacks)\.log$/,
  socket: /^(?:unix:\/\/)?(?!.*\/\.\.(?:\/|$))\/[\w.@:+/-]{0,4095}$/,
  /** An IP address or the name of a host. */
  host: /^[A-Za-z0-9:][\w.:-]{0,252}$/,
  /** What the kernel calls it; others than daemons can call themselves as they please. */
  process: /^[A-Za-z0-9][\w.:@+-]{0,63}$/,
} as const satisfies Record<string, RegExp>;

export type NameKind = keyof typeof grammars;

export const grammarOf = (kind: NameKind): RegExp => grammars[kind];

/** The text, where it can be such a name; else what stands for it: a word in capitals, which the reader replaces. */
export const nameOr = (placeholder: string, kind: NameKind, text: string | number | null | undefined): string =>
  grammars[kind].test(String(text ?? '')) ? String(text) : placeholder;
