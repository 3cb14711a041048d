#!/bin/sh
# What stands for entering the node: a path is one of the recorded tree's.
program=$1
shift
case $program in
/*) exec "$ED_ROOT$program" "$@" ;;
*) exec "$program" "$@" ;;
esac
