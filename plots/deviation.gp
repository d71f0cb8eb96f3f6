# deviation.gp -- J(mean, deviation) of a function of one variable, the paths of variational
# optimization on it, and the function itself, which is J where the deviation is 0.
#
# Reads deviation.csv, deviation-curves.csv (a row a path), deviation-function.csv and
# deviation-field.csv.
here = ARG0
while (strlen(here) && here[strlen(here):] ne "/") { here = here[:strlen(here)-1] }
set datafile separator comma columnheaders
data   = ARG1."/deviation.csv"
curves = ARG1."/deviation-curves.csv"
line   = ARG1."/deviation-function.csv"
field  = ARG1."/deviation-field.csv"

stats curves using 6 nooutput; total = int(STATS_records)
array title[total]; array tint[total]; array first[total]; array last[total]
array end[total]
stats curves using (k=int($0)+1, title[k]=strcol(2), tint[k]=strcol(3), \
  first[k]=int($6), last[k]=int($7), end[k]=$8, \
  function=strcol(10), minimiser=strcol(11), 0) nooutput
stats line using 1:2 nooutput; left = STATS_min_x; right = STATS_max_x
bottom = STATS_min_y; top = STATS_max_y

LEFT = 70; PW = 760; ROOM = 16; HEAD = 44; PH = 130; BETWEEN = 14; FH = 400; FOOT = 46
columns = 1
call here."text.gp"
if (fit_wide > 0) { LEFT = 60 }
call here."fit.gp" 0 "LEFT+ROOM" 0 0
# A narrow field is nearly as high as wide, lest the paths are squeezed.
if (fit_wide > 0) { FH = PW < 444 ? 0.9*PW : 400; PH = PW < 400 ? 0.325*PW : 130 }
W = LEFT+PW+ROOM
head_bold = "What variational optimization descends on"; head_points = 11
head_rest = sprintf("E f(mean + deviation z), f: %s%s", phrase(function), minimiser eq "nan" ? "" : ", star: its minimiser")
head = sprintf(lead."{/:Bold %s}   %s", titled(head_bold), head_rest)
if (fit_wide > 0) { call here."heading.gp"; HEAD = HEAD + head_more }
if (fit_tall > 0 && fit_tall-HEAD-BETWEEN-FOOT > 120) {
  PH = 0.25*(fit_tall-HEAD-BETWEEN-FOOT); FH = 3*PH
}
H = int(HEAD+PH+BETWEEN+FH+FOOT+0.5)
call here."style.gp" ARG1 ARG2

set datafile nocolumnheaders
stats field nonuniform matrix using 2 nooutput; sigma_low = STATS_min; sigma_high = STATS_max
stats field nonuniform matrix using 3 nooutput; low = STATS_min; high = STATS_max
set table $contour
set contour base; unset surface
set cntrparam levels incremental low,(high-low)/24.0,high
splot field nonuniform matrix using 1:2:3
unset table; unset contour; set surface
set datafile columnheaders

# The first path of each optimizer has its name at its start: on the side that it does not leave to,
# or above it where there is no room.
count = 0
array named[total]
do for [i=1:total] {
  if (i == 1 || title[i] ne title[i > 1 ? i-1 : 1]) { count = count+1; named[count] = i }
}
array sx[count]; array ey[count]
do for [i=1:count] {
  stats data every ::first[named[i]]::first[named[i]] using 4:(log10($5)) nooutput
  sx[i] = STATS_min_x; ey[i] = STATS_min_y
}
floor_y = sigma_low+0.04*(sigma_high-sigma_low); ceil_y = sigma_high-0.04*(sigma_high-sigma_low)
gap = 17.5*(sigma_high-sigma_low)/FH
load here."labels.gp"

set multiplot
set lmargin at screen real(LEFT)/W; set rmargin at screen real(LEFT+PW)/W
set xrange [left:right]
set xtics tic_step(right-left); set mxtics 2

set tmargin at screen 1-real(HEAD)/H; set bmargin at screen 1-real(HEAD+PH)/H
room = 0.06*(top-bottom)
set yrange [bottom-room:top+room]; set ytics tic_step(top-bottom)
set format x ""; set ylabel "f" offset (fit_wide > 0 ? 2 : 1),0
set label 1 head at screen real(LEFT)/W, screen 1-20.0/H font ",11" textcolor rgb ink
plot line using 1:2 with lines lw 1.4 lc rgb ink, \
  "+" using (minimiser eq "nan" ? NaN : number(minimiser)):(bottom) every ::0::0 with points pt 3 ps 1.0 lw 1.4 lc rgb ink
unset label 1

set tmargin at screen 1-real(HEAD+PH+BETWEEN)/H; set bmargin at screen real(FOOT)/H
set border 15; unset grid
set yrange [sigma_low:sigma_high]; set cbrange [low:high]
set ytics 1; set mytics 1; set format y "10^{%g}"; set format x "%g"
set xlabel "mean" offset 0,0.3; set ylabel "deviation" offset (fit_wide > 0 ? 0.9 : 0.6),0
do for [i=1:count] {
  n = named[i]
  need = (24 + 0.75*10*strlen(title[n]))*(right-left)/PW
  set label 10+i title[n] noenhanced textcolor rgb legible(tint[n]) font ",10" front
  if (end[n] < sx[i] && right-sx[i] > need) {
    set label 10+i at first sx[i],first ly[i] offset 1,0 left
  } else { if (end[n] >= sx[i] && sx[i]-left > need) {
    set label 10+i at first sx[i],first ly[i] offset -1,0 right
  } else { if (right-sx[i] > need) {
    set label 10+i at first sx[i],first ly[i] offset 0,0.9 left
  } else {
    set label 10+i at first sx[i],first ly[i] offset 0,0.9 right
  } } }
}
set datafile nocolumnheaders
plot field nonuniform matrix using 1:2:3 with image, \
  $contour using 1:2 '%lf %lf' with lines lc rgb ground lw 0.7, \
  for [i=1:total] data every ::(first[i]+1)::(last[i]+1) using 4:(log10($5)) with lines lc rgb ground lw 3.6, \
  for [i=1:total] data every ::(first[i]+1)::(last[i]+1) using 4:(log10($5)) with lines lw 1.6 lc rgb tint[i], \
  for [i=1:total] data every ::(first[i]+1)::(first[i]+1) using 4:(log10($5)) with points pt 7 ps 0.8 lc rgb ink, \
  "+" using (number(minimiser)):(sigma_low+11*(sigma_high-sigma_low)/FH) every ::0::0 with points pt 3 ps 1.0 lw 1.4 lc rgb ink
unset multiplot
set output
