# ---- discovery: what the node itself says of a container ----

# daemons: the node's own processes that matter, by their names: not those of a docker in a container.
# Sets inits (runc's or crun's children on their way in), containerds, and puts the folders of the executables into PROGRAM_DIRS.
# A runtime that has run for long is recorded: it is done in a moment where nothing holds it
daemons() {
	inits='' dockerds='' containerds='' crios='' kubelets='' daemon_pids='' daemon_dirs='' old_runtimes=0 nested=''
	! in_container 1 || nested=1
	look_up_programs
	containerd_dirs
	called 'dockerd|containerd|docker-containe|cri-dockerd|crio|kubelet|hyperkube|kubelite|k3s(-server|-agent)?|rke2|k0s|runc|docker-runc|crun|runc:\[[12]:(CHILD|INIT)\]'
	clock
	search_end=$((now + SEARCH_MS))
	while IFS= read -r pid && searching; do
		stat_of "$pid" || continue
		case $comm in
		*runc* | crun) runtime_process ;;
		*[!a-z0-9-]*) ;; # the name may have more than one line
		*) daemon_process ;;
		esac
	done <"$WORK/called"
	# k3s, rke2 and microk8s have their clients beside the daemon's own executable
	PROGRAM_DIRS="$PROGRAM_DIRS$daemon_dirs $USUAL_DIRS"
	kubelet_port
}
# kubelet_port: sets kubelet_at to the address where the kubelet itself listens, as /proc/net has it: a pod of the node's network
# may listen at that port in its place
kubelet_port() {
	local listens=no
	kubelet_at=''
	for pid in $kubelets; do held_sockets "$pid"; done >"$WORK/held"
	sed -nE 's/^ *[0-9]+: ([0-9A-F]+):280A [0-9A-F]+:[0-9A-F]+ 0A ([^ ]+ +){5}([0-9]+) .*/\1 \3 /p' \
		"$PROC/net/tcp" "$PROC/net/tcp6" >"$WORK/list" 2>/dev/null # 10250
	[ ! -s "$WORK/list" ] || listens=other
	grep -F -f "$WORK/held" "$WORK/list" >"$WORK/called"
	if read -r kubelet_at _ <"$WORK/called"; then listens=yes; fi
	brief_fact kubelet.listens "$listens"
}
# held_sockets PID: prints the inodes of the sockets that it holds, each between two spaces
# shellcheck disable=SC2012 # names are numbers; what they lead to is asked
held_sockets() { ls -l "$PROC/$1/fd" 2>/dev/null | sed -n 's/.*socket:\[\([0-9]*\)\]$/ \1 /p'; }
# other_containerd_dirs: prints where one may be in a folder of /run that nobody but root may write. In others, as in /run/lock,
# anybody may put a link to where nothing answers, which no name may lead through
# shellcheck disable=SC2012 # what it tells of each is asked
other_containerd_dirs() {
	ls -ldn -- "$RUN"/* 2>/dev/null |
		sed -nE "s|^d.{4}[^w]..[^w].\\.? +[0-9]+ +0 .* ($RUN/[A-Za-z0-9_.-]+)\$|\\1/containerd|p"
}
# containerd_dirs: leaves of the folders that a containerd may have those that nobody but root can have made
containerd_dirs() {
	local dir believed=''
	for dir in $CONTAINERD_DIRS $(other_containerd_dirs); do
		[ -d "$dir" ] || continue
		on_node "$dir"
		if trusted bundle "$v"; then believed="$believed $dir"; fi
	done
	CONTAINERD_DIRS=$believed
}
# daemon_process: of the process that stat_of has read, where it is what it is called
daemon_process() {
	local layer
	node_daemon "$pid" "$comm" || return 0
	case $executable in *-shim*) return ;; esac # docker-containerd-shim: names end after 15 bytes
	process_record daemon
	daemon_pids="$daemon_pids $pid"
	case $comm in dockerd) layer=dockerd ;; containerd | docker-containe) layer=containerd ;; crio) layer=crio ;; *) layer=kubelet ;; esac
	on_node "$(readlink "$PROC/$pid/fd/2")"
	case $v in /dev/*) ;; /*) put "log_$layer" "$v" && put "log_of_$layer" "$pid" ;; esac
	daemon_dirs="$daemon_dirs ${executable%/*}"
	case $comm in
	dockerd) dockerds="$dockerds $pid" ;;
	containerd | docker-containe) containerds="$containerds $pid" ;;
	crio) crios="$crios $pid" ;;
	cri-dockerd) ;;
	*) kubelets="$kubelets $pid" ;;
	esac
}
# runtime_process: the same of a runtime, which may be on its way into a container
runtime_process() {
	local whose
	runtime_at_work "$pid" && stat_of "$pid" || return 0
	case $comm in runc:* | crun) inits="$inits $pid" ;; esac
	if [ $((start * 10)) -lt $((now - OLD_MS)) ] && [ "$old_runtimes" -lt "$SHOWN" ]; then
		old_runtimes=$((old_runtimes + 1)) whose=''
		! belongs "$pid" "$ED_TARGET" || whose=target
		process_record runtime "$whose"
	fi
}
# called NAMES: the processes of these names, those of the node first, for a container may have many of any name
called() {
	grep -sxE "$1" "$PROC"/[0-9]*/comm /dev/null >"$WORK/list" 2>/dev/null
	# more than there is room for on a command line
	[ $? -lt 126 ] || printf '%s\n' "$PROC"/[0-9]*/comm | xargs grep -sxE "$1" /dev/null >"$WORK/list"
	sed "s|^$PROC/\([0-9]*\)/comm:.*|\1|" "$WORK/list" >"$WORK/called"
	outside_first
}
# outside_first: those in $WORK/called first that are in no container's cgroup
outside_first() {
	local ids='[0-9a-f]{64}'
	[ -z "$nested" ] || ids="$ids.*$ids" # the first is the node's
	[ "$(wc -l <"$WORK/called")" -gt "$WAITS_MAX" ] || return 0
	sed "s|.*|$PROC/&/cgroup|" "$WORK/called" | xargs grep -sLE "$ids" /dev/null | sed -n "s|^$PROC/\([0-9]*\)/cgroup\$|\1|p" >"$WORK/list"
	grep -vxF -e "" -f "$WORK/list" "$WORK/called" >"$WORK/others"
	cat "$WORK/list" "$WORK/others" >"$WORK/called"
}
# searching: is there time left for a search whose length a container can choose?
searching() { clock; [ "$now" -lt "$search_end" ]; }
# discover SUBJECT ID: sets SUBJECT_… of FIELDS, SUBJECT_program (the shim's) and SUBJECT_vm (not a container of this kernel)
discover() {
	local name
	id=$2 bundle='' ns='' init='' born='' shim='' address='' runtime='' root='' how=bundle program='' shim_root='' monitored='' vm='' cgroups=''
	if find_bundle; then
		case $bundle in
		*/userdata) if bundle_line pidfile; then init=$v; fi ;;
		*) ns=${bundle%/*} ns=${ns##*/}; if bundle_line init.pid; then init=$v; fi ;;
		esac
	else # the container's process whose parent is not of the container
		how=cgroup
		printf '%s\n' "$PROC"/[0-9]*/cgroup | xargs grep -sF -- "$id" /dev/null | grep -vF user.slice | sed "s|^$PROC/\([0-9]*\)/.*|\1|" | sort -nu >"$WORK/called"
		clock
		search_end=$((now + SEARCH_MS))
		while IFS= read -r pid && searching; do
			if belongs "$pid" "$id" && stat_of "$pid" && ! belongs "$ppid" "$id"; then init=$pid; break; fi
		done <"$WORK/called"
	fi
	if [ -n "$init" ] && stat_of "$init"; then
		born=$start pid=$ppid
		stat_of "$pid" || comm=''
		case $comm in
		containerd-shim* | docker-containe*)
			# another container's process may have got the number that is recorded
			why=container
			if { belongs "$init" "$id" || ! in_container "$init"; } && roots_shim; then shim=$pid && process_record shim "$1" && shim_arguments
			else refuse shim "$pid" "$why"; fi ;;
		conmon | conmonrs)
			brief_fact "$1.parent" "$pid:$comm"
			# as above
			if ! belongs "$init" "$id" && in_container "$init"; then init='' born=''
			elif believed_monitor "$pid" "$id"; then monitor_arguments "$pid"
			else refuse monitor "$pid" "$why"; fi ;;
		*) # no shim of runc's; or, where it is another container's by now, nothing of ours
			if belongs "$init" "$id"; then brief_fact "$1.parent" "$pid:$comm"; else init='' born=''; fi ;;
		esac
	fi
	on_node "$program" && program=$v
	if [ -z "$program" ] && bundle_line shim-binary-path; then program=$v; fi
	fact "$1.shim.program" "$program"
	find_runtime
	case ${program##*/} in '' | containerd-shim | docker-containerd-shim | containerd-shim-runc-v*) ;; *) vm='vm-runtime' ;; esac
	case $runtime:$named in *runsc* | *kata*) vm='vm-runtime' ;; esac
	[ -n "$address" ] || guess_address
	recorded_cgroups "$1"
	for name in $FIELDS vm program cgroups; do get "$name" && put "${1}_$name" "$v"; done
	for name in $FIELDS; do get "$name" && on_node "$v" && fact "$1.$name" "$v"; done
}
find_bundle() {
	local dir
	for dir in $CONTAINERD_DIRS; do
		for bundle in "$dir"/io.containerd.runtime.v[12].*/*/"$id"; do
			[ -d "$bundle" ] || continue
			on_node "$bundle"
			if trusted bundle "$v"; then return 0; fi
		done
	done
	bundle=$CRIO_DIRS/$id/userdata
	on_node "$bundle"
	if [ "$ED_FAMILY" = cri-o ] && [ -d "$bundle" ] && trusted bundle "$v"; then return 0; fi
	bundle=''
	return 1
}
# believed_monitor PID ID: is it CRI-O's conmon of that container? What any container starts is in the cgroup of one. Sets why
believed_monitor() {
	local v='' line
	why=user
	uid_of "$1" && [ "$v" = 0 ] || return 1
	why=mount-namespace
	of_the_node "$1" mnt || return 1
	why=container
	while IFS= read -r line; do
		case $line in *"$2"*) line=${line%%"$2"*}; case $line in *conmon-) ;; *) return 1 ;; esac ;; esac
		! below_another "$line" || return 1
	done 2>/dev/null <"$PROC/$1/cgroup"
	roots_program "$1" || return 1
	why=program
	case ${executable##*/} in conmon | conmonrs) why='' ;; *) return 1 ;; esac
}
# monitor_arguments PID: an allow-list of them: which runtime, and where it keeps the container's state
monitor_arguments() {
	local previous='' argument
	[ "$state" != D ] && ask_kernel "$1" cmdline || return 0
	head -c "$TOLD_BYTES" "$PROC/$1/cmdline" | tr '\0' '\n' >"$WORK/list"
	while IFS= read -r argument; do
		case $previous:$argument in
		-r:/* | --runtime:/*) monitored=$argument ;;
		*:--root=/*) shim_root=${argument#*=} ;;
		--runtime-root:/*) shim_root=$argument ;;
		esac
		previous=$argument
	done <"$WORK/list"
}
bundle_line() { v='' && [ -n "$bundle" ] && [ ! -L "$bundle/$1" ] && first_line "$bundle/$1"; } # bundle_line FILE: sets v
# roots_shim: is the process $pid the node's, and does it run a program that a shim may have? One may have a mount namespace of its
# containerd's, or be in the cgroup of its pod, but not both. Sets why
roots_shim() {
	local v=''
	why=user
	uid_of "$pid" && [ "$v" = 0 ] || return 1
	why=container
	of_the_node "$pid" mnt || { [ -z "$nested" ] && ! in_container "$pid"; } || return 1
	roots_program "$pid" || return 1
	case ${executable##*/} in containerd-shim* | docker-containerd-shim) return ;; esac
	why=program
	return 1
}
# shim_arguments: an allow-list of them, and never those of a process in uninterruptible sleep
shim_arguments() {
	local previous argument
	leads_to "$shim" exe
	program=${v% (deleted)}
	[ "$state" != D ] || return 0
	head -c "$TOLD_BYTES" "$PROC/$shim/cmdline" | tr '\0' '\n' >"$WORK/list"
	previous=''
	while IFS= read -r argument; do
		case $previous in
		-namespace) ns=${ns:-$argument} ;;
		-address) address=$argument ;;
		-runtime-root) shim_root=$argument ;;
		esac
		previous=$argument
	done <"$WORK/list"
}
# guess_address: the socket in containerd's own folder, the bundle's, or beside it (k0s, microk8s); told as a guess
guess_address() {
	local guess name
	on_node "${bundle%/io.containerd.runtime.*}"
	for guess in "$v" "${v%/daemon}" "${v%/containerd}"; do
		for name in containerd.sock docker-containerd.sock; do
			seen "$guess/$name"
			if [ -e "$v" ] && trusted socket "$guess"; then address=$guess/$name how="$how, address guessed"; return; fi
		done
	done
}
# named_runtime: sets named to what the bundle calls the container's runtime, and runtime to that where it may be one
named_runtime() {
	json_field binary_name "$options"
	[ -n "$v" ] || bundle_line runtime || v=$monitored
	named=$v runtime=''
	case $RUNTIMES in
	*" ${named##*/} "*)
		case $named in
		/*) ! trusted runtime "$named" || runtime=$named ;;
		*) runtime=$named ;;
		esac ;;
	*) [ -z "$named" ] || refuse runtime "$named" name ;;
	esac
}
# find_runtime: sets runtime and root, the one that really holds the container's state
find_runtime() {
	local dir
	options=''
	if bundle_line options.json; then options=$v; fi
	named_runtime
	case $named:$runtime in
	*:/*) ;;
	?*:) runtime=${named##*/} ;; # no other runtime stands for one that is not believed
	: | *:runc | *:docker-runc) find_program ${runtime:+"$runtime"} runc docker-runc; runtime=${found:-${runtime:-runc}} ;;
	*) find_program "$runtime"; runtime=${found:-$runtime} ;; # nor for one of another name that is not there
	esac
	json_field root "$options" # the candidates: as told, then where runtimes keep it by default
	for dir in ${v:+"$v/$ns"} ${shim_root:+"$shim_root${ns:+/$ns}"} "/run/containerd/runc/$ns" "$RUN"/docker/runtime-*/"$ns"; do
		! kept_in "$dir" || return 0
	done
	for dir in $CONTAINERD_DIRS; do
		! kept_in "$dir/runc/$ns" || return 0
	done
	kept_in /run/runc || kept_in /run/crun
}
# kept_in DIR: does a runtime keep the container's state there? Sets root, and runtime where no bundle tells which one it is and
# only crun keeps such a record
kept_in() {
	local v='' dir
	on_node "$1"
	dir=$v
	seen "$dir/$id"
	[ -e "$v/state.json" ] || [ -e "$v/status" ] || return 1
	trusted state "$dir/$id" || return 1
	root=$dir
	seen "$dir/$id"
	[ ! -e "$v/state.json" ] && [ -z "$named" ] || return 0
	find_program crun
	runtime=${found:-$runtime}
}
# compare_runtimes: from the shim down a container of another runtime is no control
compare_runtimes() {
	local same
	subject target
	set -- "$runtime" "${program##*/}"
	subject control
	same=yes
	[ "$runtime" = "$1" ] || same=no
	case ${program##*/} in '' | "$2") ;; *) [ -z "$2" ] || same=no ;; esac
	brief_fact control.sameRuntime "$same"
}
# borrow_address: where nothing of the target is left to tell its containerd, it is that of the control
borrow_address() {
	local name
	get target_address
	[ -z "$v" ] && [ "$ED_FAMILY" != cri-o ] || return 0
	for name in address ns; do
		get "control_$name" && put "target_$name" "$v"
		fact "target.$name" "$v"
	done
	fact target.how 'as the control'
}
# own_id: sets v to the id of the container that this script runs in
own_id() {
	local dir file
	$HOST cat "$PROC/$$/cgroup" >"$WORK/list" 2>/dev/null
	while IFS= read -r v; do
		v=${v##*/} v=${v%.scope} v=${v##*[-:]}
		[ ${#v} -ne 64 ] || return 0
	done <"$WORK/list"
	for dir in $CONTAINERD_DIRS; do # a cgroup namespace hides it
		for file in "$dir"/io.containerd.runtime.v[12].*/*/*/init.pid; do
			if first_line "$file" && [ "$v" = "${ED_INIT:-}" ]; then v=${file%/init.pid} v=${v##*/}; return; fi
		done
	done
	for file in "$CRIO_DIRS"/*/userdata/pidfile; do
		if first_line "$file" && [ "$v" = "${ED_INIT:-}" ]; then v=${file%/userdata/pidfile} v=${v##*/}; return; fi
	done
	v=''
}
# crio_socket: sets v to the socket that crio listens at, or to where it would
crio_socket() {
	local inode path
	v=/run/crio/crio.sock
	for pid in $crios; do held_sockets "$pid"; done >"$WORK/held"
	sed -nE 's#^[^ ]+ [^ ]+ [^ ]+ 0*10000 [^ ]+ [^ ]+ +([0-9]+) (/var)?(/run/[A-Za-z0-9_./-]+)$#\1 \3#p' "$PROC/1/net/unix" 2>/dev/null |
		grep '/crio[^/]*\.sock$' >"$WORK/list"
	while read -r inode path; do
		if grep -qF " $inode " "$WORK/held"; then v=$path; break; fi
	done <"$WORK/list"
	seen "$v"; path=$v
	on_node "$path"
	[ -S "$path" ] && trusted socket "$v" || v=''
}
clients() {
	local file name
	find_program nsenter; nsenter=$found
	find_program ctr containerd-ctr docker-containerd-ctr; ctr=$found
	find_program crictl; crictl=$found
	if [ "$ED_FAMILY" = docker ]; then
		find_program docker; docker=$found
		# the package podman-docker puts a script in its place: no client of dockerd's
		[ -z "$found" ] || ! head -c "$TOLD_BYTES" "$ROOT$found" 2>/dev/null | grep -q '^exec .*/podman ' || docker=''
		for file in k3s/cri-dockerd/cri-dockerd.sock cri-dockerd-mke.sock cri-dockerd.sock dockershim.sock; do [ ! -S "$RUN/$file" ] || cri=unix:///run/$file; done
	else
		if [ "$ED_FAMILY" = cri-o ]; then crio_socket; else get target_address; fi
		cri=${v:+unix://$v}
	fi
	find_program setpriv; setpriv=$found
	kernel_ways 3>&- 5>&- & # while the guards look
	trying=$!
	for name in nsenter docker ctr crictl cri; do get "$name" && fact "$name" "$v"; done
}
# look_up_programs: all that is looked for below, at once
look_up_programs() {
	local dir name
	set -- /
	for dir in $PROGRAM_DIRS; do
		real "$dir" || continue
		seen "$v"
		set -- "$@" "$v"
		case $v in "$ROOT"/*/*) set -- "$@" "${v%/*}" ;; esac
		for name in nsenter setpriv ctr docker crictl script runc crun dockerd containerd containerd-shim-runc-v2 kubelet; do
			if [ -f "$v/$name" ] && [ ! -L "$v/$name" ]; then set -- "$@" "$v/$name"; fi
		done
	done
	look_up "$@" || :
}
# kernel_ways: tries by which words namespaces are entered with as few rights as the node's programs can give up on the way: no user, no
# capabilities to gain. What is executed is the empty name, which no file system has
kernel_ways() {
	local words
	[ -n "$nsenter" ] || return 0
	for words in \
		${setpriv:+"$setpriv --no-new-privs --inh-caps=-all --bounding-set=-all,+sys_admin,+sys_chroot,+sys_ptrace,+setuid,+setgid $nsenter -S $NOBODY -G $NOBODY"} \
		"$nsenter -S $NOBODY -G $NOBODY"; do
		# shellcheck disable=SC2086 # words
		case $($HOST $words -t 1 -m -- '' 2>&1 </dev/null) in
		*"failed to execute"*"No such file"* | *"can't execute"*"No such file"*) break ;;
		esac
		words=$nsenter
	done
	echo "$words" >"$WORK/kernel_way"
}
# kernel_way: sets nsenter to these words, once they are known
kernel_way() {
	[ -n "$nsenter" ] || return 0
	wait "$trying"
	if first_line "$WORK/kernel_way"; then nsenter=$v; fi
	fact nsenter.words "$nsenter"
}
# serving_containerd: sets serving; where there are several, to the one that listens on the target's address
serving_containerd() {
	local inode
	serving=$containerds
	case $containerds in *' '*' '*) serving='' ;; *) return ;; esac
	get target_address
	v=${v#/var}
	case $v in *[!A-Za-z0-9_./-]* | '') return ;; esac
	for pid in $containerds; do held_sockets "$pid" | sed "s/\$/$pid/"; done >"$WORK/held" # " INODE PID"
	sed 's/[0-9]*$//' "$WORK/held" >"$WORK/called"
	# anybody may have made many more of any name; and a name may hold a line that looks like another's: no number is there twice
	grep -sF -f "$WORK/called" "$PROC/1/net/unix" >"$WORK/list"
	sed -nE 's/^([^ ]+ +){6}([0-9]+)( .*)?$/\2/p' "$WORK/list" | sort | uniq -d >"$WORK/others"
	sed -nE "s#^[^ ]+ [^ ]+ [^ ]+ 0*10000 [^ ]+ [^ ]+ +([0-9]+) (/var)?$v\$#\\1#p" "$WORK/list" | grep -vxF -e "" -f "$WORK/others" >"$WORK/called"
	while read -r inode; do
		for pid in $containerds; do
			if grep -qxF " $inode $pid" "$WORK/held"; then serving=$pid && brief_fact target.containerd "$pid"; fi
		done
	done <"$WORK/called"
}
# folder_on_node: sets folder and fifo_dir, our folder as the node's own programs see it
folder_on_node() {
	local path
	folder='' fifo_dir=''
	[ -n "$HOST" ] || folder=$WORK
	if [ -z "${ED_FIFO_DIR_UID:-}" ]; then fifo_dir=${folder:+$folder/fifo}; return; fi
	for _ in 1 2 3; do # where others unmount meanwhile, kernels before 5.8 leave out lines
		! grep -sF "/pods/$ED_FIFO_DIR_UID/volumes/kubernetes.io~empty-dir/work " "$PROC/1/mountinfo" >"$WORK/list" || break
	done
	while read -r _ _ _ _ path _; do
		# a volume of somebody's may come from where it is called so; ours is where we write, below folders of root's
		case $path in */pods/"$ED_FIFO_DIR_UID"/volumes/kubernetes.io~empty-dir/work) ;; *) continue ;; esac
		seen "$path"
		if [ "$v" -ef "$WORK" ] && trusted folder "${path%/*}"; then folder=$path fifo_dir=$path/fifo; fi
	done <"$WORK/list"
}

