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

