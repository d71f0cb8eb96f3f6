#!/bin/sh
# faults.sh -- ten of the planted faults, which a cover of short runs sees; tests/long/faults.sh has all
# of them, and the cover as it is.
. "$(dirname "$0")/../support/tap.inc"
. "$ROOT/tests/support/faults.inc"

records | sed -n 's/^\* //p' >records
check "ten faults" test "$(wc -l <records)" -ge 10
budget=300
run_faults
plan
