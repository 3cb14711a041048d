# ---- answers ----

recall() { get "method_$key" && method=$v && get "attempt_$key" && attempt=$v && seen=false; }
# answered: the client of $key has ended
answered() {
	local whole
	recall
	first_line "$WORK/$key.end"
	code=${v%% *} at=${v#* } end=exited
	case $method in
	echo)
		whole=-x
		case $key in tty_*) whole='' ;; esac # a terminal adds characters of its own
		if grep -qsF $whole -- "$ED_ECHO_WORD" "$WORK/$key.out"; then seen=true; fi ;;
	missing-path)
		case $key in
		*_nsenter) v=$NOTHING_EXECUTED ;;
		*_crictl) without_echo && get "path_$key" ;;
		*) get "path_$key" ;;
		esac
		if complains_of "$v"; then seen=true code=0; fi ;;
	version)
		first_line "$WORK/$key.out"
		fact "${key#version_}.version" "$v"
		return ;;
	delete)
		[ "$code" = 0 ] || complains_of 'not found' || undeleted="$undeleted $key"
		return ;;
	esac
	case $key:$seen:$method in tty_* | stream_* | *:true:*) ;; *:echo) ! is_absent /bin/echo || method=other ;; esac
	if [ "$method" = other ]; then # it has no such program
		put "${key%_*}_method" missing-path
		probe "${key%_*}" "${key#*_}" "$attempt"
	elif [ "$seen" = false ] && complains_of 'not defined: -*fifo-dir' && get "command_$key" && [ "$v" != "${v#*fifo-dir}" ]; then # an old ctr
		fifo_dir=''
		probe "${key%_*}" "${key#*_}" "$attempt"
	else
		if [ "$seen" = true ] && [ "$code" = 0 ]; then result=ok; else result=failed; fi
		report
	fi
}
# without_echo: takes from what crictl has said what it was asked for, which its log repeats: that is no word of a runtime's
without_echo() {
	local file
	for file in "$WORK/$key.out" "$WORK/$key.err"; do
		if grep -qsF ' cmd=[' "$file"; then
			sed 's/ cmd=\[[^]]*\]//' "$file" >"$WORK/$key.said" && cat "$WORK/$key.said" >"$file"
		fi
	done
}
complains_of() { grep -Eqs -- "$1" "$WORK/$key.out" "$WORK/$key.err"; }
# is_absent PATH: it is not there, which is another complaint than that it may not be executed
is_absent() { complains_of "$1.*([Nn]o such file|[Nn]ot found|not exist|[Nn]ot a directory)"; }
# expired FAIR: the client of $key has not answered in time; sooner than in FAIR ms that is no hang
expired() {
	recall
	code='' at=$now end=timeout result=hang
	case $method in
	version) ;;
	delete) get "exec_$key" && left exec-id "${key#delete_*_}" "$v" ;;
	echo | missing-path) # the script's end is no hang
		get "begun_$key"
		if [ $((now - v)) -ge "$1" ]; then report; return; fi
		case $key in tty_* | stream_* | passage_*) ;; *) skip "${key%_*}" "${key#*_}" deadline ;; esac ;;
	*) report ;;
	esac
}
# report: the record of the client $key, which has come to its $end
report() {
	local took command stream out err kind who shortened alike=''
	put "result_$key" "$result"
	put "code_$key" "$code"
	get "begun_$key" && begun=$v took=$((at - v))
	put "took_$key" "$took"
	get "command_$key"
	command=$v
	if [ "$method" = command ]; then
		has_ended
		record command layer "${key##*_}" attempt# "$attempt" end "$end" code# "$code" ms# "$took" command! "$command" ended! "$v"
		for stream in out err; do
			pieces "$WORK/$key.$stream" "$COMMAND_BYTES" output layer "${key#*_}" stream "$stream"
			: >"$WORK/$key.$stream"
		done
		return
	fi
	if [ "$method" = ask ]; then
		answer "$took" "$command"
		return
	fi
	out='""' t='""' kind=probe
	case $key in tty_*) kind=terminal ;; stream_*) kind=stream ;; passage_*) kind=passage ;; esac
	asked_of "$key" && who=$v
	if [ "$kind" = probe ] && [ "$pass" -gt 1 ] && [ "$result" = ok ]; then alike=1 command='[]' # of many that are alike
	elif [ "$result" = ok ] && [ "$method" = echo ] && ! { [ "$kind" = probe ] && grep -qsvxF -- "$ED_ECHO_WORD" "$WORK/$key.out"; }; then out="\"$ED_ECHO_WORD\""
	else text_of "$WORK/$key.out"; out=$t; text_of "$WORK/$key.err"; fi
	err=$t shortened=''
	[ "$result" = ok ] || trouble=1
	case $kind:${key##*_}:$method:$end:$code:$seen in probe:docker:echo:exited:0:false | probe:crictl:echo:exited:0:false) loses=1 ;; esac
	[ "$result" != failed ] || shortened=$(cat "$WORK/$key.err" "$WORK/$key.out" | last_bytes "$BRIEF_TEXT_BYTES" | in_base64)
	record $kind subject "$who" method "$method" seen! "$seen" layer "${key##*_}" attempt# "$attempt" end "$end" code# "$code" \
		ms# "$took" command! "$command" pass# "$pass" out! "$out" err! "$err"
	[ -n "$alike" ] || brief "$kind $who ${key##*_} $method $attempt $end ${code:--} $took $seen ${shortened:--} $pass"
}
# last_bytes N: of what comes in, behind an ellipsis where that is not all: what is left of a sentence says something else
last_bytes() {
	cat >"$WORK/last"
	[ "$(wc -c <"$WORK/last")" -le "$1" ] || printf '\342\200\246'
	tail -c "$1" "$WORK/last"
}
# has_ended: sets v: has the user's command ended, though its client still waits? Then a child of it holds its output open. runc has
# written its process down; through the layers above it is a child of the shim, and has ended where only younger ones are left
has_ended() {
	local who shown=0 others='' cut=''
	case $end in exited) v=true; return ;; esac
	subject target
	case $key in
	*_runc)
		first_line "$WORK/command.pid" || { v=null; return; }
		if stat_of "$v" && [ "$start" -ge "$first_tick" ] && [ "$state" != Z ]; then v=false; return; fi ;;
	esac
	container_cgroup pids || v=none
	search_end=$((now + SEARCH_MS))
	youngest "$v/cgroup.procs"
	for pid in $v; do
		if [ "$shown" -ge "$SHOWN" ] || ! searching; then cut=yes; break; fi
		if ! stat_of "$pid" || [ "$start" -lt $((begun / 10)) ] || [ "$state" = Z ]; then continue; fi
		case $key:$ppid in *_runc:*) ;; *:"$shim") v=false; return ;; esac
		shown=$((shown + 1))
		put "holder$shown" "$comm (process $pid)"
		others="$others $shown"
	done
	v=null
	case $key:$others:$cut in *_runc:* | *:?*:) ;; *) return ;; esac
	for who in $others; do get "holder$who" && fact "command.holder$who" "$v"; done
	v=true
}

