#!/bin/sh
# cover.sh -- the cover at the vector levels that a program does not pick here; tests/command/cover.sh has
# it at the one that it picks, and short runs at the others.
. "$(dirname "$0")/../support/tap.inc"

widest=
for level in sse2 avx2 avx512; do
  ! OPTBENCH_VECTOR=$level "$OPTBENCH" list >/dev/null 2>&1 || widest=$level
done
for level in sse2 avx2; do
  text="the cover: no byte is another with $level"
  if [ "$level" = "$widest" ]; then
    skip "$text" "make test has it so"
  elif OPTBENCH_VECTOR=$level "$OPTBENCH" list >/dev/null 2>&1; then
    check "$text" env OPTBENCH_VECTOR=$level "$OPTBENCH" check "$ROOT/bench/baseline-cover" --strict
  else
    skip "$text" "this processor has no $level"
  fi
done
plan
