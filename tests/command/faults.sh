#!/bin/sh
# faults.sh -- ten of the planted faults; tests/long/faults.sh has all of them.
. "$(dirname "$0")/../support/tap.inc"
. "$ROOT/tests/support/faults.inc"

records | sed -n 's/^\* //p' >records
check "ten faults" test "$(wc -l <records)" -ge 10
run_faults
plan
