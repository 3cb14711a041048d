# Completion in fish of kubectl exec-doctor, and of kubectl-exec_doctor by its own name:
#   kubectl exec-doctor completion fish >~/.config/fish/completions/kubectl-exec_doctor.fish
#   kubectl exec-doctor completion fish | source

# Asks the plugin what may stand at the cursor.
function __exec_doctor_answers
    set -l words (commandline -opc)
    set -l current (commandline -ct)
    # the words of its name
    test (basename -- $words[1]) = kubectl; and set -e words[1]
    set -e words[1]
    set -l answers (kubectl-exec_doctor __complete $words "$current" 2>/dev/null)
    set -l before (string match -r -- '^--[^=]*=' $current)
    switch "$answers[-1]"
        case ':0' ':2'
            __fish_complete_path (string replace -r -- '^--[^=]*=' '' $current)
        case '*'
            for answer in $answers[1..-2]
                echo -- "$before$answer"
            end
    end
end

function __exec_doctor_is_meant
    set -l words (commandline -opc)
    test (count $words) -gt 1; and test "$words[2]" = exec-doctor
end

complete -c kubectl-exec_doctor -f -a '(__exec_doctor_answers)'
complete -c kubectl -n __exec_doctor_is_meant -f -a '(__exec_doctor_answers)'
