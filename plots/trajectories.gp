# trajectories.gp -- paths over two-dimensional landscapes, a panel an optimizer.
#
# Reads trajectories.csv, trajectories-panels.csv (a row a panel) and the fields
# trajectories-landscapeN.csv of log10(f - f* + 1e-4).
here = ARG0
while (strlen(here) && here[strlen(here):] ne "/") { here = here[:strlen(here)-1] }
set datafile separator comma columnheaders
data   = ARG1."/trajectories.csv"
panels = ARG1."/trajectories-panels.csv"
landscape(n) = sprintf("%s/trajectories-landscape%d.csv", ARG1, n)

stats panels using 1:2 nooutput
total = int(STATS_records); rows = int(STATS_max_x)+1; columns = int(STATS_max_y)+1
array row[total]; array col[total]; array field[total]; array function[total]; array title[total]
array tint[total]; array first[total]; array last[total]; array target[total]; array need[total]
array xl[total]; array xh[total]; array yl[total]; array yh[total]; array sx[total]
array sy[total]; array mx[total]; array my[total]; array cost[total]; array outside[total]; array value[total]; array end[total]
stats panels using (k=int($0)+1, row[k]=int($1), col[k]=int($2), field[k]=int($3), \
  function[k]=strcol(4), title[k]=strcol(5), tint[k]=strcol(6), first[k]=int($8), last[k]=int($9), \
  target[k]=$10, need[k]=strcol(11), 0) nooutput
stats panels using (k=int($0)+1, xl[k]=$12, xh[k]=$13, yl[k]=$14, yh[k]=$15, sx[k]=$16, sy[k]=$17, \
  mx[k]=strcol(18), my[k]=strcol(19), cost[k]=strcol(20), outside[k]=int($21), value[k]=strcol(22), end[k]=$23, 0) nooutput
array diverged[total]; array fx[total]; array fy[total]; array ex[total]; array ey[total]
stats panels using (k=int($0)+1, diverged[k]=int($24), fx[k]=strcol(25), fy[k]=strcol(26), ex[k]=strcol(27), ey[k]=strcol(28), 0) nooutput

PW = total == 1 ? 520 : 290; PH = total == 1 ? 400 : 216
LEFT = 40; ROOM = 14; ABOVE = 30; BELOW = 32
fields = field[total]+1
call here."text.gp"
fit_parts = fields; fit_over = 47*fields; fit_narrow = 130
call here."fit.gp" "LEFT+ROOM" 0 190 "ABOVE+BELOW"
if (fit_flow) {
  k = 0; rows = 0
  do for [p=1:total] {
    k = p > 1 && field[p] == field[p > 1 ? p-1 : 1] ? k+1 : 0
    if (k%columns == 0) { rows = rows+1 }
    row[p] = rows-1; col[p] = k%columns
  }
}
W = int(columns*(LEFT+PW+ROOM)); head_keeps = fields > 1
HEAD = 30; head_points = 11; head_gap = " "; drawn = -1
array heading[fields]
do for [p=1:total] {
  if (field[p] != drawn) {
    drawn = field[p]
    head_bold = fields == 1 ? phrase(function[p]) : (drawn == 0 && strlen(form_title) ? form_title.":  " : "").phrase(function[p])
    counted = value[p] eq "f" ? "lowest f" : sprintf("cost until f − f* ≤ %s,  cost: %s", power(target[p]), cost[p])
    head_rest = sprintf("from (%s, %s)   number: %s", brief(sx[p]), brief(sy[p]), counted)
    call here."heading.gp"
    heading[drawn+1] = head
    if (30+head_more > HEAD) { HEAD = 30+head_more }
  }
}
# What a panel's title says of the result stands beneath the name where they have no room beside each other.
of_view = " the view"
result_of(p) = (value[p] eq "f" ? brief(end[p]).(diverged[p] ? ",  diverged" : "") : need[p] eq "nan" ? (diverged[p] ? "diverged" : "not reached") : sprintf("%d", int(need[p]))). \
  (outside[p] ? (outside[p] == 2 ? ",  starts outside".(strlen(of_view) ? " of" : "").of_view : ",  leaves".of_view) : "")
title_room = PW+(tight ? LEFT-12 : 0); two_lines = 0
if (fit_wide > 0) {
  do for [p=1:total] { if (0.78*least_points*(strlen(title[p])+0.85*strlen(result_of(p))+2) > title_room) { two_lines = 1 } }
  if (two_lines) { ABOVE = ABOVE + 16; if (title_room < 180) { of_view = "" } }
}
H = int(fields*HEAD + rows*(ABOVE+PH+BELOW))
call here."tall.gp" rows
call here."style.gp" ARG1 ARG2

# Nor has it memory for a mark at each of many iterates: all have their line.
iterates = 0
do for [p=1:total] { iterates = iterates + last[p]-first[p] }
each = thin > 1 && iterates > 1200 ? int(ceil(iterates/1200.0)) : 1
set multiplot
set border 15; unset grid
set xtics font tiny; set ytics font tiny; set mxtics 2; set mytics 2
drawn = -1
do for [p=1:total] {
  x0 = col[p]*(LEFT+PW+ROOM) + LEFT
  y0 = H - (field[p]+1)*HEAD - row[p]*(ABOVE+PH+BELOW) - ABOVE
  set lmargin at screen real(x0)/W; set rmargin at screen real(x0+PW)/W
  set tmargin at screen real(y0)/H; set bmargin at screen real(y0-PH)/H
  if (field[p] != drawn) {
    # Depths are drawn over six decades beneath the highest point of what is shown. The ranges of
    # the panel before must not cut this landscape.
    drawn = field[p]
    set autoscale x; set autoscale y
    set datafile nocolumnheaders
    stats landscape(drawn) nonuniform matrix using 3 nooutput
    high = STATS_max; low = STATS_min > high-6 ? STATS_min : high-6
    if (high <= low) { high = low+1 }
    set table $contour separator comma
    set contour base; unset surface
    set cntrparam levels incremental low+0.3*(high-low),(high-low)/12.0,high
    splot landscape(drawn) nonuniform matrix using 1:2:3
    unset table; unset contour; set surface
    set datafile columnheaders
    set label 1 heading[drawn+1] at screen real(LEFT)/W, screen (y0+ABOVE+HEAD-18.0)/H font ",11" textcolor rgb ink
    set xtics tic_fitting(xh[p]-xl[p], PW, 32); set ytics tic_fitting(yh[p]-yl[p], PH, 14)
  }
  set cbrange [low:high]
  set xrange [xl[p]:xh[p]]; set yrange [yl[p]:yh[p]]
  result = result_of(p)
  face = sprintf(",%g", fit(10, strlen(title[p])+(two_lines ? 0 : strlen(result)+2), title_room))
  set label 2 two_lines ? sprintf(lead."{/:Bold %s}\n".lead."{/*%.3f %s}", plain(shortened(title[p], 0, title_room)), least_points/number(face[2:]), result) : \
      sprintf(lead."{/:Bold %s}  %s", plain(shortened(title[p], int(0.85*strlen(result))+2, title_room)), result) \
      at graph (tight ? -(LEFT-12.0)/PW : 0), screen (y0+10.0+(two_lines ? 16 : 0))/H textcolor rgb legible(tint[p]) font face
  # An arrow as long as it may be, up to 16 units, ends where the path first leaves the view.
  leaves = ex[p] ne "nan"
  ux = leaves ? number(ex[p])-number(fx[p]) : 0; uy = leaves ? number(ey[p])-number(fy[p]) : 0
  far = sqrt((ux/(xh[p]-xl[p])*PW)**2 + (uy/(yh[p]-yl[p])*PH)**2)
  if (far > 0) { ux = 16*ux/far; uy = 16*uy/far }
  set datafile nocolumnheaders
  plot landscape(drawn) nonuniform matrix every thin:thin using 1:2:3 with image, \
    $contour using 1:2 '%lf %lf' with lines lc rgb ground lw 0.7, \
    data every ::(first[p]+1)::(last[p]+1) using 4:5 with lines lc rgb ground lw 3.2, \
    data every ::(first[p]+1)::(last[p]+1) using 4:5 with linespoints pt 7 ps 0.22 pointinterval each lw 1.3 lc rgb tint[p], \
    "+" using (leaves ? number(ex[p])-ux : NaN):(number(ey[p])-uy):(ux):(uy) every ::0::0 with vectors filled head size screen 11.0/W,22 lw 1.6 lc rgb tint[p], \
    "+" using (sx[p]):(sy[p]) every ::0::0 with points pt 7 ps 0.8 lc rgb ink, \
    "+" using (mx[p] eq "nan" ? NaN : number(mx[p])):(number(my[p])) every ::0::0 with points pt 3 ps 1.0 lw 1.4 lc rgb ink
  unset label 1
  set datafile columnheaders
}
unset multiplot
set output
