#!/bin/sh
# mpi.sh -- optbench-mpi with each MPI that is there: the same bytes from any number of ranks, ends and
# errors as clean as those of one process. tests/long/mpi.sh goes on.
. "$(dirname "$0")/../support/tap.inc"
. "$ROOT/tests/support/mpi.inc"

alone() { ! ldd "$OPTBENCH" | grep -i mpi; }
check "the program itself loads no MPI" alone

# Of all kinds: noise, restarts, runs until successes, points that are kept.
cat >mixed.ini <<'END_OF_FILE'
[campaign]
functions = rosenbrock, step, rastrigin:noise=0.1
dimensions = 2, 5
instances = 1
optimizers = adam@es:population=32, es, snes, cmaes, local, sgd:rate=0.5, nelder-mead
budget = 400
target = 0.1
runs = 3
until-successes = 2
runs-limit = 7
restarts = yes
save-x = yes
END_OF_FILE
# Of classifiers, with data from a file.
awk 'BEGIN { srand(1); print "a,b,kind"; for (i = 0; i < 60; i++) printf "%.6f,%.6f,k%d\n", i % 3 + rand(), rand(), i % 3 }' >rows.csv
cat >classes.ini <<'END_OF_FILE'
[campaign]
functions = softmax:data=rows.csv, mlp:rows=40,hidden=4,batch=8
dimensions = auto
optimizers = adam, es, cmaes
runs = 2
budget = 120
trace = every
END_OF_FILE
# Traces of 14 MB: no message holds one, nor what a rank has ready, nor its memory.
cat >long.ini <<'END_OF_FILE'
[campaign]
functions = rosenbrock
dimensions = 60
optimizers = adam
runs = 2
budget = 22k
target = none
trace = every
trace-x = yes
END_OF_FILE
cat >signal.ini <<'END_OF_FILE'
[campaign]
functions = rosenbrock
dimensions = 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21
optimizers = adam, es, random
runs = 4
budget = 40k
target = none
END_OF_FILE
sed 's/runs = 4/runs = 20/' signal.ini >patient.ini
# Matrices of 32 MB.
cat >starve.ini <<'END_OF_FILE'
[campaign]
functions = rosenbrock
dimensions = 3, 2000
optimizers = cmaes
runs = 3
budget = 3: 30k, 2000: 4
target = none
END_OF_FILE
{
  echo operation,network,size,seconds,origin
  for operation in draw form evaluate weigh add step; do echo "$operation,,100,1e-9,measured"; done
} >costs.csv
"$OPTBENCH" scale --costs costs.csv --format svg --out scaled-one >run.log 2>&1
# Slices of the sums that some ranks have none of, and lots that no number of ranks divides; and
# frames of several messages from threads that wait for each other.
cat >slices.ini <<'END_OF_FILE'
[campaign]
functions = rastrigin
dimensions = 3, 129, 300
instances = 1
optimizers = adam@es:population=256, adam@es:population=300,antithetic=no,utility=nes, adam@vo:population=320
runs = 1
budget = 1500
target = none
END_OF_FILE
cat >frames.ini <<'END_OF_FILE'
[campaign]
functions = rosenbrock
dimensions = 100
optimizers = adam, momentum:rate=0.0001
runs = 6
budget = 2k
target = none
trace = every
trace-x = yes
END_OF_FILE
for campaign in mixed classes long signal patient slices frames; do
  "$OPTBENCH" run $campaign.ini -j 2 --out one-$campaign >run.log 2>&1
  check "$campaign: one process" test -s one-$campaign/runs.csv || sed 's/^/# /' run.log
done

alike() { # CAMPAIGN RANKS ARGUMENT ...
  campaign=$1 ranks=$2
  shift 2
  rm -rf out
  job "$ranks" run "$campaign.ini" --out out "$@" >said.out 2>said.err || { cat said.out said.err; return 1; }
  identical "one-$campaign" out
}
on_record() { # PATTERN ...
  for pattern in "$@"; do
    grep -qE "$pattern" out/provenance.csv || { echo "no $pattern"; cat out/provenance.csv; return 1; }
  done
}
said_once() { [ ! -s said.err ] && [ "$(grep -c 'runs, ' said.out)" -eq 1 ] && [ "$(grep -c '^next: ' said.out)" -eq 1 ]; }
# Each cell once, and nothing else.
told() {
  cells=$(tail -n +2 out/cells.csv | wc -l)
  line='^[^ ]*: rank 0 told [0-9]+ bytes a generation and heard [0-9]+: values( and sums)?$'
  [ "$(grep -cE "$line" said.err)" -eq "$cells" ] && ! grep -vE "$line" said.err &&
    [ "$(sort -u said.err | wc -l)" -eq "$cells" ] || { head said.err; return 1; }
}
again() {
  job 3 run mixed.ini --out out >said.out 2>said.err && grep -q 'runs were there already' said.out &&
    [ "$(grep -c already said.out)" -eq 1 ] && identical one-mixed out
}
more_runs() { # first COMMAND, then COMMAND: 1 run a cell, then all
  rm -rf out
  $1 run signal.ini --runs 1 --out out >said.out 2>&1 && $2 run signal.ini --out out >said.out 2>&1 || { cat said.out; return 1; }
  grep -q '60 runs were there already' said.out && identical one-signal out
}
few() {
  "$OPTBENCH" run -f rosenbrock -d 2 -o es --runs 1 --out few >/dev/null &&
    job 5 run -f rosenbrock -d 2 -o es --runs 1 --out few-5 >/dev/null && identical few few-5
}
version() { job 3 --version >said.out 2>said.err && [ "$(grep -c '^optbench ' said.out)" -eq 1 ] && [ ! -s said.err ]; }

# Of costs in a file, from which nothing is measured; tests/long/mpi.sh measures.
scaled() {
  job 2 scale --costs costs.csv --format svg --out scaled >said.out 2>said.err &&
    [ "$(grep -c '^rosenbrock ' said.out)" -eq 8 ] && diff -r scaled-one scaled
}

killed() {
  at_work "$@" || return 1
  [ "$got" -ne 0 ] && [ "$(made out)" -ge 5 ] || { echo "exit code $got"; cat said.err; return 1; }
}
# How much memory a rank has taken.
peak() {
  at_work TERM 0 3 2 || return 1
  sed -n 's/^VmPeak:[^0-9]*\([0-9]*\) kB/\1/p' "$box/status" | grep .
}
unharmed() { # CAMPAIGN, whose results in out one process can finish
  [ ! -e out/runs.csv ] || { echo "it was through"; return 1; }
  "$OPTBENCH" run "$1.ini" --out out >said.out 2>&1 || { cat said.out; return 1; }
  identical "one-$1" out && clean out
}

mkdir else
sed 's/budget = 400/budget = 300/' mixed.ini >else/mixed.ini
cp classes.ini else
sed '$s/k2/k1/' rows.csv >else/rows.csv

for name in ${MPIS:-openmpi mpich}; do
  if ! have $name; then
    skip "$name" "its packages are not there"
    continue
  fi
  check "$name: optbench-mpi builds" build || continue
  for ranks in 1 2 5; do check "$name: $ranks ranks give the same bytes" alike mixed $ranks; done
  for ranks in 3 4; do
    check "$name: $ranks ranks, of which some have no slice" alike slices $ranks --parallel population --exchange sums
  done
  check "$name: frames of threads are whole" alike frames 2 -j 3
  check "$name: 3 of 2 threads each" alike mixed 3 -j 2
  check "$name: this is on record" on_record '^ranks,3$' '^threads,2$' '^bytes told a generation,$'
  check "$name: what one process says is said once" said_once
  check "$name: results that are there already" again
  check "$name: classifiers" alike classes 3
  check "$name: a long trace" alike long 3
  check "$name: a long trace, of ranks in step" alike long 2 --parallel population
  for exchange in values sums auto; do
    check "$name: a population, exchange $exchange" alike mixed 3 --parallel population --exchange $exchange --verbose
    check "$name: what is told of each cell" told
  done
  check "$name: a population of classifiers, of 2 threads each" alike classes 2 --parallel population -j 2
  check "$name: this is on record" on_record '^ranks,2$' '^threads,2$' '^bytes told a generation,[0-9]' '^bytes heard a generation,[0-9]'
  check "$name: what one process begins" more_runs "$OPTBENCH" "job 2"
  check "$name: what ranks begin" more_runs "job 3" "$OPTBENCH"
  check "$name: more ranks than runs" few

  check "$name: a bad option" says 2 "error: parallel: 'both' is neither runs nor population" job 3 run mixed.ini --parallel both --out none
  check "$name: a bad exchange" says 2 "error: exchange: 'some' is none of" job 3 run mixed.ini --exchange some --out none
  check "$name: results of other settings" says 2 "error: .*seed is 1 there and 2 here" job 2 run classes.ini --seed 2 --out one-classes
  check "$name: the same in step" says 2 "error: .*seed is 1 there and 2 here" job 2 run classes.ini --seed 2 --out one-classes --parallel population
  check "$name: another command" says 2 "error: list is the work of one process: start it without mpirun" job 3 list
  check "$name: no command" says 2 "error: unknown command 'rnu'; did you mean 'run'" job 3 rnu
  check "$name: the version" version
  check "$name: scale" scaled
  check "$name: scale, half a network" says 2 "error: --latency and --bandwidth make one network; give both" job 3 scale --latency 1
  check "$name: scale, no such costs" says 3 "error: .*nosuch.csv" job 2 scale --costs nosuch.csv --out none
  check "$name: a rank without the file" says 3 "error: rank 2: cannot read the campaign signal.ini" job_at 2 "" else 3 run signal.ini --out none
  check "$name: a rank with another file" says 2 "error: rank 1: what is to be run here is not that of rank 0" job_at 1 "" else 3 run mixed.ini --out none
  check "$name: a rank with other data" says 2 "error: rank 1: what is to be run here is not that of rank 0" job_at 1 "" else 2 run classes.ini \
    --parallel population --out none
  check "$name: a folder that cannot be made" says 3 "error: .*/dev/null" job 3 run mixed.ini --out /dev/null
  check "$name: nothing came of these" test ! -e none

  [ $name = mpich ] || calm=patient # Open MPI first waits for a second
  # The code is mpirun's own.
  check "$name: SIGINT" interrupted '0|1|2|130' INT job 5 2 --parallel population
  check "$name: what is kept goes on with ranks" goes_on job 2
  if [ $name = mpich ]; then
    check "$name: SIGTERM" interrupted '0|1|2|130' TERM job 5 3
    check "$name: what is kept goes on in one process" goes_on "$OPTBENCH"
  fi
  calm=signal
  check "$name: SIGTERM for one rank alone" interrupted 130 TERM 1 5 3
  check "$name: what is kept goes on" goes_on job 3
  check "$name: SIGTERM for one rank alone, in step" interrupted 130 TERM 1 5 2 --parallel population
  check "$name: what is kept goes on" goes_on "$OPTBENCH"
  check "$name: a rank is killed" killed KILL 1 5 3
  check "$name: nothing is lost" goes_on "$OPTBENCH"
  check "$name: the rank that writes is killed, in step" killed KILL 0 5 2 --parallel population
  check "$name: nothing is lost" goes_on job 2

  # A file may grow to 10 MB, which what the MPI shares takes less than.
  rm -rf out
  for how in runs population; do
    for rank in 0 1; do
      check "$name: the disk of rank $rank is full, $how" says 3 "error: (rank $rank: )?cannot write in out: File too large; choose another place" \
        job_at $rank "prlimit --fsize=10000000" "" 2 run long.ini --parallel $how --out out
      check "$name: that can be mended" unharmed long
      rm -rf out
    done
  done
  if [ -n "$san" ]; then
    skip "$name: no memory" "the address sanitizer takes all there is"
    continue
  fi
  bytes=0
  measure() { kilobytes=$(peak) && bytes=$((kilobytes * 1024 + 60000000)); }
  check "$name: memory of a rank" measure
  rm -rf out
  for how in runs population; do
    check "$name: no memory at rank 1, $how" says 4 "error: rank 1: out of memory for an optimizer's state; ask for less" \
      job_at 1 "prlimit --as=$bytes" "" 2 run starve.ini --parallel $how --out out
    rm -rf out
  done
done
plan
