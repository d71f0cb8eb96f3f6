#!/bin/sh
# scale.sh -- `optbench scale`: its CSV from costs in a file, the figure, and what cannot be.
. "$(dirname "$0")/../support/tap.inc"

scale() { "$OPTBENCH" scale "$@"; }
column() { # FILE NAME: its number
  head -n 1 "$1" | tr , '\n' | grep -nx "$2" | cut -d: -f1
}

cat >costs.csv <<'END_OF_COSTS'
operation,network,size,seconds,origin
draw,,100,1.6e-9,measured
draw,,1000000,1.7e-9,measured
form,,100,4e-10,measured
evaluate,,100,2.4e-10,measured
weigh,,1000,6e-10,measured
add,,100,1.1e-10,measured
add,,1000000,6e-10,measured
step,,100,1.8e-9,measured
latency,cluster,,2e-6,assumed
byte,cluster,,1e-10,assumed
END_OF_COSTS
cat >timed.csv <<'END_OF_TIMES'
ranks,dimension,population,method,scheme,seconds_a_generation
1,10000,256,adam@es,values,0.004
2,10000,256,adam@es,values,0.0035
2,10000,256,adam@es,sums,0.0025
4,10000,128,adam@es,sums,0.001
END_OF_TIMES

figures=
command -v gnuplot >/dev/null && figures='scale.png scale.svg '
check 'from a file' sh -c '"$OPTBENCH" scale --costs costs.csv --measured timed.csv --out one >one.log 2>&1 || { cat one.log; false; }'
check 'what it leaves' test "$(ls one | tr '\n' ' ')" = "compared.csv costs.csv knee.csv measured.csv scale-curves.csv scale-panels.csv ${figures}scale.txt speedup.csv "
check 'nothing half-written' clean one
scale --costs costs.csv --measured timed.csv --out two >/dev/null 2>&1
check 'the same bytes again' sh -c 'for file in one/*; do cmp "$file" "two/${file#one/}" || exit; done'
check 'its own costs do as well' sh -c '"$OPTBENCH" scale --costs one/costs.csv --out one >/dev/null 2>&1 && cmp one/speedup.csv two/speedup.csv && cmp one/measured.csv two/measured.csv'
check 'one rank is as fast as one rank' awk -F, '$6 == 1 && ($8 != 1 || $9 != 1 || $10 != 0 || $11 != "nothing") { bad = 1 } $6 == 1 { n++ } END { exit bad || n != 2 * 7 * 2 }' one/speedup.csv
check 'up to 10,000 ranks' awk -F, 'FNR > 1 && $6 > 10000 { bad = 1 } $6 == 10000 { n++ } END { exit bad || n != 2 * 7 * 2 }' one/speedup.csv
# 10,000 pairs of 100 coordinates: drawn, formed, evaluated twice, added up; weighed, stepped.
check 'a generation on one rank, by hand' awk -F, '$1 == "rosenbrock" && $3 == "values" && $4 == 100 && $6 == 1 {
  t = 1e4 * 100 * (1.6e-9 + 4e-10 + 2 * 2.4e-10 + 1.1e-10) + 2e4 * 6e-10 + 100 * 1.8e-9
  n++; if ($7 / t < 1 - 1e-12 || $7 / t > 1 + 1e-12) bad = 1 } END { exit bad || n != 1 }' one/speedup.csv
check 'a rank of 100 receives 99 of 100 values' awk -F, '$3 == "values" && $6 == 100 { n++; if ($10 != 158400) bad = 1 } END { exit bad || !n }' one/speedup.csv
# Half of the values; a slice, 40 blocks of 128 coordinates, of the 5 or 6 nodes that 312 or 313 lots come
# to; half of the sums.
check 'of two ranks one hears all nodes of a slice' awk -F, '$3 == "sums" && $4 == 10000 && $6 == 2 { n++; if ($10 != 80000 + 8 * 5120 * nodes + 40000) bad = 1 } END { exit bad || !n }' nodes=5.5 one/speedup.csv
check 'a knee is where efficiency was there last' awk -F, '
  FNR == 1 { next }
  FILENAME == "one/knee.csv" { knee[$1 $2 $3 $4 " " $6] = $7; next }
  { for (level = 0.5; level < 1; level += 0.4) if ($9 >= level && $6 > knee[$1 $2 $3 $4 " " level]) bad = 1
    if ($6 == knee[$1 $2 $3 $4 " 0.5"]) { n++; if ($9 < 0.5) bad = 1 } }
  END { exit bad || !n }' one/knee.csv one/speedup.csv
check 'a dear function hides the rest' awk -F, '$1 == "dear" && $4 == 100 && $6 == 0.9 && ($7 != 10000 || $8 != "nothing") { exit 1 }' one/knee.csv
check 'a cheap one does not' awk -F, '$1 == "rosenbrock" && $3 == "values" && $6 == 0.9 { n++; if ($8 != "redrawn perturbations") bad = 1 } END { exit bad || n != 7 }' one/knee.csv
check 'points with one of one rank beside them are compared' test "$(sed 1d one/compared.csv | cut -d, -f2,5,8 | tr '\n' ' ')" = 'values,1,1 values,2,1.1428571428571428 sums,2,1.6 '
check 'the table is on the screen and in the file' sh -c 'sed 1d one/scale.txt >table && head -n "$(wc -l <table)" one.log | cmp - table'
check 'the table has a line a case' test "$(grep -cE '^(rosenbrock|dear) ' one/scale.txt)" = 16

check 'a network of the command line' sh -c '"$OPTBENCH" scale --costs costs.csv --latency 1e-3 --bandwidth 1e6 --out told >/dev/null 2>&1 && grep -q "^latency,given,,0.001,assumed" told/costs.csv && ! grep -q cluster told/costs.csv'
grep -v cluster costs.csv >bare.csv
check 'networks are assumed where there are none' sh -c '"$OPTBENCH" scale --costs bare.csv --population 100 --ranks 50 --evaluation 2 --kept 0 --out assumed >/dev/null 2>&1 && test "$(sed 1d assumed/knee.csv | cut -d, -f2 | sort -u | tr "\n" " ")" = "cluster ethernet "'
check 'fewer ranks' test "$(cut -d, -f"$(column assumed/speedup.csv ranks)" assumed/speedup.csv | sort -n | tail -n 1)" = 50
if [ "$figures" ]; then
  check 'a figure without points, of one rank, as a PDF' scale --costs bare.csv --ranks 1 --format pdf --out single
  check 'alone' test "$(ls single | grep -c '\.pdf$'),$(ls single | grep -cE '\.(png|svg)$')" = 1,0
  check 'gnuplot says nothing of it' sh -c '"$OPTBENCH" scale --costs bare.csv --out silent 2>said >/dev/null; cat said; test ! -s said'
else
  skip 'a figure' 'gnuplot is not installed'
fi

# What cannot be.
check 'no operand' fails 2 'takes options alone' scale card --out none
check 'an unknown option' fails 2 'population' scale --populatoin 5 --out none
for wrong in '--population 1' '--population 2.5' '--ranks 0' '--ranks 1e7' '--evaluation 0' '--evaluation nan' '--latency -1' '--bandwidth 0' '--kept x'; do
  check "$wrong" fails 2 'from' scale $wrong --costs costs.csv --out none
done
check 'half a network' fails 2 'give both' scale --latency 1 --costs costs.csv --out none
check 'an unknown format' fails 2 "did you mean 'png'" scale --format pmg --out none
check 'no folder' fails 2 'needs the name of a folder' scale --out ''
check 'no such costs' fails 3 'nosuch.csv' scale --costs nosuch.csv --out none
damaged() { # TEXT PROGRAM: costs that sed makes of those above
  sed "$2" costs.csv >damaged.csv
  check "$1" fails 3 'damaged.csv' scale --costs damaged.csv --out none
}
damaged 'an operation is missing' '/^step/d'
damaged 'an unknown one' 's/^step/stride/'
damaged 'sizes that fall' 's/,1000000,/,10,/'
damaged 'a size that is no size' 's/^step,,100/step,,-1/'
damaged 'no size' 's/^step,,100/step,,/'
damaged 'no time' 's/1.8e-9/0/'
damaged 'endless time' 's/1.8e-9/inf/'
damaged 'no number' 's/1.8e-9/soon/'
damaged 'half a network' '/^byte/d'
damaged 'the other half' '/^latency/d'
damaged 'two of one name' '/^byte/{p;s/.*/latency,cluster,,1,assumed/p;s/^latency/byte/}'
damaged 'a network without a name' 's/cluster//'
damaged 'a latency below 0' 's/2e-6/-2e-6/'
damaged 'a column is missing' '1s/,origin/,source/'
damaged 'cut short' '$d;s/,measured$//'
timed() { # TEXT PROGRAM
  sed "$2" timed.csv >damaged.csv
  check "$1" fails 3 'damaged.csv' scale --costs costs.csv --measured damaged.csv --out none
}
timed 'an unknown scheme' 's/sums/mail/'
timed 'half a rank' 's/^2/0.5/'
timed 'a generation in no time' 's/0.0025/0/'
timed 'times that are no numbers' 's/0.0025/soon/'
check 'nothing was written' test ! -e none
mkdir theirs && echo mine >theirs/notes
check 'a folder that is not ours' fails 2 'theirs is not empty (it has notes)' scale --costs costs.csv --out theirs
check 'it is as it was' test "$(ls theirs)" = notes
check 'nor may a campaign have the folder' fails 2 'one holds predictions of scale' \
  "$OPTBENCH" run -f rosenbrock -o sgd --runs 1 --budget 20 --out one

# tests/long/scale.sh measures. A folder that has points of others already:
cp -r one here
sed 1q timed.csv >head.csv
check 'a folder whose points are damaged' fails 3 'here/measured.csv' sh -c 'sed s/sums/exchange/ timed.csv >here/measured.csv && exec "$OPTBENCH" scale --out here'
check 'one that has too many' fails 3 'no room for 6 more rows in measured.csv of the folder; remove some' sh -c 'yes 4,100,2000,adam@es,sums,1 | sed 195q | cat head.csv - >here/measured.csv; exec "$OPTBENCH" scale --out here'
check 'help' sh -c '"$OPTBENCH" scale --help | grep -q -- "--costs FILE"'
check 'it stands in the list of commands' sh -c '"$OPTBENCH" --help | grep -q "^  scale "'
plan
