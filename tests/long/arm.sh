#!/bin/sh
# arm.sh -- the bytes of the program under test, on x86-64, from a build for aarch64 that qemu runs.
#
# Needs what Debian 12 has as gcc-aarch64-linux-gnu, libc6-dev-arm64-cross, qemu-user and, after
# `dpkg --add-architecture arm64`, libgsl27:arm64, libgslcblas0:arm64, libsleef3:arm64,
# libinih1:arm64 and zlib1g:arm64. The headers are those of this machine, as libgsl-dev cannot be there twice.
#
# Not promised, since Debian's GSL has fused multiply-adds for aarch64 in what it computes itself:
#   bfgs2, conjugate_fr   the interpolation in their line searches and the update of BFGS
#   lm, dogleg            their steps
#   nmsimplex2            the size of the simplex, a column of the traces; not the points
. "$(dirname "$0")/../support/tap.inc"
. "$ROOT/tests/support/campaigns.inc"
export OPTBENCH_DATA="$ROOT" # the builds lie elsewhere
unset MAKEFLAGS MAKEOVERRIDES MFLAGS MAKELEVEL CFLAGS CPPFLAGS LDFLAGS SAN
compiler=aarch64-linux-gnu-gcc folder=/usr/lib/aarch64-linux-gnu

# Is everything here? Says what is not.
ready() {
  [ "$(uname -m)" = x86_64 ] || { echo "this is no x86-64"; return 1; }
  command -v $compiler >/dev/null || { echo "there is no $compiler here"; return 1; }
  qemu=$(command -v qemu-aarch64 || command -v qemu-aarch64-static) ||
    { echo "there is no qemu-aarch64 here"; return 1; }
  libraries=
  for name in gsl gslcblas inih sleef z; do
    for library in "$folder/lib$name".so.[0-9]*; do break; done
    [ -e "$library" ] || { echo "there is no lib$name for aarch64 here"; return 1; }
    libraries="$libraries $library"
  done
  sleef=$(echo '#include <sleef.h>' | ${CC:-cc} -M -x c - | tr ' ' '\n' | grep '/sleef\.h$') ||
    { echo "there is no sleef.h here"; return 1; }
}
if ! ready >missing.log; then
  skip "the same bytes on aarch64" "$(cat missing.log)"
  plan
fi

write_campaigns
# The folder of sleef.h has the C library's for this machine as well.
mkdir include
ln -s "$sleef" include
CPPFLAGS="-isystem $box/include" "${MAKE:-make}" -s -C "$ROOT" -j2 B="$box/arm" CC=$compiler \
  LIBS="$libraries -lm -pthread" "$box/arm/bin/optbench" >make.log 2>&1
check "a build for aarch64" test -x arm/bin/optbench || sed 's/^/# /' make.log
for campaign in $campaigns; do
  [ $campaign = residuals ] && { skip "lm and dogleg on aarch64" "their steps are within GSL, which is fused there"; continue; }
  "$OPTBENCH" run $campaign.ini --out here-$campaign >here.log 2>&1
  check "$campaign: the program under test runs them" test -s here-$campaign/runs.csv || sed 's/^/# /' here.log
  OPTBENCH_VECTOR=base "$qemu" arm/bin/optbench run $campaign.ini --out there-$campaign >there.log 2>&1
  check "$campaign: so does the build for aarch64" test -s there-$campaign/runs.csv || sed 's/^/# /' there.log
  # By method, below, since not all are promised.
  [ $campaign = methods ] || check "$campaign: the same bytes" same here-$campaign there-$campaign
done
check "from the same campaign.ini" cmp here-methods/campaign.ini there-methods/campaign.ini
check "with the same names of traces" test "$(ls here-methods/traces)" = "$(ls there-methods/traces)"

# rows FOLDER METHOD: its rows of the tables.
rows() { grep -hF ",$2," "$1"/runs.csv "$1"/targets.csv; }

# A trace without its column `size`.
sizeless() {
  awk -F, -v OFS=, 'NR == 1 { for (i = 1; i <= NF; i++) if ($i == "size") at = i }
                    !at { exit 1 }
                    { $at = "" } 1' "$1"
}

same_rows() {
  rows here-methods "$1" >rows-here
  rows there-methods "$1" >rows-there
  [ -s rows-here ] && cmp rows-here rows-there
}

# Which traces are empty or other ones, a line each.
find here-methods/traces -size 0 >odd
diff -rq here-methods/traces there-methods/traces >>odd

same_traces() {
  for trace in here-methods/traces/*-"$1".csv; do
    [ -e "$trace" ] && [ -e "there-methods/${trace#here-methods/}" ] || { echo "no trace"; return 1; }
  done
  ! grep -F -e "-$1.csv" odd
}

same_sizeless() {
  for trace in here-methods/traces/*-"$1".csv; do
    sizeless "$trace" >trace-here && sizeless "there-methods/${trace#here-methods/}" >trace-there &&
      cmp trace-here trace-there || return 1
  done
}

for method in $methods; do
  case $method in
  bfgs2 | conjugate_fr)
    skip "$method: the same bytes on aarch64" "its line search is within GSL, which is fused there"
    ;;
  nmsimplex2)
    check "$method: the same rows on aarch64" same_rows $method
    check "$method: the same traces on aarch64, but for the size" same_sizeless $method
    ;;
  *)
    check "$method: the same rows on aarch64" same_rows "$method"
    check "$method: the same traces on aarch64" same_traces "$method"
    ;;
  esac
done
plan
