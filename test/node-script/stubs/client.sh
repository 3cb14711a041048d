#!/bin/sh
# Every client of a stubbed node. It keeps a log of its starts and ends, and does what the file CLIENT.WHO says.
stubs=${0%/root/*}/stubs layer=${0##*/} last='' kind=command
for last; do :; done
case "$*" in
*aaaaaaaa* | *'-t 100 '*) who=target ;;
*bbbbbbbb* | *'-t 200 '*) who=control ;;
*cccccccc* | *'-t 300 '*) who=second ;;
*) who=none ;;
esac
case "$*" in
*inspect* | *' state '* | *' containers ls '* | *' tasks ps '* | *' tasks ls' | 'ps -a '* | *' version' | 'version '* | *' --debug '*) kind=inventory ;;
*'tasks delete'*) kind=delete ;;
--version) kind=version ;;
*"$ED_ECHO_WORD"* | *-cannot-exist | *' -n -- ') kind=probe ;;
*'-t 1 -m -- ') kind=check ;;
esac
log() {
	read -r now _ </proc/uptime
	echo "$now $1 $layer $who $kind" >>"$stubs/log"
}
ok() {
	case $last in
	'') # the empty name, which nsenter is asked for
		echo "nsenter: failed to execute : No such file or directory" >&2
		exit 127 ;;
	/exec-doctor-*)
		echo "exec failed: $last: no such file or directory" >&2
		exit 1 ;;
	*) echo "$last" ;;
	esac
}
# shellcheck disable=SC2317 # called by the files
first() { # is this the first call of its kind?
	[ ! -e "$stubs/$layer.$who.calls" ] && : >"$stubs/$layer.$who.calls"
}
does() { # does FILE ARG...: what the file says, or nothing
	file=$stubs/$1
	shift
	# shellcheck disable=SC1090
	[ ! -e "$file" ] || . "$file"
}

log start
trap 'log end' EXIT
case $kind in
inventory) echo running 100 ;;
check) ok ;;
version) if [ -e "$stubs/$layer.version" ]; then does "$layer.version"; else echo "$layer version 1.2.3"; fi ;;
delete) does "delete.$who" "$@" ;;
command)
	for word; do printf '%s\0' "$word"; done >"$stubs/$layer.words"
	does "$layer.command" "$@" ;;
probe) if [ -e "$stubs/$layer.$who" ]; then does "$layer.$who" "$@"; else ok; fi ;;
esac
