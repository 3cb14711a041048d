# shellcheck shell=bash disable=SC2154 # variant, saved are fault's
# Faults of the node's file systems.

# fill DIR: fill its file system
fill() { sh_node 'fallocate -l "$(df --output=avail -B1 "$0" | tail -1)" "$0/.lab-fill"; cat /dev/zero >>"$0/.lab-fill"' "$1" 2>/dev/null || :; }
# fill_inodes DIR: files in it until there can be no more, 20000 at most
fill_inodes() { sh_node 'mkdir "$0/.lab-fill.d" && cd "$0/.lab-fill.d" && seq 1 20000 | xargs touch 2>/dev/null' "$1" || :; }

fault run-full '[space|inodes]' '/run of the node (64 MiB, 20000 inodes) is full'
inject_run-full() { if [ "$variant" = space ]; then fill /run; else fill_inodes /run; fi; }
heal_run-full() { on_node rm -rf /run/.lab-fill /run/.lab-fill.d; }

fault rootfs-full '' 'the file system of /var/lib/docker or /var/lib/containerd (CRI-O: containers) is full'
inject_rootfs-full() { fill "$DATA"; }
heal_rootfs-full() { on_node rm -f "$DATA"/.lab-fill; }

fault tmp-full '[space|inodes|read-only]' '/tmp of the node, a tmpfs of 1 MiB then, is full or read-only'
# LAB_DIR is on it again, where that is below /tmp.
inject_tmp-full() {
	sh_node 'set -e; mkdir -p /run/.lab-tmp; mount --bind "$0" /run/.lab-tmp
		mount -t tmpfs -o size=1m,nr_inodes=500,mode=1777 tmpfs /tmp
		case $0 in /tmp/*) mkdir -p "$0"; mount --bind /run/.lab-tmp "$0" ;; esac
		umount /run/.lab-tmp; rmdir /run/.lab-tmp' "$LAB_DIR"
	case $variant in
	space) fill /tmp ;;
	inodes) fill_inodes /tmp ;;
	read-only) on_node mount -o remount,ro /tmp ;;
	esac
}
heal_tmp-full() { sh_node 'case $0 in /tmp/*) umount -l "$0" ;; esac; umount -l /tmp' "$LAB_DIR"; }

fault tmp-missing '' '/tmp of the node is moved away'
inject_tmp-missing() {
	[ -n "$VM" ] || die "tmp-missing: here /tmp is the machine's, and LAB_DIR may be in it"
	on_node mv /tmp /tmp.away
}
heal_tmp-missing() { sh_node 'rm -rf /tmp; mv /tmp.away /tmp'; }

fault node-busy '' 'programs that never sleep, 12 a CPU: whoever needs a CPU there waits for it'
inject_node-busy() {
	sh_node 'n=$((12 * $(nproc))); while [ $n -gt 0 ]; do setsid sh -c "while :; do :; done" lab-busy >/dev/null 2>&1 </dev/null & n=$((n - 1)); done'
	until_ok 60 on_node grep -q '^some avg10=9[5-9]' /proc/pressure/cpu || die "its CPUs are not busy" # a mean of ten seconds
}
heal_node-busy() { on_node pkill -KILL -f '^sh -c while :; do :; done lab-busy$' || :; }
