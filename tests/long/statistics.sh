#!/bin/sh
# statistics.sh -- the tests of the statistics see every fault that is planted there. They need little
# of the tree, which is compiled apart.
. "$(dirname "$0")/../support/tap.inc"
. "$ROOT/tests/support/faults.inc"
table=$ROOT/tests/faults/statistics.txt

mkdir -p copy/tests/support copy/tests/reference copy/src/numeric
cd copy || exit 1
mkdir bench && cp -r "$ROOT/bench/statistics" bench/
cp -r "$ROOT/tests/statistics" tests/
for folder in comparison counted scipy; do cp -r "$ROOT/tests/reference/$folder" tests/reference/; done
cp "$ROOT"/tests/support/reference.[ch] tests/support/
cp "$ROOT"/src/*.h "$ROOT"/src/error.c "$ROOT"/src/utf8.c "$ROOT"/src/stream.c src/
cp "$ROOT"/src/numeric/*.h src/numeric/

compile() { # FILE
  object=../objects/$(echo "$1" | tr / _).o
  ${CC:-cc} -O1 -w -std=c17 -D_XOPEN_SOURCE=700 -I. -include src/arithmetic.h -ffp-contract=off \
    -fno-math-errno -c "$1" -o "$object"
}
# Exit code 0 if all programs pass.
passes() {
  for test in ../objects/tests_statistics_test_*.o; do
    ${CC:-cc} "$test" ../objects/bench_*.o ../objects/src_*.o ../objects/tests_support_*.o -lsleef \
      -lm -lcmocka -o ../program && timeout 120 ../program >../said 2>&1 || return 1
  done
}
# A fault that does not apply or compile is not seen.
sees() { # FILE OLD NEW
  cp "$1" ../kept
  plant "$1" "$2" "$3" && compile "$1" && ! passes
  seen=$?
  cp ../kept "$1" && compile "$1" && return $seen
}

mkdir ../objects
for file in bench/statistics/*.c tests/statistics/test_*.c src/*.c tests/support/*.c; do
  compile "$file" || echo "Bail out! $file does not compile"
done
check "all pass without a fault" passes
records >../records
check "at least a dozen faults" test "$(wc -l <../records)" -ge 12
while IFS="$(printf '\t')" read -r title file old new; do
  check "$title" sees "$file" "$old" "$new"
done <../records
plan
