#!/bin/sh
# What stands for entering the node: a path is one of the recorded tree's.
program=$1
shift
case $program in # what script(1) starts is on the node too
*/script) export ED_ARGV="$ED_ROOT$ED_ARGV" ;;
esac
case $program in
/*) exec "$ED_ROOT$program" "$@" ;;
*) exec "$program" "$@" ;;
esac
