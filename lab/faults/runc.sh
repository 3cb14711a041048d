# shellcheck shell=bash disable=SC2154 # id, variant, saved are fault's
# Faults of runc (or crun, in its place): its program, and its records of containers.

# replace_runc: what was made on the node as $OCI.new takes the place of runc, until return_runc.
replace_runc() { sh_node 'mv "$0" "$0.away" && mv "$0.new" "$0"' "$OCI"; }
return_runc() { on_node mv "$OCI.away" "$OCI"; }
# exec_front_end COMMANDS: a front end of runc that runs them before "runc exec".
exec_front_end() {
	printf '#!/bin/sh\ncase " $* " in *" exec "*) %s;; esac\nexec %s.away "$@"\n' "$1" "$OCI" >"$saved.new"
	on_node install -m 755 "$saved.new" "$OCI.new"
	replace_runc
}

fault runc-missing '' "$OCI is moved away"
inject_runc-missing() { on_node mv "$OCI" "$OCI.away"; }
heal_runc-missing() { return_runc; }

fault runc-not-executable '[noexec|format]' "$OCI has no x bit, or is a program for another processor"
inject_runc-not-executable() {
	case $variant in
	noexec) on_node install -m 644 "$OCI" "$OCI.new" ;;
	format) sh_node 'install -m 755 /bin/true "$0.new"; printf "\267" | dd of="$0.new" bs=1 seek=18 conv=notrunc status=none' "$OCI" ;; # ELF for ARM
	esac
	replace_runc
}
heal_runc-not-executable() { return_runc; }

fault runc-broken '[fail|hang]' '"runc exec" fails to load a library, or never ends'
inject_runc-broken() {
	case $variant in
	fail) exec_front_end "echo '${OCI##*/}: error while loading shared libraries: libseccomp.so.2: cannot open shared object file: No such file or directory' >&2; exit 127" ;;
	hang) exec_front_end "echo \$\$ >>$saved; exec sleep 1000000" ;;
	esac
}
heal_runc-broken() {
	return_runc
	[ ! -e "$saved" ] || sh_node 'for p in $(cat "$0"); do [ "$(cat /proc/$p/comm 2>/dev/null)" != sleep ] || kill "$p"; done' "$saved"
}

fault runc-slow '' '"runc exec" takes 4 s, and works'
inject_runc-slow() { exec_front_end 'sleep 4'; }
heal_runc-slow() { return_runc; }

fault runc-state 'POD [CONTAINER]' "$OCI_RECORD of ${OCI##*/} is cut short"
inject_runc-state() { cut_state "$id"; }
heal_runc-state() { return_states; }

fault runc-state-all '' "$OCI_RECORD is cut short for all containers that run now: those that start later work"
inject_runc-state-all() {
	# shellcheck disable=SC2046
	cut_state $(on_node ls "$RUNC_ROOT")
}
heal_runc-state-all() { return_states; }

cut_state() { # cut_state ID...
	sh_node 'root=$0 saved=$1 record=$2; shift 2; mkdir -p "$saved"
		for id; do cp -p "$root/$id/$record" "$saved/$id"; head -c 300 "$saved/$id" >"$root/$id/$record"; done' "$RUNC_ROOT" "$saved.states" "$OCI_RECORD" "$@"
}
return_states() { sh_node 'for f in "$1"/*; do d=$0/${f##*/}; [ ! -d "$d" ] || cp -p "$f" "$d/$2"; done' "$RUNC_ROOT" "$saved.states" "$OCI_RECORD"; }

fault runc-state-deleted 'POD [CONTAINER]' "runc's folder for that container is removed"
inject_runc-state-deleted() { sh_node 'mkdir -p /run/.lab-runc-state; mv "$0/$1" /run/.lab-runc-state/' "$RUNC_ROOT" "$id"; }
heal_runc-state-deleted() { sh_node '[ ! -d "$2" ] || mv "/run/.lab-runc-state/$1" "$0/"; rm -rf /run/.lab-runc-state' "$RUNC_ROOT" "$id" "$TASKS/$id"; }

fault runc-waits 'POD [CONTAINER]' "one exec's ${OCI##*/} waits for ever for the container's $OCI_RECORD, which is whole again"
inject_runc-waits() {
	containerd_only
	sh_node 'mv "$0" "$0.away" && mkfifo "$0"' "$RUNC_ROOT/$id/$OCI_RECORD"
	# as whoever asks for an exec of the pod's: it goes through the shim
	case $RUNTIME in docker) set -- docker exec "$id" ;; *) set -- ctr -a "$SOCK" -n "$NS" tasks exec --exec-id lab-waits "$id" ;; esac
	sh_node '"$@" >/dev/null 2>&1 </dev/null &' sh "$@" true
	until_ok 5 waiting_runc || :
	sh_node 'mv "$0.away" "$0"' "$RUNC_ROOT/$id/$OCI_RECORD"
	waiting_runc >"$saved" || die "no runc waits"
	sleep 31 # one that has just begun may be about to end
}
waiting_runc() { # its PID on the node
	sh_node 'for d in $(grep -l "^PPid:.$0$" /proc/[0-9]*/status 2>/dev/null); do d=${d%/status}
		case $(cat "$d/comm") in "$1"*) echo "${d#/proc/}"; exit 0 ;; esac; done; exit 1' "$(shim_of "$pid")" "${OCI##*/}"
}
heal_runc-waits() { on_node kill -KILL "$(cat "$saved")" 2>/dev/null || :; }

fault runtime-missing '' 'the pod gpu1 is made with the runtime nvidia-container-runtime, which is taken away then; runc stays'
inject_runtime-missing() {
	local runtimes='. + {runtimes: {nvidia: {path: "nvidia-container-runtime"}}, "default-runtime":'
	with_dockerd_options "$runtimes \"nvidia\"}"
	on_node cp "$OCI" "${OCI%/*}/nvidia-container-runtime"
	reload_dockerd nvidia
	sed 's/user1/gpu1/; s|lab/user:1|lab/nginx:1|' "$HERE/faults/user1.yaml" | k apply -f - >/dev/null
	until_ok 60 k wait --for=condition=Ready pod/gpu1 --timeout=10s || die "the pod gpu1 does not run"
	with_dockerd_options "$runtimes \"runc\"}" # by its name dockerd still has to know it
	reload_dockerd runc
	on_node mv "${OCI%/*}/nvidia-container-runtime" "${OCI%/*}/.nvidia-container-runtime.away"
}
heal_runtime-missing() {
	on_node mv "${OCI%/*}/.nvidia-container-runtime.away" "${OCI%/*}/nvidia-container-runtime"
	k delete pod gpu1 --grace-period=1 >/dev/null
	with_dockerd_options
	signal HUP dockerd
	on_node rm "${OCI%/*}/nvidia-container-runtime"
}
