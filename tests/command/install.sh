#!/bin/sh
# install.sh -- an installed program finds all that it reads: campaigns, scripts, weights.
. "$(dirname "$0")/../support/tap.inc"

if ! command -v "${MAKE:-make}" >/dev/null; then
  skip "install" "there is no make"
  plan
fi
unset MAKEFLAGS MAKEOVERRIDES MFLAGS MAKELEVEL
check "make install" "${MAKE:-make}" -s -C "$ROOT" install PROGRAM="$OPTBENCH" -o "$OPTBENCH" DESTDIR="$box/root" PREFIX=/usr
installed=$box/root/usr/bin/optbench
check "the program" test -x "$installed"
for kind in bench/campaigns:ini bench/learned:weights plots:gp; do
  for file in "$ROOT/${kind%:*}"/*."${kind#*:}"; do
    check "${file#"$ROOT"/}" cmp "$file" "root/usr/share/optbench/${file#"$ROOT"/}"
  done
done
check "a campaign by its name" "$installed" run smoke --budget 20 --out smoke
check "weights by their name" "$installed" run -f rosenbrock -d 2 -o learned --runs 1 --budget 20 --out learned
plan
