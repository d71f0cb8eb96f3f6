#!/bin/sh
# ci_files.sh -- the files for the CI of forges in bench/ci: what their shell parts do, in a copy of the
# tree, with stand-ins for apt-get and the compiler: they pass, they keep what they say, and they fail
# when an optimizer has become slow.
. "$(dirname "$0")/../support/tap.inc"

if ! command -v gnuplot >/dev/null; then
  skip 'the files for CI' 'gnuplot is not installed, and they draw a report'
  plan
fi

# A tree with what the parts need, and nothing built.
mkdir -p tree path && cp -r "$ROOT/bench" "$ROOT/plots" "$ROOT/Makefile" tree/ || exit 1
mkdir -p tree/tests && cp "$ROOT/tests/deps.sh" tree/tests/

# The packages are said to be missing, and are not installed.
cat >path/apt-get <<'END'
#!/bin/sh
echo "apt-get $*" >>"$box/packages.log"
END
printf '#!/bin/sh\nexit 1\n' >path/dpkg-query
printf '#!/bin/sh\nexec "$@"\n' >path/sudo
# `make deps` is what it is; what it builds is the program that is being tested, or a slow one.
cat >path/make <<'END'
#!/bin/sh
echo "make $*" >>"$box/packages.log"
case $* in
deps) exec tests/deps.sh ;;
esac
mkdir -p build/bin && cp "$box/$program" build/bin/optbench
END
cp "$OPTBENCH" good
# It needs 1.3 times the evaluations to each target, or misses it.
cat >slow <<'END'
#!/bin/sh
"$OPTBENCH" "$@" || exit
[ "$1" = run ] || exit 0
awk -F, -v OFS=, '$4 == "adam" && $9 > 2 { $9 = int($9 * 1.3) + 1; if ($9 > 600) $9 = "" } { print }' \
  results/ci/targets.csv >results/ci/slower && mv results/ci/slower results/ci/targets.csv
END
chmod +x path/* slow
export box

# steps FILE: its shell parts, into step-1, step-2 ..., those that run in any case with a file `always`.
# GitHub's are blocks below `run: |`, each of a step that begins with "- "; GitLab's are lines of lists.
steps() {
  rm -f step-* always-*
  awk '
    function indent(line) { match(line, /^ */); return RLENGTH }
    /^ *- (name|uses):/ { always = 0 }
    /^ *if: always\(\)$/ { always = 1 }
    /^ *run: \|$/ { on = indent($0); n++; if (always) print >("always-" n); next }
    on && indent($0) <= on { on = 0 }
    on { print substr($0, on + 3) >("step-" n) }
    /^  (before_script|script):$/ { list = 1; next }
    list && !/^    - / { list = 0 }
    list { print substr($0, 7) >"step-1" }' "$1"
}
# settings FILE: its variables, as NAME=VALUE.
settings() { sed -n 's/^ *\([A-Z]*\): \([a-z/]*\)$/\1=\2/p' "$1"; }
# job FILE PROGRAM: all steps of the file in a fresh copy of the tree, as a forge takes them.
job() {
  steps "$1"
  rm -rf work packages.log && cp -r tree work
  code=0
  for number in $(ls step-* | sed 's/step-//' | sort -n); do
    [ $code -eq 0 ] || [ -e "always-$number" ] || continue
    # shellcheck disable=SC2046
    (cd work && env program="$2" PATH="$box/path:$PATH" GITHUB_STEP_SUMMARY="$box/work/summary" \
      $(settings "$1") sh -e "$box/step-$number") >"said-$number" 2>&1 || code=$?
  done
  tail -n 5 said-*
}
passes() { job "$1" good && [ $code -eq 0 ]; }
fires() { job "$1" slow && [ $code -eq 1 ]; }
# What the file says it keeps is there.
kept() {
  awk '/^ *path(s)?:( \|)?$/ { match($0, /^ */); on = RLENGTH; next }
    on { match($0, /^ */); if (RLENGTH <= on) { on = 0; next } sub(/^[ -]*/, ""); print }' "$1" >kept.txt
  cat kept.txt
  [ "$(wc -l <kept.txt)" -eq 2 ] && while read -r thing; do [ -e "work/$thing" ] || { echo "no $thing"; return 1; }; done <kept.txt &&
    [ -s work/results/ci/report.html ]
}
installs() { grep -q '^apt-get .*install .*make' packages.log && grep -q '^apt-get .*install .*libgsl-dev' packages.log; }

# The judgement as the forge shows it has regressions of Adam, and of no other.
named() {
  grep -hE '[*]regression[*]|<failure' work/gate.* | grep -oE '[a-z@_-]+ on ' | sort -u >named.txt
  cat named.txt
  [ "$(cat named.txt)" = 'adam on ' ]
}

for file in github.yml gitlab-ci.yml; do
  ci=$ROOT/bench/ci/$file
  check "$file: no tabs, no place of any one machine" sh -c '! grep -nE "	|/(home|root|work|tmp|srv|opt|usr)/|[0-9]+\.[0-9]+\.[0-9]+\.[0-9]+" "$1"' - "$ci"
  check "$file: nothing became worse" passes "$ci"
  check "$file: packages were asked for" installs
  check "$file: what it keeps is there" kept "$ci"
  check "$file: a slow optimizer fails it" fires "$ci"
  check "$file: and is named" named
  check "$file: with what it keeps" kept "$ci"
  case $file in
  github*) check "$file: it is in the job's summary" cmp work/gate.md work/summary ;;
  esac
done
plan
