
# ---- passages: is it the layer that fails, or what it was to run in the container? ----

# passages: where the target fails at a layer, and the control or what is below works, the layer is asked for a path that cannot
# exist. Bottom-up, to the first that fails so too: those above go through it. What hangs in a stopped shim is no program's
passages() {
	local layer result below stopped=''
	get target_method
	case $v in echo) ;; *) return 0 ;; esac
	get target_blocked
	below=$v$queue
	[ -z "$below" ] || return 0
	subject target
	if stat_of "$shim" && [ "$state" = T ]; then stopped=yes; fi
	for layer in runc ctr docker crictl; do
		get "result_target_$layer" && result=$v
		case $result$stopped in hangyes) return 0 ;; esac
		get "result_control_$layer"
		case $result:$v:$below in
		ok:*) below=ok ;;
		*:failed:* | *:hang:*) ;; # whoever is asked: it is no program of the target's
		failed:ok:* | hang:ok:* | failed:*:ok | hang:*:ok)
			passage "$layer" || return 0
			below=ok ;;
		esac
	done
}
# passage LAYER: did an exec of the target's pass it, with nothing to run? Only where there is time for a hang, too
passage() {
	local look_at
	clock
	[ $((now + ED_PROBE_TIMEOUT_MS + FAIR_MS)) -lt "$script_end" ] || return 1
	obstacle target "$1"
	[ -z "$why" ] || return 1
	missing_path "passage_target_$1" target 1
	look_at=$((now + SLOW_MS + SLOW_MS))
	while pending "passage_target_$1" && [ "$now" -lt "$look_at" ]; do event; done
	# the container's root may stop what enters it, in that first step, too
	! pending "passage_target_$1" || below_shim
	drain
	get "result_passage_target_$1"
	[ "$v" = ok ]
}
# ---- a terminal: asked for where all went well without, or where the user wants it ----

# side_probes: with a terminal, and through the CRI's stream server, beside each other
side_probes() {
	local round layer who wanted=''
	get target_blocked
	case ${ED_TERMINAL:-}:$trouble$v$queue:$overdue in 1:*:0 | ::0) wanted='runc ctr docker'; find_program script; script=$found ;; esac
	for round in 1 2; do
		for layer in $wanted; do
			for who in control target; do terminal_probe "$who" "$layer" "$round"; done
		done
		for who in control target; do stream_probe "$who" "$round"; done
		drain
	done
}
# terminal_probe SUBJECT LAYER ATTEMPT: where the same was answered without; again only where it failed
terminal_probe() {
	await_room
	get "result_${1}_$2" && [ "$v" = ok ] || return 0
	get "result_tty_${1}_$2" && [ "$v$3" = 1 ] || [ "$v$3" = failed2 ] || return 0
	case $2:$script in docker:*) terminal=own ;; *:?*) terminal=$script ;; *) return 0 ;; esac # of these two only a client that has one gives one
	harmless "tty_${1}_$2" "$1" "$3"
	terminal=''
}

# ---- the CRI's stream server: kubectl's exec goes through it, crictl's with -s asks the runtime directly ----

# stream_probe SUBJECT ATTEMPT: crictl without -s, where the same was answered with it; again only where it failed
stream_probe() {
	await_room
	get "result_${1}_crictl" && [ "$v" = ok ] || return 0
	get "result_stream_${1}_crictl" && [ "$v$2" = 1 ] || [ "$v$2" = failed2 ] || return 0
	obstacle "$1" crictl
	[ -n "$why" ] || harmless "stream_${1}_crictl" "$1" "$2"
}
