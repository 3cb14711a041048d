# shellcheck shell=bash disable=SC2154 # conf is up's
# dockerd, containerd or CRI-O, and the images (sourced by up).

# runtime_programs: copies of those in LAB_RUNTIME_BIN, as they are to lie on the node: over what the machine has of that name
runtime_programs() {
	[ -n "${LAB_RUNTIME_BIN:-}" ] || return 0
	local program folder found=
	for program in "$LAB_RUNTIME_BIN"/*; do
		[ -f "$program" ] && [ -x "$program" ] || continue
		folder=bin found=yes
		case ${program##*/} in runc | dockerd) folder=sbin ;; esac # where Debian has them
		install -D -m 755 -t "$RUNTIMES/usr/$folder" "$program"
	done
	[ -n "$found" ] || die "LAB_RUNTIME_BIN has no program: $LAB_RUNTIME_BIN"
	mkdir -p "$RUNTIMES"/usr/{bin,sbin}
}
# containerd_since VERSION: is the node's of that version, or a later one?
containerd_since() {
	local program=$RUNTIMES/usr/bin/containerd; [ -x "$program" ] || program=/usr/bin/containerd
	printf '%s\n' "$1" "$(version_of "$program" --version)" | sort -CV
}

runtime_configuration() {
	echo '{"live-restore": true}' >"$conf/dockerd.json" # the containers outlive their daemon
	mkdir -p "$conf/cni"
	echo "$CNI" >"$conf/cni/10-lab.conflist"
	case $RUNTIME in containerd) containerd_configuration ;; crio) crio_configuration ;; esac
}

containerd_configuration() {
	local version=2 cri='plugins."io.containerd.grpc.v1.cri"' sandbox=sandbox_image crun='' folder='bin_dir = "/usr/lib/cni"'
	! containerd_since 2.0 || version=3 cri='plugins."io.containerd.cri.v1.runtime"' \
		sandbox=$'[plugins."io.containerd.cri.v1.images".pinned_images]\nsandbox'
	! containerd_since 2.1 || folder='bin_dirs = ["/usr/lib/cni"]'
	[ "$OCI" != /usr/bin/crun ] || crun="[$cri.containerd]
		  default_runtime_name = \"crun\"
		  [$cri.containerd.runtimes.crun]
		    runtime_type = \"io.containerd.runc.v2\"
		    options = {BinaryName = \"$OCI\"}"
	cat >"$conf/containerd.toml" <<-EOT
		version = $version
		root = "/var/lib/containerd"
		state = "/run/containerd"
		[grpc]
		  address = "/run/containerd/containerd.sock"
		[$cri]
		restrict_oom_score_adj = true
		$sandbox = "registry.k8s.io/pause:lab"
		[$cri.cni]
		  $folder
		  conf_dir = "$conf/cni"
		$crun
		[plugins."io.containerd.internal.v1.opt"]
		  path = "/var/lib/containerd/opt"
	EOT
}

# lab/nginx:1 and the like are docker.io's, as for the others
crio_configuration() {
	echo '{"default": [{"type": "insecureAcceptAnything"}]}' >"$conf/policy.json"
	echo 'unqualified-search-registries = ["docker.io"]' >"$conf/registries.conf"
	cat >"$conf/crio.conf" <<-EOT
		[crio]
		root = "$DATA/storage"
		runroot = "${TASKS%/*}"
		storage_driver = "overlay"
		[crio.api]
		listen = "$SOCK"
		[crio.runtime]
		cgroup_manager = "cgroupfs"
		conmon_cgroup = "pod"
		default_runtime = "${OCI##*/}"
		[crio.runtime.runtimes.${OCI##*/}]
		runtime_path = "$OCI"
		runtime_root = "$RUNC_ROOT"
		monitor_path = "/usr/bin/conmon"
		[crio.image]
		pause_image = "registry.k8s.io/pause:lab"
		signature_policy = "$conf/policy.json"
		[crio.network]
		network_dir = "$conf/cni"
		plugin_dirs = ["/usr/lib/cni"]
	EOT
}

start_dockerd() {
	if is_unit dockerd; then
		until_ok 90 on_node systemctl start dockerd || die "dockerd does not start, see journalctl -u docker on the node"
		until_ok 60 on_node docker version || die "dockerd does not answer"
		return
	fi
	# the second socket is for use from outside of the node
	start dockerd /usr/sbin/dockerd --config-file "$conf/dockerd.json" -H unix:///var/run/docker.sock -H "unix://$LAB_DIR/docker.sock" \
		--storage-driver overlay2 --iptables=false --ip-masq=false --ip-forward=false --userland-proxy=false
	until_ok 20 on_node docker version || die "dockerd does not answer, see $LAB_DIR/dockerd.log"
	record containerd "$(machine_pid "$(on_node cat /run/docker/containerd/containerd.pid)")"
}

start_containerd() {
	start containerd /usr/bin/containerd --config "$conf/containerd.toml"
	until_ok 20 on_node ctr -a "$SOCK" version || die "containerd does not answer, see $LAB_DIR/containerd.log"
}

start_crio() {
	start crio /usr/bin/crio --config "$conf/crio.conf" --config-dir '' --registries-conf "$conf/registries.conf"
	until_ok 20 on_node crictl -r "unix://$SOCK" version || die "CRI-O does not answer, see $LAB_DIR/crio.log"
}

load_images() {
	[ ! -e "$LAB_DIR/img/done" ] || return 0
	say "making images"
	"$HERE/images" "$LAB_DIR/img"
	for file in "$LAB_DIR"/img/*.tar; do
		case $RUNTIME in
		docker) on_node docker load -q -i "$file" ;;
		containerd) on_node env CONTAINERD_SUPPRESS_DEPRECATION_WARNINGS=1 ctr -a "$SOCK" -n "$NS" images import "$file" ;;
		crio) load_into_storage "$file" ;;
		esac >/dev/null
		rm "$file"
	done
	: >"$LAB_DIR/img/done"
}
load_into_storage() { # load_into_storage FILE: CRI-O itself has images of registries only
	local name; name=$(tar -xOf "$1" manifest.json | jq -r '.[0].RepoTags[0]')
	case $name in registry.*) ;; busybox:*) name=docker.io/library/$name ;; *) name=docker.io/$name ;; esac
	on_node skopeo --policy "$conf/policy.json" copy -q "docker-archive:$1" "containers-storage:[overlay@$DATA/storage+${TASKS%/*}]$name"
}

# versions: of what runs here, a line a program, for status
versions() {
	local program programs="$RUNTIME ${OCI##*/} crictl" version
	case $RUNTIME in docker) programs="dockerd containerd ${programs#* }" ;; crio) programs="$programs conmon" ;; esac
	if [ "$CONTROL_PLANE" = kubernetes ]; then
		echo "etcd $(version_of etcd --version)"
		for program in kube-apiserver kube-controller-manager kube-scheduler kubelet; do echo "$program $(kubernetes_version $program)"; done
	fi
	for program in $programs; do
		version=$(version_of on_node "$program" --version)
		[ -z "$version" ] || echo "$program $version"
	done
}
