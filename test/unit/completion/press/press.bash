# press.bash SCRIPT LINE: what the words are that bash has when somebody presses the tabulator behind LINE
SCRIPT=$1 on=''
COMP_LINE=$2 COMP_POINT=${#2}
read -ra COMP_WORDS <<<"${COMP_LINE//=/ = }"
case $COMP_LINE in *' ') COMP_WORDS+=('') ;; esac
COMP_CWORD=$((${#COMP_WORDS[@]} - 1)) COMPREPLY=()
# shellcheck disable=SC2317 # the script calls these three
{
	complete() { if [ "${*: -1}" = "${COMP_WORDS[0]}" ]; then on=${*: -2:1}; fi; }
	compopt() { echo "$*"; }
	__start_kubectl() { COMPREPLY=("kubectl's own"); }
}
# shellcheck disable=SC1090
. "$SCRIPT"
$on
[ ${#COMPREPLY[@]} = 0 ] || printf '%s\n' "${COMPREPLY[@]}"
