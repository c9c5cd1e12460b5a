#!/usr/bin/env bash
# libtorch is built with a newer compiler than Debian 12's: installs the libstdc++ of Debian 13 there, and nothing else from it. Does nothing where
# libstdc++ is new enough; needs root where it is not.
set -euo pipefail
wanted=GLIBCXX_3.4.32
library=$(ldconfig -p | awk '$1 == "libstdc++.so.6" { print $NF; exit }')
if [ -n "$library" ] && grep -qa "$wanted" "$library"; then exit 0; fi

if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null || ! grep -q '^ID=debian' /etc/os-release; then
  echo "libstdc++ lacks $wanted, which libtorch needs. Install libstdc++ 13.2 or newer; on Debian 12 this script does it as root." >&2
  exit 1
fi

mirror=$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' 'Codename: bookworm' 'Component: main' | head -n 1)
source=/etc/apt/sources.list.d/twinbert-trixie.list
pin=/etc/apt/preferences.d/twinbert-trixie
trap 'rm -f "$source" "$pin"' EXIT
echo "deb $mirror trixie main" >"$source"
printf 'Package: *\nPin: release n=trixie\nPin-Priority: 100\n' >"$pin"
log=$(mktemp)
if ! { apt-get update -q && DEBIAN_FRONTEND=noninteractive apt-get install -q -y -t trixie libstdc++6; } >"$log" 2>&1; then
  cat "$log" >&2
  exit 1
fi
rm -f "$log"
