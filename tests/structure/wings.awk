# wings.awk -- which imports go against order.txt.
#
#   awk -f wings.awk order.txt IMPORTS
#
# IMPORTS has lines `FROM TO HOW`, two files and what ties them. Prints each import that is not
# allowed, and each file that is in no wing; the exit code is 1 if there was any.
FNR == NR {
  if (/^#/ || !NF) next
  line++
  for (i = 1; i <= NF; i++) rank[$i] = line
  next
}

# The longest name of a wing that the file is in.
function wing(file,    at) {
  at = file
  while (!(at in rank)) if (!sub(/\/[^\/]*$/, "", at)) return ""
  return at
}

{
  from = wing($1); to = wing($2)
  if (from == "" || to == "") {
    print (from == "" ? $1 : $2) " is in no wing of order.txt"
    bad = 1
  } else if (from != to && rank[to] >= rank[from]) {
    print $1 " may not import " $2 " (" $3 "): " from " is " \
          (rank[to] == rank[from] ? "beside " : "above ") to
    bad = 1
  }
  count++
}

END {
  if (!count) { print "no imports were found"; bad = 1 }
  exit bad
}
