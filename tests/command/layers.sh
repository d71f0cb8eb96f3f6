#!/bin/sh
# layers.sh -- rules that step whole matrices: where they run, where they are refused or left out.
. "$(dirname "$0")/../support/tap.inc"

# refused LINE ARGUMENT ...: with one line that begins so, and nothing is left of it
refused() {
  line=$1
  shift
  rm -rf none
  "$OPTBENCH" run "$@" --out none >said.out 2>said.err
  got=$?
  [ $got -eq 2 ] && [ ! -e none ] && [ "$(wc -l <said.err)" -eq 1 ] &&
    grep -qF "optbench: error: $line" said.err || { echo "exit $got"; cat said.out said.err; return 1; }
}

# names FOLDER: its optimizers, one a line
names() { awk -F, 'NR > 1 { print $4 }' "$1/runs.csv" | sort -u; }

for rule in muon soap; do
  check "$rule needs layers" refused "$rule steps matrices of weights, and rosenbrock has no layers" \
    -f rosenbrock -o $rule
  check "$rule beside others that do not" refused "$rule steps matrices of weights" -f rosenbrock -o adam,$rule
  check "$rule steps no deviations" refused "$rule steps matrices of weights, and vo steps more than a point" \
    -f mlp -d auto -o $rule@vo
  runs() {
    "$OPTBENCH" run -f mlp:hidden=3 -d auto -i 0 -o $rule,$rule@es,$rule@central:clip=1 --runs 2 --budget 400 \
      --out "$rule" >said 2>&1 && [ "$(names "$rule" | grep -c .)" -eq 3 ] &&
      ! grep -q diverged "$rule/runs.csv" || { cat said; return 1; }
  }
  check "$rule runs on a network, with gradients from anywhere" runs
  described() { "$OPTBENCH" describe $rule >said && grep -q '^  verified .*[0-9] steps' said || { cat said; return 1; }; }
  check "what $rule was held against" described
done

left_out() {
  "$OPTBENCH" run -f rosenbrock -d 2 -i 0 -o all --runs 1 --budget 40 --out every >said 2>&1 || { cat said; return 1; }
  names every >all
  grep -qx adam all && ! grep -qx -e muon -e soap all || { cat all; return 1; }
}
check "all leaves them out where there are no layers" left_out
taken() {
  "$OPTBENCH" run -f mlp:hidden=2 -d auto -i 0 -o all --runs 1 --budget 40 --out net >said 2>&1 || { cat said; return 1; }
  names net >all
  grep -qx muon all && grep -qx soap all || { cat all; return 1; }
}
check "and takes them where there are" taken
plan
