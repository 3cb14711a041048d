# shellcheck shell=bash
# Faults of containerd.

# stay_down UNIT: systemd does not start it again, until come_back UNIT
stay_down() { sh_node 'd=/run/systemd/system/$0.service.d; mkdir -p $d; printf "[Service]\nRestart=no\n" >$d/lab.conf; systemctl daemon-reload' "$1"; }
come_back() { sh_node 'rm -r "/run/systemd/system/$0.service.d"; systemctl daemon-reload; systemctl start "$0"' "$1"; }

fault containerd-hang '' 'containerd is stopped (SIGSTOP)'
inject_containerd-hang() { containerd_only; signal STOP containerd; }
heal_containerd-hang() { signal CONT containerd; }

fault containerd-down '' 'containerd is killed, and does not come back'
inject_containerd-down() {
	containerd_only
	if is_unit containerd; then
		stay_down containerd
	elif [ "$RUNTIME" = docker ]; then on_node mount --bind /dev/null /usr/bin/containerd; fi # dockerd would start it again
	signal KILL containerd
}
heal_containerd-down() {
	if is_unit containerd || [ "$RUNTIME" != docker ]; then end_containerd-down; return; fi
	on_node umount /usr/bin/containerd
	start_dockerd_anew
}
# end_containerd-down: containerd is back, and dockerd is the same as before
end_containerd-down() {
	if is_unit containerd; then come_back containerd
	elif [ "$RUNTIME" = docker ]; then
		on_node umount /usr/bin/containerd
		until_ok 20 on_node ctr -a "$SOCK" version || die "dockerd does not start its containerd"
		record containerd "$(machine_pid "$(on_node cat /run/docker/containerd/containerd.pid)")"
	else start_containerd; fi
}

fault containerd-fds '' 'containerd may open no file more (RLIMIT_NOFILE)'
inject_containerd-fds() { containerd_only; limit_files "$(on_node pidof -s containerd)" 0; }
heal_containerd-fds() { return_files; }
