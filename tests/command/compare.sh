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
check "folders: twice the cost" says "on average: fast needs 2x fewer evaluations than slow \(2 to 2\), p 3.6e-07"
check "folders: the same cost" says "fast and slow need the same number of evaluations"
check "folders: in most runs" says "in most runs: fast is cheaper than slow in 24 of 25 pairs, 1 tie, A12 0.96, p "
check "folders: wins" says "^cell by cell: fast wins 2, slow 0 "
check "folders: the ranking" says "^  1 +fast +1.00 +2 +2 +a$"
check "folders: the answer" says "^On 2 problems fast is first on 2; it wins 2 of their 6 cells with significance"
# In two of six cells twice the cost: 2^(1/3).
check "folders: all cells together" says "^overall: fast needs 1.26x fewer evaluations than slow "
check "folders: the mirror" exits 0 "$OPTBENCH" compare slow fast
check "folders: the mirror's sentence" says "on average: fast needs 2x fewer evaluations than slow \(2 to 2\), p 3.6e-07"
check "folders: three" exits 0 "$OPTBENCH" compare fast slow fast/
check "optimizers" exits 0 "$OPTBENCH" compare fast -o xnes,random
check "optimizers: the better one" says "xnes needs .* fewer evaluations than random"
check "optimizers: all, and labels with parameters" exits 0 "$OPTBENCH" compare fast -o all
check "optimizers: their labels" says "^  [123] +adam:rate=0.3 +[0-9.]+ "
check "optimizers: a matrix" says "^  1 +[a-z].* [0-9.]+x\*? +[0-9.]+x"
no_pairs() { ! grep -qE "^ +(on average|in most runs): " said; }
check "optimizers: no pairs, unless they are asked for" no_pairs
check "optimizers: where which is to be taken" says "^rosenbrock d2: xnes gets to 1e-08 at a cost of [0-9.k]+ on average \(16 of 25 runs\)\. The next, "
check "optimizers: and how sure that is" says "^quadratic:condition=10 d2: .* needs [0-9.]+x as much to 1e-08 \([0-9.]+x to [0-9.]+x, p [0-9.e-]+\)\."
check "optimizers: pairs" exits 0 "$OPTBENCH" compare fast -o all --pairs
check "optimizers: with successes" says "adam:rate=0.3 [0-9]+/25"
pairs_told() { [ "$(grep -c "^overall: " said)" -eq 3 ] && [ "$(grep -c "^ *in most runs: " said)" -eq 6 ]; }
check "optimizers: all three, in two cells each" pairs_told
check "by function" exits 0 "$OPTBENCH" compare fast -o all --by function
parts() { [ "$(grep -cE "^(quadratic:condition=10|rosenbrock): 3 optimizers ranked on 1 cell" said)" -eq 2 ]; }
check "by function: a ranking each" parts
check "by dimension" exits 0 "$OPTBENCH" compare fast slow --by dimension --pairs
check "by dimension: named" says "^dimension 2: fast needs 1.26x "
check "by what is none" exits 2 "$OPTBENCH" compare fast slow --by phase
check "by what is none: the list" says "'phase' is none of all, instance, function, dimension, group"
check "a target" exits 0 "$OPTBENCH" compare fast -o xnes,random --target 1e-8
check "a target: who never reaches it" says "xnes gets there, random never"
check "markdown" exits 0 "$OPTBENCH" compare fast slow --format markdown
check "markdown: a table" says '^\| xnes on rosenbrock d2 '
check "markdown: what is significant in bold" says '^\| xnes on rosenbrock d2 .*\| \*\*[0-9.]+ \(16/25\)\*\* \|'
check "latex" exits 0 "$OPTBENCH" compare fast -o all --pairs --format latex --out pairs.tex
check "latex: a file" sh -c 'grep -q "toprule" pairs.tex && [ ! -s said ]'
printf '%s\n' '\documentclass{article}' '\usepackage{booktabs,graphicx}' '\begin{document}' 'Before.' '\input{pairs}' 'After.' \
  '\end{document}' >paper.tex
if command -v pdflatex >/dev/null; then
  check "latex: compiles alone" pdflatex -halt-on-error -interaction=nonstopmode pairs.tex
  check "latex: a page" test -s pairs.pdf
  check "latex: compiles inside a paper" pdflatex -halt-on-error -interaction=nonstopmode paper.tex
else
  skip "latex: compiles" "pdflatex is not installed"
fi
check "csv: the ranking" exits 0 "$OPTBENCH" compare fast -o all --format csv
check "csv: a row a contender" sh -c '[ "$(grep -c "^all,2,[123]," said)" -eq 3 ] && [ "$(wc -l <said)" -eq 4 ]'
check "csv: the duels" exits 0 "$OPTBENCH" compare fast slow --format csv
check "csv: a row a cell" sh -c 'grep -q "^rosenbrock,2,0,xnes,fast,slow,1e-08,25,16,16,2," said && [ "$(wc -l <said)" -eq 7 ]'
check "a format that is none" exits 2 "$OPTBENCH" compare fast slow --format junit
check "a format that is none: the list" says "'junit' is none of text, markdown, latex, csv, json"
check "a folder to write to that is not there" exits 3 "$OPTBENCH" compare fast slow --out nowhere/pairs.txt
check "json" exits 0 "$OPTBENCH" compare fast slow --format json
check "json: ratio" says '"ratio": 2,'
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
check "two answers: why" says "fast is cheaper on average, dearer in most runs: 7 runs of split failed, and 0 of fast"
other_seed() { cp -r fast seed && sed -i "s/^seed = .*/seed = 2/" seed/campaign.ini; }
check "themselves" exits 0 "$OPTBENCH" compare fast fast
check "themselves: as good" says "^On 2 problems they are all as good as each other"
check "fewer runs" exits 0 "$OPTBENCH" run pair.ini --runs 20 --out fewer
check "fewer runs: compared" exits 0 "$OPTBENCH" compare fast fewer
check "fewer runs: how many" says "successes fast [0-9]+/20, fewer [0-9]+/20 \(the first 20 runs of each\)"
check "a folder to write into" exits 3 "$OPTBENCH" compare fast fewer --out fewer
check "a file of no name" exits 2 "$OPTBENCH" compare fast fewer --out fewer/
check "other seeds" other_seed
check "other seeds: compared" exits 0 "$OPTBENCH" compare fast seed
check "other seeds: said" says "seeds differ"
check "other seeds: without pairs" says "in most runs: a run of (fast|seed) is cheaper than one of (fast|seed) with a chance of 0.50 \(A12\), p 1, not"
check "other seeds: no pairs" sh -c '! grep -q "of 25 pairs" said'
check "folders: by problem" says "^2 folders ranked on 2 problems, by the mean rank in the cells of each"

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
