#!/bin/sh
# plot.sh -- `optbench plot`: the images that it leaves, and that what goes wrong leaves none and
# one clear line.
. "$(dirname "$0")/../support/tap.inc"

cat >small.ini <<END
[campaign]
functions = rosenbrock, step
dimensions = 2
optimizers = adam, random, es:sigma=0.1, es:sigma=0.3
runs = 3
budget = 200
trace = every
trace-x = yes
END
cat >apart.ini <<END
[campaign]
functions = rosenbrock, step
dimensions = 2
instances = 2
optimizers = sgd, es
runs = 3
budget = 200
trace = every
trace-x = yes
figures = trajectories
END
cat >line.ini <<END
[campaign]
functions = cliffs
optimizers = es:sigma=0.2, vo, sgd
runs = 3
start = grid
budget = 400
trace = every
trace-x = yes
figures = smoothing, deviation, stepsize
END

cat >crowd.ini <<END
[campaign]
functions = rosenbrock, quadratic
dimensions = 2, 3, 4
optimizers = snes, cmaes, sgd, es:sigma=0.3, es:sigma=0.03
runs = 3
budget = 400
target = 1
trace = every
trace-x = yes
figures = multiples, spread, dimension, scan
END
sed -e 's/functions = .*/functions = rosenbrock/' -e 's/optimizers = .*/optimizers = cmaes, sgd/' \
  -e 's/figures = .*/figures = population/' -e 's/budget = .*/budget = 200/' crowd.ini >moving.ini
sed -e 's/optimizers = .*/optimizers = sgd, es:sigma=0.2, es:sigma=0.5/' \
  -e 's/figures = .*/figures = plateau, tunnelling/' line.ini >basins.ini

plot() { "$OPTBENCH" plot "$@"; }
notes() { "$OPTBENCH" plot "$@" 2>note.log; code=$?; cat note.log; return $code; }
says() { grep -q "^optbench: note: the figure $1" note.log || { cat note.log; return 1; }; }
images() { ls "$1" 2>/dev/null | grep -E '\.(png|svg|gif|pdf)$'; }
no_image() { left=$(images "$1"); [ -z "$left" ] || { echo "$left"; return 1; }; }
no_leftover() { left=$(find "$1" -name '.new-*'); [ -z "$left" ] || { echo "$left"; return 1; }; }
# The images are what their names say they are.
are_images() {
  for file in "$1"/*.png; do
    [ "$(head -c 4 "$file" | tail -c 3)" = PNG ] || { echo "$file is no PNG"; return 1; }
  done
  for file in "$1"/*.gif; do
    [ ! -e "$file" ] || [ "$(head -c 6 "$file")" = GIF89a ] || { echo "$file is no GIF"; return 1; }
  done
  for file in "$1"/*.svg; do
    tail -n 5 "$file" | grep -q '</svg>' || { echo "$file is no SVG"; return 1; }
  done
}
same_images() {
  for file in "$1"/*.png "$1"/*.svg "$1"/*.csv; do cmp "$file" "$2/${file##*/}" || return 1; done
}

"$OPTBENCH" run small.ini --out small >run.log 2>&1 || cat run.log
"$OPTBENCH" run apart.ini --out apart >run.log 2>&1 || cat run.log
"$OPTBENCH" run line.ini --out line >run.log 2>&1 || cat run.log
"$OPTBENCH" run crowd.ini --out crowd >run.log 2>&1 || cat run.log
"$OPTBENCH" run moving.ini --out moving >run.log 2>&1 || cat run.log
"$OPTBENCH" run basins.ini --out basins >run.log 2>&1 || cat run.log

# What can be found out without gnuplot.
mkdir bare
for tool in sh ls; do ln -s "$(command -v $tool)" bare/; done
check 'without gnuplot: one line that names the package' \
  fails 3 'install gnuplot-nox' env PATH="$box/bare" "$OPTBENCH" plot small
check 'without gnuplot: no figure' no_image small/figures

if ! command -v gnuplot >/dev/null; then
  skip 'figures' 'gnuplot is not installed'
  plan
fi

check 'every figure that the results allow' plot small
check 'they are there' test "$(images small/figures | tr '\n' ' ')" = \
  'convergence.png convergence.svg performance.png performance.svg profile.png profile.svg restarts.png restarts.svg trajectories.png trajectories.svg '
check 'they are images' are_images small/figures
check 'nothing is left aside' no_leftover small/figures
check 'an SVG names fonts to fall back to' grep -q 'font-family="DejaVu Sans, Verdana, sans-serif"' small/figures/profile.svg
check 'a still figure as a GIF alone' fails 2 'the figure profile is not drawn: it does not move' plot small --only profile --format gif --out still
still() {
  plot small --format gif --out still >out.log 2>err.log
  [ $? -eq 2 ] && [ "$(grep -c 'is not drawn: it does not move' err.log)" -eq 5 ] && [ "$(grep -c error: err.log)" -eq 1 ] || { cat err.log; return 1; }
}
check 'all of them' still
check 'leave nothing' test ! -e still
check 'as a GIF and more: a note' sh -c '"$OPTBENCH" plot small --only restarts --format svg,gif --out still 2>err.log &&
  grep -q "note: none of these figures moves, so there is no gif" err.log && [ "$(ls still/*.svg)" = still/restarts.svg ]'
check 'where nobody asked for one, none' sh -c '"$OPTBENCH" plot small --only restarts --out still 2>err.log && [ ! -s err.log ]'
check 'the figures on one variable' plot line
check 'those alone, as the campaign lists them' test "$(images line/figures | tr '\n' ' ')" = \
  'deviation.png deviation.svg smoothing.png smoothing.svg stepsize.png stepsize.svg '
check 'they are images, too' are_images line/figures
check 'the figures of populations' plot crowd
check 'those alone' test "$(images crowd/figures | tr '\n' ' ')" = \
  'dimension.png dimension.svg multiples.png multiples.svg scan.png scan.svg spread.png spread.svg '
check 'what moves' notes moving
check 'names who is not there, and why' says 'population leaves out SGD: samples no population from a normal distribution$'
check 'in the figure, too' grep -q 'no population: SGD<' moving/figures/population.svg
check 'has a file more' test "$(images moving/figures | tr '\n' ' ')" = \
  'population.gif population.png population.svg '
check 'what moves as a GIF, byte for byte, and a note of what does not' sh -c '"$OPTBENCH" plot moving --only population --format gif --out still 2>err.log &&
  cmp moving/figures/population.gif still/population.gif && ! grep -i "gif" err.log'
check 'they are images, the third kind too' are_images moving/figures
check 'who shows all names none' sh -c '"$OPTBENCH" run -f rosenbrock -d 2 -o es --runs 1 --budget 60 --out whole >/dev/null 2>&1; "$OPTBENCH" plot whole --only population --format svg && grep "columns: evaluations<" whole/figures/population.svg'
check 'populations over two functions' plot crowd --only population --format png
check 'the figures on basins' plot basins
check 'both of them' test "$(images basins/figures | tr '\n' ' ')" = \
  'plateau.png plateau.svg tunnelling.png tunnelling.svg '
check 'landscapes that share no ground' plot apart
views=ranks,budgets,area,performance-profile,data-profile,scatter,scaling
sed -e 's/optimizers = .*/optimizers = snes, cmaes, sgd/' -e 's/dimensions = .*/dimensions = 2, 3/' -e 's/functions = .*/functions = rosenbrock, quadratic, step/' \
  -e '/^figures/d' -e 's/trace-x = yes/trace-x = no/' crowd.ini >views.ini
"$OPTBENCH" run views.ini --out views >run.log 2>&1 || cat run.log
check 'views of a comparison' plot views --only $views,profile --format png,svg
check 'all of them' test "$(images views/figures | wc -l)" -eq 16
check 'are images' are_images views/figures
check 'again, byte for byte' sh -c '"$OPTBENCH" plot views --only '$views',profile --format png,svg --out views2 >/dev/null && for f in views/figures/*; do cmp "$f" views2/"${f##*/}" || exit; done'
check 'ranks over five cells and more without being asked' sh -c '"$OPTBENCH" plot views --format svg --out asked | grep -q /ranks.svg'
"$OPTBENCH" run -f rosenbrock,quadratic,step -d 2,3 -o adam,sgd,momentum --metric log --runs 4 --budget 300 --out judged >run.log 2>&1 || cat run.log
check 'by the mean of a metric, where there is one' sh -c '"$OPTBENCH" plot judged --only ranks --format svg >/dev/null &&
  awk -F, "NR == 1 { for (i = 1; i <= NF; i++) at[\$i] = i; next } NR == FNR { cell = \$at[\"function\"] \$at[\"dimension\"]
      sum[cell, \$at[\"optimizer\"]] += \$at[\"metric\"]; cells[cell]; names[\$at[\"optimizer\"]]; next }
    FNR > 1 { rank = 0; for (c in cells) for (n in names) { d = sum[c, n] - sum[c, \$1]; rank += d < 0 ? 1 : d == 0 ? 0.5 : 0 }
      rank = rank / 6 + 0.5; if (rank - \$5 > 1e-9 || \$5 - rank > 1e-9) { print; exit 1 } }" judged/runs.csv judged/figures/ranks.csv'
check 'and none of fewer' fails 2 'ranks needs two optimizers and 5 cells' plot small --only ranks
check 'the virtual best and the smallest portfolio' grep -q 'smallest portfolio that is worth 95 % of the virtual best' views/figures/profile.svg
check 'bands of up to five curves' test "$(wc -l <views/figures/profile-band.csv)" -gt 1
"$OPTBENCH" run -f rosenbrock -d 2 -o adam,sgd,es,nes,vo,momentum --runs 2 --budget 50 --out six >run.log 2>&1 || cat run.log
check 'none of six' sh -c '"$OPTBENCH" plot six --only profile --format svg >/dev/null && [ "$(wc -l <six/figures/profile-band.csv)" -eq 1 ]'
check 'but where they are asked for' sh -c '"$OPTBENCH" plot six --bands --only profile --format svg >/dev/null && [ "$(wc -l <six/figures/profile-band.csv)" -gt 1 ]'
check 'errors at budgets of choice' sh -c '"$OPTBENCH" plot views --only budgets --budgets 20d,100 --format svg --out chosen >/dev/null &&
  [ "$(cut -d, -f4 chosen/budgets.csv | sort -u | tr "\n" " ")" = "100 20d budget " ]'
for list in 10x 0 d ,, 1,2,3,4,5,6,7,8,9,10,11,12,13; do
  check "budgets $list" fails 2 'is no list of up to 12 numbers' plot views --budgets $list
done
check 'again elsewhere, one at a time' plot small --out again/deep -j 1
check 'byte for byte the same' same_images small/figures again/deep
check 'populations again, byte for byte' sh -c '"$OPTBENCH" plot moving --format png,svg --out twin && rm moving/figures/*.gif && for f in moving/figures/*; do cmp "$f" twin/"${f##*/}" || exit; done'
check 'a PDF of one figure' plot small --only profile --format pdf --out pdf
check 'and nothing else' test "$(images pdf)" = profile.pdf
check 'from any folder, a relative path' sh -c 'mkdir else && cd else && "$OPTBENCH" plot ../line --only stepsize'

# Names in folders' names that a shell or gnuplot could stumble over.
cp -r small "it's \"a\" \$(b) c"
check 'a folder of an awkward name' plot "it's \"a\" \$(b) c" --only profile
check 'its image' test -s "it's \"a\" \$(b) c/figures/profile.png"
mkdir results && cp -r small results/one
check 'a name under results/' plot one --only profile --format png
check 'or none' plot --only profile --format svg
check 'its images' test -s results/one/figures/profile.png -a -s results/one/figures/profile.svg

check 'an unknown figure' fails 2 "did you mean 'profile'" plot small --only profil
check 'an unknown format' fails 2 "no format 'bmp'" plot small --format bmp
check 'an unknown option' fails 2 "did you mean '--only'" plot small --onli profile
check 'jobs that are none' fails 2 '0' plot small -j 0
check 'a figure that the results do not allow' fails 2 'the figure stepsize needs' plot small --only stepsize
"$OPTBENCH" run small.ini --out lone -f rosenbrock -o adam >run.log 2>&1 || cat run.log
check 'populations where there are none' fails 2 'the figure population needs a method that samples' plot lone --only population
check 'an unknown figure in a campaign, before it runs' sh -c 'sed "s/figures = .*/figures = spraed/" crowd.ini >odd.ini; "$OPTBENCH" run odd.ini --out odd 2>&1 | grep "odd.ini:.*did you mean .spread." && [ ! -e odd ]'
check 'a comparison of one optimizer' fails 2 'performance needs a second optimizer' plot lone --only performance
check 'whose other figures are drawn' sh -c '"$OPTBENCH" plot lone && [ -s lone/figures/restarts.svg ] && [ ! -e lone/figures/performance.svg ]'
check 'no such folder' fails 3 'nowhere holds no campaign.ini' plot nowhere
check 'a second folder' fails 2 'one folder' plot small line

# broken NAME: a fresh copy without figures, to be damaged.
broken() { rm -rf "$1" && cp -r small "$1" && rm -rf "$1/figures"; }
broken cut
truncate -s -3 cut/traces/rosenbrock-d2-i0-adam.csv
check 'a trace that is cut off' fails 3 'rosenbrock-d2-i0-adam.csv:[0-9]*: the file is cut off' plot cut
check 'no image of it' no_image cut/figures
broken word
sed -i '3s/,[^,]*,/,abc,/4' word/traces/rosenbrock-d2-i0-adam.csv
check 'a word for a number' fails 3 "rosenbrock-d2-i0-adam.csv:3: .* is 'abc', not a number" plot word
check 'no image of that' no_image word/figures
broken column
sed -i '1s/error/mistake/' column/traces/step-d2-i0-random.csv
check 'a column that is missing' fails 3 "step-d2-i0-random.csv:1: no column 'error'" plot column
broken stranger
sed -i '9s/rosenbrock/sphere/' stranger/targets.csv
check 'a row of another campaign' fails 3 "targets.csv:9: runs.csv has no such run" plot stranger
broken empty
rm empty/traces/*
check 'no trace at all' fails 3 'empty/traces is empty' plot empty
check 'no image of nothing' no_image empty/figures
broken part
rm part/traces/*adam.csv
check 'a part of the cells' sh -c '"$OPTBENCH" plot part 2>note.log'
check 'says so' grep -q 'note: 2 of 8 cells have no results yet' note.log
broken ini
echo 'nonsense' >ini/campaign.ini
check 'a campaign that is no campaign' fails 2 'ini/campaign.ini:1' plot ini

# Scripts that fail: in the middle of drawing, and before.
mkdir -p data/plots
cp "$ROOT"/plots/*.gp data/plots/
echo 'plot undefined_variable' >>data/plots/profile.gp
check 'a script that fails' fails 3 'cannot draw .*profile.*undefined_variable' \
  env OPTBENCH_DATA="$box/data" "$OPTBENCH" plot small --only profile,convergence
check 'leaves no image, not even the old one' test ! -e small/figures/profile.png -a ! -e small/figures/profile.svg
check 'the other figure is drawn' test -s small/figures/convergence.png
check 'nothing is left aside by it' no_leftover small/figures
echo 'exit' >data/plots/profile.gp
check 'a script that draws nothing' fails 3 'cannot draw' \
  env OPTBENCH_DATA="$box/data" "$OPTBENCH" plot small --only profile
check 'a script that is missing' fails 3 'plots/profile.gp' \
  env OPTBENCH_DATA="$box/bare" "$OPTBENCH" plot small --only profile

if [ "$(id -u)" -ne 0 ]; then
  broken shut
  mkdir shut/figures && chmod a-w shut/figures
  check 'a folder that cannot be written' fails 3 'cannot write' plot shut
else
  : >file
  check 'a folder that cannot be written' fails 3 'file' plot small --out file/deep
fi
"$OPTBENCH" run -f quadratic -d 2 -o cmaes,sgd --runs 1 --budget 1 --out single >/dev/null 2>&1
# What there is nothing to draw of stops none of the others, and says why.
run() { "$OPTBENCH" run "$@" >run.log 2>&1 || cat run.log; }
run -f rosenbrock -d 2 -i 0 --start 1e200,1e200 -o adam,sgd --runs 3 --budget 500 --trace every --trace-x --out far
run -f rosenbrock -d 2 -i 0 --start 1e200,1e200 -o adam,random --runs 3 --budget 500 --trace every --out half
run -f quadratic -d 2 -o sgd --runs 1 --budget 1 --out poor
run -f quadratic,rosenbrock -d 2,3,4 -o sgd,es --runs 1 --budget 1 --out poorer
check 'runs without a finite value' notes far
check 'have no convergence, and it says why' says 'convergence is not drawn: no run has a finite value$'
check 'but all other figures' test "$(images far/figures | tr '\n' ' ')" = \
  'performance.png performance.svg profile.png profile.svg restarts.png restarts.svg trajectories.png trajectories.svg '
check 'nothing to draw leaves no folder' sh -c '"$OPTBENCH" plot poor --only convergence --out deep/er 2>/dev/null; [ $? -eq 3 ] && [ ! -e deep ]'
mkdir mine
check 'but one that was there' sh -c '"$OPTBENCH" plot poor --only convergence --out mine/deep 2>/dev/null; [ -d mine ] && [ ! -e mine/deep ]'
check 'a budget that pays no step' notes poor
check 'is none of runs that diverged' says 'convergence is not drawn: no run evaluated anything'
texts() { sed 's/<[^>]*>//g' "$1"; }
run -f rosenbrock,quadratic -d 2 -o adam --runs 2 --budget 100 --trace every --trace-x --out narrow
run -f rosenbrock -d 2 -o adam,sgd,es,random,rmsprop --runs 2 --budget 100 --trace every --trace-x --out wide
parted() { # FOLDER PATTERN
  plot "$1" --only trajectories --format svg >said 2>&1 && texts "$1/figures/trajectories.svg" | grep -q "$2" || { cat said; return 1; }
}
check 'the parts of a heading that is wrapped, on two panels' parted far 'from ([^)]*); number: '
check 'on one panel a function' parted narrow 'from ([^)]*); number: '
check 'and of one on a line' parted wide 'from ([^)]*)   number: '
check 'an optimizer without a finite value' notes half
check 'is named' says 'convergence leaves out Adam: no finite value$'
check 'in the figure, too' grep -q 'Adam  no finite value' half/figures/convergence.svg
captions() { # In a report, whether it draws the figure or finds it.
  for round in draws finds; do
    "$OPTBENCH" report half >said 2>&1 || { cat said; return 1; }
    for form in md html; do grep -q 'It leaves out Adam: no finite value\.' half/report.$form || return 1; done
  done
  [ "$(sed -n 2p half/figures/convergence-notes.csv)" = 'leaves out Adam: no finite value' ] && [ ! -e small/figures/convergence-notes.csv ]
}
check 'and in the caption of a report' captions
gone() { # Once there is nothing to say, no word of it is left.
  cp -r half gone; run -f rosenbrock -d 2 -i 0 -o adam,random --runs 3 --budget 500 --trace every --out gone --force; "$OPTBENCH" report gone >said 2>&1 || { cat said; return 1; }
  [ ! -e gone/figures/convergence-notes.csv ] && ! grep 'It leaves out' gone/report.md
}
check 'no longer where all are shown' gone
check 'beside the others in a table of curves' sh -c '"$OPTBENCH" plot half --only multiples --format svg 2>/dev/null && grep -q "Adam<" half/figures/multiples.svg && grep -q "no finite value" half/figures/multiples.svg'
check 'a table of curves that has none' fails 3 'multiples is not drawn: no run has a finite value' plot far --only multiples --out far/none
check 'what did not run there is said to' sh -c 'cp -r crowd gaps && rm -rf gaps/figures gaps/traces/quadratic-d3-i0-sgd.csv && "$OPTBENCH" plot gaps --only multiples --format svg 2>/dev/null && [ "$(grep -c "not run" gaps/figures/multiples.svg)" -eq 1 ]'
check 'a table of one function' sh -c '"$OPTBENCH" plot crowd -f quadratic --only multiples --format svg && ! grep Rosenbrock crowd/figures/quadratic/multiples.svg'
check 'a figure asked for that has nothing to draw' fails 3 'convergence is not drawn: no run has a finite value' \
  plot far --only convergence,profile --format png --out far/asked
check 'and the other one' test "$(images far/asked)" = profile.png
check 'one that the results do not allow' fails 2 'the figure stepsize needs' \
  plot far --only stepsize,profile --format png --out far/needs
check 'and the other, again' test "$(images far/needs)" = profile.png
sed -i '/^\[campaign\]/a figures = stepsize, profile' far/campaign.ini
check 'in the list of the campaign it is a note' notes far --out far/listed
check 'about that one' says 'stepsize needs every iterate'
check 'beside the other' test -s far/listed/profile.png
# The view takes in a start outside of the search region; a path that leaves the view says so.
run -f rosenbrock -d 2 -i 0 -o adam,sgd --start 4,4 --runs 1 --trace every --trace-x --out away
within() {
  awk -F, 'NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }
    !($(at["x1_low"]) < 4 && 4 < $(at["x1_high"]) && $(at["x2_low"]) < 4 && 4 < $(at["x2_high"])) { print; bad = 1 }
    END { exit bad || NR < 2 }' "$1"
}
check 'paths from afar' plot away --only trajectories --format svg
check 'start within the view' within away/figures/trajectories-panels.csv
check 'a path that leaves it says so' grep -q 'SGD</tspan>.*diverged,  leaves the view' away/figures/trajectories.svg
check 'with an arrow on its edge' awk -F, 'NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }
  $(at["title"]) ~ /SGD/ && $(at["diverged"]) == 1 {
    x = $(at["exit_x1"]); y = $(at["exit_x2"]); n = 0
    n += x == $(at["x1_low"]) || x == $(at["x1_high"]); n += y == $(at["x2_low"]) || y == $(at["x2_high"])
    found = n > 0 && x >= $(at["x1_low"]) && x <= $(at["x1_high"]) && y >= $(at["x2_low"]) && y <= $(at["x2_high"]) }
  END { exit !found }' away/figures/trajectories-panels.csv
run -f quadratic:condition=1 -d 2 -i 0 -o sgd:rate=1e-9 --start 8,8 --runs 1 --budget 40 --trace every --trace-x --out short
check 'one that is too slow does not' sh -c '"$OPTBENCH" plot short --only trajectories --format svg && grep -q "SGD</tspan>.*not reached" short/figures/trajectories.svg && ! grep diverged short/figures/trajectories.svg'
check 'as one does that starts beyond any view' grep -q 'Adam</tspan>.*starts outside of the view' far/figures/trajectories.svg
run -f rosenbrock -d 2 -i 0 -o sgd:rate=1e-4 --start canonical --runs 1 --budget 40 --trace every --trace-x --out home
check 'others do not' sh -c '"$OPTBENCH" plot home --only trajectories --format svg && ! grep "the view" home/figures/trajectories.svg'
run -f rosenbrock -d 2 -i 0 -o cmaes --start 40,4 --budget 60 --runs 1 --out remote
check 'populations from afar' plot remote --only population --format svg
check 'the first one within the view' awk -F, 'NR == 2 { exit !($7 > 40) }' remote/figures/population-methods.csv

# Each figure, of runs that have no step: drawn, or nothing with a reason; never an error of gnuplot.
every=$("$OPTBENCH" plot --help | sed -n '/^Figures:/,$ s/^  \([a-z]*\) .*/\1/p' | commas)
every_figure() {
  rm -rf bits
  "$OPTBENCH" plot "$1" --only "$every" --format svg --out bits >out.log 2>err.log
  code=$?
  cat err.log
  ! grep -q 'gnuplot' err.log && { [ $code -eq 0 ] || grep -q "^optbench: error: the figure" err.log; }
}
check 'every figure of no step' every_figure poorer
check 'every figure of no finite value' every_figure far
check 'the report does without' sh -c '"$OPTBENCH" report far 2>note.log && ! grep -q "convergence\.svg" far/report.md'
check 'and says so' says 'convergence in figures is not drawn: no run has a finite value'
run -f cliffs -o es:sigma=0.2,vo --start grid --runs 3 --budget 1 --trace every --trace-x --out poorest
check 'every figure on a line, of no step' every_figure poorest
rm poorest/traces/*-vo.csv
check 'of one optimizer that is not there' every_figure poorest
cp -r line sparse && rm sparse/traces/*-es_sigma*.csv
check 'of the other' every_figure sparse
mkdir -p many/results && cp -r far many/results/a && cp -r small many/results/c && mkdir many/results/b
check 'make plots goes on behind a folder that has none' sh -c \
  '! make -s -C many -f "$ROOT/Makefile" PROGRAM="$OPTBENCH" -o "$OPTBENCH" plots >make.log 2>&1; [ -s many/results/c/figures/profile.png ]'

check 'figures of a single evaluation' sh -c '"$OPTBENCH" plot single && "$OPTBENCH" plot single --only spread'

plan
