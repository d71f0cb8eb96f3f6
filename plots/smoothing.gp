# smoothing.gp -- a function of one variable and what each optimizer sees of it, smoothed by its
# deviation; below, from where to where its runs went. A column an optimizer.
#
# Reads smoothing.csv, smoothing-ends.csv (a row a run), smoothing-curves.csv (a row an optimizer;
# the first one is the function itself).
here = ARG0
while (strlen(here) && here[strlen(here):] ne "/") { here = here[:strlen(here)-1] }
set datafile separator comma columnheaders
data   = ARG1."/smoothing.csv"
ends   = ARG1."/smoothing-ends.csv"
curves = ARG1."/smoothing-curves.csv"

stats curves using 6 nooutput; total = int(STATS_records)
array title[total]; array tint[total]; array first[total]; array last[total]
array from[total]; array to[total]
stats curves using (k=int($0)+1, title[k]=strcol(2), tint[k]=strcol(3), first[k]=int($6), \
  last[k]=int($7), from[k]=int($8), to[k]=int($9), function=strcol(10), minimiser=strcol(11), 0) \
  nooutput
stats data using 2:3 nooutput; left = STATS_min_x; right = STATS_max_x
bottom = STATS_min_y; top = STATS_max_y; margin = 0.05*(top-bottom)
stats ends using 2 nooutput; runs = int(STATS_max)+1

panels = total-1
columns = panels < 3 ? panels : 3; rows = ceil(panels/3.0)
LEFT = 54; PW = columns == 1 ? 560 : 300; ROOM = 16; ABOVE = 30; PH = 200; BETWEEN = 12
line = runs > 40 ? 3 : 8; SH = (runs+1)*line; BELOW = 40
call here."text.gp"
total = panels
call here."fit.gp" "LEFT+ROOM" 0 150 "ABOVE+BETWEEN+SH+BELOW"
rows = ceil(panels/real(columns))
block = ABOVE+PH+BETWEEN+SH+BELOW
W = int(columns*(LEFT+PW+ROOM))
head_bold = "What an optimizer sees"; head_points = 11
head_rest = sprintf("thin: %s, thick: its Gaussian smoothing; arrows: %d runs from start to end", phrase(function), runs)
call here."heading.gp"
HEAD = 30 + head_more; H = int(HEAD + rows*block)
call here."style.gp" ARG1 ARG2

set multiplot
set xrange [left:right]
set xtics tic_step(right-left) font tiny; set mxtics 2
set label 1 head at screen real(LEFT)/W, screen 1-18.0/H font ",11" textcolor rgb ink
if (minimiser ne "nan") {
  set arrow 1 from first number(minimiser), graph 0 to first number(minimiser), graph 1 nohead \
      lc rgb soft lw 0.8 dt 3 back
}
do for [p=1:panels] {
  c = p+1
  x0 = ((p-1)%columns)*(LEFT+PW+ROOM) + LEFT
  y0 = H - HEAD - ((p-1)/columns)*block - ABOVE
  set lmargin at screen real(x0)/W; set rmargin at screen real(x0+PW)/W

  set tmargin at screen real(y0)/H; set bmargin at screen real(y0-PH)/H
  set yrange [bottom-margin:top+margin]
  set border 3; set ytics nomirror out tic_step(top-bottom) font tiny; set format x ""
  set grid xtics ytics
  unset xlabel
  set ylabel p%columns == 1 || columns == 1 ? "f" : "" offset 1.4,0 font ",8.5"
  face = sprintf(",%g", fit(10, strlen(title[c]), PW+ROOM))
  set label 2 sprintf(lead."{/:Bold %s}", plain(shortened(title[c], 0, PW+ROOM))) at graph 0, screen (y0+10.0)/H textcolor rgb legible(tint[c]) \
      font face
  s = last[c] < first[c] ? 1 : c                      # what does not smooth sees f
  plot data every ::first[1]::last[1] using 2:3 with lines lw 1 lc rgb ink, \
       data every ::first[s]::last[s] using 2:3 with lines lw 2.4 lc rgb tint[c]
  unset label 2; unset label 1

  set tmargin at screen real(y0-PH-BETWEEN)/H; set bmargin at screen real(y0-PH-BETWEEN-SH)/H
  set yrange [runs:-1]
  set border 1; unset ytics; set format x "%g"
  set grid noytics xtics
  set xlabel "x" offset 0,0.6 font tiny
  unset ylabel
  if (p%columns == 1 || columns == 1) { set label 4 (SH > 124 ? "runs, by their starts" : "runs") at screen (x0-24.0)/W, graph 0.5 center rotate font ",8.5" textcolor rgb ink }
  plot ends every ::from[c]::to[c] using 3:2:($4-$3):(0) \
         with vectors filled head size screen 0.006,18 lw 1.1 lc rgb tint[c], \
       ends every ::from[c]::to[c] using 3:2 with points pt 7 ps 0.3 lc rgb tint[c]
  unset label 4
}
unset multiplot
set output
