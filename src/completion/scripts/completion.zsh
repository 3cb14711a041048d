# Completion in zsh of kubectl exec-doctor, and of kubectl-exec_doctor by its own name. In a profile, behind compinit and kubectl's own:
#   source <(kubectl completion zsh)
#   source <(kubectl exec-doctor completion zsh)

# _exec_doctor WORD...: asks the plugin what may stand in the place of the last word
_exec_doctor() {
	local -a answers described options
	local answer
	local -i directive=0
	answers=("${(@f)$(kubectl-exec_doctor __complete "$@" 2>/dev/null)}")
	directive=${answers[-1]#:}
	shift -p answers
	if [[ $PREFIX == --*=* ]]; then compset -P '*='; fi
	for answer in "${answers[@]}"; do
		if [[ $answer == *$'\t'* ]]; then described+=("${${answer%%$'\t'*}//:/\\:}:${answer#*$'\t'}"); else described+=("${answer//:/\\:}"); fi
	done
	if ((directive & 2)); then options=(-S ''); fi
	if ((directive & 4)); then _describe exec-doctor described "${options[@]}"; else _files; fi
}
_exec_doctor_alone() { _exec_doctor "${(@)words[2,CURRENT]}"; }
_exec_doctor_or_kubectl() {
	if ((CURRENT > 2)) && [[ ${words[2]} == exec-doctor ]]; then _exec_doctor "${(@)words[3,CURRENT]}"; else _kubectl "$@"; fi
}
compdef _exec_doctor_alone kubectl-exec_doctor
if (($+functions[_kubectl])); then compdef _exec_doctor_or_kubectl kubectl; fi
