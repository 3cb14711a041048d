#!/bin/sh
# What stands for nsenter where boot.sh enters the node: it notes its options, and runs the program.
options=''
while [ "$1" != -- ]; do
	options="$options $1"
	shift
done
shift
case "$options:${NO_CGROUP_NAMESPACE:-}" in *-C*:1) exit 1 ;; esac
echo "$options -- ${1##*/}" >>"$STUBS/nsenter"
exec "$@"
