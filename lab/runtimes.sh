# shellcheck shell=bash disable=SC2154 # conf is up's
# dockerd or containerd, and the images (sourced by up).

runtime_configuration() {
	echo '{"live-restore": true}' >"$conf/dockerd.json" # the containers outlive their daemon
	mkdir -p "$conf/cni"
	echo "$CNI" >"$conf/cni/10-lab.conflist"
	cat >"$conf/containerd.toml" <<-EOT
		version = 2
		root = "/var/lib/containerd"
		state = "/run/containerd"
		[grpc]
		  address = "/run/containerd/containerd.sock"
		[plugins."io.containerd.grpc.v1.cri"]
		  sandbox_image = "registry.k8s.io/pause:lab"
		  restrict_oom_score_adj = true
		  [plugins."io.containerd.grpc.v1.cri".cni]
		    bin_dir = "/usr/lib/cni"
		    conf_dir = "$conf/cni"
		[plugins."io.containerd.internal.v1.opt"]
		  path = "/var/lib/containerd/opt"
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

load_images() {
	[ ! -e "$LAB_DIR/img/done" ] || return 0
	say "making images"
	"$HERE/images" "$LAB_DIR/img"
	for file in "$LAB_DIR"/img/*.tar; do
		if [ "$RUNTIME" = docker ]; then on_node docker load -q -i "$file"
		else on_node ctr -a "$SOCK" -n "$NS" images import "$file"; fi >/dev/null
		rm "$file"
	done
	: >"$LAB_DIR/img/done"
}
