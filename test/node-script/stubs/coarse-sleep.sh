#!/bin/sh
# A sleep as POSIX has it.
case $1 in *.*) exit 1 ;; esac
exec /bin/sleep "$1"
