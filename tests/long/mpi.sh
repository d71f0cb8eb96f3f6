#!/bin/sh
# mpi.sh -- MPI jobs that are killed at twenty moments and more, at least half of them within a write of
# the rank that writes, with each MPI and both ways of sharing the work; the memory of a rank that does
# not write; sanitizers and valgrind.
. "$(dirname "$0")/../support/tap.inc"
. "$ROOT/tests/support/mpi.inc"

cat >signal.ini <<'END_OF_FILE'
[campaign]
functions = rosenbrock
dimensions = 2, 3, 4, 5, 6, 7, 8, 9, 10, 11
optimizers = adam, es, random
runs = 4
budget = 20k
target = none
END_OF_FILE
"$OPTBENCH" run signal.ini --out one-signal >/dev/null

traced='' enough=0
if command -v strace >/dev/null && strace true 2>/dev/null; then traced=yes enough=10; fi

# Killed again and again, each time by another kill, until it ends by itself: the same bytes. Of two kills
# one is within a system call that writes: for each kind of call its first ones, then later ones.
within() { # KILL: what the rank that writes is started by
  case $(($1 / 2 % 5)) in
  0 | 3) call=write when=$((10 + $1 * 7)) ;;
  1) call=rename when=$((1 + $1 / 10)) ;;
  2) call=ftruncate when=$((1 + $1 / 10)) ;;
  4) call=fsync when=$((1 + $1 / 10)) ;;
  esac
  echo "strace -f -qq -o trace -e inject=?$call:signal=KILL:when=$when"
}
killed() { # HOW
  rm -rf out
  kills=0 inside=0 try=0
  while [ $try -lt 80 ] && { [ $kills -lt 20 ] || [ $inside -lt $enough ]; }; do
    try=$((try + 1))
    if [ -n "$traced" ] && [ $((try % 2)) -eq 0 ]; then
      job_at 0 "$(within $try)" "" 2 run signal.ini --parallel "$1" --out out >/dev/null 2>&1
      [ $? -ne 0 ] && kills=$((kills + 1)) && inside=$((inside + 1))
    else
      job 2 run signal.ini --parallel "$1" --out out >/dev/null 2>&1 &
      process=$!
      before=$(made out)
      while [ "$(made out)" -le $((before + try % 4)) ] && kill -0 $process 2>/dev/null && [ ! -e out/runs.csv ]; do sleep 0.01; done
      kill -KILL "$(cat pid.$((try / 2 % 2)))" && kills=$((kills + 1))
      wait $process
    fi
    # It may be through: from the beginning.
    [ ! -e out/runs.csv ] || { identical one-signal out || return 1; [ -e out/runs.journal ] || rm -rf out; }
  done 2>/dev/null
  [ $kills -ge 20 ] && [ $inside -ge $enough ] || { echo "$kills kills, $inside of them within a call"; return 1; }
  job 3 run signal.ini --parallel "$1" --out out >said 2>&1 || { cat said; return 1; }
  identical one-signal out && clean out
}

# A signal that mpirun hears while all of them make runs, of which there are enough for seconds.
cat >patient.ini <<'END_OF_FILE'
[campaign]
functions = rosenbrock
dimensions = 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21
optimizers = adam, es, random
runs = 60
budget = 60k
target = none
END_OF_FILE
"$OPTBENCH" run patient.ini --out one-patient >/dev/null
mpirun_hears() { # SIGNAL
  calm=patient
  interrupted '0|1|2|9|130' "$1" job 10 3 && goes_on job 2
}

# Runs over many cells: a hundred of them, and ten thousand.
cat >cells.ini <<'END_OF_FILE'
[campaign]
functions = rosenbrock, step, rastrigin, quadratic, ackley
dimensions = 2-11
instances = 1-10
optimizers = adam, random
runs = 10
budget = 100
trace = none
END_OF_FILE
sed -i 's/2-11/2, 3, 4, 5, 6, 7, 8, 9, 10, 11/' cells.ini
sed 's/^dimensions.*/dimensions = 11/; s/1-10/1/' cells.ini >few.ini
peak_of() { # CAMPAIGN HOW: kilobytes that rank 1 takes at most
  rm -rf out
  job_at 1 "/usr/bin/time -f %M -o $box/kilobytes" "" 2 run "$1.ini" --parallel "$2" --out out >said 2>&1 || { cat said; return 1; }
  tail -n 1 kilobytes
}
even() { # HOW
  for attempt in 1 2 3; do # what waits for the other rank comes and goes; what grows is there each time
    few=$(peak_of few "$1") && many=$(peak_of cells "$1") || { echo "$few $many"; return 1; }
    echo "$few and $many KiB"
    [ "$many" -gt $((few + 1536)) ] || return 0
  done
  return 1
}

cat >small.ini <<'END_OF_FILE'
[campaign]
functions = rosenbrock:noise=0.1, step
dimensions = 3
instances = 1
optimizers = es, adam@es:population=32, cmaes, local, sgd
runs = 2
budget = 60
restarts = yes
trace = every
save-x = yes
END_OF_FILE
"$OPTBENCH" run small.ini --out one-small >/dev/null
watched() { # RANK HOW
  rm -rf out
  job_at "$1" "valgrind -q --num-callers=40 --error-exitcode=99 --leak-check=full --suppressions=$ROOT/tests/support/mpi.supp" "" \
    2 run small.ini --parallel "$2" --out out >said 2>&1 || { head -n 60 said; return 1; }
  identical one-small out
}

# What one process and other ranks measured stays in the folder.
"$OPTBENCH" scale --format svg --out gains >said 2>&1
gains() { # RANKS
  job "$1" scale --format svg --out gains >said 2>&1 || { cat said; return 1; }
  [ "$(grep -c "^$1,[0-9]*,[0-9]*,adam@es,values," gains/measured.csv)" -eq 3 ] &&
    [ "$(grep -c "^$1,[0-9]*,[0-9]*,adam@es,sums," gains/measured.csv)" -eq 3 ] &&
    [ "$(grep -c "^2,.*,threads," gains/measured.csv)" -eq 3 ] && [ "$(grep -c '^[a-z]*,measured,,.*,measured$' gains/costs.csv)" -eq 2 ]
}

for name in openmpi mpich; do
  if ! have $name; then
    skip "$name" "its packages are not there"
    continue
  fi
  check "$name: optbench-mpi builds" build || continue
  [ -n "$traced" ] || skip "$name: killed within a write" "strace is not there, or may not"
  for how in runs population; do check "$name: killed twenty times, $how" killed $how; done
  for ranks in 2 3; do check "$name: $ranks ranks measure what they gain" gains $ranks; done
  for signal in INT TERM; do check "$name: SIG$signal for mpirun" mpirun_hears $signal; done
  if [ -x /usr/bin/time ] && [ -z "$san" ]; then
    for how in runs population; do
      check "$name: memory of a rank does not grow with the campaign, $how" even $how
    done
  else
    skip "$name: memory of a rank" "GNU time is not installed, or the sanitizer takes what it likes"
  fi
  if command -v valgrind >/dev/null && [ -z "$san" ]; then
    [ ! -d "$built/sse2" ] || export OPTBENCH_VECTOR=sse2 # valgrind does not know every wider instruction
    for how in runs population; do
      for rank in 0 1; do check "$name: no memory error and no leak at rank $rank, $how" watched $rank $how; done
    done
    unset OPTBENCH_VECTOR
  else
    skip "$name: memory errors" "valgrind is not there, or this build watches its memory itself"
  fi
done

# Built with sanitizers: one process of several threads, and two ranks.
if [ -n "$san" ] || ! echo 'int main(void) { return 0; }' | cc -x c -fsanitize=thread -o tried - 2>/dev/null; then
  skip "sanitizers" "this is such a build, or the compiler has none"
  plan
fi
level=sse2
[ -d "$built/$level" ] || level=base
make_san() { # KIND FOLDER TARGET ...
  kind=$1 folder=$2
  shift 2
  "${MAKE:-make}" -s -j2 -C "$ROOT" SAN="$kind" B="$box/$folder" LEVELS=$level CFLAGS=-O1 "$@" >make.log 2>&1 || { tail make.log; return 1; }
}
in_threads() { # HOW
  rm -rf out
  TSAN_OPTIONS=halt_on_error=1 thread/bin/optbench run small.ini -j 3 --parallel "$1" --out out >said 2>&1 || { head -n 60 said; return 1; }
  identical one-small out
}
check "the thread sanitizer builds" make_san thread thread "$box/thread/bin/optbench"
for how in runs population; do check "three threads race nowhere, $how" in_threads $how; done
rm -rf thread
address_ranks() { # HOW
  rm -rf out
  job 2 run small.ini -j 2 --parallel "$1" --out out >said 2>&1 || { head -n 60 said; return 1; }
  identical one-small out
}
export ASAN_OPTIONS=detect_leaks=0
for name in openmpi mpich; do
  have $name || continue
  check "$name: the address and undefined behaviour sanitizers build" make_san 1 san mpi "MPICC=mpicc.$name" "MPI_PROGRAM=$box/$name/optbench-mpi"
  for how in runs population; do check "$name: no wrong address at two ranks, $how" address_ranks $how; done
done
plan
