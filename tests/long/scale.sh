#!/bin/sh
# scale.sh -- `optbench scale` from costs that are measured, whatever they are, into a folder that has
# points of others already; tests/command/scale.sh has the rest.
. "$(dirname "$0")/../support/tap.inc"

{
  echo operation,network,size,seconds,origin
  for operation in draw form evaluate weigh add step; do echo "$operation,,100,1e-9,measured"; done
} >costs.csv
check 'a folder of predictions' "$OPTBENCH" scale --costs costs.csv --format svg --out here
cat >here/measured.csv <<'END_OF_TIMES'
ranks,dimension,population,method,scheme,seconds_a_generation
1,100,2000,adam@es,threads,99
2,10000,256,adam@es,sums,0.0025
2,100,50,adam@es,threads,99
4,100,2000,adam@es,threads,0.5
END_OF_TIMES
printf '%s,measured,,1e-9,measured\n' latency byte >>here/costs.csv
check 'costs of this machine' sh -c '"$OPTBENCH" scale --out here >here.log 2>&1 || { cat here.log; false; }'
check 'two networks are assumed, behind that which was measured' test "$(sed -n 's/^latency,\([a-z]*\),.*/\1/p' here/costs.csv | tr '\n' ' ')" = 'measured cluster ethernet '
check 'generations were timed, on one thread and on two, those of others are there' test "$(sed 1d here/measured.csv | cut -d, -f1-3,5 | tr '\n' ' ')" = \
  '2,10000,256,sums 4,100,2000,threads 1,100,2000,threads 2,100,2000,threads 1,10000,256,threads 2,10000,256,threads 1,1000000,256,threads 2,1000000,256,threads '
check 'and are compared' test "$(sed 1d here/compared.csv | wc -l)" = 8
check 'the same follows from its files' sh -c '"$OPTBENCH" scale --costs here/costs.csv --measured here/measured.csv --out there >/dev/null 2>&1 && for file in here/*.csv here/scale.txt; do cmp "$file" "there/${file#here/}" || exit; done'
plan
