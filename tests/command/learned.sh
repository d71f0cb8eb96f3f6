#!/bin/sh
# learned.sh -- what the weights that come along are said to do, on instances that neither training
# nor tuning has seen: better than each tuned rival on the metric that both went by.
. "$(dirname "$0")/../support/tap.inc"

. "$ROOT/tests/support/rivals.inc"

for task in quadratic rosenbrock; do
  check "rivals of $task are tuned" tuned "learned-$task"
done
check "quadratic beats them" better learned-quadratic 5
check "rosenbrock beats them, and the network of another task" better learned-rosenbrock 5

# The campaign of a paper: nothing is lost by running a part of it.
part() {
  "$OPTBENCH" run learned-quadratic -o learned:weights=quadratic,adam -i 5,77 --out part >said 2>&1 || { cat said; return 1; }
  for i in 5 77; do
    cmp "part/traces/loguniform-d5-i$i-learned_weights=quadratic.csv" \
      "learned-quadratic/traces/loguniform-d5-i$i-learned_weights=quadratic.csv" || return 1
  done
}
check "a part of it has the same bytes" part
same_level() {
  OPTBENCH_VECTOR=$1 "$OPTBENCH" run learned-rosenbrock -o learned:weights=rosenbrock -i 1-16 --out "$1" >said 2>&1 ||
    { cat said; return 1; }
  for i in 1 9 16; do
    name="rosenbrock_signs=random-d2-i$i-learned_weights=rosenbrock.csv"
    cmp "$1/traces/$name" "learned-rosenbrock/traces/$name" || return 1
  done
}
for level in sse2 avx2; do check "$level has the same bytes" same_level $level; done
pair() {
  "$OPTBENCH" run learned-quadratic -o learned:weights=quadratic,learned:weights=rosenbrock -i 1-8 --out pair >said 2>&1 &&
    "$OPTBENCH" compare pair >said && grep -q 'vs learned:weights=rosenbrock .* wins [0-9]* of 8' said ||
    { cat said; return 1; }
}
check "two files of weights side by side" pair
plan
