#!/bin/sh
# distinct.sh -- repetitions that are one and the same run count once; instances with few repetitions
# are judged together.
. "$(dirname "$0")/../support/tap.inc"

run() { "$OPTBENCH" run "$@" >said 2>&1 || { cat said; return 1; }; }

run -f rosenbrock -d 2 -i 0 --start canonical -o adam:rate=0.5,adam:rate=0.6,es --runs 25 --out one
check "compare" "$OPTBENCH" compare one -o adam:rate=0.5,adam:rate=0.6
"$OPTBENCH" compare one -o adam:rate=0.5,adam:rate=0.6 >said 2>&1
check "one run a side: no p" matches '; nothing is tested: the 25 repetitions of each are one and the same run$'
check "the ratio is there, without an interval" matches 'needs 1.04x fewer evaluations than adam:rate=0.5; nothing'
check "nobody wins" matches 'cell by cell: adam:rate=0.5 wins 0, adam:rate=0.6 0 '
"$OPTBENCH" compare one -o adam:rate=0.5,es >said 2>&1
check "one run on one side" matches '; nothing is tested: the 25 repetitions of adam:rate=0.5 are one and the same run$'
"$OPTBENCH" compare one -o adam:rate=0.5,es --format json >said 2>&1
check "JSON has null" matches '"p": null'
no_star() { "$OPTBENCH" report one --no-figures >/dev/null 2>&1 && ! grep -q '\*\*.*) ★' one/report.md; }
check "no star in the report" no_star
check "which says why" grep -q 'All repetitions of .* are one and the same run' one/report.md
run -f rosenbrock -d 2 -i 0 --start 2,2 -o es,snes --runs 25 --out drawn
"$OPTBENCH" compare drawn -o all >said 2>&1
check "one start, but random draws: runs of their own" matches 'in most runs: .*, p [0-9.e-]+'
run -f step -d 2 -o random,local --runs 25 --budget 500 --out steps
"$OPTBENCH" compare steps -o all >said 2>&1
check "equal costs from other starts are runs of their own" matches 'in most runs: .*, p [0-9.e-]+'

# The gate: a version that is worse in the one run that there is.
cat >gate.ini <<'END'
[campaign]
functions = rosenbrock
dimensions = 2
optimizers = adam
runs = 20
budget = 5k
start = canonical
trace = none
[adam]
rate = 0.5
END
run gate.ini --out before
sed 's/0.5/0.05/' gate.ini >worse.ini && run worse.ini --out worse
sed 's/0.5/0.6/' gate.ini >better.ini && run better.ini --out better
"$OPTBENCH" baseline before base >/dev/null 2>&1
judged() { "$OPTBENCH" check base "$1" >said 2>&1; [ $? -eq "$2" ] || { cat said; return 1; }; }
check "worse in one run: it cannot be judged" judged worse 2
check "and that is said" matches 'cannot judge: the repetitions are one and the same run'
check "hardly better in one run: it passes" judged better 0

# COCO's design: instances with a repetition each.
fifteen=1,2,3,4,5,6,7,8,9,10,11,12,13,14,15
run -f quadratic,rosenbrock -d 2,5 -i $fifteen -o bfgs2,random --runs 1 --budget 2000 --out coco
"$OPTBENCH" compare coco -o all >said 2>&1
check "instances are compared together" matches '^  rosenbrock d5, 15 instances, to'
check "and significant" matches '^cell by cell: bfgs2 wins 4, random 0 '
cat >coco.ini <<END
[campaign]
functions = quadratic:condition=10
dimensions = 5
instances = $(seq 1 20 | paste -sd, -)
optimizers = sgd
runs = 1
budget = 10k
trace = none
[sgd]
rate = 0.05
END
run coco.ini --out fast && "$OPTBENCH" baseline fast coco.base >said 2>&1
no_note() { ! grep -q note said; }
check "a baseline of them says nothing" no_note
sed 's/0.05/0.03/' coco.ini >slow.ini && run slow.ini --out slow
found() { "$OPTBENCH" check coco.base slow >said 2>&1; [ $? -eq 1 ] && matches 'regression +sgd on quadratic:condition=10 d5, 20 instances'; }
check "the gate judges them together" found
part() { run coco.ini -i 1,2,3 --out part && "$OPTBENCH" check coco.base part >said 2>&1; [ $? -eq 2 ]; }
check "fewer instances are not the same" part
few() { run gate.ini --runs 10 --start random --out few && "$OPTBENCH" baseline few few.base >said 2>&1 && matches 'note: the cells have 10 repetitions, and .optbench check. judges 15 or more'; }
check "a baseline of 10 repetitions says what it is good for" few
# Tuning says so, too.
tuned() { "$OPTBENCH" tune "$1" -f rosenbrock -d 2 --start canonical --candidates 3 --runs 4 --out "tuned-$1" >said 2>&1; }
check "tune" tuned adam
check "says that they are one run" matches 'note: the repetitions of adam on rosenbrock d2 are one and the same run'
differ() { tuned es && ! grep -q 'one and the same run' said; }
check "but not of a method that draws" differ
plan
