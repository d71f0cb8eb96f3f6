#!/bin/sh
# deps.sh -- installs what building, running and testing need on Debian 12, if it is not there.
set -eu
packages="gcc libc6-dev make libgsl-dev libsleef-dev libinih-dev librandom123-dev zlib1g-dev libcmocka-dev
  gnuplot-nox fonts-dejavu-core dataset-fashion-mnist"
missing=""
for package in $packages; do
  status=$(dpkg-query -W -f '${Status}' "$package" 2>/dev/null || true)
  [ "$status" = "install ok installed" ] || missing="$missing $package"
done
[ -n "$missing" ] || exit 0
sudo=""
if [ "$(id -u)" -ne 0 ]; then sudo="sudo"; fi
echo "installing:$missing"
$sudo env DEBIAN_FRONTEND=noninteractive apt-get update -qq
# shellcheck disable=SC2086
$sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing
