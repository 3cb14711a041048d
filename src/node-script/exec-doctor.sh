#!/bin/sh
# The node half of exec-doctor: gathers facts about one container, enters its call chain at each layer
# with a harmless command, and prints what came back as records. It draws no conclusions, changes nothing
# on the node, and ends everything that it started. POSIX sh: dash, busybox ash, bash.
#
# For a review, begin at the end, with "the run". What touches the node:
#  - started: nsenter, the runtime, ctr, docker and crictl, as enter() spells them; docker inspect, runc state, --version;
#    ctr tasks delete, of our own exec ids alone. Each in a process group of its own, by start(), and nowhere else
#  - signalled: what start() started; after a hang what strays() finds: younger than this run, and carrying its id
#  - written: files in ED_WORK, records on the standard output, the gist on file descriptor 3
#  - read: /proc, cgroups, the folders of containerd and of the runtime; arguments of the target's shim and of the processes
#    below it, never of one in uninterruptible sleep; no environment
#
#   exec-doctor.sh [COMMAND [ARG...]]   COMMAND: the user's own, run where the harmless one was answered
#
# Parameters are environment values:
#   ED_NONCE             marks our records and is what the harmless command echoes
#   ED_RUN_ID            the run's id, part of every exec id
#   ED_TARGET            the target's container id
#   ED_CONTROL           self: the container which this script runs in; or an id; or nothing: no control
#   ED_SECOND            ids of ordinary containers of other pods, for a second opinion; or nothing
#   ED_FAMILY            docker or containerd
#   ED_PROBE_TIMEOUT_MS  no answer within it is a hang
#   ED_DEADLINE_MS       the script's own end
#   ED_LINGER_S          how long it waits, once it is done, for the control to be asked through the API server,
#                        which leaves the file "asked" in its folder
#   ED_FORCE             1: probe although a guard speaks against it
#   ED_INIT              the first process of the container which this script runs in
#   ED_WORK              an empty folder, our only place to write
#   ED_FIFO_DIR_UID      the debug pod's UID: containerd finds that folder among the pod's volumes
#   ED_HOST ED_ROOT      what a program of the node is run with (words of a command), and where its files are seen
#   ED_PATH              where this script's own tools are
#   ED_PROC ED_SYS ED_RUN  other places for /proc, /sys and /run: for recorded trees of other kinds of node
#
# Records are lines of JSON under 8 KiB that carry the nonce. A text is plain where it is harmless, else "=" and base64.
# File descriptor 3 gets the gist of every record: at most 4,096 bytes. 4 is ours; none is left to what we start.
set -u
umask 077
cd /
LC_ALL=C PATH=${ED_PATH:-/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin}
CONTAINERD_SUPPRESS_DEPRECATION_WARNINGS=1 DOCKER_HOST=unix:///var/run/docker.sock
export LC_ALL PATH CONTAINERD_SUPPRESS_DEPRECATION_WARNINGS DOCKER_HOST

HOST=${ED_HOST:-} ROOT=${ED_ROOT:-} PROC=${ED_PROC:-/proc} SYS=${ED_SYS:-/sys} RUN=${ED_RUN:-/run} WORK=$ED_WORK
MISSING=/exec-doctor-$ED_NONCE-cannot-exist # the program that no container has
PROGRAM_DIRS="/usr/local/sbin /usr/local/bin /usr/sbin /usr/bin /sbin /bin"
USUAL_DIRS="/opt/bin /opt/containerd/bin /var/lib/rancher/k3s/data/current/bin /var/lib/rancher/rke2/bin
/var/lib/k0s/bin /snap/microk8s/current/bin /home/kubernetes/bin"
CONTAINERD_DIRS="$RUN/containerd $RUN/docker/containerd/daemon $RUN/*/containerd $ROOT/var/snap/microk8s/common/run/containerd"

CLIENTS_MAX=4                  # clients that run at once
BESIDE_MS=1000                 # a probe that has not answered by then is waited for beside the next ones
FAIR_MS=3000                   # every probe has this long to answer, or the probe timeout where that is less
SETTLE_MS=1000                 # for what is ended and deleted at the end to be gone
TEXT_BYTES=1900                # of a text in a record; two and a list make a line of less than 8 KiB in base64
LIST_BYTES=2400                # of a command in a record
COMMAND_BYTES=65536            # of each stream of the user's command
RECORDS_BYTES=983040           # when so much is printed, no more output of the user's command is
MEMORY_HEADROOM_BYTES=8388608  # exec charges runc's own memory to the container: runc 1.1 about 1 MiB, newer more
GIST_BYTES=4080                # a termination message of more than 4,096 is cut; the last line always has room
GIST_TEXT_BYTES=90             # of an error in it

gist_left=$GIST_BYTES printed=0 overdue=0 trouble='' signal=''
running='' count=0 dying='' hung='' suspects='' # clients: running, told to end, ended without an answer; processes to be gone
queue='' # why nothing may queue up behind the runtime any more
execs=0 second_id='' candidates=${ED_SECOND:-} nsenter='' docker='' ctr='' crictl='' cri=''

# ---- variables with computed names: the only two evals; names are made of our own words, values are never code ----

put() { eval "$1=\$2"; }  # put NAME VALUE
get() { eval "v=\${$1-}"; } # get NAME: sets v

# what is known of a container; subject SUBJECT: sets these variables to what SUBJECT_… hold
FIELDS='id bundle ns init born shim address runtime root how'
subject() { for name in $FIELDS vm blocked program; do get "${1}_$name" && put "$name" "$v"; done; }

# ---- records ----

# text VALUE: sets t to VALUE as a JSON string
text() {
	[ ${#1} -le "$TEXT_BYTES" ] || set -- "$(printf "%.${TEXT_BYTES}s" "$1")"
	case $1 in
	=* | *[!A-Za-z0-9_./:=@%+,~\ -]*) t="\"=$(printf %s "$1" | base64 | tr -d '\n')\"" ;;
	*) t="\"$1\"" ;;
	esac
}
# text_of FILE: the same of the first bytes of a file
text_of() {
	t='""'
	[ ! -s "$1" ] || t="\"=$(head -c "$TEXT_BYTES" "$1" | base64 | tr -d '\n')\""
}
# list WORD...: sets t to a JSON array
list() {
	words=''
	for word; do
		text "$word"
		if [ $((${#words} + ${#t})) -gt "$LIST_BYTES" ]; then words="$words,\"=4oCm\""; break; fi # an ellipsis
		words="$words,$t"
	done
	t="[${words#,}]"
}
record() { # record KIND FIELDS
	line="{\"n\":\"$ED_NONCE\",\"r\":\"$1\",$2}"
	printed=$((printed + ${#line} + 1))
	printf '%s\n' "$line"
}
gist() { # gist WORDS: as much as fits into the termination message
	[ "$gist_left" -gt ${#1} ] || return 0
	gist_left=$((gist_left - ${#1} - 1))
	printf '%s\n' "$1" >&3
}
fact() { # fact NAME VALUE
	text "$2"
	record fact "\"k\":\"$1\",\"v\":$t"
}
say() { # say KIND FIELDS WORDS: a record, and its gist
	record "$1" "$2"
	gist "$1 $3"
}
gist_fact() { fact "$1" "$2" && gist "fact $1 ${2:--}"; }
skip() { say skip "\"subject\":\"$1\",\"layer\":\"$2\",\"why\":\"$3\"" "$1 $2 $3"; } # skip SUBJECT LAYER WHY
# gate WHY: tells whether the API server may be asked to execute something in the target
gate() { say gate "\"why\":\"$1\"" "${1:-open}"; }
# left KIND SUBJECT NAME: what stays of ours
left() { text "$3" && say left "\"kind\":\"$1\",\"subject\":\"$2\",\"name\":$t" "$1 $2 ${3:--}"; }
# give_up WHY: where nothing can be examined
give_up() {
	gist "hello $ED_NONCE host"
	fact script.problem "$1"
	the_end 1
	exit 2
}
the_end() { # the_end OVERDUE
	record end "\"overdue\":$1"
	printf 'end %s\n' "$1" >&3
}

# ---- processes and files of the node, without anything that a stuck process could hang ----

clock() { # sets now: milliseconds since the node started
	read -r now _ </proc/uptime
	now=${now%.*}${now#*.}0
}
# stat_of PID: sets comm, state, ppid, start (clock ticks); fails where there is no such process
stat_of() {
	line='' comm='' state='' ppid='' start=''
	while IFS= read -r part || [ -n "$part" ]; do line="$line$part "; done 2>/dev/null <"$PROC/$1/stat"
	[ -n "$line" ] || return 1
	comm=${line#*\(} comm=${comm%)*} # it may hold blanks, parentheses and newlines
	# shellcheck disable=SC2086 # fields
	set -- ${line##*) }
	[ $# -ge 20 ] || return 1
	state=$1 ppid=$2
	shift 19
	start=$1
}
process_record() { # process_record [SUBJECT]: of the process $pid that stat_of has read; SUBJECT: whose shim it is
	text "$comm"
	fields="\"name\":$t,\"pid\":$pid,\"state\":\"$state\",\"start\":$start"
	if [ $# = 0 ]; then say process "$fields" "$comm $pid $state $start -"; else say process "$fields,\"shimOf\":\"$1\"" "shim $pid $state $start $1"; fi
}
first_line() { # first_line FILE: sets v
	v=''
	IFS= read -r v 2>/dev/null <"$1" || [ -n "$v" ]
}
json_field() { # json_field NAME JSON: sets v to the string value of the first field of that name
	v=''
	case $2 in *"\"$1\":\""*) v=${2#*"\"$1\":\""} v=${v%%\"*} ;; esac
}
seen() { # seen PATH: sets v to where this script finds that path of the node
	case $1 in
	/run/*) v=$RUN/${1#/run/} ;;
	/var/run/*) v=$RUN/${1#/var/run/} ;;
	*) v=$ROOT$1 ;;
	esac
}
on_node() { # on_node PATH: the other way round
	case $1 in "$RUN"/*) v=/run/${1#"$RUN"/} ;; *) v=${1#"$ROOT"} ;; esac
}
# find_program NAME...: sets found to the first of them that the node has, or to nothing
find_program() {
	for name; do
		for dir in $PROGRAM_DIRS; do
			found=$dir/$name
			if [ -x "$ROOT$found" ] || [ -L "$ROOT$found" ]; then return; fi
		done
	done
	found=''
}
# cgroup_dir PID CONTROLLER [ID]: sets v to the directory of the process's cgroup; with ID to that of the container:
# where its first process has moved into a child, the ancestor that carries the id
cgroup_dir() {
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

# ---- discovery: what the node itself says of a container ----

# daemons: the node's own processes that matter, by their names: not those of a docker in a container.
# Sets inits (runc's children on their way in), containerds, and puts the folders of the executables into PROGRAM_DIRS
daemons() {
	inits='' containerds='' dirs=''
	node_pids=$(readlink "$PROC/1/ns/pid")
	grep -sxE 'dockerd|containerd|docker-containe|cri-dockerd|kubelet|kubelite|k3s(-server|-agent)?|rke2|k0s|runc:\[[12]:(CHILD|INIT)\]' \
		"$PROC"/[0-9]*/comm /dev/null >"$WORK/list"
	while IFS= read -r file; do
		pid=${file#"$PROC"/} pid=${pid%%/*}
		case $file in */comm:runc:*) inits="$inits $pid"; continue ;; esac
		stat_of "$pid" || continue
		[ "$(readlink "$PROC/$pid/ns/pid")" = "$node_pids" ] || continue
		executable=$(readlink "$PROC/$pid/exe")
		case $executable in *-shim*) continue ;; esac # docker-containerd-shim: names end after 15 bytes
		process_record
		dirs="$dirs ${executable%/*}"
		case $comm in containerd | docker-containe) containerds="$containerds $pid" ;; esac
	done <"$WORK/list"
	# k3s, rke2 and microk8s have their clients beside the daemon's own executable
	PROGRAM_DIRS="$PROGRAM_DIRS$dirs $USUAL_DIRS"
	if grep -qs ': [0-9A-F]*:280A [0-9A-F:]* 0A ' "$PROC/net/tcp" "$PROC/net/tcp6"; then v=yes; else v=no; fi # 10250
	gist_fact kubelet.listens "$v"
}
# discover SUBJECT ID: sets SUBJECT_… of FIELDS, SUBJECT_program (the shim's) and SUBJECT_vm (not a container of this kernel)
discover() {
	id=$2 bundle='' ns='' init='' born='' shim='' address='' runtime='' root='' how=bundle program='' shim_root='' vm=''
	if find_bundle; then
		ns=${bundle%/*} ns=${ns##*/}
		if bundle_line init.pid; then init=$v; fi
	else # the container's process whose parent is not of the container
		how=cgroup
		# shellcheck disable=SC2013 # the prefix of the names is ours, the rest are numbers
		for file in $(grep -slF -- "$id" "$PROC"/[0-9]*/cgroup); do
			pid=${file#"$PROC"/} pid=${pid%/cgroup}
			if stat_of "$pid" && ! grep -qsF -- "$id" "$PROC/$ppid/cgroup"; then init=$pid; break; fi
		done
	fi
	if [ -n "$init" ] && stat_of "$init"; then
		born=$start pid=$ppid
		stat_of "$pid" || comm=''
		case $comm in
		containerd-shim* | docker-containe*) shim=$pid && process_record "$1" && shim_arguments ;;
		*) grep -qsF -- "$id" "$PROC/$init/cgroup" || init='' born='' ;; # that number is another's by now
		esac
	fi
	if [ -z "$program" ] && bundle_line shim-binary-path; then program=$v; fi
	fact "$1.shim.program" "$program"
	find_runtime
	case ${program##*/} in '' | containerd-shim | docker-containerd-shim | containerd-shim-runc-v*) ;; *) vm='vm-runtime' ;; esac
	case ${runtime##*/} in *runsc* | *kata*) vm='vm-runtime' ;; esac
	[ -n "$address" ] || guess_address
	for name in $FIELDS vm program; do get "$name" && put "${1}_$name" "$v"; done
	for name in $FIELDS; do get "$name" && on_node "$v" && fact "$1.$name" "$v"; done
}
find_bundle() {
	for dir in $CONTAINERD_DIRS; do
		for bundle in "$dir"/io.containerd.runtime.v[12].*/*/"$id"; do [ ! -d "$bundle" ] || return 0; done
	done
	bundle=''
	return 1
}
bundle_line() { v='' && [ -n "$bundle" ] && first_line "$bundle/$1"; } # bundle_line FILE: sets v
# shim_arguments: an allow-list of them, and never those of a process in uninterruptible sleep
shim_arguments() {
	program=$(readlink "$PROC/$shim/exe") program=${program% (deleted)}
	[ "$state" != D ] || return 0
	tr '\0' '\n' <"$PROC/$shim/cmdline" >"$WORK/list"
	previous=''
	while IFS= read -r argument; do
		case $previous in
		-namespace) ns=${ns:-$argument} ;;
		-address) address=$argument ;;
		-runtime-root) shim_root=$argument ;;
		esac
		previous=$argument
	done <"$WORK/list"
}
# guess_address: the socket in containerd's own folder, the bundle's; told as a guess
guess_address() {
	on_node "${bundle%/io.containerd.runtime.*}"
	for guess in "$v" "${v%/daemon}"; do
		for name in containerd.sock docker-containerd.sock; do
			seen "$guess/$name"
			if [ -e "$v" ]; then address=$guess/$name how="$how, address guessed"; return; fi
		done
	done
}
# find_runtime: sets runtime and root, the one that really holds the container's state
find_runtime() {
	options=''
	if bundle_line options.json; then options=$v; fi
	json_field binary_name "$options"
	[ -n "$v" ] || bundle_line runtime
	runtime=$v
	case $runtime in
	/*) ;;
	*) find_program ${runtime:+"$runtime"} runc docker-runc; runtime=${found:-${runtime:-runc}} ;;
	esac
	json_field root "$options" # the candidates: as told, then where runtimes keep it by default
	for dir in ${v:+"$v/$ns"} ${shim_root:+"$shim_root/$ns"} "/run/containerd/runc/$ns" "$RUN"/docker/runtime-*/"$ns" \
		"$RUN"/*/containerd/runc/"$ns" /run/runc /run/crun; do
		on_node "$dir" && dir=$v
		seen "$dir/$id"
		if [ -e "$v/state.json" ] || [ -e "$v/status" ]; then root=$dir; return; fi
	done
}
# compare_runtimes: from the shim down a container of another runtime is no control
compare_runtimes() {
	subject target
	set -- "$runtime" "${program##*/}"
	subject control
	same=yes
	[ "$runtime" = "$1" ] || same=no
	case ${program##*/} in '' | "$2") ;; *) [ -z "$2" ] || same=no ;; esac
	gist_fact control.sameRuntime "$same"
}
# own_id: sets v to the id of the container that this script runs in
own_id() {
	$HOST cat "$PROC/$$/cgroup" >"$WORK/list" 2>/dev/null
	while IFS= read -r v; do
		v=${v##*/} v=${v%.scope} v=${v##*[-:]}
		[ ${#v} -ne 64 ] || return 0
	done <"$WORK/list"
	for dir in $CONTAINERD_DIRS; do # a cgroup namespace hides it
		for file in "$dir"/io.containerd.runtime.v[12].*/*/*/init.pid; do
			if first_line "$file" && [ "$v" = "${ED_INIT:-}" ]; then v=${file%/init.pid} v=${v##*/}; return; fi
		done
	done
	v=''
}
clients() {
	find_program nsenter; nsenter=$found
	find_program ctr containerd-ctr docker-containerd-ctr; ctr=$found
	find_program crictl; crictl=$found
	if [ "$ED_FAMILY" = docker ]; then
		find_program docker; docker=$found
		for file in cri-dockerd.sock dockershim.sock; do [ ! -S "$RUN/$file" ] || cri=unix:///run/$file; done
	else
		get target_address
		cri=${v:+unix://$v}
	fi
	for name in nsenter docker ctr crictl cri; do get "$name" && fact "$name" "$v"; done
}
# serving_containerd: where there are several, which one listens on the target's address
serving_containerd() {
	case $containerds in *' '*' '*) ;; *) return ;; esac
	get target_address
	grep -sE " 0+10000 .* (/var)?/run/${v#*/run/}\$" "$PROC/1/net/unix" >"$WORK/list"
	while read -r _ _ _ _ _ _ inode _; do
		for pid in $containerds; do
			# shellcheck disable=SC2010 # names are numbers; what they lead to is asked
			if ls -l "$PROC/$pid/fd" 2>/dev/null | grep -qF "socket:[$inode]"; then gist_fact target.containerd "$pid"; fi
		done
	done <"$WORK/list"
}
# folder_on_node: sets folder and fifo_dir, our folder as the node's own programs see it
folder_on_node() {
	folder='' fifo_dir=''
	[ -n "$HOST" ] || folder=$WORK
	[ -n "${ED_FIFO_DIR_UID:-}" ] || return
	grep -sF "/pods/$ED_FIFO_DIR_UID/volumes/kubernetes.io~empty-dir/work " "$PROC/1/mountinfo" >"$WORK/list"
	while read -r _ _ _ _ path _; do folder=$path fifo_dir=$path/fifo; done <"$WORK/list"
}

# ---- guards: what must hold before anything is executed in a container ----

# guard SUBJECT: records freezer and memory of its cgroup and all parents; sets SUBJECT_blocked to the reason
guard() {
	subject "$1"
	blocked='' frozen=unknown own='' frozen_at='' headroom='' stuck=''
	if cgroup_dir "$init" freezer "$id"; then own=$v && freezer "$v"; fi
	if cgroup_dir "$init" memory "$id"; then memory "$v"; fi
	for pid in $inits; do
		if stat_of "$pid" && [ "$state" = D ] && grep -qsF -- "$id" "$PROC/$pid/cgroup"; then stuck=$pid; fi
	done
	[ -z "$stuck" ] || blocked='stuck-init'
	[ -z "$headroom" ] || [ "$headroom" -ge "$MEMORY_HEADROOM_BYTES" ] || blocked=memory
	[ "$frozen" != yes ] || blocked=frozen
	text "${own:+/sys${own#"$SYS"}}"; own=$t; text "${frozen_at:+/sys${frozen_at#"$SYS"}}"
	say guard "\"subject\":\"$1\",\"frozen\":\"$frozen\",\"cgroup\":$own,\"frozenAt\":$t,\"headroom\":${headroom:-null},\"stuckInit\":${stuck:-null},\"blocked\":\"$blocked\"" \
		"$1 $frozen $t $own ${headroom:--} ${stuck:--} ${blocked:--}"
	[ "${ED_FORCE:-0}" != 1 ] || blocked=''
	put "${1}_blocked" "$blocked"
}
# freezer DIR: sets frozen (yes, no) and frozen_at, the highest directory that is frozen by itself
freezer() {
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
# memory DIR: sets headroom to the least of DIR and its parents; the inactive file cache can be dropped
memory() {
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
			if [ -z "$headroom" ] || [ "$room" -lt "$headroom" ]; then headroom=$room; fi ;;
		esac
		dir=${dir%/*}
	done
}
# identity WHEN: is it still the same process?
identity() {
	subject target
	born=''
	if [ -n "$init" ] && stat_of "$init"; then born=$start; fi
	say identity "\"when\":\"$1\",\"init\":${init:-null},\"start\":${born:-null}" "$1 ${init:--} ${born:--}"
}
# old_execs: two execs of ours that hang in the target are proof enough, and a third would make it worse
old_execs() {
	subject target
	old=0
	for file in "$bundle"/exec-doctor-*.pid "$bundle"/.exec-doctor-*.pid; do
		if first_line "$file" && [ -d "$PROC/$v" ]; then old=$((old + 1)); fi
	done
	for pid in ${shim:+$(cat "$PROC/$shim"/task/*/children 2>/dev/null)}; do
		stat_of "$pid" || continue
		case $state:$comm in D:*) ;; *:*runc* | *:*crun*) ! grep -qsF exec-doctor- "$PROC/$pid/cmdline" || old=$((old + 1)) ;; esac
	done
	fact target.oldExecs "$old"
	[ "$old" -lt 2 ] || queue='old-execs'
}

# ---- running clients: each in a process group of its own, its end an event in a pipe that we hold open ----

# start KEY METHOD ATTEMPT COMMAND...: runs COMMAND on the node
start() {
	key=$1
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
	client='' group='' killed='' out_reader=none err_reader=none
	trap 'killed=1; kill_client' TERM
	limited <"$WORK/$key.out.pipe" >"$WORK/$key.out" &
	out_reader=$!
	limited <"$WORK/$key.err.pipe" >"$WORK/$key.err" &
	err_reader=$!
	# shellcheck disable=SC2086 # a prefix of words
	setsid $HOST "$@" >"$WORK/$key.out.pipe" 2>"$WORK/$key.err.pipe" </dev/null 4>&- &
	client=$! group=-$!
	[ -z "$killed" ] || kill_client
	echo "$client" >"$WORK/$key.pid"
	wait "$client"
	code=$?
	[ -z "$killed" ] || wait "$client"
	client='' # it is reaped: that number may be given to another
	clock
	echo "$code $now" >"$WORK/$key.end"
	wait "$out_reader" "$err_reader" # what the client leaves running may hold its ends for long: then we are killed
	echo "$key" >&4
}
# the process first: it may be on its way to become a group
kill_client() { for pid in $client $group "$out_reader" "-$out_reader" "$err_reader" "-$err_reader"; do kill -KILL "$pid"; done; }
limited() {
	exec 4>&-
	# not head: it keeps what it has read until it ends; the rest goes nowhere, so that a command may say more
	case $key in command_*) exec setsid sh -c 'dd bs=256 count=8192; exec cat >/dev/null' ;; esac
	exec dd bs=256 count=512
}
stop() { get "supervisor_$1" && kill -TERM "$v" 2>/dev/null; }
pending() { case " $running " in *" $1 "*) ;; *) return 1 ;; esac }
without() { # without KEY LIST: sets v
	v=''
	for k in $2; do [ "$k" = "$1" ] || v="$v $k"; done
}
# event: waits for the next end of a client, or tick of the clock
event() {
	read -r key <&4 || key=tick
	[ -z "$signal" ] || finish "$signal"
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
# tick: has the time of those that have not answered run out?
tick() {
	oldest=$now newest=0
	for key in $running; do
		get "begun_$key"
		[ "$v" -ge "$oldest" ] || oldest=$v
		[ "$v" -le "$newest" ] || newest=$v
		get "ended_$key"
		if [ -n "$v" ]; then stop "$key"; elif [ -s "$WORK/$key.end" ]; then put "ended_$key" 1; fi # its pipes are held open
	done
	# all that hang share one deadline, but each has a fair time to answer in
	if [ "$overdue" = 1 ] || { [ "$now" -ge $((oldest + ED_PROBE_TIMEOUT_MS)) ] && [ "$now" -ge $((newest + FAIR_MS)) ]; }; then
		for key in $running; do expired; done
		stop_all
	fi
}
stop_all() {
	for key in $running; do stop "$key"; done
	hung="$hung$running" dying="$dying$running" running='' count=0
}
await_room() { while [ "$count" -ge "$CLIENTS_MAX" ] && [ "$overdue" = 0 ]; do event; done; }
drain() { while [ -n "$running" ]; do event; done; }

# ---- answers ----

recall() { get "method_$key" && method=$v && get "attempt_$key" && attempt=$v && seen=false; }
# answered: the client of $key has ended
answered() {
	recall
	first_line "$WORK/$key.end"
	code=${v%% *} at=${v#* } end=exited
	case $method in
	echo) if grep -qsxF -- "$ED_NONCE" "$WORK/$key.out"; then seen=true; fi ;;
	missing-path) if complains_of "$MISSING"; then seen=true code=0; fi ;;
	version)
		first_line "$WORK/$key.out"
		fact "${key#version_}.version" "$v"
		return ;;
	delete)
		[ "$code" = 0 ] || complains_of 'not found' || { get "exec_$key" && left exec-id "${key#delete_*_}" "$v"; }
		return ;;
	esac
	if [ "$seen" = false ] && [ "$method" = echo ] && complains_of /bin/echo; then # it has no such program
		put "${key%_*}_method" missing-path
		probe "${key%_*}" "${key#*_}" "$attempt"
	elif [ "$seen" = false ] && complains_of 'not defined: -*fifo-dir' && get "command_$key" && [ "$v" != "${v#*fifo-dir}" ]; then # an old ctr
		fifo_dir=''
		probe "${key%_*}" "${key#*_}" "$attempt"
	else
		if [ "$seen" = true ] && [ "$code" = 0 ]; then result=ok; else result=failed; fi
		report
	fi
}
complains_of() { grep -qs -- "$1" "$WORK/$key.out" "$WORK/$key.err"; }
# expired: the client of $key has not answered in time
expired() {
	recall
	code='' at=$now end=timeout result=hang
	case $method in
	version) ;;
	delete) get "exec_$key" && left exec-id "${key#delete_*_}" "$v" ;;
	echo | missing-path) # the script's end is no hang
		get "begun_$key"
		if [ $((now - v)) -ge "$FAIR_MS" ]; then report; else skip "${key%_*}" "${key#*_}" deadline; fi ;;
	*) report ;;
	esac
}
# report: the record of the client $key, which has come to its $end
report() {
	put "result_$key" "$result"
	put "code_$key" "$code"
	get "begun_$key" && took=$((at - v))
	get "command_$key"
	fields="\"layer\":\"${key#*_}\",\"attempt\":$attempt,\"end\":\"$end\",\"code\":${code:-null},\"ms\":$took,\"command\":$v"
	if [ "$method" = command ]; then
		record command "$fields"
		chunks out; chunks err
		return
	fi
	out='""' t='""'
	if [ "$result" = ok ] && [ "$method" = echo ]; then out="\"$ED_NONCE\""; else text_of "$WORK/$key.out"; out=$t; text_of "$WORK/$key.err"; fi
	fields="$fields,\"out\":$out,\"err\":$t"
	if [ "$method" = inventory ]; then record inventory "$fields"; return; fi
	brief=''
	[ "$result" = ok ] || trouble=1
	[ "$result" != failed ] || brief=$(cat "$WORK/$key.err" "$WORK/$key.out" | tail -c "$GIST_TEXT_BYTES" | base64 | tr -d '\n')
	say probe "\"subject\":\"${key%_*}\",\"method\":\"$method\",\"seen\":$seen,$fields" \
		"${key%_*} ${key#*_} $method $attempt $end ${code:--} $took $seen ${brief:--}"
}
# chunks STREAM: what the user's command printed, in records of less than 8 KiB
chunks() {
	part=0
	head -c "$COMMAND_BYTES" "$WORK/$key.$1" | base64 | tr -d '\n' | fold -w 6000 >"$WORK/list"
	while { IFS= read -r v || [ -n "$v" ]; } && [ "$printed" -lt "$RECORDS_BYTES" ]; do
		record output "\"layer\":\"${key#*_}\",\"stream\":\"$1\",\"part\":$part,\"v\":\"=$v\""
		part=$((part + 1))
	done <"$WORK/list"
	: >"$WORK/$key.$1"
}

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
	crictl) { [ -n "$crictl" ] && [ -n "$cri" ]; } || why=no-program ;;
	esac
	case $2 in ctr | docker | crictl) why=${why:-${blocked:-$queue}} ;; esac
	[ "$overdue" = 0 ] || why=deadline
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
	get "${1}_method"
	[ "$2" != nsenter ] || v=missing-path
	if [ "$v" = echo ]; then enter "${1}_$2" "$1" echo "${3:-1}" /bin/echo "$ED_NONCE"; else enter "${1}_$2" "$1" missing-path "${3:-1}" "$MISSING"; fi
}
# enter KEY SUBJECT METHOD ATTEMPT COMMAND...: runs COMMAND in the subject's container, entering at the layer that KEY ends with.
# nsenter never runs a file of the container: as root of the node, unconfined, that would hand the node over
enter() {
	subject "$2"
	key=$1 method=$3 attempt=$4
	shift 4
	case $key in
	*_nsenter) set -- "$nsenter" -t "$init" -m -u -i -n -p -- "$MISSING" ;;
	command_runc) set -- "$runtime" --root "$root" exec ${folder:+--pid-file "$folder/command.pid"} "$id" "$@" ;;
	*_runc) set -- "$runtime" --root "$root" exec "$id" "$@" ;;
	*_ctr)
		execs=$((execs + 1))
		put "exec_$key" "exec-doctor-$ED_RUN_ID-$execs"
		set -- "$ctr" -a "$address" -n "$ns" tasks exec ${fifo_dir:+--fifo-dir "$fifo_dir"} --exec-id "exec-doctor-$ED_RUN_ID-$execs" "$id" "$@" ;;
	*_docker) set -- "$docker" exec "$id" "$@" ;;
	*_crictl) set -- "$crictl" -r "$cri" exec -s "$id" "$@" ;;
	esac
	start "$key" "$method" "$attempt" "$@"
}
# level LAYER: target and control side by side, until both have answered or the time to wait alone is over
level() {
	probe control "$1"
	probe target "$1"
	clock
	alone_until=$((now + BESIDE_MS))
	while { pending "control_$1" || pending "target_$1"; } && [ "$now" -lt "$alone_until" ]; do event; done
	# nothing is started above a runtime that may hang for all: the control's answer is waited for
	while [ "$1" = runc ] && pending control_runc; do event; done
	get "result_target_$1" && result=$v
	get "result_control_$1"
	case $1:$result:$v in
	nsenter:*) ;;
	*:pending:ok | *:hang:ok | *:failed:ok) second_opinion "$1" ;;
	esac
}
# second_opinion LAYER: the same of an older, ordinary container; the control shares neither age nor confinement with the target
second_opinion() {
	while [ -z "$second_id" ] && [ -n "$candidates" ]; do
		candidate=${candidates%% *} candidates=${candidates#"$candidate"} candidates=${candidates# }
		discover second "$candidate"
		guard second
		subject target; set -- "$1" "$runtime" "$shim"
		subject second
		[ -n "$init" ] && [ "$runtime" = "$2" ] && [ "$shim" != "$3" ] && [ -z "$blocked" ] || second_id=''
	done
	probe second "$1"
}
column() { # all layers, bottom-up
	level nsenter
	level runc
	get result_control_runc
	if [ "$v" = hang ]; then queue='runc-hangs'; fi
	get target_blocked
	gate "${v:-$queue}"
	level ctr
	[ "$ED_FAMILY" != docker ] || level docker
	level crictl
	drain
}
# repeat: a failure counts only if it repeats; ctr has been seen to lose the output of a command that ended well
repeat() {
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
# own_command COMMAND...: the user's own, where the harmless one was answered: what is queued behind a hung layer would run
# hours later. One that hangs at a layer is the command's doing, and is not tried above
own_command() {
	for layer in runc ctr docker crictl; do
		get "result_target_$layer"
		case $v$overdue in ok0) ;; *) continue ;; esac
		enter "command_$layer" target command 1 "$@"
		drain
		get "result_command_$layer"
		[ "$v" != hang ] || return 0
	done
}

# ---- the end of all that was started ----

# clean_up: ends what hung clients leave on the other side, and asks for versions where something failed
clean_up() {
	clock
	late=$overdue overdue=0 script_end=$((now + SETTLE_MS))
	for key in $hung; do
		case $key in command_*) who=target ;; *) who=${key%_*} ;; esac
		case $key in
		*_ctr)
			strays "$who"
			get "exec_$key" && put "exec_delete_${execs}_$who" "$v"
			await_room
			start "delete_${execs}_$who" delete 1 "$ctr" -a "$address" -n "$ns" tasks delete --exec-id "$v" "$id"
			execs=$((execs + 1)) ;;
		inventory_* | *_nsenter) ;;
		*_docker) strays "$who"; left docker-exec "$who" '' ;;
		*) strays "$who" ;;
		esac
	done
	hung=''
	if [ -n "$trouble" ] && [ "$late" = 0 ]; then
		trouble=''
		subject target
		case $runtime in /*) version runc "$runtime" ;; esac
		version ctr "$ctr"
		version docker "$docker"
	fi
	drain
	[ -z "$suspects" ] || event # a killed process takes a moment
	while [ -n "$dying" ] && [ "$now" -lt $((script_end + SETTLE_MS)) ]; do event; done
	for key in $dying; do # in uninterruptible sleep: abandoned
		if first_line "$WORK/$key.pid"; then left process "${key%%_*}" "$v"; fi
		get "supervisor_$key" && kill -KILL "$v" 2>/dev/null
	done
	for v in $suspects; do
		if stat_of "${v%%:*}" && [ "${v%:*}" = "${v%%:*}:$start" ] && [ "$state" != Z ]; then left process "${v##*:}" "${v%%:*}"; fi
	done
	dying='' suspects='' overdue=$late
}
version() { [ -z "$2" ] || { await_room && start "version_$1" version 1 "$2" --version; }; } # version NAME PROGRAM
# strays SUBJECT: kills what an exec of ours has left running in that container or under its shim: younger than this run,
# with the run's id or nonce among its arguments, or known by the file that its runtime wrote
strays() {
	subject "$1"
	cgroup_dir "$init" memory "$id" || v=none
	# shellcheck disable=SC2013 # numbers
	for pid in $(cat "$v/cgroup.procs" ${shim:+"$PROC/$shim"/task/*/children} 2>/dev/null); do
		stat_of "$pid" || continue
		[ "$start" -ge "$first_tick" ] || continue
		case $state:$comm in
		D:*runc*) suspects="$suspects $pid:$start:$1" ;; # its arguments cannot be read without danger
		[DZ]:*) ;;
		*) ! grep -qsF -e "exec-doctor-$ED_RUN_ID-" -e "$ED_NONCE" "$PROC/$pid/cmdline" || kill_stray "$1" ;;
		esac
	done
	for file in "$WORK/command.pid" "$folder/command.pid" "$bundle/exec-doctor-$ED_RUN_ID"-*.pid "$bundle/.exec-doctor-$ED_RUN_ID"-*.pid; do
		first_line "$file" || continue
		pid=$v
		if stat_of "$pid" && [ "$start" -ge "$first_tick" ]; then kill_stray "$1" && kill -KILL "-$pid" 2>/dev/null; fi
	done
}
kill_stray() { kill -KILL "$pid" 2>/dev/null && suspects="$suspects $pid:$start:$1"; }
# own_limits: was it our own memory or CPU limit that hit a probe?
own_limits() {
	kills='' throttled=''
	if cgroup_dir "$$" memory; then
		for file in "$v/memory.oom_control" "$v/memory.events"; do
			while read -r name n; do [ "$name" != oom_kill ] || kills=$n; done 2>/dev/null <"$file"
		done
	fi
	if cgroup_dir "$$" cpu; then
		while read -r name n; do [ "$name" != nr_throttled ] || throttled=$n; done 2>/dev/null <"$v/cpu.stat"
	fi
	gist_fact own.oomKills "$kills"
	fact own.throttled "$throttled"
}
finish() { # finish CODE
	trap '' TERM INT HUP
	signal=''
	stop_all
	trouble=''
	clean_up
	kill -KILL "$ticker" "-$ticker" 2>/dev/null
	exit "$1"
}

# ---- the run ----

# check NAME...: nothing of a parameter may be taken for an option, a pattern or arithmetic
check_words() { for name; do get "$name"; case $v in '' | -* | *[!A-Za-z0-9_.-]*) bad=$name ;; esac; done; }
check_numbers() { for name; do get "$name"; case $v in '' | 0?* | *[!0-9]* | ????????????*) bad=$name ;; esac; done; }

bad=''
check_words ED_NONCE
[ -z "$bad" ] || exit 2
{ : >&3; } 2>/dev/null || exec 3>/dev/null
check_words ED_RUN_ID ED_TARGET ED_FAMILY
[ -z "${ED_CONTROL:-}" ] || check_words ED_CONTROL
[ -z "${ED_FIFO_DIR_UID:-}" ] || check_words ED_FIFO_DIR_UID
[ -z "${ED_USERLAND:-}" ] || check_words ED_USERLAND
case " ${ED_SECOND:-}" in *' -'* | *[!A-Za-z0-9_.\ -]*) bad=ED_SECOND ;; esac
check_numbers ED_PROBE_TIMEOUT_MS ED_DEADLINE_MS ED_LINGER_S
[ -z "$bad" ] || give_up "$bad is not a value that it can have"
{ mkdir "$WORK/fifo" && mkfifo "$WORK/events" && : >"$WORK/list"; } 2>/dev/null || give_up "nothing can be written to $WORK"

exec 4<>"$WORK/events"
# ticks as long as we live; a sleep without fractions ticks each second
# shellcheck disable=SC2016 # that shell expands it
setsid sh -c 'while kill -0 "$1" && { sleep 0.2 || sleep 1; }; do echo tick >&4; done' ticker $$ >/dev/null 2>&1 3>&- 5>&- </dev/null &
ticker=$!
trap 'signal=143' TERM
trap 'signal=130' INT
trap 'signal=129' HUP
clock
script_end=$((now + ED_DEADLINE_MS)) first_tick=$((now / 10)) # of the clock in /proc/PID/stat
[ "$ED_PROBE_TIMEOUT_MS" -ge "$FAIR_MS" ] || FAIR_MS=$ED_PROBE_TIMEOUT_MS
put target_method echo
put control_method echo
put second_method missing-path

record hello "\"userland\":\"${ED_USERLAND:-host}\""
gist "hello $ED_NONCE ${ED_USERLAND:-host}"
daemons
discover target "$ED_TARGET"
if [ "${ED_CONTROL:-}" = self ]; then own_id; else v=${ED_CONTROL:-}; fi
if [ -n "$v" ]; then discover control "$v" && compare_runtimes; fi
clients
serving_containerd
folder_on_node
guard target
identity before
old_execs
get target_blocked
[ -z "$v$queue" ] || gate "${v:-$queue}"
subject target
[ -z "$docker" ] || start inventory_docker inventory 1 "$docker" inspect --type container -f '{{.State.Status}} {{.State.Pid}}' "$id"
[ -z "$root" ] || [ -n "$vm" ] || start inventory_runc inventory 1 "$runtime" --root "$root" state "$id"
column
repeat
[ $# = 0 ] || own_command "$@"
identity after
own_limits
clean_up
the_end "$overdue"
clock
linger_end=$((now + ED_LINGER_S * 1000))
while [ "$now" -lt "$linger_end" ] && [ ! -e "$WORK/asked" ]; do event; done
finish 0
