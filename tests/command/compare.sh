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

check "runs" exits 0 "$OPTBENCH" run pair.ini --out fast
# The same with each cost of xnes doubled.
mkdir slow
cp fast/campaign.ini slow
awk -F, -v OFS=, 'FNR > 1 && $4 == "xnes" { $12 *= 2 } { print }' fast/runs.csv >slow/runs.csv
awk -F, -v OFS=, 'FNR > 1 && $4 == "xnes" && $9 != "" { $9 *= 2 } { print }' fast/targets.csv >slow/targets.csv

check "folders" exits 0 "$OPTBENCH" compare fast slow
check "folders: twice the cost" matches "on average: fast needs 2x fewer evaluations than slow \(2 to 2\), p 6e-08 \(Holm 3.6e-07\)"
check "folders: the same cost" matches "fast and slow need the same number of evaluations"
check "folders: in most runs" matches "in most runs: fast is cheaper than slow in 24 of 25 pairs, 1 tie, A12 0.96, p "
check "folders: wins" matches "^cell by cell: fast wins 2, slow 0 "
check "folders: the ranking" matches "^  1 +fast +1.00 +2 +2 +a$"
check "folders: the answer" matches "^On 2 problems fast is first on 2; it wins 2 of their 6 cells with significance"
# In two of six cells twice the cost: 2^(1/3).
check "folders: all cells together" matches "^overall: fast needs 1.26x fewer evaluations than slow "
check "folders: the mirror" exits 0 "$OPTBENCH" compare slow fast
check "folders: the mirror's sentence" matches "on average: fast needs 2x fewer evaluations than slow \(2 to 2\), p 6e-08 \(Holm 3.6e-07\)"
check "folders: three" exits 0 "$OPTBENCH" compare fast slow fast/
check "optimizers" exits 0 "$OPTBENCH" compare fast -o xnes,random
check "optimizers: the better one" matches "xnes needs .* fewer evaluations than random"
check "optimizers: all, and labels with parameters" exits 0 "$OPTBENCH" compare fast -o all
check "optimizers: their labels" matches "^  [123] +adam:rate=0.3 +[0-9.]+ "
check "optimizers: a matrix" matches "^  1 +[a-z].* [0-9.]+x\*? +[0-9.]+x"
no_pairs() { ! grep -qE "^ +(on average|in most runs): " said; }
check "optimizers: no pairs, unless they are asked for" no_pairs
check "optimizers: where which is to be taken" matches "^rosenbrock d2: xnes gets to 1e-08 at a cost of [0-9.k]+ on average \(16 of 25 runs\)\. The next, "
check "optimizers: and how sure that is" matches "^quadratic:condition=10 d2: .* needs [0-9.]+x as much to 1e-08 \([0-9.]+x to [0-9.]+x, p [0-9.e-]+\)\."
check "optimizers: pairs" exits 0 "$OPTBENCH" compare fast -o all --pairs
check "optimizers: with successes" matches "adam:rate=0.3 [0-9]+/25"
pairs_told() { [ "$(grep -c "^overall: " said)" -eq 3 ] && [ "$(grep -c "^ *in most runs: " said)" -eq 6 ]; }
check "optimizers: all three, in two cells each" pairs_told
check "by function" exits 0 "$OPTBENCH" compare fast -o all --by function
parts() { [ "$(grep -cE "^(quadratic:condition=10|rosenbrock): 3 optimizers ranked on 1 cell" said)" -eq 2 ]; }
check "by function: a ranking each" parts
check "by dimension" exits 0 "$OPTBENCH" compare fast slow --by dimension --pairs
check "by dimension: named" matches "^dimension 2: fast needs 1.26x "
check "by what is none" exits 2 "$OPTBENCH" compare fast slow --by phase
check "by what is none: the list" matches "'phase' is none of all, instance, function, dimension, group"
check "a target" exits 0 "$OPTBENCH" compare fast -o xnes,random --target 1e-8
check "a target: who never reaches it" matches "xnes gets there, random never"
check "markdown" exits 0 "$OPTBENCH" compare fast slow --format markdown
check "markdown: a table" matches '^\| xnes on rosenbrock d2 '
check "markdown: what is significant in bold" matches '^\| xnes on rosenbrock d2 .*\| \*\*[0-9.]+ \(16/25\)\*\* \|'
check "latex" exits 0 "$OPTBENCH" compare fast -o all --pairs --format latex --out pairs.tex
check "latex: a file" sh -c 'grep -q "toprule" pairs.tex && [ ! -s said ]'
check "csv: the ranking" exits 0 "$OPTBENCH" compare fast -o all --format csv
check "csv: a row a contender" sh -c '[ "$(grep -c "^all,2,[123]," said)" -eq 3 ] && [ "$(wc -l <said)" -eq 4 ]'
check "csv: the duels" exits 0 "$OPTBENCH" compare fast slow --format csv
check "csv: a row a cell" sh -c 'grep -q "^rosenbrock,2,0,xnes,fast,slow,1e-08,25,16,16,2," said && [ "$(wc -l <said)" -eq 7 ]'
check "a format that is none" exits 2 "$OPTBENCH" compare fast slow --format junit
check "a format that is none: the list" matches "'junit' is none of text, markdown, latex, csv, json"
check "a folder to write to that is not there" exits 3 "$OPTBENCH" compare fast slow --out nowhere/pairs.txt
check "json" exits 0 "$OPTBENCH" compare fast slow --format json
check "json: ratio" matches '"ratio": 2,'
same_twice() { "$OPTBENCH" compare fast slow >one && "$OPTBENCH" compare fast slow >two && cmp one two; }
check "the same each time" same_twice
on_every_level() {
  for level in sse2 avx2 avx512; do
    OPTBENCH_VECTOR=$level "$OPTBENCH" list >/dev/null 2>&1 || continue
    OPTBENCH_VECTOR=$level "$OPTBENCH" compare fast slow >two && cmp one two || { echo "$level"; return 1; }
  done
}
check "and on every vector level" on_every_level

# One run in four of xnes fails, so that what is cheaper in most runs is dearer on average.
mkdir split
cp fast/campaign.ini split
awk -F, -v OFS=, 'FNR > 1 && $4 == "adam:rate=0.3" && $5 % 4 == 0 { $12 = 100000; $15 = 1 } { print }' fast/runs.csv >split/runs.csv
awk -F, -v OFS=, 'FNR > 1 && $4 == "adam:rate=0.3" { if ($5 % 4 == 0) $9 = ""; else if ($9 > 3) $9 -= 2 }
  { print }' fast/targets.csv >split/targets.csv
check "two answers" exits 0 "$OPTBENCH" compare fast split --target 1e-2
check "two answers: why" matches "fast is cheaper on average, dearer in most runs: 7 runs of split failed, and 0 of fast"
other_seed() { cp -r fast seed && sed -i "s/^seed = .*/seed = 2/" seed/campaign.ini; }
check "themselves" exits 0 "$OPTBENCH" compare fast fast
check "themselves: as good" matches "^On 2 problems no mean rank is better than another"
check "fewer runs" exits 0 "$OPTBENCH" run pair.ini --runs 20 --out fewer
check "fewer runs: compared" exits 0 "$OPTBENCH" compare fast fewer
check "fewer runs: how many" matches "successes fast [0-9]+/20, fewer [0-9]+/20 \(the first 20 runs of each\)"
check "a folder to write into" exits 3 "$OPTBENCH" compare fast fewer --out fewer
into_pipe() {
  mkfifo pipe && { cat pipe >through & } && "$OPTBENCH" compare fast fewer --out pipe && wait && test -p pipe &&
    "$OPTBENCH" compare fast fewer | cmp - through
}
check "a pipe is written into" into_pipe
check "a file of no name" exits 2 "$OPTBENCH" compare fast fewer --out fewer/
check "other seeds" other_seed
check "other seeds: compared" exits 0 "$OPTBENCH" compare fast seed
check "other seeds: said" matches "^Seeds differ"
check "other seeds: without pairs" matches "in most runs: a run of (fast|seed) is cheaper than one of (fast|seed) with a chance of 0.50 \(A12\), p 1, not"
check "other seeds: no pairs" sh -c '! grep -q "of 25 pairs" said'
check "folders: by problem" matches "^2 folders ranked on 2 problems, by the mean rank in the cells of each"

# A third folder of another seed takes nothing from the two that have one seed.
check "three folders, two seeds" exits 0 "$OPTBENCH" compare fast slow seed --pairs
check "three folders: pairs where seeds are one" matches "in most runs: fast is cheaper than slow in 24 of 25 pairs"
check "three folders: none where they are not" matches "in most runs: a run of fast is cheaper than one of seed"

# What the ratio leaves out is said beside it, and one cell is one test.
cat >step.ini <<END
[campaign]
functions = step, quadratic
optimizers = xnes, adam:rate=0.3, random
runs = 15
budget = 2000
trace = none
END
check "cells without a common target" exits 0 "$OPTBENCH" run step.ini --out step
check "cells without a common target: compared" exits 0 "$OPTBENCH" compare step -o xnes,adam:rate=0.3
check "cells without a common target: said" matches "geometric mean over the 1 of 2 cells.*; of the 1 other xnes is ahead on 1, adam:rate=0.3 on 0"
check "all: how many cells a ratio is of" sh -c '"$OPTBENCH" compare step -o all >said 2>&1 && grep -qE "x\\*?/1( |$)|x/1\\*" said || { cat said; false; }'
one_cell() {
  "$OPTBENCH" run step.ini -f quadratic --out single >/dev/null 2>&1 && "$OPTBENCH" compare single -o xnes,adam:rate=0.3 >said || return 1
  overall=$(sed -n 's/^overall: //p' said)
  [ -n "$overall" ] && [ "$overall" = "$(sed -n 's/^ *on average: //p' said)" ] || { cat said; return 1; }
}
check "one cell: overall is the cell" one_cell
check "one cell: ranks" matches "Of one cell ranks cannot be tested"
few() { "$OPTBENCH" run step.ini -f quadratic --runs 3 --out few >/dev/null 2>&1 && "$OPTBENCH" compare few -o all >said; }
check "three runs" few
check "three runs: no number is made of them" matches "So few repetitions do not tell how many would show it"
check "one optimizer" sh -c '! "$OPTBENCH" compare few -o xnes >said 2>&1'

awk -F, -v OFS=, 'FNR > 1 && $4 == "xnes" { $6 = "0123456789abcdef" } { print }' fast/runs.csv >slow/runs.csv
check "other functions" exits 0 "$OPTBENCH" compare fast slow
check "other functions: named" matches "ran on different functions: not compared"
cp -r fast dear && sed -i 's/^gradient-cost = .*/gradient-cost = 3/' dear/campaign.ini
check "another price of a gradient" exits 2 "$OPTBENCH" compare fast dear
check "another price of a gradient: named" matches "ran with another gradient-cost than fast, so their costs cannot be compared; run them alike"
check "an optimizer that is not there" exits 2 "$OPTBENCH" compare fast -o xnes,sgd
check "an optimizer that is not there: named" matches "sgd is not in fast"
check "one run again and again" exits 0 "$OPTBENCH" run -f quadratic -d 2 -i 0 -o newton,bfgs,adam --runs 15 --start 1,1 --budget 100 --out again
check "one run: compared" exits 0 "$OPTBENCH" compare again -o all
one_run() { tr '\n' ' ' <said | grep -q "; -: there is no such cell whose repetitions are not one and the same run. Nothing is tested. "; }
check "one run: what the matrix has of it" one_run
check "one run: the pairs that are left" matches "repetitions are one and the same run, of which nothing is sure"
check "one folder" exits 2 "$OPTBENCH" compare fast
check "two folders and optimizers" exits 2 "$OPTBENCH" compare fast slow -o xnes,random
check "a target that none is" exits 2 "$OPTBENCH" compare fast slow --target 3
check "no folder" exits 3 "$OPTBENCH" compare fast nowhere
plan
