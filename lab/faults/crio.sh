# shellcheck shell=bash disable=SC2154 # name is fault's
# Faults of CRI-O.
crio_only() { [ "$RUNTIME" = crio ] || die "$name: this node has no CRI-O"; }

fault crio-hang '' 'crio is stopped (SIGSTOP)'
inject_crio-hang() { crio_only; signal STOP crio; }
heal_crio-hang() { signal CONT crio; }

fault crio-down '' 'crio is killed, and does not come back'
inject_crio-down() { crio_only; signal KILL crio; }
heal_crio-down() { start_crio; }
