#!/bin/sh
# describe.sh -- whatever has a name is described in full: formula, reference, every parameter and the
# value it has; names and lists that cannot be meant are refused with the remedy.
. "$(dirname "$0")/../support/tap.inc"

# says NAME PATTERN ...: describing NAME succeeds, and each pattern matches a line of it.
says() {
  name=$1
  shift
  "$OPTBENCH" describe "$name" >said.out || return 1
  for pattern; do
    grep -qE -e "$pattern" said.out || { echo "does not say '$pattern':"; cat said.out; return 1; }
  done
}
described() {
  check "describe $1" says "$@"
}

# refuse PATTERN COMMAND ...: exit code 2 and one line that matches.
refuse() {
  pattern=$1
  shift
  "$OPTBENCH" "$@" >said.out 2>said.err
  [ $? -eq 2 ] && [ "$(wc -l <said.err)" -eq 1 ] && grep -qE -e "$pattern" said.err ||
    { echo "no refusal with '$pattern':"; cat said.out said.err; return 1; }
}
refused() {
  text=$1
  shift
  check "$* -- $text" refuse "$text" "$@"
}

# Short names: what they stand for, with their own values.
described es '^es .*short for adam@es:rate=0\.1,sigma=0\.1,population=16' '^  evolution strategy: Adam' \
  'theta <- theta - rate' 'Kingma and Ba' 'sum_k u\(f' 'Salimans' \
  '^  parameters of adam \(default, range\)' '^    rate +0\.1 +\[0, 1e\+06\] +learning rate' \
  '^    population +16 +\[2, ' '^    utility +centred-rank ' '^    ties +shared ' \
  '^    schedule +constant ' '^    horizon +0 '
check "es is the source as well, with the source's defaults" says es '^es .*, a gradient source' \
  '^    population +32 ' '^    utility +raw '
described fd 'short for sgd@central' '^    step +6\.' '^    rate +0\.001 ' '^    clip +0 ' 'h_i = step'
described vo 'short for adam@vo' '^    deviation +each ' '^    sigma +1 ' '^    clip +0 '

# Values as given, of the optimizer's parts and of its wrappers.
described adam@es:sigma=0.2,clip=3 '^  parameters of es \(value, range\)' '^    sigma +0\.2 ' \
  '^    clip +3 ' '^    rate +0\.001 '
described es:sigma=0.3 '^    sigma +0\.3 ' '^    population +16 '
described snes:sigma=7 'a search' '^    sigma +7 ' '^  parameters of snes \(value, range\)'
described sgd 'Robbins' '^    rate +0\.001 ' '^    clip +0 ' '^    schedule ' '^    horizon '
described quadratic '^    condition +10000 '
described quadratic:condition=5,noise=0.1 'a function' 'sum_i condition' '^    condition +5 ' \
  '^    noise +0\.1 ' '^    noise_kind +additive '

# Wrappers.
described clip 'a wrapper of every rule' 'min\(1, clip / \|g\|\)' 'clip_grad_norm_ divides by \|g\| \+ 1e-6' 'Pascanu, Mikolov and Bengio, ICML 2013' \
  '^    clip +0 '
described schedule 'decay\^\(t / T\)' 'cos\(pi t / T\)' 'Loshchilov and Hutter, ICLR 2017' \
  '^    schedule +constant ' '^    decay ' '^    drops ' '^    horizon ' \
  '1 / \(A \+ t \+ 1\)\^power' 'Spall' '^    power +0\.602 ' '^    offset +0\.1 '
described multiply 'a wrapper of every function' 'multiply f\(x\)' '^    multiply +1 '
described noise 'a wrapper of every function' 'f \(1 \+ noise z_0\)' '^    noise +0 ' '^    noise_kind '
described restart 'a wrapper of every method with a population' 'floor\(l increase\^k\)' \
  'Auger and Hansen, .*, CEC 2005; bipop: Hansen, .*GECCO 2009' '^    restart +off +off\|stop\|ipop\|bipop ' \
  '^    increase +2 '
described stopping 'a wrapper of every method with a population' 'arXiv:1604.00772' '^    tolfun +1e-12 ' \
  '^    tolx +1e-12 ' '^    maxiter +1 '
for test in equalfunvalues tolfun tolx tolxup conditioncov noeffectaxis noeffectcoord stagnation maxiter; do
  check "the outcome $test is explained" says stopping "^    $test: "
done
described ipop 'short for cmaes:restart=ipop' 'a search' 'restarts with other populations' \
  '^    restart +ipop ' '^  parameters of every method with a population \(default, range\)'
described adam@es:restart=bipop,tolx=0 '^    restart +bipop ' '^    tolx +0 ' '^    sigma ' '^    clip +0 '
described nadam 'PyTorch 1.13 has another product'
described es '^    tolfun +1e-12 '
described instances 'a wrapper of every function' 'f\(m \+ R \(x - m_k\)\)' 'Stewart' '--instances'
# own NAME KEYS: exactly these parameters are shown.
own() {
  "$OPTBENCH" describe "$1" | awk '/^  parameters/ { on = 1; next } !/^    / { on = 0 } on && /^    [^ ]/ { print $1 }' |
    paste -sd' ' >keys
  [ "$(cat keys)" = "$2" ] || { echo "shows '$(cat keys)'"; return 1; }
}
check "clip shows its own parameter alone" own clip clip
check "schedule shows its own parameters alone" own schedule "schedule decay drops horizon unit power offset degree milestones period period_factor height peak divide final_divide phases anneal cycle_momentum momentum_low momentum_high"
check "warm-up shows its own parameters alone" own warmup "warmup warmup_from"
check "averages show their own" own average "average average_decay average_start average_every"
check "a chain shows its own" own chain "share patience inherit"
check "restart shows its own parameters alone" own restart "restart increase"
check "stopping shows its own parameters alone" own stopping "tolfun tolx maxiter"
check "noise shows its own parameters alone" own noise "noise noise_kind noise_frequency"
check "a factor shows its own" own multiply multiply
check "instances have none" own instances ""
check "a rule shows its wrappers' parameters" own sgd "rate clip l2 schedule decay drops horizon unit power offset degree milestones period period_factor height peak divide final_divide phases anneal cycle_momentum momentum_low momentum_high warmup warmup_from average average_decay average_start average_every"
wrappers() {
  [ "$(names Wrappers | commas)" = clip,l2,schedule,warmup,average,restart,stopping,chain,instances,multiply,noise ] || { names Wrappers; return 1; }
}
check "list names the wrappers" wrappers

# aligned NAME: in each description the meanings stand in one column, two spaces or more behind the
# range before them.
aligned() {
  "$OPTBENCH" describe "$1" >said.out || return 1
  awk '
    /^[^ ]/ { column = on = 0 }
    /^  [^ ]/ { on = 0 } # another section
    /^  parameters/ { sections++; on = 1; next }
    on && /^    [^ ]/ {
      rest = $0
      for (cell = 1; cell <= 3; cell++) {
        sub(/^ +/, "", rest)
        gap = index(rest, "  ")
        if (!gap) { print "columns run together: " $0; bad = 1; next }
        rest = substr(rest, gap)
      }
      sub(/^ +/, "", rest)
      at = length($0) - length(rest)
      if (column && at != column) { print "a meaning at " at ", not at " column ": " $0; bad = 1 }
      column = at
      rows++
    }
    END { exit bad || (sections && !rows) }' said.out
}
for section in Rules Sources Searches Short Functions Wrappers; do
  for name in $(names $section); do
    check "columns of $name" aligned "$name"
  done
done
for name in adam@es:sigma=1.2345678901234567e-7 fd:schedule=exponential \
  quadratic:condition=1.2345678901234567,noise_kind=multiplicative,noise=1; do
  check "columns of $name" aligned "$name"
done

# Every figure says how it is worked out, and its files, with no mark left unfilled.
tells_figure() {
  "$OPTBENCH" describe "$1" >said 2>&1 && grep -q "^$1, a figure" said && grep -q "^    $1.csv: " said &&
    [ "$(sed -n '4,/^$/p' said | wc -w)" -ge 15 ] && ! grep -q '[{}]' said && ! awk 'length > 100 && !/^ /' said | grep . ||
    { cat said; false; }
}
"$OPTBENCH" plot --help | sed -n '/^Figures:/,$p' | awk 'NR > 1 { print $1 }' >figures.txt
check "figures" test -s figures.txt
while read -r name; do check "$name" tells_figure "$name"; done <figures.txt
check "a figure's source" sh -c '"$OPTBENCH" describe data-profile | grep -q "after More and Wild, SIAM"'
refused "nothing is called 'rank'; did you mean 'ranks'" describe rank

# Names that are none, lists that cannot be meant.
refused "nothing is called 'quadratc'; did you mean 'quadratic'" describe quadratc:condition=5
refused "nothing is called 'clipp'; did you mean 'clip'" describe clipp
refused "clip is a wrapper of every rule .*write .optbench describe clip" describe clip:clip=1
refused "restart needs a method with a population, which adam has not" describe adam:restart=ipop
refused "random has no parameter 'population'" run --out out -f rosenbrock -o random:restart=ipop
refused "condition=x is not" describe quadratic:condition=x
refused "quadratic: 'condition' is given twice; keep one" describe quadratic:condition=5,condition=6
refused "quadratic: its parameters end with a comma; drop it" describe quadratic:condition=5,
refused "quadratic: no parameter follows the colon; drop it" describe quadratic:
refused "adam: 'rate' is given twice; keep one" describe adam:rate=1,rate=1
refused "adam: its parameters end with a comma; drop it" describe adam:rate=1,
refused "adam: no parameter follows the colon; drop it" describe adam:
refused "sgd: 'rate' is given twice" run --out out -f rosenbrock -o sgd:rate=1,rate=2
refused "rosenbrock: 'noise' is given twice" run --out out -f rosenbrock:noise=1,noise=2 -o sgd
refused "es is short for adam@es:\.\.\. and takes no gradient source; write RULE@central" \
  run --out out -f rosenbrock -o es@central
refused "central is a gradient source, .*write sgd@central" run --out out -f rosenbrock -o central
plan
