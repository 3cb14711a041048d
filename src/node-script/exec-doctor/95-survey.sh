
# ---- survey: may something be executed in each of many containers? ----

# survey ID...: a record of each container, with what speaks against an exec in it. Where runc hangs on the control, that
# speaks for all. Nothing is executed in any of them, and nothing else is told
survey() {
	local for_all surveyed tail
	probe control runc
	drain
	get result_control_runc
	if [ "$v" = hang ]; then queue='runc-hangs'; fi
	for_all=$queue
	for surveyed; do
		clock
		heed
		if [ "$now" -ge "$script_end" ]; then overdue=1; return; fi
		quiet=1
		discover target "$surveyed"
		guard target
		old_execs
		quiet=''
		get target_blocked
		v=${v:-$queue} queue=$for_all
		[ -n "$init$vm" ] || v=${v:-no-process}
		tail=${id#????????????}
		say survey "${id%"$tail"} ${v:-open}" id "$id" why "$v"
	done
}
