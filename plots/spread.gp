# spread.gp -- deviation and condition number of the search distribution against cost, a row a
# function and dimension, every curve labelled at its end.
#
# Reads spread.csv, spread-curves.csv (a row a curve), spread-panels.csv.
here = ARG0
while (strlen(here) && here[strlen(here):] ne "/") { here = here[:strlen(here)-1] }
set datafile separator comma columnheaders
data   = ARG1."/spread.csv"
curves = ARG1."/spread-curves.csv"
panels = ARG1."/spread-panels.csv"

stats panels using 1:2 nooutput; total = int(STATS_records); rows = int(STATS_max_x)+1
array row[total]; array col[total]; array name[total]; array dim[total]; array runs[total]
array left[total]; array right[total]; array bottom[total]; array top[total]
array from[total]; array many[total]; array kind_of[total]
stats panels using (k=int($0)+1, row[k]=int($1), col[k]=int($2), name[k]=strcol(3), \
  dim[k]=int($4), runs[k]=int($5), left[k]=$6, right[k]=$7, bottom[k]=$8, top[k]=$9, \
  from[k]=int($10), many[k]=int($11), kind_of[k]=col[k], axis=strcol(12), 0) nooutput

stats curves using 4 nooutput; listed = int(STATS_records)
array title[listed]; array tint[listed]; array dash[listed]; array first[listed]
array last[listed]; array until[listed]; array end[listed]
longest = 0
stats curves using (k=int($0)+1, title[k]=strcol(1), tint[k]=strcol(2), dash[k]=int($3), \
  first[k]=int($4), last[k]=int($5), until[k]=$6, end[k]=$7, \
  longest=(strlen(title[k]) > longest ? strlen(title[k]) : longest), 0) nooutput

small = 9; face = sprintf(",%d", small)
PW = 290; PH = 190; LEFT = 60; ROOM = 30 + 0.78*small*longest; ABOVE = 30; BELOW = 34
HEAD = 26; FOOT = 14; columns = 2
call here."text.gp"
call here."key.gp" "0.75*PW"
if (fit_wide > 0) { PH = 170 }
call here."fit.gp" "LEFT+ROOM" 0 150 "ABOVE+BELOW"
if (fit_flow) { do for [p=1:total] { row[p] = (p-1)/columns; col[p] = (p-1)%columns }; rows = (total-1)/columns+1 }
title_out = tight ? LEFT-12.0 : 0.0; title_room = PW+ROOM-8+title_out; lines = 1
# Where it is too long for its panel, the title's second line has the function.
titles(p) = sprintf(lead."{/:Bold %s}", kind_of[p] ? "condition number" : "deviation"). \
  (lines > 1 ? "\n".lead : "  ").sprintf("%s, d = %d", phrase(lines > 1 ? cut(name[p], int(title_room/(0.66*9))-8) : name[p]), dim[p])
if (fit_wide > 0) { do for [p=1:total] { if (9*(0.78*17 + 0.66*(8+strlen(name[p]))) > title_room) { lines = 2 } } }
if (lines > 1) { ABOVE = ABOVE + 13 }
W = int(columns*(LEFT+PW+ROOM))
head_bold = "How the search distributions adapt"; head_points = 11
head_rest = runs_said(runs[1]).(tight ? "   cost: ".axis : "")
call here."heading.gp"
HEAD = HEAD + head_more; H = int(HEAD + rows*(ABOVE+PH+BELOW) + FOOT + key_room)
call here."tall.gp" rows
call here."style.gp" ARG1 ARG2

# All panels share their costs, and those of a column their heights.
do for [p=1:total] {
  do for [q=1:total] {
    left[p] = left[q] < left[p] ? left[q] : left[p]; right[p] = right[q] > right[p] ? right[q] : right[p]
    if (kind_of[q] == kind_of[p]) {
      bottom[p] = bottom[q] < bottom[p] ? bottom[q] : bottom[p]; top[p] = top[q] > top[p] ? top[q] : top[p]
    }
  }
}
decades(low, high) = 10**larger(int(ceil((log10(high)-log10(low))/5.5)), tic_decades(log10(high)-log10(low), PH, 15))
set multiplot
set logscale xy
set format x "10^{%T}"; set format y "10^{%T}"
set xtics font face; set ytics font face
set label 1 head at screen real(LEFT)/W, screen 1-16.0/H font ",11" textcolor rgb ink
do for [p=1:total] {
  x0 = col[p]*(LEFT+PW+ROOM) + LEFT
  y0 = H - HEAD - row[p]*(ABOVE+PH+BELOW) - ABOVE
  set lmargin at screen x0/W; set rmargin at screen (x0+PW)/W
  set tmargin at screen real(y0)/H; set bmargin at screen real(y0-PH)/H
  low = 10**floor(log10(bottom[p])+1e-9); high = 10**ceil(log10(top[p])-1e-9)
  if (high <= low) { high = 10*low }
  if (right[p] <= left[p]) { right[p] = 10*left[p] }
  set xrange [(right[p] > 1e3 && left[p] < 10 ? 10 : left[p]):right[p]]; set yrange [low:high]
  if (fit_wide > 0) { set xtics 1,10**ceil((log10(right[p])-log10(left[p]))*30.0/PW) }
  set ytics decades(low, high)
  count = many[p]; labels = keyed ? 0 : count
  array ey[count]
  do for [i=1:count] { ey[i] = log10(end[from[p]+i]) }
  floor_y = log10(low); ceil_y = log10(high); gap = (ceil_y-floor_y)*1.75*small/PH
  load here."labels.gp"
  set xlabel (row[p] == rows-1 ? tight ? "cost" : "cost: ".axis : "") offset 0,0.6 font face
  set label 2 titles(p) at graph (tight ? -title_out/PW : 0), screen (y0+(lines > 1 ? tight ? 32.0 : 25.0 : tight ? 16.0 : 9.0))/H font ",9" textcolor rgb ink
  # A curve's end may lie far from the panel's: a leader runs there.
  do for [i=1:labels] {
    c = from[p]+i
    set label 10+i title[c] noenhanced at screen (x0+PW+16)/W, first 10**ly[i] textcolor rgb legible(tint[c]) font face
    set arrow 10+i from first until[c], first end[c] to screen (x0+PW+13)/W,first 10**ly[i] \
        nohead lc rgb soft lw 0.5 dt 3
  }
  plot for [i=1:count] data every ::first[from[p]+i]::last[from[p]+i] \
         using 5:6:8 with filledcurves fc rgb tint[from[p]+i] fs transparent solid 0.14 noborder, \
       for [i=1:count] data every ::first[from[p]+i]::last[from[p]+i] \
         using 5:7 with lines lw 1.9 dt dash[from[p]+i] lc rgb tint[from[p]+i]
  do for [i=1:labels] { unset label 10+i; unset arrow 10+i }
  unset label 1
  undefine ey ly order
}
unset multiplot
set output
