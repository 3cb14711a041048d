# What the debug pod starts with: runs the script in the node's namespaces.
# Runs as: sh -c BOOT boot SCRIPT [COMMAND [ARG...]]; the environment holds the ED_ parameters, and of its own
#   ED_FOLDER   the pod's own empty folder
#   ED_NSENTER  words that run nsenter: the node's, by its own loader, where no program of the image is to be run
# Two things of the container reach the script over the change of mount namespace, as open file descriptors:
# 3 is the termination message, 5 the pod's own folder.
# Nothing else below the image's root is opened.
if (: >>/dev/termination-log) 2>>"$ED_FOLDER/message"; then exec 3>>/dev/termination-log; else exec 3>>"$ED_FOLDER/message"; fi
exec 5<"$ED_FOLDER"
script=$1
shift
# a kernel before cgroup namespaces, or an nsenter that does not know them
# shellcheck disable=SC2086 # words
if $ED_NSENTER -t 1 -m -C -- true 2>>"$ED_FOLDER/message"; then cgroup=-C; else cgroup=''; fi
enter="$ED_NSENTER -t 1 -m -u -i -n $cgroup --" # not -p: with hostPID it is PID 1's already
export ED_INIT=$$
# shellcheck disable=SC2086 # a prefix of words
if [ "$ED_USERLAND" = host ]; then
	export ED_WORK="/proc/$$/fd/5"
	$enter /bin/sh -c "$script" exec-doctor "$@" &
else # the image's own programs run the script; only what must be on the node enters it
	export ED_WORK="$ED_FOLDER" ED_HOST="$enter" ED_ROOT=/proc/1/root ED_SYS=/proc/1/root/sys ED_RUN=/proc/1/root/run
	# in the node's cgroup namespace, for what /proc/PID/cgroup says depends on who reads it
	${cgroup:+$ED_NSENTER -t 1 -C --} /bin/sh -c "$script" exec-doctor "$@" &
fi
# This shell stays in the container, so that what is executed in the container lands in the container.
child=$! again=1
# bash loses a signal now and then: what the script finds in its folder it cannot miss
trap '(: >"$ED_FOLDER/stop") 2>&-; kill -TERM $child; again=1' TERM INT HUP
while [ -n "$again" ]; do # a signal interrupts the wait
	again=''
	wait $child
	code=$?
done
exit "$code"
