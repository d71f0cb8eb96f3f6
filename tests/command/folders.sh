#!/bin/sh
# folders.sh -- which folder a command takes when none is named, where check leaves its runs, and
# what there is where a function's name is wrong.
. "$(dirname "$0")/../support/tap.inc"

cat >small.ini <<'END'
[campaign]
functions = quadratic, step, rosenbrock
dimensions = 2
optimizers = sgd, es
runs = 3
budget = 60
trace = none
END
"$OPTBENCH" run small.ini >/dev/null 2>&1
"$OPTBENCH" tune sgd -f parabola --candidates 4 --runs 2 >/dev/null 2>&1
touch -d '+1 minute' results/tune-*/campaign.ini
tuned() { [ -s results/tune-sgd-parabola-d1/trials.csv ] && [ ! -e results/tune-sgd-parabola-d1/runs.csv ]; }
check "tune made the newest folder" tuned
newest() {
  "$OPTBENCH" report --no-figures >said 2>&1 || { cat said; return 1; }
  grep -q '^results/small/report.html$' said && [ ! -e results/tune-sgd-parabola-d1/report.html ]
}
check "report takes the newest folder that holds runs" newest
later() {
  "$OPTBENCH" run small.ini --seed 2 --out results/later >/dev/null 2>&1
  touch -d '+2 minutes' results/later/campaign.ini
  "$OPTBENCH" report --no-figures | grep -q '^results/later/report.html$'
}
check "a campaign that ran later comes before it" later
alone() {
  mkdir elsewhere && cd elsewhere && mkdir results && cp -r ../results/tune-sgd-parabola-d1 results
  "$OPTBENCH" report --no-figures >said 2>&1
  [ $? -eq 3 ] && grep -q 'there are no results under results/; begin with .optbench run.' said
}
check "where there is nothing but a tuning, there are no results" alone
cd "$box" || exit 1

# A folder's name under results/ is enough, for every command.
names_do() {
  "$OPTBENCH" baseline small named >said 2>&1 && "$OPTBENCH" check named small | grep -q '^unchanged: .* as named' &&
    "$OPTBENCH" baseline small --out results/based >said 2>&1 && "$OPTBENCH" check based small | grep -q 'as results/based' &&
    "$OPTBENCH" compare small later >one && "$OPTBENCH" compare results/small results/later | cmp - one &&
    "$OPTBENCH" compare small -o sgd,es >one && "$OPTBENCH" compare results/small -o sgd,es | cmp - one
}
check "baseline, check and compare take names under results/" names_do
for command in "compare nowhere small" "compare small nowhere" "check nowhere" "check named nowhere" "baseline nowhere x"; do
  absent() { "$OPTBENCH" $command >said 2>&1; [ $? -eq 3 ] && grep -q 'nowhere holds no campaign.ini' said; }
  check "$command: told" absent
done
rm -rf results/based

# A report beside results that may only be read, and the commands on it.
elsewhere() {
  cp -r results/small "it's shut" && rm -rf "it's shut"/report.* "it's shut"/figures && chmod -R a-w "it's shut"
  "$OPTBENCH" report "it's shut" --out "page s" >said 2>&1 || { cat said; return 1; }
  [ -s "page s/report.html" ] && [ -s "page s/report.md" ] && [ -z "$(find "it's shut" -newer "page s" -type f)" ]
}
commands() { # those of the page, in its own folder
  mkdir -p path && ln -sf "$OPTBENCH" path/optbench
  chmod -R u+w "it's shut" && cd "page s" || return 1
  sed -n 's/.*Draw it again: `\(.*\)`.*/\1/p' report.md >todo
  sed -n 's/.*\(`optbench run [^`]*`\).*\(`optbench report [^`]*`\).*/\1\n\2/p' report.md | tr -d '`' >>todo
  rm -f "$1"
  while read -r line; do
    PATH=$box/path:$PATH sh -c "$line" </dev/null >said 2>&1 || { echo "failed: $line"; cat said; return 1; }
  done <todo
  cat todo
  [ "$(wc -l <todo)" -ge 3 ] && [ -s again/runs.csv ] && [ -s "$1" ] && [ ! -e "../it's shut/figures" ]
}
check "report --out leaves the folder of results alone" elsewhere
check "the commands on its page draw there and run again" commands figures/profile.svg
cd "$box" || exit 1

"$OPTBENCH" baseline results/small kept >/dev/null 2>&1
where() {
  "$OPTBENCH" check kept --format json >said.out 2>said.err
  grep -q '^optbench: note: its runs are in results/check-small$' said.err || { cat said.err; return 1; }
  [ -s results/check-small/runs.csv ] && ! grep -q note said.out
}
check "check says where its runs are" where
told() {
  "$OPTBENCH" check kept --out mine >/dev/null 2>said.err
  [ -s mine/runs.csv ] && ! grep -q 'its runs are' said.err
}
check "but not where it was told" told
judged() { "$OPTBENCH" check kept results/small >/dev/null 2>said.err; ! grep -q 'its runs are' said.err; }
check "nor where it made none" judged
self() {
  "$OPTBENCH" check kept --self-test >/dev/null 2>said.err
  grep -q '^optbench: note: its runs are in results/self-test-small$' said.err || { cat said.err; return 1; }
}
check "the self-test says so too" self

lists() {
  "$OPTBENCH" plot results/small -f nope >said.out 2>said.err
  [ $? -eq 2 ] && [ "$(wc -l <said.err)" -eq 1 ] &&
    grep -q "the campaign has no function 'nope'; it has quadratic, step, rosenbrock$" said.err || { cat said.err; return 1; }
}
near() { "$OPTBENCH" plot results/small -f stp 2>&1 | grep -q "did you mean 'step'"; }
if command -v gnuplot >/dev/null; then
  check "plot -f nope lists what there is" lists
  check "plot -f stp asks whether step is meant" near
  many() {
    "$OPTBENCH" run small.ini -f "$(seq -f 'quadratic:condition=%g,noise=0.125' 1 40 | paste -sd, -)" \
      --runs 1 --out many >/dev/null 2>&1
    "$OPTBENCH" plot many -f nope 2>said.err
    [ "$(wc -l <said.err)" -eq 1 ] && grep -q "it has quadratic:condition=1,noise=0.125, .*, \.\.\.$" said.err || { cat said.err; return 1; }
  }
  check "of many it lists the first" many
else
  skip "plot -f nope lists what there is" "gnuplot is not installed"
fi
plan
