#!/bin/sh
# parallel.sh -- threads that share each run's population instead of the runs: the same bytes for
# any number of them, ends and errors as clean, and room for a million dimensions.
. "$(dirname "$0")/../support/tap.inc"

# Populations and dimensions that are large enough to be shared, and others; then every search.
cat >shared.ini <<END
[campaign]
functions = rosenbrock, rosenbrock:noise=0.1
dimensions = 3, 250
optimizers = sgd, fd, adam@es:population=256, es:population=150, adam@vo:population=150, vo,
  momentum@es:population=33,antithetic=no, snes:population=200, random
runs = 2
budget = 1000
restarts = yes
trace = every
END
cat >searches.ini <<END
[campaign]
functions = quadratic:condition=100
dimensions = 60
instances = 0, 1
optimizers =
$(searches | sed 's/^/  /')
  xnes:population=150
  cmaes:population=150
  adam@spsa
runs = 1
budget = 700
END

run() { "$OPTBENCH" run "$@" >run.log 2>&1 || { cat run.log; return 1; }; }
# All but what differs between machines.
identical() { diff -r -x provenance.csv "$1" "$2" >differ.log || { cat differ.log; return 1; }; }

for campaign in shared searches; do
  check "$campaign: one thread" run $campaign.ini -j 1 --out one-$campaign
  for threads in 1 2 3 7; do
    run $campaign.ini -j $threads --parallel population --out out
    check "$campaign: $threads threads on a population give the same bytes" \
      identical one-$campaign out
    rm -rf out
  done
  for threads in 2 3 7; do
    run $campaign.ini -j $threads --parallel runs --out out
    check "$campaign: $threads threads on the runs give the same bytes" identical one-$campaign out
    rm -rf out
  done
done
check "more threads than points" run shared.ini -j 300 --parallel population -f rosenbrock \
  -o es:population=5,fd -d 2 --out many
few() { run shared.ini -j 1 -f rosenbrock -o es:population=5,fd -d 2 --out few && identical few many; }
check "and the same bytes" few
check "the number of threads is on record" grep -q '^threads,300$' many/provenance.csv

for level in sse2 avx2 avx512; do
  if OPTBENCH_VECTOR=$level "$OPTBENCH" list >/dev/null 2>&1; then
    OPTBENCH_VECTOR=$level run shared.ini -j 2 --parallel population --out out
    check "the same bytes with $level" identical one-shared out
    rm -rf out
  else
    skip "the same bytes with $level" "this processor has none"
  fi
done

# refuse CODE PATTERN ARGUMENT ... of run: one line that says so.
refuse() {
  code=$1 pattern=$2
  shift 2
  "$OPTBENCH" run "$@" >said.out 2>said.err
  got=$?
  [ $got -eq "$code" ] || { echo "exit code $got, not $code"; cat said.err; return 1; }
  [ "$(wc -l <said.err)" -eq 1 ] && grep -qE -e "^optbench: error: .*$pattern" said.err || { cat said.err; return 1; }
}
check "neither runs nor population" refuse 2 "parallel: 'threads' is neither runs nor population" \
  shared.ini --parallel threads --out none
check "no folder was made" test ! -e none

# A signal in the midst of a population; what is left is then run either way.
cat >signal.ini <<'END'
[campaign]
functions = rosenbrock
dimensions = 500, 501, 502, 503, 504, 505, 506, 507, 508, 509, 510, 511
optimizers = adam@es:population=256, snes:population=64
runs = 2
budget = 5k
target = none
END
run signal.ini -j 2 --out calm
stopped() { # SIGNAL
  at_work "$1" 5 signal.ini --parallel population -j 2 || return 1
  [ $got -eq 130 ] || { echo "exit code $got"; cat said.err; return 1; }
  [ "$(wc -l <said.err)" -eq 1 ] && grep -q '^optbench: interrupted; .* kept in out; .optbench run out/campaign.ini --out out. carries on$' said.err ||
    { echo "on standard error:"; cat said.err; return 1; }
}
resumed() { # HOW
  kept=$(made)
  [ "$kept" -ge 5 ] || { echo "$kept runs were kept"; return 1; }
  run signal.ini -j 2 --parallel "$1" --out out && identical calm out && clean out
}
check "SIGINT ends it with exit code 130 and one line" stopped INT
check "resumed run by run it ends with the same bytes" resumed runs
check "SIGTERM ends it with exit code 130 and one line" stopped TERM
check "resumed on populations it ends with the same bytes" resumed population
killed() {
  at_work KILL 3 signal.ini --parallel population -j 3 || return 1
  run signal.ini -j 3 --parallel population --out out && identical calm out && clean out
}
check "killed and run again it ends with the same bytes" killed

# A million coordinates, a generation of 256 points: no more than the points in work are in memory.
cat >million.ini <<'END'
[campaign]
functions = rosenbrock
dimensions = 1000000
instances = 0
optimizers = adam@es:population=256
runs = 1
budget = 256
END
million() { # THREADS
  /usr/bin/time -f %M -o peak "$OPTBENCH" run million.ini -j "$1" --parallel population --out "million-$1" \
    >run.log 2>&1 || { cat run.log; return 1; }
  kilobytes=$(tail -n 1 peak)
  [ "$kilobytes" -lt 195312 ] || { echo "$kilobytes KiB at the peak"; return 1; } # 200 MB
}
room() { (ulimit -v "$1" && shift && exec "$OPTBENCH" "$@"); }
if ! room 600000 list >/dev/null 2>&1; then
  skip "a million dimensions" "ulimit -v does not work with this build"
elif [ ! -x /usr/bin/time ]; then
  skip "a million dimensions" "GNU time is not installed"
else
  check "a million dimensions and 256 points on two threads fit into 200 MB" million 2
  check "and on one" million 1
  check "with the same bytes" identical million-1 million-2
  check "rotated axes in a million dimensions: an error, no crash" refuse 4 \
    "out of memory for rosenbrock; ask for less or free some" million.ini -i 1 --out none
  check "a covariance matrix likewise" refuse 4 "out of memory" million.ini -o xnes --out none
  helpers() {
    (ulimit -v 600000 && refuse 4 "cannot start thread [0-9]* of 1000; ask for fewer with -j" \
      shared.ini -j 1000 --parallel population --out none)
  }
  check "threads that cannot start" helpers
  base=1000
  while [ $base -lt 600000 ] && ! room $base list >/dev/null 2>&1; do base=$((base + 500)); done
  little() {
    step=0 short=0
    while [ $step -lt 20 ]; do
      room $((base + step * 500)) run shared.ini -o es:population=64,snes --runs 1 -j 3 \
        --parallel population --out out >said.out 2>said.err
      got=$?
      [ $got -eq 0 ] || [ $got -eq 4 ] || { echo "exit code $got at step $step"; cat said.err; return 1; }
      if [ $got -eq 4 ]; then
        short=$((short + 1))
        [ "$(wc -l <said.err)" -eq 1 ] || { echo "not one line"; cat said.err; return 1; }
      fi
      rm -rf out
      step=$((step + 1))
    done
    [ $short -gt 0 ] || { echo "memory was never short"; return 1; }
  }
  check "memory that runs out at twenty places" little
fi
plan
