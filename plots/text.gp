# text.gp -- how texts and numbers are written; style.gp calls it, and scripts that need it before.
call here."form.gp"

# Text from a file, free of what gnuplot's markup would take for a command.
escaped(s) = strlen(s) == 0 ? "" : (strstrt("@_^{}~&\\", s[1:1]) ? "\\" : "").s[1:1].escaped(s[2:])
plain(s) = escaped(s)
# The least size of a text: 11 units, below which it is hard to read; as a font.
least_points = 8.3; tiny = sprintf(",%g", least_points)
# The share of a size that what is less important gets.
lesser(points) = 0.85*points < least_points ? least_points/points : 0.85
# The size at which a title of n characters fits into `width` units: `points`, or less, but not less
# than can be read. What is too long even then is cut, as `shortened` does, which leaves room for
# `more` characters, or broken into lines at blanks.
fit(points, n, width) = width/(0.78*points*n) >= 1 ? points : width/(0.78*n) < least_points ? least_points : width/(0.78*n)
shortened(s, more, width) = cut(s, int(width/(0.78*least_points))-more)
break_at(s, n) = n < 2 ? strlen(s)+1 : s[n:n] eq " " ? n : break_at(s, n-1)
broken(s, n) = strlen(s) <= n ? s : s[:break_at(s, n)-1]."\n".broken(s[break_at(s, n)+1:], n)
broken_lines(s, n) = strlen(s) <= n ? 1 : 1 + broken_lines(s[break_at(s, n)+1:], n)

# Is curve c one of those that have no colour of their own? (COLOUR_REST of bench/plot/colours.h)
rest(c) = tint[c] eq "#8a8a8a"
# The number that a text from a file is: gnuplot itself reads none that has an exponent and no point.
number(s) = strstrt(s, "e") && !strstrt(s, ".") ? \
  real(s[1:strstrt(s, "e")-1].".0".s[strstrt(s, "e"):]) : real(s)
# A number with a proper minus sign; small and large ones as mantissa x power of ten.
minus(x) = x < 0 ? sprintf("−%g", -x) : sprintf("%g", x)
exponent(x) = floor(log10(abs(x))+1e-9)
brief(x) = x == 0 ? "0" : (exponent(x) > -4 && exponent(x) < 5 ? minus(number(sprintf("%.3g", x))) : \
  minus(number(sprintf("%.3g", x/10.0**exponent(x))))." × 10^{".minus(exponent(x))."}")
# A number of things: whole digits in groups of three, from a million on as brief has it.
grouped(s) = strlen(s) < 4 ? s : grouped(s[1:strlen(s)-3]).",".s[strlen(s)-2:]
count_of(x) = x >= 999999.5 ? brief(x) : x >= 100 ? grouped(sprintf("%.0f", x)) : sprintf("%.3g", x)
power(x) = abs(log10(x) - floor(log10(x)+0.5)) < 1e-9 ? "10^{".minus(floor(log10(x)+0.5))."}" : brief(x)
# A round distance of tics for an axis of this width: 3 to 6 of them.
tens(width) = 10.0**floor(log10(width/2.0))
tic_step(width) = tens(width) * (width/tens(width) > 12 ? 5 : (width/tens(width) > 5 ? 2 : 1))
# The same where no more tics fit than one each `room` of so many units.
tic_fitting(width, units, room) = width/tic_step(width)*room <= units ? tic_step(width) : \
  width/tic_step(2*width)*room <= units ? tic_step(2*width) : tic_step(4*width)
# How many powers of ten are between the tics of a logarithmic axis, which has so many of them on so
# many units, and texts that each take `room`.
tic_decades(decades, units, room) = decades*room <= units ? 1 : decades*room <= 2*units ? 2 : \
  decades*room <= 4*units ? 4 : int(ceil(decades*real(room)/units))
# What curves of so many runs are.
runs_said(n) = n == 1 ? "one run" : sprintf("median and quartiles of %d runs", n)
larger(x, y) = x > y ? x : y
# The same of a title of a function, which has semicolons for its commas there.
phrase(s) = strlen(s) == 0 ? "" : (s[1:1] eq ";" ? "," : escaped(s[1:1])).phrase(s[2:])
# A panel's title in bold, `rest` behind it, in `width` units: where that is too narrow, its
# parameters go to a second line, above the panel as the first was, and what is too long even then is
# cut. title_lines says how many there are.
cut(s, n) = strlen(s) <= n ? s : s[1:(n > 2 ? n-1 : 1)]."…"
title_mean = fit_wide > 0 ? 0.88 : 0.78                 # a letter of names that are cut, many of which are capitals
title_fits(s, rest, points, width) = points*(0.78*strlen(s) + 0.66*strlen(rest)) <= width
title_lines(s, rest, points, width) = title_fits(s, rest, points, width) || !strstrt(s, " (") ? 1 : 2
title_name(s) = s[1:strstrt(s, " (")-1]
title_params(s) = s[strstrt(s, " (")+2:strlen(s)-1]
panel_title(s, rest, points, width) = title_lines(s, rest, points, width) == 1 ? \
  sprintf(lead."{/:Bold %s}%s", phrase(title_fits(s, rest, points, width) ? s : cut(s, int(width/(title_mean*points)-0.85*strlen(rest)))), rest) : \
  sprintf(lead."{/:Bold %s}%s\n".lead."{/*%.3f %s}", phrase(cut(title_name(s), int(width/(title_mean*points)-0.85*strlen(rest)))), rest, \
    lesser(points), phrase(cut(title_params(s), int(width/(lesser(points)*0.66*points)))))
