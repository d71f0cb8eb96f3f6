#!/bin/sh
# parts_faults.sh -- faults planted one at a time in a copy of the tree are seen by the tests of parts
# and merge.
. "$(dirname "$0")/../support/tap.inc"
. "$ROOT/tests/support/faults.inc"
table=$ROOT/tests/faults/parts.txt

records >records
check "faults are there" test "$(wc -l <records)" -ge 4
mkdir worker
check "a copy of the tree" copy_tree worker
cd worker/tree || exit 1
passes() {
  for script in parts parts_killed; do
    OPTBENCH=$PWD/$inner/bin/optbench sh "$ROOT/tests/command/$script.sh" >../said || { grep -m 3 '^not ok' ../said; return 1; }
  done
}
check "it passes as it is" passes
fault() { # FILE OLD NEW
  cp -p "$1" ../kept
  plant "$@" || { echo "its text does not stand there exactly once"; return 1; }
  rebuild || { grep -m 1 error ../make.log; return 1; }
  ! passes || { echo "is not seen"; return 1; }
}
tab=$(printf '\t')
while IFS=$tab read -r title file old new; do
  check "$title" fault "$file" "$old" "$new"
  cp ../kept "$file" # newer than what was made of the fault
done <"$box/records"
plan
