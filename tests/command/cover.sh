#!/bin/sh
# cover.sh -- the cover against its baseline, and what check says where a digest is another.
. "$(dirname "$0")/../support/tap.inc"

kept=$ROOT/bench/baseline-cover

cover() { # cover CODE BASELINE OPTION ...
  wanted=$1
  shift
  exits "$wanted" "$OPTBENCH" check "$@"
}

check "baseline: under 1 MB" sh -c '[ "$(cat "$1"/* | wc -c)" -lt 1000000 ]' sh "$kept"
# All but the line that says whose folder it is.
check "baseline: of the cover as it is" sh -c 'tail -n +2 "$2/campaign.ini" | cmp "$1" -' sh \
  "$ROOT/bench/campaigns/cover.ini" "$kept"
# What is new since then is named and is no failure.
check "the cover: no byte is another (see \`make baseline\`)" cover 0 "$kept" --strict

# tests/long/cover.sh holds the cover itself against every level.
sed 's/^budget = .*/budget = 100/' "$ROOT/bench/campaigns/cover.ini" >short.ini
"$OPTBENCH" baseline short.ini short >/dev/null
every_level() { # but for the widest, with which it was made
  for level in sse2 avx2; do
    OPTBENCH_VECTOR=$level "$OPTBENCH" list >/dev/null 2>&1 || continue
    OPTBENCH_VECTOR=$level "$OPTBENCH" check short --strict || { echo "$level"; return 1; }
  done
}
check "a cover of short runs: the same at every vector level" every_level

# The rest is of a small one.
cat >small.ini <<'END'
[campaign]
functions = rosenbrock, quadratic:condition=100, step
dimensions = 2, 3
instances = 1
optimizers = sgd, adam, adam@es, cmaes, random
cover = 3
runs = 1
budget = 500
target = none
trace = log
END
check "baseline: is made" exits 0 "$OPTBENCH" baseline small.ini base
check "baseline: of the folder's own campaign" exits 0 "$OPTBENCH" baseline base/campaign.ini again
check "baseline: is the same" diff -r base again
check "check: unchanged" cover 0 base --strict -j 1
check "check: says so" says "unchanged: "
syncs() { # the most, and the command
  most=$1
  shift
  strace -f -c -e trace=fsync,fdatasync,syncfs,sync "$@" >/dev/null 2>strace.log || return 1
  [ "$(awk '/sync/ { n += $4 } END { print n + 0 }' strace.log)" -le "$most" ] || { cat strace.log; return 1; }
}
if command -v strace >/dev/null && strace true 2>/dev/null; then
  check "check: writes nothing" syncs 0 "$OPTBENCH" check base
else
  skip "check: writes nothing" "there is no strace"
fi
check "check: leaves nothing" test ! -e results

alter() { # a line of awk on the rows of digests.csv
  rm -rf altered
  mkdir altered
  cp base/campaign.ini altered
  awk -F, -v OFS=, "$1" base/digests.csv >altered/digests.csv
}
cell='$1 == "rosenbrock" && $2 == 2'
name="on rosenbrock d2 i1"
alter "$cell && !n++ { \$6 = \"0123456789abcdef\" } { print }"
check "changed: is no failure" cover 0 altered
check "changed: is named" says "$name"
for format in text markdown json junit; do
  check "changed, $format: named" cover 0 altered --format $format
  check "changed, strict, $format: fails" cover 1 altered --format $format --strict
done
check "changed, strict, junit: one failure" says 'failures="1" errors="0" skipped="0"'
cover 0 altered >/dev/null
check "changed: one cell" says "1 changed, "
alter "$cell && !n++ { next } { print }"
check "new: is no failure" cover 0 altered --strict
check "new: is named" says "new  "
alter "{ print } $cell && !n++ { \$4 = \"gone\"; print }"
check "missing: exit code" cover 2 altered
check "missing: is named" says "missing     gone $name"
alter "$cell && !n++ { \$5 = \"0123456789abcdef\" } { print }"
check "redefined: exit code" cover 2 altered
check "redefined: with --strict" cover 1 altered --strict
alter "NR == 3 { \$6 = \"short\" } { print }"
check "damaged: exit code" cover 3 altered
check "damaged: where" says "altered/digests.csv:3: "
rm altered/digests.csv
check "damaged: no digests" cover 3 altered

check "a cover is not run" exits 2 "$OPTBENCH" run cover --out out
check "a cover is not run: what to do" says "optbench baseline"
check "a cover has no results to judge" cover 2 base base
check "a cover is not self-tested" cover 2 base --self-test
check "a campaign without a cover" exits 2 "$OPTBENCH" baseline smoke out
check "a campaign without a cover: what to do" says "run it first"
check "nothing is left" test ! -e out -a ! -e results
plan
