# style.gp -- the look that all figures share; called first by each script.
#
#   gnuplot -c NAME.gp DATA_FOLDER OUTPUT.(png|svg|gif|pdf)
#
# In:  W, H, the figure's size; a unit is 1/96 inch, and a font of 10 points is 13 units high.
# The extension of the output picks the terminal: PNG has two pixels a unit. A GIF moves, a frame a
# page.

if (ARGC < 2 || !strlen(ARG2)) { exit error "usage: gnuplot -c NAME.gp DATA_FOLDER OUTPUT.(png|svg|gif|pdf)" }
kind = ARG2[strlen(ARG2)-2:]
if (kind eq "png") {
  set terminal pngcairo size 2*W,2*H font "DejaVu Sans,10" fontscale 2 linewidth 2 pointscale 2 rounded enhanced
}
if (kind eq "svg") {
  set terminal svg size W,H font "DejaVu Sans,10" fontscale 1.3333 linewidth 1 rounded enhanced background "white"
}
if (kind eq "gif") {
  set terminal gif animate delay 10 loop 0 optimize size W,H font "DejaVu Sans,10" enhanced
}
if (kind eq "pdf") {
  set terminal pdfcairo size W/120.0,H/120.0 font "DejaVu Sans,10" fontscale 0.8 linewidth 0.8 pointscale 0.8 rounded enhanced
}
set output ARG2
set encoding utf8
set minussign
set datafile separator comma columnheaders

ink  = "#222222"
soft = "#8a8a8a"
rule = "#e4e4e4"

# Dashes with short gaps, so that a curve's course stays seen.
set dashtype 2 (9,6)
set dashtype 3 (2,5)
set dashtype 4 (9,5,1,5)
set dashtype 5 (9,5,1,5,1,5)

set border 3 linecolor rgb ink linewidth 0.8          # left and bottom only
set tics nomirror out scale 0.6,0.3 textcolor rgb ink
set grid xtics ytics linetype 1 linecolor rgb rule linewidth 0.6
unset key
unset colorbox

# Every landscape is pale, so that the paths carry the colour.
set palette defined (0 "#7f9cb3", 0.3 "#adc1d1", 0.65 "#d9e3eb", 1 "#f7f9fb")

# Text from a file, free of what gnuplot's markup would take for a command.
plain(s) = strlen(s) == 0 ? "" : (strstrt("@_^{}~&\\", s[1:1]) ? "\\" : "").s[1:1].plain(s[2:])
# The size at which a title of n characters fits into `width` units: `points`, or less.
fit(points, n, width) = width/(0.78*points*n) < 1 ? points*width/(0.78*points*n) : points

# A number with a proper minus sign; small and large ones as mantissa x power of ten.
minus(x) = x < 0 ? sprintf("−%g", -x) : sprintf("%g", x)
exponent(x) = floor(log10(abs(x))+1e-9)
brief(x) = x == 0 ? "0" : (exponent(x) > -4 && exponent(x) < 5 ? minus(real(sprintf("%.3g", x))) : \
  minus(real(sprintf("%.3g", x/10.0**exponent(x))))." × 10^{".minus(exponent(x))."}")
power(x) = abs(log10(x) - floor(log10(x)+0.5)) < 1e-9 ? "10^{".minus(floor(log10(x)+0.5))."}" : brief(x)
# A round distance of tics for an axis of this width: 3 to 6 of them.
tens(width) = 10**floor(log10(width/2.0))
tic_step(width) = tens(width) * (width/tens(width) > 12 ? 5 : (width/tens(width) > 5 ? 2 : 1))
