# style.gp -- the look that all figures share; called first by each script.
#
#   gnuplot -c NAME.gp DATA_FOLDER OUTPUT.(png|svg|gif|pdf)
#
# In:  W, H, the figure's size; a unit is 1/96 inch, and a font of 10 points is 13 units high.
# The extension of the output picks the terminal: PNG has two pixels a unit. A GIF moves: its script
# draws a page a frame, each after `set output frame(NUMBER)`, from 1 on, as OUTPUT.gif.NNNN.png, at
# least 1000 pixels wide; `optbench plot` joins them.

if (ARGC < 2 || !strlen(ARG2)) { exit error "usage: gnuplot -c NAME.gp DATA_FOLDER OUTPUT.(png|svg|gif|pdf)" }
kind = ARG2[strlen(ARG2)-2:]
if (kind eq "png") {
  set terminal pngcairo size 2*W,2*H font "DejaVu Sans,10" fontscale 2 linewidth 2 pointscale 2 rounded enhanced
}
if (kind eq "svg") {
  set terminal svg size W,H font "DejaVu Sans,10" fontscale 1.3333 linewidth 1 rounded enhanced background "white"
}
if (kind eq "gif") {
  zoomed = W < 800 ? 1000.0/W : 1.25
  set terminal pngcairo size int(zoomed*W+0.5),int(zoomed*H+0.5) font "DejaVu Sans,10" fontscale zoomed \
      linewidth zoomed pointscale zoomed rounded enhanced
}
if (kind eq "pdf") {
  set terminal pdfcairo size W/120.0,H/120.0 font "DejaVu Sans,10" fontscale 0.6 linewidth 1.2 pointscale 0.6 rounded enhanced
}
film = ARG2
frame(n) = sprintf("%s.%04d.png", film, n)
if (kind ne "gif") { set output ARG2 }
set encoding utf8
set minussign
set datafile separator comma columnheaders

ground = "#ffffff"
ink  = "#222222"
soft = "#757575"
rule = "#e4e4e4"

# Dashes with short gaps, so that a curve's course stays seen.
set dashtype 2 (15,9)
set dashtype 3 (2,7)
set dashtype 4 (15,7,2,7)
set dashtype 5 (15,7,2,7,2,7)

# gnuplot's own format has a blank for a sign, which puts labels beside their tics.
set format "%h"
set border 3 linecolor rgb ink linewidth 0.8          # left and bottom only
set tics nomirror out scale 0.6,0.3 textcolor rgb ink
set grid xtics ytics linetype 1 linecolor rgb rule linewidth 0.6
unset key
unset colorbox

# Every landscape is pale, so that the paths carry the colour.
set palette defined (0 "#7f9cb3", 0.3 "#adc1d1", 0.65 "#d9e3eb", 1 "#f7f9fb")

call here."text.gp"
call here."contrast.gp"
