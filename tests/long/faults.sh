#!/bin/sh
# faults.sh -- every planted fault changes a byte of the cover. Its table says what the statistics of
# the smoke campaign make of it, too.
. "$(dirname "$0")/../support/tap.inc"
. "$ROOT/tests/support/faults.inc"

"$OPTBENCH" run smoke --out results >run.log 2>&1 && "$OPTBENCH" baseline results smoke >>run.log
rm -rf results
records | sed 's/^\* //' >records
check "at least sixty faults" test "$(wc -l <records)" -ge 60
check "each has a name of its own" test -z "$(cut -f 1 records | sort | uniq -d)"
run_faults
sort outcomes | awk -F '\t' '{ printf "# %-58s strict %s, statistics %s, %s\n", $1, $3, $4, $2 }'
plan
