# ---- probes ----

# obstacle SUBJECT LAYER: sets why to what keeps that probe from being tried, or to nothing
obstacle() {
	subject "$1"
	why=''
	case $2 in
	nsenter) [ -d "$PROC/${init:-none}" ] || why=no-process; [ -n "$nsenter" ] || why=no-program; why=${vm:-$why} ;;
	runc)
		[ -n "$root" ] || why=no-state
		case $runtime in /*) ;; *) why=no-program ;; esac
		why=${vm:-${why:-$blocked}} ;;
	ctr) { [ -n "$address" ] && [ -n "$ns" ]; } || why=no-address; [ -n "$ctr" ] || why=no-program ;;
	docker) [ -n "$docker" ] || why=no-program ;;
	crictl) [ -n "$cri" ] || why=no-endpoint; [ -n "$crictl" ] || why=no-program ;;
	esac
	case $2 in ctr | docker | crictl) why=${why:-${blocked:-$queue}} ;; esac
	[ "$overdue$ending$signal" = 0 ] || why=deadline
}
# probe SUBJECT LAYER [ATTEMPT]
probe() {
	get "${1}_id"
	[ -n "$v" ] || return 0
	await_room
	obstacle "$1" "$2"
	if [ -n "$why" ]; then
		skip "$1" "$2" "$why"
		return
	fi
	harmless "${1}_$2" "$1" "${3:-1}"
}
# harmless KEY SUBJECT ATTEMPT: the harmless command that this subject has, entering at the layer that KEY ends with
harmless() {
	get "${2}_method"
	case $1 in *_nsenter) v=missing-path ;; esac
	case $v:$2 in
	echo:control) # shellcheck disable=SC2086 # words
		enter "$1" "$2" echo "$3" ${ED_CONTROL_ECHO:-/bin/echo} "$ED_ECHO_WORD" ;;
	echo:*) enter "$1" "$2" echo "$3" /bin/echo "$ED_ECHO_WORD" ;;
	*) missing_path "$@" ;;
	esac
}
# missing_path KEY SUBJECT ATTEMPT: asks for a path that no container has, nor can make: nobody is told this word. Each time for
# another: of a runtime that dies without a word a shim repeats the last complaint
missing_path() {
	read -r v </proc/sys/kernel/random/uuid
	put "path_$1" "/exec-doctor-$ED_RUN_ID-$v-cannot-exist"
	enter "$1" "$2" missing-path "$3" "/exec-doctor-$ED_RUN_ID-$v-cannot-exist"
}
# enter KEY SUBJECT METHOD ATTEMPT COMMAND...: runs COMMAND in the subject's container, entering at the layer that KEY ends with.
# nsenter never runs a file of the container: as root of the node, unconfined, that would hand the node over. No mount can give a
# file to the empty name alone. Nor does it enter the container's PID namespace: whom its root finds there he may stop, and, with
# CAP_SYS_PTRACE, take over, or open the node's nsenter itself for writing
enter() {
	local key="$1" method="$3" attempt="$4" pid_file
	subject "$2"
	shift 4
	case $key in
	*_nsenter) # shellcheck disable=SC2086 # words
		set -- $nsenter -t "$init" -m -u -i -n -- '' ;;
	*_runc)
		pid_file=''
		case $key in command_*) pid_file=${folder:+$folder/command.pid} ;; esac
		own_cwd
		set -- "$runtime" --root "$root" exec ${v:+--cwd "$v"} ${pid_file:+--pid-file "$pid_file"} ${terminal:+-t} "$id" "$@" ;;
	*_ctr)
		execs=$((execs + 1))
		put "exec_$key" "exec-doctor-$ED_RUN_ID-$execs"
		set -- "$ctr" -a "$address" -n "$ns" tasks exec ${terminal:+-t} ${fifo_dir:+--fifo-dir "$fifo_dir"} --exec-id "exec-doctor-$ED_RUN_ID-$execs" "$id" "$@" ;;
	*_docker) set -- "$docker" exec ${terminal:+-t} "$id" "$@" ;;
	stream_*) set -- "$crictl" -r "$cri" exec "$id" "$@" ;;
	*_crictl)
		v=-s # CRI-O says nothing there of a program that could not be started: "command error: , stdout: , stderr: , exit code -1"
		case $method:$ED_FAMILY in missing-path:cri-o) v='' ;; esac
		set -- "$crictl" -r "$cri" exec $v "$id" "$@" ;;
	esac
	start "$key" "$method" "$attempt" "$@"
}
# own_cwd: sets v to the working directory that crun has to be told, where it would take /; runc takes that of the spec
own_cwd() {
	v=''
	case ${runtime##*/} in crun) json_field cwd "$(in_one_line "$bundle/config.json" | grep -o '"cwd":"/[^"\\]*"')" ;; esac
}
# level LAYER: target and control side by side, until both have answered or the time to wait alone is over
level() {
	local alone_until
	probe control "$1"
	probe target "$1"
	clock
	alone_until=$((now + beside))
	while { pending "control_$1" || pending "target_$1"; } && [ "$now" -lt "$alone_until" ]; do event; done
	# nothing is started above a runtime that may hang for all: the control's answer is waited for
	if pending "control_$1" || pending "target_$1"; then look_closer; fi
	while [ "$1" = runc ] && pending control_runc; do event; done
	get "result_target_$1" && result=$v
	get "result_control_$1"
	case $1:$result:$v in
	nsenter:*) ;;
	*:pending:ok | *:hang:ok | *:failed:ok) second_opinions "$1" ;;
	# a container that ran before may be sick itself
	*:failed:failed | ctr:pending:pending | docker:pending:pending) [ -z "$existing" ] || second_opinions "$1" ;;
	esac
}
# second_opinions LAYER: the same of two older, ordinary containers; the control shares neither age nor confinement with the target
second_opinions() {
	local who
	for who in second third; do
		[ -n "$candidates" ] && get "${who}_id" && [ -z "$v" ] && find_opinion "$who"
	done
	probe second "$1"
	probe third "$1"
}
# existing_control: a container that runs stands for the fresh one; it is asked for the path that cannot exist alone
existing_control() {
	local others looked_at dir file
	fact control.lent yes
	put control_method missing-path
	existing=yes others='' looked_at=0
	subject target
	for dir in ${bundle:+"${bundle%/*}"} ${bundle:-$CONTAINERD_DIRS} "$CRIO_DIRS"; do
		for file in "$dir"/*/init.pid "$dir"/io.containerd.runtime.v[12].*/*/*/init.pid "$dir"/*/userdata/pidfile; do
			v=${file%/init.pid} v=${v%/userdata/pidfile} v=${v##*/}
			case " $candidates$others $id " in *" $v "*) continue ;; esac
			case $v in *[!A-Za-z0-9_.-]* | -*) continue ;; esac
			[ $((looked_at += 1)) -le "$LENT_MAX" ] || break 2
			others="$others $v"
		done
	done
	candidates=$candidates$others candidates=${candidates# }
	passed_over=''
	find_opinion control
	candidates="$passed_over$candidates" # a second opinion may well be of one that does not answer
	get control_id
	[ -z "$v" ] || compare_runtimes
}
# serves: is the shim of $shim able to answer? One that is stopped would make a fault of the target's look like the node's
serves() {
	stat_of "$shim" || return 1
	case $state in [TtDZX]) return 1 ;; esac
}
# find_opinion WHO: takes the next candidate that runs under another shim of the same runtime and may be asked
find_opinion() {
	local candidate
	while [ -n "$candidates" ]; do
		candidate=${candidates%% *} candidates=${candidates#"$candidate"} candidates=${candidates# }
		discover "$1" "$candidate"
		guard "$1"
		subject target; set -- "$1" "$runtime" "$shim"
		subject "$1"
		if [ -z "$init" ] || [ "$runtime" != "$2" ] || [ "${shim:-none}" = "$3" ] || [ -n "$blocked" ]; then put "${1}_id" ''
		elif [ "$1" = control ] && ! serves; then put control_id ''; passed_over="$passed_over$candidate "
		else
			[ "$1" = control ] || confinement "$1"
			return
		fi
	done
}
column() { # all layers, bottom-up
	local who most
	kernel_way
	level nsenter
	# on a node where that takes long, all else does: no time to conclude that something hangs
	for who in control target; do
		get "took_${who}_nsenter"
		[ "${v:-0}" -le $((beside / SLOW_FACTOR)) ] || beside=$((v * SLOW_FACTOR))
	done
	for most in "$BESIDE_MAX_MS" $((ED_PROBE_TIMEOUT_MS / 2)); do [ "$beside" -le "$most" ] || beside=$most; done
	level runc
	get result_control_runc
	if [ "$v" = hang ]; then queue='runc-hangs'; fi
	get target_blocked
	gate "${v:-$queue}"
	[ "$ED_FAMILY" = cri-o ] || level ctr
	[ "$ED_FAMILY" != docker ] || level docker
	level crictl
	drain
	if [ -n "$trouble" ]; then look_closer; dump_stacks; fi
	drain
}
# try_again: a failure counts only if it repeats; ctr has been seen to lose the output of a command that ended well
try_again() {
	local again layer who
	for again in 2 3; do
		for layer in nsenter runc ctr docker crictl; do
			for who in control target; do
				get "result_${who}_$layer" && result=$v
				get "code_${who}_$layer"
				if [ "$result" = failed ] && { [ $again = 2 ] || [ "$v" = 0 ]; }; then probe "$who" "$layer" $again; fi
			done
		done
		drain
	done
}
# lost_output: an exec ended well and brought nothing: where that is lost, and how often, only more of them tell
lost_output() {
	local again layer who
	[ -n "$loses" ] || return 0
	for again in 4 5 6 7; do
		[ "$overdue$hung" = 0 ] || return 0 # what hangs is spared another
		for layer in runc ctr docker crictl; do
			for who in control target; do
				get "result_${who}_$layer" && result=$v
				get "code_${who}_$layer"
				case $result:$v in ok:* | failed:0) probe "$who" "$layer" $again ;; esac
			done
		done
		drain
	done
}
# slow_layers: what took long, beside the control or the layer below, once more, the target first, each alone: caches are warm
slow_layers() {
	local own layer below who
	[ -z "$trouble" ] || return 0
	get took_target_nsenter && own=${v:-0}
	for layer in runc ctr docker crictl; do
		below=$own
		get "took_target_$layer"
		[ -n "$v" ] || continue
		own=$v
		get "took_control_$layer"
		[ "${v:-0}" -ge "$below" ] || below=${v:-0}
		if [ "$own" -lt "$SLOW_MS" ] || [ "$own" -lt $((below * SLOWER)) ]; then continue; fi
		for who in target control; do
			get "result_${who}_$layer"
			[ "$v" != ok ] || probe "$who" "$layer" 2
			drain
		done
	done
}
# own_command COMMAND...: the user's own, where the harmless one was answered: behind a hung layer it would run hours later. Once,
# through the topmost such layer. At every layer, to compare, bottom-up: one that hangs is the command's doing, and not tried above.
# crictl hands on neither exit code nor, where that is not 0, what was printed
own_command() {
	local layer layers='runc ctr docker'
	if [ "${ED_EVERY_LAYER:-0}" = 0 ]; then
		layers='docker ctr runc'
		fact command.once yes
	fi
	for layer in $layers; do
		get "result_target_$layer"
		case $v$overdue in ok0) ;; *) continue ;; esac
		enter "command_$layer" target command 1 "$@"
		drain
		get "result_command_$layer"
		case $v:${ED_EVERY_LAYER:-0} in hang:* | *:0) return 0 ;; esac
	done
}
