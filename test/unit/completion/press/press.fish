# press.fish SCRIPT LINE: what the words are that fish has when somebody presses the tabulator behind LINE
source $argv[1]
complete -C $argv[2]
