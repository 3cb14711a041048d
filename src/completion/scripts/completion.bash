# Completion in bash of kubectl exec-doctor, and of kubectl-exec_doctor by its own name. In a profile, behind kubectl's own:
#   source <(kubectl completion bash)
#   source <(kubectl exec-doctor completion bash)

# __exec_doctor SKIP: asks the plugin what may stand at the cursor; the first SKIP words of the line are its name
__exec_doctor() {
	local line=${COMP_LINE:0:COMP_POINT} words answers cur cut answer
	local -i directive=0
	# not COMP_WORDS: there a word ends at each = and :
	read -ra words <<<"$line"
	case $line in *[[:space:]]) words+=('') ;; esac
	mapfile -t answers < <(kubectl-exec_doctor __complete "${words[@]:$1}" 2>/dev/null)
	if [ ${#answers[@]} -gt 0 ]; then directive=${answers[-1]#:}; unset 'answers[-1]'; fi
	cur=${words[-1]}
	case $cur in --*=*) cur=${cur#*=} ;; esac
	cut=${cur%"${cur##*[:=]}"} # bash replaces what stands behind it
	COMPREPLY=()
	for answer in "${answers[@]}"; do
		answer=${answer%%$'\t'*}
		COMPREPLY+=("${answer#"$cut"}")
	done
	if ((directive & 2)); then compopt -o nospace; fi
	if ((!(directive & 4))); then compopt -o default; fi
}
__exec_doctor_alone() { __exec_doctor 1; }
__exec_doctor_or_kubectl() {
	if [ "$COMP_CWORD" -gt 1 ] && [ "${COMP_WORDS[1]}" = exec-doctor ]; then __exec_doctor 2; else __start_kubectl "$@"; fi
}
complete -F __exec_doctor_alone kubectl-exec_doctor
if declare -F __start_kubectl >/dev/null; then complete -o default -F __exec_doctor_or_kubectl kubectl; fi
