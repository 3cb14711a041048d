# ---- variables with computed names: the only two evals; names are made of our own words, values are never code ----

put() { eval "$1=\$2"; }  # put NAME VALUE
get() { eval "v=\${$1-}"; } # get NAME: sets v

for v in $RESULTS; do put "$v" ''; done

# subject SUBJECT: sets FIELDS, vm, blocked, program and cgroups to what SUBJECT_… hold: what is known of that container
subject() {
	local name
	for name in $FIELDS vm blocked program cgroups; do get "${1}_$name" && put "$name" "$v"; done
}

# ---- records ----

# text VALUE: sets t to VALUE as a JSON string
text() {
	[ ${#1} -le "$TEXT_BYTES" ] || set -- "$(printf "%.${TEXT_BYTES}s" "$1")"
	case $1 in
	=* | *[!A-Za-z0-9_./:=@%+,~\ -]*) t="\"=$(printf %s "$1" | base64 | tr -d '\n')\"" ;;
	*) t="\"$1\"" ;;
	esac
}
# text_of FILE: the same of the first bytes of a file
text_of() {
	t='""'
	[ ! -s "$1" ] || t="\"=$(head -c "$TEXT_BYTES" "$1" | base64 | tr -d '\n')\""
}
# list WORD...: sets t to a JSON array
list() {
	local words word
	words=''
	for word; do
		text "$word"
		if [ $((${#words} + ${#t})) -gt "$LIST_BYTES" ]; then words="$words,\"=4oCm\""; break; fi # an ellipsis
		words="$words,$t"
	done
	t="[${words#,}]"
}
# pieces KIND FIELDS FILE BYTES: the first bytes of a file, in records of less than 8 KiB
pieces() {
	local part
	part=0
	head -c "$4" "$3" | base64 | tr -d '\n' | fold -w 6000 >"$WORK/list"
	while { IFS= read -r v || [ -n "$v" ]; } && [ "$printed" -lt "$RECORDS_BYTES" ]; do
		record "$1" "$2,\"part\":$part,\"v\":\"=$v\""
		part=$((part + 1))
	done <"$WORK/list"
}
record() { # record KIND FIELDS
	local line
	[ -z "$quiet" ] || return 0
	line="{\"n\":\"$MARK\",\"r\":\"$1\",$2}"
	printed=$((printed + ${#line} + 1))
	printf '%s\n' "$line"
}
gist() { # gist WORDS: as much as fits into the termination message; a line of it, whatever a name holds
	if [ -n "$quiet" ] || [ "$gist_left" -le ${#1} ]; then return 0; fi
	case $1 in *"$NEWLINE"*) return 0 ;; esac
	gist_left=$((gist_left - ${#1} - 1))
	printf '%s\n' "$1" >&3
}
fact() { # fact NAME VALUE
	text "$2"
	record fact "\"k\":\"$1\",\"v\":$t"
}
say() { # say KIND FIELDS WORDS: a record, and its gist
	record "$1" "$2"
	gist "$1 $3"
}
gist_fact() { fact "$1" "$2" && gist "fact $1 ${2:--}"; }
skip() { [ "$pass" -gt 1 ] || say skip "\"subject\":\"$1\",\"layer\":\"$2\",\"why\":\"$3\"" "$1 $2 $3"; } # skip SUBJECT LAYER WHY
# gate WHY: tells whether the API server may be asked to execute something in the target
gate() { say gate "\"why\":\"$1\"" "${1:-open}"; }
# left KIND SUBJECT NAME [CGROUP]: what stays of ours, and where it is frozen
left() {
	local frozen=''
	[ -z "${4:-}" ] || { text "$4" && frozen=",\"frozen\":$t"; }
	text "$3" && say left "\"kind\":\"$1\",\"subject\":\"$2\",\"name\":$t$frozen" "$1 $2 ${3:--}"
}
# give_up WHY: where nothing can be examined
give_up() {
	clock
	record hello "\"userland\":\"host\",\"uptime\":$now"
	gist "hello $MARK host"
	fact script.problem "$1"
	the_end 1
	exit 2
}
the_end() { # the_end OVERDUE
	record end "\"overdue\":$1"
	printf 'end %s\n' "$1" >&3
}

