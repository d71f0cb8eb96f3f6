#!/bin/sh
# plot_pages.sh -- that no text of a figure leaves the page or lies over another, in SVG and, where
# pdftotext is there, in PDF; with few optimizers and many, short names and long ones; and that every
# script draws what has a single point, equal values or zeros alone.
. "$(dirname "$0")/../support/tap.inc"

if ! command -v gnuplot >/dev/null; then
  skip 'pages' 'gnuplot is not installed'
  plan
fi
formats=svg
if need pdftotext 'pages of PDF'; then formats=svg,pdf; fi

# campaign NAME FUNCTIONS DIMENSIONS OPTIMIZERS FIGURES [LINE ...]: run, into the folder NAME.
campaign() {
  name=$1
  {
    printf '[campaign]\nfunctions = %s\ndimensions = %s\noptimizers = %s\nfigures = %s\n' "$2" "$3" "$4" "$5"
    printf 'trace = every\ntrace-x = yes\n'
    shift 5
    [ $# -eq 0 ] || printf '%s\n' "$@"
  } >"$name.ini"
  "$OPTBENCH" run "$name.ini" --out "$name" >run.log 2>&1 || cat run.log
}
# turned SVG BOXES: the words of its turned texts that the PDF of the same figure does not have. gnuplot
# drops what is too near to the edge in some formats alone.
turned() {
  grep -A1 'rotate(270)' "$1" | sed -n '/<text/ s/<[^>]*>/ /gp' |
    tr -s ' ' '\n' | sort -u | while read -r word; do
      [ -z "$word" ] || grep -qF ">$word<" "$2" || echo "$2: no '$word'"
    done
}
# pages FOLDER: the figures of these results, and nothing out of place in them.
pages() {
  "$OPTBENCH" plot "$1" --format $formats >out.log 2>&1 || { cat out.log; return 1; }
  for file in "$1"/figures/*.svg "$1"/figures/*.pdf; do
    case $file in
    *\**) continue ;;
    *.pdf)
      pdftotext -bbox "$file" "${file%.pdf}.box" || return 1
      turned "${file%.pdf}.svg" "${file%.pdf}.box"
      file=${file%.pdf}.box
      ;;
    esac
    LC_ALL=C awk -f "$ROOT/tests/support/text_boxes.awk" "$file"
  done >odd.log
  cat odd.log
  [ ! -s odd.log ]
}
short='runs = 3' budget='budget = 300'
line='convergence, multiples, profile, restarts, smoothing, deviation, stepsize, plateau, tunnelling'
plane='convergence, multiples, profile, restarts, trajectories'
long='quadratic:condition=12345'

campaign line1 cliffs 1 vo 'convergence, profile, restarts, deviation, stepsize, plateau' "$short" "$budget"
campaign line2 cliffs 1 'es:sigma=0.2' 'smoothing, tunnelling, stepsize, plateau' 'runs = 1' "$budget"
campaign line3 cliffs 1 'es:sigma=0.2, vo, sgd' "$line" "$short" "$budget" 'start = grid'
campaign parabola1 parabola 1 sgd 'stepsize, plateau' "$short" "$budget"
campaign plane1 rosenbrock 2 adam "$plane" "$short" "$budget"
campaign plane2 rosenbrock 2 'adam, sgd' "$plane, performance" "$short" "$budget"
campaign plane3 "rosenbrock, $long" 2 'adam, sgd, adam@es:sigma=0.05' "$plane, performance" "$short" "$budget"
views='ranks, budgets, area, performance-profile, data-profile, scatter, scaling, profile, dimension'
campaign views2 rosenbrock 2,3,4,5,6 'adam, sgd' "$views" "$short" "$budget" 'target = 1000'
campaign views3 "rosenbrock, step, $long" 2,3,4 'adam, sgd, adam@es:sigma=0.05, random, cmaes:sigma=0.3' "$views" "$short" 'budget = 200d' 'target = 1'
campaign moving1 rosenbrock 2 cmaes 'population, spread' "$short" "$budget"
campaign moving3 "$long, rosenbrock" 2 'cmaes, sgd, es:sigma=0.3' 'population, spread' "$short" "$budget"
campaign scan1 quadratic 2 'es:sigma=0.03, es:sigma=0.3' scan "$short" 'budget = 1000' 'target = 1'
campaign scan2 "$long" 2,3,4,5 'snes:sigma=0.03, snes:sigma=0.3, es:sigma=0.03, es:sigma=0.3, xnes:sigma=0.03, xnes:sigma=3, sgd' 'scan, dimension' "$short" 'budget = 1000' 'target = 1'
campaign dimension1 quadratic:condition=1 2,4,8 'sgd:rate=0.5' dimension "$short" 'budget = 1000' 'target = 10'
# What leaves an axis without an extent, or beyond what gnuplot reads: each figure that the results
# allow is drawn.
# runs NAME OPTION ...
runs() {
  name=$1
  shift
  "$OPTBENCH" run "$@" --runs 2 --trace every --trace-x --out "$name" >run.log 2>&1 || cat run.log
}
every=$("$OPTBENCH" plot --help | sed -n '/^Figures:/,$ s/^  \([a-z-]*\) .*/\1/p' | commas)
drawn() {
  "$OPTBENCH" plot "$1" --only "$every" --format svg >out.log 2>err.log
  cat err.log
  ! grep -q 'gnuplot' err.log && [ -n "$(ls "$1"/figures/*.svg)" ]
}
several='sgd,es:sigma=0.1,es:sigma=1,cmaes,vo'
runs minimum -f rosenbrock -d 2 -i 0 --start 1,1 -o $several --budget 40 --target none
runs line -f step -d 1 -i 0 --start 0 -o sgd --budget 40 --target none
runs origin -f cliffs,parabola,step -d 1 -i 0 --start 0 -o $several --budget 40
runs equal -f quadratic:condition=1 -d 2,3,4 -i 0 --start canonical -o sgd:rate=0.5,sgd:rate=0.50,es --budget 40 --target 100
runs far -f rosenbrock -d 2 -i 0 --start 1e76,1e76 -o $several --budget 40
runs further -f parabola -d 1 -i 0 --start 1e160 -o sgd:rate=3,sgd:rate=1,es --budget 400
runs small -f quadratic -d 2 -o cmaes:sigma=1e-300,xnes:sigma=1e9 --budget 100
runs tiny -f parabola -d 1 -i 0 --start 2e-9 -o sgd,es --budget 20
for folder in minimum line origin equal far further small tiny; do
  check "every figure of $folder" drawn $folder
done
# tuned NAME OPTION ...
tuned() {
  name=$1
  shift
  "$OPTBENCH" tune "$@" --candidates 2 --runs 2 --budget 400 --out "$name" >tune.log 2>&1
  cat tune.log
  ! grep 'no figure' tune.log && pages "$name"
}
check 'two candidates, one value of a parameter' tuned tune1 adam -f rosenbrock -d 2
check 'without a target' tuned tune2 adam -f rosenbrock -d 2 --target none
check 'that are there already' tuned tune3 sgd -f step -d 1 --start 0 --target none
# A budget that does not grow with the dimension is another multiple of each.
campaign budget "rosenbrock, $long" 2,4,8 'bfgs2, adam, random' 'profile, restarts, performance' "$short" 'budget = 800'
check 'a budget of several dimensions' pages budget
check 'that of each is named' sh -c 'for f in profile restarts; do grep -q "budget, d = 8 <" budget/figures/$f.svg && grep -q "> d = 2<" budget/figures/$f.svg || exit; done'
check 'where it is' awk -F, 'NR > 1 && ($8 != 100 || $9 != 400 || $10 != 8 || $11 != 2) { print; exit 1 }' budget/figures/restarts-panels.csv
check 'one of 100 x dimension is one' sh -c 'sed "s/budget = .*/budget = 100d/" budget.ini >alike.ini; "$OPTBENCH" run alike.ini --out alike >run.log 2>&1 && "$OPTBENCH" plot alike --format svg && ! grep "budget, d" alike/figures/*.svg && grep -q ">budget<" alike/figures/restarts.svg'
# Tables of many rows and columns, of functions with targets and scales of their own.
many='sgd, momentum, nesterov, adagrad, rmsprop, adam, fd, sgd@spsa, es, vo, snes, xnes, nes,
  canonical-nes, cmaes, sep-cmaes, ga, de, pso, random, local, siman, nelder-mead, ipop, bipop,
  adam@es:sigma=0.051234567'
campaign table1 'rosenbrock, step, cliffs' 2,10,40 "$many" multiples "$short" "$budget"
campaign table2 "rosenbrock, mlp:hidden=4,rows=32, $long, linear" 2,3 'adam, sgd, adam@es' multiples "$short" "$budget"
adam=adam@es:sigma=0.05
campaign long1 "$long" 2,3 "${adam}12345, ${adam}2345, cmaes:sigma=0.1234567, cmaes:sigma=0.765432" "$plane, performance, population, spread, scan" "$short" "$budget"
campaign long2 cliffs 1 'es:sigma=0.0512345, es:sigma=0.0612345, vo:sigma=0.765432, vo:sigma=0.123456, sgd:rate=0.001234567, sgd:rate=0.123456, sgd:rate=0.0123456' "$line, scan" "$short" "$budget" 'start = 1.9'
campaign long3 "$long, quadratic:condition=23456, rosenbrock" 2,3 "${adam}12345, ${adam}2345, cmaes:sigma=0.1234567, cmaes:sigma=0.765432" "$(echo $views | sed 's/, dimension//')" "$short" "$budget"
for folder in long1 long2 long3 line1 line2 line3 parabola1 plane1 plane2 plane3 views2 views3 moving1 moving3 scan1 scan2 dimension1 table1 table2; do
  check "pages of $folder" pages $folder
done

plan
