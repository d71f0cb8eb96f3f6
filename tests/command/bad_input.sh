#!/bin/sh
# bad_input.sh -- whatever is wrong: one line that names it and what to do, the right exit code, and
# nothing half-written.
. "$(dirname "$0")/../support/tap.inc"

cat >good.ini <<'END'
[campaign]
functions = rosenbrock
optimizers = sgd, adam
runs = 2
budget = 50
END

# one_error CODE PATTERN COMMAND ...: it ends with CODE after one error line that matches.
one_error() {
  code=$1 pattern=$2
  shift 2
  "$@" >said.out 2>said.err
  got=$?
  [ $got -eq "$code" ] || { echo "exit code $got, not $code"; cat said.err; return 1; }
  [ "$(wc -l <said.err)" -eq 1 ] || { echo "not one line:"; cat said.err; return 1; }
  grep -q '^optbench: error: ' said.err || { echo "no error line:"; cat said.err; return 1; }
  grep -qE -e "$pattern" said.err || { echo "does not say '$pattern':"; cat said.err; return 1; }
}

# refuse CODE PATTERN ARGUMENT ...: as above, and no folder of results is made.
refuse() {
  wanted=$1 words=$2
  shift 2
  one_error "$wanted" "$words" "$OPTBENCH" "$@" || return 1
  [ ! -e out ] && [ ! -e results ] || { echo "a folder of results was made"; return 1; }
}
usage() { # PATTERN ARGUMENT ...
  expected=$1
  shift
  check "optbench $* -- $expected" refuse 2 "$expected" "$@"
}
run_usage() { # PATTERN ARGUMENT ... of run
  expected=$1
  shift
  check "run $* -- $expected" refuse 2 "$expected" run good.ini --out out "$@"
}

check "the campaign is good without its mistakes" "$OPTBENCH" run good.ini --out fine

# Commands and options.
usage "unknown command 'rnu'; did you mean 'run'" rnu
usage "unknown command 'qqqqqq'; .optbench --help. lists them" qqqqqq
usage "unknown command 'a.b'" 'a
b'
usage "unknown command ''" ''
usage "run has no option '--buget'; did you mean '--budget'" run --buget 5
usage "run has no option '-q'" run -q
usage "--runs needs a value" run --runs
usage "--force takes no value" run --force=yes
usage "list has no option '--al'" list --al
usage "list takes no argument" list all
usage "describe needs a name" describe
usage "nothing is called .adma.; did you mean .adam." describe adma
run_usage "'extra' is one campaign too many" extra
usage "no campaign is called 'crad'" run crad
usage "no campaign is called ''" run ''
OPTBENCH_VECTOR=mmx
export OPTBENCH_VECTOR
usage "OPTBENCH_VECTOR=mmx is no vector level; use one of" list
unset OPTBENCH_VECTOR

# Names, keys and values on the command line.
run_usage "unknown optimizer 'adma'; did you mean 'adam'" -o adma
run_usage "optimizers: 'a.b' has a blank inside; write them as a,b, or" -o 'a	b,sgd'
run_usage "unknown optimizer 'a.b'" -o "$(printf 'a\001b'),sgd"
run_usage "unknown gradient source 'exat'; did you mean 'exact'" -o sgd@exat
run_usage "takes no gradient source; drop '@exact'" -o random@exact
run_usage "unknown function 'rosenbrok'; did you mean 'rosenbrock'" -f rosenbrok
run_usage "adam has no parameter 'rte'; did you mean 'rate'" -o adam:rte=1
run_usage "rosenbrock has no parameter 'noize'; did you mean 'noise'" -f rosenbrock:noize=1
run_usage "outside" -o adam:rate=-1
run_usage "not a finite number" -o adam:rate=nan
run_usage "not a finite number" -o adam:rate=inf
run_usage "not a finite number" -o adam:rate=1e999
run_usage "not a finite number" -o adam:rate=
run_usage "write key=value" -o adam:rate
run_usage "none of its choices" -o sgd:schedule=often
run_usage "stands twice" -o adam,sgd,adam
run_usage "item of the list is empty" -o adam,,sgd
run_usage "item of the list is empty" -o ''
run_usage "item of the list is empty" -f ''
run_usage "too long" -o "$(printf 'adam:rate=%0300d' 1)"
run_usage "too long|shorten" -o "$(printf '%05000d' 1)"
run_usage "optimizers: 'adam sgd' has a blank inside; write them as adam,sgd, or" -o 'adam sgd'
run_usage "optimizers: 'adam:rate=1 e-3' has a blank inside" -o 'sgd, adam:rate=1 e-3'
run_usage "functions: 'quad ratic' has a blank inside; write them as quad,ratic, or" -f 'quad ratic'
run_usage "dimensions: '2 3' has a blank inside; write them as 2,3, or" -d '2 3'
run_usage "dimensions: '2 10 40' has a blank inside; write them as 2,10,40, or" -d '2 10 40'
run_usage "instances: '0.1' has a blank inside; write them as 0,1, or" -i '0	1'
run_usage "start: '1 2' has a blank inside; write them as 1,2, or" --start '1 2'
run_usage "start: '- 3' has a blank inside" --start '1, - 3'
usage "figures: 'profile spread' has a blank inside; write them as profile,spread, or" plot --only 'profile spread'
usage "formats: 'png svg' has a blank inside" plot --format 'png svg'
usage "figures: an item of the list is empty" plot --only 'profile,,spread'
usage "figures: 'profile valley' has a blank inside" gallery --only 'profile valley'
usage "parameters: 'rate beta1' has a blank inside; write them as rate,beta1, or" \
  tune adam -f step --parameters 'rate beta1'
run_usage "rosenbrock needs at least 2 dimensions, not 1; change the dimensions" -d 1
run_usage "'0' is not a whole number from 1" -d 0
run_usage "'2.5' is not a whole number" -d 2.5
run_usage "'-3' is not a whole number" -d -3
run_usage "2 stands twice" -d 2,3,2
run_usage "'x' is not a whole number" -i 0,x
run_usage "'5-1' is not a whole number from 0 to 1e9, nor a range such as 1-128" -i 5-1
run_usage "instances: 3 stands twice; drop one" -i 1-5,3
run_usage "suite: 'bbop' is none; did you mean 'bbob'" --suite bbop
run_usage "year chooses among the instances of a suite, and there is none; name one with --suite" --year 2009
run_usage "year: '20k' is no year, such as 2013" --year 20k
run_usage "no function here has 3 dimensions: parabola has 1 only; ask for -d 1 or leave -d out" -f parabola -d 3
run_usage "no function here has 2 dimensions: cliffs has 1 only" -f cliffs,parabola -d 1,2
run_usage "rosenbrock needs at least 2 dimensions, not 1" -f cliffs,rosenbrock -d 1
run_usage "budget: 0 buys no evaluation; give at least 1" --budget 0
run_usage "budget: '-1' is not a cost" --budget -1
run_usage "budget: 'nan' is not a cost" --budget nan
run_usage "budget: '1e300' is not a cost" --budget 1e300
run_usage "budget: '10q' is not a cost" --budget 10q
run_usage "budget: '9007199254740993' is not a cost; write 10k, 3000d for 3000 x dimension, or auto; a whole number up to 2.53 = 9007199254740992" --budget 9007199254740993
run_usage "budget: '9007199254740993d' is not a cost; write 10k, 3000d for 3000 x dimension, or auto; a whole number up to 2.53 = 9007199254740992" --budget 9007199254740993d
run_usage "budget: '3 steps 4' is not a cost" --budget '3 steps 4'
run_usage "budget: 0 steps buys no step" --budget '0 steps'
run_usage "budget: 2: 5 is a second cost in dimension 2; drop one" --budget '2: 10, 2: 5'
run_usage "budget: 7 generations is a second number of steps; drop one" --budget '9 steps, 7 generations'
run_usage "budget: 'x' is no dimension, as in 2: 10k" --budget 'x: 5'
run_usage "budget: it says nothing of 2 dimensions, in which rosenbrock is run; add 2: N, or N for all others" --budget '3: 5'
run_usage "metric = log weighs by cost, and the budget is of steps alone; add a cost" --budget '5 steps' --metric log --target none
run_usage "runs: '0' is not a whole number from 1" --runs 0
run_usage "more than 1e9 runs; ask for less" --runs 1e9
run_usage "seed: '-1' is not" --seed -1
run_usage "seed: '1e30' is not" --seed 1e30
run_usage "seed: '9007199254740993' is not a whole number from 0 to 2.53 = 9007199254740992" --seed 9007199254740993
run_usage "budget: '9007199254740993' is not a cost" --budget 9007199254740993
run_usage "runs: '1.00000000000000000001' is not a whole number" --runs 1.00000000000000000001
run_usage "gradient-cost: '-1' is not" --gradient-cost -1
run_usage "target: 'nan' is not" --target nan
run_usage "tolerance: '1e-8' is no change of f and a number of steps; write 1e-8 over 100 steps" --tolerance 1e-8
run_usage "tolerance: linear:batch=5 is judged now and then only" -f linear:batch=5 -d auto --tolerance '0 over 9 steps'
run_usage "trace: 'al' is none of log, every, none" --trace al
run_usage "the start has 3 coordinates, but rosenbrock is run in 2; give 2 with --start" --start 1,2,3
run_usage "the start has 3 intervals, but rosenbrock is run in 2 dimensions; give 2, or one for all, with --start" --start 1:2,1:2,1:2
run_usage "region: '5' is no interval; write LOW:HIGH for all coordinates, such as -5:5" --region 5
run_usage "region: 5:-5 is empty" --region 5:-5
run_usage "'middle' is neither random, canonical, grid nor a finite number" --start middle
run_usage "'inf' is neither" --start 1,inf
run_usage "item of the list is empty" --start ''
run_usage "threads: '1e6' is not a whole number from 0 to" -j 1e6
run_usage "threads: '' is not a whole number" -j ''
run_usage "--out needs a folder's name" --out ''
run_usage "at most [0-9]* characters" --out "$(printf '%05000d' 1)"

# Broken lines of a campaign's file: the file and the line are told.
line() { # LINE PATTERN TEXT: TEXT, with \n, follows the five good lines
  { cat good.ini && printf "$3"; } >bad.ini
  check "a line '$3' -- $2" refuse 2 "bad\.ini:$1: .*$2" run bad.ini --out out
}
line 6 "neither \[section\] nor key = value; mend the line" 'foo\n'
line 6 "neither \[section\] nor key" '[sgd\nrate=1\n'
line 6 "no setting 'rusn'; did you mean 'runs'" 'rusn = 3\n'
line 6 "'runs' has a value already, in line 4; drop one" 'runs = 3\n'
line 7 "'optimizers' has a value already, in line 3" '[campaign]\noptimizers = es\n'
line 8 "'dimensions' has a value already, in line 6" 'dimensions = 2\n[campaign]\ndimensions = 3\n'
line 7 "the line is indented, so it carries on 'seed' of line 6; begin it at the left edge" 'seed = 3\n  30\n'
line 6 "budget: 30 is a second cost; drop one" '  30\n'
line 8 "carries on 'rate' of line 7" '[adam]\nrate = 1\n\tbeta1 = 0.5\n'
line 7 "carries on 'dimensions' of line 6" 'dimensions = 2\n  seed = 3\n'
line 7 "carries on 'dimensions' of line 6" 'dimensions = 2\n  [adam]\n'
line 6 "'rosenbrock # note' is no value; a comment behind one begins with ';'" 'figures = rosenbrock # note\n'
line 6 "'3 // note' is no value; a comment behind one begins with ';'" 'dimensions = 3 // note\n'
line 7 "'1e-3;note' is no value; a comment behind one begins with ';' after a blank" '[adam]\nrate = 1e-3;note\n'
line 6 "neither \[section\] nor key = value; a comment begins with ';'" '// a note\n'
line 7 "there is no section \[Campaign\]; did you mean \[campaign\]" '[Campaign]\nseed = 3\n'
line 7 "there is no section \[ campaign \]; did you mean \[campaign\]" '[ campaign ]\nseed = 3\n'
line 7 "there is no section \[campain\]; did you mean \[campaign\]" '[campain]\nseed = 3\n'
line 6 "no setting 'Seed'; did you mean 'seed'" 'Seed = 3\n'
line 7 "unknown optimizer 'Adam'; did you mean 'adam'" '[Adam]\nrate = 1\n'
line 7 "no parameter 'Rate'; did you mean 'rate'" '[adam]\nRate = 1\n'
line 6 "seed: '' is not" 'seed =\n'
line 7 "'x' is not a whole number" 'dimensions = 2\n  x\n'
line 6 "is empty" 'dimensions =\n'
line 6 "dimensions: '2 3' has a blank inside; write them as 2,3, or" 'dimensions = 2 3\n'
line 7 "instances: '4 5' has a blank inside" 'instances = 3,\n  4 5,\n  6\n'
line 6 "figures: 'profile spread' has a blank inside" 'figures = profile spread\n'
line 7 "2 stands twice" 'dimensions = 2,\n 2\n'
line 8 "'y' is neither" 'start = 1\n\n  y\n'
line 7 "unknown optimizer 'adma'; did you mean 'adam'" '[adma]\nrate=1\n'
line 7 "nesterov d2. names an optimizer that is not in the campaign's list" '[nesterov d2]\nrate=1\n'
line 7 "is not understood; write \[campaign\]" '[adam in step]\nrate=1\n'
line 7 "adam has no parameter 'rat'; did you mean 'rate'" '[adam]\nrat=1\n'
line 7 "outside" '[adam on rosenbrock]\nrate=-1\n'
line 8 "'rate' has a value already, in line 7" '[adam]\nrate=1\nrate=1\n'
line 10 "'rate' has a value already, in line 7" '[adam]\nrate=1\n[sgd]\n[adam]\nrate=1\n'
line 6 "the line is over 199 characters; break a list into indented lines" "$(printf '%0300d' 7)\n"
line 6 "the section's name is over" "[$(printf '%060d' 7)]\nrate=1\n"
line 6 "the key is over" "$(printf '%060d' 7) = 1\n"
line 7 "unknown optimizer" '[sgd\001\033]\nrate=1\n'
printf '[campaign]\noptimizers = sgd,\n  adam,\n  sdgx\nfunctions = step\n' >bad.ini
check "an unknown name in a list over lines" refuse 2 "bad\.ini:4: unknown optimizer 'sdgx'" run bad.ini --out out
sed 's/^/  /' good.ini >bad.ini
check "a file that is indented as a whole" refuse 2 \
  "bad\.ini:3: the line is indented, so it carries on 'functions' of line 2; begin it at the left edge" \
  run bad.ini --out out
printf 'runs = 3\n' >bad.ini
check "a line before any section" refuse 2 "bad\.ini:1: 'runs' stands before any section" run bad.ini --out out
: >bad.ini
check "an empty file" refuse 2 "bad\.ini: no functions" run bad.ini --out out
printf '[campaign]\nfunctions = step\n' >bad.ini
check "no optimizers" refuse 2 "bad\.ini: no optimizers" run bad.ini --out out
{ cat good.ini && printf 'name = a\000b\n'; } >bad.ini
check "a zero byte" refuse 2 "holds a zero byte" run ./bad.ini --out out
head -c 3000 "$OPTBENCH" >bad.ini
check "a binary file" refuse 2 "bad\.ini" run ./bad.ini --out out
head -c 3000 "$OPTBENCH" | tr -d '\000' >bad.ini
check "a binary file without zero bytes" refuse 2 "bad\.ini" run ./bad.ini --out out
awk 'BEGIN { while (n++ < 200000) print "# fill" }' >bad.ini
check "a file over 1 MiB" refuse 2 "over 1 MiB" run bad.ini --out out
check "a missing file" refuse 3 "cannot read the campaign ./nowhere.ini: No such file" run ./nowhere.ini --out out
mkdir folder.ini
check "a folder for a file" refuse 3 "cannot read the campaign ./folder.ini: Is a directory" run ./folder.ini --out out
check "a file below a file" refuse 3 "Not a directory" run good.ini/x.ini --out out

# What is no mistake: tabs, the line ends and the byte order mark that some editors leave, comments.
printf '\357\273\277[campaign]\r\n# all\nfunctions\t=\trosenbrock\t; one\r\noptimizers =\n\tsgd, ; two\n\t# three\n\n\tadam\n' >tabs.ini
printf 'runs = 2\nbudget = 50\nname = good\n[adam\ton\trosenbrock]\nrate = 1e-3\n' >>tabs.ini
check "tabs, carriage returns, a byte order mark and comments" "$OPTBENCH" run tabs.ini --out tabs
check "give the same runs" cmp fine/runs.csv tabs/runs.csv

# A function of one dimension keeps it beside others.
dimensions() { # EXPECTED ARGUMENT ...: what runs.csv holds
  expected=$1
  shift
  rm -rf dims
  "$OPTBENCH" run good.ini --out dims "$@" || return 1
  found=$(awk -F, 'NR > 1 { print $1 " " $2 }' dims/runs.csv | uniq | commas)
  [ "$found" = "$expected" ] || { echo "$found"; return 1; }
}
check "-f cliffs,rosenbrock -d 3" dimensions "cliffs 1,rosenbrock 3" -f cliffs,rosenbrock -d 3
check "-f step,parabola -d 1,2" dimensions "step 1,step 2,parabola 1" -f step,parabola -d 1,2

# Folders of results.
echo text >plain
check "a file for a folder" refuse 3 "plain is not a folder; choose another with --out" run good.ini --out plain
check "a folder below a file" refuse 3 "cannot make the folder" run good.ini --out plain/below
check "a device for a folder" refuse 3 "is not a folder" run good.ini --out /dev/null
find fine -type f ! -name provenance.csv -exec cksum {} + | sort >before
find fine | sort >names.before
kept() { # ARGUMENT ... must be refused and change nothing of what is there
  one_error 2 "holds results that this campaign would lose .*--out, or replace them with --force" \
    "$OPTBENCH" run good.ini --out fine "$@" || return 1
  find fine -type f ! -name provenance.csv -exec cksum {} + | sort | cmp - before &&
    find fine | sort | cmp - names.before
}
check "other results: fewer optimizers" kept -o sgd
check "other results: another function" kept -f step
check "other results: another seed" kept --seed 2
check "other results: another number of runs" kept --runs 1
mkdir odd && printf 'name,age\nbob\r\033[31m,3\n' >odd/runs.csv
check "a table that is none of ours" one_error 2 "odd is not empty .it has runs.csv. and does not hold" "$OPTBENCH" run good.ini --out odd
check "and nothing was made beside it" test "$(ls -A odd)" = runs.csv

# A folder that cannot be written to: as another user where this one may do everything.
as_nobody=
if [ "$(id -u)" -eq 0 ]; then
  if command -v setpriv >/dev/null && setpriv --reuid=65534 --regid=65534 --clear-groups true 2>/dev/null; then
    as_nobody="setpriv --reuid=65534 --regid=65534 --clear-groups"
  fi
  mkdir shut && chmod 755 "$box" && cp "$OPTBENCH" "$box/program" && chmod 755 program
else
  mkdir shut && chmod 555 shut && ln -s "$OPTBENCH" program
fi
if [ "$(id -u)" -ne 0 ] || { [ -n "$as_nobody" ] && $as_nobody ./program list >/dev/null 2>&1; }; then
  check "an unwritable folder" one_error 3 "shut/x: Permission denied; choose another with --out" \
    $as_nobody ./program run good.ini --out shut/x
  check "an unwritable folder that is there" one_error 3 "Permission denied; choose another place with --out$" \
    $as_nobody ./program run good.ini --out shut
  check "nothing is in it" test -z "$(ls -A shut)"
  "$OPTBENCH" run good.ini --out read >/dev/null 2>&1 && chmod 555 read
  check "a report of results that are only read" one_error 3 "Permission denied; choose another place with --out$" \
    $as_nobody ./program report read --no-figures
else
  skip "an unwritable folder" "root may write everywhere, and setpriv is not there"
fi

# A disk that is full: a small one where it can be mounted, and files that may not grow.
if [ "$(id -u)" -eq 0 ] && mkdir small && mount -t tmpfs -o size=64k tmpfs small 2>/dev/null; then
  check "a full disk" one_error 3 "cannot write small/.*No space left on device; free space or choose" \
    "$OPTBENCH" run good.ini --runs 500 --out small/out
  check "nothing half-written on it" test -z "$(find small -name '.*' -type f)"
  check "a full disk, and a trace too long for memory" one_error 3 "No space left on device" \
    "$OPTBENCH" run good.ini --runs 1 --budget 300k --trace every --target none --out small/out --force
  check "nothing half-written on it then" test -z "$(find small -name '.*' -type f)"
  umount small
else
  skip "a full disk" "cannot mount a small one"
fi
grow() { (trap '' XFSZ && ulimit -f 8 && exec "$OPTBENCH" "$@"); }
check "a file that cannot grow" one_error 3 "cannot write out/.*File too large; choose another place" \
  grow run good.ini --runs 500 --out out
check "nothing half-written of it" test -z "$(find out -name '.*' -type f)"
rm -rf out

# Standard output that takes nothing.
full() { "$OPTBENCH" "$@" >/dev/full; }
shut() { "$OPTBENCH" "$@" >&-; }
both() { "$OPTBENCH" "$@" >&- 2>&- <&-; [ $? -eq 3 ]; }
if [ -c /dev/full ]; then
  check "list > /dev/full" one_error 3 "cannot write to standard output" full list
  check "run > /dev/full" one_error 3 "cannot write to standard output" full run good.ini --out out
  check "its results are whole all the same" same fine out
  rm -rf out
else
  skip "list > /dev/full" "there is no /dev/full"
fi
check "list >&-" one_error 3 "cannot write to standard output" shut list
check "run >&-" one_error 3 "cannot write to standard output" shut run good.ini --out out
check "its results are whole all the same" same fine out
rm -rf out
check "run with all streams shut" both run good.ini --out out
check "nothing was printed into its results" same fine out
rm -rf out

# Too little memory: for what is asked, and at any moment.
room() { (ulimit -v "$1" && shift && exec "$OPTBENCH" "$@"); }
if room 600000 list >/dev/null 2>&1; then
  check "more dimensions than memory" one_error 4 "out of memory for .*; ask for less or free some" \
    room 600000 run good.ini -d 1e9 -j 1 --out out
  check "no folder was made" test ! -e out
  check "a covariance matrix beyond memory" one_error 4 "out of memory" \
    room 600000 run good.ini -o xnes -d 6000 -j 1 --out out
  rm -rf out
  base=1000
  while ! room $base list >/dev/null 2>&1; do base=$((base + 500)); done
  little() {
    step=0 short=0
    while [ $step -lt 60 ]; do
      room $((base + step * 300)) run good.ini -o adam,es,xnes -d 2,20 -i 1 --runs 20 -j 2 --out out \
        >said.out 2>said.err
      got=$?
      [ $got -eq 0 ] || [ $got -eq 4 ] || { echo "exit code $got at step $step"; cat said.err; return 1; }
      if [ $got -eq 4 ]; then
        short=$((short + 1))
        [ "$(wc -l <said.err)" -eq 1 ] || { echo "not one line"; cat said.err; return 1; }
        [ ! -d out ] || [ -z "$(find out -name '.*' -type f)" ] || { echo "half-written"; return 1; }
      fi
      rm -rf out
      step=$((step + 1))
    done
    [ $short -gt 0 ] || { echo "memory was never short"; return 1; }
  }
  check "memory that runs out at sixty places" little
else
  skip "too little memory" "ulimit -v does not work with this build"
fi

# A function that overflows ends its run as diverged, and the campaign goes on.
diverges() {
  "$OPTBENCH" run good.ini --out out "$@" || return 1
  grep -q ',diverged,' out/runs.csv || { cat out/runs.csv; return 1; }
  [ "$(wc -l <out/runs.csv)" -eq 5 ] || { echo "rows are missing"; return 1; }
  clean out
}
check "a huge rate diverges" diverges -o sgd:rate=1e6,adam
check "and others do not" sh -c 'test "$(grep -c ",adam,.*,budget," out/runs.csv)" -eq 2'
rm -rf out
check "a start where the function overflows diverges" diverges --start 1e200,1e200
check "at once, with no best value" sh -c 'test "$(grep -c ",diverged,0,1,1,2,[a-z]*,inf,inf$" out/runs.csv)" -eq 4'
rm -rf out

# Two programs in one folder.
"$OPTBENCH" run good.ini --runs 5 --budget 1G --target none --out out >/dev/null 2>&1 &
first=$!
while [ ! -e out/campaign.ini ] && kill -0 $first 2>/dev/null; do sleep 0.02; done
check "a second program in the same folder" one_error 3 "another optbench is writing to out; wait for it" \
  "$OPTBENCH" run good.ini --out out
check "not even by force" one_error 3 "another optbench is writing to out" \
  "$OPTBENCH" run good.ini --out out --force
kill -9 $first
wait $first 2>/dev/null
rm -rf out
plan
