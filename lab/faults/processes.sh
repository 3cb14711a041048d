# shellcheck shell=bash disable=SC2154 # id, pid, saved are fault's
# Faults of the processes in a container.

fault init-uninterruptible 'POD [CONTAINER]' 'its first process is in uninterruptible sleep (state D)'
inject_init-uninterruptible() { by_labd USR1 D; }
heal_init-uninterruptible() { kill_vfork "$pid"; }

fault init-zombie 'POD [CONTAINER]' 'the first thread of its first process has ended (state Z), another lives; heal ends the container'
inject_init-zombie() { by_labd USR2 Z; }
heal_init-zombie() { on_node kill -KILL "$pid" 2>/dev/null || :; }

fault runc-init-stuck 'POD [CONTAINER]' 'a "runc init" is in uninterruptible sleep in its cgroup and PID namespace'
inject_runc-init-stuck() {
	labd >/dev/null
	# only it is in the container: its parent is outside, as that of a real one
	sh_node 'files=$(sed "s/^[0-9]*:\(name=\)\{0,1\}//; s|:|/|; s|^/*|/sys/fs/cgroup/|; s|$|/cgroup.procs|" "/proc/$0/cgroup")
		setsid nsenter -t "$0" -p sh -c "$1" "$2" "$3" $files >/dev/null 2>&1 </dev/null &' "$pid" \
		'name=$1; shift; for f; do [ ! -e "$f" ] || echo 0 >"$f"; done; exec "$0" runc-init "$name"' "$LAB_DIR/bin/labd" "$(stuck_name)"
	until_ok 5 stuck_init
	stuck_init >"$saved" || die "it does not sleep"
}
stuck_name() { case $OCI in */crun) echo crun ;; *) echo 'runc:[2:INIT]' ;; esac; } # it is named as that of the runtime
stuck_init() { # its PID on the node
	sh_node 'for d in /proc/[0-9]*; do read -r _ comm state _ 2>/dev/null <"$d/stat" || continue
		[ "$comm $state" != "($1) D" ] || ! grep -q "$0" "$d/cgroup" || { echo "${d#/proc/}"; exit 0; }; done; exit 1' "$id" "$(stuck_name)"
}
heal_runc-init-stuck() { kill_vfork "$(cat "$saved")"; }

# by_labd SIGNAL STATE: have labd, which that process must be, put itself in that state.
by_labd() {
	local exe; exe=$(on_node readlink "/proc/$pid/exe")
	case $exe in */nginx | */server) ;; *) die "$exe cannot do that: take a pod of lab/nginx or lab/distroless" ;; esac
	on_node kill "-$1" "$pid"
	until_ok 5 on_node grep -q "^State:.$2" "/proc/$pid/status" || die "it is not in state $2"
}
kill_vfork() { # kill_vfork PARENT
	sh_node 'for p in $(cat "/proc/$0/task/$0/children" 2>/dev/null); do [ "$(cat "/proc/$p/comm")" != labd-vfork ] || kill -KILL "$p"; done' "$1"
}

# end_others: kill all processes of the container but its first.
end_others() {
	sh_node 'for p in $(cat "$1/cgroup.procs"); do [ "$p" = "$0" ] || kill -KILL "$p"; done 2>/dev/null; :' "$pid" "$(cgroup_of "$pid" pids)"
}

fault zombies 'POD [CONTAINER]' '30 ended processes in it whose parent does not reap them'
inject_zombies() {
	sh_node '"$2" --root "$0" exec -d "$1" sh -c "n=0; while [ \$n -lt 30 ]; do sleep 3 & n=\$((n + 1)); done; exec sleep 1000000" >/dev/null 2>&1' "$RUNC_ROOT" "$id" "$OCI" ||
		die "it needs a shell in the container"
	sleep 4
}
heal_zombies() { end_others; }

fault exec-pile-up 'POD [CONTAINER]' '12 shells sleep in it, as exec probes leave them whose time was up'
inject_exec-pile-up() {
	local n
	containerd_only
	for n in {1..12}; do
		on_node ctr -a "$SOCK" -n "$NS" tasks exec -d --exec-id "lab-pile-up-$n" "$id" sh -c 'sleep 1000000; :' 2>/dev/null || die "it needs a shell in the container"
	done
}
heal_exec-pile-up() {
	local n
	end_others
	for n in {1..12}; do on_node ctr -a "$SOCK" -n "$NS" tasks delete --exec-id "lab-pile-up-$n" "$id"; done >/dev/null 2>&1 || :
}
