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

# stopped SIGNAL: sent once some cells are finished
stopped() {
  rm -rf out
  $hearing "$OPTBENCH" run signal.ini -j 2 --out out >said.out 2>said.err &
  process=$!
  while [ "$(ls out/parts 2>/dev/null | grep -c '\.runs$')" -lt 5 ] && kill -0 $process 2>/dev/null; do
    sleep 0.01
  done
  kill "-$1" $process
  wait $process
  got=$?
  [ $got -eq 130 ] || { echo "exit code $got"; cat said.err; return 1; }
  [ "$(wc -l <said.err)" -eq 1 ] && grep -q '^optbench: interrupted; .* kept in out; .optbench run out/campaign.ini --out out. carries on$' said.err ||
    { echo "on standard error:"; cat said.err; return 1; }
  [ ! -s said.out ] || { echo "on standard output:"; cat said.out; return 1; }
}
resumed() {
  kept=$(ls out/parts | grep -c '\.runs$')
  "$OPTBENCH" run signal.ini -j 2 --out out >said.out 2>&1 || { cat said.out; return 1; }
  grep -q "$((kept * 8)) runs were there already" said.out || { echo "$kept cells"; cat said.out; return 1; }
}
for signal in INT TERM; do
  check "SIG$signal ends it with exit code 130 and one line" stopped $signal
  check "SIG$signal keeps what is finished, and only that" sh -c \
    'test "$(ls out/parts | grep -c "\.runs$")" -ge 5 && test ! -e out/runs.csv &&
     test -z "$(find out -name ".*" -type f)"'
  check "it carries on from there" resumed
  check "and ends with the same bytes" same calm out
  check "nothing is left over" clean out
done

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
  rm -rf out
  (trap '' "$1" && exec "$OPTBENCH" run signal.ini -j 2 --out out >said.out 2>said.err) &
  process=$!
  while [ "$(ls out/parts 2>/dev/null | grep -c '\.runs$')" -lt 2 ] && kill -0 $process 2>/dev/null; do
    sleep 0.01
  done
  kill "-$1" $process
  wait $process
  got=$?
  [ $got -eq 0 ] || { echo "exit code $got"; cat said.err; return 1; }
  same calm out
}
check "a SIGINT that is ignored stays so" ignored INT
check "a SIGTERM that is ignored stays so" ignored TERM
plan
