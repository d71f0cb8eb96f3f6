#!/bin/sh
# valgrind.sh -- no invalid or uninitialised byte and no leak, where things go well and where not.
. "$(dirname "$0")/../support/tap.inc"

if ! command -v valgrind >/dev/null; then
  skip "memory errors" "valgrind is not there"
  plan
fi
if grep -q -e __asan_init -e __tsan_init "$OPTBENCH"; then
  skip "memory errors" "this build watches its memory itself"
  plan
fi
OPTBENCH_VECTOR=sse2 # valgrind does not know every wider instruction
export OPTBENCH_VECTOR

cat >small.ini <<END
[campaign]
functions = rosenbrock:noise=0.1, step, regression
dimensions = 3
instances = 1
optimizers =
$(for name in $(searches) $(vector_rules); do echo "  $name"; done)
$(for source in $(names Sources); do echo "  sgd@$source"; done)
runs = 1
budget = 30
until-successes = 1
restarts = yes
trace = every
trace-x = yes
END
sed 's/sgd@central/sgd@centrl/' small.ini >bad.ini

# watched CODE ARGUMENT ...: it ends with CODE, and valgrind has nothing to say
watched() {
  wanted=$1
  shift
  valgrind -q --error-exitcode=99 --leak-check=full "$OPTBENCH" "$@" >said.log 2>&1
  got=$?
  [ $got -eq "$wanted" ] || { cat said.log; return 1; }
}
check "a campaign of every method" watched 0 run small.ini -j 2 --out out
check "the same again, with nothing to do" watched 0 run small.ini -j 2 --out out
check "rules of layers, averages and chains" watched 0 run -f mlp:rows=20,hidden=4-3,batch=5 -d auto --runs 1 \
  --budget 60 --trace every --out layers -o \
  "muon,soap:frequency=2,muon:average=ema,es:share=0.3+soap,adam@vo:average=mean,cmaes:share=0.3+lbfgs+adam:schedule=onecycle,unit=epoch"
check "results in the way" watched 2 run small.ini --seed 2 --out out
check "a bad name in a file" watched 2 run bad.ini --out none
check "a bad list" watched 2 run small.ini -o adam,adam --out none
check "a folder that cannot be made" watched 3 run small.ini --out /dev/null
plan
