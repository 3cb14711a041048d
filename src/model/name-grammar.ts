/** https://github.com/containerd/containerd/blob/main/pkg/identifiers/validate.go */
const identifier = '[A-Za-z0-9]+(?:[._-][A-Za-z0-9]+)*';

const runtimeRoot = new RegExp(
  [
    // not what any user of the node may write to
    '^(?!.{4097})/(?:var/)?run/(?!(?:lock|user)/)',
    String.raw`(?:(?:(?!\.{1,2}/)[\w.-]+/)*containerd/(?:runc|crun|runsc|youki)/${identifier}`,
    `|docker/runtime-${identifier}/${identifier}`,
    '|runc|crun|youki)$',
  ].join(''),
);

const program = new RegExp(
  [
    // not what any user of the node, or a container, may have put there; GKE has its own below /home
    '^(?!.{4097})(?!/(?:proc|tmp|var/tmp|dev|(?:var/)?run/(?:user|lock)|var/lock|home(?!/kubernetes/bin/))/)',
    String.raw`/(?:(?!\.{1,2}/)[\w.@:+-]+/)*`,
    String.raw`(?:(?:docker-)?runc|crun|youki|runsc|kata-runtime|nvidia-container-runtime(?:\.[a-z]+)?`,
    '|(?:docker-)?(?:containerd-)?ctr|docker|crictl|nerdctl)$',
  ].join(''),
);

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
  /** Of an API object: ReplicaSet. */
  kind: /^[A-Z][A-Za-z0-9]{0,62}$/,
  /** Likewise. */
  uid: /^[A-Za-z0-9-]{0,64}$/,
  /** docker's, containerd's CRI plugin's and CRI-O's: whole. A word is none, for it could name any folder. */
  containerID: /^[0-9a-f]{64}$/,
  runtimeNamespace: new RegExp(`^(?!.{77})${identifier}$`),
  /** Of our own execs in containerd. */
  execID: /^exec-doctor-[a-z0-9-]{1,64}$/,
  /** Never the node's first process: ours to look at, and to end, are others only. */
  pid: /^(?!1$)[1-9]\d{0,9}$/,
  /** Absolute, and without a way up. */
  path: /^(?!.*\/\.\.(?:\/|$))\/[\w.@:+/-]{0,4095}$/,
  /** What dockerd and containerd call the dumps of their goroutines, wherever they keep them: `rm` takes no other file. */
  dumpFile:
    /^(?!.*\/\.\.(?:\/|$))\/[\w.@:+/-]{0,4000}\/(?:goroutine-stacks-[\w.:+-]{1,80}|containerd\.\d{1,10}\.stacks)\.log$/,
  /** Where runtimes keep their state, each container's in a folder of its own. */
  runtimeRoot,
  /** A client or a runtime, by its usual name, where only the node's root puts programs. */
  program,
  /** Where only the node's root lets daemons listen. */
  socket:
    /^(?!.{4097})(?:unix:\/\/)?\/(?:(?:var\/)?run\/(?!(?:lock|user)\/)|var\/snap\/microk8s\/)(?!(?:.*\/)?\.{0,2}(?:\/|$))[\w.@:+/-]+$/,
  /** An IP address or the name of a host. */
  host: /^[A-Za-z0-9:][\w.:-]{0,252}$/,
  /** As whom the API server comes to a kubelet. Who shows no certificate is nobody that may be granted anything. */
  apiServerUser: /^(?!system:(?:anonymous|unauthenticated)$)[A-Za-z0-9][\w.:@-]{0,252}$/,
  /** What the kernel calls it; others than daemons can call themselves as they please. */
  process: /^[A-Za-z0-9][\w.:@+-]{0,63}$/,
} as const satisfies Record<string, RegExp>;

export type NameKind = keyof typeof grammars;

export const grammarOf = (kind: NameKind): RegExp => grammars[kind];

/** The text, where it can be such a name; else what stands for it: a word in capitals, which the reader replaces. */
export const nameOr = (placeholder: string, kind: NameKind, text: string | number | null | undefined): string =>
  grammars[kind].test(String(text ?? '')) ? String(text) : placeholder;
