#!/bin/sh
# readme.sh -- what README.md says: its command lines run, in an empty folder, and what it claims of
# the card and of the box holds. The numbers of the card's figure are in tests/long/readme.sh.
. "$(dirname "$0")/../support/tap.inc"

mkdir path && ln -s "$OPTBENCH" path/optbench
PATH=$box/path:$PATH

# The lines of its blocks of commands, without comments.
awk '/^```sh/ { on = 1; next } /^```/ { on = 0 } on' "$ROOT/README.md" | sed 's/ *#.*//; /^$/d' >lines
# They build, or run for minutes.
cat >exempt <<'END'
make deps run
make deps test
export PATH=$PWD/build/bin:$PATH
END
check "every line that is not tried is there" sh -c 'test "$(grep -cxFf exempt lines)" -eq "$(wc -l <exempt)"'
grep -vxFf exempt lines >tried
check "there are lines to try" sh -c 'test "$(wc -l <tried)" -ge 5'

# What `make run` leaves, in small.
"$OPTBENCH" run card --runs 2 --budget 20d --out results/card >/dev/null
drawn=yes
command -v gnuplot >/dev/null || drawn=
while read -r line; do
  case $line in
  *report*) [ "$drawn" ] || { skip "$line" "gnuplot is not installed"; continue; } ;;
  esac
  check "$line" sh -c "$line" </dev/null
done <tried

# The card.
card() { sed -n '/^\[campaign\]/,/^\[.* on /p' "$ROOT/bench/campaigns/card.ini" >head && grep -qE "$1" head; }
check "the card has 25 runs" card '^runs *= *25'
check "and a budget of 3000 d" card '^budget *= *3000d'
cells() { sed 1d results/card/runs.csv | cut -d, -f"$1" | sort -u | wc -l; }
check "three functions" test "$(cells 1)" -eq 3
check "in 2, 10 and 40 dimensions" test "$(sed 1d results/card/runs.csv | cut -d, -f2 | sort -nu | commas)" = 2,10,40
check "nine optimizers" test "$(sed 1d results/card/runs.csv | cut -d, -f4 | sort -u | wc -l)" -eq 9
check "51 targets" test "$(sed 1d results/card/targets.csv | cut -d, -f6 | sort -u | wc -l)" -eq 51
check "so the pairs are as many as it says" grep -q "makes $((3 * 3 * 25 * 51)) pairs" "$ROOT/README.md"

# The box: every name in it, and all rules and sources.
boxed() { # WORD: the names in the line that begins with it
  awk -v word="- **$1" 'index($0, word) == 1 { on = 1 } on { if (index($0, "- **") == 1 && index($0, word) != 1) exit; print }' \
    "$ROOT/README.md" | tr '\n' ' ' | tr -s ' ' | sed 's/` to `/../g' | grep -o '`[a-z0-9_.-]*`' | tr -d '`' |
    while IFS=. read -r first _ last; do # NAME, or the first and last of a range
      [ -n "$last" ] || { echo "$first"; continue; }
      for number in $(seq "${first##*f}" "${last##*f}"); do echo "${last%f*}f$number"; done
    done
}
check "its rules are all there are" test "$(boxed Rules | sort | commas)" = "$(names Rules | sort | commas)"
check "its sources are all there are" test "$(boxed Sources | sort | commas)" = "$(names Sources | sort | commas)"
check "its functions are all there are" test "$(boxed Functions | grep -v "^f[0-9]*$" | sort | commas)" = "$(names Functions | sort | commas)"
described() {
  for section in Natural Other Random "With gradients" "Without gradients"; do
    [ -n "$(boxed "$section")" ] || { echo "nothing under $section"; return 1; }
    for name in $(boxed "$section"); do "$OPTBENCH" describe "$name" >/dev/null || return 1; done
  done
}
check "every other name in it can be described" described
linked() { # the files that it links
  for file in $(grep -o '](\([^)#]*\)' "$ROOT/README.md" | cut -c3- | grep -v '^http'); do
    [ -e "$ROOT/$file" ] || { echo "$file is not there"; return 1; }
  done
}
check "the files that it links are there" linked
plan
