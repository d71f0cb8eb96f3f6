#!/bin/sh
# latex.sh -- every LaTeX table that the program writes compiles, alone and by \input, is no wider than
# its page, and says what it should, whatever the names hold.
. "$(dirname "$0")/../support/tap.inc"

cat >names.ini <<'END'
[campaign]
name = names
functions = quadratic:condition=1e4, rastrigin
dimensions = 2, 3, 5
optimizers = adam@es:rate=0.05,sigma=0.05, nes, random, adam:rate=0.3
runs = 15
budget = 40d
END
cat >metric.ini <<'END'
[campaign]
functions = loguniform
dimensions = 2
instances = 3-8
optimizers = momentum:momentum=0.8, adam, random
runs = 2
budget = 102
metric = ratio
END
cat >levels.ini <<'END'
[campaign]
functions = LEVELS, step
optimizers = nes, random
runs = 3
budget = 40
END
sed -i "s/LEVELS/$(value_functions | head -n 1)/" levels.ini
for campaign in names metric levels; do "$OPTBENCH" run $campaign.ini --out $campaign >/dev/null 2>said || cat said; done
# What LaTeX reads as its own.
odd='a_b%c^d#e&f~g{h}\i$j--k[l]*m`n<o>p|q"r'
cp -r names "$odd"

# The table, alone and inside a paper; neither wider than the page by more than a point or so.
compiles() { # NAME
  for job in "$1" "$1-paper"; do
    pdflatex -halt-on-error -interaction=nonstopmode "$job.tex" >said 2>&1 || { tail -n 30 said; return 1; }
    [ -s "$job.pdf" ] || { echo "no page of $job"; return 1; }
    ! grep -E '^Overfull \\[hv]box \(([2-9]|[0-9]{2,})\.|^LaTeX Warning: (Float too large|Reference)' said || return 1
  done
}
table() { # NAME ARGUMENT ...
  name=$1
  shift
  check "$name: written" "$OPTBENCH" compare "$@" --format latex --out "$name.tex" || return
  check "$name: a table" grep -q '^\\toprule' "$name.tex"
  printf '%s\n' '\documentclass{article}' '\usepackage{booktabs,graphicx}' '\begin{document}' 'Before.' \
    "\\input{$name}" 'After.' '\end{document}' >"$name-paper.tex"
  need pdflatex "$name: compiles" && check "$name: compiles" compiles "$name"
}
table all names -o all
table two names -o nes,random
table pairs names -o all --pairs
table functions names -o all --by function --pairs
table instances names -o all --by instance
table target names -o all --target 1e-3 --pairs
table folders names "$odd"
table metric metric -o all
for view in ranking ratios budgets area times dimension portfolio; do table $view names --table $view; done
table views names -o 'adam@es:rate=0.05,sigma=0.05,nes' --table all --budgets 10d,20d,100
table levels levels --table budgets,area,times
table metric-views metric --table times,portfolio
table folder "$odd" --table all --by dimension

# What is written is what is read.
reads() { # NAME WORDS ...
  pdftotext -layout "$1.pdf" read || return 1
  shift
  for words; do grep -qF -- "$words" read || { echo "not read: $words"; cat read; return 1; }; done
}
if need pdflatex "names are read" && need pdftotext "names are read"; then
  check "names are read" reads budgets 'adam@es:rate=0.05,sigma=0.05' 'quadratic:condition=1e4 d5' 'f - f*'
  check "names of folders are read" reads folders 'b%c' '#e&f' 'g{h}\i$j--k[l]*m`n<o>p|q'
fi

# More floats than LaTeX keeps.
cat >many.ini <<'END'
[campaign]
functions = rosenbrock, step, rastrigin
optimizers = random, es, nes, vo, snes, xnes
runs = 2
budget = 40
trace = none
END
sed -i "s/^runs/dimensions = $(seq 2 56 | commas)\nruns/" many.ini
"$OPTBENCH" run many.ini --out many >/dev/null 2>said || cat said
table many many -o all --pairs
floats() { [ "$(grep -c 'begin{table}' many.tex)" -gt 60 ]; }
check "many: floats" floats
plan
