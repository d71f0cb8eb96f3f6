# slice.gp -- f along random directions through a point, one of them strong, and over the plane of two
# of them, the strong one to the right; a row a function and dimension.
#
# Reads slice.csv, slice-panels.csv and the fields slice-planeN.csv of f.
here = ARG0
while (strlen(here) && here[strlen(here):] ne "/") { here = here[:strlen(here)-1] }
set datafile separator comma columnheaders
data   = ARG1."/slice.csv"
panels = ARG1."/slice-panels.csv"
plane(n) = sprintf("%s/slice-plane%d.csv", ARG1, n)

stats panels using 1 nooutput; total = int(STATS_records)
array name[total]; array dim[total]; array turned[total]; array point[total]; array f[total]
array span[total]; array first[total]; array points[total]; array many[total]
array low[total]; array high[total]; array under[total]; array over[total]
stats panels using (k=int($0)+1, name[k]=strcol(2), dim[k]=int($3), turned[k]=int($4), \
  point[k]=strcol(5), f[k]=strcol(6), seed=int($7), span[k]=$8, first[k]=int($9), points[k]=int($10), \
  many[k]=int($11), 0) nooutput
stats panels using (k=int($0)+1, low[k]=strcol(12) eq "inf" ? 0 : $12, high[k]=strcol(13) eq "-inf" ? 0 : $13, \
  under[k]=strcol(14) eq "inf" ? 0 : $14, over[k]=strcol(15) eq "-inf" ? 0 : $15, 0) nooutput

PW = 400; SIDE = 260; LEFT = 66; BETWEEN = 62; RIGHT = 16; ABOVE = 50; BELOW = 42; HEAD = 30
call here."text.gp"
planes = 0
do for [p=1:total] { if (dim[p] > 1) { planes = 1 } }
W = int(LEFT+PW+RIGHT+(planes ? BETWEEN+SIDE : 0)); H = int(HEAD + total*(ABOVE+SIDE+BELOW))
head_bold = "Slices"; head_points = 11
head_rest = planes ? sprintf("f along random directions through a point;  right: over the plane of two of them;  seed %d", seed) : \
  "f along the line through a point"
call here."heading.gp"
HEAD = HEAD + head_more; H = int(H + head_more)
call here."style.gp" ARG1 ARG2
strong = seen("#2800c0")

set multiplot
set xtics font ",9"; set ytics font ",9"
set label 1 head at screen real(LEFT)/W, screen 1-16.0/H font ",11" textcolor rgb ink
do for [p=1:total] {
  y0 = H - HEAD - (p-1)*(ABOVE+SIDE+BELOW) - ABOVE
  set tmargin at screen real(y0)/H; set bmargin at screen real(y0-SIDE)/H
  set label 2 panel_title(name[p], sprintf(", d = %d", dim[p]).(turned[p] ? sprintf(", instance %d", turned[p]) : ""), 10, W-LEFT-8) \
    at screen real(LEFT)/W, screen (y0+26.0)/H font ",10" textcolor rgb ink
  set label 3 sprintf("around the %s,  f = %s", phrase(point[p]), f[p] eq "inf" || f[p] eq "nan" ? "no number" : brief(number(f[p]))) \
    at screen real(LEFT)/W, screen (y0+11.0)/H font ",9" textcolor rgb ink
  if (title_lines(name[p], sprintf(", d = %d", dim[p]), 10, W-LEFT-8) > 1) { set label 3 at screen (LEFT+PW+BETWEEN+0.0)/W, screen (y0+11.0)/H }

  set lmargin at screen real(LEFT)/W; set rmargin at screen real(LEFT+PW)/W
  set border 3; set grid xtics ytics
  set xrange [-span[p]:span[p]]
  span_low = low[p]; span_high = high[p]; span_linear = 1
  load here."span.gp"
  set xtics tic_step(2*span[p]); set mxtics 1
  set xlabel "distance from the point" offset 0,0.5 font ",9"; set ylabel "f" offset 1.2,0 font ",9"
  plot for [i=many[p]:2:-1] data every ::(first[p]+(i-1)*points[p])::(first[p]+i*points[p]-1) using 4:5 \
         with lines lw 1.1 lc rgb "#b0b0b0", \
       data every ::first[p]::(first[p]+points[p]-1) using 4:5 with lines lw 2.2 lc rgb strong, \
       "+" using (0):(f[p] eq "inf" || f[p] eq "nan" ? NaN : number(f[p])) every ::0::0 with points pt 7 ps 0.9 lc rgb ink
  unset label 1; unset label 2; unset label 3

  # Heights in the logarithm, from a hundredth of their range on: the bottom of a basin is seen, and so
  # are its walls.
  if (dim[p] > 1 && over[p] > under[p]) {
    deep(v) = log10(v - under[p] + 0.01*(over[p]-under[p]))
    bottom = deep(under[p]); top = deep(over[p])
    set datafile nocolumnheaders
    set autoscale x; set autoscale y
    set table $contour separator comma
    set contour base; unset surface
    set cntrparam levels incremental bottom+0.1*(top-bottom),(top-bottom)/10.0,top
    splot plane(p-1) nonuniform matrix using 1:2:(deep($3))
    unset table; unset contour; set surface
    set border 15; unset grid
    set lmargin at screen real(LEFT+PW+BETWEEN)/W; set rmargin at screen real(LEFT+PW+BETWEEN+SIDE)/W
    set cbrange [bottom:top]
    set xrange [-span[p]:span[p]]; set yrange [-span[p]:span[p]]
    set format y "%g"; set ytics tic_step(2*span[p]); set mytics 1
    set xlabel "along the strong direction" offset 0,0.5 font ",9"; set ylabel "across" offset 1.2,0 font ",9"
    set label 4 sprintf("f from %s to %s", brief(under[p]), brief(over[p])) at graph 1, screen (y0+11.0)/H right font ",9" textcolor rgb soft
    plot plane(p-1) nonuniform matrix using 1:2:(deep($3)) with image, \
      $contour using 1:2 '%lf %lf' with lines lc rgb ground lw 0.8, \
      "+" using (0):(0) every ::0::0 with points pt 7 ps 0.9 lc rgb ink
    unset label 4
    set datafile columnheaders
  }
}
unset multiplot
set output
