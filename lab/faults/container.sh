# shellcheck shell=bash disable=SC2154 # id, pid, saved are fault's
# Faults of a container's state and of its files.

fault paused 'POD [CONTAINER]' 'paused through the runtime'
inject_paused() {
	containerd_only
	if [ "$RUNTIME" = docker ]; then on_node docker pause "$id" >/dev/null
	else on_node ctr -a "$SOCK" -n "$NS" tasks pause "$id"; fi
}
heal_paused() { # nothing where somebody has resumed it
	if [ "$RUNTIME" = docker ]; then on_node docker unpause "$id"
	else on_node ctr -a "$SOCK" -n "$NS" tasks resume "$id"; fi >/dev/null 2>&1 || :
}

fault cwd-deleted 'POD [CONTAINER]' 'its working directory is removed'
inject_cwd-deleted() {
	local cwd; cwd=$(on_node cat "$(bundle "$id")/config.json" | jq -r .process.cwd)
	[ "$cwd" != / ] || die "this container works in /, which cannot be removed"
	on_node cp -a "/proc/$pid/root$cwd" "$saved"
	on_node rm -rf "/proc/$pid/root$cwd"; echo "/proc/$pid/root$cwd" >"$saved.path"
}
heal_cwd-deleted() { sh_node '[ ! -d "${1%/*}" ] || cp -a "$0" "$1"' "$saved" "$(cat "$saved.path")"; }

fault pty-missing 'POD [CONTAINER]' '/dev/ptmx is gone: exec with a terminal fails, without one it works'
inject_pty-missing() { on_node rm "/proc/$pid/root/dev/ptmx"; }
heal_pty-missing() { sh_node '[ ! -d "$0" ] || ln -s pts/ptmx "$0/ptmx"' "/proc/$pid/root/dev"; }

fault user-removed '' 'the pod user1 is made, whose image has the user "web", and web is taken from its /etc/passwd'
inject_user-removed() {
	[ "$RUNTIME" = docker ] || die "user-removed: containerd looks the user up when it makes a container, and keeps the number: nothing would break"
	k apply -f "$HERE/faults/user1.yaml" >/dev/null
	until_ok 60 k wait --for=condition=Ready pod/user1 --timeout=10s || die "the pod user1 does not run"
	sh_node 'sed -i /^web:/d "$0"' "/proc/$(init_pid "$(container_id user1)")/root/etc/passwd"
}
heal_user-removed() { k delete pod user1 --grace-period=1 >/dev/null; }

fault proc-hidden 'POD [CONTAINER]' 'an empty file system is mounted over its /proc'
inject_proc-hidden() { on_node nsenter -t "$pid" -m mount -t tmpfs tmpfs /proc; }
# only what was mounted over it: its own /proc has to stay
heal_proc-hidden() { sh_node '! grep -qs " / /proc .* - tmpfs tmpfs " "/proc/$0/mountinfo" || nsenter -t "$0" -m umount /proc' "$pid"; }

fault dev-null-missing 'POD [CONTAINER]' '/dev/null is gone'
inject_dev-null-missing() { on_node rm "/proc/$pid/root/dev/null"; }
heal_dev-null-missing() { sh_node '[ ! -d "$0" ] || [ -e "$0/null" ] || mknod -m 666 "$0/null" c 1 3' "/proc/$pid/root/dev"; }

fault root-noexec 'POD [CONTAINER]' 'its root file system is mounted noexec: nothing in it may be executed'
inject_root-noexec() { on_node mount -N "$pid" -o remount,bind,noexec /; }
heal_root-noexec() { sh_node '[ ! -d "/proc/$0" ] || mount -N "$0" -o remount,bind,exec /' "$pid"; }

fault bundle-moved 'POD [CONTAINER]' "containerd's folder of it is moved away"
inject_bundle-moved() { containerd_only; on_node mv "$TASKS/$id" "$TASKS/$id.away"; }
# of a container that has ended meanwhile nothing is put back
heal_bundle-moved() {
	sh_node '[ -d "$0.away" ] || exit 0
		if [ -d "/proc/$(cat "$0.away/init.pid")" ]; then rm -rf "$0" && mv "$0.away" "$0"
		else umount -l "$0.away/rootfs"; rm -rf "$0.away"; fi' "$TASKS/$id"
}

fault text-busy 'POD [CONTAINER]' 'a process of the node has its busybox open for writing: no program of it can be started'
inject_text-busy() {
	on_node test -f "/proc/$pid/root/bin/busybox" || die "it needs a busybox in the container"
	sh_node 'exec 9>>"$0"; setsid sleep 1000000 >/dev/null 2>&1 </dev/null & echo $! >"$1"' "/proc/$pid/root/bin/busybox" "$saved"
}
heal_text-busy() { on_node kill "$(cat "$saved")" 2>/dev/null || :; }

fault uid-processes '' 'the pod user2 is made, whose user may have 12 processes on the node, and has more'
# The limit is docker's: a kubelet asks for none, and the CRI has no word for it.
inject_uid-processes() {
	local uid n
	with_dockerd_options '. + {"default-ulimits": {"nproc": {"Name": "nproc", "Soft": 12, "Hard": 12}}}'
	start_dockerd_anew
	apply_user user2
	with_dockerd_options
	uid=$(on_node stat -c %u "/proc/$(init_pid "$(container_id user2)")")
	for n in {1..14}; do
		sh_node 'setsid setpriv --reuid "$0" --clear-groups sleep 1000000 >/dev/null 2>&1 </dev/null & echo $! >>"$1"' "$uid" "$saved"
	done
}
heal_uid-processes() {
	sh_node 'kill $(cat "$0") 2>/dev/null; :' "$saved"
	k delete pod user2 --grace-period=1 >/dev/null
	start_dockerd_anew
}
apply_user() { # apply_user POD: one whose image has a user of its own
	sed "s/name: user1/name: $1/" "$HERE/faults/user1.yaml" | k apply -f - >/dev/null
	until_ok 60 k wait --for=condition=Ready "pod/$1" --timeout=10s || die "the pod $1 does not run"
}

fault environment-full '' 'the pod env1 is made, whose variables leave its first process no room: an exec has a word more'
# The kernel takes a quarter of the stack limit for arguments, environment and the pointers to them; the first process is "nginx".
inject_environment-full() {
	local room slack
	room=$(environment_room)
	for slack in 0 8; do
		environment_pod $((room - slack)) | k apply -f - >/dev/null
		if until_ok 20 k wait --for=condition=Ready pod/env1 --timeout=5s && sleep 2 && on_node kill -0 "$(init_pid "$(container_id env1)")"; then return; fi 2>/dev/null
		k delete pod env1 --grace-period=1 >/dev/null
	done
	die "the pod env1 does not run"
}
heal_environment-full() { k delete pod env1 --grace-period=1 >/dev/null; }
# How many bytes are left for variables of one's own in a pod of lab/nginx that is called "env1", and whose command is "nginx".
environment_room() {
	local pid; pid=$(init_pid "$(container_id nginx1)")
	sh_node 'stack=$(sed -n "s/^Max stack size *\([0-9]*\).*/\1/p" "/proc/$0/limits"); env=$(grep -zv "^HOSTNAME=" "/proc/$0/environ" | wc -c)
		echo $((stack / 4 - 8 * ($(tr -cd "\0" <"/proc/$0/environ" | wc -c) + 1) - 8 - env - $(readlink "/proc/$0/exe" | wc -c) - 20))' "$pid"
}
environment_pod() { # environment_pod BYTES: its variables take that many, pointers included
	local left=$1 n part kilo variables=''
	kilo=$(printf 'x%.0s' {1..1000})
	variables='{name: K, value: "'$kilo'"}' left=$((left - 1003 - 8))
	n=0
	while [ "$left" -gt 100100 ]; do
		n=$((n + 1)) part=V$((100 + n))
		variables+=", {name: $part, value: \"$(printf '$(K)%.0s' {1..100})\"}"
		left=$((left - 100000 - ${#part} - 2 - 8))
	done
	left=$((left - 4 - 8)) # of "Z=" and its end
	part=$(printf '$(K)%.0s' $(seq $((left / 1000))))$(printf 'x%.0s' $(seq $((left % 1000))))
	cat <<-EOT
		apiVersion: v1
		kind: Pod
		metadata: { name: env1 }
		spec:
		  terminationGracePeriodSeconds: 1
		  containers: [{name: nginx, image: "lab/nginx:1", imagePullPolicy: IfNotPresent, command: [nginx], env: [$variables, {name: Z, value: "$part"}]}]
	EOT
}
