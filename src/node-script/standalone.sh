# What runs the script where there is no debug pod: by ssh, on the node itself, pasted into a console.
# Runs as: sh -c STANDALONE standalone SCRIPT [COMMAND [ARG...]]; the environment holds the ED_ parameters, and of its own
#   ED_OUTPUT  stream: records as they come; the end of the standard input ends the run, for whoever wanted it is gone.
#              whole: at the end, with the brief before and behind them: a console may keep but the first or last 4 KiB
#   ED_PLAN    what the records are about, in base64: printed with each brief, so that they can be read elsewhere; or nothing
if [ "$(id -u)" != 0 ]; then
	echo "exec-doctor: this has to run as root, and runs as $(id -un)" >&2
	exit 77
fi
umask 077
script=$1
shift
# a folder of its own, in memory where it can be; any of these places may be full, or read-only. What would run as root is written to
# it, so it is where no container is let that is not root on the node already: a pod with hostIPC has /dev/shm, many have /tmp
for place in /run /root /var/lib; do
	ED_WORK=$place/exec-doctor-$ED_RUN_ID
	if mkdir "$ED_WORK" 2>/dev/null; then
		# a place with room for one file, and not for the next, would have nothing found out
		if (head -c 1048576 /dev/zero >"$ED_WORK/brief") 2>/dev/null; then break; fi
		rm -rf "$ED_WORK"
	fi
	ED_WORK=''
done
if [ -z "$ED_WORK" ]; then
	echo "exec-doctor: there is no room in /run, /root and /var/lib for a folder of its own" >&2
	exit 73
fi
read -r ED_MARK </proc/sys/kernel/random/uuid # of the records; the plan carries it too
export ED_WORK ED_MARK
watcher=''
exec 6<&0 </dev/null 3>"$ED_WORK/brief"
if [ "$ED_OUTPUT" = stream ]; then
	/bin/sh -c "$script" exec-doctor "$@" 6<&- &
	child=$!
	{ while read -r _; do :; done; : >"$ED_WORK/stop"; kill -TERM "$child"; exec sleep 60; } <&6 >/dev/null 2>&1 3>&- &
	watcher=$!
else
	/bin/sh -c "$script" exec-doctor "$@" >"$ED_WORK/records" 6<&- &
	child=$!
fi
exec 6<&-
# bash loses a signal now and then: what the script finds in its folder it cannot miss
trap ': >"$ED_WORK/stop"; kill -TERM "$child"; again=1' TERM INT HUP
again=1
while [ -n "$again" ]; do # a signal interrupts the wait
	again=''
	wait "$child"
	code=$?
done
if [ -n "$watcher" ]; then
	kill -KILL "$watcher" 2>/dev/null
else
	[ -z "${ED_PLAN:-}" ] || echo "plan $ED_MARK $ED_PLAN" >"$ED_WORK/plan"
	cat "$ED_WORK/brief" "$ED_WORK/plan" "$ED_WORK/records" "$ED_WORK/plan" "$ED_WORK/brief" 2>/dev/null
fi
rm -rf "$ED_WORK"
exit "$code"
