# press.zsh SCRIPT LINE: what the words are that zsh has when somebody presses the tabulator behind LINE
words=(${=2})
if [[ $2 == *' ' ]]; then words+=(''); fi
CURRENT=$#words PREFIX=${words[-1]}
compdef() { if [[ $2 == ${words[1]} ]]; then on=$1; fi; }
compset() { PREFIX=${PREFIX#*=}; }
_describe() { print -rl -- "${@[3,-1]}" "${(P@)2}"; }
_files() { print -r -- '-o default'; }
_kubectl() { print -r -- "kubectl's own"; }
. $1
$on
