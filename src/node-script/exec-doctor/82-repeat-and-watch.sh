
# ---- --repeat and --watch ----

# passes: all layers again, as often or as long as the user wants, until a failure stays
passes() {
	local watch_end pause_end entry
	clock
	watch_end=$((now + ${ED_WATCH_MS:-0}))
	while [ "$overdue" = 0 ] && ! failure_stays; do
		[ "$pass" -lt "${ED_REPEAT:-1}" ] || [ "$now" -lt "$watch_end" ] || break
		pause_end=$((now + PAUSE_MS))
		while [ "$now" -lt "$pause_end" ]; do event; done
		pass=$((pass + 1))
		guard target
		get target_blocked
		[ -z "$v" ] || return 0
		for entry in runc ctr docker crictl; do
			[ "$entry" != docker ] || [ "$ED_FAMILY" = docker ] || continue
			level "$entry"
		done
		drain
		[ -z "$trouble" ] || dump_stacks
		try_again
	done
}
failure_stays() {
	local entry who
	for entry in runc ctr docker crictl; do
		for who in control target; do
			get "result_${who}_$entry"
			case $v in failed | hang) return 0 ;; esac
		done
	done
	return 1
}
