# ---- guards: what must hold before anything is executed in a container ----

# guard SUBJECT: records freezer and memory of its cgroup and all parents, in later passes only where that speaks against
# another exec; sets SUBJECT_blocked to the reason
guard() {
	local own maybe other stuck words child
	subject "$1"
	blocked='' frozen=unknown own='' frozen_at='' headroom='' waits='' maybe='' child=''
	if container_cgroup freezer; then
		own=$v && freezer "$v"
		# hybrid: the other hierarchy has a freezer too
		if [ "$frozen" != yes ] && cgroup_dir "$init" unified "$id" && [ "$v" != "$own" ]; then
			other=$v && freezer "$other"
			[ "$frozen" = no ] || own=$other
		fi
	fi
	# what it has made below may be frozen by itself, with its first process: an exec does not come there
	if [ "$frozen" = no ] && [ -n "$own" ] && cgroup_dir "$init" freezer; then
		case $v in "$own"/*)
			child=$v && freezer "$v"
			[ "$frozen" = yes ] || child=''
			frozen=no frozen_at='' ;;
		esac
	fi
	if container_cgroup memory; then memory "$v"; fi
	for pid in $inits; do
		# that of crun is named as crun is, and so is a crun which the container itself runs: that one's parent is in there, too
		if stat_of "$pid" && [ "$state" = D ] && belongs "$pid" "$id" && ! { [ "$comm" = crun ] && belongs "$ppid" "$id"; }; then maybe="$maybe $pid:$start"; fi
	done
	stay_so "$maybe"
	stuck=$v
	[ -z "$stuck" ] || blocked='stuck-init'
	[ -z "$headroom" ] || [ "$headroom" -ge "$MEMORY_HEADROOM_BYTES" ] || blocked=memory
	[ "$frozen" != yes ] || blocked=frozen
	own=${own:+/sys${own#"$SYS"}} frozen_at=${frozen_at:+/sys${frozen_at#"$SYS"}}
	if [ "$pass" = 1 ] || [ -n "$blocked" ]; then
		text "$own"; words=$t; text "$frozen_at"
		say guard "$1 $frozen $t $words ${headroom:--} ${stuck:--} ${blocked:--}" \
			subject "$1" frozen "$frozen" cgroup "$own" frozenAt "$frozen_at" headroom# "$headroom" stuckInit# "$stuck" blocked "$blocked"
		[ -z "$waits" ] || brief_fact "$1.memoryWaits" "$waits"
		[ -z "$child" ] || brief_fact "$1.childFrozen" "/sys${child#"$SYS"}"
	fi
	[ "${ED_FORCE:-0}" != 1 ] || blocked=''
	put "${1}_blocked" "$blocked"
}
# stay_so PID:START...: sets v to the first that stays in uninterruptible sleep, where a busy disk brings everybody for a moment
stay_so() {
	local maybe="$1" still one
	v=''
	for _ in 1 2 3; do
		[ -n "$maybe" ] || return 0
		sleep 0.2 2>/dev/null || sleep 1
		still=''
		for one in $maybe; do
			if stat_of "${one%:*}" && [ "$state:$start" = "D:${one#*:}" ]; then still="$still $one"; fi
		done
		maybe=$still
	done
	maybe=${maybe# }
	v=${maybe%%:*}
}
# frozen_by PID: sets frozen, and frozen_at to the node's path, by the cgroup that the process is in
frozen_by() {
	frozen='' frozen_at=''
	if cgroup_dir "$1" freezer; then frozen_at=$v && freezer "$v"; fi
	if [ "$frozen" = yes ]; then frozen_at=/sys${frozen_at#"$SYS"}; else frozen_at=''; fi
}
# freezer DIR: sets frozen (yes, no) and frozen_at, the highest directory that is frozen by itself
freezer() {
	local dir name
	frozen=no dir=$1
	if first_line "$dir/freezer.state"; then
		case $v in FROZEN | FREEZING) frozen=yes ;; esac
	else
		while read -r name v; do [ "$name $v" != 'frozen 1' ] || frozen=yes; done 2>/dev/null <"$dir/cgroup.events"
	fi
	while [ "$dir" != "$SYS/fs/cgroup" ]; do
		# the events wait for the last process, and one in uninterruptible sleep never freezes: what was asked for counts
		if { first_line "$dir/freezer.self_freezing" || first_line "$dir/cgroup.freeze"; } && [ "$v" = 1 ]; then frozen=yes frozen_at=$dir; fi
		dir=${dir%/*}
	done
}
# memory DIR: sets headroom to the least of DIR and its parents, and waits for that one; the inactive file cache can be dropped
memory() {
	local dir limit used cache room name
	dir=$1
	while [ "$dir" != "$SYS/fs/cgroup" ]; do
		limit='' used='' cache=0
		if first_line "$dir/memory.limit_in_bytes" || first_line "$dir/memory.max"; then limit=$v; fi
		if first_line "$dir/memory.usage_in_bytes" || first_line "$dir/memory.current"; then used=$v; fi
		case $limit:$used in
		max:* | ???????????????????*:* | :* | *:) ;; # no limit: v2 says max, v1 a number of 19 digits
		*)
			room=$((limit - used))
			[ "$room" -ge "$MEMORY_HEADROOM_BYTES" ] || while read -r name v; do
				case $name in inactive_file | total_inactive_file) cache=$v ;; esac # v1 has both, the total last
			done 2>/dev/null <"$dir/memory.stat"
			room=$((room + cache))
			if [ -z "$headroom" ] || [ "$room" -lt "$headroom" ]; then headroom=$room && at_limit "$dir"; fi ;;
		esac
		dir=${dir%/*}
	done
}
# at_limit DIR: cgroup v1 may be told to kill nothing at the limit: sets waits to `yes`, or to `now` where something waits there already
at_limit() {
	local name
	waits=''
	while read -r name v; do
		case $name:$v in oom_kill_disable:1) waits='yes' ;; under_oom:1) waits=${waits:+now} ;; esac
	done 2>/dev/null <"$1/memory.oom_control"
}
# identity WHEN: is it still the same process?
identity() {
	subject target
	born='' state=''
	if [ -n "$init" ] && stat_of "$init"; then born=$start; fi
	clock
	[ -n "$born" ] || { [ -z "$signal" ] && [ "$now" -lt "$asks_end" ]; } || return 0 # it was not asked any more
	say identity "$1 ${init:--} ${born:--} ${state:--}" when "$1" init# "$init" start# "$born" state "$state"
}
# old_execs: two execs of ours that hang in the target are proof enough; a third makes it worse
old_execs() {
	local old file looked_at
	subject target
	old=0
	for file in "$bundle"/exec-doctor-*.pid "$bundle"/.exec-doctor-*.pid; do
		if first_line "$file" && [ -d "$PROC/$v" ]; then old=$((old + 1)); fi
	done
	shims_children
	looked_at=0
	clock
	search_end=$((now + SEARCH_MS))
	for pid in $v; do
		if [ $((looked_at += 1)) -gt "$LOOKED_AT" ] || ! searching; then break; fi
		stat_of "$pid" || continue
		case $state:$comm in
		D:*) ;;
		*:*runc* | *:*crun*) if runtime_at_work "$pid" && ask_kernel "$pid" cmdline; then case $v in *exec-doctor-*) old=$((old + 1)) ;; esac; fi ;;
		esac
	done
	fact target.oldExecs "$old"
	[ "$old" -lt 2 ] || queue='old-execs'
}

