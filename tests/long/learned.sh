#!/bin/sh
# learned.sh -- what the weights for two moons are said to do: better than each tuned rival on the
# whole set, from starts that neither training nor tuning has seen.
. "$(dirname "$0")/../support/tap.inc"
. "$ROOT/tests/support/rivals.inc"

check "rivals of moons are tuned" tuned learned-moons
check "moons beats them" better learned-moons 4
plan
