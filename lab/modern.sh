# shellcheck shell=bash disable=SC2154 # conf, pki and unpack are up's
# The node of the modes modern and modern-crun (sourced by up): its disk is made once and kept in the cache; what a lab
# writes goes to a file of its own. kubelet is a service there and starts on its own.
boot_node() {
	if ! running vm; then boot_vm; fi
	# the one connection which every other ssh shares: a new one costs more than a second
	start ssh ssh -F "$LAB_DIR/ssh_config" -o ProxyCommand=none -o ConnectTimeout=2 -o ConnectionAttempts=60 -o ServerAliveInterval=10 -M -N "$NODE"
	LAB_NET='' start forward socat "TCP-LISTEN:$LAB_API_PORT,bind=127.0.0.1,reuseaddr,fork" "EXEC:nsenter --net=/proc/1/ns/net socat STDIO TCP\:127.0.0.1\:$LAB_API_PORT"
}

# vm_configuration: containerd's, where systemd keeps the cgroups; each snapshotter that is not needed costs time here
vm_configuration() {
	local oci=${OCI##*/} binary=''
	[ "$oci" = runc ] || binary="BinaryName = \"$OCI\""
	cat >"$conf/containerd.toml" <<-EOT
		version = 2
		disabled_plugins = ["io.containerd.snapshotter.v1.aufs", "io.containerd.snapshotter.v1.btrfs", "io.containerd.snapshotter.v1.devmapper",
		  "io.containerd.snapshotter.v1.zfs", "io.containerd.snapshotter.v1.blockfile", "io.containerd.tracing.processor.v1.otlp", "io.containerd.internal.v1.tracing"]
		[plugins."io.containerd.grpc.v1.cri"]
		  sandbox_image = "registry.k8s.io/pause:lab"
		  [plugins."io.containerd.grpc.v1.cri".containerd]
		    default_runtime_name = "$oci"
		    [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.$oci]
		      runtime_type = "io.containerd.runc.v2"
		      [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.$oci.options]
		        SystemdCgroup = true
		        $binary
		  [plugins."io.containerd.grpc.v1.cri".cni]
		    bin_dir = "/usr/lib/cni"
		[plugins."io.containerd.internal.v1.opt"]
		  path = "/var/lib/containerd/opt"
	EOT
}

boot_vm() {
	[ ! -e "$LAB_DIR/vm.pid" ] || die "the machine which is the node has ended, see $LAB_DIR/vm.log: run down, then up"
	VM_MODULES=$(echo /usr/lib/uml/modules/*)
	export VM_MODULES
	disk=$(echo "$NODE $NODE_IP $API_IP $CNI $VM_MODULES" | cat - "$HERE"/{node-image,images,labd.c} | sha256sum | cut -c1-16)
	disk=$CACHE/modern-$disk
	[ -s "$disk" ] || { say "making the node's disk, once"; mkdir -p "${disk%/*}"; "$HERE/node-image" "$disk"; }
	[ -s "$pki/ssh" ] || ssh-keygen -q -t ed25519 -N '' -C lab -f "$pki/ssh"
	echo "$NODE $(cat "$disk.pub")" >"$LAB_DIR/known_hosts"
	cat >"$LAB_DIR/ssh_config" <<-EOT
		Host $NODE
		HostName $NODE_IP
		HostKeyAlias $NODE
		User root
		IdentityFile $pki/ssh
		IdentitiesOnly yes
		UserKnownHostsFile $LAB_DIR/known_hosts
		BatchMode yes
		LogLevel ERROR
		ProxyCommand nsenter -t $(node_pid) -n socat - TCP:%h:%p
		ControlPath $LAB_DIR/ssh.sock
	EOT
	wait "$unpack"
	kubelet_cmd; printf '%q ' exec "${cmd[@]}" >"$conf/kubelet.sh"
	local unit=''; [ "$RUNTIME" != docker ] || unit=dockerd.service
	say "booting the node"
	# on one CPU: UML is 5 to 10 times faster so, its processes wait for each other all the time
	start vm taskset -c "$(taskset -cp $$ | sed 's/.*[-, ]//')" linux.uml "ubd0=$LAB_DIR/disk,$disk" root=/dev/ubda rw mem=3G ${unit:+"systemd.wants=$unit"} con=null con0=null,fd:1 ssl=null \
		"vec0:transport=tap,ifname=um0,depth=64,gro=0" lsm=capability,yama,apparmor "hostfs=$LAB_DIR" umid=vm "uml_dir=$LAB_DIR/uml"
}
