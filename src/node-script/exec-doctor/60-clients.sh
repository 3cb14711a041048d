# ---- running clients: each in a process group of its own, its end an event in a pipe that we hold open ----

# start KEY METHOD ATTEMPT COMMAND...: runs COMMAND on the node
start() {
	local key="$1"
	put "method_$1" "$2"
	put "attempt_$1" "$3"
	shift 3
	list "$@"
	clock
	put "command_$key" "$t"
	put "begun_$key" "$now"
	put "result_$key" pending
	put "ended_$key" ''
	running="$running $key" count=$((count + 1))
	: >"$WORK/$key.pid"
	: >"$WORK/$key.end"
	[ -p "$WORK/$key.out.pipe" ] || mkfifo "$WORK/$key.out.pipe" "$WORK/$key.err.pipe"
	supervise "$@" 2>/dev/null 3>&- 5>&- &
	put "supervisor_$key" $!
}
# supervise COMMAND...: the parent of the client $key. Only a parent ends a process without the danger that its number
# is another's by then. The client's output is read through pipes, for a limit on file sizes would reach into the container
supervise() {
	local killed word
	client='' killed='' out_reader=none err_reader=none
	trap 'killed=1; kill_client' TERM
	limited <"$WORK/$key.out.pipe" >"$WORK/$key.out" &
	out_reader=$!
	limited <"$WORK/$key.err.pipe" >"$WORK/$key.err" &
	err_reader=$!
	case $terminal in
	/*) # script(1) gives its command a terminal, and takes that as text: words of ours, apart by a character that none has
		ED_ARGV='' SHELL=/bin/sh
		for word; do ED_ARGV="$ED_ARGV$word$(printf '\037')"; done
		export ED_ARGV SHELL
		# shellcheck disable=SC2016 # that shell expands it
		set -- "$terminal" -q -c 'IFS=$(printf "\037"); set -f; exec $ED_ARGV' /dev/null ;;
	esac
	client_itself "$@" >"$WORK/$key.out.pipe" 2>"$WORK/$key.err.pipe" </dev/null 4>&- 6>&- &
	client=$!
	[ -z "$killed" ] || kill_client
	echo "$client" >"$WORK/$key.pid"
	wait "$client"
	code=$?
	[ -z "$killed" ] || wait "$client"
	[ -e "/proc/$client" ] || kill -KILL "-$client" # what it leaves in its group; later that number may be another's
	client=''
	clock
	echo "$code $now" >"$WORK/$key.end"
	wait "$out_reader" "$err_reader" # what the client leaves running may hold its ends for long: then we are killed
	echo "$key" >&4
}
# client_itself COMMAND...: with the umask that a shim gives, by which a container's program can tell no layer from another
client_itself() {
	umask 022
	case $key in *_nsenter) ulimit -c 0 ;; esac # nothing is executed there; elsewhere the container's program would see it
	# shellcheck disable=SC2086 # a prefix of words
	exec setsid $HOST "$@"
}
kill_client() {
	local self below=''
	read -r self _ </proc/self/stat
	# of script(1): in a session of its own
	case $terminal in /*) ! is_child "$client" "$self" || read -r below <"/proc/$client/task/$client/children" ;; esac
	for pid in $below; do signal_child KILL "$pid" "$client"; done
	for pid in $client $out_reader $err_reader; do signal_child KILL "$pid" "$self"; done
}
# signal_child SIGNAL PID [PARENT]: a child of ours or of that one, and the group that it leads. Once it is reaped its number may be
# another's. The process first: it may be on its way to become a group
signal_child() { ! is_child "$2" "${3:-$$}" || kill "-$1" "$2" "-$2" 2>/dev/null; }
is_child() { # is_child PID PARENT
	local word parent
	while read -r word parent; do [ "$word$parent" != "PPid:$2" ] || return 0; done 2>/dev/null <"/proc/$1/status"
	return 1
}
limited() {
	exec 4>&- 6>&-
	# not head: it keeps what it has read until it ends; the rest goes nowhere, so that a command may say more
	case $key in
	command_*) exec setsid sh -c 'dd bs=256 count=8192; exec cat >/dev/null' ;;
	ask_log_*) exec tail -c 131072 ;; # the dump of a containerd is one line of it
	esac
	exec dd bs=256 count=512
}
stop() {
	get "supervisor_$1" && signal_child TERM "$v"
	case $1 in *_ctr) hold_pipes "$1" ;; esac
}
# hold_pipes KEY: a shim that opens the pipes of an exec whose client was killed waits for their other ends, up to 30 s, with all
# other execs of the container behind it
hold_pipes() {
	local file
	get "exec_$1"
	for file in "$WORK"/fifo/*/"$v"-std* "$RUN"/containerd/fifo/*/"$v"-std*; do
		[ -p "$file" ] || continue
		sleep "$HOLD_S" 0<>"$file" >/dev/null 2>&1 3>&- 4>&- 5>&- 6>&- &
		holders="$holders $!"
	done
}
pending() { case " $running " in *" $1 "*) ;; *) return 1 ;; esac }
without() { # without KEY LIST: sets v
	local k
	v=''
	for k in $2; do [ "$k" = "$1" ] || v="$v $k"; done
}
# event: waits for the next end of a client, or tick of the clock
event() {
	local name
	for name in $RESULTS; do local "$name="; done
	read -r key <&4 || key=tick
	heed
	clock
	[ "$now" -lt "$script_end" ] || overdue=1
	if [ "$key" = tick ]; then
		tick
	elif pending "$key"; then
		without "$key" "$running"; running=$v count=$((count - 1))
		answered
	else
		without "$key" "$dying"; dying=$v
	fi
}
heed() { if [ -n "$signal" ] || [ -e "$WORK/stop" ]; then finish "${signal:-143}"; fi; } # after a signal
# tick: has the time of those that have not answered run out?
tick() {
	local key oldest newest late_probe waits patience fair
	oldest=$now newest=0 late_probe='' patience=$ED_PROBE_TIMEOUT_MS fair=$FAIR_MS
	for key in $running; do
		get "begun_$key"
		[ "$v" -ge "$oldest" ] || oldest=$v
		[ "$v" -le "$newest" ] || newest=$v
		waits=$((now - v))
		get "method_$key"
		case $v in echo | missing-path) [ "$waits" -lt "$SLOW_MS" ] || late_probe=1 ;; esac
		get "ended_$key"
		if [ -n "$v" ]; then stop "$key"; elif [ -s "$WORK/$key.end" ]; then put "ended_$key" 1; fi # its pipes are held open
	done
	if [ -n "$late_probe" ] && ready_now; then ready=$((ready + v)) looks=$((looks + 1)); fi
	for key in $running; do
		get "method_$key"
		if [ "$v" = ask ] && get "begun_$key" && [ "$now" -ge $((v + ASK_MS)) ]; then
			stop "$key"
			without "$key" "$running"; running=$v count=$((count - 1)) dying="$dying $key"
			expired "$fair"
		fi
	done
	if [ "$patience" -gt "$PROVEN_MS" ] && [ "$now" -ge $((oldest + PROVEN_MS - AGAIN_MS)) ]; then
		proven
		case $? in 0) patience=$PROVEN_MS fair=$SLOW_MS ;; 2) patience=$PROVEN_MS ;; esac
	fi
	# all that hang share one deadline, but each has a fair time to answer in
	if [ "$overdue" = 1 ] || { [ "$now" -ge $((oldest + patience)) ] && [ "$now" -ge $((newest + fair)) ]; }; then
		[ "$overdue" = 1 ] || [ -z "$looked" ] || below_shim
		for key in $running; do expired "$fair"; done
		stop_all
	fi
	look_again
	dump_when_late
	collect_dumps
}
# ready_now: sets v to the threads that are ready to run; the fourth field of loadavg
ready_now() { first_line "$PROC/loadavg" && v=${v#* * * } v=${v%%/*}; }
stop_all() {
	local key
	for key in $running; do stop "$key"; done
	hung="$hung$running" dying="$dying$running" running='' count=0
}
await_room() { while [ "$count" -ge "$CLIENTS_MAX" ] && [ "$overdue" = 0 ]; do event; done; }
drain() { while [ -n "$running" ]; do event; done; }

