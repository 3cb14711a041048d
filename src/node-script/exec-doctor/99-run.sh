# ---- the run ----

# check NAME...: nothing of a parameter may be taken for an option, a pattern or arithmetic
check_words() { local name; for name; do get "$name"; case $v in '' | -* | *[!A-Za-z0-9_.-]*) bad=$name ;; esac; done; }
check_numbers() { local name; for name; do get "$name"; case $v in '' | 0?* | *[!0-9]* | ????????????*) bad=$name ;; esac; done; }

control() { # what is known of it, where it is not to be looked for
	case ${ED_CONTROL:-} in self) own_id ;; other) v='' ;; *) v=${ED_CONTROL:-} ;; esac
	[ -n "$v" ] && discover control "$v"
}
# many_targets ID...
many_targets() {
	control
	clients
	folder_on_node
	survey "$@"
}
# one_target [COMMAND...]: all that there is to know of the target
one_target() {
	local early
	discover target "$ED_TARGET"
	control && compare_runtimes
	[ "${ED_CONTROL:-}" != other ] || existing_control
	borrow_address
	clients
	serving_containerd
	folder_on_node
	guard target
	identity before
	old_execs
	get target_blocked
	[ -z "$v$queue" ] || gate "${v:-$queue}"
	inventory
	kubelet
	environment
	limits target
	throttling target before
	column
	early=$trouble
	[ -z "$early" ] || space
	try_again
	lost_output
	slow_layers
	passes
	passages
	[ -n "$early" ] || space
	side_probes
	debug_runtime
	drain
	runnable
	[ $# = 0 ] || own_command "$@"
	throttling target after
	identity after
}

bad=''
case $MARK in '' | *[!0-9a-f-]*) exit 2 ;; esac
{ : >&3; } 2>/dev/null || exec 3>/dev/null
check_words ED_ECHO_WORD ED_RUN_ID ED_TARGET ED_FAMILY
[ -z "${ED_POD_UID:-}" ] || check_words ED_POD_UID
[ -z "${ED_CONTROL:-}" ] || check_words ED_CONTROL
[ -z "${ED_FIFO_DIR_UID:-}" ] || check_words ED_FIFO_DIR_UID
[ -z "${ED_USERLAND:-}" ] || check_words ED_USERLAND
case " ${ED_SECOND:-}" in *' -'* | *[!A-Za-z0-9_.\ -]*) bad=ED_SECOND ;; esac
case " ${ED_SURVEY:-}" in *' -'* | *[!A-Za-z0-9_.\ -]*) bad=ED_SURVEY ;; esac
check_numbers ED_PROBE_TIMEOUT_MS ED_DEADLINE_MS ED_LINGER_S
[ -z "${ED_BRIEF_BYTES:-}" ] || check_numbers ED_BRIEF_BYTES
[ -z "${ED_REPEAT:-}" ] || check_numbers ED_REPEAT
[ -z "${ED_WATCH_MS:-}" ] || check_numbers ED_WATCH_MS
[ -n "$bad" ] || brief_left=${ED_BRIEF_BYTES:-$brief_left}
[ -z "$bad" ] || give_up "$bad is not a value that it can have"
{ mkdir "$WORK/fifo" && mkfifo "$WORK/events" "$WORK/told" && : >"$WORK/list"; } 2>/dev/null || give_up "nothing can be written to $WORK"

exec 4<>"$WORK/events" 6<>"$WORK/told"
: >"$WORK/asking"
# ticks as long as we live; a sleep without fractions ticks each second
# shellcheck disable=SC2016 # that shell expands it
setsid sh -c 'while kill -0 "$1" && { sleep 0.2 || sleep 1; }; do echo tick >&4; [ ! -s "$2" ] || printf "\ntick\n" >&6; done' ticker $$ "$WORK/asking" >/dev/null 2>&1 3>&- 5>&- </dev/null &
ticker=$!
trap 'signal=143' TERM
trap 'signal=130' INT
trap 'signal=129' HUP
trap 'signal=129' PIPE # nobody reads the records any more
clock
script_end=$((now + ED_DEADLINE_MS)) asks_end=$((now + ED_DEADLINE_MS + SEARCH_MS)) first_tick=$((now / 10)) # of the clock in /proc/PID/stat
[ "$ED_PROBE_TIMEOUT_MS" -ge "$FAIR_MS" ] || FAIR_MS=$ED_PROBE_TIMEOUT_MS
put target_method echo
put control_method echo
put second_method missing-path
put third_method missing-path

record hello userland "${ED_USERLAND:-host}" uptime# "$now"
brief "hello $MARK ${ED_USERLAND:-host}"
daemons
# shellcheck disable=SC2086 # words
if [ -z "${ED_SURVEY:-}" ]; then one_target "$@"; else many_targets $ED_SURVEY; fi
own_limits
clean_up
the_end "$overdue"
clock
linger_end=$((now + ED_LINGER_S * 1000))
while [ "$now" -lt "$linger_end" ] && [ ! -e "$WORK/asked" ]; do event; done
finish 0
