#!/bin/sh
# metric.sh -- campaigns that judge whole trajectories: the column, what tune makes of it, compare,
# the report, the figures means and wins, and what is refused.
. "$(dirname "$0")/../support/tap.inc"

cat >curve.ini <<'END'
[campaign]
functions = loguniform, rosenbrock:signs=random
dimensions = 2
instances = 3-12, 1
tune-instances = 1000-1019
optimizers = momentum:momentum=0.8, adam, random
runs = 2
budget = 102
metric = ratio
trace = every
figures = means, wins

[momentum on loguniform]
rate = 0.5
[momentum on rosenbrock]
rate = 0.1
[adam]
rate = 0.3
END

check "runs" exits 0 "$OPTBENCH" run curve.ini --out curve -j 2
metrics() { # the mean of f/f0 over 51 evaluations of value and gradient, by the traces
  for optimizer in adam momentum_momentum=0.8; do
    for instance in 1 3 12; do
      for repetition in 0 1; do
        expected=$(awk -F, -v r="$repetition" '$1 == r { if ($2 == 0) first = $6
            if ($2 <= 50) sum += $6 / first < 1000 ? $6 / first : 1000 } END { printf "%.12g", sum / 51 }' \
            curve/traces/loguniform-d2-i$instance-$optimizer.csv)
        got=$(awk -F, -v i="$instance" -v r="$repetition" -v o="$(echo $optimizer | tr _ :)" \
            '$1 == "loguniform" && $3 == i && $4 == o && $5 == r { printf "%.12g", $16 }' curve/runs.csv)
        [ "$expected" = "$got" ] || { echo "$optimizer i$instance $repetition: $got, not $expected"; return 1; }
      done
    done
  done
}
check "the column is the mean of f/f0" metrics
header() { head -1 curve/runs.csv | grep -q ',error,metric$' && grep -q '^metric = ratio$' curve/campaign.ini; }
check "the column has a name, the campaign its key" header
none() {
  "$OPTBENCH" run curve.ini --metric none --out plain >/dev/null && head -1 plain/runs.csv | grep -q ',error$' &&
    ! grep -q '^metric' plain/campaign.ini
}
check "without a metric there is no column" none
grows() {
  sed 's/^runs = 2/runs = 3/; s/3-12, 1/3-12, 1, 20/' curve.ini >more.ini
  "$OPTBENCH" run more.ini --out fresh >/dev/null && cp -r curve grown && sed -i 's/^name.*//' more.ini &&
    "$OPTBENCH" run curve.ini --runs 3 --instances 3-12,1,20 --out grown >/dev/null && cmp fresh/runs.csv grown/runs.csv
}
check "more runs and instances join what is there" grows
threads() { "$OPTBENCH" run curve.ini --out one -j 1 >/dev/null && cmp one/runs.csv curve/runs.csv; }
check "the same for any number of threads" threads
other() {
  "$OPTBENCH" run curve.ini --metric log --out curve >said 2>&1
  [ $? -eq 2 ] && matches "metric is ratio there and log here"
}
check "another metric is other results" other

check "compare: one folder is enough" exits 0 "$OPTBENCH" compare curve
wins() {
  matches "^mean f/f0, the lower the better" &&
    expected=$(awk -F, '$1 == "loguniform" { v[$4, $3, $5] = $16 } END { for (k in v) { split(k, p, SUBSEP)
      if (p[1] == "adam") n += v["momentum:momentum=0.8", p[2], p[3]] < v[k] } print n }' curve/runs.csv) &&
    matches "vs adam .* wins $expected of 22, p "
}
check "compare: the first optimizer's wins over the others" wins
check "compare: two optimizers" exits 0 "$OPTBENCH" compare curve -o random,adam --format json
check "compare: the one named first" matches '"a": "random", "b": "adam"'
check "compare: as markdown" exits 0 "$OPTBENCH" compare curve --format markdown
check "compare: a table" matches '^\| loguniform d2 \| adam \|'
check "compare: folders, each optimizer with itself" exits 0 "$OPTBENCH" compare curve one
check "compare: folders, all ties" matches "vs one .* wins 0 of 22, 22 ties, p 1"
check "compare: with a target, by costs" exits 0 "$OPTBENCH" compare curve -o adam,random --target 1
check "compare: with a target, evaluations" matches "evaluations|gets there"
check "compare: another metric" exits 2 "$OPTBENCH" compare curve plain
check "compare: another metric is named" matches "another metric"

check "tune" exits 0 "$OPTBENCH" tune curve.ini --candidates 20 --runs 9 --write --out tuned
check "tune: by the mean" matches "adam on loguniform d2 .* fresh runs [0-9.]+ \+- [0-9.]+, was [0-9.]+ \+- [0-9.]+"
instances() { [ "$(awk -F, 'NR > 1 && $3 < 1000' tuned/trials.csv | wc -l)" -eq 0 ] && grep -q ',1008,' tuned/trials.csv; }
check "tune: on the instances for it" instances
record() {
  [ "$(grep -c '^tuned = 20 candidates, [0-9]* runs, cost [0-9]*, edges ' curve.ini)" -eq 4 ] &&
    "$OPTBENCH" run curve.ini --out curve --force >/dev/null && grep -q '^tuned = 20 candidates' curve/campaign.ini
}
check "tune: it leaves a record, which results keep" record
"$OPTBENCH" run curve.ini --out untold >/dev/null
sed -i 's/^tuned = .*/tuned = 7 candidates, 8 runs, cost 9, edges none/' curve.ini
untouched() { "$OPTBENCH" run curve.ini --out untold >said 2>&1 && matches "132 runs were there already"; }
check "tune: results do not depend on the record" untouched
check "one of the instances alone" exits 0 "$OPTBENCH" tune adam -f loguniform -d 2 -i 5 --metric log --candidates 4 --runs 3 --budget 50 --out five

check "report" exits 0 "$OPTBENCH" report curve --no-figures
reported() {
  grep -q '^## How the parameters were found' curve/report.md && grep -q '| mean f/f0 | Wins of momentum' curve/report.md &&
    grep -q '^- \*\*Metric\*\*: ratio: the mean of f/f0' curve/report.md || { cat curve/report.md; return 1; }
}
check "report: opens with how the reference does" grep -q '^By the mean f/f0 .* wins most pairs of runs in [0-9]* of [0-9]* comparisons' curve/report.md
check "report: metric, wins, how parameters were found" reported

if command -v gnuplot >/dev/null; then
  check "figures" exits 0 "$OPTBENCH" plot curve
  images() { [ -s curve/figures/means.png ] && [ -s curve/figures/wins.svg ]; }
  check "figures: they are there" images
  means() { # at step 10, over 22 runs
    for f in loguniform-d2 rosenbrock_signs=random-d2; do
      label=$(echo "${f%-d2}" | tr _ :)
      awk -F, 'FNR == 1 { n++ } FNR > 1 { if ($2 == 0) first = $6; if ($2 == 10) { v = $6 / first; v = v > 1000 ? 1000 : v
          sum += v; squares += v * v; k++ } } END { m = sum / k; printf "%.9g %.9g\n", m, m + sqrt((squares / k - m * m) / (k - 1)) }' \
          curve/traces/$f-i*-adam.csv >expected
      awk -F, -v f="$label" '$1 == f && $3 == "adam" && $4 == 10 { printf "%.9g %.9g\n", $6, $7 }' curve/figures/means.csv >got
      cmp expected got || { cat expected got; return 1; }
    done
  }
  check "figures: means and standard errors are those of the traces" means
  counted() { [ "$(awk -F, 'NR > 1 && $6 == $7 + $8 + $9 { n++ } END { print n }' curve/figures/wins.csv)" -eq 4 ]; }
  check "figures: wins, losses and ties are all pairs" counted
  coarse() { # longer than a curve has points
    "$OPTBENCH" run -f loguniform -d 2 -i 1,2 -o adam,sgd --runs 1 --budget 6k --trace every --metric log --out long >/dev/null &&
      "$OPTBENCH" plot long --only means >/dev/null &&
      awk -F, '$3 == "adam" { n++; last = $4 } END { exit !(n > 256 && n <= 512 && last > 2900) }' long/figures/means.csv
  }
  check "figures: long curves are thinned" coarse
  unstepped() { "$OPTBENCH" run curve.ini --trace log --out log >/dev/null && ! "$OPTBENCH" plot log --only means >said 2>&1 && matches "run with --trace every"; }
  check "figures: means need each step" unstepped
else
  skip "figures" "gnuplot is not installed"
fi

check "a metric that is none" exits 2 "$OPTBENCH" run curve.ini --metric mean --out bad
check "a metric that is none: named" matches "metric: 'mean' is none of none, ratio, log"
check "truths that are dear" exits 2 "$OPTBENCH" run -f mlp:batch=16 -d auto -o adam --metric ratio --out bad
check "truths that are dear: what to do" matches "^optbench: error: metric: mlp:batch=16 .*take all rows at once"
check "successes" exits 2 "$OPTBENCH" run curve.ini --until-successes 2 --out bad
check "successes: named" matches "with metric = ratio none ends there"
absent() { [ ! -e bad ]; }
check "nothing is made" absent

plan
