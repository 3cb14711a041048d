# ---- trust: believed is only what nobody but the node's root can have put there ----

# The names that runtimes have. Whoever may write a runtime's options may name any program
RUNTIMES=' runc docker-runc crun youki runsc kata-runtime sysbox-runc nvidia-container-runtime nvidia-container-runtime.cdi nvidia-container-runtime.legacy '

# The names that the node's daemons have as programs. Any user may give a process such a name, also one that runs a program of root's
DAEMONS=' dockerd dockerd-ce containerd docker-containerd cri-dockerd kubelet kubelite crio k3s k3s-server k3s-agent rke2 k0s hyperkube '

# refuse WHAT NAME WHY: tells once what is not believed. Always fails
refuse() {
	local t='' v=''
	case $refused in *" $1:$2:$3 "*) return 1 ;; esac
	get "refusals_$1" # of each kind, so that whoever has many names leaves room for others
	put "refusals_$1" $((${v:-0} + 1))
	[ "${v:-0}" -lt "$REFUSED_MAX" ] || return 1
	refused="$refused$1:$2:$3 "
	text "$2"
	say refused "$1 $t $3" what "$1" name "$2" why "$3"
	return 1
}
# real PATH: sets v to that path of the node without links; fails where it leads nowhere. A link is read once
real() {
	local rest="${1#/}" path='' part link hops=0
	while [ -n "$rest" ]; do
		part=${rest%%/*}
		case $rest in */*) rest=${rest#*/} ;; *) rest='' ;; esac
		case $part in '' | .) continue ;; ..) path=${path%/*}; continue ;; esac
		seen "$path/$part"
		if [ -L "$v" ]; then
			[ $((hops += 1)) -le 20 ] || return 1
			roots_link "$v" || return 1
			case $links in
			*"$NEWLINE$v -> "*) link=${links#*"$NEWLINE$v -> "} link=${link%%"$NEWLINE"*} ;;
			*) link=$(readlink "$v") && links="$links$v -> $link$NEWLINE" ;;
			esac
			on_node "$link" && link=$v
			case $link in /*) path='' ;; esac
			rest=${link#/}${rest:+/$rest}
		elif [ -e "$v" ]; then path=$path/$part
		else return 1; fi
	done
	v=$path
}
# roots_link PATH: is that link root's, in a folder that nobody else may write? Else it may lead elsewhere in a moment
roots_link() {
	local v='' mode='' uid='' gid='' above="${1%/*}"
	look_up "$1" "${above:-/}" || return 1
	mode_of "$1" && [ "$uid" = 0 ] || return 1
	mode_of "${above:-/}" && [ "$uid" = 0 ] || return 1
	case $mode:$gid in ????????w* | *+:*) return 1 ;; ?????w*:0) ;; ?????w*) return 1 ;; esac
}
# mode_of PATH: sets mode, uid and gid to what was looked up
mode_of() {
	local line="${modes%%" $1$NEWLINE"*}"
	[ "$line" != "$modes" ] || line=${modes%%" $1 -> "*} # a link
	[ "$line" != "$modes" ] || return 1
	read -r mode _ uid gid _ <<-END
		${line##*"$NEWLINE"}
	END
}
# look_up PATH...: has what ls tells of each in $modes: once, for one ls takes as long for all of them. Each has a line; more would
# come of a link that leads to a name with line ends, and could tell of other paths
look_up() {
	local path told rest unknown='' lines=0
	for path; do
		case $modes in *" $path$NEWLINE"* | *" $path -> "*) ;; *) case $path in *[!A-Za-z0-9_./:@+~-]*) return 1 ;; *) unknown="$unknown $path" ;; esac ;; esac
	done
	[ -n "$unknown" ] || return 0
	# shellcheck disable=SC2086 # paths without blanks
	told=$(ls -ldn -- $unknown 2>/dev/null)$NEWLINE
	# shellcheck disable=SC2086 # likewise
	set -- $unknown
	rest=$told
	while [ -n "$rest" ]; do rest=${rest#*"$NEWLINE"} lines=$((lines + 1)); done
	[ "$lines" = $# ] || return 1
	modes=$modes$told
}
# roots_own PATH: can nobody but root have put it there? Sets why. Whoever may write a folder may put anything into it, but
# for one like /tmp, where what is root's stays root's
roots_own() {
	local v='' mode='' uid='' gid='' path last
	why=path
	case $1 in /*) ;; *) return 1 ;; esac
	real "$1" || return 1
	path=$v
	seen "${path:-/}"; last=$v
	set --
	while :; do
		seen "${path:-/}"
		set -- "$v" "$@"
		[ -n "$path" ] || break
		path=${path%/*}
	done
	look_up "$@" || return 1
	for path; do
		mode_of "$path" || return 1
		why=owner
		[ "$uid" = 0 ] || return 1
		why=writable
		case $mode:$gid:$path in
		l* | *+:*) return 1 ;; # it was no link a moment ago; more may write it than its mode says
		????????w?*:"$last") return 1 ;;
		d???????w[tT]*) ;;
		????????w*) return 1 ;;
		?????w*:0:*) ;;
		?????w*) return 1 ;;
		esac
	done
	why=''
}
# trusted WHAT PATH: the same, told where it is not so
trusted() { roots_own "$2" || refuse "$1" "$2" "$why"; }

# uid_of PID: sets v to its real and effective user, as numbers
uid_of() {
	local word real effective
	v=''
	while read -r word real effective _; do
		if [ "$word" = Uid: ]; then v=$real; [ "$real" = "$effective" ] || v=$real:$effective; return; fi
	done 2>/dev/null <"$PROC/$1/status"
	return 1
}
# in_container PID: is it in a cgroup that a container has? Where the node is itself a container's, that tells nothing
in_container() {
	local line
	[ -z "$nested" ] || return 1
	while IFS= read -r line; do
		# shellcheck disable=SC2254 # it is a pattern
		case $line in *kubepods* | *$CONTAINER_ID*) return 0 ;; esac
	done 2>/dev/null <"$PROC/$1/cgroup"
	return 1
}
HEX='[0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f]'
CONTAINER_ID=$HEX$HEX$HEX$HEX$HEX$HEX$HEX$HEX

# roots_process PID: is it root's, and not a container's? Sets why
roots_process() {
	local v=''
	why=user
	uid_of "$1" && [ "$v" = 0 ] || return 1
	why=container
	! in_container "$1" || return 1
	why=''
}
of_node() { roots_process "$1" && of_the_node "$1" mnt; } # of_node PID: the same, where a container's cgroup may look like the node's
# roots_program PID: does it run a program of the node's that nobody but root can have put there, and with its rights nobody but root
# can have started? Sets why, and executable to its path.
# One that was replaced while it ran has no file any more
roots_program() {
	local v=''
	executable='' why=path
	leads_to "$1" exe || return 1
	on_node "$v" && executable=$v
	case $executable in *' (deleted)') executable=${executable% (deleted)}; roots_own "${executable%/*}"; return ;; esac
	roots_own "$executable" || return 1
	why=program
	seen "$executable"
	[ ! -u "$v" ] || return 1
	ask_kernel "$1" exe "$v" && [ "$v" = 'same ' ] || return 1
	why=''
}
# node_daemon PID COMM: does that process belong to the node, and not to somebody who calls it so?
node_daemon() {
	if roots_process "$1"; then
		why=mount-namespace
		if of_the_node "$1" mnt && roots_program "$1"; then
			case $DAEMONS in *" ${executable##*/} "*) return ;; esac
			why=program
		fi
	fi
	refuse daemon "$2" "$why"
}
# of_the_node PID NAMESPACE: is it in the node's own?
of_the_node() {
	local v='' own
	get "own_$2"
	if [ -z "$v" ]; then leads_to 1 "ns/$2" && put "own_$2" "$v" || return 1; fi
	own=$v
	leads_to "$1" "ns/$2" && [ "$v" = "$own" ]
}
# runtime_at_work PID: is it the runtime, or a step of it on its way into a container, and not only called so?
# stat_of has read it. Its parent tells nothing: what is executed in a container has the shim, and so has what that clones beside itself
# (CLONE_PARENT). But the runtime gave up rights for it that itself still has; whoever makes a user namespace has all again, in there.
# Its program tells nothing: a runtime executes a copy of itself, which has no path
runtime_at_work() {
	local v='' pid="$1" parent="$ppid" own
	uid_of "$pid" && [ "$v" = 0 ] || return 1
	if roots_process "$pid" && { [ -z "$nested" ] || of_the_node "$pid" mnt; } && roots_program "$pid"; then
		case $RUNTIMES in *" ${executable##*/} "*) return 0 ;; esac
		return 1
	fi
	roots_process "$parent" && roots_program "$parent" && of_the_node "$pid" user || return 1
	# there a container's processes look like the node's
	[ -z "$nested" ] || of_the_node "$parent" mnt || return 1
	rights_of "$pid" && own=$v && rights_of "$parent" && [ "$own" = "$v" ]
}
rights_of() { # rights_of PID: sets v to its capabilities
	local word
	while read -r word v _; do [ "$word" != CapEff: ] || return 0; done 2>/dev/null <"$PROC/$1/status"
	return 1
}
