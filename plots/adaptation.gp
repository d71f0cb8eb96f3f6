# adaptation.gp -- where the state of a learned optimizer settles under a constant gradient: above,
# the step there, the S-curve; below, its slope in the gradient, the state held. Axes go by the
# inverse of sinh: linear about 0, logarithmic further out.
#
# Reads adaptation.csv, -panels (a row a network).
here = ARG0
while (strlen(here) && here[strlen(here):] ne "/") { here = here[:strlen(here)-1] }
set datafile separator comma columnheaders
data   = ARG1."/adaptation.csv"
panels = ARG1."/adaptation-panels.csv"

LEFT = 72; PW = 420; RIGHT = 24; PH = 230; BETWEEN = 24; PH2 = 150; FOOT = 42
head_bold = "Adaptation"; head_rest = "where the state settles under a constant gradient"
call here."dissect.gp"
H = int(HEAD + PH + BETWEEN + PH2 + FOOT)
call here."style.gp" ARG1 ARG2

mine(x) = strcol(1) eq name[p] ? x : NaN
array low[total]; array high[total]; array occurs[total]
stats panels using (k=int($0)+1, low[k]=$6, high[k]=$7, occurs[k]=$9, 0) nooutput
near = 1e-3; far = 0.1
stats data using (abs($2) > far ? (far=abs($2), 0) : 0) nooutput
stats data using 3 nooutput; bottom = STATS_min; top = STATS_max
size = abs(bottom) > abs(top) ? abs(bottom) : abs(top); size = size > 0 ? size : 1.0
size = 10**ceil(log10(size)); close = 1e-3*size
stats data using 4 nooutput; flat = STATS_min < 0 ? STATS_min : 0; steep = STATS_max > 0 ? STATS_max : 0
room = steep > flat ? steep-flat : 1.0
X(g) = asinh(g/near); Y(s) = asinh(s/close)
crowd = pale("#eef2f6")

set multiplot
call here."dissect-heads.gp"
far = 10**ceil(log10(far)-1e-9)
set xrange [X(-far):X(far)]
# A tic at each decade of either sign, its text where it is wanted.
tens_text(e) = e == 0 ? "1" : e == 1 ? "10" : sprintf("10^{%s}", minus(e))
x_tics = "('0' 0"; x_marks = "('' 0"; y_tics = "('0' 0"
do for [e=-9:9] {
  if (10.0**e >= 9*near && 10.0**e <= 1.01*far) {
    x_tics = x_tics.sprintf(", '%s' %.9g, '−%s' %.9g", tens_text(e), X(10.0**e), tens_text(e), X(-10.0**e))
    x_marks = x_marks.sprintf(", '' %.9g, '' %.9g", X(10.0**e), X(-10.0**e))
  }
  if (10.0**e >= 9*close && 10.0**e <= 1.01*size) {
    y_tics = y_tics.sprintf(", '%s' %.9g, '−%s' %.9g", tens_text(e), Y(10.0**e), tens_text(e), Y(-10.0**e))
  }
}
x_tics = x_tics.")"; x_marks = x_marks.")"; y_tics = y_tics.")"
do for [p=1:total] {
  set lmargin at screen x0(p)/W; set rmargin at screen (x0(p)+PW)/W
  # Gradients of the sizes that occur.
  reach = occurs[p] < far ? occurs[p] : far
  set object 1 rectangle from first X(-reach),graph 0 to first X(reach),graph 1 fc rgb crowd fs solid noborder behind
  set tmargin at screen 1-real(HEAD)/H; set bmargin at screen 1-real(HEAD+PH)/H
  set yrange [Y(-size):Y(size)]; set xlabel ""
  eval "set xtics nomirror out font ',9' ".x_marks
  eval "set ytics nomirror out font ',9' ".y_tics
  set label 30 "step" at screen (x0(p)-56)/W, graph 0.5 center rotate by 90 font ",9" textcolor rgb ink
  set label 31 "shaded: 99 % of the gradients" at graph 0.97,0.94 right font ",9" textcolor rgb legible(seen("#7f9cb3"))
  plot data using (mine(X($2))):(Y($3)) with linespoints pt 7 ps 0.3 lw 1.4 lc rgb ink
  unset label
  set tmargin at screen real(FOOT+PH2)/H; set bmargin at screen real(FOOT)/H
  set yrange [flat-0.04*room:steep+0.1*room]; eval "set xtics nomirror out font ',9' ".x_tics
  unset ytics; set ytics nomirror out tic_step(room) font ",9"
  set xlabel "constant gradient" offset 0,0.4 font ",9"
  set label 30 "slope" at screen (x0(p)-56)/W, graph 0.5 center rotate by 90 font ",9" textcolor rgb ink
  plot data using (mine(X($2))):4 with linespoints pt 7 ps 0.3 lw 1.4 lc rgb ink
  unset label; unset object
}
unset multiplot
set output
