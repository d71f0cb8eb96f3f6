# clipping.gp -- the update of a learned optimizer against the gradient, where its state rests: above,
# the step less the drift, for gradients of both signs; below, its rate, over the gradients that occur.
#
# Reads clipping.csv, -density, -panels (a row a network).
here = ARG0
while (strlen(here) && here[strlen(here):] ne "/") { here = here[:strlen(here)-1] }
set datafile separator comma columnheaders
update  = ARG1."/clipping.csv"
density = ARG1."/clipping-density.csv"
panels  = ARG1."/clipping-panels.csv"

LEFT = 72; PW = 420; RIGHT = 24; PH = 230; BETWEEN = 24; PH2 = 150; FOOT = 42
head_bold = "Clipping"; head_rest = "the step against the gradient, where the state rests"
call here."dissect.gp"
H = int(HEAD + PH + BETWEEN + PH2 + FOOT)
call here."style.gp" ARG1 ARG2

mine(x) = strcol(1) eq name[p] ? x : NaN
array drift[total]; array small[total]; array half[total]
low = 1.0; high = 1000.0
stats panels using (k=int($0)+1, drift[k]=$6, small[k]=$7, half[k]=strcol(8), 0) nooutput
stats panels using (strcol(9) ne "nan" && $9 > 0 && $9 < low ? (low=$9, 0) : 0) nooutput
low = low < 1e-5 ? 1e-6 : 10**floor(log10(low)-1)
most = 0; least = 0; peak = 0; largest = 0
stats update using ($2 >= low ? (most = $5 > most ? $5 : most, least = $5 < least ? $5 : least, 0) : 0) nooutput
stats density using (peak = $4 > peak ? $4 : peak, 0) nooutput
stats update using (largest = abs($3) > largest ? abs($3) : largest, largest = abs($4) > largest ? abs($4) : largest, 0) nooutput
first = 0
stats panels using (abs($7) > first ? (first=abs($7), 0) : 0) nooutput
top = largest > 0 ? 3*largest : 1.0; bottom = first > 0 ? 0.3*low*first : 1e-3*top
uphill = 0
do for [p=1:total] {
  stats update using (strcol(1) eq name[p] && ($3 > drift[p] || $4 < drift[p]) ? (uphill=1, 0) : 0) nooutput
}
if (most <= least) { most = least+1.0 }
room = most-least
up = seen("#d73976"); down = seen("#029a98"); crowd = pale("#d9e3eb")

set multiplot
call here."dissect-heads.gp"
set logscale x; set xrange [low:high]
do for [p=1:total] {
  set lmargin at screen x0(p)/W; set rmargin at screen (x0(p)+PW)/W
  set tmargin at screen 1-real(HEAD)/H; set bmargin at screen 1-real(HEAD+PH)/H
  set logscale y; set yrange [bottom:top]; set format "10^{%T}"
  set xtics 10 font ",9"; set ytics 10**ceil(log10(top/bottom)/6) font ",9"; set format x ""; set xlabel ""
  set label 30 "size of the step less the drift" at screen (x0(p)-56)/W, graph 0.5 center rotate by 90 font ",9" textcolor rgb ink
  set label 31 "gradient above 0" at graph 0.04,0.93 font ",9" textcolor rgb legible(up)
  set label 32 "below 0" at graph 0.04,0.86 font ",9" textcolor rgb legible(down)
  set label 33 "in proportion" at graph 0.04,0.79 font ",9" textcolor rgb soft
  if (uphill) { set label 34 "open: the step goes uphill" at graph 0.04,0.72 font ",9" textcolor rgb soft }
  ahead(y) = y > 0 ? y : NaN
  plot update using (mine($2)):(ahead(small[p]*$2)) with lines lw 1 dt 2 lc rgb soft, \
    update using (mine($2)):(ahead(drift[p]-$3)) with lines lw 1.9 lc rgb up, \
    update using (mine($2)):(ahead($4-drift[p])) with lines lw 1.9 lc rgb down, \
    update using (mine($2)):(ahead($3-drift[p])) every 4 with points pt 6 ps 0.5 lc rgb up, \
    update using (mine($2)):(ahead(drift[p]-$4)) every 4 with points pt 6 ps 0.5 lc rgb down
  unset label

  set tmargin at screen real(FOOT+PH2)/H; set bmargin at screen real(FOOT)/H
  unset logscale y; set yrange [least-0.04*room:most+0.1*room]; set ytics tic_step(room); set format y "%g"
  set format x "10^{%T}"; set xlabel "size of the gradient" offset 0,0.5 font ",9"
  set label 30 "rate" at screen (x0(p)-56)/W, graph 0.5 center rotate by 90 font ",9" textcolor rgb ink
  set label 31 "gradients that occur" at graph 0.04,0.55 font ",9" textcolor rgb legible(seen("#7f9cb3")) front
  if (half[p] ne "nan") {
    set arrow 1 from first number(half[p]),graph 0 to first number(half[p]),graph 1 nohead lw 1.0 dt 3 lc rgb ink
    set label 32 sprintf("half at %s", brief(number(half[p]))) at first number(half[p]),graph 0.93 offset 0.7,0 font ",9" textcolor rgb ink
  }
  plot density using (mine(sqrt($2*$3))):(0):(0.9*(most > 0 ? most : room)*$4/peak) with filledcurves fc rgb crowd fs solid noborder, \
    update using (mine($2)):5 with lines lw 1.9 lc rgb ink
  unset label; unset arrow
}
unset multiplot
set output
