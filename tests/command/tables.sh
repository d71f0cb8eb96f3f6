#!/bin/sh
# tables.sh -- compare --table: the numbers of the figures, as tables.
. "$(dirname "$0")/../support/tap.inc"

cat >views.ini <<'END'
[campaign]
functions = quadratic:condition=10, rosenbrock
dimensions = 2, 3, 4
optimizers = nes, random, adam:rate=0.3
runs = 5
budget = 100d
END
table() { exits 0 "$OPTBENCH" compare views -o all --table "$@"; }

check "runs" exits 0 "$OPTBENCH" run views.ini --out views
plain=$ROOT/tests/reference/plot # worked out on paper there, and in tests/figures/test_views.c
check "budgets: by hand" exits 0 "$OPTBENCH" compare "$plain" --table budgets --budgets 1d,3,1000 --format csv
check "budgets: by hand: the rows" matches ',2,sgd,1d,2,3,6,8,12$'
check "budgets: by hand: its last" matches ',2,random,3,3,3,6,7,8$'
check "budgets: by hand: for people" exits 0 "$OPTBENCH" compare "$plain" --table budgets --budgets 1d,3
check "budgets: by hand: the row" matches ' d2 +sgd +8 \(6, 12\) +8 \(6, 12\)$'
check "a table of no name" exits 2 "$OPTBENCH" compare views --table ''
check "a table of no name: said" matches "no table is named; .optbench compare --help. lists them"
check "all and another" exits 2 "$OPTBENCH" compare views --table all,areas
check "all and another: which is wrong" matches "there is no table 'areas'; did you mean 'area'"
check "budgets: none" exits 2 "$OPTBENCH" compare views --table budgets --budgets ''
check "budgets: one budget by two names" exits 0 "$OPTBENCH" compare views -o nes --table budgets --budgets 20,10d,10d
both_columns() { awk '$2 == "d2" { exit !($4 == $7 && $5 == $8 && $6 == $9) }' said && matches "^  cell +optimizer +20 +10d$|^  cell +optimizer +10d +20$"; }
check "budgets: a column each" both_columns
check "budgets: by two names in CSV" exits 0 "$OPTBENCH" compare views -o nes --table budgets --budgets 20,10d --format csv
check "budgets: a row each" sh -c '[ "$(grep -c "^rosenbrock,2,nes,.*,20,5," said)" -eq 2 ]'
check "budgets: beyond some cells" exits 0 "$OPTBENCH" compare views -o nes --table budgets --budgets 10d,300,1M
check "budgets: beyond: a mark" matches "^  rosenbrock d2 .*\) +- +-$"
check "budgets: beyond: what it means" matches "-: beyond what a run may spend"
check "budgets: beyond: said" matches "^optbench: note: --budgets: 300 is beyond the budget of 2 of 6 functions and dimensions. 1000000 is beyond the budget of 6 of 6 "
check "budgets: none as large" exits 2 "$OPTBENCH" compare "$plain" --table budgets --budgets 1000 --out no.txt
check "budgets: none as large: why, and no file" sh -c 'grep -q "may not go as far as any of these" said && [ ! -e no.txt ]'
check "portfolio: by hand" exits 0 "$OPTBENCH" compare "$plain" --table portfolio --format csv
check "portfolio: by hand: the rows" matches '^random,0.85,1$'

# The data of figures are written before gnuplot is called, if it is there.
"$OPTBENCH" plot views --only budgets,area,scaling,dimension,profile --format svg >/dev/null 2>&1
data=views/figures
beyond() {
  "$OPTBENCH" plot views --only budgets --budgets 10d,300 --format svg >said 2>&1
  grep -q "note: the figure budgets leaves out what no run may spend: 300 is beyond the budget of 2 of 6 functions and" said
}
check "budgets: the figure says what is beyond" beyond
"$OPTBENCH" plot views --only budgets --format svg >/dev/null 2>&1
rows() { sort "$1" >one && sort said >two && [ "$(wc -l <two)" -gt 5 ] && diff one two; }
without() { cut -d, -f"$2" "$1"; }
# The figure has a place more, and the table rows whose median is infinite.
budgets_alike() { table budgets --format csv && without $data/budgets.csv 1-5,7-10 >figure && rows figure; }
check "budgets: the figure's" budgets_alike
area_alike() {
  table area --format csv && { without $data/area.csv 1-3,5-8 && without $data/area-cells.csv 1-3,5-8 | tail -n +2; } >figure &&
    cut -d, -f1-3,7- said >cut && mv cut said && rows figure
}
check "area: the figure's" area_alike
times_alike() { # the figure's are over the dimension
  table times --format csv && awk -F, 'FNR == 1 { next }
    NR == FNR { key = $1 "," $2 "," $3 "," $4; average[key] = $5; low[key] = $6; high[key] = $7; met[key] = $8; next }
    { key = $1 "," $2 "," $3 "," $4
      if ($8 == 0 ? key in met : met[key] != $8 || average[key] != $5 / $2 || low[key] != $6 / $2 || high[key] != $7 / $2) { print; exit 1 }
      rows++ }
    END { exit rows < 50 }' $data/scaling.csv said
}
check "times: the figure's" times_alike
check "times: those of no success" matches '^rosenbrock,4,random,1e-08,inf,nan,nan,0,5$'
dimension_alike() {
  table dimension --format csv && sed 1d $data/dimension.csv | while IFS=, read -r f i o d average s n low high; do
    grep -q "^$f,all,$o,1e-08,$d,$average,$low,$high,$s,$n," said || { echo "$f $o $d"; exit 1; }
  done
}
check "dimension: the figure's" dimension_alike
portfolio_alike() {
  table portfolio && panel=$(sed -n '2s/.*,//p' $data/profile-panels.csv) && tr '\n' ' ' <said | sed 's/nes/NES/; s/adam:rate=0.3/Adam/' >flat &&
    share=$(echo "$panel" | grep -o '([0-9]* %)') && grep -qF "$share" flat || { echo "$panel"; cat flat; return 1; }
}
check "portfolio: the figure's share" portfolio_alike

# Of instances that few runs are of, and in cells where no target is reached by half of the runs.
check "ranking: few runs" exits 0 "$OPTBENCH" run -f quadratic:condition=10,rosenbrock,step -d 2,10 -i 1,2 -o nes,random,sgd \
  --runs 4 --budget 30d --out few
ranks_alike() {
  "$OPTBENCH" compare few -o all --table ranking --format csv | awk -F, 'NR > 1 { print $4, $5, $6, $7, $9, $11, $13 }' >said
  "$OPTBENCH" plot few --only ranks --format svg >/dev/null 2>&1
  tested=$(awk -F, 'NR > 1 { print $4, $6, $9 }' few/figures/ranks-panels.csv)
  awk -F, -v tested="$tested" 'NR > 1 { print $1, $5, $7, $6, tested }' few/figures/ranks.csv | diff - said && [ -s said ]
}
check "ranking: the figure's" ranks_alike
check "ranking: its CSV" table ranking --format csv
ranking_alike() { "$OPTBENCH" compare views -o all --format csv >whole && cmp whole said; }
check "ranking: that of the comparison" ranking_alike
check "ranking: the critical difference" sh -c 'head -1 said | grep -q ",critical_difference$"'
check "ranking and ratios: by function" table ranking,ratios --by function
told_alike() { "$OPTBENCH" compare views -o all --by function >whole && sed '/^$/d' said | while IFS= read -r line; do
  grep -qxF -- "$line" whole || { echo "not in the comparison: $line"; exit 1; }; done; }
check "ranking and ratios: the comparison's words" told_alike
check "ratios: their CSV" table ratios --format csv
if command -v python3 >/dev/null; then
  ratios_alike() {
    "$OPTBENCH" compare views -o all --format json >whole.json && python3 -c '
import csv, json, math
told = {(p["a"], p["b"]): p for p in json.load(open("whole.json"))["overall"]}
rows = list(csv.DictReader(open("said")))
assert len(rows) == 3
for row in rows:
    pair = told[row["a"], row["b"]]
    for key in "ratio", "low", "high", "p", "p_adjusted":
        found = float(row[key])
        assert found == pair[key] if math.isfinite(found) else pair[key] is None, (row, pair)
    assert row["winner"] == (pair["winner"] or "")'
  }
  check "ratios: those of the comparison" ratios_alike
else
  skip "ratios: those of the comparison" "python3 is not installed"
fi

check "budgets, for people" table budgets
check "budgets: columns" matches '^ +cell +optimizer +10d +100d$'
check "area: the bounds and the budget" table area
check "area: they are said" sh -c "tr '\n' ' ' <said | grep -q 'up to the budget, 100 times the dimension, of where log10 of the best error lies between 2, which counts 0, and -8, which counts 1'"
check "times, for people" table times
check "times: runs that missed" matches ' 0/5'
check "markdown" table all --format markdown
check "markdown: seven tables" sh -c '[ "$(grep -c "^|---" said)" -eq 7 ]'
check "json" table all --format json
check "json: an infinity" matches '"target": 1e-08, "average": null'
if command -v python3 >/dev/null; then
  "$OPTBENCH" compare views -o all --table all --format json >json.out 2>/dev/null
  check "json: is JSON" python3 -c "import json; assert len(json.load(open('json.out'))) == 7"
else
  skip "json: is JSON" "python3 is not installed"
fi
check "some optimizers" exits 0 "$OPTBENCH" compare views -o random,nes --table portfolio --format csv
check "some optimizers: in their order" sh -c '[ "$(cut -d, -f1 said | tr "\n" " ")" = "optimizer random nes " ]'
check "one optimizer" exits 0 "$OPTBENCH" compare views -o nes --table all
check "one optimizer: what there is none of" matches '^optbench: note: no table ranking, which needs two optimizers$'
check "one optimizer: no ranking" exits 2 "$OPTBENCH" compare views -o nes --table ranking
check "one optimizer: the others" exits 0 "$OPTBENCH" compare views -o nes --table all
check "one optimizer: is its own portfolio" matches '^ +nes +100.0 % +yes$'
check "into a file" exits 0 "$OPTBENCH" compare views --table area --out area.txt
check "into a file: it is there" grep -q '^ *all  *nes ' area.txt

check "two tables as CSV" exits 2 "$OPTBENCH" compare views --table area,times --format csv --out no.csv
check "two tables as CSV: why, and no file" sh -c 'grep -q "a CSV file is one table" said && [ ! -e no.csv ]'
check "no such table" exits 2 "$OPTBENCH" compare views --table arae
check "no such table: which is meant" matches "arae.*area"
check "of two folders" exits 2 "$OPTBENCH" compare views views --table area
check "with pairs" exits 2 "$OPTBENCH" compare views --table area --pairs
check "budgets without their table" exits 2 "$OPTBENCH" compare views --table area --budgets 10d
check "budgets that are none" exits 2 "$OPTBENCH" compare views --table budgets --budgets 10x
cp -r views bare && rm -r bare/traces
check "without traces" exits 2 "$OPTBENCH" compare bare --table budgets
check "without traces: why" matches "table budgets needs traces: run with --trace log"
check "without traces: the others" exits 0 "$OPTBENCH" compare bare --table all
check "without traces: are five" sh -c '[ "$(grep -c "^ *place\|^ *cell  \|^ *function  \|^ *optimizer  " said)" -eq 5 ]'
check "what no table hangs on" exits 2 "$OPTBENCH" compare views --table times --by function
printf 'repetition,nothing\n' >bare.csv && mkdir bare/traces && cp bare.csv bare/traces/rosenbrock-d2-i0-nes.csv
check "a trace that is none" exits 3 "$OPTBENCH" compare bare --table area --out no.txt
check "a trace that is none: no file" test ! -e no.txt
plan
