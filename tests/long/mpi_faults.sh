#!/bin/sh
# mpi_faults.sh -- every fault of tests/faults/mpi.txt fails the test of MPI, with the one that ends
# failed jobs sooner.
. "$(dirname "$0")/../support/tap.inc"
. "$ROOT/tests/support/faults.inc"

if ! command -v mpicc.mpich >/dev/null || ! command -v mpirun.mpich >/dev/null; then
  skip "planted faults" "MPICH's packages are not there"
  plan
fi
table=$ROOT/tests/faults/mpi.txt
records >records
check "at least five faults" test "$(wc -l <records)" -ge 5

# A copy of the tree in which the test finds all that it needs.
check "a copy builds" copy_tree copy || cat make.log
cp -a "$ROOT/tests/command" "$ROOT/tests/support" copy/tree/tests/
cp -a "$ROOT/plots" copy/tree/
cd copy/tree || exit 1
tested() { # SECONDS that a job may take: what it says that fails
  LIMIT=$1 MPIS=mpich MAKE="${MAKE:-make} LEVELS=$level CFLAGS=-O1" OPTBENCH=$PWD/$inner/bin/optbench sh tests/command/mpi.sh >../said 2>&1
  grep '^not ok' ../said
}
passes() {
  [ -z "$(tested 900)" ] && [ "$(grep -c '^ok' ../said)" -ge 50 ] || { grep -A 6 '^not ok' ../said; grep -c '^ok' ../said; return 1; }
}
check "without a fault it passes" passes
caught() { # FILE OLD NEW
  cp -p "$1" ../kept
  plant "$1" "$2" "$3" && rebuild && failing=$(tested 30) || { echo "it does not apply or build, or nothing fails"; return 1; }
  touch ../kept
  cp -p ../kept "$1"
}
tab=$(printf '\t')
while IFS=$tab read -r title file old new; do
  failing=
  check "$title" caught "$file" "$old" "$new" || cp -p ../kept "$file"
  printf '%s\n' "$failing" | sed 's/^/# /'
done <"$box/records"
plan
