#!/bin/sh
# compare.sh -- optbench compare: what it says of results whose ratio is known.
. "$(dirname "$0")/../support/tap.inc"

cat >pair.ini <<END
[campaign]
functions = quadratic:condition=10, rosenbrock
optimizers = xnes, random, adam:rate=0.3
runs = 25
budget = 1000
trace = none
END
exits() {
  wanted=$1
  shift
  "$@" >said 2>&1
  code=$?
  [ "$code" -eq "$wanted" ] || { echo "exit $code, not $wanted"; cat said; return 1; }
}
says() { grep -qE -- "$1" said || { echo "not said: $1"; cat said; return 1; }; }

check "runs" exits 0 "$OPTBENCH" run pair.ini --out fast
# The same with each cost of xnes doubled.
mkdir slow
cp fast/campaign.ini slow
awk -F, -v OFS=, 'FNR > 1 && $4 == "xnes" { $12 *= 2 } { print }' fast/runs.csv >slow/runs.csv
awk -F, -v OFS=, 'FNR > 1 && $4 == "xnes" && $9 != "" { $9 *= 2 } { print }' fast/targets.csv >slow/targets.csv

check "folders" exits 0 "$OPTBENCH" compare fast slow
check "folders: twice the cost" says "fast needs 2x fewer evaluations than slow \(1\.[0-9]* to "
check "folders: the same cost" says "fast and slow need the same number of evaluations"
check "folders: wins of the faster" says "^fast +- +1/6"
check "folders: wins of the slower" says "^slow +0/6 +-"
check "folders: the mirror" exits 0 "$OPTBENCH" compare slow fast
check "folders: the mirror's sentence" says "fast needs 2x fewer evaluations than slow \(1\.[0-9]* to "
check "folders: three" exits 0 "$OPTBENCH" compare fast slow fast/
check "optimizers" exits 0 "$OPTBENCH" compare fast -o xnes,random
check "optimizers: the better one" says "xnes needs .* fewer evaluations than random"
check "optimizers: all, and labels with parameters" exits 0 "$OPTBENCH" compare fast -o all
check "optimizers: their labels" says "adam:rate=0.3 [0-9]+/25"
check "a target" exits 0 "$OPTBENCH" compare fast -o xnes,random --target 1e-8
check "a target: who never reaches it" says "xnes gets there, random never"
check "markdown" exits 0 "$OPTBENCH" compare fast slow --format markdown
check "markdown: a table" says '^\| xnes on rosenbrock d2 '
check "json" exits 0 "$OPTBENCH" compare fast slow --format json
check "json: ratio" says '"ratio": 2,'
same_twice() { "$OPTBENCH" compare fast slow >one && "$OPTBENCH" compare fast slow >two && cmp one two; }
check "the same each time" same_twice

awk -F, -v OFS=, 'FNR > 1 && $4 == "xnes" { $6 = "0123456789abcdef" } { print }' fast/runs.csv >slow/runs.csv
check "other functions" exits 0 "$OPTBENCH" compare fast slow
check "other functions: named" says "ran on different functions: not compared"
cp -r fast dear && sed -i 's/^gradient-cost = .*/gradient-cost = 3/' dear/campaign.ini
check "another price of a gradient" exits 2 "$OPTBENCH" compare fast dear
check "another price of a gradient: named" says "ran with another gradient-cost than fast, so their costs cannot be compared; run them alike"
check "an optimizer that is not there" exits 2 "$OPTBENCH" compare fast -o xnes,sgd
check "an optimizer that is not there: named" says "sgd is not in fast"
check "one folder" exits 2 "$OPTBENCH" compare fast
check "two folders and optimizers" exits 2 "$OPTBENCH" compare fast slow -o xnes,random
check "a target that none is" exits 2 "$OPTBENCH" compare fast slow --target 3
check "no folder" exits 3 "$OPTBENCH" compare fast nowhere
plan
