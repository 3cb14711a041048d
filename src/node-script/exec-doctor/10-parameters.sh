#!/bin/sh
# The node half of exec-doctor: gathers facts about one container, enters its call chain at each layer
# with a harmless command, and prints what came back as records. It draws no conclusions, changes nothing
# on the node, and ends everything that it started. POSIX sh: dash, busybox ash, bash.
#
# For a review, begin at the end, with "the run". What touches the node:
#  - started: nsenter, by setpriv where the node has it, the runtime, ctr, docker and crictl, as enter() spells them, for a terminal below script(1); what
#    ask() asks: the kubelet's port, by bash, where no debug pod proves that it works; docker inspect, ps, version; crictl inspect; ctr tasks ps, tasks ls, containers ls, version; the runtime's state and
#    --debug exec; df, ss, journalctl, tail; --version; ctr tasks delete, of our own exec ids alone. Each in a process
#    group of its own, by start(), and nowhere else; sleep(1), which holds the pipes of killed clients
#  - signalled: what start() started; after a hang what strays() finds: younger than this run, and carrying its id; with
#    ED_DUMP_STACKS, once something fails or hangs, dockerd and containerd, by SIGUSR1 in dump_of() and by nothing else
#  - written: files in ED_WORK, records on the standard output, the brief on file descriptor 3
#  - deleted: what the daemons wrote at that signal, by remove_dump()
#  - read: /proc, cgroups, the folders of containerd, CRI-O and the runtime; arguments of the target's shim or conmon and of the processes
#    below it, never of one in uninterruptible sleep; the ends of the daemons' logs; no environment, but with
#    ED_DUMP_STACKS containerd's TMPDIR; nothing below the root of a container
#  - believed: only what the node's root alone can have put there (32-trust); what is refused for that is told
#
#   sh -c SCRIPT exec-doctor [COMMAND [ARG...]]   COMMAND: the user's own, run where the harmless one was answered, once
#
# Parameters are environment values:
#   ED_ECHO_WORD: what the harmless command echoes: it stands in arguments, so anybody on the node may know it
#   ED_MARK: what marks our records, where whoever started us has made it; else we make it here. In no argument
#     and in no manifest, so that nobody can write a record but us
#   ED_RUN_ID: the run's id, part of every exec id
#   ED_TARGET: the target's container id
#   ED_SURVEY: ids of many containers, of which ED_TARGET is one: told is what speaks against an exec in each, and
#     no more; or nothing
#   ED_CONTROL: self: the container which this script runs in; other: one that runs already, of those in ED_SECOND
#     or of any that runs; or an id; or nothing: no control
#   ED_SECOND: ids of ordinary containers of other pods, for a second opinion; or nothing
#   ED_FAMILY: docker, containerd or cri-o
#   ED_POD_UID: the UID of the target's pod
#   ED_PROBE_TIMEOUT_MS: no answer within it is a hang
#   ED_DEADLINE_MS: the script's own end
#   ED_LINGER_S: how long it waits, once it is done, for the control to be asked through the API server,
#     which leaves the file "asked" in its folder
#   ED_BRIEF_BYTES: how much the brief may take, where less is left of a console's output
#   ED_FORCE: 1: probe although a guard speaks against it
#   ED_REPEAT: so many passes over all layers, until a failure stays
#   ED_WATCH_MS: or so long
#   ED_EVERY_LAYER: 1: run COMMAND at each of those layers, not through the topmost alone
#   ED_TERMINAL: 1: ask also with a terminal; 0: never; nothing: where all went well without
#   ED_DUMP_STACKS: 1: once something fails or hangs, dockerd and containerd are made to tell where their goroutines are
#   ED_INIT: the first process of the container which this script runs in
#   ED_CONTROL_ECHO: words of the command that echoes in the control, where no program of its image may be run
#   ED_WORK: an empty folder, our only place to write
#   ED_FIFO_DIR_UID: the debug pod's UID: containerd finds that folder among the pod's volumes
#   ED_HOST ED_ROOT: what a program of the node is run with (words of a command), and where its files are seen
#   ED_PATH: where this script's own tools are
#   ED_PROC ED_SYS ED_RUN: other places for /proc, /sys and /run: for recorded trees of other kinds of node
#
# Records are lines of JSON under 8 KiB that carry the mark; the first is "hello". A text is plain where it is harmless, else "=" and base64.
# File descriptor 3 gets the brief of every record: at most 4,096 bytes. 4 and 6 are ours; none is left to what we start.
set -u
umask 077
cd /
LC_ALL=C PATH=${ED_PATH:-/usr/sbin:/usr/bin:/sbin:/bin:/usr/local/sbin:/usr/local/bin}
CONTAINERD_SUPPRESS_DEPRECATION_WARNINGS=1 DOCKER_HOST=unix:///var/run/docker.sock
export LC_ALL PATH CONTAINERD_SUPPRESS_DEPRECATION_WARNINGS DOCKER_HOST

HOST=${ED_HOST:-} ROOT=${ED_ROOT:-} PROC=${ED_PROC:-/proc} SYS=${ED_SYS:-/sys} RUN=${ED_RUN:-/run} WORK=$ED_WORK
MARK=${ED_MARK:-}
unset ED_MARK
if [ -z "$MARK" ]; then read -r MARK </proc/sys/kernel/random/uuid; fi
NOBODY=65534     # a user who owns nothing
NOTHING_EXECUTED="(failed to execute|can't execute)[^/]*No such file" # what nsenter says of the empty name
PROGRAM_DIRS="/usr/local/sbin /usr/local/bin /usr/sbin /usr/bin /sbin /bin"
USUAL_DIRS="/opt/bin /opt/containerd/bin /var/lib/rancher/k3s/data/current/bin /var/lib/rancher/rke2/bin
/var/lib/k0s/bin /snap/microk8s/current/bin /home/kubernetes/bin"
CRIO_DIRS=$RUN/containers/storage/overlay-containers # a folder for each container: ID/userdata
CONTAINERD_DIRS="$RUN/containerd $RUN/docker/containerd/daemon $ROOT/var/snap/microk8s/common/run/containerd"

PAUSE_MS=500     # between two passes
CLIENTS_MAX=4    # clients that run at once
BESIDE_MS=1000   # a probe that has not answered by then is waited for beside the next ones
SLOW_FACTOR=15   # or so many times what nsenter takes, where that is more
BESIDE_MAX_MS=5000 # but no longer
FAIR_MS=3000     # every probe has this long to answer, or the probe timeout where that is less
PROVEN_MS=4000   # what is shown to hang is given up by then
ASK_MS=3000      # a question that is no probe is given up by then
AGAIN_MS=1500    # sockets are looked at a second time after this
SLOW_MS=1000     # an answer that takes longer is asked for twice
SLOWER=5         # where it is so many times what others take
OLD_MS=30000     # a runtime that still runs after this time is held by something
LOG_READ=400     # lines of a log that are looked through
LOG_LINES=13     # of them that are recorded; there are three daemons
LOG_BYTES=500    # of a line
DUMP_MS=2000     # a dump that has not come by then is given up
DUMP_READ=4194304 # bytes of a dump that are read
DUMP_BYTES=65536 # bytes that are kept of it
SHOWN=20         # processes of one kind that are recorded
LOOKED_AT=200    # processes of the container that are looked at
SEARCH_MS=1500   # a search among what a container can make many of is given up by then
TOLD_MS=700      # a process of which the kernel has told nothing by then is left aside
WAITS_MAX=6      # so many of these do not count against a search's time
TOLD_BYTES=4096  # of what the kernel tells of a process, arguments too
MOUNTS_BYTES=16777216 # of a container's list of mounts
PROCESSES_BYTES=1048576 # of a list of processes: of its end
REFUSED_MAX=12   # of one kind of what is not believed, so many are told
LENT_MAX=12      # containers that are looked at for one that can be the control
DELETE_MS=3000   # for an exec id whose process is about to end: it cannot be deleted before that
HOLD_S=30        # a pipe of a killed client, for a shim that may still open it
SETTLE_MS=1000   # for what is ended and deleted at the end to be gone
TEXT_BYTES=1900  # of a text in a record; two and a list make a line of less than 8 KiB in base64
LIST_BYTES=2400  # of a command in a record
COMMAND_BYTES=65536 # of each stream of the user's command
RECORDS_BYTES=983040 # when so much is printed, no more output of the user's command is
MEMORY_HEADROOM_BYTES=8388608 # exec charges runc's own memory to the container: runc 1.1 about 1 MiB, newer more
BRIEF_BYTES=4080 # a termination message of more than 4,096 is cut; the last line always has room
BRIEF_TEXT_BYTES=90 # of an error in it

NEWLINE='
'

# ---- what functions share; every other variable is local to its function, which a test of the script's text holds them to ----

# The state of the run. Whoever changes it changes it for all
now=0 script_end=0 asks_end=0 first_tick=0 overdue=0 ending='' signal='' ticker='' bad='' # the clock, in milliseconds since the node started, and the end
printed=0 brief_left=$BRIEF_BYTES quiet='' refused=' ' # what was told, and may still be
asks=0 delays=0 kept=' ' modes=$NEWLINE links=$NEWLINE # what the kernel and ls were asked, and told
nested='' inits='' dockerds='' containerds='' crios='' kubelets='' kubelet_at='' serving='' daemon_pids='' daemon_dirs='' log_dockerd='' log_containerd='' old_runtimes=0
nsenter='' docker='' ctr='' crictl='' cri='' setpriv='' script='' ss='' trying='' folder='' fifo_dir=''
running='' count=0 dying='' hung='' suspects='' execs=0 # clients: running, told to end, ended without an answer; processes to be gone
undeleted='' holders='' # deletions to be tried again; processes that hold pipes open
client='' out_reader='' err_reader='' # of a supervisor, which is a process of its own
queue='' # why nothing may queue up behind the runtime any more
pass=1 beside=$BESIDE_MS terminal='' trouble='' loses='' looked='' queues='' told_below=' ' dumped='' dumping='' late_dumps=''
existing='' candidates=${ED_SECOND:-} passed_over='' few='' ready=0 ready_first=0 looks=0

# Results: what a function has set for its caller, as its comment says. event() leaves them as they were, so that nothing that is
# answered meanwhile changes them
FIELDS='id bundle ns init born shim address runtime root how' # of a container: subject()
RESULTS="v t $FIELDS vm blocked program cgroups shim_root monitored options named
pid comm state ppid threads start found why executable mode uid gid search_end frozen frozen_at headroom waits
key method attempt seen code at end result begun
daemon dump_dir dump_file dump_before dump_total dump_cut dump_size"

