# shellcheck shell=bash disable=SC2154 # id, pid, saved are fault's
# Faults of a container's cgroup.

fault frozen 'POD [CONTAINER]' 'cgroup frozen behind the back of the runtime'
inject_frozen() { cgroup_of "$pid" freezer >"$saved"; freeze "$(cat "$saved")"; }
heal_frozen() { thaw "$(cat "$saved")"; }

fault frozen-parent 'POD [CONTAINER]' 'the cgroup of its whole pod is frozen'
inject_frozen-parent() {
	local dir; dir=$(cgroup_of "$pid" freezer)
	echo "${dir%/*"$id"*}" >"$saved" # crun's container is one below its scope
	freeze "$(cat "$saved")"
}
heal_frozen-parent() { thaw "$(cat "$saved")"; }

# limit FILE VALUE: write VALUE into a file of a cgroup, until return_limits.
limit() { sh_node 'echo "$1 $(cat "$1")" >>"$0"; echo "$2" >"$1"' "$saved" "$1" "$2"; }
return_limits() { sh_node 'while read -r file value; do [ ! -e "$file" ] || echo "$value" >"$file"; done <"$0"' "$saved"; }

fault pids-limit 'POD [CONTAINER]' 'pids.max is what the container uses now'
inject_pids-limit() { local dir; dir=$(cgroup_of "$pid" pids); limit "$dir/pids.max" "$(on_node cat "$dir/pids.current")"; }
heal_pids-limit() { return_limits; }

fault memory-limit 'POD [CONTAINER]' 'its memory limit is what the container uses now'
inject_memory-limit() {
	local dir max=memory.max used=memory.current; dir=$(cgroup_of "$pid" memory)
	[ "$CGROUP_VERSION" = 2 ] || max=memory.limit_in_bytes used=memory.usage_in_bytes
	sh_node 'echo 1G >"$0/memory.reclaim"' "$dir" 2>/dev/null || : # of the file cache; it never gets all
	limit "$dir/$max" "$(on_node cat "$dir/$used")"
	# cgroup v1 refuses a limit that it cannot keep: as low as it goes
	[ "$CGROUP_VERSION" = 2 ] || sh_node 'while n=$(cat "$0") && echo $((n - 4096)) >"$0"; do :; done 2>/dev/null' "$dir/$max"
}
heal_memory-limit() { return_limits; }

fault cpu-throttled 'POD [CONTAINER]' 'it gets so little processor time that an exec takes seconds'
inject_cpu-throttled() {
	local dir quota=1000; dir=$(cgroup_of "$pid" cpu)
	[ -z "$VM" ] || quota=25000 # programs take longer there
	[ "$MODE" != modern-crun ] || quota=10000 # crun needs less of it than runc
	[ "$MODE" != crio ] || quota=4000 # at less no exec ends in time
	if [ "$CGROUP_VERSION" = 2 ]; then limit "$dir/cpu.max" "$quota 500000"
	else limit "$dir/cpu.cfs_period_us" 500000; limit "$dir/cpu.cfs_quota_us" $quota; fi
}
heal_cpu-throttled() { return_limits; }

fault cgroup-removed 'POD [CONTAINER]' 'its cgroup is removed, its processes are in the parent (cgroup v2: in the root)'
# What a cgroup is set to is kept in $saved.cgroups/DIRECTORY, with its processes.
inject_cgroup-removed() {
	sh_node 'saved=$0; sed "s/^[0-9]*:\(name=\)\{0,1\}//" "/proc/$1/cgroup" | while IFS=: read -r names path; do
			case $path in *"$2"*) ;; *) continue ;; esac # one that it has for itself
			dir=/sys/fs/cgroup${names:+/$names}$path to=/sys/fs/cgroup; [ -z "$names" ] || to=${dir%/*}
			[ -d "$dir" ] || dir=/sys/fs/cgroup/unified$path to=${dir%/*}
			mkdir -p "$saved$dir"
			for file in memory.limit_in_bytes cpu.shares cpu.cfs_period_us cpu.cfs_quota_us cpuset.cpus cpuset.mems pids.max blkio.weight devices.list \
				memory.max memory.high memory.low cpu.max cpu.weight io.weight cgroup.procs; do [ ! -e "$dir/$file" ] || cat "$dir/$file" >"$saved$dir/$file"; done
			while p=$(head -1 "$dir/cgroup.procs" 2>/dev/null) && [ -n "$p" ]; do echo "$p" >"$to/cgroup.procs"; done
			find "$dir" -depth -type d -exec rmdir {} + 2>/dev/null || [ ! -d "$dir" ] # systemd removes an empty scope itself
		done' "$saved.cgroups" "$pid" "$id"
	[ -d "$saved.cgroups" ] || die "the container has no cgroup of its own"
}
heal_cgroup-removed() {
	sh_node 'cd "$0" && [ -d "/proc/$1" ] && find . -name cgroup.procs | while read -r procs; do
			dir=${procs#.} dir=${dir%/*}; mkdir -p "$dir"; cd "$0$dir"
			for file in *; do case $file in
				cgroup.procs) ;;
				devices.list) echo a >"$dir/devices.deny"; while read -r line; do echo "$line" >"$dir/devices.allow"; done <$file ;;
				*) cat $file >"$dir/$file" || : ;;
			esac; done 2>/dev/null
			while read -r p; do echo "$p" >"$dir/cgroup.procs" || :; done <cgroup.procs 2>/dev/null
			cd "$0"
		done; :' "$saved.cgroups" "$pid"
}

fault cpuset-empty 'POD [CONTAINER]' 'its cpuset has no CPU, its processes are in the one above: the kernel takes no process into it'
inject_cpuset-empty() {
	[ "$CGROUP_VERSION" = 1 ] || die "cpuset-empty: with cgroup v2 an empty cpuset has the CPUs of the one above"
	sh_node 'dir=$0; { echo "$dir"; cat "$dir/cpuset.cpus"; cat "$dir/cgroup.procs"; } >"$1"
		for p in $(cat "$dir/cgroup.procs"); do echo "$p" >"${dir%/*}/cgroup.procs"; done
		echo >"$dir/cpuset.cpus"' "$(cgroup_of "$pid" cpuset)" "$saved"
}
heal_cpuset-empty() {
	sh_node '{ read -r dir; read -r cpus; [ -d "$dir" ] || exit 0
			echo "$cpus" >"$dir/cpuset.cpus"; while read -r p; do echo "$p" >"$dir/cgroup.procs" || :; done; } 2>/dev/null <"$0"' "$saved"
}

fault oom-kill-disabled 'POD [CONTAINER]' 'it is at its memory limit, where the kernel is told to kill nothing: an exec waits there'
inject_oom-kill-disabled() {
	[ "$CGROUP_VERSION" = 1 ] || die "oom-kill-disabled: cgroup v2 has no such switch"
	inject_memory-limit
	local control; control=$(cgroup_of "$pid" memory)/memory.oom_control
	echo "$control" >"$saved.control"
	# one that comes to its end before it needs more is no hang
	for _ in 1 2 3 4 5; do
		sh_node 'echo 1 >"$0"; setsid "$1" --root "$2" exec "$3" true >/dev/null 2>&1 </dev/null &' "$control" "$OCI" "$RUNC_ROOT" "$id"
		! until_ok 6 on_node grep -q 'under_oom 1' "$control" || return 0
	done
	heal_oom-kill-disabled
	die "nothing waits for memory"
}
heal_oom-kill-disabled() { # what waits needs the room first
	return_limits
	sh_node '[ ! -e "$0" ] || echo 0 >"$0"' "$(cat "$saved.control")"
}

fault child-frozen 'POD [CONTAINER]' 'its first process is in a cgroup below that of the container, and that one is frozen'
inject_child-frozen() {
	local dir; dir=$(cgroup_of "$pid" freezer)/lab-child
	sh_node 'mkdir "$0"; echo "$1" >"$0/cgroup.procs"' "$dir" "$pid"
	echo "$dir" >"$saved"
	freeze "$dir"
}
heal_child-frozen() {
	thaw "$(cat "$saved")"
	sh_node '[ -d "$0" ] || exit 0; for p in $(cat "$0/cgroup.procs"); do echo "$p" >"${0%/*}/cgroup.procs"; done 2>/dev/null; rmdir "$0"' "$(cat "$saved")"
}
