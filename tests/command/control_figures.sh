#!/bin/sh
# control_figures.sh -- the figures of control tasks: who reached the goal, what best points bear,
# where points end; their data against the runs that they are of.
. "$(dirname "$0")/../support/tap.inc"

cat >goal.ini <<END
[campaign]
functions = trap, cartpole, rosenbrock
dimensions = 2
optimizers = random, ga:sigma=0.1, ga:sigma=0.5, ga:sigma=1
runs = 4
budget = 300
save-x = yes
target = auto
figures = reached, robustness, behaviour
END
cat >skip.ini <<END
[campaign]
functions = acrobot:skip=1,episodes=1, acrobot:skip=4,episodes=1, trap:slide=yes, trap:slide=no
optimizers = ga, random
runs = 3
budget = 30
figures = reached
END
cat >noisy.ini <<END
[campaign]
functions = trap:deviation=0.3
optimizers = es, ga
runs = 1
budget = 200
restarts = yes
figures = behaviour
END
cat >none.ini <<END
[campaign]
functions = cartpole:episodes=2, rosenbrock
dimensions = 2
optimizers = es
runs = 1
budget = 20
END

cat >slopes.ini <<END
[campaign]
functions = quadratic, quadratic:noise=1e4, quadratic:noise=4e4
dimensions = 3
optimizers = adam, es, random
runs = 1
budget = 2
target = none
trace = every
trace-x = yes
figures = signal
END

plot() { "$OPTBENCH" plot "$@"; }
column() { awk -F, -v name="$2" 'NR == 1 { for (i = 1; i <= NF; i++) if ($i == name) print i }' "$1"; }

for name in goal skip noisy none slopes; do
  "$OPTBENCH" run $name.ini --out $name >run.log 2>&1 || cat run.log
done
if ! command -v gnuplot >/dev/null; then
  skip 'figures' 'gnuplot is not installed'
  plan
fi

check 'the three' plot goal
check 'they are there' test "$(ls goal/figures | grep -E '\.(png|svg|gif)$' | tr '\n' ' ')" = \
  'behaviour.gif behaviour.png behaviour.svg reached.png reached.svg robustness.png robustness.svg '
check 'once more, byte for byte' sh -c 'plotted=again; "$OPTBENCH" plot goal --out again >/dev/null &&
  for f in goal/figures/*; do cmp "$f" again/"${f##*/}" || exit; done'

# reached.csv: runs whose best f is at the solved level, or reached the last target.
best=$(column goal/runs.csv best_f) error=$(column goal/runs.csv error)
check 'who reached it' sh -c "awk -F, -v best=$best -v error=$error '
  function level(name) { return name == \"trap\" ? 0.5 : name == \"cartpole\" ? 25 : 1e-8 }
  FNR == 1 { file++; next }
  file == 1 { runs[\$1, \$4]++; good[\$1, \$4] += (\$1 == \"rosenbrock\" ? \$error : \$best) <= level(\$1); next }
  { label = \$3 (\$5 == \"\" ? \"\" : \":\" \$4 \"=\" \$5); rows++
    if (\$7 != good[\$1, label] || \$8 != runs[\$1, label] || \$8 != 4 || \$9 != \$7 / \$8) { print; exit bad = 1 } }
  END { exit bad || rows != 12 }' goal/runs.csv goal/figures/reached.csv"
check 'some did, some did not' sh -c 'cut -d, -f9 goal/figures/reached.csv | sort -u | grep -qx 0.75 && cut -d, -f9 goal/figures/reached.csv | grep -qx 0'
check 'a method without the parameter is level' sh -c 'test "$(grep -c "random search.*,1$" goal/figures/reached-curves.csv)" -eq 3'
check 'what is asked for' sh -c 'cut -d, -f11 goal/figures/reached-panels.csv | sed 1d | tr "\n" " " | grep -qx "f ≤ 0.5 f ≤ 25 f − f\* ≤ 1e-08 "'
check 'over functions' plot skip
check 'a panel each' test "$(wc -l <skip/figures/reached-panels.csv)" -eq 3
check 'numbers stand at themselves' test "$(grep '^"acrobot' skip/figures/reached.csv | cut -d, -f6,7 | sort -u | tr '\n' ' ')" = '1,1 4,4 '
check 'words side by side' test "$(grep '^trap' skip/figures/reached.csv | cut -d, -f5,6 | sort -u | tr '\n' ' ')" = 'no,1 yes,0 '
check 'nothing varies' fails 2 'a parameter at several values' "$OPTBENCH" plot none --only reached

# robustness.csv: without a disturbance it is best_f, of a function whose minimum is 0.
final=$(column goal/runs.csv best_f)
check 'undisturbed points are worth what they were' sh -c "awk -F, -v final=$final '
  FNR == 1 { file++; next }
  file == 1 { sum[\$1, \$4] += \$final; next }
  \$4 == 0 { away = \$5 - sum[\$1, \$3] / 4; rows++
    if (away * away > 1e-18 * (1 + \$5 * \$5)) { print; exit bad = 1 } }
  END { exit bad || rows != 12 }' goal/runs.csv goal/figures/robustness.csv"
check 'eight deviations' test "$(sed 1d goal/figures/robustness.csv | cut -d, -f4 | sort -u | wc -l)" -eq 8
check 'no points were kept' fails 2 'run with --save-x' "$OPTBENCH" plot skip --only robustness

# behaviour.csv: every point of repetition 0; f is the distance to (8, 0).
check 'every point' sh -c 'test "$(grep -c "^trap,random," goal/figures/behaviour.csv)" -eq 300'
check 'is as far from the goal as its f' awk -F, '
  NR > 1 { d = sqrt(($6 - 8)^2 + $7^2) - $5; if (d * d > 1e-24) { print; exit bad = 1 } } END { exit bad || NR < 600 }' goal/figures/behaviour.csv
check 'the lowest is that of the run' sh -c "want=\$(awk -F, -v c=$best '\$1 == \"trap\" && \$4 == \"random\" && \$5 == 0 { print \$c }' goal/runs.csv)
  got=\$(awk -F, '\$1 == \"trap\" && \$2 == \"random\" { if (!low || \$5 < low) { low = \$5 } } END { printf \"%.17g\", low }' goal/figures/behaviour.csv)
  echo \"\$got \$want\"; awk -v a=\$got -v b=\$want 'BEGIN { exit a != b }'"
check 'three walls and a goal' test "$(sed 1d goal/figures/behaviour-walls.csv | cut -d, -f2 | commas)" = wall,wall,wall,goal
check 'only of tasks in the plane' test "$(sed 1d goal/figures/behaviour.csv | cut -d, -f1 | sort -u)" = trap
# The run's own noise again: what it saw as its lowest is there.
check 'a policy that is random' plot noisy
check 'draws what it drew' sh -c 'sed 1d noisy/figures/behaviour-methods.csv | awk -F, "{ print \$11 }" >lowest
  for name in es ga; do awk -F, -v o=$name "\$2 == o && (!n++ || \$5 + 0 < low + 0) { low = \$5 } END { print low }" noisy/figures/behaviour.csv; done >found; cmp lowest found'
# signal.csv: of g + noise z in three dimensions it takes 3 noise^2 / |g|^2 evaluations,
# g = 2 (x1, 100 x2, 10000 x3).
check 'gradients with noise' plot slopes
check 'as many evaluations as their noise takes' awk -F, '
  FNR == 1 { file++; next }
  file == 1 { square = 4 * ($9^2 + (100 * $10)^2 + (10000 * $11)^2); next }
  $3 == "adam" && $5 > 0 { off = $7 / (3 * $5^2 / square) - 1; rows++
    if (off * off > .01) { print; exit bad = 1 } }
  END { exit bad || rows != 2 }' slopes/traces/quadratic-d3-i0-adam.csv slopes/figures/signal.csv
check 'none without noise' test "$(awk -F, '$3 == "adam" && $5 == 0 { print $7 }' slopes/figures/signal.csv)" = 0
check 'noise costs an estimate more' awk -F, '$3 == "es" { n[$5] = $7 } END { exit !(n[0] < n[10000] && n[10000] < n[40000]) }' slopes/figures/signal.csv
check 'functions that are alike' fails 2 'differ in a number' "$OPTBENCH" plot none --only signal

check 'no place in the plane' fails 2 'a place in the plane' "$OPTBENCH" plot none --only behaviour
plan
