#!/bin/sh
# parts_killed.sh -- run --part and merge killed at every call that changes a file, and at moments in
# between: called again, they end with the same bytes.
. "$(dirname "$0")/../support/tap.inc"

cat >runs.ini <<'END'
[campaign]
functions = rosenbrock, step
dimensions = 2, 5
optimizers = cmaes, es
runs = 3
budget = 200
save-x = yes
END
"$OPTBENCH" run runs.ini --out one -j 1 >/dev/null 2>&1
part() { "$OPTBENCH" run runs.ini --part "$1" --out "$2" -j 1; }
for k in 1 2 3; do part $k/3 parts >/dev/null; done
check "one run, and three parts" test -s one/runs.csv -a -s parts/parts/3-of-3.journal
merged() {
  "$OPTBENCH" merge out >said 2>&1 || { cat said; return 1; }
  diff -r -x provenance.csv one out && [ -s out/provenance.csv ] && clean out && [ ! -e out/parts ]
}

# killed_at CALL NUMBER COMMAND ...: killed at the entry of the program's NUMBER-th such call; false if it
# does not come so far.
killed_at() {
  call=$1 number=$2
  shift 2
  strace -f -o /dev/null -e trace="$call" -e inject="$call":signal=KILL:when="$number" "$@" >said 2>&1
  [ $? -eq 137 ]
}
calls="openat mkdir write rename fsync ftruncate flock unlink unlinkat rmdir syncfs"

# Each: until the command comes through.
part_killed() { # CALL
  kills=0 number=1
  while
    rm -rf out
    killed_at "$1" $number "$OPTBENCH" run runs.ini --part 2/3 --out out -j 1
  do
    kills=$((kills + 1))
    part 2/3 out >said 2>&1 || { echo "$1 $number"; cat said; return 1; }
    cmp parts/parts/2-of-3.journal out/parts/2-of-3.journal && cmp one/campaign.ini out/campaign.ini || { echo "$1 $number"; return 1; }
    number=$((number + step))
  done
  echo $kills >>kills
  cp parts/parts/1-of-3.journal parts/parts/3-of-3.journal out/parts/ && merged
}
merge_killed() { # CALL
  kills=0 number=1
  while
    rm -rf out
    cp -r parts out
    killed_at "$1" $number "$OPTBENCH" merge out
  do
    kills=$((kills + 1))
    merged || { echo "$1 $number"; return 1; }
    number=$((number + step))
  done
  echo $kills >>kills
  merged
}
# And once more on the way: the second call, too, is killed.
merge_killed_twice() {
  for first in 3 9 14; do
    for second in 2 8 15; do
      rm -rf out
      cp -r parts out
      killed_at write $first "$OPTBENCH" merge out && killed_at write $second "$OPTBENCH" merge out || return 1
      merged || { echo "$first $second"; return 1; }
    done
  done
}
if command -v strace >/dev/null && strace true 2>/dev/null; then
  for mode in part merge; do
    : >kills
    for call in $calls; do
      step=1
      [ $call != openat ] || step=7
      check "$mode killed at each $call" ${mode}_killed $call
    done
    check "$mode: twenty kills and more" test "$(awk '{ n += $1 } END { print n }' kills)" -ge 20
  done
  check "merge killed twice" merge_killed_twice
else
  skip "killed at each call" "strace is not there, or may not"
fi

# A write that was torn: the file ends anywhere.
torn() {
  size=$(wc -c <parts/parts/2-of-3.journal)
  for share in 1 20 30 45 100 200 400 600 800 900 990 999; do
    rm -rf out
    mkdir -p out/parts
    cp one/campaign.ini out/
    head -c $((size * share / 1000)) parts/parts/2-of-3.journal >out/parts/.new-2-of-3.journal
    part 2/3 out >said 2>&1 && cmp parts/parts/2-of-3.journal out/parts/2-of-3.journal ||
      { echo "cut at $share per mille"; cat said; return 1; }
  done
}
check "a part torn at twelve places" torn

# Parts that run at the same time, killed after a while and submitted again.
cat >slow.ini <<'END'
[campaign]
functions = rosenbrock, quadratic
dimensions = 20, 30
optimizers = cmaes, es
runs = 6
budget = 8k
target = none
END
"$OPTBENCH" run slow.ini --out slow -j 2 >/dev/null 2>&1
submitted_again() {
  for round in 1 2 3 4 5 6 7 8 9; do # until three kills hit it
    rm -rf out
    kills=0 tries=0
    for k in 1 2 3 4; do
      while :; do
        "$OPTBENCH" run slow.ini --part $k/4 --out out -j 1 >said 2>&1 &
        first=$!
        "$OPTBENCH" run slow.ini --part $((k % 4 + 1))/4 --out out -j 1 >/dev/null 2>&1 &
        second=$!
        sleep "0.0$((tries % 7 + 2))"
        tries=$((tries + 1))
        kill -KILL $first
        kill -KILL $second
        wait $second
        wait $first && break
        kills=$((kills + 1))
        [ $kills -lt 60 ] || "$OPTBENCH" run slow.ini --part $k/4 --out out -j 1 >/dev/null
      done
    done 2>/dev/null
    [ $kills -lt 3 ] || break
  done
  [ $kills -ge 3 ] || { echo "only $kills kills"; return 1; }
  "$OPTBENCH" merge out >said 2>&1 && diff -r -x provenance.csv slow out && clean out || { cat said; return 1; }
}
check "two parts at a time, killed again and again" submitted_again
plan
