#!/bin/sh
# ranks.sh -- what MPI ranks make of two processors, beside what the machine itself gives; what it
# costs to hand out a run; what a shared population gains, by each exchange. Skipped without MPI.
set -eu
optbench=${OPTBENCH:-build/bin/optbench}
mpi=${OPTBENCH_MPI:-build/bin/optbench-mpi}
if [ ! -x "$mpi" ]; then
  echo "ranks: \`make deps-mpi mpi\` builds what this measures"
  exit 0
fi
export OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

# The least of a few numbers, a line each.
least() { sort -g | head -n 1; }
ranks() { # N ARGUMENTS ...
  n=$1
  shift
  mpirun -n "$n" "$mpi" "$@"
}
# Seconds that the runs took, as the program says.
said() { sed -n 's/.* in \([0-9.]*\) s$/\1/p'; }
wall() { sed -n 's/^wall seconds,//p' "$1/provenance.csv"; }

# What the machine gives: as many cards again at the same time, in separate processes of one thread.
alone() { "$optbench" run card --force -j 1 --out "$folder/card$1" >/dev/null && wall "$folder/card$1"; }
machine() {
  for _ in 1 2 3; do
    alone 1 >"$folder/a" &
    alone 2 >"$folder/b"
    wait
    sort -g "$folder/a" "$folder/b" | tail -n 1
  done | least
}
one=$(for _ in 1 2 3; do alone 1; done | least)
both=$(machine)
card() { for _ in 1 2 3; do ranks "$1" run card --force -j 1 --out "$folder/ranks" >/dev/null && wall "$folder/ranks"; done | least; }
first=$(card 1) second=$(card 2)
echo "ranks: MPI"
awk -v one="$one" -v both="$both" -v first="$first" -v second="$second" 'BEGIN {
  printf "  two cards at once, of what one takes      %9.2f times the runs a second: what the machine gives\n", 2 * one / both
  printf "  the card, one rank                        %9.2f s\n", first
  printf "  the card, two ranks                       %9.2f s, %.2f times the runs a second\n", second, first / second }'

# Processor time of runs that are hardly any work, handed out and not.
cat >"$folder/tiny.ini" <<'INI'
[campaign]
functions = quadratic
dimensions = 2
optimizers = random
runs = 100000
budget = 1
trace = none
INI
used() { /usr/bin/time -f '%U %S' "$@" 2>&1 >/dev/null | awk 'END { print $1 + $2 }'; }
if [ -x /usr/bin/time ]; then
  lone=$(for _ in 1 2 3; do used "$mpi" run "$folder/tiny.ini" --force --out "$folder/tiny" -j 1; done | least)
  shared=$(for _ in 1 2 3; do used mpirun -n 2 "$mpi" run "$folder/tiny.ini" --force --out "$folder/tiny"; done | least)
  idle=$(for _ in 1 2 3; do used mpirun -n 2 "$mpi" run "$folder/tiny.ini" --force --out "$folder/tiny" --runs 2; done | least)
  awk -v lone="$lone" -v shared="$shared" -v idle="$idle" 'BEGIN {
    printf "  to hand out a run, and take it            %9.2f us of both processors, had every second been\n", 1e6 * (shared - idle - lone) / 50000 }'
fi

# A shared population: seconds of adam@es.
shared() { # DIMENSION GENERATIONS PROGRAM ...
  dim=$1 generations=$2
  shift 2
  for _ in 1 2 3; do
    "$@" run -f rosenbrock -d "$dim" -o adam@es:population=256 -i 0 --runs 1 --budget $((256 * generations)) \
      --trace none --target none --parallel population $options --force --out "$folder/shared" >/dev/null
    wall "$folder/shared"
  done | least
}
for job in "100 20000" "1000 4000" "10000 400" "1000000 4"; do
  set -- $job
  options="-j 1"
  base=$(shared "$1" "$2" "$optbench")
  options="-j 2"
  threads=$(shared "$1" "$2" "$optbench")
  awk -v d="$1" -v n="$2" -v base="$base" -v threads="$threads" 'BEGIN {
    printf "  adam@es, population 256, d = %-7d      %9.0f us a generation; two threads %.2f times as fast\n", d, 1e6 * base / n, base / threads }'
  for exchange in values sums auto; do
    options="--exchange $exchange"
    took=$(shared "$1" "$2" mpirun -n 2 "$mpi")
    heard=$(sed -n 's/^bytes heard a generation,//p' "$folder/shared/provenance.csv")
    awk -v what=$exchange -v n="$2" -v base="$base" -v took="$took" -v heard="$heard" 'BEGIN {
      printf "    two ranks, %-7s                       %9.2f times as fast, %.0f bytes heard a generation\n", what, base / took, heard }'
  done
done
