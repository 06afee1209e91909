#!/bin/sh
# Makes sure that a Docker engine answers, and that the programs are there which containers are broken with: installs what
# is missing (Debian, Ubuntu) and starts the engine in the background when it must. Does nothing when all is there already.
# Needs root for both. Prints what it did.
set -eu

here=$(dirname "$0")
log=${TMPDIR:-/tmp}/faultline-dockerd.log

answers() { timeout 5 docker info >/dev/null 2>&1; }

missing() {
	for tool in "$@"; do
		command -v "$tool" >/dev/null 2>&1 || [ -x "/usr/sbin/$tool" ] || return 0
	done
	return 1
}

# Packet filters and shaping; volumes, and what breaks them.
if missing nft tc mkfs.ext4 losetup fallocate xfs_io; then
	sh "$here/apt-install.sh" nftables iproute2 e2fsprogs util-linux mount xfsprogs
fi
if missing docker dockerd && ! answers; then
	sh "$here/apt-install.sh" docker.io
fi

if answers; then
	echo "ensure-docker: an engine answers"
	exit 0
fi

# A pid file that an engine left behind when it was killed keeps the next one from starting.
pidfile=/var/run/docker.pid
if [ -f "$pidfile" ] && ! kill -0 "$(cat "$pidfile")" 2>/dev/null; then
	rm -f "$pidfile"
fi

echo "ensure-docker: starting dockerd, log in $log"
nohup setsid dockerd >"$log" 2>&1 </dev/null &
pid=$!

waited=0
until answers; do
	if [ "$waited" -ge 60 ] || ! kill -0 "$pid" 2>/dev/null; then
		echo "ensure-docker: expected an answer from dockerd within 60 s; the end of its log ($log):" >&2
		tail -n 20 "$log" >&2
		exit 1
	fi
	sleep 1
	waited=$((waited + 1))
done
echo "ensure-docker: dockerd answers after ${waited} s, pid $pid"
