#!/bin/sh
# suggested.sh -- commands that the program suggests run as they are printed, whatever the folder is
# called.
. "$(dirname "$0")/../support/tap.inc"

cat >small.ini <<'END'
[campaign]
functions = step
optimizers = random, es
runs = 2
budget = 60
END

# What a shell finds as `optbench`: the program, which need not draw everything here.
mkdir path
cat >path/optbench <<'END'
#!/bin/sh
case $1 in
plot) exec "$OPTBENCH" "$@" --only profile --format svg ;;
report) exec "$OPTBENCH" "$@" --no-figures ;;
*) exec "$OPTBENCH" "$@" ;;
esac
END
chmod +x path/optbench
paste() { # LINE: it runs when it is pasted into a shell
  [ -n "$1" ] || { echo "nothing is suggested"; return 1; }
  PATH=$box/path:$PATH sh -c "$1" || { echo "failed: $1"; return 1; }
}

# In a folder for each name: where a path begins with it, and where one ends with it.
suggestions() { # NAME
  mkdir box && cd box || return 1
  "$OPTBENCH" run ../small.ini --out="$1" >said || return 1
  paste "$(sed -n 's/^next: //p' said)" && ls ./"$1"/figures/profile.svg || return 1
  paste "$(sed -n 's/^  or: //p' said)" && ls ./"$1"/report.html || return 1
  "$OPTBENCH" baseline ./"$1" -- "$1 base" >said || return 1
  paste "$(sed -n 's/^next: //p' said)" >/dev/null || return 1
  "$OPTBENCH" tune sgd -f parabola --candidates 2 --runs 2 --out="$1 tuned" >said 2>&1 || return 1
  paste "$(sed -n 's/^next: //p' said)" && ls results/*/runs.csv || return 1
  cd ..
}
for name in plain "it's here" -dash -- "-it's -x" '$HOME "or" `id`' '~' '#x;y&z' 'ä*?[a]' '!1\n'; do
  check "a folder called $name" suggestions "$name"
  cd "$box" && rm -rf box
done
plain_word() { "$OPTBENCH" run small.ini --out a/b-1.2 | grep -qx 'next: optbench plot a/b-1.2'; }
check "quotes stand only where they are needed" plain_word

# What was interrupted before its first cell was whole.
long="--runs 5 --budget 1G --target none"
interrupted() { # FOLDER
  "$OPTBENCH" run small.ini $long --out "$1" >said 2>&1 &
  hears $! && kill -TERM $!
  wait $!
  [ $? -eq 130 ] || { cat said; return 1; }
}
carries_on() { # WORDS: the command between backquotes goes on in the same folder
  command=$(sed -n "s/.*\`\(.*\)\` $1.*/\1/p" said)
  [ -n "$command" ] || { cat said; return 1; }
  PATH=$PWD/path:$PATH sh -c "exec $command" >again 2>&1 &
  hears $! && kill -TERM $!
  wait $!
  grep -q "\(kept\|finished\) in a b'c; " again && [ ! -e results ] || { cat again; return 1; }
}
check "an interrupted campaign" interrupted "a b'c"
check "the command that carries on does so" carries_on "carries on"
fills() {
  "$OPTBENCH" plot "a b'c" >said 2>&1
  [ $? -eq 3 ] && carries_on "fills it"
}
check "so does the one that plot suggests" fills
plan
