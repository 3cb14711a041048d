# ---- processes and files of the node, without anything that a stuck process could hang ----

clock() { # sets now: milliseconds since the node started
	read -r now _ </proc/uptime
	now=${now%.*}${now#*.}0
}
# ask_kernel PID NAME [FILE]: sets v to the first bytes of that file of /proc/PID, its lines in one, or to where that link leads; with
# FILE to "same" where both are the same file. A process can keep whoever asks for its arguments waiting, by a page that never comes (its
# mmap_lock), and for its stat, by a file that is never closed while it executes another program (its exec_update_lock). So a child of
# ours asks, which is ended if that takes too long; that process is asked nothing more, and told. After asks_end nobody is asked
ask_kernel() {
	local line asked_at='' since begin end
	v=''
	[ -L "$PROC/$1/$2" ] || [ -e "$PROC/$1/$2" ] || return 1 # of what is no link, for that may not be followed here
	case $kept in *" $1 "*) return 1 ;; esac
	clock
	[ -z "$signal" ] && [ "$now" -lt "$asks_end" ] || return 1
	asks=$((asks + 1)) since=$now begin="$MARK $asks begins" end="$MARK $asks ends"
	# where nothing can be written, nothing comes back, and no tick either
	{ printf '\n%s\n' "$begin" >"$WORK/told.begin" && printf '\n%s\n' "$end" >"$WORK/told.end" && echo asking >"$WORK/asking"; } 2>/dev/null || return 1
	asking "$begin" "$end" "$@" 2>/dev/null >&6 3>&- 4>&- 5>&- &
	while :; do
		IFS= read -r line <&6 || { v="$v${line-}"; continue; } # a signal; bash --posix leaves the line unset then
		case $line in
		"$begin") v='' ;; # what was asked before may have answered late
		"$end") break ;;
		'') ;;
		tick)
			clock
			[ -n "$asked_at" ] || asked_at=$now
			[ "$now" -ge $((asked_at + TOLD_MS)) ] || continue
			if first_line "$WORK/told.leads"; then signal_child KILL "$v" $! && : >"$WORK/told.leads"; fi
			signal_child KILL $!
			kept="$kept$1 " v='' asked_at=late
			break ;;
		*) v="$v$line " ;;
		esac
	done
	: >"$WORK/asking"
	[ "$asked_at" = late ] || return 0
	[ $((delays += 1)) -gt "$WAITS_MAX" ] || search_end=$((search_end + now - since))
	refuse process "$1" waiting
}
# asking BEGIN END PID NAME [FILE]: what that child does
asking() {
	local begin="$1" end="$2"
	shift 2
	case $2:$# in
	*:3) # the shell itself asks
		echo "$NEWLINE$begin"
		if [ "$PROC/$1/$2" -ef "$3" ]; then echo same; fi
		echo "$NEWLINE$end" ;;
	cwd:* | exe:* | ns/*)
		echo "$NEWLINE$begin"
		readlink "$PROC/$1/$2" &
		echo $! >"$WORK/told.leads" # which is not ended with its parent
		wait $!
		: >"$WORK/told.leads"
		echo "$NEWLINE$end" ;;
	*) exec head -q -c "$TOLD_BYTES" "$WORK/told.begin" "$PROC/$1/$2" "$WORK/told.end" ;;
	esac
}
# leads_to PID NAME: sets v to where that link of /proc/PID leads
leads_to() { ask_kernel "$1" "$2" && v=${v% } && [ -n "$v" ]; }
# stat_of PID: sets comm, state, ppid, threads, start (clock ticks); fails where there is no such process
stat_of() {
	local v='' line
	comm='' state='' ppid='' threads='' start=''
	ask_kernel "$1" stat
	line=$v
	case $kept in *" $1 "*) status_of "$1"; return ;; esac
	[ -n "$line" ] || return 1
	comm=${line#*\(} comm=${comm%)*} # it may hold blanks, parentheses and newlines
	# shellcheck disable=SC2086 # fields
	set -- ${line##*) }
	[ $# -ge 20 ] || return 1
	state=$1 ppid=$2
	shift 17
	threads=$1 start=$3
}
# status_of PID: the same from what never waits, which lacks the start: for the script it has always been there
status_of() {
	local word rest
	while read -r word rest; do
		case $word in Name:) comm=$rest ;; State:) state=${rest%% *} ;; PPid:) ppid=$rest ;; Threads:) threads=$rest ;; esac
	done 2>/dev/null <"$PROC/$1/status"
	start=0
	[ -n "$threads" ]
}
# process_record ROLE [SUBJECT]: of the process $pid that stat_of has read. ROLE: daemon; shim, of SUBJECT; runtime: runc or what
# it starts; inside: in the container of SUBJECT. No stuck process keeps that from being read
process_record() {
	local waits stack files files_max role of frozen frozen_at
	waits='' stack='' files='' files_max='' frozen_at=''
	role=$1 of=${2:-}
	if ask_kernel "$pid" wchan; then waits=${v% }; fi
	if ask_kernel "$pid" stack; then stack_words "$v" && stack=$v; fi
	case $role in daemon | shim)
		frozen_by "$pid"
		files=$(set -- "$PROC/$pid"/fd/* && [ -L "$1" ] && echo $#) ;; # others may have millions
	esac
	if files_limit "$PROC/$pid"; then files_max=$v; fi
	text "$comm"
	say process "$t $pid $state $start $role ${of:--} ${files:--} ${files_max:--}" \
		name "$comm" pid# "$pid" state "$state" start# "$start" role "$role" of "$of" parent# "$ppid" \
		threads# "$threads" waitsIn "$waits" files# "$files" filesMax# "$files_max" stack "$stack" frozenAt "$frozen_at"
}
stack_words() { # stack_words STACK: sets v to the functions in it: each is behind its address
	local word
	v=''
	# shellcheck disable=SC2086 # words; no pattern can be made of them
	for word in $1; do case $word in *+*) v="$v${v:+ < }${word%%+*}" ;; esac; done
}
files_limit() { # files_limit /proc/PID: sets v to how many files that process may have open
	local what word name
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
