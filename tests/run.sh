#!/bin/sh
# run.sh -- runs test programs and scripts, each of which prints TAP, and sums them up.
#
#   tests/run.sh LOG_FOLDER PROGRAM|SCRIPT ...
#
# Those that take long begin first, so that none is left over for one core alone: the names in slowest.txt,
# in its order, and then the others.
# The last line reads `N passed, N failed` (and `, N skipped`); exit 1 if anything failed.
# A program that crashes, prints no test at all, or exits with an error although all its tests
# passed counts as one failure. With TIMES set, it first lists what took most processor time.
set -u
logs=$1
shift
mkdir -p "$logs"
rm -f "$logs"/*.tap "$logs"/*.exit "$logs"/*.times

ordered() {
  printf '%s\n' "$@" | awk 'NR == FNR { first[++n] = $1; next } { name = $0; sub(/.*\//, "", name); path[name] = $0; rest[++m] = name }
    END { for (i = 1; i <= n; i++) if (first[i] in path) { print path[first[i]]; done[first[i]] }
      for (i = 1; i <= m; i++) if (!(rest[i] in done)) print path[rest[i]] }' "$(dirname "$0")/slowest.txt" -
}
ordered "$@" | CMOCKA_MESSAGE_OUTPUT=TAP LOGS=$logs xargs -P "${JOBS:-2}" -I{} sh -c '
  name=$(basename "{}")
  "{}" >"$LOGS/$name.tap" 2>&1 </dev/null
  echo $? >"$LOGS/$name.exit"
  times >"$LOGS/$name.times"
  # cmocka 1.1.5 writes a skipped test as "not ok N # SKIP name".
  sed -i "s/^not ok \([0-9]* # SKIP\)/ok \1/" "$LOGS/$name.tap"'

passed=0 failed=0 skipped=0
for program in "$@"; do
  name=$(basename "$program")
  log=$logs/$name.tap
  code=$(cat "$logs/$name.exit" 2>/dev/null || echo 127)
  skip=$(grep -ciE '^ok .*# *skip' "$log")
  good=$(($(grep -c '^ok ' "$log") - skip))
  bad=$(grep -c '^not ok ' "$log")
  if [ "$bad" -eq 0 ] && { [ "$code" -ne 0 ] || [ $((good + skip)) -eq 0 ]; }; then
    bad=1
    echo "not ok - $name ended with exit code $code and $good passed tests"
    tail -n 20 "$log"
  elif [ "$bad" -gt 0 ]; then
    echo "--- $name"
    grep -v '^ok ' "$log" | tail -n 60
  fi
  printf '%-28s %3d passed, %d failed, %d skipped\n' "$name" "$good" "$bad" "$skip"
  passed=$((passed + good)) failed=$((failed + bad)) skipped=$((skipped + skip))
done
if [ -n "${TIMES:-}" ]; then
  echo "processor seconds:"
  # The second line of `times` is that of children, user and system, as 1m2.5s.
  awk 'FNR == 2 { gsub(/s/, ""); split($1, user, "m"); split($2, system_, "m")
                  name = FILENAME; sub(/.*\//, "", name); sub(/\.times$/, "", name)
                  printf "%8.1f %s\n", 60 * (user[1] + system_[1]) + user[2] + system_[2], name }' "$logs"/*.times |
    sort -rn | awk '{ all += $1 } NR <= 20 { print } END { printf "%8.1f all\n", all }'
fi
grep -hiE '^ok .*# *skip' "$logs"/*.tap | sed 's/^ok [0-9]* *-* */skipped: /'
if [ "$skipped" -gt 0 ]; then
  echo "$passed passed, $failed failed, $skipped skipped"
else
  echo "$passed passed, $failed failed"
fi
[ "$failed" -eq 0 ]
