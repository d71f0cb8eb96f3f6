#!/bin/sh
# critical.sh -- the lesson `critical`: who stays at a critical point, bit by bit, and the figure's
# data: its points, where runs end, and what has no such figure.
. "$(dirname "$0")/../support/tap.inc"

"$OPTBENCH" run critical --out critical >run.log 2>&1 || cat run.log
column() { awk -F, -v name="$2" 'NR == 1 { for (i = 1; i <= NF; i++) if ($i == name) print i }' "$1"; }
values() { cut -d, -f"$(column "$1" "$2")" "$1" | sed 1d; } # FILE COLUMN
trace() { echo "critical/traces/$1-d2-i0-$2.csv"; }

# All rows from the ridge, not the last alone.
for method in sgd momentum; do
  check "$method keeps to the ridge to the bit" test "$(values "$(trace saddle $method)" x1 | sort -u)" = 0
  check "and comes to the saddle on it" sh -c 'test "$1" -gt 100' - \
    "$(values "$(trace saddle $method)" f | grep -c '^0.25')"
done
errors() { # FUNCTION OPTIMIZER PROGRAM: the errors of its runs
  awk -F, -v f="$1" -v o="$2" 'NR == 1 { for (i = 1; i <= NF; i++) n[$i] = i; next }
    $n["function"] == f && $n["optimizer"] == o { print $n["final_f"] }' critical/runs.csv
}
ended() { errors "$1" "$2" | awk -v low="$3" -v high="$4" '{ n++ } $1 >= low && $1 <= high { m++ } END { exit !(n == 5 && m == n) }'; }
check 'descent ends at the saddle' ended saddle sgd 0.25 0.2500001
check 'so does momentum' ended saddle momentum 0.25 0.2500001
check 'an evolution strategy leaves it' ended saddle es 0 0.05
check 'noise takes descent off it' ended saddle:noise=0.1 sgd 0 0.05
check 'and momentum' ended saddle:noise=0.1 momentum 0 0.05
check 'descent stops at the inflection' ended inflection sgd 0.1666 0.1667
check 'momentum rolls through' ended inflection momentum 0 0.001
check 'an evolution strategy walks by' ended inflection es 0 0.05

"$OPTBENCH" run -f step,inflection -d 1 -i 0 -o sgd:rate=0.1 --runs 1 --budget 1k --out mixed >run.log 2>&1 || cat run.log
"$OPTBENCH" run -f step,cliffs -d 2,3 -o sgd --runs 1 --budget 10 --out none >run.log 2>&1 || cat run.log
"$OPTBENCH" run -f quadratic -d 3 -o sgd --runs 1 --budget 10 --out deep >run.log 2>&1 || cat run.log
if ! command -v gnuplot >/dev/null; then
  skip 'figures' 'gnuplot is not installed'
  plan
fi

plot() { "$OPTBENCH" plot "$@"; }

check 'the figure' plot critical
check 'its images' test -s critical/figures/critical.png -a -s critical/figures/critical.svg
cat >expected.csv <<END
function,dimension,instance,point,x1,x2,f,eigenvalue1,eigenvalue2,kind
saddle,2,0,1,-1,0,0,1,2,minimum
saddle,2,0,2,1,0,0,1,2,minimum
saddle,2,0,3,0,0,0.25,-1,1,saddle
saddle:noise=0.1,2,0,1,-1,0,0,1,2,minimum
saddle:noise=0.1,2,0,2,1,0,0,1,2,minimum
saddle:noise=0.1,2,0,3,0,0,0.25,-1,1,saddle
inflection,2,0,1,1,1,0,1,1,minimum
inflection,2,0,2,0,0,0.16666666666666666,0,0,undecided
inflection,2,0,3,0,1,0.08333333333333333,0,1,undecided
inflection,2,0,4,1,0,0.08333333333333333,0,1,undecided
inflection:noise=0.1,2,0,1,1,1,0,1,1,minimum
inflection:noise=0.1,2,0,2,0,0,0.16666666666666666,0,0,undecided
inflection:noise=0.1,2,0,3,0,1,0.08333333333333333,0,1,undecided
inflection:noise=0.1,2,0,4,1,0,0.08333333333333333,0,1,undecided
END
check 'its points' cmp critical/figures/critical.csv expected.csv
ends() { # FUNCTION OPTIMIZER CONDITION: how many of its rows meet it, with s1, s2: the start, p: the point
  awk -F, -v f="$1" -v o="$2" "NR > 1 && \$1 == f && \$2 == o { s1 = \$3; s2 = \$4; p = \$8; if ($3) n++ } END { print n + 0 }" \
    critical/figures/critical-ends.csv
}
check 'a run from each of 41 x 41 starts' test "$(ends saddle sgd 1)" -eq 1681
check 'from the ridge alone to the saddle' test "$(ends saddle sgd 'p == 3') $(ends saddle sgd 's1 == 0')" = '41 41'
check 'those and no others' test "$(ends saddle sgd '(p == 3) == (s1 == 0)')" -eq 1681
check 'each side to its own minimum' test "$(ends saddle sgd 's1 < 0 ? p == 1 : s1 > 0 ? p == 2 : p == 3')" -eq 1681
check 'none to the saddle with noise' test "$(ends saddle:noise=0.1 sgd 'p == 3')" -eq 0
check 'quadrants of the inflection' test "$(ends inflection sgd 'p == (s1 > 0 ? s2 > 0 ? 1 : 4 : s2 > 0 ? 3 : 2)')" -eq 1681
check 'noise carries most over' sh -c 'test "$1" -gt 1300' - "$(ends inflection:noise=0.1 sgd 'p == 1')"
check 'what a panel says of minima' test "$(awk -F, '$3 == "inflection" && $4 == "SGD" { print $9, $10 }' critical/figures/critical-panels.csv)" = '400 1681'
check 'once more, byte for byte' sh -c '"$OPTBENCH" plot critical --out again >/dev/null &&
  for file in again/*; do cmp "$file" critical/figures/"${file##*/}" || exit 1; done'

check 'one variable, beside a function without a Hessian' plot mixed --only critical
check 'which is named' grep -q 'no panel for step' mixed/figures/critical-notes.csv
check 'descent ends at the inflection from its left' test "$(awk -F, 'NR > 1 { n++ } $8 == ($3 > 0 ? 1 : 2) { m++ } END { print n, m }' mixed/figures/critical-ends.csv)" = '101 101'
check 'no Hessian, no figure' fails 2 "Hessian in closed form, and 'step' has none" plot none --only critical
check 'too many variables' fails 2 'a function of one or two variables' plot deep --only critical
plan
