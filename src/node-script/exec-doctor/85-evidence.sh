# ---- evidence: once something fails or hangs, what the node tells of it; gathered while the probes still wait ----

look_closer() {
	get target_vm
	[ -z "$looked$v" ] && [ "$overdue" = 0 ] || return 0
	clock
	looked=$now
	[ "$pass" = 1 ] || on_the_way
	find_program ss; ss=$found
	[ -z "$ss" ] || ask sockets "$ss" -xae
	get target_address
	[ -z "$ctr" ] || [ -z "$v" ] || ask ctr_version "$ctr" -a "$v" version
	[ -z "$docker" ] || ask docker_version "$docker" version --format '{{.Server.Version}}'
	inventory_of_pod
	logs
}
# on_the_way: the daemons and the target's shim, as they are now
on_the_way() {
	for pid in $daemon_pids; do if stat_of "$pid"; then process_record daemon; fi; done
	subject target
	pid=$shim
	if [ -n "$pid" ] && stat_of "$pid"; then process_record shim target; fi
}
# look_again: what is still there after a while is no passing moment
look_again() {
	[ -n "$looked" ] && [ -n "$ss" ] && [ "$now" -ge $((looked + AGAIN_MS)) ] && [ "$count" -lt "$CLIENTS_MAX" ] || return 0
	start ask_sockets_again ask 1 "$ss" -xae
	ss=''
	below_shim
}
# proven: is each probe that waits shown to hang? 0: by who is stopped; 2: some otherwise; 1, 3: not all
proven() {
	local key who why=0
	for key in $running; do
		get "method_$key"
		case $v:$key in *_nsenter | *_runc) return 1 ;; echo:* | missing-path:*) ;; *) return 1 ;; esac
		asked_of "$key" && who=$v
		if stopped "$who"; then :
		elif [ "$beside" -le "$BESIDE_MS" ] && { queued "$who" || outlasts "$who"; }; then why=$((why | 2))
		else why=$((why | 1)); fi
	done
	return $why
}
# stopped SUBJECT: whoever has to answer $key has been stopped for a while
stopped() {
	local pids
	get "${1}_shim" && pids="$v $serving"
	case $key:$ED_FAMILY in *_ctr:* | *:containerd) ;; *) pids="$pids $dockerds" ;; esac
	for pid in $pids; do
		stat_of "$pid"
		get "stopped_$pid"
		[ "$state" = T ] || { put "stopped_$pid" ''; continue; }
		put "stopped_$pid" "${v:=$now}"
		[ $((now - v)) -lt "$AGAIN_MS" ] || return 0
	done
	return 1
}
# queued SUBJECT: at both looks the socket of who has to answer had a queue
queued() { case $key:$1:$queues in *:target:*shim1*shim2* | *containerd1*containerd2* | *_docker:*dockerd1*dockerd2*) ;; *) return 1 ;; esac; }
# outlasts SUBJECT: the control has that answered, and the subject what is below, in a tenth of the time; and the subject had CPU enough
outlasts() {
	local waits other
	case $key in tty_* | stream_*) return 1 ;; esac
	get "begun_$key"
	waits=$((now - v))
	for other in "control_${key##*_}" "${1}_runc"; do
		get "result_$other"
		[ "$v" = ok ] && get "took_$other" && [ $((v * 10)) -le "$waits" ] || return 1
	done
	! held_up "$1"
}
# below_shim: how far did the request get? What the target's shim has started in this run, which comes first, and what that has, of
# which there may be any number. What is only on its way has not been there for long. A container may hide what entered it: that
# nothing did is told only where all is known to be the node's
below_shim() {
	local shown started child alone=yes
	subject target
	few='' # or many by now
	shims_children
	clock
	search_end=$((now + SEARCH_MS))
	started=$v shown=0
	for pid in $started; do
		searching || { alone=''; break; }
		if told_as_started && [ $((shown += 1)) -ge "$SHOWN" ]; then alone=''; break; fi
	done
	clock
	search_end=$((now + SEARCH_MS)) shown=0
	for child in $started; do
		searching || return 0
		children "$child"
		for pid in $v; do
			case $told_below in *" $child "*) { of_node "$pid" && children "$pid" && [ -z "${v# }" ]; } || alone='' ;; esac
			searching || return 0
			if told_as_started && [ $((shown += 1)) -ge "$SHOWN" ]; then return 0; fi
		done
	done
	[ -z "$alone" ] || fact target.noneEntered yes
}
# told_as_started: has the process $pid a record by now, as one started in this run? A pod's shim has those of its other containers
told_as_started() {
	case $told_below in *" $pid "*) return 0 ;; esac
	[ "$pid" != "$init" ] && stat_of "$pid" && [ "$start" -ge "$first_tick" ] || return 1
	v=$((ED_PROBE_TIMEOUT_MS / 2))
	[ "$v" -le "$SLOW_MS" ] || v=$SLOW_MS
	[ $((now - start * 10)) -ge "$v" ] || return 1
	told_below="$told_below$pid "
	if belongs "$pid" "$id"; then process_record inside target
	# whatever stands in the runtime's place: from the node itself a shim starts nothing else
	elif { runtime_at_work "$pid" || { [ "$ppid" = "$shim" ] && of_node "$pid"; }; } && stat_of "$pid"; then process_record runtime target
	else return 1; fi
}
# socket_records QUESTION: connections that wait to be accepted, and what waits to be read, at the sockets on the way. Whoever shares the
# node's network may give a socket such a name: only those count that the layer's own process holds
socket_records() {
	local layer pids shim_socket path waiting unread listens inodes kind received here inode look
	subject target
	shim_socket=''
	if bundle_line address; then shim_socket=${v#unix://}; fi
	for layer in dockerd containerd shim; do
		case $layer in
		dockerd) path=${docker:+/docker.sock} pids=$dockerds ;;
		containerd) path=${address#/var} pids=$containerds ;;
		shim) path=$shim_socket pids=$shim ;;
		esac
		[ -n "$path" ] || continue
		waiting=0 unread=0 listens=false inodes=' '
		for pid in $pids; do held_sockets "$pid"; done >"$WORK/held"
		grep -F -- "$path " "$WORK/$key.out" >"$WORK/others"
		# of a daemon that was left aside nothing is said
		if [ -z "$pids" ] && grep -q ' LISTEN ' "$WORK/others"; then continue; fi
		grep -F -f "$WORK/held" "$WORK/others" >"$WORK/list"
		[ "$layer" != dockerd ] || who_listens
		while read -r _ kind received _ here inode _; do
			case $here in *"$path") ;; *) continue ;; esac # the other end's side
			case $received in *[!0-9]* | '') continue ;; esac
			grep -qF " $inode " "$WORK/held" || continue
			# the name of a socket may hold a line that looks like another's
			case $inodes in *" $inode "*) refuse socket "$path" ambiguous; continue 2 ;; esac
			inodes="$inodes$inode "
			if [ "$kind" = LISTEN ]; then waiting=$((waiting + received)) listens=true; else unread=$((unread + received)); fi
		done <"$WORK/list"
		case $1 in *again) look=2 ;; *) look=1 ;; esac
		case $layer:$waiting:$unread in *:0:0 | *d:0:*) ;; *) queues=$queues$layer$look ;; esac # a daemon may read later
		text "$path"
		say socket "$layer $look $t $listens $waiting $unread" \
			layer "$layer" look# "$look" path "$path" listens! "$listens" waiting# "$waiting" unread# "$unread"
	done
}
# who_listens: is it dockerd at docker.sock, or what stands before it? A renamed socket keeps its name there, so its file
# tells. Of a dockerd that has ended meanwhile it is not known what it held
who_listens() {
	# shellcheck disable=SC2012 # a number
	v=$(ls -diL "$RUN/docker.sock" 2>/dev/null | sed -n 's/^ *\([0-9]\{1,\}\) .*/ ino:\1 /p')
	if [ -z "$v" ] || [ ! -s "$WORK/held" ]; then return; fi
	if grep -qF "$v" "$WORK/list"; then fact dockerd.listens yes
	elif grep -F "$v" "$WORK/others" | grep -q ' LISTEN '; then brief_fact dockerd.listens other; fi
}
# logs: the last lines of the daemons: of the journal, or of the file that a daemon writes to
logs() {
	local writer journal tail layer unit
	find_program journalctl; journal=$found
	find_program tail; tail=$found
	[ "$log_containerd" != "$log_dockerd" ] || log_containerd=none # dockerd's own containerd
	for layer in dockerd containerd crio kubelet; do
		get "log_$layer"
		case $v:$layer:$ED_FAMILY in none:* | :crio:docker | :crio:containerd | :dockerd:cri-o | :containerd:cri-o) continue ;; esac
		get "log_of_$layer"
		writer=$v
		get "log_$layer"
		seen "$v"
		# the daemon's own file, and no other that has its name by now
		if [ -n "$tail" ] && [ -n "$v" ] && [ -f "$v" ] && [ "$v" -ef "$PROC/$writer/fd/2" ]; then on_node "$v" && ask "log_$layer" "$tail" -n "$LOG_READ" "$v"
		elif [ -n "$journal" ]; then
			case $layer in dockerd) unit=docker ;; *) unit=$layer ;; esac
			ask "log_$layer" "$journal" -q --no-pager --since=-1h -n "$LOG_READ" -u "$unit"
		fi
	done
	subject target
	if [ -n "$tail" ] && [ -n "$bundle" ] && [ -s "$bundle/log.json" ]; then on_node "$bundle/log.json" && ask log_runc "$tail" -n "$LOG_LINES" "$v"; fi
}
# log_records: of what was read, the last lines that tell of trouble, but for what they say of our own execs
log_records() {
	grep -E 'level=(warning|error|fatal|panic)|(^|: )[EF][0-9]{4} |panic:|fatal error|"level":"(warning|error|fatal)"' "$WORK/$key.out" |
		grep -vF "exec-doctor-" | tail -n "$LOG_LINES" >"$WORK/list"
	while IFS= read -r v || [ -n "$v" ]; do
		record log of "${key#ask_log_}" v "$(printf "%.${LOG_BYTES}s" "$v")"
	done <"$WORK/list"
}
# debug_runtime: where the runtime answers with an error, once more with its own account of what it does
debug_runtime() {
	get result_target_runc
	[ "$v" = failed ] && [ "$overdue" = 0 ] || return 0
	subject target
	ask runc_debug "$runtime" --debug --root "$root" exec "$id" /bin/echo "$ED_ECHO_WORD"
}

