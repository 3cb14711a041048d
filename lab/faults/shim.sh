# shellcheck shell=bash disable=SC2154 # id, pid, saved are fault's
# Faults of a container's shim.

shim_of() { containerd_only; on_node awk '/^PPid:/ { print $2 }' "/proc/$1/status"; } # shim_of INIT-PID

fault shim-hang 'POD [CONTAINER]' 'the containerd-shim of that container is stopped (SIGSTOP)'
inject_shim-hang() { shim_of "$pid" >"$saved"; on_node kill -STOP "$(cat "$saved")"; }
heal_shim-hang() { on_node kill -CONT "$(cat "$saved")" 2>/dev/null || :; } # it may have gone with its pod

fault several-hang 'POD...' 'the shims of all these pods (of their first containers) are stopped'
inject_several-hang() {
	local pod shims=()
	for pod; do shims+=("$(shim_of "$(init_pid "$(container_id "$pod")")")"); done
	on_node kill -STOP "${shims[@]}"
	echo "${shims[*]}" >"$saved"
}
# shellcheck disable=SC2046
heal_several-hang() { on_node kill -CONT $(cat "$saved"); }

fault shim-misses-exits 'POD [CONTAINER]' 'its shim hears of no process that has ended (it ignores SIGCHLD), and waits; heal ends the container'
inject_shim-misses-exits() {
	shim_of "$pid" >"$saved"
	# A moment in which its first thread is in a system call comes soon.
	until_ok 5 on_node "$(labd)" miss-exits "$(cat "$saved")"
}
heal_shim-misses-exits() { on_node kill -KILL "$(cat "$saved")" 2>/dev/null || :; }

fault shim-killed 'POD [CONTAINER]' 'its shim is killed: containerd kills the container then, kubelet starts a new one'
inject_shim-killed() { on_node kill -KILL "$(shim_of "$pid")"; }
heal_shim-killed() { :; }

fault shim-fds 'POD [CONTAINER]' 'its shim may open no file more (RLIMIT_NOFILE)'
inject_shim-fds() { limit_files "$(shim_of "$pid")" 0; }
heal_shim-fds() { return_files; }
