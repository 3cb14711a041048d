# What a script without a debug pod starts with: the rest of its command runs in PID 1's namespaces, as the daemons do.
# A node without nsenter is in them already; whoever is not root is told so by what comes next.
if nsenter -t 1 -m -- true 2>/dev/null; then
	if nsenter -t 1 -C -- true 2>/dev/null; then cgroup=-C; else cgroup=''; fi # as in boot.sh
	exec nsenter -t 1 -m -u -i -n $cgroup -- "$@"
fi
exec "$@"
