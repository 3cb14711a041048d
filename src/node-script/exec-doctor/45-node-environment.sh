# ---- environment: what the container, its shim and the node are like, as far as it may break an exec ----

# environment: of all that we look at
environment() {
	local who
	subject target
	few=''
	if container_cgroup pids && first_line "$v/pids.current" && [ "${v:-9999}" -le "$LOOKED_AT" ]; then few=1; fi
	spec
	mounts
	for who in target control; do confinement "$who"; done
	for who in target control; do shim_differs "$who"; done
	pile
	node_load
}
in_one_line() { tr -d '\n\t' 2>/dev/null <"$1" | sed 's/": /":/g'; } # in_one_line FILE: prints that JSON, which CRI-O writes for people
# spec: the working directory and the user that the container's spec asks for, and where its first process is
spec() {
	local line
	subject target
	[ -n "$bundle" ] && [ -r "$bundle/config.json" ] || return 0
	in_one_line "$bundle/config.json" | grep -oE '"cwd":"[^"]*"|"user":\{[^}]*\}' >"$WORK/list"
	while IFS= read -r line; do
		case $line in
		'"cwd"'*) json_field cwd "$line"; fact target.cwd "$v" ;;
		'"user"'*) fact target.user "${line#*:}" ;;
		esac
	done <"$WORK/list"
	if [ -n "$init" ] && leads_to "$init" cwd; then fact target.initCwd "$v"; fi
}
# mounts: may programs of the container be executed, and has it what a terminal needs? By its list of mounts alone: a path
# below its root leads wherever it wants
mounts() {
	local dev='' pts=no options='' line
	head -c "$MOUNTS_BYTES" "$PROC/${init:-none}/mountinfo" 2>/dev/null | grep -E '^[^ ]+ [^ ]+ [^ ]+ [^ ]+ /(dev(/pts)?)? ' | tail -n "$LOOKED_AT" >"$WORK/list"
	while read -r _ _ _ _ v line; do
		case $v in /) options=${line%% *} ;; /dev) dev=yes ;; /dev/pts) pts=yes ;; esac
	done <"$WORK/list"
	case ,$options, in *,noexec,*) brief_fact target.noexec yes ;; esac
	[ -z "$dev" ] || fact target.devpts "$pts"
}
# confinement SUBJECT: what ordinary containers have around them and a privileged one has not
confinement() {
	local name loaded
	subject "$1"
	[ -n "$init" ] || return 0
	while read -r name v _; do [ "$name" != Seccomp: ] || fact "$1.seccomp" "$v"; done 2>/dev/null <"$PROC/$init/status"
	ask_kernel "$init" attr/current || return 0
	v=${v% }
	[ -n "$v" ] || return 0
	fact "$1.label" "$v"
	loaded=$SYS/kernel/security/apparmor/profiles
	case $v in *' ('*) if [ -r "$loaded" ] && ! grep -qsF -- "${v%% (*} (" "$loaded"; then brief_fact "$1.profileLoaded" no; fi ;; esac
}
# shim_differs SUBJECT: what its shim has around it that a client of ours has not, and the other way round
shim_differs() {
	subject "$1"
	[ -n "$shim" ] || return 0
	if [ "$(readlink "$PROC/$shim/ns/mnt")" = "$(readlink "$PROC/1/ns/mnt")" ]; then v=same; else v=other; fi
	fact "$1.shim.mounts" "$v"
	case $(readlink "$PROC/$shim/exe") in *' (deleted)') fact "$1.shim.replaced" yes ;; esac
	if first_line "$PROC/$shim/attr/current"; then fact "$1.shim.label" "$v"; fi
	[ "$1" = target ] || return 0
	if first_line "/proc/$$/attr/current"; then fact own.label "$v"; fi
	if files_limit "/proc/$$"; then fact own.filesMax "$v"; fi
	if [ -d "$PROC/$shim/root/tmp" ]; then v=yes; else v=no; fi
	brief_fact target.shim.tmp "$v"
}
# pile: how many execs live, and lie dead, under the shim; and how many dead are inside
pile() {
	local live oldest dead looked_at
	subject target
	live=0 oldest='' dead=0 looked_at=0
	shims_children
	clock
	search_end=$((now + SEARCH_MS))
	for pid in $v; do
		[ "$pid" != "$init" ] || continue
		searching || break
		[ $((looked_at += 1)) -le "$LOOKED_AT" ] || break
		stat_of "$pid" || continue
		if [ "$state" = Z ]; then dead=$((dead + 1))
		elif belongs "$pid" "$id"; then
			live=$((live + 1))
			if [ -z "$oldest" ] || [ "$start" -lt "$oldest" ]; then oldest=$start; fi
		fi
	done
	inside
	say pile "$live ${oldest:--} $dead $v" live# "$live" oldest# "$oldest" deadOfShim# "$dead" deadInside# "$v"
}
# inside: tells of the container's processes in uninterruptible sleep; sets v to how many dead there are that their parents do not collect
inside() {
	local orphans looked_at shown parent
	orphans=0 looked_at=0 shown=0
	clock
	search_end=$((now + SEARCH_MS))
	if container_cgroup pids; then
		while [ $((looked_at += 1)) -le "$LOOKED_AT" ] && read -r parent && searching; do
			if stat_of "$parent" && [ "$state" = D ] && [ $((shown += 1)) -le "$SHOWN" ]; then pid=$parent && process_record inside target; fi
			children "$parent"
			for pid in $v; do
				searching || break
				if stat_of "$pid" && [ "$state" = Z ]; then orphans=$((orphans + 1)); fi
			done
		done 2>/dev/null <"$v/cgroup.procs"
	fi
	v=$orphans
}
# children PID: sets v to those of all its threads. Where they may be many not by the shell, which takes a byte at a time: for each
# the kernel walks the list from its beginning
children() {
	local file line
	v=''
	[ -n "$1" ] || return 0
	if [ -n "$few" ]; then
		for file in "$PROC/$1"/task/*/children; do
			while read -r line || [ -n "$line" ]; do v="$v $line"; done 2>/dev/null <"$file"
		done
		return
	fi
	# of more threads than there is room for on a command line, too
	v=$({ printf '%s\n' "$PROC/$1"/task/*/children | xargs cat | tail -c "$PROCESSES_BYTES" | tr '\n' ' '; } 2>/dev/null)
}
# shims_children: sets v to those of $shim: the runtime's first, which are in no container's cgroup, then the youngest. What is executed in
# a container may give its shim any number, by any name: CLONE_PARENT
shims_children() {
	local are_few="$few"
	few='' && children "$shim" && few=$are_few
	case $v in *\ *\ *\ *\ *\ *\ *\ *) ;; *) return 0 ;; esac
	echo "$v" | tr ' ' '\n' | sort -rn >"$WORK/called"
	outside_first
	v=$(cat "$WORK/called")
}
youngest() { v=$(tail -c "$PROCESSES_BYTES" "$1" 2>/dev/null | sort -rn); } # youngest FILE: sets v to the processes in it, in that order as a rule
# cgroup2_options: sets v to the options of the node's cgroup2, which runtimes have been seen to change
cgroup2_options() {
	grep -s ' - cgroup2 ' "$PROC/1/mountinfo" >"$WORK/list"
	if first_line "$WORK/list"; then v=${v##* }; else v=''; fi
}
node_load() {
	local name
	cgroup2_options
	fact node.cgroup2 "$v"
	ready_now && ready_first=$v
	fact node.time "$(date +%s)" # by its own clock, as its logs are
	for name in loadavg pressure/cpu pressure/io pressure/memory; do
		if first_line "$PROC/$name"; then fact "node.${name#*/}" "$v"; fi
	done
	# not by the shell, which reads a byte at a time: of these files only the first read tells anything
	(cd "$PROC/sys/kernel" 2>/dev/null && grep -s '' pty/nr pty/max pid_max threads-max) >"$WORK/list"
	while IFS=: read -r name v; do fact "node.${name}" "$v"; done <"$WORK/list"
	while read -r name v _; do
		case $name in MemTotal: | MemAvailable:) fact "node.${name%:}" "$v" ;; esac
	done 2>/dev/null <"$PROC/meminfo"
}

