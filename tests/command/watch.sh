#!/bin/sh
# watch.sh -- `optbench watch`: an episode is that of the policy that was kept, step by step, and
# what cannot be watched gets one clear line.
. "$(dirname "$0")/../support/tap.inc"

cat >control.ini <<END
[campaign]
functions = cartpole, rosenbrock, trap, trap:slide=no
dimensions = 3
optimizers = cmaes, es:sigma=0.3
runs = 2
budget = 100
save-x = yes
END
sed -e 's/functions = .*/functions = cartpole/; s/optimizers = .*/optimizers = es/; s/save-x = yes//' \
  -e '/dimensions/d' control.ini >bare.ini
sed 's/save-x = yes/&/; s/^functions = .*/functions = rosenbrock/' control.ini >plain.ini

watch() { "$OPTBENCH" watch "$@"; }

for name in control bare plain; do
  "$OPTBENCH" run $name.ini --out $name >run.log 2>&1 || cat run.log
done

check 'help' watch --help
check 'it is listed' sh -c '"$OPTBENCH" --help | grep -q "^  watch "'
if ! command -v gnuplot >/dev/null; then
  skip 'films' 'gnuplot is not installed'
  plan
fi

check 'a policy' watch control -f cartpole -o cmaes
folder=control/watch/cartpole-d5-i0-cmaes-run0-best-episode0
check 'its files' test "$(ls $folder | tr '\n' ' ')" = \
  'episode-frames.csv episode-panels.csv episode-shapes.csv episode.csv episode.gif episode.png '
check 'what moves is a GIF' test "$(head -c 6 $folder/episode.gif)" = GIF89a
check 'its columns' test "$(head -n 1 $folder/episode.csv)" = 'step,x,x_dot,theta,theta_dot,action,reward'
# The policy: five weights in a row of x/CELL.csv; pushes right where w.s + b > 0, and x moves by
# 0.02 x_dot.
check 'each step is what the policy does' awk -F, '
  FNR == 1 { file++; next }
  file == 1 { if ($1 == 0 && $2 == "best") for (i = 1; i <= 5; i++) w[i] = $(3 + i); next }
  $1 > 0 {
    push = w[1] * x + w[2] * v + w[3] * a + w[4] * u + w[5] > 0
    away = $2 - x - 0.02 * v
    if (push != $6 || away > 1e-12 || away < -1e-12 || $7 != 1) { print; exit bad = 1 }
    steps++
  }
  { x = $2; v = $3; a = $4; u = $5 }
  END { exit bad || !steps }' control/x/cartpole-d5-i0-cmaes.csv $folder/episode.csv
check 'the five episodes, the last point' sh -c 'for e in 0 1 2 3 4; do
  "$OPTBENCH" watch control -f cartpole -o "es:sigma=0.3" --repetition 1 --point final --episode $e --out film$e --format svg || exit; done'
# f is 500 less the mean of their returns.
check 'they come to f' sh -c 'want=$(awk -F, "\$1 == 1 && \$2 == \"final\" { print \$3 }" "control/x/cartpole-d5-i0-es_sigma=0.3.csv")
  awk -F, -v want=$want "FNR > 2 { total += \$7 } END { f = 500 - total / 5; print f, want; exit f != want }" film?/episode.csv'
check 'an SVG' grep -q '</svg>' film4/episode.svg
check 'nothing else was drawn' test ! -e film4/episode.gif

check 'the same again' watch control -f cartpole -o cmaes --out again
check 'byte for byte' sh -c "for f in $folder/*; do cmp \"\$f\" again/\"\${f##*/}\" || exit; done"
check 'one optimizer by its name' watch control -f trap -o es --format png --out trap
check 'all of its steps' test "$(tail -n 1 trap/episode.csv | cut -d, -f1)" = 100
check 'all rows are frames where there are few' test "$(wc -l <trap/episode-frames.csv)" -eq 102
check 'what stays is there once' test "$(grep -c '^-1,wall,' trap/episode-shapes.csv)" -eq 3
check 'and nothing of it again' sh -c '! grep -E "^[0-9]+,(wall|goal)," trap/episode-shapes.csv'
cat >long.ini <<END
[campaign]
functions = mountaincar-continuous:hidden=0
optimizers = random
runs = 1
budget = 2
save-x = yes
END
"$OPTBENCH" run long.ini --out long >run.log 2>&1 || cat run.log
check 'nothing to choose from' watch long --format png --out long/film
check 'a long one is thinned' test "$(wc -l <long/film/episode-frames.csv)" -le 201
check 'to its end' test "$(tail -n 1 long/film/episode-frames.csv | cut -d, -f2)" = \
  "$(tail -n 1 long/film/episode.csv | cut -d, -f1)"

check 'which function' fails 2 'Choose one with -f: cartpole, trap' "$OPTBENCH" watch control
check 'which optimizer' fails 2 'Choose one with -o: cmaes, es:sigma=0.3' "$OPTBENCH" watch control -f cartpole
check 'none like that' fails 2 "did you mean 'cartpole'" "$OPTBENCH" watch control -f cartpol -o cmaes
check 'no episodes' fails 2 'rosenbrock has no episodes' "$OPTBENCH" watch control -f rosenbrock -o cmaes
check 'in no function' fails 2 'has episodes to watch' "$OPTBENCH" watch plain
check 'no such run' fails 2 'has the runs 0 to 1' "$OPTBENCH" watch control -f cartpole -o cmaes --repetition 2
check 'no such episode' fails 2 'has the episodes 0 to 4' "$OPTBENCH" watch control -f cartpole -o cmaes --episode 5
check 'no such dimension' fails 2 'of that dimension' "$OPTBENCH" watch control -f cartpole -o cmaes -d 6
check 'no such instance' fails 2 'of that dimension and instance' "$OPTBENCH" watch control -f cartpole -o cmaes -i 1
check 'no such point' fails 2 'is not best or final' "$OPTBENCH" watch control --point start
check 'no number' fails 2 'is not a whole number' "$OPTBENCH" watch control --episode -1
check 'no such format' fails 2 'there is no format' "$OPTBENCH" watch control --format jpg
check 'no points' fails 3 'run it with --save-x' "$OPTBENCH" watch bare
check 'no results' fails 3 'is no folder of results' "$OPTBENCH" watch nothing
cp -r control broken
sed -i '2s/^0,best,[^,]*,[^,]*/0,best,0,nan/' broken/x/cartpole-d5-i0-cmaes.csv
check 'no finite point' fails 3 'is not finite' "$OPTBENCH" watch broken -f cartpole -o cmaes --out none
sed -i '2s/,[^,]*$//' broken/x/cartpole-d5-i0-cmaes.csv
check 'a damaged file' fails 3 'cartpole-d5-i0-cmaes.csv:2' "$OPTBENCH" watch broken -f cartpole -o cmaes --out none
check 'nothing was written' test ! -e none
plan
