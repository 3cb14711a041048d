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
	=* | *[!A-Za-z0-9_./:=@%+,~\ -]*) t="\"=$(printf %s "$1" | in_base64)\"" ;;
	*) t="\"$1\"" ;;
	esac
}
in_base64() { base64 | tr -d '\n'; }
# text_of FILE: the same of the first bytes of a file
text_of() {
	t='""'
	[ ! -s "$1" ] || t="\"=$(head -c "$TEXT_BYTES" "$1" | in_base64)\""
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
# pieces FILE BYTES KIND [NAME VALUE]...: the first bytes of a file, in records of less than 8 KiB
pieces() {
	local part=0
	head -c "$2" "$1" | in_base64 | fold -w 6000 >"$WORK/list"
	shift 2
	while { IFS= read -r v || [ -n "$v" ]; } && [ "$printed" -lt "$RECORDS_BYTES" ]; do
		record "$@" part# "$part" v! "\"=$v\""
		part=$((part + 1))
	done <"$WORK/list"
}
# record KIND [NAME VALUE]...: a line of JSON. The value is a text; of NAME# a number or nothing, of NAME! JSON itself
record() {
	[ -z "$quiet" ] || return 0
	local line="{\"n\":\"$MARK\",\"r\":\"$1\"" name
	shift
	while [ $# -gt 1 ]; do
		name=${1%[#!]}
		case $1 in
		*'#') case $2 in '' | *[!0-9-]*) t=null ;; *) t=$2 ;; esac ;;
		*!) t=$2 ;;
		*) text "$2" ;;
		esac
		line="$line,\"$name\":$t"
		shift 2
	done
	printed=$((printed + ${#line} + 2))
	printf '%s}\n' "$line"
}
brief() { # brief WORDS: as much as fits into the termination message; a line of it, whatever a name holds
	if [ -n "$quiet" ] || [ "$brief_left" -le ${#1} ]; then return 0; fi
	case $1 in *"$NEWLINE"*) return 0 ;; esac
	brief_left=$((brief_left - ${#1} - 1))
	printf '%s\n' "$1" >&3
}
fact() { # fact NAME VALUE
	record fact k "$1" v "$2"
}
say() { # say KIND WORDS [NAME VALUE]...: a record, and its brief
	local kind="$1" words="$2"
	shift 2
	record "$kind" "$@"
	brief "$kind $words"
}
brief_fact() { fact "$1" "$2" && brief "fact $1 ${2:--}"; }
skip() { [ "$pass" -gt 1 ] || say skip "$1 $2 $3" subject "$1" layer "$2" why "$3"; } # skip SUBJECT LAYER WHY
# gate WHY: tells whether the API server may be asked to execute something in the target
gate() { heed; say gate "${1:-open}" why "$1"; }
# left KIND SUBJECT NAME [CGROUP]: what stays of ours, and where it is frozen
left() {
	say left "$1 $2 ${3:--}" kind "$1" subject "$2" name "$3" ${4:+frozen "$4"}
}
# give_up WHY: where nothing can be examined
give_up() {
	clock
	record hello userland host uptime# "$now"
	brief "hello $MARK host"
	fact script.problem "$1"
	the_end 1
	exit 2
}
the_end() { # the_end OVERDUE
	record end overdue# "$1"
	printf 'end %s\n' "$1" >&3
}

