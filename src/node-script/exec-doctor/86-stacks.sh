# ---- goroutine dumps, only where the user asks for them: the one signal to a process that the script has not started ----
#
# dockerd writes its own to a file in its exec root (since 1.13), containerd to one in its TMPDIR (since 1.3) and, as one line, to
# its log. Older ones write to the log only, or, dockerd from 1.13 to about 17.06, dump memory too, without locks: with the names
# of docker before 18.09 nobody is signalled.

# dump_stacks: once in a run
dump_stacks() {
	[ "${ED_DUMP_STACKS:-}" = 1 ] && [ -z "$dumped" ] && [ "$overdue" = 0 ] || return 0
	clock
	dumped=$now
	[ "$ED_FAMILY" != docker ] || dump_of dockerd "$dockerds"
	dump_of containerd "$serving"
}
# dump_when_late: while the probes still wait, once one of them has used half of its time
dump_when_late() {
	local key
	[ "${ED_DUMP_STACKS:-}" = 1 ] && [ -z "$dumped" ] || return 0
	for key in $running; do
		get "method_$key"
		case $v in echo | missing-path) ;; *) continue ;; esac
		get "begun_$key"
		if [ "$now" -ge $((v + ED_PROBE_TIMEOUT_MS / 2)) ]; then dump_stacks; return; fi
	done
}
# dump_of DAEMON PIDS: signals it, if it is what it seems to be, takes signals, and it is known where its dump will be
dump_of() {
	local name
	daemon=$1 pid=${2# } why='' dump_dir='' dump_before='' dump_total='' dump_cut=false
	takes_dump_signal
	[ -n "$why" ] || dump_folder
	if [ -z "$why" ]; then
		while new_dump; [ -n "$dump_file" ]; do dump_before="$dump_before $dump_file"; done
		# containerd's has the same name each time: what is there is somebody else's, and would be overwritten
		[ "$daemon" = dockerd ] || [ -z "$dump_before" ] || why='file-there'
	fi
	if [ -z "$why" ]; then kill -USR1 "$pid" 2>/dev/null || why=gone; fi
	if [ -n "$why" ]; then dump_record; return; fi
	for name in pid dump_dir dump_before; do get "$name" && put "${daemon}_$name" "$v"; done
	put "${daemon}_dump_size" 0
	dumping="$dumping $daemon"
}
takes_dump_signal() { # sets why to what speaks against it
	local other
	case $pid in '' | *' '*) pid='' why=not-found; return ;; esac
	stat_of "$pid" || state=Z
	case $state in [Tt]) why=stopped ;; D) why=uninterruptible ;; [ZX]) why=gone ;; esac
	[ -z "$why" ] || return 0
	executable=$(readlink "$PROC/$pid/exe") executable=${executable% (deleted)}
	case ${executable##*/} in "$daemon") ;; docker-*) why=too-old ;; *) why='other-program' ;; esac
	[ -n "$why" ] || catches_usr1 || why=not-caught
	for other in $containerds; do # a dockerd of that age has this by its side
		[ "$daemon" != dockerd ] || ! first_line "$PROC/$other/comm" || [ "$v" != docker-containe ] || why=too-old
	done
}
catches_usr1() { # it would be ended else; number 10
	local name
	while read -r name v _; do
		case $name$v in SigCgt:*[2367abef]??) return 0 ;; SigCgt:*) return 1 ;; esac
	done 2>/dev/null <"$PROC/$pid/status"
	return 1
}
# dump_folder: sets dump_dir to the folder on the node where the dump will be
dump_folder() {
	local name
	case $daemon in
	dockerd) # its exec root is where it keeps the states of its runtimes
		for name in target_root control_root; do
			get "$name"
			case $v in /*/runtime-*/*) dump_dir=${v%/runtime-*}; break ;; esac
		done ;;
	*)
		v=$(tr '\0' '\n' 2>/dev/null <"$PROC/$pid/environ" | grep '^TMPDIR=/')
		dump_dir=${v#TMPDIR=} dump_dir=${dump_dir:-/tmp} ;;
	esac
	case $dump_dir in /var/run/*) dump_dir=/run/${dump_dir#/var/run/} ;; '') why=no-folder ;; esac
}
# new_dump: sets dump_file to a dump that is not among those which were there before, or to nothing
new_dump() {
	set -- "$PROC/$pid/root$dump_dir" # the folder as the daemon itself sees it
	case $daemon in dockerd) set -- "$1"/goroutine-stacks-*.log ;; *) set -- "$1/containerd.$pid.stacks.log" ;; esac
	for dump_file; do
		case "$dump_before " in *" $dump_file "*) continue ;; esac
		if [ -e "$dump_file" ] || [ -L "$dump_file" ]; then return; fi
	done
	dump_file=''
}
# collect_dumps: what has come and is whole is told and deleted; what has not come after a while is told too
collect_dumps() {
	for daemon in $dumping; do
		recall_dump
		new_dump
		dump_size=0
		if [ -f "$dump_file" ] && [ ! -L "$dump_file" ] && roots_file "$dump_file"; then dump_size=$(wc -c <"$dump_file") dump_size=$((dump_size)); fi
		get "${daemon}_dump_size"
		put "${daemon}_dump_size" "$dump_size"
		if [ "$now" -lt $((dumped + DUMP_MS)) ] && { [ "$dump_size" = 0 ] || [ "$dump_size" != "$v" ]; }; then continue; fi
		without "$daemon" "$dumping"; dumping=$v
		if [ "$dump_size" = 0 ]; then why=no-file late_dumps="$late_dumps $daemon"; else goroutines; fi
		dump_record
		remove_dump
	done
}
# roots_file FILE: is it root's? Where everybody may write, somebody may have made one of that name
roots_file() {
	local v='' uid=''
	v=$(ls -ldn -- "$1" 2>/dev/null)
	read -r _ _ uid _ <<-END
		$v
	END
	[ "$uid" = 0 ]
}
recall_dump() { # of $daemon
	local name
	why='' dump_total='' dump_cut=false
	for name in pid dump_dir dump_before; do get "${daemon}_$name" && put "$name" "$v"; done
}
await_dumps() { while [ -n "$dumping" ]; do event; done; }
# remove_late_dumps: the last look for what had not come in time: it is not read any more
remove_late_dumps() {
	for daemon in $late_dumps; do
		recall_dump
		new_dump
		remove_dump
	done
	late_dumps=''
}
remove_dump() {
	[ -f "$dump_file" ] && [ ! -L "$dump_file" ] || return 0
	rm -f "$dump_file" 2>/dev/null || left file target "${dump_file#"$PROC/$pid/root"}"
}
# goroutines: of the dump, those that serve a request for a container: alike ones in one line, how many, their state, and
# their functions, the innermost first. Not those that wait for a container's end, as one does for each
DUMP_KEPT='\(\*containerRouter\)\.|\(\*Daemon\)\.Container|libcontainerd/[a-z]*\.\(\*[a-z]*\)\.[A-Z]|/tasks\.\(\*|/v[0-9]\.\(\*(shimTask|process|remoteTask)\)|\(\*criService\)\.(exec|[A-Z][A-Za-z]*(Exec|Container|Pod)|Exec)'
DUMP_LEFT_OUT='\(\*[a-z]*([Ll]ocal|[Tt]ask|[Cc]ontroller|process)\)\.Wait[ .]'
goroutines() {
	dump_total=$(head -c "$DUMP_READ" "$dump_file" | grep -c '^goroutine ')
	head -c "$DUMP_READ" "$dump_file" | sed -n -e 's/^goroutine [0-9][^[]*\(\[[^]]*\]\).*/#\1/p' -e 's/^\(s[a-z]*\.[^ ]*\)(.*/\1/p' -e 's/^\(os\.[^ ]*\)(.*/\1/p' \
		-e 's/^\(github\.com\/[dmc][a-z]*\/[^ ]*\)(.*/\1/p' | tr '\n#' ' \n' | grep -E "$DUMP_KEPT" | grep -vE "$DUMP_LEFT_OUT" |
		sort | uniq -c | sort -rn >"$WORK/goroutines"
	{ [ "$dump_size" -le "$DUMP_READ" ] && [ "$(wc -c <"$WORK/goroutines")" -le "$DUMP_BYTES" ]; } || dump_cut=true
	pieces "$WORK/goroutines" "$DUMP_BYTES" goroutines of "$daemon"
}
dump_record() {
	say dump "$daemon ${pid:--} ${why:--}" of "$daemon" pid# "$pid" why "$why" dir "$dump_dir" total# "$dump_total" cut! "$dump_cut"
}

