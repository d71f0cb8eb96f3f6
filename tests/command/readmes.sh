#!/bin/sh
# readmes.sh -- every line of `optbench` in the blocks of commands of the READMEs below the first runs,
# in an empty folder, with what takes its time cut short: runs, budgets, candidates, generations.
. "$(dirname "$0")/../support/tap.inc"

mkdir data && cp -r "$ROOT/bench" "$ROOT/plots" data/
# The cover as it is takes most of a minute.
cat >data/bench/campaigns/cover.ini <<'END_OF_COVER'
[campaign]
functions = step, all
optimizers = sgd, es
dimensions = 2
instances = 1
cover = 1
runs = 1
budget = 20
target = none
END_OF_COVER

mkdir path
cat >path/optbench <<'END_OF_PROGRAM'
#!/bin/sh
# `optbench` as a shell finds it. Results of a campaign go where they go without options.
command=$1
shift
case $command in
run)
  out=
  case "${1-} $*" in
  smoke*) exec "$OPTBENCH" run "$@" ;; # a second, and the gate needs all of its runs
  *--out*) ;;
  -*) ;;
  *.ini*) ;;
  *) name=${1:-card} out="--out results/$name" ;;
  esac
  exec "$OPTBENCH" run "$@" --runs 1 --budget 20 $out
  ;;
tune)
  case " $* " in
  *" card "*) # without --write, which would change the file that comes with the program
    [ "$*" = "card --parameters rate,sigma --quantile 0.75 --write" ] || exit 9
    set -- card --parameters rate,sigma --quantile 0.75 --budget 20
    ;;
  *--write*) ;;
  *) set -- "$@" --budget 20 ;;
  esac
  exec "$OPTBENCH" tune "$@" --candidates 2 --runs 1
  ;;
meta-train) exec "$OPTBENCH" meta-train "$@" --generations 1 --pairs 1 ;;
plot) # svg is the fastest; a file of -o says its own
  case " $* " in
  *" -o "*) exec "$OPTBENCH" plot "$@" ;;
  esac
  exec "$OPTBENCH" plot "$@" --format svg
  ;;
report) exec "$OPTBENCH" report "$@" --no-figures ;;
watch) exec "$OPTBENCH" watch "$@" --format svg ;; # moments, not a film
scale) # of costs that are there: to measure them takes long
  [ $# -gt 0 ] || set -- --costs "$box/costs.csv"
  exec "$OPTBENCH" scale "$@"
  ;;
*) exec "$OPTBENCH" "$command" "$@" ;;
esac
END_OF_PROGRAM
chmod +x path/optbench
{
  echo operation,network,size,seconds,origin
  for operation in draw form evaluate weigh add step; do echo "$operation,,100,1e-9,measured"; done
} >costs.csv
export box
PATH=$box/path:$PATH
export OPTBENCH_DATA="$box/data"

# What the lines take for granted.
mkdir work && cd work || exit 1
awk '/^```ini/ { on = 1; next } /^```/ { if (on) exit } on' "$ROOT/bench/README.md" |
  sed 's/^budget *=.*/budget = 60/; s/^until-successes.*//; s/^runs-limit.*//' >example.ini
check "the example of a campaign's file is there" grep -q '^\[adam on rosenbrock d10\]' example.ini
# As it says there: without the last section, which would stand in tune's way.
sed '/^\[adam on rosenbrock d10\]/,$d' example.ini >mine.ini
printf 'a,b,species\n1,2,x\n2,1,y\n3,1,x\n1,4,y\n2,2,x\n5,1,y\n' >iris.csv
cp "$ROOT/bench/learned/quadratic.weights" mine.weights
quiet() { "$@" >/dev/null 2>&1; }
quiet optbench run learned-quadratic
quiet optbench run mine.ini --out BEFORE
quiet optbench run mine.ini --out AFTER

lines() { # each whole, where it goes on over several
  awk '/^```sh/ { on = 1; next } /^```/ { on = 0 } !on { next }
    { line = line $0 } sub(/\\$/, "", line) { next }
    line ~ /^optbench / { sub(/ +#.*/, "", line); gsub(/ +/, " ", line); print line } { line = "" }' "$1"
}
drawn=yes
command -v gnuplot >/dev/null || drawn=
clothes=yes
quiet optbench run -f softmax:data=fashion,batch=128 -d auto -i 0 -o sgd --out clothes || clothes=
for file in bench src functions plots tests; do
  lines "$ROOT/$file/README.md" | sed "s,/tmp/,elsewhere/," >tried
  case $file in
  tests) ;; # how to run tests, which is no line of the program's
  *) check "$file/README.md has lines to try" test -s tried ;;
  esac
  while read -r line; do
    case $drawn$line in
    optbench\ plot*) skip "$line" "gnuplot is not installed" && continue ;;
    esac
    case $clothes$line in
    optbench*keras* | optbench*fashion*) skip "$line" "Fashion-MNIST is not installed" && continue ;;
    esac
    check "$line" sh -c "$line" </dev/null
  done <tried
done
check "the file that comes with the program is as it was" cmp "$ROOT/bench/campaigns/card.ini" ../data/bench/campaigns/card.ini
cd .. || exit 1
plan
