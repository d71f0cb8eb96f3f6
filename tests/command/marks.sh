#!/bin/sh
# marks.sh -- what single figures say beside their curves: who ends together, what was reached, what
# diverged, what is held fixed, in which dimensions; and films.
. "$(dirname "$0")/../support/tap.inc"

run() { "$OPTBENCH" run "$@" >run.log 2>&1 || cat run.log; }
draw() { "$OPTBENCH" plot "$@" >plot.log 2>&1 || { cat plot.log; return 1; }; }
# The words of an SVG, its markup taken away, a text a line.
words() { grep '<text' "$1" | sed 's/<[^>]*>//g; s/&lt;/</g; s/^[[:space:]]*//'; }
shows() { words "$1" >words.txt; grep -q -- "$2" words.txt || { cat words.txt; return 1; }; }
if ! gnuplot --version >/dev/null 2>&1; then
  skip 'what figures say' 'gnuplot is not installed'
  plan
  exit
fi

# Labels of ends that are one are a group, from the lowest on; a chain of small steps is none.
cat >groups.gp <<END
count = 6; floor_y = 0.0; ceil_y = 10.0; gap = 0.5; same = 0.04
array ey[6] = [3, 7.01, 3.02, 7, 3.05, 1]
load "$ROOT/plots/labels.gp"
stroke_x = 1; soft = "#888888"
has_end(i) = 1; group_end(i) = ey[i]; group_tint(i) = soft; group_height(y) = y
load "$ROOT/plots/groups.gp"
set print "groups.txt"
do for [g=1:groups] { print sprintf("%d-%d", opens[g], closes[g]) }
do for [i=1:count] { print sprintf("%d", one_of[i]) }
END
check 'groups of labels' gnuplot groups.gp
check 'those that are one' test "$(tr '\n' ' ' <groups.txt)" = '1-1 2-3 4-4 5-6 2 4 2 4 3 1 '

# Descent does not move on the step; too large a rate diverges.
run -f step,quadratic:condition=1 -d 2 -i 0 -o sgd,momentum,adam,sgd:rate=9,cmaes --runs 3 --budget 300 --target 1e-2 --out some
check 'convergence' draw some --only convergence --format svg
check 'the heading explains the marks' shows some/figures/convergence.svg \
  'dot: target reached; ×: so many runs diverged; thin: all runs have ended'
check 'how many diverged stands at the name' shows some/figures/convergence.svg 'SGD (rate 9)  × 3'
# Outcomes by optimizer and function, and the same in the CSV.
agree() {
  awk -F, 'NR == FNR { if (FNR > 1) diverged[$1, $4] += $8 == "diverged"; next }
    FNR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }
    { rows++; if ($(at["diverged"]) != diverged[$1, $3] + 0 || ($(at["diverged"]) > 0) != ($(at["diverged_at"]) != "nan")) { print; bad = 1 }
      if ($(at["reached"]) != "inf" && $(at["end"]) > 0.01) { print; bad = 1 } }
    END { exit bad || rows != 10 }' some/runs.csv some/figures/convergence-curves.csv
}
check 'as the runs have it' agree
# Where a key has the names, curves that hide each other have letters; two of which both are seen have none.
check 'in a column' draw some --only convergence --format svg --size column --out narrow
check 'names have letters' shows narrow/convergence.svg '^d: SGD (rate 9) × 3$'
check 'which say who ends together' shows narrow/convergence.svg '^a–d end here$'
run -f step -d 2 -i 0 -o sgd,momentum --runs 3 --budget 300 --out pair
check 'a solid curve and a dashed one on it' draw pair --only convergence --format svg --size column
check 'need no letters' sh -c '! grep -E "end here|>a: " pair/figures/convergence.svg'
run -f step -d 2 -i 0 -o sgd,adam --runs 3 --budget 300 --out hidden
check 'two solid ones' draw hidden --only convergence --format svg --size column
check 'do' shows hidden/figures/convergence.svg '^a, b end here$'

# Of many the grey ones are named below all panels, on lines of their own.
run -f step -d 2 -i 0 -o all --runs 1 --budget 60 --out crowd
check 'many optimizers' draw crowd --only convergence --format svg
check 'the heading names none' sh -c '! grep -E ">.*grey: *SGD" crowd/figures/convergence.svg | grep -v ">grey: "'
check 'the names stand there' shows crowd/figures/convergence.svg '^grey: [A-Za-z]'
run -f quadratic:condition=1 -d 2 -i 0 -o cmaes --runs 2 --budget 300 --target none --out calm
check 'marks that are not there' draw calm --only convergence --format svg
check 'are not explained' sh -c '! grep -E "runs diverged|have ended|takes over" "$1"' - calm/figures/convergence.svg

# The last point is where the run is at its end, not where it was lowest: where it diverges, say.
run stepsize --out steps
check 'plateau' draw steps --only plateau --format svg
pairs() {
  awk -F, 'NR == FNR { if (FNR > 1 && $2 == 0 && $5 != "nan") { x[$1] = $5; f[$1] = $7 } next }
    FNR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }
    { n++; for (o in x) if (x[o] == $(at["end"]) && f[o] == $(at["end_error"])) found++ }
    END { exit !(n && found >= n) }' steps/figures/plateau.csv steps/figures/plateau-columns.csv
}
check 'the final x with the final f' pairs
check 'and says both' shows steps/figures/plateau.svg 'f − f\* = 3.63, once 1.12'
check 'step sizes' draw steps --format svg
check 'with their rates' shows steps/figures/stepsize.svg 'rate 0.9 = 0.45 × 2/L'
run smoothing --out smooth
check 'smoothing' draw smooth --format svg
check 'has names on its axes' shows smooth/figures/smoothing.svg '^f$'
check 'both of them' shows smooth/figures/smoothing.svg 'runs, by their starts'

# Profiles say in which dimensions; targets are powers of ten.
run -f rosenbrock -d 2,5 -i 0 -o sgd,cmaes --runs 3 --budget 100 --trace none --out dims
check 'profiles' draw dims --only profile,data-profile,performance-profile --format svg
for figure in profile data-profile performance-profile; do
  check "the dimensions of $figure" shows dims/figures/$figure.svg 'd = 2, 5'
done
check 'targets as powers of ten' sh -c '! grep "1e-0" dims/figures/data-profile.svg dims/figures/performance-profile.svg'
many='2,3,4,5,6,7'
run -f rosenbrock -d $many -i 0 -o cmaes --runs 1 --budget 20 --trace none --out wide
check 'many dimensions' draw wide --only profile --format svg
check 'are from the least to the largest' shows wide/figures/profile.svg 'd = 2 to 7'

# A scan says what each curve holds.
run -f rosenbrock -d 2 -i 0 -o es:sigma=0.1,es:sigma=1,cmaes:sigma=0.1,cmaes:sigma=1,cmaes:population=8,cmaes:population=16 \
  --runs 2 --budget 500 --trace none --out scans
check 'a scan' draw scans --only scan --format svg
check 'holds a rate' shows scans/figures/scan.svg 'held: rate [0-9.]*; population 16'
check 'or a formula' shows scans/figures/scan.svg 'held: default population'
check 'or a deviation' shows scans/figures/scan.svg 'held: sigma 0.5'

# A film: 1000 pixels at least, a pause at its end, as many evaluations as points are drawn.
run -f rosenbrock -d 2 -i 0 -o cmaes,xnes --runs 1 --budget 200 --start canonical --trace every --trace-x --out moving
check 'a film' draw moving --only population --format gif,svg
number() { od -An -tu1 -j "$2" -N 2 "$1" | awk '{ print $1 + 256*$2 }'; }
check 'wide enough' test "$(number moving/figures/population.gif 6)" -ge 1000
# Before each picture: 21 f9 04, flags, hundredths of a second.
delays() { od -An -v -tx1 "$1" | tr -d ' \n' | grep -oE '21f904..[0-9a-f]{4}ff002c' | cut -c 9-12; }
check 'frames of a tenth of a second, and a pause' sh -c '[ "$1" = "0a00 d200" ]' - "$(delays moving/figures/population.gif | uniq | tr '\n' ' ' | sed 's/ $//')"
check 'no frame is left' sh -c '[ -z "$(ls -A moving/figures | grep png)" ]'
cp moving/figures/population.gif first.gif
check 'again' draw moving --only population --format gif
check 'the same bytes' cmp first.gif moving/figures/population.gif
counts() {
  awk -F, 'FNR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }
    { n++; points = $(at["last"]) - $(at["first"]) + 1
      if ($(at["generation"]) == 0) whole[$1] = points
      if ($(at["generation"]) * whole[$1] + points != $(at["cost"])) { print; bad = 1 } }
    END { exit bad || !n }' moving/figures/population-shots.csv
}
check 'a count is of the points that are drawn, and those before' counts
plan
