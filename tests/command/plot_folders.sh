#!/bin/sh
# plot_folders.sh -- `optbench plot` in folders of awkward names, in one that another program draws in
# too, and on a disk that is full; with a gnuplot that is too old.
. "$(dirname "$0")/../support/tap.inc"

cat >small.ini <<END
[campaign]
functions = rosenbrock
dimensions = 2
optimizers = cmaes, xnes
runs = 2
budget = 100
figures = profile, convergence
END
"$OPTBENCH" run small.ini --out small >run.log 2>&1 || cat run.log

plot() { "$OPTBENCH" plot "$@"; }
no_leftover() { left=$(find "$1" -name '.new-*'); [ -z "$left" ] || { echo "$left"; return 1; }; }
same_images() {
  for file in "$1"/*.svg "$1"/*.csv; do cmp "$file" "$2/${file##*/}" || return 1; done
}
# fake NAME: a folder of that name with a gnuplot that does what is read.
fake() {
  mkdir -p "$1"
  { echo '#!/bin/sh'; cat; } >"$1/gnuplot"
  chmod +x "$1/gnuplot"
}

for version in '4.6 patchlevel 6' '5.2 patchlevel 8'; do
  echo "echo 'gnuplot $version'" | fake old
  check "gnuplot $version" fails 3 "gnuplot ${version%% *} is too old to draw the figures; install 5.4 or later" \
    env PATH="$box/old:$PATH" "$OPTBENCH" plot small
done

if ! real=$(command -v gnuplot); then
  skip 'folders' 'gnuplot is not installed'
  plan
fi
check 'the figures' plot small --format svg

# Names that a shell or gnuplot could stumble over, of the results and of the figures.
mkdir awkward
for name in "it's \"a\" \$(b) c" '$dollar' '`id`' '<less' '|more' '~' '-dash' '+' '%d%s' 'back\slash' ' blank ' \
  '#hash' "$(printf 'no \377 text')" '日本'; do
  cp -r small "awkward/$name"
  rm -rf "awkward/$name/figures"
  check "a folder of the name $(printf %s "$name" | tr '\377#' '??')" sh -c \
    'cd awkward && mkdir -p out && cd out && "$OPTBENCH" plot "../$0" --only profile --format svg &&
     "$OPTBENCH" plot "../$0" --only convergence --format svg --out "$([ "$0" = "${0#-}" ] || echo ./)$0/$0"' "$name"
  check 'its image' cmp "awkward/$name/figures/profile.svg" small/figures/profile.svg
  check 'one in another' cmp "awkward/out/$name/$name/convergence.svg" small/figures/convergence.svg
done
mkdir '~data' && cp -r "$ROOT/plots" '~data/plots'
check 'scripts in one' env OPTBENCH_DATA='~data' "$OPTBENCH" plot small --only profile --format svg --out scripts

# Figures and pages that are links to another disk stay so.
mkdir far
another=$(mktemp -d /tmp/optbench-XXXXXX)
plot small --only profile --format svg,png >run.log 2>&1 || cat run.log
linked() { # FOLDER TARGET: its figures are links into the folder, by way of TARGET
  rm -rf links && cp -r small links && rm -rf links/figures && mkdir links/figures
  : >"$1/profile.svg" # one is there already, the other is not
  ln -s "$2/profile.svg" links/figures/profile.svg
  ln -s "$2/profile.png" links/figures/profile.png
  ln -s "$2/profile.csv" links/figures/profile.csv
  plot links --only profile --format svg,png >said 2>&1 || { cat said; return 1; }
  for end in svg png csv; do
    [ -L links/figures/profile.$end ] && cmp "$1/profile.$end" small/figures/profile.$end || return 1
  done
  no_leftover links && no_leftover "$1" && [ "$(ls -A "$1" | wc -l)" -eq 3 ]
}
check 'figures that are links' linked far ../../far
check 'to another file system' linked "$another" "$another"
unlinked() { # Where none can be drawn, what the link leads to is no older one.
  fake broken <<END
[ "\$1" != --version ] || exec '$real' --version
exit 1
END
  env PATH="$box/broken:$PATH" "$OPTBENCH" plot links --only profile --format svg >said 2>&1
  [ $? -eq 3 ] && [ -L links/figures/profile.svg ] && [ ! -e "$another/profile.svg" ]
}
check 'one that cannot be drawn leaves the link' unlinked
rm -rf "$another"
pages() {
  ln -s ../far/report.html links/report.html && ln -s ../far/report.md links/report.md
  "$OPTBENCH" report links --no-figures >said 2>&1 && [ "$(tr '\n' ' ' <said)" = 'links/report.html links/report.md ' ] || { cat said; return 1; }
  [ -L links/report.html ] && grep -q '<html' far/report.html
}
check 'pages, by the names that they have here' pages

# Two at once in one folder: one waits for the other, and both are right.
cp -r small both
at_once() {
  for round in 1 2; do
    rm -rf both/figures
    plot both --format svg >one.log 2>&1 &
    first=$!
    "$@" >two.log 2>&1 || { cat two.log; return 1; }
    wait $first || { cat one.log; return 1; }
    same_images small/figures both/figures || return 1
  done
}
check 'two plots at once' at_once plot both --format svg -j 1
check 'a plot and a report at once' at_once "$OPTBENCH" report both
check 'no leftover of them' no_leftover both
# One that draws until it is told to end: the other says that it waits.
fake slow <<END
[ "\$1" != --version ] || exec '$real' --version
: >'$box/drawing'
while [ ! -e '$box/go' ]; do sleep 0.05; done
exec '$real' "\$@"
END
waits() {
  rm -f two.log # of before, which would pass for the new one
  env PATH="$box/slow:$PATH" "$OPTBENCH" plot both --only profile --format svg >one.log 2>&1 &
  first=$!
  while [ ! -e drawing ]; do sleep 0.05; done
  plot both --only profile --format svg >two.log 2>&1 &
  second=$!
  until [ -s two.log ]; do sleep 0.05; done
  : >go
  wait $first && wait $second && cat two.log &&
    [ "$(grep -c 'waiting for another program that draws in both/figures$' two.log)" -eq 1 ]
}
check 'who waits says so' waits

# A disk that is full: gnuplot ends well and leaves a part of an image.
fake full <<END
[ "\$1" != --version ] || exec '$real' --version
'$real' "\$@" || exit
for image; do :; done
case \$image in *.gif) image=\$image.0001.png ;; esac # frames, which optbench joins
head -c \$((\$(wc -c <"\$image") * \${PERCENT:-90} / 100)) "\$image" >'$box/part'.\$\$
cat '$box/part'.\$\$ >"\$image"
END
for image in profile.png profile.svg profile.pdf population.gif; do
  says="cannot write both/figures/$image: gnuplot left it incomplete; free space"
  case $image in *.gif) says="cannot write both/figures/$image: gnuplot left its frames incomplete; free space" ;; esac
  check "$image cut off" fails 3 "$says" \
    env PATH="$box/full:$PATH" "$OPTBENCH" plot both --only ${image%.*} --format ${image#*.}
  check "there is none" test ! -e both/figures/$image
done
check 'one of no length' fails 3 'profile.png: gnuplot left it incomplete' \
  env PERCENT=0 PATH="$box/full:$PATH" "$OPTBENCH" plot both --only profile --format png
rm -rf both/figures
check 'in a report' fails 3 'gnuplot left it incomplete' env PATH="$box/full:$PATH" "$OPTBENCH" report both
check 'nothing is left aside by these' no_leftover both
# A limit on the size of files stands for a disk; the signal that it has is ignored.
full_disk() { (trap '' XFSZ; ulimit -f 40; plot both --only profile --format png); }
check 'no room for an image' fails 3 'profile.png' full_disk
check 'none is there' test ! -e both/figures/profile.png
check 'a report' "$OPTBENCH" report both
for damage in '-s 0' '-s -9'; do
  truncate $damage both/figures/profile.svg both/figures/convergence.svg
  check "draws again what truncate $damage has left" "$OPTBENCH" report both
  check 'the same' sh -c 'cmp small/figures/profile.svg both/figures/profile.svg && cmp small/figures/convergence.svg both/figures/convergence.svg'
done

plan
