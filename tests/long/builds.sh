#!/bin/sh
# builds.sh -- the same bytes from gcc and clang, unoptimized and optimized, at every vector width.
# The program under test is one of the builds (as the Makefile has it: gcc at -O3).
. "$(dirname "$0")/../support/tap.inc"
. "$ROOT/tests/support/campaigns.inc"
export OPTBENCH_DATA="$ROOT" # the builds lie elsewhere
unset MAKEFLAGS MAKEOVERRIDES MFLAGS MAKELEVEL CFLAGS CPPFLAGS LDFLAGS SAN

write_campaigns
levels=
for level in sse2 avx2 avx512; do
  OPTBENCH_VECTOR=$level "$OPTBENCH" list >/dev/null 2>&1 && levels="$levels $level"
done
for campaign in $campaigns; do
  "$OPTBENCH" run $campaign.ini --out reference-$campaign >run.log 2>&1
  check "$campaign: the program under test runs them" test -s reference-$campaign/runs.csv || sed 's/^/# /' run.log
done
# Of each kind of network, a training of a few generations.
train() {
  for kind in gradient:direct log:scaled adam:adam tensor:scaled; do
    "$1" meta-train quadratic --inputs ${kind%:*} --output ${kind#*:} --generations 6 --pairs 3 --tasks 2 --steps 40 \
      --out "$2/${kind%:*}" || return 1
  done >run.log 2>&1
}
same_training() {
  for inputs in gradient log adam tensor; do
    cmp "reference-training/$inputs/quadratic.weights" "$1/$inputs/quadratic.weights" || return 1
  done
}
check "and trains" train "$OPTBENCH" reference-training

# build NAME COMPILER FLAGS
build() {
  if ! command -v "$2" >/dev/null; then
    skip "$2 $3" "there is no $2 here"
    return
  fi
  "${MAKE:-make}" -s -C "$ROOT" -j2 B="$box/$1" CC="$2" CFLAGS="$3" "$box/$1/bin/optbench" >make.log 2>&1
  check "$2 $3 builds" test -x "$1/bin/optbench" || sed 's/^/# /' make.log
  for level in $levels; do
    for campaign in $campaigns; do
      OPTBENCH_VECTOR=$level "$1/bin/optbench" run $campaign.ini --out out >run.log 2>&1
      check "$2 $3: the same bytes with $level, $campaign" same reference-$campaign out
      rm -rf out
    done
    OPTBENCH_VECTOR=$level train "$1/bin/optbench" out-training
    check "$2 $3: and in training" same_training out-training
    rm -rf out-training
  done
  rm -rf "${box:?}/$1"
}

build plain gcc -O0
build clang-plain clang -O0
build clang-fast clang -O3
plan
