# shellcheck shell=bash disable=SC2034 # variables are for the scripts that source this
# Shared by all scripts of the lab (bash; sourced).
# The lab is a set of Linux namespaces (PID, mount, UTS, IPC) with a PID 1 of its own:
# what happens in it never touches the rest of the machine, and ends with that PID 1.
# In the modes embedded, docker, containerd and crio this is the node. In modern and its variants
# it is where the control plane runs, and the node is a virtual machine (User Mode Linux),
# entered by ssh. What differs by mode is in this file.
set -eu
HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
LAB_DIR=${LAB_DIR:-/tmp/exec-doctor-lab}
LAB_API_PORT=${LAB_API_PORT:-6443} # where kubectl finds the API server, on 127.0.0.1
CACHE=${XDG_CACHE_HOME:-${HOME:-/root}/.cache}/exec-doctor-lab # what takes long to make
PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin:$PATH
MODE=$(cat "$LAB_DIR/mode" 2>/dev/null || echo embedded)

T0=$(date +%s%N)
say() { local ms=$((($(date +%s%N) - T0) / 1000000)); printf '[%3d.%01ds] %s\n' $((ms / 1000)) $((ms % 1000 / 100)) "$*" >&2; }
die() { printf '%s: %s\n' "${0##*/}" "$*" >&2; exit 1; }

# What the mode decides. LAB_NET: nsenter's option for the lab's network, where it has its own.
# VM: the node is a virtual machine. OCI: the runtime below containerd, and its record of a container.
VM='' OCI=/usr/sbin/runc OCI_RECORD=state.json CONTROL_PLANE=kubernetes RUNTIME=containerd CGROUP_ROOT=/kubepods
NODE=127.0.0.1 NODE_IP=127.0.0.1 API_IP=127.0.0.1 CGROUP_DRIVER=cgroupfs LAB_NET='' DATA=/var/lib/containerd
SOCK=/run/containerd/containerd.sock NS=k8s.io RUNC_ROOT=/run/containerd/runc/k8s.io
TASKS=/run/containerd/io.containerd.runtime.v2.task/k8s.io
RUNTIMES=$LAB_DIR/runtime # what up took from LAB_RUNTIME_BIN, where it lies on the node
case $MODE in
embedded) # beside other labs, and beside a real kubelet, which removes the cgroups of pods that it does not know
	CONTROL_PLANE=embedded RUNTIME=docker LAB_NET=-n
	CGROUP_ROOT=/exec-doctor-lab-$(cksum <<<"$LAB_DIR" | cut -d' ' -f1) ;;
docker) RUNTIME=docker ;;
crio) RUNTIME=crio DATA=/var/lib/containers SOCK=/run/crio/crio.sock TASKS=/run/containers/storage/overlay-containers ;;
modern*) VM=vm NODE=modern NODE_IP=10.77.0.2 API_IP=10.77.0.1 CGROUP_DRIVER=systemd LAB_NET=-n ;;
esac
[ "$MODE" != modern-docker ] || RUNTIME=docker
if [ "$MODE" = modern-crun ] || { [ "$RUNTIME" != docker ] && [ -e "$RUNTIMES/usr/bin/crun" ] && [ ! -e "$RUNTIMES/usr/sbin/runc" ]; }; then
	OCI=/usr/bin/crun OCI_RECORD=status
fi
[ "$RUNTIME" != crio ] || RUNC_ROOT=/run/${OCI##*/}
case $RUNTIME in
docker)
	DATA=/var/lib/docker SOCK=/var/run/docker/containerd/containerd.sock NS=moby RUNC_ROOT=/var/run/docker/runtime-runc/moby
	TASKS=/run/docker/containerd/daemon/io.containerd.runtime.v2.task/moby
	# a newer dockerd uses the containerd that is a service of its own
	[ -z "$VM" ] || SOCK=/run/containerd/containerd.sock TASKS=/run/containerd/io.containerd.runtime.v2.task/moby ;;
esac
CGROUP_VERSION=1
if [ -n "$VM" ] || [ -e /sys/fs/cgroup/cgroup.controllers ]; then CGROUP_VERSION=2; fi
CNI='{"cniVersion": "0.4.0", "name": "lab", "plugins": [{"type": "bridge", "bridge": "lab-cni0", "isGateway": true, "ipMasq": false,
 "ipam": {"type": "host-local", "dataDir": "/run/lab-cni", "ranges": [[{"subnet": "10.244.0.0/24"}]]}}]}'

# ---- processes: $LAB_DIR/NAME.pid holds the PID as this machine sees it ----------

node_pid() { cat "$LAB_DIR/node.pid" 2>/dev/null || echo 0; }
# lab_cmd, node_cmd CMD...: set the array cmd to what runs CMD in the lab's namespaces,
# on the node; as root, with a clean environment.
lab_cmd() {
	# shellcheck disable=SC2206
	cmd=(nsenter -t "$(node_pid)" -p -m -u -i $LAB_NET -- env -i HOME=/root TERM="${TERM:-dumb}"
		PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin "$@")
}
node_cmd() {
	if [ -n "$VM" ]; then
		cmd=(ssh -F "$LAB_DIR/ssh_config" ${tty:+"$tty"} "$NODE" "exec$(printf ' %q' "$@")")
	else lab_cmd "$@"; fi
}
in_lab() { local cmd; lab_cmd "$@"; "${cmd[@]}"; }
on_node() { local cmd; node_cmd "$@"; "${cmd[@]}" </dev/null; } # ssh would eat a caller's input
# machine_pid N: the PID here of the process which has PID N on the node.
machine_pid() {
	local ns pid
	ns=$(readlink "/proc/$(node_pid)/ns/pid")
	while read -r pid; do
		[ "$(readlink "/proc/$pid/ns/pid")" = "$ns" ] && echo "$pid" && return 0
	done < <(grep -H '^NSpid:' /proc/[0-9]*/status 2>/dev/null | awk -v n="$1" '$3 == n { print $2 }')
	return 1
}
# is_unit NAME: is it a systemd unit of the node, and not a process of this machine?
is_unit() { [ -n "$VM" ] && [[ $1 = @(containerd|dockerd|kubelet) ]]; }
# running NAME: is that component alive, and still the process that was recorded?
running() {
	local pid
	if is_unit "$1"; then running vm && on_node systemctl -q is-active "$1"; return; fi
	pid=$(cat "$LAB_DIR/$1.pid" 2>/dev/null) || return 1
	[ "$(awk '{ print $22 }' "/proc/$pid/stat" 2>/dev/null)" = "$(cat "$LAB_DIR/.$1.born" 2>/dev/null)" ]
}
record() { echo "$2" >"$LAB_DIR/$1.pid" && awk '{ print $22 }' "/proc/$2/stat" >"$LAB_DIR/.$1.born"; }
# start NAME CMD...: run CMD in the lab in the background; logs to NAME.log.
start() {
	local name=$1; shift
	running "$name" && return 0
	rm -f "$LAB_DIR/$name.npid"
	in_lab setsid --fork sh -c 'echo $$ >"$0.npid"; exec "$@" >>"$0.log" 2>&1 </dev/null' "$LAB_DIR/$name" "$@"
	until_ok 5 test -s "$LAB_DIR/$name.npid" || die "$name did not start"
	record "$name" "$(machine_pid "$(cat "$LAB_DIR/$name.npid")")" || die "$name ended at once, see $LAB_DIR/$name.log"
	rm -f "$LAB_DIR/$name.npid"
}
signal() { # signal SIGNAL NAME
	running "$2" || die "$2 does not run"
	if is_unit "$2"; then on_node systemctl kill --kill-whom=main -s "$1" "$2"
	else kill "-$1" "$(cat "$LAB_DIR/$2.pid")"; fi
}
stop() { # stop NAME: end that component
	if is_unit "$1"; then on_node systemctl stop "$1"; return; fi
	running "$1" || { rm -f "$LAB_DIR/$1.pid"; return 0; }
	signal CONT "$1"; signal TERM "$1"
	until_ok 5 eval "! running $1" || signal KILL "$1"
	rm -f "$LAB_DIR/$1.pid"
}
# state NAME: "running PID", "stopped PID" (it got SIGSTOP) or "down -".
state() {
	local pid='' letter=''
	if is_unit "$1" && running vm; then
		pid=$(on_node systemctl show -P MainPID "$1") && letter=$(on_node cat "/proc/$pid/status" 2>/dev/null) || :
	elif ! is_unit "$1" && running "$1"; then
		pid=$(cat "$LAB_DIR/$1.pid"); letter=$(cat "/proc/$pid/status")
	fi
	letter=$(sed -n 's/^State:\s*\(.\).*/\1/p' <<<"$letter")
	case $letter in "") echo down - ;; T | t) echo stopped "$pid" ;; *) echo running "$pid" ;; esac
}
# debian_mirror: where this machine's apt gets Debian from.
debian_mirror() {
	apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' 'Origin: Debian' 'Label: Debian' | grep -m1 . && return
	apt-get update -qq >&2
	apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' 'Origin: Debian' 'Label: Debian' | grep -m1 . || die "apt knows no Debian archive"
}
# until_ok SECONDS CMD...: retry CMD five times a second.
until_ok() {
	local end=$(($(date +%s) + $1)); shift
	until "$@" >/dev/null 2>&1; do [ "$(date +%s)" -lt "$end" ] || return 1; sleep 0.2; done
}

# ---- Kubernetes -----------------------------------------------------------------

labd() { # path of the lab's static program
	[ -x "$LAB_DIR/bin/labd" ] || gcc -static -O2 -s -o "$LAB_DIR/bin/labd" "$HERE/labd.c"
	echo "$LAB_DIR/bin/labd"
}
# Where built Kubernetes programs are kept, and the folders that may hold them, in this order: never of two versions.
KUBERNETES_CACHE=$CACHE/kubernetes-1.20.2
kubernetes_folders() {
	if [ -n "${LAB_K8S_BIN:-}" ]; then echo "$LAB_K8S_BIN"
	else printf '%s\n' "$HERE/../../shared/lab/bin" "$KUBERNETES_CACHE"; fi
}
# stored NAME: the file that holds that Kubernetes program, as it is or as .xz.
stored() {
	local folder
	while read -r folder; do
		if [ -x "$folder/$1" ]; then echo "$folder/$1"; return; fi
		if [ -f "$folder/$1.xz" ]; then echo "$folder/$1.xz"; return; fi
	done < <(kubernetes_folders)
	return 1
}
# kbin NAME: path of a Kubernetes program, copied into the lab or unpacked there first.
kbin() {
	local file to=$LAB_DIR/bin/$1
	if [ ! -x "$to" ]; then
		file=$(stored "$1") || die "no $1${LAB_K8S_BIN:+ in $LAB_K8S_BIN}: run lab/build-kubernetes, or set LAB_K8S_BIN to a folder that holds it"
		case $file in *.xz) xz -dc "$file" ;; *) cat "$file" ;; esac >"$to.$$"
		chmod 755 "$to.$$"; mv "$to.$$" "$to"
	fi
	echo "$to"
}
k() { kubectl --kubeconfig "$LAB_DIR/kubeconfig" --context=lab --request-timeout=20s "$@"; } # as the lab's admin
# version_of CMD...: the first version in what it prints of itself.
version_of() { "$@" 2>/dev/null | grep -oE "[0-9]+\.[0-9]+[^ ,]*" | head -n 1; }
kubernetes_version() { # kubernetes_version NAME; those of lab/build-kubernetes do not know theirs
	local version; version=$(version_of "$(kbin "$1")" --version)
	case $version in 0.0.0*) echo 1.20.2 ;; *) echo "$version" ;; esac
}
kubernetes_minor() { kubernetes_version kube-apiserver | cut -d. -f2; } # the first that is unpacked
kubelet_cmd() { # sets the array cmd
	cmd=("$(kbin kubelet)" --config="$LAB_DIR/conf/kubelet.yaml" --kubeconfig="$LAB_DIR/conf/kubelet.kubeconfig"
		--root-dir=/var/lib/kubelet --hostname-override="$NODE" --v=2)
	if [ "$RUNTIME" = docker ]; then
		cmd+=(--container-runtime=docker --docker-endpoint=unix:///var/run/docker.sock --pod-infra-container-image=registry.k8s.io/pause:lab)
	elif [ "$(kubernetes_minor)" -lt 27 ]; then # later ones have it in their file
		cmd+=(--container-runtime=remote --container-runtime-endpoint="unix://$SOCK")
	fi
}
start_kubelet() {
	if is_unit kubelet; then on_node systemctl start kubelet; return; fi
	local cmd; kubelet_cmd; start kubelet "${cmd[@]}"
}

# ---- containers -----------------------------------------------------------------

# container_id POD [CONTAINER]: asks the API server, so it works with a stuck runtime.
container_id() {
	local namespace=default
	[ "$1" != neighbour ] || namespace=kube-system
	k get pod -n "$namespace" "$1" -o json | jq -er --arg c "${2:-}" '
		(if $c == "" then .spec.containers[0].name else $c end) as $n
		| .status.containerStatuses[] | select(.name == $n) | .containerID | sub("^.*://"; "")' ||
		die "no running container ${2:-} in pod $1"
}
# init_pid ID: node PID of the container's first process.
init_pid() { on_node cat "$(bundle "$1")/$([ "$RUNTIME" = crio ] && echo pidfile || echo init.pid)"; }
bundle() { echo "$TASKS/$1$([ "$RUNTIME" != crio ] || echo /userdata)"; } # bundle ID: its folder on the node, with its config.json
# cgroup_of NODE_PID CONTROLLER: its directory on the node, which is a cgroup v1 or v2.
cgroup_of() {
	local name=$2; [ $CGROUP_VERSION = 1 ] || name=
	echo "/sys/fs/cgroup${name:+/$name}$(on_node sed -n "s/^[0-9]*:$name://p" "/proc/$1/cgroup")"
}
# freeze CGROUP_DIR, thaw CGROUP_DIR
freeze() { on_node sh -c '[ -e "$0/cgroup.freeze" ] && echo 1 >"$0/cgroup.freeze" || echo FROZEN >"$0/freezer.state"' "$1"; }
thaw() { on_node sh -c 'if [ -e "$0/cgroup.freeze" ]; then echo 0 >"$0/cgroup.freeze"; elif [ -d "$0" ]; then echo THAWED >"$0/freezer.state"; fi' "$1"; }
