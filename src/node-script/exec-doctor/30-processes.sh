# ---- processes and files of the node, without anything that a stuck process could hang ----

clock() { # sets now: milliseconds since the node started
	read -r now _ </proc/uptime
	now=${now%.*}${now#*.}0
}
# stat_of PID: sets comm, state, ppid, threads, start (clock ticks); fails where there is no such process
stat_of() {
	line='' comm='' state='' ppid='' threads='' start=''
	while IFS= read -r part || [ -n "$part" ]; do line="$line$part "; done 2>/dev/null <"$PROC/$1/stat"
	[ -n "$line" ] || return 1
	comm=${line#*\(} comm=${comm%)*} # it may hold blanks, parentheses and newlines
	# shellcheck disable=SC2086 # fields
	set -- ${line##*) }
	[ $# -ge 20 ] || return 1
	state=$1 ppid=$2
	shift 17
	threads=$1 start=$3
}
# process_record ROLE [SUBJECT]: of the process $pid that stat_of has read. ROLE: daemon; shim, of SUBJECT; runtime: runc
# or what it starts; inside: in the container of SUBJECT. What else is told of it no stuck process keeps from being read
process_record() {
	waits='' stack='' files='' files_max=''
	if first_line "$PROC/$pid/wchan"; then waits=$v; fi
	while read -r _ v; do stack="$stack${stack:+ < }${v%%+*}"; done 2>/dev/null <"$PROC/$pid/stack"
	role=$1 of=${2:-}
	if [ "$role" != inside ]; then # which may have a million
		set -- "$PROC/$pid"/fd/*
		[ ! -L "$1" ] || files=$#
	fi
	if files_limit "$PROC/$pid"; then files_max=$v; fi
	text "$comm"; fields="\"name\":$t"
	text "$waits"
	fields="$fields,\"pid\":$pid,\"state\":\"$state\",\"start\":$start,\"role\":\"$role\",\"of\":\"$of\",\"parent\":$ppid"
	fields="$fields,\"threads\":$threads,\"waitsIn\":$t,\"files\":${files:-null},\"filesMax\":${files_max:-null}"
	text "$stack"
	fields="$fields,\"stack\":$t"
	text "$comm"
	say process "$fields" "$t $pid $state $start $role ${of:--} ${files:--} ${files_max:--}"
}
files_limit() { # files_limit /proc/PID: sets v to how many files that process may have open
	v=''
	while read -r what word name v _; do
		case "$what $word $name $v" in 'Max open files '*[!0-9]*) return 1 ;; 'Max open files '*) return 0 ;; esac
	done 2>/dev/null <"$1/limits"
	return 1
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
	/run) v=$RUN ;;
	/run/*) v=$RUN/${1#/run/} ;;
	/var/run/*) v=$RUN/${1#/var/run/} ;;
	*) v=$ROOT$1 ;;
	esac
}
on_node() { # on_node PATH: the other way round
	case $1 in "$RUN") v=/run ;; "$RUN"/*) v=/run/${1#"$RUN"/} ;; *) v=${1#"$ROOT"} ;; esac
}
# find_program NAME...: sets found to the first of them that the node has and that only its root can have put there, or to nothing
find_program() {
	local name dir v=''
	for name; do
		for dir in $PROGRAM_DIRS; do
			found=$dir/$name
			if { [ -x "$ROOT$found" ] || [ -L "$ROOT$found" ]; } && trusted program "$found"; then return; fi
		done
	done
	found=''
}
