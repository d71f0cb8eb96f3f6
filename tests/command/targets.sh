#!/bin/sh
# targets.sh -- statistics look at the targets that a campaign aims at, and at no other.
. "$(dirname "$0")/../support/tap.inc"

# campaign NAME DIMENSION BUDGET TARGET RATE [LINE]
campaign() {
  cat >"$1.ini" <<END
[campaign]
name = $1
functions = quadratic:condition=1
dimensions = $2
optimizers = sgd
runs = 25
budget = $3
target = $4
trace = none
${6-}
[sgd]
rate = $5
END
  "$OPTBENCH" run "$1.ini" --out "$1" >said 2>&1 || { cat said; return 1; }
}
rows() { [ "$(tail -n +2 "$1/targets.csv" | wc -l)" -eq $((25 * $2)) ]; }
judged() { # CODE WORDS BASELINE RESULTS
  "$OPTBENCH" baseline "$3" "$3.base" >/dev/null 2>&1
  "$OPTBENCH" check "$3.base" "$4" >said 2>&1
  got=$?
  [ $got -eq "$1" ] && grep -Eq "$2" said || { echo "exit $got"; cat said; return 1; }
}

# At a rate of 0.5 one step ends at 0, at 0.49 at 0.02^2 of the start: both below 0.1 at a cost of 4.
campaign near 2 10k 0.1 0.5 && campaign nearly 2 10k 0.1 0.49
check "equal costs to the target are no regression" judged 0 'steady .* 1x +1x to 1x' near nearly
same_cost() {
  "$OPTBENCH" compare near nearly >said 2>&1
  grep -q 'to 0.1; successes near 25/25, nearly 25/25$' said && grep -q 'need the same number of evaluations, p 1' said || { cat said; return 1; }
}
check "nor a difference" same_cost
check "the targets end at the campaign's" rows near 16

# A target above all of the usual ones: from d = 1000, where f - f* begins in the thousands.
campaign far 1000 100k 1000 1e-2 && campaign slow 1000 100k 1000 1e-3
check "a slowdown that only the campaign's own target shows" judged 1 'regression .* 9\.81x' far slow
check "that target is there alone" rows far 1
fires() { "$OPTBENCH" check far.base --self-test --out test >said 2>&1 && grep -q '^fires' said && ! grep -q BLIND said || { cat said; return 1; }; }
check "and the self-test sees it" fires
shares() {
  "$OPTBENCH" report far --no-figures >/dev/null 2>&1
  grep -q "| 100.0 % | 25 |" far/report.md && grep -q "^| Optimizer | ≤ 1e3 |" far/report.md || { grep '^|' far/report.md; return 1; }
}
check "a report has it too" shares

# Below all of the usual ones, and between two of them.
campaign deep 2 10k 1e-12 0.3 && campaign deeper 2 10k 1e-12 0.15
check "a target below 1e-8 is one more" rows deep 52
check "and is what is judged" judged 1 'regression .*25 -> 25 of 25' deep deeper
last() { tail -n 1 "$1/targets.csv" | cut -d, -f6 | grep -qx "$2"; }
check "it is the last one" last deep 1e-12
campaign between 2 10k 3e-4 0.3
check "one between two is there itself" last between 0.0003
campaign typed 2 10k 0.0630957 0.3
check "one that is typed in short is not twice there" rows typed 17

# A list of one's own.
campaign mine 2 10k 1e-9 0.3 'targets = 1e4, 1, 1e-6, 1e-3, 1e-30' && campaign mine2 2 10k 1e-9 0.1 'targets = 1,1e4,1e-6,1e-3,1e-30'
check "a list in any order, down to the target" rows mine 5
order() { [ "$(sed -n 2,6p mine/targets.csv | cut -d, -f6 | paste -sd, -)" = 10000,1,0.001,1e-06,1e-09 ]; }
check "the highest first" order
check "is judged" judged 1 regression mine mine2
at() { "$OPTBENCH" compare mine mine2 --target "$1" >said 2>&1; }
of_list() { at 1e-6 && grep -q ', to 1e-06; successes' said || { cat said; return 1; }; }
check "compare takes one of them" of_list
other() { at 1e-5; [ $? -eq 2 ] && grep -q '1e-05 is none of the 5 targets .* from 10000 down to 1e-09' said || { cat said; return 1; }; }
check "and no other" other
unlike() { "$OPTBENCH" compare mine deep >said 2>&1; [ $? -eq 2 ] && grep -q 'with another target' said || { cat said; return 1; }; }
check "other targets are not compared" unlike
none() {
  "$OPTBENCH" run near.ini --target none --budget 40 --out none >/dev/null 2>&1
  "$OPTBENCH" run near.ini --target none --budget 40 --targets 10,1 --out ten >/dev/null 2>&1
  rows none 51 && rows ten 2
}
check "without a target all of the list is there" none
refuse() { "$OPTBENCH" run near.ini --targets "$1" --out no >said 2>&1; [ $? -eq 2 ] && grep -q "$2" said && [ ! -e no ] || { cat said; return 1; }; }
check "0 is none" refuse 1,0 "targets: '0' is not an error"
check "nor what is negative" refuse 1,-1 "targets: '-1' is not an error"
check "nor a word" refuse 1,low "targets: 'low' is not an error"
check "nor infinity" refuse 1,inf "targets: 'inf' is not an error"
check "twice is once too often" refuse 1,1e0 "targets: 1e0 stands twice"
check "nor more than there is room for" refuse "$(seq 1 200 | paste -sd, -)" "targets: more than 127"

# With restarts, and more runs until enough succeed.
cat >more.ini <<'END'
[campaign]
functions = rosenbrock
dimensions = 2
optimizers = cmaes
runs = 15
budget = 2k
target = 1e-10
restarts = yes
until-successes = 16
END
more() {
  "$OPTBENCH" run more.ini --out more >/dev/null 2>&1 && last more 1e-10 &&
    [ $(($(tail -n +2 more/runs.csv | wc -l) * 52)) -eq "$(tail -n +2 more/targets.csv | wc -l)" ] &&
    "$OPTBENCH" compare more more >said 2>&1 && grep -q ', to 1e-10; successes' said || { cat said; return 1; }
}
check "restarts and further runs, too" more

# A folder of before: 51 rows a run, whatever the target; read where the target is one of them.
old() { # TARGET
  rm -rf old && cp -r none old
  sed "s/^target = .*/target = $1/" none/campaign.ini >old/campaign.ini
  "$OPTBENCH" report old --no-figures >said 2>&1
}
check "an old folder is read" old 1e-3
not() { ! old 3e-4 && grep -q 'old/targets.csv: no row for .*target 0.0003; make' said || { cat said; return 1; }; }
check "or refused with what to do" not
plan
