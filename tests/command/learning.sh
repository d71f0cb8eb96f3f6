#!/bin/sh
# learning.sh -- campaigns of functions that learn: their own dimensions, data that change or go,
# measures, kills, baselines.
. "$(dirname "$0")/../support/tap.inc"

points() { # SEED: sixty rows of three kinds
  awk -v seed="$1" 'BEGIN {
    srand(seed)
    print "a,b,kind"
    for (i = 0; i < 60; i++) printf "%.6f,%.6f,k%d\n", i % 3 + rand(), rand() - 2 * (i % 3 == 1), i % 3
  }'
}
points 1 >rows.csv
cp rows.csv 'my rows; #1.csv'
cat >few.ini <<'END'
[campaign]
functions = mlp:rows=40,hidden=3,batch=8,validation=0.2
  softmax:data=rows.csv,batch=5
dimensions = auto
instances = 0
optimizers = adam, adam@es, cmaes
runs = 3
budget = 300
END

# alike A B: and what is told as what
alike() { same "$1" "$2" && diff -r "$1/confusion" "$2/confusion"; }

# refused CODE LINE ARGUMENT ...: nothing is left of it
refused() {
  code=$1 line=$2
  shift 2
  rm -rf none
  "$OPTBENCH" run "$@" --out none >said.out 2>said.err
  got=$?
  [ $got -eq "$code" ] && [ ! -e none ] && [ "$(wc -l <said.err)" -eq 1 ] &&
    grep -qF "optbench: error: $line" said.err || { echo "exit $got"; cat said.out said.err; return 1; }
}
check "a wrong dimension is refused with the right one" refused 2 \
  "no function here has 80 dimensions: mlp has 82 only; ask for -d 82" -f mlp -d 80 -o sgd
sed 's/auto/7, 8/; s/^functions.*/functions =/' few.ini >wrong.ini
check "in a file, and where it hangs on data" refused 2 \
  "no function here has 7 dimensions: softmax:data=rows.csv,batch=5 has 9 only; ask for -d 9" wrong.ini
check "auto is for functions that have one" refused 2 \
  "dimensions = auto, but rosenbrock takes several; name some with -d" -f mlp,rosenbrock -d auto -o sgd
check "a file has one instance" refused 2 \
  "softmax: data=rows.csv has instance 0 alone, not 1, as only made data are drawn again; ask for -i 0, or one_set=yes" \
  -f softmax:data=rows.csv -d auto -i 0,1 -o sgd
# Instances that are the same problem, from starts of their own.
one_set() {
  "$OPTBENCH" run -f "softmax:data=rows.csv,init=small,one_set=yes" -d auto -i 0,1 -o sgd --runs 1 \
    --budget 4 --trace every --out one >said 2>&1 || { cat said; return 1; }
  [ "$(awk -F, '$2 == 0 { print $7 }' one/traces/*-i0-* | head -1)" != \
    "$(awk -F, '$2 == 0 { print $7 }' one/traces/*-i1-* | head -1)" ]
}
check "unless they differ in their starts alone" one_set
check "a file that is not there" refused 3 "" -f softmax:data=nowhere.csv -d auto -i 0 -o sgd
check "a column that is not there" refused 2 "" -f softmax:data=rows.csv,label=c -d auto -i 0 -o sgd
check "no target by test rows" refused 2 "" -f mlp:judge=test_error -d auto -o sgd --target 0.1
untuned() {
  "$OPTBENCH" tune adam -f mlp:judge=test_error -d auto --candidates 2 --runs 2 --out tuned >said 2>&1
  [ $? -eq 2 ] && [ ! -e tuned ] && [ "$(wc -l <said)" -eq 1 ] || { cat said; return 1; }
}
check "nothing is tuned by them" untuned

# column NAME: of a table with quoted labels
column() {
  sed 's/"[^"]*"/label/g' | awk -F, -v name="$1" 'NR == 1 { for (i = 1; i <= NF; i++) if ($i == name) c = i }
    !c { exit 1 } NR > 1 { print $c }'
}
check "a campaign of both" "$OPTBENCH" run few.ini -j 2 --out calm
check "no error where the minimum is not known" test -z "$(column error <calm/runs.csv | tr -d '\n')"
accurate() {
  head -n 1 calm/runs.csv | grep -q ',error,rows,train_loss,test_loss,validation_loss,train_accuracy,test_accuracy,validation_accuracy,best_epoch$' || return 1
  column test_accuracy <calm/runs.csv | awk '!($1 >= 0 && $1 <= 1) { exit 1 } END { exit NR != 18 }' &&
    column rows <calm/runs.csv | awk '!($1 > 300) { exit 1 }'
}
check "measures stand in runs.csv" accurate
confused() { # the rows of each table are the test rows: 40 made ones, a fifth of the file
  for file in calm/confusion/*.csv; do
    awk -F, -v all="$(case $file in *rows.csv*) echo 12 ;; *) echo 40 ;; esac)" '
      NR > 1 { sum[$1] += $4 } END { for (r in sum) { runs++; if (sum[r] != all) exit 1 } exit runs != 3 }' $file ||
      { echo "$file"; return 1; }
  done
}
check "each test row is told as something" confused
right() { # and the share of those that are told rightly is the accuracy, run by run
  for function in mlp softmax; do
    for optimizer in adam adam@es cmaes; do
      awk -F, 'NR > 1 { all[$1] += $4; if ($2 == $3) right[$1] += $4 }
        END { for (r = 0; r < 3; r++) printf "%.12g\n", right[r] / all[r] }' calm/confusion/$function*-$optimizer.csv
    done
  done >want
  column test_accuracy <calm/runs.csv | awk '{ printf "%.12g\n", $1 }' | diff want -
}
check "as often as accuracy says" right
for threads in 1 4; do
  check "the same bytes on $threads threads" "$OPTBENCH" run few.ini -j $threads --out again$threads
  check "of all files" alike calm again$threads
done

# Rows of other numbers are another problem.
altered() {
  cp -r calm other && points 2 >rows.csv
  "$OPTBENCH" run few.ini --out other >said 2>&1
  got=$?
  alike calm other && points 1 >rows.csv
  [ $got -eq 2 ] && grep -q "made with other data" said || { echo "exit $got"; cat said; return 1; }
}
check "results of a file that has changed do not mix" altered
check "they do with the file as it was" "$OPTBENCH" run few.ini --out other
check "nothing is made again" alike calm other

# Without the data, results can still be read.
gone() {
  mv rows.csv away.csv
  "$OPTBENCH" report calm >said 2>&1
  one=$?
  "$OPTBENCH" compare calm other >>said 2>&1
  two=$?
  mv away.csv rows.csv
  [ $one -eq 0 ] && [ $two -eq 0 ] || { cat said; return 1; }
}
check "report and compare do without the data" gone
reported() { grep -q 'softmax:data=rows.csv' calm/report.md && ! grep -qiE '\bnan\b' calm/report.md; }
check "the report names the function, and nothing that is no number" reported

# More measures in the same folder: columns move, and what was there stays.
sed -i 's/^functions = mlp/functions =\n  mlp/' few.ini
grown() {
  rm -rf grown
  sed 's/^  mlp.*/  linear:rows=20,batch=4,validation=0.2/; s/^  softmax.*/  quadratic/; s/auto/2/' few.ini >first.ini
  sed 's/^  softmax.*/&\n  linear:rows=20,batch=4,validation=0.2\n  quadratic/; s/auto/2, 9/; s/^  mlp.*//' few.ini | sed '/^$/d' >all.ini
  sed -i 's/^dimensions.*/dimensions = 2/' all.ini
  "$OPTBENCH" run first.ini --out grown >said 2>&1 || { cat said; return 1; }
  if column train_accuracy <grown/runs.csv >none; then echo "accuracies of numbers"; return 1; fi
  column train_loss <grown/runs.csv >before
  "$OPTBENCH" run all.ini --out grown >said 2>&1 || { cat said; return 1; }
  grep -q '18 runs were there already' said || { cat said; return 1; }
  "$OPTBENCH" run all.ini --out straight >said 2>&1 || { cat said; return 1; }
  alike grown straight && column train_accuracy <grown/runs.csv >after && [ "$(grep -c . after)" -eq 9 ]
}
check "a function with other measures joins a folder" grown

# A name that needs quotes goes through every file.
quoted() {
  rm -rf odd
  "$OPTBENCH" run -f 'softmax:data="my rows; #1.csv",batch=5' -d auto -i 0 -o adam --runs 2 --budget 50 --out odd >said 2>&1 &&
    "$OPTBENCH" report odd >>said 2>&1 && ! grep -q '""' odd/figures/*.csv && "$OPTBENCH" run odd/campaign.ini --out odd >>said 2>&1 &&
    grep -q '2 runs were there already' said || { cat said; return 1; }
}
check "a quoted name" quoted

# Killed again and again.
sed 's/^budget.*/budget = 20k/; s/^runs.*/runs = 8/' few.ini >long.ini
"$OPTBENCH" run long.ini -j 2 --out whole >said 2>&1
killed() { killed_again out 2 "$OPTBENCH" run long.ini -j 2 --out out && alike whole out; }
check "SIGKILL many times: the same bytes in the end" killed

# A baseline, and the gate.
check "a baseline" "$OPTBENCH" baseline whole base
gate() { # CODE WORDS ARGUMENT ...
  code=$1 words=$2
  shift 2
  "$OPTBENCH" check base --out checked "$@" >said 2>&1
  got=$?
  [ $got -eq "$code" ] && grep -q "$words" said || { echo "exit $got"; cat said; return 1; }
}
check "nothing has changed" gate 0 "unchanged: 6 cells, the same bytes as base"
check "strictly" gate 0 "unchanged: 6 cells, the same bytes as base" --strict
changed() {
  points 3 >rows.csv
  "$OPTBENCH" check base --out checked --strict >said 2>&1
  got=$?
  points 1 >rows.csv
  [ $got -ne 0 ] || { cat said; return 1; }
}
check "other rows do not pass" changed
compared() { "$OPTBENCH" compare whole whole >said 2>&1 && grep -q softmax said || { cat said; return 1; }; }
check "a campaign is like itself" compared
printf 'a,y\n1,0\n2,1\n3,0\n4,1\n5,0\n6,1\n' >'my data.csv'
cat >blank.ini <<'END'
[campaign]
functions = softmax:data="my data.csv"
dimensions = auto
optimizers = sgd
runs = 1
budget = 20
[sgd on softmax:data="my data.csv"]
rate = 0.5
END
blank() { "$OPTBENCH" run blank.ini --out blank && grep -q 'sgd@exact:rate=0.5' blank/cells.csv; }
check "a section names a function whose text holds a blank" blank

plan
