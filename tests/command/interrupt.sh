#!/bin/sh
# interrupt.sh -- Ctrl-C and SIGTERM: a clean end, what is finished is kept, and the next run ends
# with the same bytes.
. "$(dirname "$0")/../support/tap.inc"

# Cells that take about as long as each other, some before the signal and some after it.
cat >signal.ini <<'END'
[campaign]
functions = rosenbrock
dimensions = 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21
optimizers = adam, es, random
runs = 8
budget = 60k
target = none
END
"$OPTBENCH" run signal.ini -j 2 --out calm >calm.log 2>&1
check "the campaign ends if nobody disturbs it" test -s calm/runs.csv

# stopped SIGNAL: once some cells are finished
stopped() {
  at_work "$1" 40 signal.ini -j 2 || return 1
  [ $got -eq 130 ] || { echo "exit code $got"; cat said.err; return 1; }
  [ "$(wc -l <said.err)" -eq 1 ] && grep -q "^optbench: interrupted; $(made) finished runs are kept in out; .optbench run out/campaign.ini --out out. carries on$" said.err ||
    { echo "on standard error:"; cat said.err; return 1; }
  [ ! -s said.out ] || { echo "on standard output:"; cat said.out; return 1; }
}
resumed() {
  kept=$(made)
  "$OPTBENCH" run signal.ini -j 2 --out out >said.out 2>&1 || { cat said.out; return 1; }
  grep -q "$kept runs were there already" said.out || { echo "$kept runs"; cat said.out; return 1; }
}
only() { [ "$(made)" -ge 40 ] && [ ! -e out/runs.csv ] && [ -z "$(find out -name '.*' -type f)" ]; }
for signal in INT TERM; do
  check "SIG$signal ends it with exit code 130 and one line" stopped $signal
  check "SIG$signal keeps what is finished, and only that" only
  check "it carries on from there" resumed
  check "and ends with the same bytes" same calm out
  check "nothing is left over" clean out
done

# Killed again and again, at any moment, it ends with the same bytes all the same.
killed() { killed_again out 3 "$OPTBENCH" run signal.ini -j 2 --out out && same calm out && clean out; }
check "SIGKILL many times: the same bytes in the end" killed

# Of a cell that is not whole, the runs that ended are kept; whole cells can be read.
cat >cell.ini <<'END'
[campaign]
functions = quadratic, rosenbrock
dimensions = 60
optimizers = cmaes
runs = 6
budget = 20k
target = none
END
"$OPTBENCH" run cell.ini -j 1 --out straight >/dev/null 2>&1
within() {
  at_work "$1" 8 cell.ini -j 1 || return 1
  kept=$(made)
  [ "$kept" -ge 8 ] && [ "$kept" -lt 12 ]
}
reads() {
  "$OPTBENCH" report out --no-figures >said 2>&1 && grep -q 'rosenbrock' out/report.md &&
    grep -q "1 of the campaign's 2 cells have no results here" out/report.md || { cat said; return 1; }
  grep -q 'note: out is not finished: 1 of its 2 cells' said || { cat said; return 1; }
  if command -v gnuplot >/dev/null; then
    "$OPTBENCH" report out >said 2>&1 && [ -s out/figures/profile.svg ] && [ ! -e out/figures/rosenbrock ] || { cat said; return 1; }
    grep 'figures/rosenbrock is not drawn' said >reasons && ! grep -v ': no cell of rosenbrock is finished yet$' reasons &&
      [ "$(wc -l <reasons)" -ge 2 ] || { cat said; return 1; }
    "$OPTBENCH" plot out -f rosenbrock --only dimension --out none >said 2>&1
    [ $? -eq 3 ] && grep -q 'out/traces has none of rosenbrock; `optbench run out/campaign.ini --out out` fills it$' said || { cat said; return 1; }
  fi
  "$OPTBENCH" compare straight out >said 2>&1 && grep -q 'quadratic' said || { cat said; return 1; }
  "$OPTBENCH" baseline out base >said 2>&1
  [ $? -eq 2 ] && grep -q 'out is not finished' said && [ ! -e base ]
}
goes_on() {
  "$OPTBENCH" run cell.ini -j 1 --out out >said 2>&1 && grep -q "$kept runs were there already" said &&
    grep -q "k: $((12 - kept)) runs\|cell: $((12 - kept)) runs" said && same straight out && clean out
}
for signal in INT KILL; do
  check "SIG$signal within a cell keeps its finished runs" within $signal
  check "report and compare read the whole cells" reads
  check "and the rest is made" goes_on
done

# A step that takes most of a minute: the signal is heard all the same. (More dimensions would take
# longer to begin with.)
long() {
  rm -rf out
  "$OPTBENCH" run -f quadratic:condition=10 -d 1500 -o cmaes:population=40000 --budget 1e6 --runs 1 -j 1 \
    --out out >said.out 2>said.err &
  process=$!
  hears $process
  kill -TERM $process
  wait $process
  got=$?
  [ $got -eq 130 ] && grep -q '^optbench: interrupted; no run was finished' said.err
}
check "a long step is no reason not to hear" long

# A second signal while it ends does no harm.
twice() {
  rm -rf out
  $hearing "$OPTBENCH" run signal.ini -j 7 --out out >/dev/null 2>&1 &
  process=$!
  while [ ! -e out/campaign.ini ] && kill -0 $process 2>/dev/null; do sleep 0.01; done
  kill -INT $process
  kill -INT $process
  kill -TERM $process
  wait $process
  got=$?
  [ $got -eq 130 ] || [ $got -eq 143 ] || { echo "exit code $got"; return 1; }
  "$OPTBENCH" run signal.ini -j 2 --out out >/dev/null 2>&1 && same calm out && clean out
}
check "three signals at once: the same bytes in the end" twice

# Whoever has the program ignore a signal, as a shell does in the background, is not disobeyed.
ignored() { # SIGNAL
  for try in 1 2 3 4 5; do
    rm -rf out
    (trap '' "$1" && exec "$OPTBENCH" run signal.ini -j 2 --out out >said.out 2>said.err) &
    process=$!
    while [ "$(made)" -lt 40 ] && kill -0 $process; do sleep 0.01; done
    kill -STOP $process # so that it is at work for sure
    [ -e out/runs.csv ] || break
    kill -CONT $process
    wait $process
  done 2>/dev/null
  [ ! -e out/runs.csv ] && kill "-$1" $process && kill -CONT $process || { echo "it was through before the signal, $try times"; return 1; }
  wait $process
  got=$?
  [ $got -eq 0 ] || { echo "exit code $got"; cat said.err; return 1; }
  same calm out
}
check "a SIGINT that is ignored stays so" ignored INT
check "a SIGTERM that is ignored stays so" ignored TERM
plan
