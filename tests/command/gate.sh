#!/bin/sh
# gate.sh -- the gate on this project: the smoke campaign against its baseline, and that the gate
# fires when something is broken, names that, and nothing else.
. "$(dirname "$0")/../support/tap.inc"

smoke=$ROOT/bench/campaigns/smoke.ini kept=$ROOT/bench/baseline

gate() { exits "$1" "$OPTBENCH" check "$2" "$3"; }

# The cells that a judgement gives these verdicts, as NAME @ NAME lines of optimizers.
named() { sed -n "s/^\($1\)  *\([^ ]*\) on .*/\2/p" said | sort -u; }

small() { [ "$(cat "$kept"/* | wc -c)" -lt 1000000 ]; }

check "smoke: runs" exits 0 "$OPTBENCH" run "$smoke" --out smoke
check "baseline: under 1 MB" small
# All but the line that says whose folder it is.
check "baseline: of the smoke campaign as it is" sh -c 'tail -n +2 smoke/campaign.ini >one &&
  tail -n +2 "$1/campaign.ini" | cmp one -' sh "$kept"
check "smoke: no regression" gate 0 "$kept" smoke

# The rest compares with what this program does, so that it holds whatever the baseline says.
check "baseline: is made" exits 0 "$OPTBENCH" baseline smoke base
# A baseline says a cell's digests once, and an error that is best f not at all.
awk -F, -v OFS=, '$6 == "" { $6 = problem; $7 = definition } $15 == "" { $15 = $14 }
  { problem = $6; definition = $7; print }' base/runs.csv >filled.csv
check "baseline: runs.csv as it was" cmp smoke/runs.csv filled.csv
check "baseline: of a baseline is the same" exits 0 "$OPTBENCH" baseline base again
check "baseline: of a baseline, same bytes" diff -r base again
check "baseline: not into a folder of results" exits 2 "$OPTBENCH" baseline base smoke
check "check: runs the baseline's campaign" exits 0 "$OPTBENCH" check base --out run
check "check: unchanged" says "unchanged: "
check "self-test: fires for every optimizer" exits 0 "$OPTBENCH" check base --self-test --out test
check "self-test: sees a gate that is blind" \
  exits 1 "$OPTBENCH" check base --self-test --level 1e-30 --out test
check "self-test: and says so" says "IS BLIND"

# A copy of the results, with a line of awk applied to the rows of runs.csv and targets.csv.
alter() {
  rm -rf altered
  mkdir altered
  cp smoke/campaign.ini altered
  for table in runs targets; do
    awk -F, -v OFS=, -v table=$table "$1" smoke/$table.csv >altered/$table.csv
  done
}
cell='$1 == "quadratic:condition=100" && $4 == "nesterov"'

alter "$cell && table == \"targets\" && \$9 > 2 { \$9 = int(\$9 * 1.3) + 1; if (\$9 > 600) \$9 = \"\" } { print }"
check "planted: costs of one cell x 1.3" gate 1 base altered
check "planted: one regression" says "1 regression, "
check "planted: of that cell" says "regression  nesterov on quadratic:condition=100 d2 i1"
check "planted: with its ratio" grep -qE '^regression .* 1\.(2[5-9]|3[0-2]?)x ' said
check "planted: is no regression over a threshold of 1.5" \
  exits 0 "$OPTBENCH" check base altered --threshold 1.5
for format in text markdown json junit; do
  check "$format: exit code" exits 1 "$OPTBENCH" check base altered --format $format
  check "$format: names the cell" says nesterov
done
check "junit: one failure" says 'failures="1" errors="0" skipped="0"'
check "strict: without a difference" exits 0 "$OPTBENCH" check base smoke --strict
check "strict: says so" says "unchanged: "
strict() { exits "$1" "$OPTBENCH" check "$2" "$3" --strict --format "$4"; }
check "strict: an improvement" strict 1 altered smoke text
# One run of one cell, in a number that no statistics look at.
mv altered planted
alter "$cell && \$5 == 7 && table == \"runs\" { \$13 = \$13 + 1e-9 } { print }"
check "strict: one byte is no regression" gate 0 base altered
for format in text markdown json junit; do
  check "strict, $format: one byte" strict 1 base altered $format
  cp said said.$format
done
strict_says() { mv "said.$1" said && says "$2" && says nesterov; }
check "strict, text: says what it is" strict_says text "STRICT: 1 of the baseline's cells"
check "strict, markdown: says what it is" strict_says markdown "STRICT: 1 of the baseline's cells"
check "strict, json: says what it is" strict_says json '"differing": 1,'
check "strict, junit: it is a failure" strict_says junit 'failures="1" errors="0" skipped="0"'
alter 'FNR > 1 && $5 >= 14 { next } FNR > 1 && table == "targets" && $9 > 2 { $9 += 1 } { print }'
check "strict: cells that cannot be judged" strict 1 base altered text
alter "!($cell) { print }"
check "strict: a missing cell is no other byte" strict 2 base altered text
rm -r altered
mv planted altered
check "the mirror: an improvement" gate 0 altered smoke
check "the mirror: is named" says "improvement nesterov on quadratic:condition=100 d2 i1"

alter "!($cell) { print }"
check "missing: exit code" gate 2 base altered
check "missing: named" says "missing     nesterov on quadratic:condition=100 d2 i1"
mkdir fewer && cp altered/* fewer
check "new: exit code" gate 0 fewer smoke
check "new: named" says "new         nesterov on quadratic:condition=100 d2 i1"

alter "$cell && table == \"runs\" { \$6 = \"0123456789abcdef\" } { print }"
check "redefined: exit code" gate 2 base altered
check "redefined: named" says "redefined   nesterov on quadratic:condition=100 d2 i1"

alter 'FNR > 1 && $5 >= 14 { next } FNR > 1 && table == "targets" && $9 > 2 { $9 += 1 } { print }'
check "too few: exit code" gate 2 base altered
check "too few: said" says "cannot judge: too few repetitions"
check "too few: no verdict" says "0 regressions, "
alter 'FNR > 1 && $5 >= 14 { next } { print }'
check "too few: even if none of them changed" gate 2 base altered

alter 'table == "targets" && FNR == 100 { next } { print }'
check "damaged: a row is missing" gate 3 base altered
check "damaged: where" says "targets.csv: no row for "
alter 'table == "runs" && FNR == 7 { $8 = "asleep" } { print }'
check "damaged: an outcome that none has" gate 3 base altered
check "damaged: file and line" says "altered/runs.csv:7: "
check "no results there" gate 3 base nowhere
check "no baseline named" exits 2 "$OPTBENCH" check
check "a format that none is" exits 2 "$OPTBENCH" check base smoke --format html

cat >large.ini <<END
[campaign]
functions = quadratic:condition=10
optimizers = random, xnes
runs = 3000
budget = 100
trace = none
END
check "baseline: too large, to run" exits 0 "$OPTBENCH" run large.ini --out large
check "baseline: too large" exits 2 "$OPTBENCH" baseline large too-large
check "baseline: says how large" says "MB, and 1 MB is the most"
check "baseline: leaves nothing" test ! -e too-large

# A copy of the tree, with Adam broken, built with the objects that are there.
built=${OPTBENCH%/bin/optbench}
if [ "${built#"$ROOT"/}" = "$built" ] || ! command -v "${MAKE:-make}" >/dev/null; then
  skip "adam: broken in three ways" "the program was not built in this tree, or there is no make"
  plan
fi
mkdir -p "tree/$(dirname "${built#"$ROOT"/}")"
cp -a "$ROOT/Makefile" "$ROOT/bench" "$ROOT/functions" "$ROOT/src" tree/
cp -a "$built" "tree/${built#"$ROOT"/}"

# break_adam TEXT SED-SCRIPT: whatever steps by Adam changes, adam regresses, nothing else changes.
break_adam() {
  check "adam, $1: the source is patched" patch_adam "$2"
  check "adam, $1: builds" rebuild
  check "adam, $1: the gate fires" \
    exits 1 "tree/${built#"$ROOT"/}/bin/optbench" check base --out broken
  check "adam, $1: adam is named" regressed adam
  check "adam, $1: and nothing that does not step by Adam" only_adam
}
patch_adam() {
  sed -e "$1" "$ROOT/src/rules/adam.c" >tree/src/rules/adam.c
  ! cmp -s "$ROOT/src/rules/adam.c" tree/src/rules/adam.c
}
rebuild() { ${MAKE:-make} -C tree "B=${built#"$ROOT"/}" "${built#"$ROOT"/}/bin/optbench"; }
regressed() { named regression | grep -qx "$1" || { cat said; return 1; }; }
only_adam() { # es and vo are adam@es and adam@vo
  others=$(named '[a-z]*' | grep -vxE 'adam|es|vo')
  [ -z "$others" ] || { echo "named: $others"; return 1; }
}
config='((const struct config *)config)'
break_adam "beta1 and beta2 swapped" \
  "s|s->config = .*config;|&\n  s->config.beta1 = $config->beta2, s->config.beta2 = $config->beta1;|"
break_adam "no bias correction" 's|c->rate / (1 - power1)|c->rate|; s|1 / root|1|'
break_adam "epsilon inside the root" \
  's|sqrt(v) \* f->unbias + f->epsilon|sqrt(v * f->unbias * f->unbias + f->epsilon)|'


# What differs between the campaigns is said; a cell's pairs are shown; one change is accepted.
cat >meant.ini <<'END'
[campaign]
functions = quadratic:condition=10
dimensions = 3
optimizers = sgd, adam
runs = 20
budget = 2k
trace = none
[sgd]
rate = 0.05
END
run_meant() { "$OPTBENCH" run "$1" --out "$2" >said 2>&1; }
run_meant meant.ini was && sed 's/0.05/0.03/' meant.ini >less.ini && run_meant less.ini is
"$OPTBENCH" baseline was meant >/dev/null 2>&1
check "a slower version" exits 1 "$OPTBENCH" check meant is --explain "sgd on quadratic:condition=10 d3"
check "which setting differs" says "is ran with another campaign than the baseline: sections"
check "its pairs" says "sgd on quadratic:condition=10 d3: regression, 20 pairs, 20 differ, 0 repeated"
check "a pair a line" sh -c '[ "$(grep -cE "^ +[0-9]+  (target|budget) " said)" -eq 20 ]'
check "a cell that is not there" exits 2 "$OPTBENCH" check meant is --explain "sgd on step d3"
check "which is said" says "there is no cell 'sgd on step d3'"
accept() { "$OPTBENCH" baseline --accept "$1" --reason "$2" is meant >said 2>&1; }
check "without a reason nothing is accepted" exits 2 "$OPTBENCH" baseline --accept "sgd on quadratic:condition=10 d3" is meant
check "nor a cell that is not there" exits 2 "$OPTBENCH" baseline --accept "sgd on step d3" --reason why is meant
check "it regresses as before" exits 1 "$OPTBENCH" check meant is
check "accepted by name" accept "sgd on quadratic:condition=10 d3" "smaller steps, \"on purpose\""
check "nothing regresses" exits 0 "$OPTBENCH" check meant is
reason() { [ "$(sed -n 2p meant/accepted.csv)" = 'sgd on quadratic:condition=10 d3,"smaller steps, ""on purpose"""' ]; }
check "the reason stays" reason
check "accepted again" accept "adam on quadratic:condition=10 d3" "nothing"
check "both reasons stay" sh -c '[ "$(wc -l <meant/accepted.csv)" -eq 3 ]'

# Many cells that are each a little slower, none of which shows it by itself.
cat >many.ini <<'END'
[campaign]
functions = quadratic:condition=10, quadratic:condition=30, quadratic:condition=100, rosenbrock
dimensions = 3, 5
optimizers = es, snes
runs = 20
budget = 3k
target = 1e-4
trace = none
END
"$OPTBENCH" run many.ini --out many >/dev/null 2>&1 && "$OPTBENCH" baseline many many.base >/dev/null 2>&1
# A quarter of the runs in each of snes' cells are three times slower, in each cell others.
cp -r many fails && awk -F, -v OFS=, '
  FNR > 1 && $4 == "snes" { cell = $1 "," $2; if (!(cell in at)) at[cell] = ++cells
                            if (($5 + at[cell]) % 4 == 0 && $9 != "") $9 = 3 * $9 }
  { print }' many/targets.csv >fails/targets.csv
together() {
  "$OPTBENCH" check many.base fails >said 2>&1
  [ $? -eq 1 ] && grep -qE '^regression +snes: [0-9]+ cells together' said && ! grep -qE '^regression +.* on ' said || { cat said; return 1; }
}
check "cells together name the optimizer" together
for format in markdown json junit; do
  check "in $format, too" exits 1 "$OPTBENCH" check many.base fails --format $format
  check "with its name" says "snes"
done

plan
