#!/bin/sh
# deps.sh [mpi] -- installs what building, running and testing need on Debian 12, if it is not
# there; with `mpi` Open MPI, if there is no MPI.
set -eu
packages="gcc libc6-dev make libgsl-dev libsleef-dev libinih-dev librandom123-dev zlib1g-dev libcmocka-dev
  gnuplot-nox fonts-dejavu-core dataset-fashion-mnist"
if [ "${1:-}" = mpi ]; then
  command -v "${MPICC:-mpicc}" >/dev/null 2>&1 && exit 0
  packages="openmpi-bin libopenmpi-dev"
fi
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
