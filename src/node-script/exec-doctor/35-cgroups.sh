# ---- cgroups: where they are, and what they allow ----

# cgroup_dir PID CONTROLLER [ID]: sets v to the directory of the process's cgroup; with ID to that of the container:
# where its first process has moved into a child, the ancestor that carries the id
cgroup_dir() {
	local unified names path tail
	v='' unified=''
	[ -r "$PROC/${1:-none}/cgroup" ] || return 1
	while IFS=: read -r _ names path; do
		case ,$names, in
		,,) unified=$path ;;
		*,"$2",*) v=$path ;;
		esac
	done <"$PROC/$1/cgroup"
	if [ -n "$v" ]; then v=$SYS/fs/cgroup/$2$v
	elif [ -e "$SYS/fs/cgroup/cgroup.controllers" ]; then v=$SYS/fs/cgroup$unified
	else v=$SYS/fs/cgroup/unified$unified; fi
	if [ $# = 3 ]; then
		case $v in *"$3"*) tail=${v#*"$3"} v=${v%"$tail"}${tail%%/*} ;; esac
	fi
	[ -d "$v" ]
}
# belongs PID ID: is the process in the cgroup of that container? Of the ids in a path the topmost counts
belongs() {
	while IFS= read -r v; do
		case $v in *"$2"*) case ${v%%"$2"*} in *conmon-) ;; *) ! below_another "${v%%"$2"*}" && return 0 ;; esac ;; esac
	done 2>/dev/null <"$PROC/$1/cgroup"
	return 1
}
# below_another PATH: is that the cgroup of a container? What it makes below may have any name, another container's id too
below_another() {
	# shellcheck disable=SC2254 # they are patterns
	case $nested:$1 in
	1:*$CONTAINER_ID*$CONTAINER_ID*) return 0 ;; # the first is the node's
	:*$CONTAINER_ID*) return 0 ;;
	esac
	return 1
}
# recorded_cgroup CONTROLLER: sets v to the directory that the runtime recorded, or to nothing
recorded_cgroup() {
	v=''
	case $cgroups in
	*'"cgroup-path":"/'*) # crun: one path for all controllers
		json_field cgroup-path "$cgroups"
		if [ -e "$SYS/fs/cgroup/cgroup.controllers" ]; then v=/sys/fs/cgroup$v; else v=/sys/fs/cgroup/$1$v; fi ;;
	*"\"$1\":\""*) json_field "$1" "$cgroups" ;;
	*'"":"'*) json_field '' "$cgroups" ;; # v2
	esac
}
# container_cgroup CONTROLLER: the same of the subject's container, by what its runtime recorded
container_cgroup() {
	recorded_cgroup "$1"
	[ -z "$v" ] || v=$SYS${v#/sys}
	if [ -z "$v" ] || [ ! -d "$v" ]; then cgroup_dir "$init" "$1" "$id"; fi
}
# recorded_cgroups SUBJECT: what the runtime recorded, and whether it is still so: does the cgroup exist, is init in it?
recorded_cgroups() {
	local name recorded
	cgroups=''
	[ -n "$root" ] || return 0
	for name in state.json status; do # runc's, crun's
		seen "$root/$id/$name"
		[ -e "$v" ] || continue
		cgroups=$(tr -d ' \n' <"$v" | grep -oE '"cgroup_paths":\{[^}]*\}|"cgroup-path":"[^"]*"')
		case $(tail -c 2 "$v") in *\}*) ;; *) brief_fact "$1.recordDamaged" yes ;; esac
		break
	done
	for name in memory pids freezer; do
		recorded_cgroup "$name"
		[ -n "$v" ] || continue
		recorded=$v v=$SYS${v#/sys}
		if [ ! -d "$v" ]; then brief_fact "$1.cgroupMissing" "$recorded"; return; fi
		cgroup_dir "$init" "$name" || return
		case $v/ in "$SYS${recorded#/sys}"/*) ;; *) fact "$1.cgroupMoved" "/sys${v#"$SYS"}" ;; esac
		return
	done
}
# limits SUBJECT: a record of each limit of the container's cgroup and its parents
limits() {
	if container_cgroup pids; then limit "$1" pids "$v" pids.max pids.max pids.current pids.current; fi
	if container_cgroup memory; then limit "$1" memory "$v" memory.limit_in_bytes memory.max memory.usage_in_bytes memory.current; fi
}
# limit SUBJECT WHAT DIR MAX_V1 MAX_V2 USED_V1 USED_V2
limit() {
	local dir most used hits
	dir=$3
	while [ "$dir" != "$SYS/fs/cgroup" ] && [ "$dir" != "$SYS/fs/cgroup/$2" ]; do
		most='' used='' hits=''
		if first_line "$dir/$4" || first_line "$dir/$5"; then most=$v; fi
		if first_line "$dir/$6" || first_line "$dir/$7"; then used=$v; fi
		case $most in
		'' | max | ???????????????????*) ;; # no limit: v2 says max, v1 of memory a number of 19 digits
		*)
			hits=$(hits_of "$2" "$dir")
			record limit subject "$1" what "$2" at "/sys${dir#"$SYS"}" used# "$used" max# "$most" hits# "$hits"
			if [ "${used:-0}" -ge $((most - most / 10)) ]; then text "/sys${dir#"$SYS"}"; brief "limit $1 $2 $t ${used:--} $most ${hits:--}"; fi ;;
		esac
		dir=${dir%/*}
	done
}
hits_of() { # hits_of WHAT DIR: how often the limit was in the way; of memory: how many it killed
	local file name
	for file in "$2/$1.events" "$2/memory.oom_control"; do
		while read -r name v; do
			case $1:$name in pids:max | memory:oom_kill) echo "$v" ;; esac
		done 2>/dev/null <"$file"
	done
}
# throttling SUBJECT WHEN: a record of how often the container's CPU quota held it up
throttling() {
	local dir quota='' period='' periods throttled
	subject "$1"
	container_cgroup cpu || return 0
	dir=$v
	if first_line "$dir/cpu.cfs_quota_us"; then quota=$v; first_line "$dir/cpu.cfs_period_us" && period=$v
	elif first_line "$dir/cpu.max"; then quota=${v% *} period=${v#* }; fi
	case $quota in '' | max | -1) return 0 ;; esac
	cpu_stat "$dir" nr_periods; periods=$v
	cpu_stat "$dir" nr_throttled; throttled=$v
	[ "$2" != before ] || { put "${1}_quota" "$dir"; put "${1}_throttled" "$throttled"; }
	record cpu subject "$1" when "$2" at "/sys${dir#"$SYS"}" quota# "$quota" period# "$period" periods# "$periods" throttled# "$throttled"
}
cpu_stat() { # cpu_stat DIR NAME: sets v
	local name n
	v=''
	while read -r name n; do [ "$name" != "$2" ] || v=$n; done 2>/dev/null <"$1/cpu.stat"
}
# held_up SUBJECT: has its CPU quota held it up since the run began?
held_up() {
	local throttled
	get "${1}_quota"; [ -n "$v" ] || return 1
	cpu_stat "$v" nr_throttled; throttled=$v
	get "${1}_throttled"; [ "${throttled:-0}" -gt "${v:-0}" ]
}
