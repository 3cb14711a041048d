# shellcheck shell=bash disable=SC2154 # id, pid, variant are fault's
# Faults of dockerd.

# start_dockerd_anew: and its containerd, for one that dockerd has started again by itself uses another folder in place of /tmp
start_dockerd_anew() {
	stop dockerd
	stop containerd
	start_dockerd
}

fault dockerd-hang '' 'dockerd is stopped (SIGSTOP)'
inject_dockerd-hang() { dockerd_only; signal STOP dockerd; }
heal_dockerd-hang() { signal CONT dockerd; }

fault dockerd-down '[alone|with-containerd]' 'dockerd is killed; its containerd is started again by itself, or dies with it'
# This dockerd starts its containerd, and takes it along (parent death signal): so with-containerd is what a kill does here,
# alone is what it does where containerd is a service of its own. The containers live on (live-restore).
inject_dockerd-down() {
	dockerd_only
	if is_unit dockerd; then
		stay_down docker
		signal KILL dockerd
		[ "$variant" = alone ] || { : >"$saved"; stay_down containerd; signal KILL containerd; }
		on_node systemctl stop docker.socket # which would start it for the first who asks
		return
	fi
	signal KILL dockerd
	until_ok 5 eval '! running containerd' || signal KILL containerd
	[ "$variant" = with-containerd ] || start containerd /usr/bin/containerd --config /var/run/docker/containerd/containerd.toml
}
heal_dockerd-down() {
	if is_unit dockerd; then
		[ ! -e "$saved" ] || come_back containerd
		come_back docker
		return
	fi
	stop containerd # dockerd starts its own
	start_dockerd
}

fault docker-socket-removed '' '/var/run/docker.sock is gone, dockerd lives'
inject_docker-socket-removed() { dockerd_only; on_node mv /var/run/docker.sock /var/run/.docker.sock.away; }
heal_docker-socket-removed() { on_node mv /var/run/.docker.sock.away /var/run/docker.sock; }

fault dockerd-fds '' 'dockerd may open no file more (RLIMIT_NOFILE)'
inject_dockerd-fds() { dockerd_only; limit_files "$(on_node pidof -s dockerd)" 0; }
heal_dockerd-fds() { return_files; }

fault exit-missed 'POD [CONTAINER]' 'it died while containerd was down: dockerd and kubelet believe that it runs; heal restarts dockerd'
inject_exit-missed() {
	[ "$RUNTIME" = docker ] || die "exit-missed: without a dockerd the kubelet notices, and starts the container again"
	inject_containerd-down
	inject_shim-killed
	end_containerd-down # which then kills what has no shim
	until_ok 10 on_node test ! -e "/proc/$pid" || die "the container lives on"
	until_ok 20 eval '! on_node docker exec "$id" true 2>&1 | grep -q "connection error"' # dockerd takes its time to try containerd again
}
heal_exit-missed() { start_dockerd_anew; }

# with_dockerd_options FILTER: what jq makes of its configuration is that of dockerd, when it reads it next; without: what it was
with_dockerd_options() {
	dockerd_only
	local file=$conf/dockerd.json options; ! is_unit dockerd || file=/etc/docker/daemon.json
	[ -e "$saved.options" ] || on_node cat "$file" >"$saved.options"
	options=$(jq -c "${1:-.}" "$saved.options")
	sh_node 'echo "$1" >"$0"' "$file" "$options"
}
reload_dockerd() { # reload_dockerd RUNTIME: its default, by what it reads now
	signal HUP dockerd
	until_ok 10 sh_node 'docker info 2>/dev/null | grep -q "Default Runtime: $0$"' "$1" || die "dockerd did not read its options again"
}

fault docker-refuses-exec '[plugin|proxy]' 'an authorization plugin of dockerd, or a proxy at its socket, refuses exec'
inject_docker-refuses-exec() {
	dockerd_only
	if [ "$variant" = proxy ]; then guard_socket forbid; return; fi
	start_plugin
}
heal_docker-refuses-exec() { if [ -e "$saved.options" ]; then end_plugin; else return_socket; fi; }

fault docker-plugin-down '' 'the authorization plugin that dockerd asks is dead'
inject_docker-plugin-down() {
	dockerd_only
	start_plugin
	end_guard
}
heal_docker-plugin-down() { end_plugin; }

fault docker-loses-output '' "a proxy at dockerd's socket loses the output of three execs of four"
inject_docker-loses-output() { dockerd_only; guard_socket lose; }
heal_docker-loses-output() { return_socket; }

guard_plugin=/run/docker/plugins/lab-guard.sock
start_plugin() {
	on_node mkdir -p "${guard_plugin%/*}"
	guard plugin "$guard_plugin"
	with_dockerd_options '. + {"authorization-plugins": ["lab-guard"]}'
	signal HUP dockerd
	until_ok 10 asks_the_plugin || { end_plugin; die "dockerd does not ask the plugin"; }
}
end_plugin() {
	with_dockerd_options
	signal HUP dockerd
	until_ok 30 eval '! asks_the_plugin' || die "dockerd still asks the plugin"
	end_guard
	on_node rm -f "$guard_plugin"
}
# By no exec: one that is made before the plugin is asked, and refused when it is to start, stays with its container.
asks_the_plugin() { sh_node 'docker inspect --type container lab-asks 2>&1 | grep -q "authorization denied by plugin lab-guard"'; }
# guard ROLE SOCKET [DOCKERD]: lab/docker-guard, on the node
guard() {
	cp "$HERE/docker-guard" "$LAB_DIR/bin/"
	sh_node 'setsid perl "$@" >/dev/null 2>&1 </dev/null &' perl "$LAB_DIR/bin/docker-guard" "$@"
	until_ok 5 on_node test -S "$2" || die "nothing listens at $2"
}
end_guard() { on_node pkill -KILL -f "^perl $LAB_DIR/bin/docker-guard " || :; }
# guard_socket ROLE: it listens where dockerd did. Connections that are open already go on to dockerd itself.
guard_socket() {
	on_node mv "$docker_socket" "$docker_socket.away"
	guard "$1" "$docker_socket" "$docker_socket.away"
}
return_socket() {
	end_guard
	sh_node 'mv "$0.away" "$0"; rm -f "$0.turns"' "$docker_socket"
}
docker_socket=/var/run/docker.sock
