# ---- a terminal: what breaks only with one is asked where all went well without, or where the user wants it ----

# with_terminal: docker, ctr and runc with -t, for target and control
with_terminal() {
	local round layer who
	get target_blocked
	case ${ED_TERMINAL:-}:$trouble$v$queue:$overdue in 1:*:0 | ::0) ;; *) return 0 ;; esac
	find_program script; script=$found
	for round in 1 2; do
		for layer in runc ctr docker; do
			for who in control target; do terminal_probe "$who" "$layer" "$round"; done
		done
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

