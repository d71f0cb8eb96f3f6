# text_boxes.awk -- texts that leave the page, or that lie over each other: of SVG that gnuplot drew, and
# of what `pdftotext -bbox` says of a PDF. Prints a line for each.
#
# With LEAST, -v LEAST=6.6, a word of a PDF that is smaller (in points) is told, too; exponents, which
# are digits alone, may have four fifths of it. A box is as high as DejaVu Sans is, 1.164 of its size.
#
# A viewer measures the texts of an SVG; here their widths are those of DejaVu Sans, a little less than
# it has, so that what is printed is out for certain. Run it with LC_ALL=C.

function advance(text, bold,    i, c, sum) {
  gsub(/&[a-z]+;/, "x", text)
  gsub(/[\200-\277]/, "", text)
  for (i = 1; i <= length(text); i++) {
    c = substr(text, i, 1)
    if (c ~ /[iljI.,:;'|! ]/) sum += 0.3
    else if (c ~ /[ftr()\[\]\/-]/) sum += 0.38
    else if (c ~ /[mwMW%]/) sum += 0.85
    else if (c ~ /[a-z0-9]/) sum += 0.58
    else sum += 0.64
  }
  return sum * (bold ? 1.1 : 1)
}

function attribute(line, name,    at) {
  at = index(line, " " name "=\"")
  if (!at) return ""
  line = substr(line, at + length(name) + 3)
  return substr(line, 1, index(line, "\"") - 1)
}

function add(x0, y0, x1, y1, text) {
  left[count] = x0 + 0; top[count] = y0 + 0; right[count] = x1 + 0; bottom[count] = y1 + 0
  said[count++] = text
}

BEGIN { count = 0 }
/<svg/ { svg = 1 }
svg && /^ width="[0-9]+" height="[0-9]+"/ { split($0, part, "\""); W = part[2] + 0; H = part[4] + 0 }
svg && /<g transform="translate\(/ {
  match($0, /translate\([-0-9.]+,[-0-9.]+\)/)
  split(substr($0, RSTART + 10, RLENGTH - 11), part, ",")
  x = part[1]; y = part[2]
  turned = /rotate\((270|-90)/
  size = attribute($0, "font-size"); anchor = attribute($0, "text-anchor")
}
svg && /<text[ >]/ {
  line = $0; wide = 0; whole = ""
  while (match(line, /<tspan[^>]*>[^<]*/)) {
    piece = substr(line, RSTART, RLENGTH)
    line = substr(line, RSTART + RLENGTH)
    tag = substr(piece, 1, index(piece, ">"))
    words = substr(piece, index(piece, ">") + 1)
    own = attribute(tag, "font-size")
    wide += advance(words, tag ~ /bold/) * (own == "" ? size : own)
    whole = whole words
  }
  begin = anchor == "end" ? -wide : anchor == "middle" ? -wide / 2 : 0
  if (whole ~ /^ *$/) next
  if (turned) add(x - 0.72 * size, y - begin - wide, x, y - begin, whole)
  else add(x + begin, y - 0.72 * size, x + begin + wide, y, whole)
}
/<page / { W = attribute($0, "width") + 0; H = attribute($0, "height") + 0 }
/<word / {
  # A quarter of the box above and below has no ink.
  x0 = attribute($0, "xMin") + 0; x1 = attribute($0, "xMax") + 0
  y0 = attribute($0, "yMin") + 0; y1 = attribute($0, "yMax") + 0
  gsub(/^ *<word[^>]*>|<\/word>/, "")
  upright = y1 - y0 > 2 * (x1 - x0) && length($0) > 2
  letters = $0
  gsub(/[\200-\277]/, "", letters)
  # Of a few letters the longer side tells: upright or turned, they are higher than wide.
  high = (upright || (length(letters) < 4 && x1 - x0 > y1 - y0) ? x1 - x0 : y1 - y0) / 1.164
  if (LEAST && high < (/^(−|[0-9])+$/ ? 0.79 : 0.99) * LEAST) printf "%s: '%s' is %.2f points high\n", FILENAME, $0, high
  if (upright) add(x0 + 0.27 * (x1 - x0), y0, x1 - 0.27 * (x1 - x0), y1, $0)
  else add(x0, y0 + 0.27 * (y1 - y0), x1, y1 - 0.27 * (y1 - y0), $0)
}
END {
  if (!count) print FILENAME ": no text"
  for (i = 0; i < count; i++) {
    if (left[i] < 0 || top[i] < 0 || right[i] > W || bottom[i] > H)
      printf "%s: '%s' leaves the page: %g to %g of %g, %g to %g of %g\n", FILENAME, said[i], \
        left[i], right[i], W, top[i], bottom[i], H
    for (k = 0; k < i; k++)
      if (left[i] < right[k] - 1 && left[k] < right[i] - 1 && top[i] < bottom[k] - 1 && top[k] < bottom[i] - 1)
        printf "%s: '%s' lies over '%s'\n", FILENAME, said[i], said[k]
  }
}
