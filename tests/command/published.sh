#!/bin/sh
# published.sh -- campaigns as they are published: suites, years, groups and ranges of functions,
# search regions, boxes to start in, budgets in steps, a tolerance, quadratics of a given spectrum.
. "$(dirname "$0")/../support/tap.inc"

column() { awk -F, -v c="$2" 'NR == 1 { for (i = 1; i <= NF; i++) if ($i == c) n = i; next } { print $n }' "$1" | uniq | paste -sd' ' -; }
has() { # has EXPECTED FILE COLUMN
  got=$(column "$2" "$3")
  [ "$got" = "$1" ] || { echo "$3: $got"; return 1; }
}
# The campaign that was written is the one that ran: run again, nothing is missing, nothing changes.
again() {
  cp "$1/campaign.ini" before.ini
  exits 0 "$OPTBENCH" run "$1/campaign.ini" --out "$1" && says "were there already" && cmp before.ini "$1/campaign.ini"
}

check "bbob: a part of it" exits 0 "$OPTBENCH" run bbob -f multimodal -d 2,3 -i 1,2 -o random,de --budget 20d --out part
check "bbob: has the group" has "bbob-f15 bbob-f16 bbob-f17 bbob-f18 bbob-f19" part/runs.csv function
check "bbob: reads back" again part
check "options behind a suite, and before it" exits 0 \
  "$OPTBENCH" run -f f1-f2 --runs 2 --suite bbob -d 2 --year 2009 -o random --budget 5 --out options
check "have their say" has "bbob-f1 bbob-f2" options/runs.csv function
check "five instances of 2009" has "1 2 3 4 5 1 2 3 4 5" options/runs.csv instance
check "and two runs instead of three" sh -c 'test "$(wc -l <options/runs.csv)" -eq 21'
check "reads back" again options
printf '[campaign]\nruns = 4\noptimizers = random\nbudget = 5\ndimensions = 2\nyear = 2010\nfunctions = weak\nsuite = bbob\n' >mine.ini
check "a file, in any order" exits 0 "$OPTBENCH" run mine.ini --out mine
check "has its functions" has "bbob-f20 bbob-f21 bbob-f22 bbob-f23 bbob-f24" mine/runs.csv function
check "its runs, and the year's instances" sh -c 'test "$(wc -l <mine/runs.csv)" -eq $((1 + 5 * 15 * 4))'
check "the whole suite: 24 functions, 6 dimensions, 15 instances" sh -c \
  '"$OPTBENCH" run bbob -o random --budget 2 --out whole >/dev/null && test "$(wc -l <whole/runs.csv)" -eq 2161'
check "51 targets" sh -c 'test "$(wc -l <mine/targets.csv)" -eq $((1 + 300 * 51))'
check "the noisy suite" exits 0 "$OPTBENCH" run --suite bbob-noisy -o random -d 5 -i 1 --budget 5 --out noisy
check "has 30 functions" sh -c 'test "$(wc -l <noisy/runs.csv)" -eq 31'
check "the suite for large dimensions" exits 0 "$OPTBENCH" run --suite bbob-largescale -f f1-f2 -o random -d 20 --budget 5 --out large
check "has functions of its own" has "bbob-largescale-f1 bbob-largescale-f2" large/runs.csv function
check "reads back" again large
check "an alias in the other commands" exits 0 "$OPTBENCH" describe f8
check "is told" says "also: f8"
check "instance 0" exits 2 "$OPTBENCH" run -f rosenbrock,f8 -i 0 -o random --out no
check "is refused" says "bbob-f8 has no instance 0: its first is 1; ask for -i 1, or more"
check "where nothing is said" exits 0 "$OPTBENCH" run mine.ini --suite bbob -f rosenbrock,f8 -i 1 --out one
printf '[campaign]\noptimizers = random\nbudget = 5\nfunctions = rosenbrock, f8\nruns = 1\n' >first.ini
check "a file without instances" exits 0 "$OPTBENCH" run first.ini --out first
check "has the lowest that all have" has "1" first/runs.csv instance
check "and says nothing of a change" sh -c '! grep -q " with " said'

quadratics() {
  "$OPTBENCH" run -f 'quadratic:spectrum=90%0..1+10%30..60' -d 10 -i 1-3 -o sgd --runs 2 --region -2:2 \
    --start 1:2 --budget '30 generations, 10k' --tolerance '1e-9 over 7 steps' --target none --out spectrum "$@"
}
check "a quadratic's spectrum, a region, a box, steps and a tolerance" exits 0 quadratics
check "30 generations" has "30" spectrum/runs.csv steps
check "read back" again spectrum
check "in the report" exits 0 "$OPTBENCH" report spectrum --no-figures
told() { grep -qF -- "$1" spectrum/report.md || { grep -F '**' spectrum/report.md; return 1; }; }
check "the report tells the budget" told "**Budget**: a cost of 10000 a run, 30 steps at most"
check "the report tells the region" told "**Search region**: \\[-2, 2\\] in each coordinate"
check "the report tells the box" told "drawn from \\[1, 2\\] in each coordinate"
check "the report tells the tolerance" told "**Tolerance**: a run ends when its lowest f fell by 1e-09 or less in 7 steps"
for change in '--region -2:3' '--start 1:3' '--budget 30' '--budget 31\ steps,10k' '--tolerance none'; do
  check "results with another $change are others" eval "exits 2 quadratics $change && says 'would lose'"
done
check "a run that falls no more" exits 0 "$OPTBENCH" run -f step -d 2 -i 0 -o sgd,adam --runs 2 \
  --tolerance '0 over 5 steps' --restarts --budget 100 --out flat
check "begins again" sh -c 'awk -F, "NR > 1 && \$NF < 5 { exit 1 }" flat/runs.csv'
check "without restarts" exits 0 "$OPTBENCH" run -f step -d 2 -i 0 -o sgd,cmaes:restart=stop --runs 2 \
  --tolerance '0 over 5 steps' --target none --out ended
check "ends so" has "tolerance" ended/runs.csv outcome
check "and is counted" has "tolerance:1" ended/stops.csv stops
check "and explained" sh -c '"$OPTBENCH" report ended --no-figures >/dev/null && grep -q "^- \*\*tolerance\*\*: the lowest f of a search fell by no more" ended/report.md'
plan
