# accuracy.gp -- accuracy over test rows against cost and against steps, a row of panels a function;
# beside them what the median run paid for some accuracies: the least cost, and how many times as
# much the others. In a size without room for that the table lies beneath the panels, and those below
# each other.
#
# Reads accuracy.csv, accuracy-curves.csv (a row a curve), accuracy-panels.csv, accuracy-levels.csv (a
# row a cell of the tables).
here = ARG0
while (strlen(here) && here[strlen(here):] ne "/") { here = here[:strlen(here)-1] }
set datafile separator comma columnheaders
data   = ARG1."/accuracy.csv"
curves = ARG1."/accuracy-curves.csv"
panels = ARG1."/accuracy-panels.csv"
levels = ARG1."/accuracy-levels.csv"

stats panels using 1:2 nooutput
total = int(STATS_records); rows = int(STATS_max_x)+1
array row[total]; array col[total]; array name[total]; array dim[total]; array runs[total]
array left[total]; array right[total]; array low[total]; array high[total]
array from[total]; array many[total]
stats panels using (k=int($0)+1, row[k]=int($1), col[k]=int($2), name[k]=strcol(3), \
  dim[k]=int($4), runs[k]=int($5), left[k]=$6, right[k]=$7, low[k]=$9, high[k]=$10, \
  from[k]=int($11), many[k]=int($12), axis=strcol(13), 0) nooutput

call here."text.gp"
stats curves using 5 nooutput; listed = int(STATS_records)
array title[listed]; array tint[listed]; array dash[listed]; array first[listed]; array last[listed]
array until[listed]; array end[listed]; array price[listed]
longest = 0
stats curves using (k=int($0)+1, title[k]=strcol(2), tint[k]=strcol(3), dash[k]=int($4), \
  first[k]=int($5), last[k]=int($6), until[k]=$7, end[k]=$8, price[k]=strcol(9), \
  longest=(!rest(k) && strlen(title[k]) > longest ? strlen(title[k]) : longest), 0) nooutput

# A table may have nothing: no accuracy was reached that a start does not have.
cells = 0; most = 0
stats levels using (cells=cells+1, 0) nooutput
array who[cells+1]; array shade[cells+1]; array at_row[cells+1]; array line[cells+1]
who[cells+1] = ""; shade[cells+1] = ""
array column[cells+1]; array level[cells+1]; array cost[cells+1]; array ratio[cells+1]
if (cells) {
  stats levels using (k=int($0)+1, who[k]=strcol(4), shade[k]=strcol(5), at_row[k]=int($7), \
    line[k]=int($8), column[k]=int($9), level[k]=$10, cost[k]=strcol(11) eq "inf" ? 1e300 : $11, \
    ratio[k]=strcol(12) eq "inf" ? 1e300 : $12, most=(column[k]+1 > most ? column[k]+1 : most), 0) nooutput
}

small = 9; face = sprintf(",%d", small)
prices = 0
do for [k=1:listed] {
  if (price[k] ne "nan") { digits = strlen(grouped(sprintf("%.0f", number(price[k])))); prices = digits > prices ? digits : prices }
}
PW = 300; PH = 200; LEFT = 56; ROOM = 34 + 0.74*small*longest; PRICED = 0.64*small*(prices+8); ABOVE = 30; BELOW = 44; HEAD = 28
NAMES = 0.74*small*longest + 8; CELL = 56; LINE = 17
TABLE = PRICED + (cells ? 20 + NAMES + CELL*most : 0)
suffix(p) = sprintf(", d = %d", dim[p])
# Many optimizers make a table longer than a panel.
longest_table = 0
do for [k=1:cells] { if (line[k]+2 > longest_table) { longest_table = line[k]+2 } }
beneath = fit_wide > 0 && fit_wide < 2*(LEFT+150+ROOM) + TABLE
# With the names below, panels and table may yet have room beside each other, where the height is little.
below_names = 20 + NAMES + 44*most
lean = beneath && cells && fit_tall > 0 && fit_wide >= 2*(LEFT+100+14) + below_names
if (lean) { beneath = 0 }
if (fit_wide > 0 && rows == 1 && (lean || (beneath && fit_wide/2-LEFT-ROOM < 0.75*PW))) {
  # The key has the number beside the name.
  do for [k=1:listed] {
    if (price[k] ne "nan") {
      one = title[k]; more = " ".grouped(sprintf("%.0f", number(price[k])))." a step"
      do for [i=1:listed] { if (title[i] eq one) { title[i] = one.more; price[i] = "nan" } }
    }
  }
}
UNDER = 0; columns = 2; each = LINE; EDGE = 16
if (beneath) {
  # Long names are cut, or stand above their numbers where that would make two of them one.
  if (cells) {
    letters = int((fit_wide-16-42*most)/(0.74*small))
    if (letters < longest) {
      same = letters < 12
      do for [k=1:cells] { do for [i=1:k-1] { same = same || (who[i] ne who[k] && cut(who[i], letters) eq cut(who[k], letters)) } }
      if (same) { NAMES = 8; each = 2*LINE } else { NAMES = 0.74*small*letters + 8; do for [k=1:cells] { who[k] = cut(who[k], letters) } }
    }
    CELL = (fit_wide-8-NAMES)/real(most) < CELL ? (fit_wide-8-NAMES)/real(most) : CELL
    UNDER = each*(longest_table-2) + 2*LINE + 20
  }
  PH = 150
  call here."key.gp" "0.75*PW"
  PRICED = keyed ? 0 : PRICED; TABLE = PRICED
} else {
  if (lean) { CELL = 44; PRICED = 0; TABLE = below_names; call here."key.gp" "fit_wide" }
  if (fit_wide > 0) { PW = int((fit_wide-TABLE)/2 - LEFT-ROOM); PH = int(PW/1.5) }
  if (LINE*longest_table > PH) { PH = LINE*longest_table }
}
if (beneath) { call here."fit.gp" "LEFT+ROOM" "PRICED" 130 "ABOVE+BELOW+UNDER/2.0" }
title_room = columns == 1 ? fit_wide-LEFT-8 : fit_wide > 0 ? LEFT+2*(PW+ROOM)-8 : PW+ROOM-8
lines(p) = col[p] ? 1 : title_lines(name[p], suffix(p), 10, title_room)
do for [p=1:total] { if (lines(p) > 1) { ABOVE = 43 } }
# What a panel below another has above itself: no title.
NEXT = 12
block(h) = columns == 1 ? ABOVE+NEXT+2*(h+BELOW)+UNDER : ABOVE+h+BELOW+UNDER
W = int(2*(LEFT+PW+ROOM) + TABLE)
if (columns == 1) { W = int(LEFT+PW+ROOM) }
head_bold = "Accuracy"; head_points = 11
head_rest = "over test rows: ".runs_said(runs[1])
if (tight) { head_rest = head_rest."   cost: ".axis }
if (cells) { head_rest = head_rest.";  table: cost to a test accuracy, the least and how many times as much" }
load here."rest.gp"
call here."heading.gp"
HEAD = HEAD + head_more; H = int(HEAD + rows*block(PH) + key_room)
if (beneath || PH + (fit_tall-H)/real(rows) >= LINE*longest_table) { call here."tall.gp" "rows*(columns == 1 ? 2 : 1)" }
call here."style.gp" ARG1 ARG2

clip(y) = y > lowest ? (y < highest ? y : highest) : lowest
# A cost in few letters: 850, 1.2k, 34M.
short(x) = x >= 9.95e8 ? sprintf("%.2gG", x/1e9) : x >= 9.95e5 ? brief_count(x/1e6)."M" : \
  x >= 9995 ? brief_count(x/1e3)."k" : sprintf("%d", int(x+0.5))
brief_count(x) = x >= 99.5 ? sprintf("%.0f", x) : sprintf("%.2g", x)
times(x) = x >= 99.5 ? sprintf("× %s", short(x)) : sprintf("× %.2g", x)
set multiplot
set logscale x; set format x "10^{%T}"
set xtics 10 font face; set ytics font face
set label 1 head at screen real(LEFT)/W, screen 1-16.0/H font ",11" textcolor rgb ink
do for [p=1:total] {
  x0 = col[p]*(LEFT+PW+ROOM) + LEFT
  if (columns == 1) { x0 = LEFT }
  y0 = H - HEAD - row[p]*block(PH) - ABOVE
  if (columns == 1 && col[p]) { y0 = y0 - PH-BELOW-NEXT }
  set lmargin at screen real(x0)/W; set rmargin at screen real(x0+PW)/W
  set tmargin at screen real(y0)/H; set bmargin at screen real(y0-PH)/H
  if (left[p] <= 0) { left[p] = 1 }
  if (right[p] <= left[p]) { right[p] = 10*left[p] }
  set xrange [left[p]:right[p]]
  span_low = low[p]; span_high = high[p]; span_linear = 1
  load here."span.gp"
  if (highest > 1) { highest = 1; ceil_y = 1; set yrange [lowest:1] }
  # Grey curves are named in the heading.
  seq_from = from[p]; seq_many = many[p]
  load here."sequence.gp"
  count = many[p]-seq_rest
  array ey[count > 0 ? count : 1]
  do for [i=1:count] { ey[i] = clip(end[seq[seq_rest+i]]) }
  gap = (ceil_y-floor_y)*1.75*small/PH
  under_title = lines(p) > 1
  load here."labels.gp"
  set xlabel (col[p] ? (tight ? "steps" : "steps, or generations") : tight ? "cost" : "cost: ".axis) offset 0,0.5 font face
  set ylabel col[p] && columns > 1 ? "" : "test accuracy" offset 0.6,0 font face
  if (!col[p]) {
    set label 2 panel_title(name[p], suffix(p), 10, title_room) at graph 0, \
      screen (y0+9.0+(lines(p) > 1 ? 14 : 0))/H font ",10" textcolor rgb ink
  }
  do for [i=1:(keyed ? 0 : count)] {
    c = seq[seq_rest+i]
    set label 10+i sprintf("%s%s", plain(title[c]), !col[p] || price[c] eq "nan" ? "" : \
          sprintf("  {/*%.3f ", lesser(small)).grouped(sprintf("%.0f", number(price[c])))." a step}") \
        at screen (x0+PW+18.0)/W, first ly[i] textcolor rgb legible(tint[c]) font face
    set arrow 10+i from first until[c],first clip(end[c]) to screen (x0+PW+15.0)/W,first ly[i] \
        nohead lc rgb tint[c] lw 0.5 dt 3
  }
  # The table of the row, once.
  tx = beneath ? real(LEFT+NAMES+CELL*most < W ? LEFT : 8) : 2.0*(LEFT+PW+ROOM) + PRICED + EDGE
  top = beneath ? y0 - (columns == 1 ? 2*(PH+BELOW)+NEXT : PH+BELOW) - 14.0 : y0 - 4.0
  cell = 1000
  if (!col[p]) {
    do for [k=1:cells] {
      if (at_row[k] == row[p]) {
        ty = top - LINE - each*line[k]
        if (column[k] == 0) {
          cell = cell+1
          set label cell who[k] noenhanced at screen tx/W, screen ty/H font face textcolor rgb legible(shade[k])
        }
        if (line[k] == 0) {
          cell = cell+1
          set label cell sprintf(lead."{/:Bold %.3g}", level[k]) at screen (tx+NAMES+CELL*(column[k]+0.9))/W, screen top/H right \
              font face textcolor rgb ink
        }
        cell = cell+1
        ty = ty - (each-LINE)
        said = cost[k] >= 1e300 ? "–" : ratio[k] <= 1 ? short(cost[k]) : times(ratio[k])
        set label cell said at screen (tx+NAMES+CELL*(column[k]+0.9))/W, screen ty/H right font face \
            textcolor rgb (cost[k] >= 1e300 ? soft : ink)
      }
    }
  }
  plot for [i=seq_rest+1:many[p]] data every ::first[seq[i]]::last[seq[i]] using 5:(clip($6)):(clip($8)) \
         with filledcurves fc rgb tint[seq[i]] fs transparent solid 0.13 noborder, \
       for [i=1:many[p]] data every ::first[seq[i]]::last[seq[i]] using 5:(clip($7)) with lines \
         lw (rest(seq[i]) ? 0.7 : 1.9) dt dash[seq[i]] lc rgb tint[seq[i]]
  do for [i=1:(keyed ? 0 : count)] { unset label 10+i; unset arrow 10+i }
  do for [k=1001:cell] { unset label k }
  unset label 1; unset label 2
  undefine ey ly order seq
}
unset multiplot
set output
