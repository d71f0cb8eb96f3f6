#!/bin/sh
# learning_figures.sh -- figures of functions whose minimum is not known and that have measures, and
# `plot --slice`.
. "$(dirname "$0")/../support/tap.inc"

plot() { "$OPTBENCH" plot "$@" --format svg; }
run() { "$OPTBENCH" run --runs 3 -d auto "$@" >run.log 2>&1 || { cat run.log; return 1; }; }
# column FILE NAME ROW: a field of a sheet, by the name of its column, the header being row 0.
column() {
  awk -v name="$2" -v row="$3" '
    function field(k,  n, i, c, quoted) {
      n = 1; out = ""
      for (i = 1; i <= length($0); i++) {
        c = substr($0, i, 1)
        if (c == "\"") quoted = !quoted
        else if (c == "," && !quoted) { if (n == k) return out; n++; out = "" }
        else out = out c
      }
      return n == k ? out : ""
    }
    NR == 1 { n = split($0, head, ","); for (i = 1; i <= n; i++) if (head[i] == name) k = i }
    NR == row + 1 { print field(k) }' "$1"
}
is() { got=$(column "$1" "$2" "$3"); [ "$got" = "$4" ] || { echo "$got, not $4"; return 1; }; }

if ! command -v gnuplot >/dev/null; then
  skip 'figures' 'gnuplot is not installed'
  plan
fi

check 'a campaign of both kinds runs' \
  run -f 'mlp:hidden=4,rows=32,batch=8,validation=0.2,linear:rows=16,parabola' -o sgd:rate=0.2,es,adam \
  --budget 400 --save-x --out mixed
check 'its figures' plot mixed
check 'there are those of learning' test -s mixed/figures/learning.svg -a -s mixed/figures/accuracy.svg
sheet=mixed/figures/convergence-panels.csv
check 'convergence of f itself' is $sheet value 1 f
check 'and of f - f* beside it' is $sheet value 3 'f − f*'
check 'the axis says so' sh -c 'grep -q "best f<" mixed/figures/convergence.svg && grep -q "best f − f" mixed/figures/convergence.svg'
check 'the ends of its axis are those of the losses' sh -c '
  awk -F, "/^mlp|^\"mlp/ { low = \$(NF - 2); if (!n++ || low < least) least = low } END { exit !(least > 1e-3) }" mixed/figures/convergence.csv'
check 'a title has no commas for gnuplot' is $sheet title 1 \
  'multilayer perceptron (hidden 4; rows 32; batch 8; validation 0.2)'
check 'but has them in the figure' grep -q 'hidden 4, rows 32, batch 8, validation 0.2' mixed/figures/convergence.svg
check 'profiles tell what their targets are' sh -c 'grep -q ",both," mixed/figures/profile-panels.csv'
check 'learning has a panel of loss and one of accuracy, and one of loss alone for numbers' \
  test "$(wc -l <mixed/figures/learning-panels.csv)" -eq 4
# A step of ES asks for 16 points, and 26 rows in batches of 8 are 4 steps: 64 an epoch, and SGD pays 8.
sheet=mixed/figures/learning-curves.csv
check 'what an epoch costs' sh -c '
  awk -F, "\$1 ~ /sgd/ && \$2 == \"train_loss\" { print \$(NF - 1) }" '$sheet' | head -n 1 >cost.txt; grep -qx 8 cost.txt'
check 'medians lie between their quartiles' awk -F, 'NR > 1 && !($(NF - 2) <= $(NF - 1) && $(NF - 1) <= $NF) { exit 1 }' \
  mixed/figures/accuracy.csv
check 'ratios of costs are one at the least' awk -F, '
  NR > 1 { any = 1; if ($NF < 1) exit 1; if ($NF == 1) one[$(NF - 3)] = 1; all[$(NF - 3)] = 1 }
  END { for (k in all) if (!one[k]) exit 1; exit !any }' mixed/figures/accuracy-levels.csv
check 'the report speaks of f' sh -c '"$OPTBENCH" report mixed >/dev/null && grep -q "Best f at the end" mixed/report.md &&
  grep -q "Error at the end" mixed/report.md && grep -q "the lowest f so far" mixed/report.md'
# But for the campaign's own target, a setting that all functions share.
check 'where the minimum is not known, of f alone' sh -c '
  "$OPTBENCH" run -f svm:rows=16 -d auto -o sgd --runs 2 --budget 60 --out alone >/dev/null 2>&1 &&
  "$OPTBENCH" report alone >/dev/null && grep -v "^- .*Target" alone/report.md >said.md && ! grep "f − f" said.md'

check 'a function of no measures has no learning curves' sh -c '
  "$OPTBENCH" run -f rosenbrock -d 2 -o sgd,es --runs 2 --budget 60 --out classic >/dev/null 2>&1 &&
  "$OPTBENCH" plot classic --format svg >/dev/null && ! ls classic/figures | grep -q "learning\|accuracy"'
check 'and says why where it is asked for' fails 2 'needs a function that has the measure test_accuracy' \
  "$OPTBENCH" plot classic --only accuracy
check 'so does a model of numbers' sh -c '
  "$OPTBENCH" run -f linear:rows=16 -d auto -o sgd --runs 2 --budget 60 --out numbers >/dev/null 2>&1'
check 'of accuracy' fails 2 'test_accuracy' "$OPTBENCH" plot numbers --only accuracy

# Negative values: noise-free f below zero is none of the models', but a level of it may be drawn.
sed -e 's/^\([0-9]*,[0-9]*,[0-9]*,[0-9]*,[0-9]*\),\([^,]*\),\([^,]*\),/\1,-\2,-\3,/' numbers/traces/*.csv >below.csv
check 'values below zero' sh -c 'cp below.csv numbers/traces/*.csv && "$OPTBENCH" plot numbers --only convergence --format svg'
check 'have a linear axis' sh -c '! grep -q "10.*baseline-shift.*−8" numbers/figures/convergence.svg && grep -q "−" numbers/figures/convergence.svg'

check 'slices around the best points that were kept' plot mixed --slice --seed 2
sheet=mixed/figures/slice-panels.csv
best=$(awk -F, '$2 == "best" && (!n++ || $3 < least) { least = $3 } END { print least }' mixed/x/mlp*.csv)
check 'the point is the lowest of them' is $sheet f 1 "$best"
check 'its image is there' test -s mixed/figures/slice.svg
check 'a line has no plane' test ! -e mixed/figures/slice-plane2.csv
check 'the plane has the point in its middle' sh -c "
  awk -F, -v want=$best 'NR == 32 { d = \$32 - want; exit !(d * d < 1e-10) }' mixed/figures/slice-plane0.csv"
check 'another number of threads' sh -c 'mkdir once && cp mixed/figures/slice* once/ &&
  taskset -c 0 "$OPTBENCH" plot mixed --slice --seed 2 --format svg >/dev/null'
check 'the same bytes' sh -c 'for f in once/*; do cmp "$f" "mixed/figures/${f##*/}" || exit 1; done'
check 'another seed' plot mixed --slice --seed 3 --span 0.5
check 'other directions' sh -c '! cmp -s once/slice.csv mixed/figures/slice.csv'
check 'as far as asked for' is $sheet span 1 0.5
check 'around the last points' plot mixed --slice --at final
check 'around the start' plot mixed --slice --at start
check 'around points of traces' sh -c '
  "$OPTBENCH" run -f softmax:rows=16 -d auto -o sgd --runs 2 --budget 60 --trace-x --out traced >/dev/null 2>&1 &&
  "$OPTBENCH" plot traced --slice --at final --format svg'
last=$(awk -F, 'NR == 1 { for (i = 1; i <= NF; i++) if ($i == "f") k = i } { run[$1] = $k }
  END { least = run["0"] < run["1"] ? run["0"] : run["1"]; print least }' traced/traces/*.csv)
check 'the lowest of the last rows' is traced/figures/slice-panels.csv f 1 "$last"
check 'points that no run kept' fails 3 'no run kept a finite final point: run with --save-x or --trace-x' \
  "$OPTBENCH" plot classic --slice --at final
check 'a function without results' plot --slice -f 'svm:data=blobs,rows=16' --out slice
check 'of another dimension' plot --slice -f rosenbrock -d 10 --out slice
check 'that one' is slice/slice-panels.csv dimension 1 10
check 'has no best point' fails 2 'needs RESULTS' "$OPTBENCH" plot --slice -f rosenbrock --at best
check 'nor another place' fails 2 'is not start, final or best' "$OPTBENCH" plot classic --slice --at end
check 'a span is above 0' fails 2 'span' "$OPTBENCH" plot classic --slice --span 0
check 'a seed beyond the last' fails 2 'from 0 to 2^53 = 9007199254740992' "$OPTBENCH" plot classic --slice --seed 9007199254740993
check 'options of slices go with --slice' fails 2 'goes with --slice' "$OPTBENCH" plot classic --seed 2
check 'results have their dimensions' fails 2 'their own dimensions' "$OPTBENCH" plot classic --slice -d 3
check 'and --only is of other figures' fails 2 'leave --only out' "$OPTBENCH" plot classic --slice --only profile
plan
