# ---- the end of all that was started ----

# clean_up: ends what hung clients leave on the other side, and asks for versions where something failed
clean_up() {
	local key settle late who suspected reader readers own_exec
	await_dumps
	clock
	settle=$beside # on a slow node a client takes seconds
	[ "$settle" -ge "$SETTLE_MS" ] || settle=$SETTLE_MS
	late=$overdue overdue=0 script_end=$((now + settle)) asks_end=$((now + settle + SEARCH_MS * 2))
	for key in $hung; do
		asked_of "$key" && who=$v
		case $key in
		ask_* | version_* | delete_* | *_nsenter) ;; # these leave nothing on the other side
		*)
			strays "$who"
			heed # its turn comes again: the kernel was asked nothing more
			case $key in
			*_ctr)
				get "exec_$key" && own_exec=$v
				subject "$who"
				if stat_of "$shim" && [ "$state" = T ]; then left exec-id "$who" "$own_exec" # it deletes nothing
				else
					put "exec_delete_${execs}_$who" "$own_exec"
					await_room
					delete_exec "delete_${execs}_$who"
					execs=$((execs + 1))
				fi ;;
			*_docker) left docker-exec "$who" '' ;;
			esac ;;
		esac
		without "$key" "$hung"; hung=$v
	done
	if [ -n "$trouble" ] && [ "$late" = 0 ]; then
		trouble=''
		subject target
		case $runtime in /*) version runc "$runtime" ;; esac
		version ctr "$ctr"
		version docker "$docker"
	fi
	drain
	delete_again "$settle"
	[ -z "$suspects" ] || event # a killed process takes a moment
	while [ -n "$dying" ] && [ "$now" -lt $((script_end + SETTLE_MS)) ]; do event; done
	for key in $dying; do get "supervisor_$key" && signal_child STOP "$v"; done # one that is only now starting its client
	[ -z "$dying" ] || event # may take a moment to heed that
	for key in $dying; do # in uninterruptible sleep: abandoned
		asked_of "$key" && who=$v
		if first_line "$WORK/$key.pid"; then left process "$who" "$v"; fi
		pid=$v readers='' && get "supervisor_$key"
		read -r readers 2>/dev/null <"/proc/$v/task/$v/children" # they may wait for a client that did not start
		for reader in $readers; do [ "$reader" = "$pid" ] || signal_child KILL "$reader" "$v"; done
		signal_child KILL "$v"
	done
	dying=''
	clock
	asks_end=$((now + SEARCH_MS))
	for suspected in $suspects; do
		who=${suspected##*:} pid=${suspected%%:*} begun=${suspected%:*}
		if stat_of "$pid" && [ "$begun" = "$pid:$start" ] && [ "$state" != Z ]; then left_frozen "$who"; else heed; fi
		without "$suspected" "$suspects"; suspects=$v
	done
	remove_late_dumps
	overdue=$late
}
# asked_of KEY: sets v to the subject that this client was started for
asked_of() {
	case $1 in
	ask_* | version_* | command_*) v=target ;;
	delete_*) v=${1#delete_*_} ;;
	*) v=${1#tty_} v=${v#stream_} v=${v#passage_} v=${v%%_*} ;;
	esac
}
# left_frozen SUBJECT: the process $pid stays; who may move it into a cgroup of his own may freeze it there
left_frozen() {
	frozen_at=''
	if cgroup_dir "$pid" freezer; then freezer "$v"; fi
	frozen_at=${frozen_at:+/sys${frozen_at#"$SYS"}}
	left process "$1" "$pid" "$frozen_at"
}
# delete_exec KEY: has containerd forget an exec id of ours
delete_exec() {
	local own_exec
	subject "${1#delete_*_}"
	get "exec_$1"
	own_exec=$v
	start "$1" delete 1 "$ctr" -a "$address" -n "$ns" tasks delete --exec-id "$own_exec" "$id"
}
# delete_again MS: what was starting when its client was killed goes only once it has ended
delete_again() {
	local key keys delete_end
	delete_end=$((now + DELETE_MS))
	while [ -n "$undeleted" ] && [ "$now" -lt "$delete_end" ]; do
		event # the next tick
		keys=$undeleted undeleted='' overdue=0 script_end=$((now + $1))
		for key in $keys; do delete_exec "$key"; done
		drain
	done
	for key in $undeleted; do get "exec_$key" && left exec-id "${key#delete_*_}" "$v"; done
	undeleted=''
}
version() { [ -z "$2" ] || { await_room && start "version_$1" version 1 "$2" --version; }; } # version NAME PROGRAM
# strays SUBJECT: kills what an exec of ours has left in that container or under its shim: younger than this run, with its id or
# word among the arguments, or known by the file that its runtime wrote
strays() {
	local inside file unseen=''
	subject "$1"
	container_cgroup memory || v=none
	youngest "$v/cgroup.procs"
	inside=$v
	shims_children
	inside="$v $inside"
	[ ${#inside} -lt "$PROCESSES_BYTES" ] || unseen=yes
	clock
	search_end=$((now + SEARCH_MS)) asks_end=$((now + SEARCH_MS * 4)) # the next ones ask in their own time
	for file in "$WORK/command.pid" "$folder/command.pid" "$bundle/exec-doctor-$ED_RUN_ID"-*.pid "$bundle/.exec-doctor-$ED_RUN_ID"-*.pid; do
		first_line "$file" || continue
		pid=$v
		if stat_of "$pid" && [ "$start" -ge "$first_tick" ] && belongs "$pid" "$id"; then kill_stray "$1"; fi
	done
	for pid in $inside; do
		if ! searching; then unseen=yes; break; fi
		stat_of "$pid" || continue
		[ "$start" -ge "$first_tick" ] || continue
		case $state:$comm in
		D:*runc*) suspect "$1" ;; # its arguments cannot be read without danger
		[DZ]:*) ;;
		*)
			ask_kernel "$pid" cmdline || continue
			case $v in *"exec-doctor-$ED_RUN_ID-"* | *"$ED_ECHO_WORD"*) ;; *) continue ;; esac
			if belongs "$pid" "$id"; then brief_fact "$1.started" "$state"; fi
			kill_stray "$1" ;;
		esac
	done
	[ -z "$unseen" ] || fact "$1.processesUnseen" yes
}
# kill_stray SUBJECT: the process $pid, if it is still the same, and its group: a runtime makes each exec a session
kill_stray() {
	local was="$start"
	stat_of "$pid" && [ "$start" = "$was" ] || return 0
	kill -KILL "-$pid" 2>/dev/null
	kill -KILL "$pid" 2>/dev/null && suspect "$1"
}
suspect() { case "$suspects " in *" $pid:$start:$1 "*) ;; *) suspects="$suspects $pid:$start:$1" ;; esac; }
# own_limits: was it our own memory or CPU limit that hit a probe?
own_limits() {
	local kills throttled file name n
	kills='' throttled=''
	if cgroup_dir "$$" memory; then
		for file in "$v/memory.oom_control" "$v/memory.events"; do
			while read -r name n; do [ "$name" != oom_kill ] || kills=$n; done 2>/dev/null <"$file"
		done
	fi
	if cgroup_dir "$$" cpu; then
		while read -r name n; do [ "$name" != nr_throttled ] || throttled=$n; done 2>/dev/null <"$v/cpu.stat"
	fi
	brief_fact own.oomKills "$kills"
	fact own.throttled "$throttled"
}
# runnable: the pressure by now; threads that were ready to run while a probe was late, on average, and the CPUs. Where none was
# late: at the start or now, whichever was less
runnable() {
	local cpus name
	for name in cpu io memory; do
		if first_line "$PROC/pressure/$name"; then fact "node.${name}After" "$v"; fi
	done
	cpus=$(grep -sc '^cpu[0-9]' "$PROC/stat")
	if [ "$looks" = 0 ] && ready_now; then
		ready=$v looks=1
		[ "$v" -lt "$ready_first" ] || ready=$ready_first
	fi
	cgroup2_options
	fact node.cgroup2After "$v"
	if [ "$looks" -gt 0 ] && [ "${cpus:-0}" -gt 0 ]; then brief_fact node.runnable "$((ready / looks))/$cpus"; fi
}
finish() { # finish CODE
	local pid
	trap '' TERM INT HUP
	signal=''
	rm -f "$WORK/stop"
	clock
	ending=1 overdue=0 script_end=$((now + SETTLE_MS))
	drain # most would answer in a moment, and what has answered leaves nothing behind
	trouble=''
	clean_up
	for pid in $ticker $holders; do signal_child KILL "$pid"; done
	exit "$1"
}
