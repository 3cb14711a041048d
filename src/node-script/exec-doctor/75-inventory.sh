# ---- inventory: what each layer believes of the target; no probe, for nothing is executed in a container ----

# ask NAME COMMAND...: a question to a daemon, or to a program of the node. It has a short deadline of its own
ask() {
	local asked
	await_room # what ends meanwhile may change any variable
	asked=$1
	shift
	start "ask_$asked" ask 1 "$@"
}
# inventory: of the target, by its id, before anything is executed in it: a query may hang after an exec that hangs
inventory() {
	subject target
	[ -z "$docker" ] || ask docker_inspect "$docker" inspect --type container \
		-f '{{.State.Status}} {{.State.Pid}} {{len .ExecIDs}} {{.State.OOMKilled}}' "$id"
	case $ED_FAMILY:$crictl:$cri in cri-o:/*:?*) ask crictl_inspect "$crictl" -r "$cri" inspect -o go-template --template '{{.status.state}} {{.info.pid}}' "$id" ;; esac
	if [ -n "$ctr" ] && [ -n "$address" ] && [ -n "$ns" ]; then ask ctr_task "$ctr" -a "$address" -n "$ns" tasks ps "$id"; fi
	case $runtime:$root:$vm in /*:/*:) ask runc_state "$runtime" --root "$root" state "$id" ;; esac
}
# kubelet: where no debug pod proves that it works, does it answer where it listens? To what is no TLS it says so, or ends the
# connection: either is an answer. bash alone has connections of its own
kubelet() {
	[ -z "${ED_FIFO_DIR_UID:-}" ] && [ -n "$kubelet_at" ] || return 0
	listens_at "$kubelet_at"
	find_program bash
	# shellcheck disable=SC2016 # bash expands it
	[ -z "$found" ] || [ -z "$v" ] || ask kubelet "$found" -c 'exec 3<>"/dev/tcp/$1/10250" && echo connected &&
		printf "GET /healthz HTTP/1.0\r\n\r\n" >&3 && { read -r -t 2 line <&3 || [ $? -le 128 ]; } && echo answered' kubelet "$v"
}
# listens_at HEX: sets v to that address of /proc/net/tcp, which is in the byte order of the machine
listens_at() {
	case $1 in 00000000 | 00000000000000000000000000000000) v=127.0.0.1; return ;; esac
	v=''
	case $1:$(uname -m) in ?????????*:* | *:s390*) return ;; esac
	set -- "$1" "${1%??????}" "${1%????}" "${1%??}"
	v=$((0x${1#??????})).$((0x${4#????})).$((0x${3#??})).$((0x$2))
}
# docker_process: is the process that dockerd has for the target there, where nobody else knows one?
docker_process() {
	get target_init
	case $v$pid in *[!0-9]* | 0 | '') return 0 ;; esac
	[ -z "$v" ] || return 0
	if stat_of "$pid"; then v=$state; else v=gone; fi
	fact target.dockerProcess "$pid:$v"
}
# space: what is left, in blocks and inodes, where runtimes write
space() {
	local df dir
	find_program df; df=$found
	[ -n "$df" ] || return 0
	subject target
	set -- /run /tmp
	for dir in /var/lib/docker /var/lib/containerd /var/lib/kubelet; do [ ! -d "$ROOT$dir" ] || set -- "$@" "$dir"; done
	[ -z "$shim" ] || [ ! -d "$PROC/$shim/root/tmp" ] || set -- "$@" "/proc/$shim/root/tmp"
	ask df_blocks "$df" -P "$@"
	ask df_inodes "$df" -Pi "$@"
}
# inventory_of_pod: the same of all containers of the pod, its sandbox too
inventory_of_pod() {
	subject target
	[ -n "${ED_POD_UID:-}" ] || return 0
	[ -z "$docker" ] || ask docker_ps "$docker" ps -a --no-trunc --filter "label=io.kubernetes.pod.uid=$ED_POD_UID" --format '{{.ID}} {{.Names}} {{.Status}}'
	[ -n "$docker" ] || [ -z "$ctr" ] || [ -z "$address" ] || ask ctr_containers "$ctr" -a "$address" -n "$ns" containers ls "labels.\"io.kubernetes.pod.uid\"==$ED_POD_UID"
}
# siblings FILE: of each id that a line begins with: does its runtime know it, does its first process live?
siblings() {
	local shown sibling recorded
	subject target
	shown=0
	clock
	search_end=$((now + SEARCH_MS))
	: >"$WORK/siblings"
	while read -r sibling _; do
		case $sibling in *[!0-9a-f]* | '') continue ;; esac
		if [ $((shown += 1)) -gt "$SHOWN" ] || ! searching; then break; fi
		pid='' state='' recorded=false
		if first_line "${bundle%/*}/$sibling/init.pid"; then pid=$v && stat_of "$pid"; fi
		seen "$root/$sibling"
		if [ -e "$v/state.json" ] || [ -e "$v/status" ]; then recorded=true; fi
		record sibling id "$sibling" init# "$pid" state "$state" recorded! "$recorded"
		echo "$sibling" >>"$WORK/siblings"
	done <"$1"
	# it asks every shim of the node, and hangs on one that is sick, whose ever it is: that accuses nobody
	[ -z "$ctr" ] || ask ctr_tasks "$ctr" -a "$address" -n "$ns" tasks ls
}
# answer MS COMMAND: the record of a question
answer() {
	local asked out
	asked=${key#ask_}
	case $asked in
	ctr_tasks) grep -F -f "$WORK/siblings" "$WORK/$key.out" >"$WORK/list"; cat "$WORK/list" >"$WORK/$key.out" ;;
	sockets | sockets_again) socket_records "$asked"; : >"$WORK/$key.out" ;;
	log_*) log_records; : >"$WORK/$key.out" ;;
	esac
	text_of "$WORK/$key.out"; out=$t
	text_of "$WORK/$key.err"
	record answer name "$asked" end "$end" code# "$code" ms# "$1" command! "$2" out! "$out" err! "$t"
	[ "$end" = exited ] || brief "answer $asked $end - $1"
	case $asked in docker_inspect) read -r _ pid _ <"$WORK/$key.out" && docker_process ;; esac
	case $asked in docker_ps | ctr_containers) [ "$end" != exited ] || siblings "$WORK/$key.out" ;; esac
}

