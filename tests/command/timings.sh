#!/bin/sh
# timings.sh -- what optimizers themselves take is kept beside the results and never compared: a row a
# run, kept when a campaign goes on, missing where runs were not timed, and nothing hangs on it.
. "$(dirname "$0")/../support/tap.inc"

cat >two.ini <<'END'
[campaign]
functions = rosenbrock, step
dimensions = 2, 3
optimizers = adam, es
runs = 3
budget = 2k
target = none
trace = none
END
run() { "$OPTBENCH" run two.ini --timings "$@" >said 2>&1 || { cat said; return 1; }; }
# has FOLDER RUNS [ROWS]: no more than a row a run, and so many rows at least: of a run of a few
# microseconds nothing is told where another program came in between.
has() {
  awk -F, -v runs="$2" -v least="${3:-0}" '
    NR > 1 { rows++; seen[$1, $2, $3, $4, $5]++ && bad++ }
    NR > 1 && (NF != 7 || $6 !~ /^[0-9.]+(e-[0-9]+)?$/ || $7 == "") { bad++ }
    END { exit bad || rows > runs || rows < least }' "$1/timings.csv" || { cat "$1/timings.csv"; return 1; }
}
same_results() { cmp "$1/runs.csv" "$2/runs.csv" && cmp "$1/targets.csv" "$2/targets.csv" && cmp "$1/cells.csv" "$2/cells.csv"; }

check "a campaign" run --out out
check "its header" sh -c '[ "$(head -n 1 out/timings.csv)" = function,dimension,instance,optimizer,repetition,method_seconds,function_seconds ]'
check "a row a run, in their order" sh -c 'cut -d, -f1-5 out/timings.csv >a && cut -d, -f1-5 out/runs.csv | grep -xFf a | cmp - a'
check "but for --timings there are none" sh -c '"$OPTBENCH" run two.ini --out plain >said 2>&1 && [ ! -e plain/timings.csv ]'
check "and all else is the same" same_results out plain
check "each with its times" has out 24

# Going on.
cp -r out before
check "nothing to do: the same bytes" sh -c '"$OPTBENCH" run two.ini --out out >said 2>&1 && cmp before/timings.csv out/timings.csv'
more() {
  run --runs 5 --out out && has out 40 || return 1
  awk -F, 'NR == 1 || $5 < 3' out/timings.csv | cmp - before/timings.csv
}
check "more runs: those of before keep their times" more
again() { run --force --out out && has out 24 && ! cmp -s before/timings.csv out/timings.csv; }
check "--force times them again" again

# A folder of a time when nothing was timed.
old() {
  rm -rf old && cp -r before old && rm old/timings.csv && run --out old && [ ! -e old/timings.csv ] &&
    "$OPTBENCH" compare old -o all >old.said && "$OPTBENCH" compare before -o all | cmp - old.said &&
    "$OPTBENCH" check before old --strict >said 2>&1
}
check "a folder without them is read, and stays without" old
why() {
  "$OPTBENCH" plot old --only method-cost >said.out 2>said.err
  [ $? -ne 0 ] && [ "$(wc -l <said.err)" -eq 1 ] && grep -q 'no run was timed' said.err && [ ! -e old/figures/method-cost.csv ]
}
check "and says why there is no figure" why
grown() {
  run --runs 4 --out old && has old 8 && same_results old whole && "$OPTBENCH" compare old -o all >said 2>&1
}
check "the same runs in one go" run --runs 4 --out whole
check "what is added to it is timed" grown

# Nothing hangs on them: other times, others' rows.
altered() {
  rm -rf odd && cp -r before odd && sed -i '2,$s/,[^,]*,[^,]*$/,1,/; 5d' odd/timings.csv && echo 'other,2,0,adam,0,1,1' >>odd/timings.csv &&
    "$OPTBENCH" check before odd --strict >said 2>&1 && "$OPTBENCH" compare odd -o all | cmp - old.said && run --out odd && same_results before odd
}
check "with other times and rows all is the same" altered
broken() {
  printf 'rosenbrock,2,0,adam,0,x,1\n' >>before/timings.csv
  "$OPTBENCH" compare before -o all >said.out 2>said.err
  [ $? -eq 3 ] && [ "$(wc -l <said.err)" -eq 1 ] && grep -q 'timings.csv:26: ' said.err || { cat said.err; return 1; }
}
check "what is no number is told with its line" broken

# What has no times: parts, which are the same whenever they are made; runs that threads share.
refused() {
  "$OPTBENCH" run two.ini --timings "$@" --out never >said.out 2>said.err
  [ $? -eq 2 ] && [ "$(wc -l <said.err)" -eq 1 ] && grep -q -- "--timings is of runs that one thread makes.*leave out $1" said.err && [ ! -e never ]
}
check "not with a part" refused --part 1/2
check "not with runs that are shared" refused --parallel population

# Stopped and gone on with: those of before count, those of after are added.
killed() {
  mv out whole
  at_work KILL 3 two.ini --timings --budget 300k -j 1 || return 1
  mv out cut && mv whole out
  run --budget 300k --out cut && has cut 24 24
}
check "killed and gone on with, each run has its times" killed

if command -v gnuplot >/dev/null; then
  drawn() { "$OPTBENCH" plot out --only method-cost >said 2>&1 && [ -s out/figures/method-cost.svg ] && [ -s out/figures/method-cost.png ] || { cat said; return 1; }; }
  check "the figure is drawn" drawn
  check "the table" sh -c '"$OPTBENCH" compare out -o all --table method-cost >said && grep -q "^  rosenbrock  *adam" said || { cat said; false; }'
  check "but not by itself" sh -c 'rm -r out/figures && "$OPTBENCH" plot out >said 2>&1; [ ! -e out/figures/method-cost.csv ]'
else
  skip "the figure" "gnuplot is not installed"
fi
plan
