import type { Layer } from '../model/layer.ts';

/** Who puts words of its own before what the layer below has said. */
export interface Speaker {
  readonly name: string;
  /** Null where it only carries words from one layer to the next. */
  readonly layer: Layer | null;
  /** What it proves that this one was the last to speak; one or two sentences. */
  readonly tells: string;
}

const kubectl: Speaker = {
  name: 'kubectl',
  layer: 'client-path',
  tells: 'kubectl itself says so; the request may not have left your machine.',
};
const apiServer: Speaker = {
  name: 'API server',
  layer: 'api-server',
  tells: 'The API server was reached and says so itself; nobody on the node has spoken.',
};
const apiServerOrKubelet: Speaker = {
  name: 'API server or kubelet',
  layer: 'kubelet',
  tells: 'It is the answer to the request for a stream, by the API server or by the kubelet behind it.',
};
const kubelet: Speaker = {
  name: 'kubelet',
  layer: 'kubelet',
  tells: 'The kubelet was reached and says so itself.',
};
const admission: Speaker = {
  name: 'admission (API server)',
  layer: 'api-server',
  tells:
    'A policy of the cluster, which the API server applies, refuses it: a decision, and no fault. The request never reached the node.',
};
const etcd: Speaker = {
  name: 'etcd (API server)',
  layer: 'api-server',
  tells:
    'The API server passes on what etcd says, where pods and rules of access are stored. The request never reached the node.',
};
const balancer: Speaker = {
  name: 'proxy or load balancer',
  layer: 'client-path',
  tells: 'Something that stands before the API server says so. The API server has not spoken, nor anybody on the node.',
};
const streamServer: Speaker = {
  name: 'stream server (kubelet, CRI)',
  layer: 'cri',
  tells:
    'The request came as far as the stream server, which is a part of the runtime or, with dockershim, of the kubelet.',
};
const criPlugin: Speaker = {
  name: "containerd's CRI plugin",
  layer: 'cri',
  tells: 'The request came through API server and kubelet to containerd, whose CRI plugin says so.',
};
const criClient: Speaker = {
  name: 'kubelet or crictl',
  layer: 'kubelet',
  tells: 'A client of the runtime says so of its own request: the kubelet, or crictl.',
};
const crictl: Speaker = {
  name: 'crictl',
  layer: 'cri',
  tells: 'crictl says so of its own request to the runtime. The kubelet sends another one, which may work.',
};
const dockerd: Speaker = {
  name: 'dockerd',
  layer: 'dockerd',
  tells: 'dockerd was reached and says so itself.',
};
const dockerClient: Speaker = {
  name: 'docker client',
  layer: 'dockerd',
  tells: 'A client of dockerd says so: it has not answered.',
};
const authorizationPlugin: Speaker = {
  name: 'authorization plugin (dockerd)',
  layer: 'dockerd',
  tells:
    'An authorization plugin, to which dockerd sends each request, refuses it: a decision of whoever set it up, and no fault. No restart changes that.',
};
const filter: Speaker = {
  name: 'proxy at a socket or port',
  layer: 'dockerd',
  tells:
    'A proxy stands in front of the intended receiver, dockerd at its socket for example, and refuses the request: a decision of whoever set it up, and no fault. No restart changes that.',
};
const containerd: Speaker = {
  name: 'containerd',
  layer: 'containerd',
  tells: 'containerd was reached and says so itself.',
};
const ctr: Speaker = { ...containerd, name: 'ctr (client of containerd)' };
const shim: Speaker = {
  name: 'shim, of its runc',
  layer: 'shim',
  tells: 'The shim was reached and speaks of its runc, which has said nothing itself that is known here.',
};
const runc: Speaker = {
  name: 'runc',
  layer: 'runc',
  tells: 'runc was started and says so, so all layers above it work. It complains of the container or of the node.',
};
const execve: Speaker = {
  name: 'runc init, in the container',
  layer: 'container',
  tells: 'The request came all the way down, to the start of the program in the container. No layer above is at fault.',
};
const grpc: Speaker = { name: '(gRPC, between two layers)', layer: null, tells: '' };
const http: Speaker = { name: '(HTTP, between two layers)', layer: null, tells: '' };
const logLine: Speaker = { name: '(a line of a log)', layer: null, tells: '' };

export interface Wrapper {
  readonly by: Speaker;
  /** What stands before the words of the layer below. */
  readonly pattern: RegExp;
}

/** Where two begin at the same place the earlier one counts. */
export const wrappers: readonly Wrapper[] = [
  { by: apiServer, pattern: /Error from server(?: \(\w{1,40}\))?: |^The request is invalid: / },
  {
    by: admission,
    pattern:
      /admission webhook "[^"\n]{1,200}" denied the request: |ValidatingAdmissionPolicy '[^'\n]{1,253}' (?:with binding '[^'\n]{1,253}' )?denied request: /,
  },
  { by: etcd, pattern: /etcdserver: / },
  {
    by: balancer,
    pattern:
      /(?=no healthy upstream|upstream (?:connect error|request timeout)|default backend - 404)|unable to upgrade connection: (?=<[a-z!])/i,
  },
  { by: kubelet, pattern: /Forbidden (?=\(user=)|failed to create fsnotify watcher: / },
  { by: authorizationPlugin, pattern: /authorization denied by plugin \S{1,200}: / },
  { by: filter, pattern: /(?=(?:<html>\s{0,9}<body>\s{0,9})?<h1>403 Forbidden<\/h1>)/ },
  { by: kubectl, pattern: /Unable to connect to the server: |The connection to the server (?=\S{1,300} was refused)/ },
  { by: kubectl, pattern: /^error: |error reading from error stream: / },
  { by: apiServerOrKubelet, pattern: /unable to upgrade connection: |Internal error occurred: / },
  {
    by: apiServer,
    pattern:
      /error dialing backend: |failed calling webhook "[^"\n]{1,200}": |proxy error from (?=\S{1,100} while dialing)/,
  },
  { by: criClient, pattern: /"?[\w ]{1,60} from runtime service failed"? err="/ },
  { by: apiServerOrKubelet, pattern: /error sending request: / },
  { by: http, pattern: /(?:Post|Get) "?[^\s"]{1,2000}"?: / },
  { by: streamServer, pattern: /error executing (?:remote )?command(?: in container)?: /i },
  { by: criPlugin, pattern: /failed to exec in container:? |failed to (?:start|create) exec "[^"\n]{1,100}": / },
  {
    by: grpc,
    pattern:
      /rpc error: code = \w{1,30} desc = |connection error: desc = "?|transport: (?=[Ee]rror while dialing|dial )/,
  },
  {
    by: crictl,
    pattern:
      /(?:FATA|ERRO)\[\d{4}\] (?=execing|listing|getting|validate|connect)|(?:execing command in container(?: [0-9a-f]{1,64}(?: synchronously)?)?|validate service connection): /,
  },
  { by: dockerd, pattern: /Error response from daemon: / },
  {
    by: dockerClient,
    pattern:
      /Cannot connect to the Docker daemon|failed to connect to the docker API|error during connect: |Got (?=permission denied while trying to connect to the Docker)/,
  },
  { by: ctr, pattern: /(?<![\w/.-])ctr: |failed to dial "[^"\n]{1,200}": / },
  {
    by: containerd,
    pattern: /failed to create (?:containerd task|shim task|shim|task): |failed to start shim: |failed to load task: /,
  },
  {
    by: shim,
    pattern:
      /OCI runtime \w{1,20} failed: |oci runtime error: |unable to retrieve OCI runtime error \([^)\n]{0,300}\): |runc did not terminate success?fully: /,
  },
  {
    by: runc,
    pattern:
      /(?<!\w)(?:runc )?(?:exec|create|run) failed: |unable to start container process: |error during container init: |(?:\w{1,30}_linux\.go:\d{1,5}: )?(?:starting|running|executing|creating|adding|container init|exec user process)[\w /]{0,40} caused(?:: "?| ")|error executing setns process: |error adding pid \d{1,10} to cgroups: |nsexec(?:-\d)?\[\d{1,10}\]: |nsenter: /,
  },
  {
    by: execve,
    pattern:
      /(?<=process: )exec: (?="[^"\n]{1,300}": )|exec: (?!"(?:[^"\s]{1,200}\/)?(?:(?:docker-)?runc|crun|youki|runsc|kata-runtime|sysbox-runc|nvidia-container-runtime(?:\.[a-z]{1,10})?)": executable)(?="[^"\n]{1,300}": )|(?<![\w/])exec (?=\/\S{1,300}: )|chdir to cwd \("[^"\n]{1,300}"\) set in config\.json failed: /,
  },
  {
    by: logLine,
    pattern: /time="[^"\n]{1,60}" level=\w{1,10} msg="|[EFIW]\d{4} [\d:.]{8,15} +\d{1,10} \w{1,40}\.go:\d{1,5}\] /,
  },
];
