#!/bin/sh
# meta.sh -- optbench meta-train: the same bytes on any number of threads and however often it was
# killed, what it writes runs as an optimizer, and what it refuses.
. "$(dirname "$0")/../support/tap.inc"

small="--generations 40 --pairs 4 --tasks 4 --steps 50"
train() { "$OPTBENCH" meta-train "$@" >said.out 2>said.err || { cat said.out said.err; return 1; }; }
# same A B: of two folders, the files that are compared
same() {
  for file in quadratic.weights training.csv scores.csv; do
    cmp "$1/$file" "$2/$file" || return 1
  done
}
says() { grep -q -- "$1" said.out said.err || { cat said.out said.err; return 1; }; }

check "a training" train quadratic $small -j 1 --out calm
check "tells its score" says "^quadratic: mean f/f0 0\.[0-9]* on 128 validation problems"
check "and what comes next" says "^next: optbench dissect calm/quadratic.weights$"
for threads in 2 7; do
  check "on $threads threads" train quadratic $small -j $threads --out "threads$threads"
  check "it has the same bytes" same calm "threads$threads"
done
for level in sse2 avx2; do
  check "with $level" env OPTBENCH_VECTOR=$level "$OPTBENCH" meta-train quadratic $small --out $level
  check "it has the same bytes" same calm $level
done

# Killed again and again, at any moment.
long="--generations 40 --pairs 16 --tasks 16"
check "a longer training" train quadratic $long -j 2 --out unkilled
check "killed again and again, it goes on" killed_again killed 2 "$OPTBENCH" meta-train quadratic $long -j 2 --out killed
check "and ends with the same bytes" same unkilled killed
tear() { printf '41,0.5,0.3' >>killed/scores.csv; rm killed/quadratic.weights; train quadratic $long --out killed; }
check "a torn last row is passed over" tear
check "and ends with the same bytes" same unkilled killed

interrupted() {
  $hearing "$OPTBENCH" meta-train quadratic --generations 4000 --out signal >said.out 2>said.err &
  process=$!
  while [ "$(cat signal/scores.csv 2>/dev/null | grep -c .)" -le 12 ] && kill -0 $process 2>/dev/null; do sleep 0.02; done
  kill -INT $process
  wait $process
  got=$?
  [ $got -eq 130 ] || { echo "exit code $got"; cat said.out said.err; return 1; }
  [ "$(wc -l <said.err)" -eq 1 ] && says "^optbench: interrupted after [0-9]* of 4000 generations; run it again to go on$" &&
    [ -s signal/quadratic.weights ] && [ -s signal/training.csv ]
}
check "Ctrl-C keeps what there is, and says where it stopped" interrupted
seconds() { train quadratic --generations 100k --pairs 2 --tasks 2 --steps 20 --seconds 0.5 --out seconds && says "the time is over after"; }
check "--seconds ends it early" seconds
header() { sed -n 's/^command = optbench //p' "$1"; }
again() {
  "$OPTBENCH" $(header "$1") --out "$2" >said.out 2>&1 || { cat said.out; return 1; }
  cmp "$1" "$2/quadratic.weights"
}
check "the command in a file makes it again" again calm/quadratic.weights again1
check "also where it was stopped" again seconds/quadratic.weights again2
stopped() { train quadratic $small --stop 23 --out stopped && train quadratic $small --out stopped; }
check "stopped and gone on with" stopped
check "it has the same bytes" same calm stopped
from() { train quadratic $small --from calm/quadratic.weights --out from && again from/quadratic.weights again3; }
check "it goes on from weights" from

# Weights as an optimizer.
trained() {
  "$OPTBENCH" run -f loguniform -d 5 -i 1,2,3 -o "learned:weights=calm/quadratic.weights" --budget 402 \
    --target none --runs 1 --out run >said.out 2>&1 || { cat said.out; return 1; }
  awk -F, 'NR == 1 { for (i = 1; i <= NF; i++) c[$i] = i; next } { n++ } END { exit n != 3 }' run/runs.csv
}
check "what was trained runs" trained
elsewhere() {
  "$OPTBENCH" run -f "$1" -d 3 -i 0 -o "learned@es:weights=calm/quadratic.weights" --budget 500 --runs 2 \
    --out es >said.out 2>&1 || { cat said.out; return 1; }
}
check "on any source" elsewhere rosenbrock
changed() {
  cp calm/quadratic.weights own.weights
  run="run -f loguniform -d 5 -i 1 -o learned:weights=./own.weights --budget 40 --target none --runs 1 --out changed"
  "$OPTBENCH" $run >/dev/null 2>&1 || return 1
  cp changed/runs.csv before.csv
  cp seconds/quadratic.weights own.weights
  "$OPTBENCH" $run --force >/dev/null 2>&1 || return 1
  ! cmp -s changed/runs.csv before.csv
}
check "another network behind the same name is another optimizer" changed

# Refused in one line.
refused() {
  code=$1 words=$2
  shift 2
  "$OPTBENCH" "$@" >said.out 2>said.err
  got=$?
  [ $got -eq "$code" ] && [ ! -s said.out ] && [ "$(wc -l <said.err)" -eq 1 ] && grep -q -- "$words" said.err ||
    { echo "exit code $got"; cat said.out said.err; return 1; }
}
check "no task" refused 2 "needs a task" meta-train
check "a task that is none" refused 2 "unknown function" meta-train quadratics
check "two" refused 2 "one word too many" meta-train quadratic moons
check "no metric" refused 2 "use one of ratio, log" meta-train quadratic --metric median
check "no inputs" refused 2 "use one of gradient, log, adam, tensor" meta-train quadratic --inputs all
check "no units" refused 2 "hidden=0" meta-train quadratic --hidden 0
check "too many pairs" refused 2 "pairs=1000" meta-train quadratic --pairs 1000
check "a dimension that the function does not have" refused 2 "dimension" meta-train moons -d 5
check "two dimensions" refused 2 "one dimension" meta-train quadratic -d 5,6
check "a network that is given, and told what it is like" refused 2 "brings a network whole" meta-train quadratic \
  --from calm/quadratic.weights --hidden 4
check "more problems than there are" refused 2 "more than there are for training" meta-train quadratic --generations 1M --pairs 128 --tasks 256
check "a function of a long text" refused 2 "leave defaults out" meta-train \
  "loguniform:condition=1000.0000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000" -d 2
twice() {
  "$OPTBENCH" meta-train quadratic --generations 100k --out twice >/dev/null 2>&1 &
  process=$!
  while [ ! -s twice/scores.csv ] && kill -0 $process 2>/dev/null; do sleep 0.02; done
  refused 2 "another program trains in twice" meta-train quadratic --generations 100k --out twice
  got=$?
  kill $process
  wait $process 2>/dev/null
  return $got
}
check "two in one folder" twice
check "a file that is not there" refused 3 "check the path" meta-train quadratic --from ./none.weights
check "another training in the folder" refused 2 "a training of other settings" meta-train quadratic \
  --generations 41 --out calm
check "which is as it was" same calm threads2
check "--force replaces it" train quadratic --generations 3 --pairs 4 --tasks 4 --steps 50 --out stopped --force
mkdir results.d && echo mine >results.d/notes
check "a folder of somebody else's" refused 2 "is not empty" meta-train quadratic --out results.d
check "a folder of results" refused 2 "holds a campaign's results" meta-train quadratic --out run
damage() { sed 's/^hidden = 8/hidden = 9/' calm/quadratic.weights >damaged.weights; head -c 900 calm/quadratic.weights >short.weights; }
damage
check "a damaged file" refused 3 "is damaged" run -f loguniform -d 5 -o learned:weights=./damaged.weights
check "a file that was cut short" refused 3 "is cut short" run -f loguniform -d 5 -o learned:weights=./short.weights
check "a foreign file" refused 3 "is no file of weights" run -f loguniform -d 5 -o learned:weights=results.d/notes
check "weights that do not come along" refused 3 "no weights are called" run -f loguniform -d 5 -o learned:weights=nobody
plan
