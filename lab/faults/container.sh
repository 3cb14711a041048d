# shellcheck shell=bash disable=SC2154 # id, pid, saved are fault's
# Faults of a container's state and of its files.

fault paused 'POD [CONTAINER]' 'paused through the runtime'
inject_paused() {
	if [ "$RUNTIME" = docker ]; then on_node docker pause "$id" >/dev/null
	else on_node ctr -a "$SOCK" -n "$NS" tasks pause "$id"; fi
}
heal_paused() { # nothing where somebody has resumed it
	if [ "$RUNTIME" = docker ]; then on_node docker unpause "$id"
	else on_node ctr -a "$SOCK" -n "$NS" tasks resume "$id"; fi >/dev/null 2>&1 || :
}

fault cwd-deleted 'POD [CONTAINER]' 'its working directory is removed'
inject_cwd-deleted() {
	local cwd; cwd=$(on_node cat "$TASKS/$id/config.json" | jq -r .process.cwd)
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
inject_bundle-moved() { on_node mv "$TASKS/$id" "$TASKS/$id.away"; }
# of a container that has ended meanwhile nothing is put back
heal_bundle-moved() {
	sh_node '[ -d "$0.away" ] || exit 0
		if [ -d "/proc/$(cat "$0.away/init.pid")" ]; then rm -rf "$0" && mv "$0.away" "$0"
		else umount -l "$0.away/rootfs"; rm -rf "$0.away"; fi' "$TASKS/$id"
}
