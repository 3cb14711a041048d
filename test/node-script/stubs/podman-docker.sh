#!/bin/sh
# What the package podman-docker puts at /usr/bin/docker
exec /usr/bin/podman "$@"
