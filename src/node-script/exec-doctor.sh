#!/bin/sh
# The node half of exec-doctor: gathers facts about one container, enters its call chain at each layer
# with a harmless command, and prints what came back as records. It draws no conclusions, changes nothing
# on the node, and ends everything that it started. POSIX sh: dash, busybox ash, bash.
#
#   exec-doctor.sh [COMMAND [ARG...]]   COMMAND: the user's own, run where the harmless one was answered
#
# Parameters are environment values:
#   ED_NONCE             marks our records and is what the harmless command echoes
#   ED_RUN_ID            the run's id, part of every exec id
#   ED_TARGET            the target's container id
#   ED_CONTROL           self: the container which this script runs in; or nothing: no control
#   ED_SECOND            ids of ordinary containers of other pods, for a second opinion; or nothing
#   ED_FAMILY            docker or containerd
#   ED_PROBE_TIMEOUT_MS  no answer within it is a hang
#   ED_DEADLINE_MS       the script's own end
#   ED_LINGER_S          how long it waits, once it is done, for the control to be asked through the API server,
#                        which leaves the file "asked" in its folder
#   ED_FORCE             1: probe although a guard speaks against it
#   ED_INIT              the first process of that container
#   ED_WORK              an empty folder, our only place to write
#   ED_FIFO_DIR_UID      the debug pod's UID: containerd finds that folder among the pod's volumes
#   ED_HOST ED_ROOT      what a program of the node is run with, and where its files are seen
#   ED_PROC ED_SYS ED_RUN  other places for /proc, /sys and /run: for recorded trees of other kinds of node
#
# Records are lines of JSON that carry the nonce. A text is plain where it is harmless, else "=" and base64.
# File descriptor 3, where it is open, gets the gist of every record: at most 4,096 bytes.
set -u
umask 077
cd /
LC_ALL=C PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
CONTAINERD_SUPPRESS_DEPRECATION_WARNINGS=1 DOCKER_HOST=unix:///var/run/docker.sock
export LC_ALL PATH CONTAINERD_SUPPRESS_DEPRECATION_WARNINGS DOCKER_HOST
HOST=${ED_HOST:-} ROOT=${ED_ROOT:-} PROC=${ED_PROC:-/proc} SYS=${ED_SYS:-/sys} RUN=${ED_RUN:-/run}
MISSING=/exec-doctor-$ED_NONCE-cannot-exist
PROGRAM_DIRS="/usr/local/sbin /usr/local/bin /usr/sbin /usr/bin /sbin /bin"
USUAL_DIRS="/opt/bin /opt/containerd/bin /var/lib/rancher/k3s/data/current/bin /var/lib/rancher/rke2/bin
/var/lib/k0s/bin /snap/microk8s/current/bin /home/kubernetes/bin"

BESIDE_MS=1000                 # a probe that has not answered by then is waited for beside the next ones
CLIENTS_MAX=4                  # clients that run at once
TEXT_BYTES=3000                # of a client's output in a record
OUTPUT_BLOCKS=128              # of 512 bytes: what a probe may print
COMMAND_BYTES=65536            # what the user's own command may print, of each stream
MEMORY_HEADROOM_BYTES=8388608  # exec charges runc's own memory to the container: runc 1.1 about 1 MiB, newer more
GIST_TEXT_BYTES=90             # of an error in the termination message
GIST_BYTES=4096                # a longer termination message is cut

# ---- records ----

# text VALUE: sets t to VALUE as a JSON string
text() {
	case $1 in
	=* | *[!A-Za-z0-9_./:=@%+,~\ -]*) t="\"=$(printf %s "$1" | base64 | tr -d '\n')\"" ;;
	*) t="\"$1\"" ;;
	esac
}
# text_of FILE: the same of the first bytes of a file
text_of() {
	t='""'
	[ -s "$1" ] && t="\"=$(head -c "$TEXT_BYTES" "$1" | base64 | tr -d '\n')\""
}
record() { printf '{"n":"%s","r":"%s"%s}\n' "$ED_NONCE" "$1" "${2:+,$2}"; }
# gist WORDS: as much as fits into the termination message
gist() {
	[ "$gist_left" -gt ${#1} ] || return 0
	gist_left=$((gist_left - ${#1} - 1))
	printf '%s\n' "$1" >&3
}
fact() { # fact NAME VALUE
	text "$2"
	record fact "\"k\":\"$1\",\"v\":$t"
}
clock() { # sets now: milliseconds since the node started
	read -r now _ </proc/uptime
	now=${now%.*}${now#*.}0
}

# ---- processes and files of the node, without anything that a stuck process could hang ----

# stat_of PID: sets comm, state, ppid, start (clock ticks); fails where there is no such process
stat_of() {
	line='' comm='' state='' ppid='' start=''
	while IFS= read -r part || [ -n "$part" ]; do line="$line$part "; done 2>/dev/null <"$PROC/$1/stat"
	[ -n "$line" ] || return 1
	comm=${line#*\(} comm=${comm%)*}
	# shellcheck disable=SC2086 # fields
	set -- ${line##*) }
	[ $# -ge 20 ] || return 1
	state=$1 ppid=$2
	shift 19
	start=$1
}
# json_field NAME JSON: sets v to the string value of the first field of that name
json_field() {
	v=''
	case $2 in *"\"$1\":\""*) v=${2#*"\"$1\":\""} v=${v%%\"*} ;; esac
}
# first_line FILE: sets v
first_line() {
	v=''
	IFS= read -r v 2>/dev/null <"$1" || [ -n "$v" ]
}
# program NAME...: sets found to the first of them that the node has
program() {
	for name; do
		for dir in $PROGRAM_DIRS; do
			found=$dir/$name
			if [ -x "$ROOT$found" ] || [ -L "$ROOT$found" ]; then return 0; fi
		done
	done
	found=''
	return 1
}
# cgroup_dir PID CONTROLLER ID: sets v to the directory of the container's cgroup, else of the process's;
# where init has moved into a child, the container's is the ancestor that carries the id
cgroup_dir() {
	v='' unified=''
	while IFS=: read -r _ names path; do
		case ,$names, in
		,, ) unified=$path ;;
		*,"$2",*) v=$path ;;
		esac
	done 2>/dev/null <"$PROC/$1/cgroup"
	if [ -n "$v" ]; then v=$SYS/fs/cgroup/$2$v
	elif [ -e "$SYS/fs/cgroup/cgroup.controllers" ]; then v=$SYS/fs/cgroup$unified
	elif [ -d "$SYS/fs/cgroup/unified" ]; then v=$SYS/fs/cgroup/unified$unified
	else return 1; fi
	case $v in *"$3"*) tail=${v#*"$3"} v=${v%"$tail"}${tail%%/*} ;; esac
	[ -d "$v" ]
}

# seen PATH: sets v to where this script finds that path of the node
seen() {
	case $1 in
	/run/*) v=$RUN/${1#/run/} ;;
	/var/run/*) v=$RUN/${1#/var/run/} ;;
	*) v=$ROOT$1 ;;
	esac
}

# ---- discovery: what the node itself says of a container ----

# daemons: the processes that matter, by their names; sets inits (runc's children on their way in) and PROGRAM_DIRS
daemons() {
	inits=''
	while IFS=: read -r file comm; do
		pid=${file#"$PROC"/} pid=${pid%/comm}
		case $comm in runc:*) inits="$inits $pid"; continue ;; esac
		stat_of "$pid" || continue
		record process "\"name\":\"$comm\",\"pid\":$pid,\"state\":\"$state\",\"start\":$start"
		gist "process $comm $pid $state $start -"
		# clients of k3s, rke2 and microk8s stand beside the daemon's own executable
		case $comm$state in *D | kubelet*) ;; *) dir=$(readlink "$PROC/$pid/exe") && PROGRAM_DIRS="$PROGRAM_DIRS ${dir%/*}" ;; esac
	done <<-LIST
		$(grep -sxE 'dockerd|containerd|docker-containe|cri-dockerd|kubelet|k3s-server|k3s-agent|k3s|rke2|runc:\[[12]:(CHILD|INIT)\]' "$PROC"/[0-9]*/comm)
	LIST
	PROGRAM_DIRS="$PROGRAM_DIRS $USUAL_DIRS"
}
# discover SUBJECT ID: sets SUBJECT_id, _bundle, _ns, _init, _born, _shim, _address, _runtime, _root
discover() {
	id=$2 bundle='' ns='' init='' born='' shim='' address='' runtime='' root='' shim_root='' how=bundle
	for dir in "$RUN/containerd" "$RUN/docker/containerd/daemon" "$RUN"/*/containerd "$ROOT/var/snap/microk8s/common/run/containerd"; do
		for b in "$dir"/io.containerd.runtime.v[12].*/*/"$id"; do [ ! -d "$b" ] || { bundle=$b; break 2; }; done
	done
	if [ -n "$bundle" ]; then
		ns=${bundle%/*} ns=${ns##*/}
		first_line "$bundle/init.pid" && init=$v
	else # the container's process whose parent is not of the container
		how=cgroup
		for file in $(grep -sl -- "$id" "$PROC"/[0-9]*/cgroup); do
			pid=${file#"$PROC"/} pid=${pid%/cgroup}
			if stat_of "$pid" && ! grep -qs -- "$id" "$PROC/$ppid/cgroup"; then init=$pid; break; fi
		done
	fi
	if [ -n "$init" ] && stat_of "$init"; then
		born=$start shim=$ppid
		stat_of "$shim" && shim_arguments "$1"
	fi
	runtime_of
	for name in id bundle ns init born shim address runtime root how; do
		eval "v=\$$name ${1}_$name=\$$name"
		fact "$1.$name" "$v"
	done
}
# shim_arguments SUBJECT: an allow-list of them, and never those of a process in uninterruptible sleep
shim_arguments() {
	text "$comm"
	record process "\"name\":$t,\"pid\":$shim,\"state\":\"$state\",\"start\":$start,\"shimOf\":\"$1\""
	gist "process shim $shim $state $start $1"
	case $comm in containerd-shim* | docker-containe*) ;; *) shim=''; return ;; esac
	[ "$state" != D ] || return
	previous=''
	while IFS= read -r argument; do
		case $previous in
		-namespace) ns=${ns:-$argument} ;;
		-address) address=$argument ;;
		-runtime-root) shim_root=$argument ;;
		esac
		previous=$argument
	done <<-ARGUMENTS
		$(tr '\0' '\n' <"$PROC/$shim/cmdline")
	ARGUMENTS
	fact "$1.shim.program" "$(readlink "$PROC/$shim/exe")"
}
# runtime_of: sets runtime and root, the one that really holds the container's state
runtime_of() {
	options=''
	if [ -n "$bundle" ]; then
		first_line "$bundle/options.json" && options=$v
		json_field binary_name "$options"
		runtime=$v
		[ -n "$runtime" ] || { first_line "$bundle/runtime" && runtime=$v; }
	fi
	case $runtime in
	/*) ;;
	*) program ${runtime:+"$runtime"} runc docker-runc && runtime=$found || runtime=${runtime:-runc} ;;
	esac
	json_field root "$options"
	for dir in ${v:+"$v/$ns"} ${shim_root:+"$shim_root/$ns"} "/run/containerd/runc/$ns" "$RUN"/docker/runtime-*/"$ns" \
		"$RUN"/*/containerd/runc/"$ns" /run/runc /run/crun; do
		case $dir in "$RUN"/*) dir=/run/${dir#"$RUN"/} ;; esac
		seen "$dir/$id"
		if [ -e "$v/state.json" ] || [ -e "$v/status" ]; then root=$dir; return; fi
	done
}
# own_id: sets v to the id of the container that this script runs in
own_id() {
	for v in $($HOST cat "/proc/$$/cgroup"); do
		v=${v##*/} v=${v%.scope} v=${v##*-}
		[ ${#v} -ne 64 ] || return 0
	done
	v=$(grep -slx "${ED_INIT:-none}" "$RUN"/containerd/io.containerd.runtime.v2.task/*/*/init.pid "$RUN"/docker/containerd/daemon/io.containerd.runtime.v2.task/*/*/init.pid)
	v=${v%/init.pid} v=${v##*/}
}
clients() {
	nsenter='' docker='' ctr='' crictl='' cri=''
	if program nsenter; then nsenter=$found; fi
	if program ctr containerd-ctr docker-containerd-ctr; then ctr=$found; fi
	if [ "$ED_FAMILY" = docker ] && program docker; then docker=$found; fi
	if program crictl; then crictl=$found; fi
	case $ED_FAMILY in
	docker) for v in /run/cri-dockerd.sock /run/dockershim.sock; do seen "$v"; [ ! -S "$v" ] || cri=unix:///run/${v##*/}; done ;;
	*) cri=unix://$target_address ;;
	esac
	fact nsenter "$nsenter"; fact docker "$docker"; fact ctr "$ctr"; fact crictl "$crictl"; fact cri "$cri"
}

# ---- guards: what must hold before anything is executed in a container ----

# guard SUBJECT: records freezer and memory of its cgroup and all parents; sets SUBJECT_blocked to the reason
guard() {
	eval "id=\$${1}_id init=\$${1}_init"
	blocked=''
	if [ -n "$init" ] && cgroup_dir "$init" freezer "$id"; then freezer "$v"; else frozen=unknown own='' frozen_at=''; fi
	[ "$frozen" != yes ] || blocked=frozen
	headroom=''
	if [ -n "$init" ] && cgroup_dir "$init" memory "$id"; then memory "$v"; fi
	[ -z "$headroom" ] || [ "$headroom" -ge "$MEMORY_HEADROOM_BYTES" ] || blocked=${blocked:-memory}
	stuck=''
	for pid in $inits; do
		stat_of "$pid" && [ "$state" = D ] && grep -qs -- "$id" "$PROC/$pid/cgroup" && stuck=$pid blocked=${blocked:-stuck-init}
	done
	text "$own"; own=$t; text "$frozen_at"
	record guard "\"subject\":\"$1\",\"frozen\":\"$frozen\",\"cgroup\":$own,\"frozenAt\":$t,\"headroom\":${headroom:-null},\"stuckInit\":${stuck:-null},\"blocked\":\"$blocked\""
	gist "guard $1 $frozen $t $own ${headroom:--} ${stuck:--} ${blocked:--}"
	[ "${ED_FORCE:-0}" != 1 ] || blocked=''
	eval "${1}_blocked=\$blocked"
}
# freezer DIR: sets own, frozen (yes, no) and frozen_at, the highest directory that freezes it
freezer() {
	own=$1 frozen=no frozen_at='' d=$1
	if first_line "$d/freezer.state"; then
		case $v in FROZEN | FREEZING) frozen=yes ;; esac
	else # on cgroup v2 a frozen parent shows in the events only
		while read -r key v; do [ "$key $v" != 'frozen 1' ] || frozen=yes; done 2>/dev/null <"$d/cgroup.events"
	fi
	while [ "$frozen" = yes ] && [ "$d" != "$SYS/fs/cgroup" ] && [ -n "$d" ]; do
		if first_line "$d/freezer.self_freezing" || first_line "$d/cgroup.freeze"; then [ "$v" != 1 ] || frozen_at=$d; fi
		d=${d%/*}
	done
}
# memory DIR: sets headroom to the least of DIR and its parents; the inactive file cache can be dropped
memory() {
	d=$1
	while [ "$d" != "$SYS/fs/cgroup" ] && [ -n "$d" ]; do
		if first_line "$d/memory.limit_in_bytes" || first_line "$d/memory.max"; then
			limit=$v used=''
			if first_line "$d/memory.usage_in_bytes" || first_line "$d/memory.current"; then used=$v; fi
			case $limit$used in
			*[!0-9]* | '' | ????????????????????????*) ;; # none: max, or v1's 2^63
			*) if [ -n "$used" ] && [ "${#limit}" -lt 18 ]; then
				left=$((limit - used))
				[ "$left" -ge "$MEMORY_HEADROOM_BYTES" ] || while read -r key v; do
					case $key in total_inactive_file | inactive_file) cache=$v ;; esac
				done <"$d/memory.stat"
				left=$((left + ${cache:-0})) cache=''
				if [ -z "$headroom" ] || [ "$left" -lt "$headroom" ]; then headroom=$left; fi
			fi ;;
			esac
		fi
		d=${d%/*}
	done
}
# identity WHEN: is it still the same process?
identity() {
	born=''
	if [ -n "$target_init" ] && stat_of "$target_init"; then born=$start; fi
	record identity "\"when\":\"$1\",\"init\":${target_init:-null},\"start\":${born:-null}"
	gist "identity $1 ${target_init:--} ${born:--}"
}

# ---- running clients: each in a process group of its own, its end an event in a pipe that we hold open ----

# start KEY CMD...: run CMD on the node; its output goes to files, for a pipe is held open by every child that inherits it
start() {
	key=$1
	shift
	clock
	list=''
	for argument; do text "$argument"; list="$list,$t"; done
	eval "cmd_$key=\${list#,} begun_$key=\$now"
	running="$running $key" count=$((count + 1))
	(
		out=$WORK/$key.out err=$WORK/$key.err
		case $key in
		command_*) # any amount may come, and what the command leaves running may hold our ends
			mkfifo "$out.pipe" "$err.pipe"
			{ head -c "$COMMAND_BYTES"; exec cat >/dev/null; } <"$out.pipe" >"$out" 4>&- &
			readers=$!
			{ head -c "$COMMAND_BYTES"; exec cat >/dev/null; } <"$err.pipe" >"$err" 4>&- &
			readers="$readers $!" out=$out.pipe err=$err.pipe ;;
		*) ulimit -f "$OUTPUT_BLOCKS" ;;
		esac
		# shellcheck disable=SC2086 # a prefix of words
		setsid $HOST "$@" >"$out" 2>"$err" </dev/null 4>&- &
		echo $! >"$WORK/$key.pid"
		wait $!
		code=$?
		clock
		# shellcheck disable=SC2086 # process ids
		case $key in command_*) sleep 0.1 || sleep 1; kill -KILL $readers ;; esac
		echo "$key $code $now" >&4
	) 2>/dev/null 3>&- 5>&- &
}
# ended KEY: takes it off the list
ended() {
	remaining=''
	for k in $running; do [ "$k" = "$1" ] || remaining="$remaining $k"; done
	running=$remaining count=$((count - 1))
}
# kill_group KEY
kill_group() { first_line "$WORK/$1.pid" && kill -KILL -- "-$v" 2>/dev/null; }
pending() { case " $running " in *" $1 "*) ;; *) return 1 ;; esac }
# event: waits for the next end of a client, or tick of the clock
event() {
	read -r key code at <&4 || return
	if [ "$key" != tick ]; then
		if pending "$key"; then answered; fi
		return
	fi
	clock
	oldest=$now newest=0
	for k in $running; do
		eval "begun=\$begun_$k"
		[ "$begun" -ge "$oldest" ] || oldest=$begun
		[ "$begun" -le "$newest" ] || newest=$begun
	done
	[ "$now" -lt "$script_end" ] || overdue=1
	# all that hang share one deadline, but each has a fair time to answer in
	if [ "$overdue" = 1 ] || { [ "$now" -ge $((oldest + ED_PROBE_TIMEOUT_MS)) ] && [ "$now" -ge $((newest + fair_ms)) ]; }; then expire; fi
}
# expire: ends everything that has not answered
expire() {
	for key in $running; do
		kill_group "$key"
		eval "result_$key=hang"
		end=timeout code=''
		report
		abandon "$key"
	done
	running='' count=0
}
# abandon KEY: what its killed client leaves in the daemons
abandon() {
	subject=${1%_*}
	[ "$subject" != command ] || subject=target
	case $1 in
	inventory_*) ;;
	*_ctr) eval "delete_exec $subject \$exec_$1" ;;
	*_docker) left docker-exec "$subject" "" ;;
	esac
}
# delete_exec SUBJECT EXEC-ID: what a killed ctr leaves in containerd; a hung shim does not answer to this either
delete_exec() {
	eval "id=\$${1}_id ns=\$${1}_ns address=\$${1}_address"
	# shellcheck disable=SC2086
	timeout -s KILL 1 $HOST "$ctr" -a "$address" -n "$ns" tasks delete --exec-id "$2" "$id" >/dev/null 2>"$WORK/delete.err" </dev/null 3>&- 4>&- 5>&-
	code=$?
	[ "$code" != 0 ] && ! grep -qs 'not found' "$WORK/delete.err" && left exec-id "$1" "$2"
}
# left KIND SUBJECT NAME: what could not be removed
left() {
	text "$3"
	record left "\"kind\":\"$1\",\"subject\":\"$2\",\"name\":$t"
	gist "left $1 $2 ${3:--}"
}

# ---- probes ----

# answered: the client of $key has ended with $code at $at
answered() {
	ended "$key"
	end=exited
	eval "method=\$method_$key attempt=\$attempt_$key"
	case $method in
	echo)
		if grep -qsxF -- "$ED_NONCE" "$WORK/$key.out"; then seen=true; else seen=false; fi
		if [ $seen = false ] && grep -qsF /bin/echo "$WORK/$key.out" "$WORK/$key.err"; then # it has no such program
			eval "${key%_*}_method=missing-path"
			probe "${key%_*}" "${key#*_}" "$attempt"
			return
		fi ;;
	missing-path) if grep -qsF -- "$MISSING" "$WORK/$key.out" "$WORK/$key.err"; then seen=true code=0; else seen=false; fi ;;
	*) seen=false ;;
	esac
	if [ $seen = false ] && [ -n "$fifo_dir" ] && grep -qs 'not defined: -*fifo-dir' "$WORK/$key.out" "$WORK/$key.err"; then # old ctr
		fifo_dir=''
		probe "${key%_*}" "${key#*_}" "$attempt"
		return
	fi
	eval "code_$key=\$code"
	if [ $seen = true ] && [ "$code" = 0 ]; then eval "result_$key=ok"; else eval "result_$key=failed"; fi
	report
}
# report: the record of the client $key, which has come to its $end
report() {
	eval "begun=\$begun_$key method=\$method_$key attempt=\$attempt_$key command=\$cmd_$key result=\$result_$key"
	[ "$end" = exited ] || { seen=false; clock; at=$now; }
	fields="\"subject\":\"${key%_*}\",\"layer\":\"${key#*_}\",\"method\":\"$method\",\"attempt\":$attempt,\"end\":\"$end\",\"code\":${code:-null},\"ms\":$((at - begun)),\"seen\":$seen,\"command\":[$command]"
	if [ "$method" = command ]; then
		record command "$fields"
		chunks "${key#*_}" out; chunks "${key#*_}" err
		return
	fi
	out='""' t='""'
	if [ "$result" = ok ] && [ "$method" = echo ]; then out="\"$ED_NONCE\""; else text_of "$WORK/$key.out"; out=$t; text_of "$WORK/$key.err"; fi
	case $method in inventory) record inventory "$fields,\"out\":$out,\"err\":$t"; return ;; esac
	record probe "$fields,\"out\":$out,\"err\":$t"
	brief=''
	[ "$result" != failed ] || brief=$(cat "$WORK/$key.err" "$WORK/$key.out" | tail -c "$GIST_TEXT_BYTES" | base64 | tr -d '\n')
	gist "probe ${key%_*} ${key#*_} $method $attempt $end ${code:--} $((at - begun)) $seen ${brief:--}"
}
# chunks LAYER STREAM: what the user's command printed, in records of less than 8 KiB
chunks() {
	part=0
	base64 <"$WORK/$key.$2" | tr -d '\n' | fold -w 6000 | while IFS= read -r v || [ -n "$v" ]; do
		record output "\"layer\":\"$1\",\"stream\":\"$2\",\"part\":$part,\"v\":\"=$v\""
		part=$((part + 1))
	done
}
# skip SUBJECT LAYER WHY
skip() {
	eval "result_${1}_$2=skipped"
	text "$3"
	record skip "\"subject\":\"$1\",\"layer\":\"$2\",\"why\":$t"
	gist "skip $1 $2 $3"
}
# obstacle SUBJECT LAYER: sets why to what keeps that probe from being tried, or to nothing
obstacle() {
	eval "init=\$${1}_init ns=\$${1}_ns address=\$${1}_address runtime=\$${1}_runtime root=\$${1}_root blocked=\$${1}_blocked"
	why=''
	case $2 in
	nsenter) [ -n "$nsenter" ] || why=no-program; { [ -n "$init" ] && [ -d "$PROC/$init" ]; } || why=no-process ;;
	runc)
		case $runtime in /*) ;; *) why=no-program ;; esac
		[ -n "$root" ] || why=no-state ;;
	ctr) [ -n "$ctr" ] || why=no-program; { [ -n "$address" ] && [ -n "$ns" ]; } || why=no-address ;;
	docker) [ -n "$docker" ] || why=no-program ;;
	crictl) { [ -n "$crictl" ] && [ -n "$cri" ]; } || why=no-program ;;
	esac
	[ "$overdue" = 0 ] || why=deadline
	case $2 in
	nsenter) ;;
	runc) why=${why:-$blocked} ;;
	*) why=${why:-${blocked:-$queue}} ;;
	esac
}
# probe SUBJECT LAYER [ATTEMPT]
probe() {
	eval "id=\$${1}_id"
	[ -n "$id" ] || return
	obstacle "$1" "$2"
	if [ -n "$why" ]; then skip "$1" "$2" "$why"; return; fi
	while [ "$count" -ge "$CLIENTS_MAX" ] && [ "$overdue" = 0 ]; do event; done
	eval "m=\$${1}_method"
	[ "$2" != nsenter ] || m=missing-path
	eval "result_${1}_$2=pending method_${1}_$2=\$m attempt_${1}_$2=${3:-1}"
	if [ "$m" = echo ]; then client "${1}_$2" "$1" /bin/echo "$ED_NONCE"; else client "${1}_$2" "$1" "$MISSING"; fi
}
# client KEY SUBJECT CMD...: starts CMD in the subject's container, entering at the layer that KEY ends with.
# nsenter never runs a file of the container: as root of the node, unconfined, that would hand the node over.
client() {
	key=$1 subject=$2
	shift 2
	eval "id=\$${subject}_id ns=\$${subject}_ns init=\$${subject}_init address=\$${subject}_address runtime=\$${subject}_runtime root=\$${subject}_root"
	case $key in
	*_nsenter) start "$key" "$nsenter" -t "$init" -m -u -i -n -p -- "$MISSING" ;;
	*_runc) start "$key" "$runtime" --root "$root" exec "$id" "$@" ;;
	*_ctr)
		execs=$((execs + 1))
		eval "exec_$key=exec-doctor-$ED_RUN_ID-$execs"
		start "$key" "$ctr" -a "$address" -n "$ns" tasks exec ${fifo_dir:+--fifo-dir "$fifo_dir"} --exec-id "exec-doctor-$ED_RUN_ID-$execs" "$id" "$@" ;;
	*_docker) start "$key" "$docker" exec "$id" "$@" ;;
	*_crictl) start "$key" "$crictl" -r "$cri" exec -s "$id" "$@" ;;
	esac
}
# level LAYER: target and control side by side, until both have answered or the time to wait alone is over
level() {
	result_target='' result_control=''
	probe control "$1"
	probe target "$1"
	clock
	until=$((now + BESIDE_MS))
	while { pending "control_$1" || pending "target_$1"; } && [ "$now" -lt "$until" ]; do event; clock; done
	eval "result_target=\${result_target_$1:-} result_control=\${result_control_$1:-}"
	case $1$result_target$result_control in
	nsenter*) ;;
	*pendingok | *failedok) second_opinion "$1" ;;
	esac
}
# second_opinion LAYER: the same of an older, ordinary container; the control shares neither age nor confinement with the target
second_opinion() {
	while [ -z "$second_id" ] && [ -n "$candidates" ]; do
		v=${candidates%% *} candidates=${candidates#"$v"} candidates=${candidates# }
		discover second "$v"
		guard second
		[ -n "$second_init" ] && [ "$second_runtime" = "$target_runtime" ] && [ "$second_shim" != "$target_shim" ] && [ -z "$second_blocked" ] || second_id=''
	done
	probe second "$1"
}
# gate WHY: tells whether the API server may be asked to execute something in the target
gate() {
	record gate "\"why\":\"$1\""
	gist "gate ${1:-open}"
}
# old_execs: two execs of ours that hang in the target are proof enough, and a third would make it worse
old_execs() {
	old=0
	for file in "$target_bundle"/exec-doctor-*.pid "$target_bundle"/.exec-doctor-*.pid; do
		first_line "$file" && [ -d "$PROC/$v" ] && old=$((old + 1))
	done
	for file in $(grep -slx 'runc\|crun' "$PROC"/[0-9]*/comm); do
		pid=${file#"$PROC"/} pid=${pid%/comm}
		stat_of "$pid" && [ "$ppid" = "$target_shim" ] && [ "$state" != D ] && grep -qs 'exec-doctor-' "$PROC/$pid/cmdline" && old=$((old + 1))
	done
	fact target.oldExecs "$old"
	[ "$old" -lt 2 ] || queue='old-execs'
}
# inventory KEY CMD...: what a layer believes of the target; asked before an exec could hang on its shim
inventory() {
	eval "method_$1=inventory attempt_$1=1 result_$1=pending"
	start "$@"
}
# own_command CMD...: the user's own, where the harmless one was answered; what is queued behind a hung layer would run hours later
own_command() {
	for layer in runc ctr docker crictl; do
		eval "result=\${result_target_$layer:-}"
		[ "$result" = ok ] && [ "$overdue" = 0 ] || continue
		eval "method_command_$layer=command attempt_command_$layer=1 result_command_$layer=pending"
		client "command_$layer" target "$@"
		while [ -n "$running" ]; do event; done
	done
}
# own_limits: was it our own memory or CPU limit that hit a probe?
own_limits() {
	kills='' throttled=''
	if cgroup_dir "$$" memory "$control_id"; then
		for file in "$v/memory.oom_control" "$v/memory.events"; do
			[ ! -r "$file" ] || while read -r key v; do [ "$key" != oom_kill ] || kills=$v; done <"$file"
		done
	fi
	if cgroup_dir "$$" cpu "$control_id" && [ -r "$v/cpu.stat" ]; then
		while read -r key t; do [ "$key" != nr_throttled ] || throttled=$t; done <"$v/cpu.stat"
	fi
	fact own.oomKills "$kills"
	fact own.throttled "$throttled"
	gist "fact own.oomKills ${kills:--}"
}

# ---- the run ----

finish() {
	trap '' TERM INT HUP
	for key in $running; do
		kill_group "$key"
		abandon "$key"
	done
	kill "$ticker" 2>/dev/null
	exit "$1"
}

# the debug pod's volume as containerd sees it
volume() {
	fifo_dir=''
	[ -n "${ED_FIFO_DIR_UID:-}" ] || return
	# shellcheck disable=SC2046 # fields
	set -- $(grep -sF "/pods/$ED_FIFO_DIR_UID/volumes/kubernetes.io~empty-dir/work " "$PROC/1/mountinfo") '' '' '' '' ''
	[ -z "$5" ] || fifo_dir=$5/fifo
}
drain() { while [ -n "$running" ]; do event; done; }
repeat() { # a failure counts only if it repeats; ctr has been seen to lose the output of a command that ended well
	for again in 2 3; do
		for layer in nsenter runc ctr docker crictl; do
			for subject in control target; do
				eval "result=\${result_${subject}_$layer:-} code=\${code_${subject}_$layer:-}"
				[ "$result" = failed ] && { [ "$again" = 2 ] || [ "$code" = 0 ]; } && probe "$subject" "$layer" "$again"
			done
		done
		drain
	done
}
column() { # all layers, bottom-up
	level nsenter
	level runc
	if pending control_runc; then queue=runc-hangs; fi
	[ -n "$target_blocked$queue" ] || gate ''
	[ -z "$queue" ] || gate "$queue"
	level ctr
	[ "$ED_FAMILY" != docker ] || level docker
	level crictl
	drain
	repeat
}

WORK=$ED_WORK gist_left=$GIST_BYTES running='' count=0 overdue=0 queue='' execs=0 second_id='' candidates=$ED_SECOND
target_method=echo control_method=echo second_method=missing-path control_blocked='' control_id=''
fair_ms=3000
[ "$ED_PROBE_TIMEOUT_MS" -ge "$fair_ms" ] || fair_ms=$ED_PROBE_TIMEOUT_MS
mkfifo "$WORK/events"
mkdir "$WORK/fifo"
exec 4<>"$WORK/events"
(while sleep 0.2 2>/dev/null || sleep 1; do echo tick; done) >&4 3>&- 5>&- &
ticker=$!
trap 'finish 143' TERM
trap 'finish 130' INT
trap 'finish 129' HUP
clock
script_end=$((now + ED_DEADLINE_MS))
record hello "\"userland\":\"${ED_USERLAND:-host}\""
gist "hello $ED_NONCE ${ED_USERLAND:-host}"
daemons
discover target "$ED_TARGET"
if [ "$ED_CONTROL" = self ]; then own_id; else v=$ED_CONTROL; fi
[ -z "$v" ] || discover control "$v"
clients
volume
guard target
identity before
old_execs
[ -z "$target_blocked" ] || gate "$target_blocked"
[ -z "$docker" ] || inventory inventory_docker "$docker" inspect --type container -f '{{.State.Status}} {{.State.Pid}}' "$target_id"
[ -z "$target_root" ] || inventory inventory_runc "$target_runtime" --root "$target_root" state "$target_id"
column
[ $# = 0 ] || own_command "$@"
identity after
own_limits
record end "\"overdue\":$overdue"
gist "end $overdue"
linger=$((ED_LINGER_S * 5)) # ticks
while [ "$linger" -gt 0 ] && [ ! -e "$WORK/asked" ] && read -r key _ <&4; do [ "$key" != tick ] || linger=$((linger - 1)); done
finish 0
