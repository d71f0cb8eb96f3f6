#!/bin/sh
# dissect.sh -- `optbench dissect` through its command line: files, figures, verdicts, two networks
# side by side, the same bytes for any number of threads and vector width, what is refused.
. "$(dirname "$0")/../support/tap.inc"

reference=$ROOT/tests/reference/learned/gru8.weights
cp "$reference" gru8.weights
files='adaptation-panels.csv adaptation.csv clipping-density.csv clipping-panels.csv clipping.csv
fixed-points-eigenvalues.csv fixed-points-panels.csv fixed-points-path.csv fixed-points-states.csv
fixed-points-visited.csv fixed-points.csv momentum-impulse.csv momentum-panels.csv momentum.csv
schedule-panels.csv schedule.csv verdicts.txt'

# Its error, and no folder.
refused() { fails "$@" && [ ! -e none ]; }
dissect() { "$OPTBENCH" dissect "$@"; }
without_images() { ls "$1" | grep -v '\.\(png\|svg\|pdf\)$' | commas; }
same_files() { for file in $files; do cmp "$1/$file" "$2/$file" || return 1; done; }
says() { grep -q "^  $1 .*: $2\$" "$3" || { cat "$3"; return 1; }; }

dissect gru8.weights -j 1 >said 2>err || cat err
check 'it writes to a folder of its own' test -d results/dissect-gru8
check 'a CSV or more of each analysis' test "$(without_images results/dissect-gru8)" = "$(echo $files | tr ' ' ,)"
check 'what it says stands there, too' sh -c 'sed 1d results/dissect-gru8/verdicts.txt | grep -vxFf said >odd; test ! -s odd'
check 'a fixed point' says fixed-points yes said
check 'momentum' says momentum yes said
check 'clipping' says clipping yes said
check 'a schedule' says schedule yes said
check 'adaptation' says adaptation yes said
check 'nothing is left aside' test -z "$(find results -name '.new-*')"
check 'three threads' dissect gru8.weights -j 3 --out three
check 'the same bytes' same_files results/dissect-gru8 three
for level in sse2 avx2; do
  if OPTBENCH_VECTOR=$level "$OPTBENCH" list >/dev/null 2>&1; then
    check "at the width of $level" env OPTBENCH_VECTOR=$level "$OPTBENCH" dissect gru8.weights --out $level
    check 'the same bytes there' same_files three $level
  else
    skip "$level" 'not here'
  fi
done
check 'a second time into the same folder' dissect gru8.weights --out three

# Two of them.
cp gru8.weights other.weights
dissect gru8.weights other.weights >said 2>err || cat err
check 'two files have a folder, too' test -d results/dissect-gru8-other
check 'the one is told after the other' test "$(grep -c 'trained on loguniform d5' said)" -eq 2
rows() { awk -F, -v name="$1" '$1 == name' "results/dissect-gru8-other/$2" | wc -l; }
check 'each has its rows' test "$(rows gru8 momentum.csv),$(rows other momentum.csv)" = 8,8
check 'and its panel' test "$(rows gru8 schedule-panels.csv),$(rows other schedule-panels.csv)" = 1,1
mkdir twin && cp gru8.weights twin
check 'those of one name are told apart' sh -c '"$OPTBENCH" dissect gru8.weights twin/gru8.weights --out same >said && grep -q "^gru8 (1), " said && grep -q "^gru8 (2), " said'
awkward="it's, \"a\" #b \$(c)"
cp gru8.weights "$awkward.weights"
check 'a name that a shell or gnuplot could stumble over' dissect "$awkward.weights" --out awkward

# Momentum that was tuned for the task, of the campaign that compares on it.
mkdir -p data/bench/campaigns data/plots
cp "$ROOT"/plots/*.gp data/plots
printf '[campaign]\nfunctions = loguniform\ndimensions = 5\noptimizers = momentum, adam\n[momentum]\nrate = 3.58\nmomentum = 0.879\n' \
  >data/bench/campaigns/learned-quadratic.ini
check 'a campaign with tuned momentum' env OPTBENCH_DATA="$box/data" "$OPTBENCH" dissect gru8.weights --out ball
check 'it is beside the leading mode' grep -q 'tuned momentum has beta 0.879' ball/verdicts.txt
check 'with its response' sh -c 'test "$(awk -F, "\$2 == 1 { print \$6 }" ball/momentum-impulse.csv)" = 3.14682'
rm data/bench/campaigns/*
check 'without the campaign' env OPTBENCH_DATA="$box/data" "$OPTBENCH" dissect gru8.weights --out ball
check 'there is none' sh -c '! grep -q tuned ball/verdicts.txt'

if command -v gnuplot >/dev/null; then
  check 'figures in two formats' test "$(ls three | grep -c '\.png$'),$(ls three | grep -c '\.svg$')" = 5,5
  check 'no text leaves its page or lies over another' sh -c \
    'for d in three results/dissect-gru8-other same awkward ball; do for f in "$d"/*.svg; do LC_ALL=C awk -f "$ROOT/tests/support/text_boxes.awk" "$f"; done; done >odd; cat odd; test ! -s odd'
  check 'the same images' sh -c 'for f in three/*.png three/*.svg; do cmp "$f" "results/dissect-gru8/${f##*/}" || exit; done'
  check 'a PDF' dissect gru8.weights --format pdf --out pdf
  check 'alone' test "$(ls pdf | grep -c '\.pdf$'),$(ls pdf | grep -cE '\.(png|svg)$')" = 5,0
else
  skip 'figures' 'gnuplot is not installed'
fi
mkdir bare
for tool in sh ls; do ln -s "$(command -v $tool)" bare/; done
check 'without gnuplot a note' sh -c 'PATH="$box/bare" "$OPTBENCH" dissect gru8.weights --out plain 2>note && cat note && grep -q "^optbench: note: no figures: .*gnuplot-nox" note'
check 'and the CSV' test "$(without_images plain)" = "$(echo $files | tr ' ' ,)"

# What cannot be.
check 'no file' refused 2 'needs a file of weights' "$OPTBENCH" dissect --out none
check 'three files' refused 2 "two files of weights at most, not 'c'" "$OPTBENCH" dissect a b c --out none
check 'an unknown name' refused 3 "no weights are called 'nosuch'" "$OPTBENCH" dissect nosuch --out none
check 'a missing file' refused 3 'cannot read the weights ./nosuch' "$OPTBENCH" dissect ./nosuch --out none
check 'a folder' refused 3 'cannot read the weights ./bare' "$OPTBENCH" dissect ./bare --out none
head -c 1000 gru8.weights >cut.weights
check 'a file that is cut short' refused 3 'cut.weights is cut short' "$OPTBENCH" dissect cut.weights --out none
sed 's/hidden = 8/hidden = 0/' gru8.weights >zero.weights
check 'no units' refused 3 'zero.weights' "$OPTBENCH" dissect zero.weights --out none
sed 's/^readout_bias = .*/readout_bias = nan/' gru8.weights >nan.weights
check 'weights that are no numbers' refused 3 'nan.weights' "$OPTBENCH" dissect nan.weights --out none
check 'the second is damaged' refused 3 'nan.weights' "$OPTBENCH" dissect gru8.weights nan.weights --out none
check 'an unknown format' refused 2 "did you mean 'png'" "$OPTBENCH" dissect gru8.weights --format pmg --out none
mkdir -p theirs && echo mine >theirs/notes
check 'a folder that is not ours' refused 2 'theirs is not empty (it has notes)' "$OPTBENCH" dissect gru8.weights --out theirs
check 'it is as it was' test "$(ls theirs)" = notes
"$OPTBENCH" run -f rosenbrock -o sgd --runs 1 --budget 20 --out campaign >run.log 2>&1
check "a campaign's folder" refused 2 "campaign holds a campaign's results" "$OPTBENCH" dissect gru8.weights --out campaign
check 'nor may a campaign have that of a dissection' refused 2 'three holds a dissection' \
  "$OPTBENCH" run -f rosenbrock -o sgd --runs 1 --budget 20 --out three
plan
