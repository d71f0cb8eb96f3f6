#!/bin/sh
# builds.sh -- the same bytes from gcc and clang, unoptimized and optimized, at every vector width.
# The program under test is one of the builds (as the Makefile has it: gcc at -O3).
. "$(dirname "$0")/../support/tap.inc"
export OPTBENCH_DATA="$ROOT" # the builds lie elsewhere
unset MAKEFLAGS MAKEOVERRIDES MFLAGS MAKELEVEL CFLAGS CPPFLAGS LDFLAGS SAN

cat >all.ini <<END
[campaign]
functions =
$(gradient_functions | sed 's/^/  /')
  rosenbrock:noise=0.1
  quadratic:condition=1e4,noise=0.5,noise_kind=multiplicative
dimensions = 2, 5
instances = 1
optimizers =
$(names Searches | sed 's/^/  /')
$(names Short | sed 's/^/  /')
$(some_pairs | sort -u | sed 's/^/  /')
runs = 1
budget = 150
END

cat >layers.ini <<END
[campaign]
functions = mlp:rows=30,hidden=5-3,batch=8
dimensions = auto
instances = 1
optimizers = muon, soap:frequency=2, muon@es, soap@central, es:share=0.4+soap, muon:average=ema
runs = 1
budget = 150
END
cat >values.ini <<END
[campaign]
functions =
$(value_functions | sed 's/.*/  &:limit=60/')
  pendulum:limit=30,deviation=0.5, trap:slide=no
dimensions = auto
instances = 1
optimizers = es, sgd@central, snes, cmaes, ga, ga:select=novelty, ns-es, nsra-es
runs = 1
budget = 90
END
cat >policies.ini <<END
[campaign]
functions = pendulum:limit=30,deviation=0.5,reset=fresh, mountaincar-continuous:limit=30,deviation=0.2,delay=7
dimensions = auto
optimizers = reinforce, sgd
runs = 1
budget = 60
END
levels=
for level in sse2 avx2 avx512; do
  OPTBENCH_VECTOR=$level "$OPTBENCH" list >/dev/null 2>&1 && levels="$levels $level"
done
"$OPTBENCH" run all.ini --out reference >run.log 2>&1
check "the program under test runs the campaign" test -s reference/runs.csv
"$OPTBENCH" run layers.ini --out reference-layers >run.log 2>&1
check "and that of layers" test -s reference-layers/runs.csv
for campaign in values policies; do
  "$OPTBENCH" run $campaign.ini --out reference-$campaign >run.log 2>&1
  check "and control tasks: $campaign" test -s reference-$campaign/runs.csv
done
# Of each kind of network, a training of a few generations.
train() {
  for kind in gradient:direct log:scaled adam:adam tensor:scaled; do
    "$1" meta-train quadratic --inputs ${kind%:*} --output ${kind#*:} --generations 6 --pairs 3 --tasks 2 --steps 40 \
      --out "$2/${kind%:*}" || return 1
  done >run.log 2>&1
}
same_training() {
  for inputs in gradient log adam tensor; do
    cmp "reference-training/$inputs/quadratic.weights" "$1/$inputs/quadratic.weights" || return 1
  done
}
check "and trains" train "$OPTBENCH" reference-training

# build NAME COMPILER FLAGS
build() {
  if ! command -v "$2" >/dev/null; then
    skip "$2 $3" "there is no $2 here"
    return
  fi
  "${MAKE:-make}" -s -C "$ROOT" -j2 B="$box/$1" CC="$2" CFLAGS="$3" "$box/$1/bin/optbench" >make.log 2>&1
  check "$2 $3 builds" test -x "$1/bin/optbench" || sed 's/^/# /' make.log
  for level in $levels; do
    OPTBENCH_VECTOR=$level "$1/bin/optbench" run all.ini --out out >run.log 2>&1
    check "$2 $3: the same bytes with $level" same reference out
    OPTBENCH_VECTOR=$level "$1/bin/optbench" run layers.ini --out out-layers >run.log 2>&1
    check "$2 $3: and on layers" same reference-layers out-layers
    for campaign in values policies; do
      OPTBENCH_VECTOR=$level "$1/bin/optbench" run $campaign.ini --out out-$campaign >run.log 2>&1
      check "$2 $3: and on control tasks, $campaign" same reference-$campaign out-$campaign
      rm -rf out-$campaign
    done
    OPTBENCH_VECTOR=$level train "$1/bin/optbench" out-training
    check "$2 $3: and in training" same_training out-training
    rm -rf out out-layers out-training
  done
  rm -rf "${box:?}/$1"
}

build plain gcc -O0
build clang-plain clang -O0
build clang-fast clang -O3
plan
