#!/bin/sh
# Makes sure that a Docker engine answers: installs it (Debian, Ubuntu) and starts it in the background when it must.
# Does nothing when one answers already. Needs root for both. Prints what it did.
set -eu

log=${TMPDIR:-/tmp}/faultline-dockerd.log

answers() { timeout 5 docker info >/dev/null 2>&1; }

missing() {
	for tool in "$@"; do
		command -v "$tool" >/dev/null 2>&1 || [ -x "/usr/sbin/$tool" ] || return 0
	done
	return 1
}

if missing docker dockerd nft ip; then
	if answers && ! missing nft ip; then
		echo "ensure-docker: an engine answers"
		exit 0
	fi
	echo "ensure-docker: installing docker.io, nftables, iproute2"
	apt-get update -qq
	DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends docker.io nftables iproute2 >/dev/null
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
