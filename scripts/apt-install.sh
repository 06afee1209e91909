#!/bin/sh
# apt-install.sh PACKAGE…: installs packages (Debian, Ubuntu), and waits for another installation on this machine that holds
# apt's locks. One of them, that of the lists, is a lock for which apt-get itself does not wait. Needs root.
set -eu

attempts_max=30
seconds_between=10

echo "apt-install: installing $*"
attempt=1
while :; do
	if output=$({
		apt-get update -qq -o DPkg::Lock::Timeout=300 &&
			DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends -o DPkg::Lock::Timeout=300 "$@"
	} 2>&1); then
		exit 0
	fi
	case $output in
	*[Cc]ould\ not\ get\ lock*) ;;
	*) attempt=$attempts_max ;;
	esac
	if [ "$attempt" -ge "$attempts_max" ]; then
		echo "apt-install: $* could not be installed:" >&2
		echo "$output" | tail -n 20 >&2
		exit 1
	fi
	echo "apt-install: somebody else holds apt's lock; trying again in $seconds_between s"
	sleep "$seconds_between"
	attempt=$((attempt + 1))
done
