#!/bin/sh
# successes.sh -- run --until-successes: exactly the runs that it takes, whoever runs them, resumed
# or not; and what run --restarts records.
. "$(dirname "$0")/../support/tap.inc"

cat >trial.ini <<'END'
[campaign]
functions = rosenbrock, step
dimensions = 2, 3
optimizers = es:rate=0.3, local, sgd:rate=0.5
budget = 400
target = 0.1
trace = none
END

"$OPTBENCH" run trial.ini --runs 24 --out long >/dev/null
until_three() { "$OPTBENCH" run trial.ini --runs 4 --until-successes 3 --runs-limit 24 "$@"; }
check "until three runs succeed" until_three --out some -j 1

# From the long run: the rows of each cell up to the first n >= 4 with 3 successes, at most 24.
# Without the definitions (field 7, 8 where the label holds a comma), which differ.
strip() { sed 's/,[0-9a-f]\{16\},[0-9a-f]\{16\},/,/' "$1"; }
expected() {
  strip long/runs.csv | awk -F, 'NR == 1 { print; next }
    { cell = $1 FS $2 FS $3 FS $4
      if (cell != last) { last = cell; n = good = 0 }
      if (n >= 4 && good >= 3) next
      print; n++; good += $6 == "target" }'
}
exact() {
  expected >expected.csv
  strip some/runs.csv >some.csv
  cmp expected.csv some.csv
}
check "each cell has exactly the runs that it takes" exact
varied() {
  tail -n +2 some/runs.csv | cut -d, -f1-4 | sort | uniq -c | awk '{ print $1 }' | sort -nu >counts
  head -n 1 counts | grep -qx 4 && tail -n 1 counts | grep -qx 24 && [ "$(wc -l <counts)" -ge 3 ]
}
check "some need none more, some the limit, some in between" varied
targets() {
  kinds=$(tail -n +2 some/targets.csv | cut -d, -f6 | sort -u | wc -l)
  [ "$kinds" -gt 1 ] && [ "$(wc -l <some/targets.csv)" -eq $((kinds * ($(wc -l <some/runs.csv) - 1) + 1)) ]
}
check "a row of each target for each run" targets
for j in 2 7; do
  as_one() {
    until_three --out some-$j -j $j && cmp some/runs.csv some-$j/runs.csv &&
      cmp some/targets.csv some-$j/targets.csv && cmp some/campaign.ini some-$j/campaign.ini
  }
  check "the same with $j threads" as_one
done
kept() { # COUNT
  until_three --out some >said && grep -q " $1 runs were there already" said
}
check "run again: all is there" kept "$(($(wc -l <some/runs.csv) - 1))"
again() { "$OPTBENCH" run some/campaign.ini --out back && cmp some/runs.csv back/runs.csv; }
check "the campaign that it leaves makes the same runs" again

# Every number of a table is of all runs: the share of targets too, each cell counting as much.
report_shares() {
  until_three --out told >/dev/null && "$OPTBENCH" report told --no-figures >/dev/null || return 1
  sed 1d told/targets.csv | sed 's/local/"local"/; s/:rate=[0-9.]*//g' | tr -d '"' | awk -F, '
    { cell = $4 FS $1 FS $2 FS $3; all[cell]++; got[cell] += $NF != "" }
    END { for (cell in all) { split(cell, part, FS); sum[part[1]] += got[cell] / all[cell]; cells[part[1]]++ }
      for (o in sum) printf "%s %.1f %%\n", o, 100 * sum[o] / cells[o] }' | sort >expected
  sed -n 's/^| [^|]* | `\([a-z]*\)[^|]* | \([0-9.]* %\) |.*/\1 \2/p' told/report.md | sort >found
  [ "$(wc -l <found)" -eq 3 ] && cmp expected found || { cat expected found; return 1; }
  sed -n 's/^| [^|]* | `[^|]* | [0-9.]* % | \([0-9]*\) |.*/\1/p' told/report.md | awk '{ n += $1 } END { print n }' >runs
  grep -qx "$(($(wc -l <told/runs.csv) - 1))" runs
}
check "the tables of a report are of all runs" report_shares

resumed() {
  at_work INT 3 trial.ini --budget 20k --target 1e-30 --runs 4 --until-successes 3 -j 2 || return 1
  for out in out whole; do
    "$OPTBENCH" run trial.ini --budget 20k --target 1e-30 --runs 4 --until-successes 3 --out $out \
      >/dev/null || return 1
  done
  cmp out/runs.csv whole/runs.csv && cmp out/targets.csv whole/targets.csv && clean out
}
check "stopped half-way and carried on: the same bytes" resumed

recorded() {
  "$OPTBENCH" run trial.ini -o nes,sgd:rate=0.5 --target 1e-12 --restarts --runs 6 --out again >/dev/null &&
    head -n 1 again/runs.csv | grep -q ',error,restarts$' &&
    awk -F, 'NR > 1 && $NF > 0 { n++ } NR > 1 && ($8 == "diverged" || $8 == "stalled") { early++ }
      END { exit !(n > 0 && !early) }' again/runs.csv
}
check "restarts are counted, and no run ends early" recorded
without() { ! head -n 1 some/runs.csv | grep -q restarts; }
check "without --restarts there is no such column" without
plan
