# learning.gp -- learning curves, a row of panels a function: left the loss over training rows and,
# thin and faint, over test rows; right the accuracy over test rows; against epochs.
#
# Reads learning.csv, learning-curves.csv (a row a curve), learning-panels.csv.
here = ARG0
while (strlen(here) && here[strlen(here):] ne "/") { here = here[:strlen(here)-1] }
set datafile separator comma columnheaders
data   = ARG1."/learning.csv"
curves = ARG1."/learning-curves.csv"
panels = ARG1."/learning-panels.csv"

call here."text.gp"
stats panels using 1:2 nooutput
total = int(STATS_records); rows = int(STATS_max_x)+1; columns = int(STATS_max_y)+1
array row[total]; array col[total]; array name[total]; array dim[total]; array runs[total]
array left[total]; array right[total]; array logs[total]; array low[total]; array high[total]
array from[total]; array many[total]; array accuracy[total]
stats panels using (k=int($0)+1, row[k]=int($1), col[k]=int($2), name[k]=strcol(3), \
  dim[k]=int($4), runs[k]=int($5), left[k]=$6, right[k]=$7, logs[k]=int($8), low[k]=$9, \
  high[k]=$10, from[k]=int($11), many[k]=int($12), accuracy[k]=col[k], axis=strcol(13), 0) nooutput

stats curves using 6 nooutput; listed = int(STATS_records)
array title[listed]; array tint[listed]; array dash[listed]; array first[listed]; array last[listed]
array until[listed]; array end[listed]; array price[listed]; array faint[listed]
longest = 0
stats curves using (k=int($0)+1, title[k]=strcol(3), tint[k]=strcol(4), dash[k]=int($5), \
  first[k]=int($6), last[k]=int($7), until[k]=$8, end[k]=$9, price[k]=strcol(10), faint[k]=int($11), \
  longest=(!rest(k) && strlen(title[k]) > longest ? strlen(title[k]) : longest), 0) nooutput
# The longest number beside a title; a million and more has markup that is not seen.
prices = 0
do for [k=1:listed] {
  if (price[k] ne "nan") {
    digits = number(price[k]) >= 999999.5 ? 11 : strlen(count_of(number(price[k])))
    if (digits > prices) { prices = digits }
  }
}

small = 9; face = sprintf(",%d", small)
PW = 300; PH = 200; LEFT = 60; ROOM = 24 + 0.74*small*(longest+2) + 0.64*small*prices; ABOVE = 30; BELOW = 34; HEAD = 28; FOOT = 18
suffix(p) = sprintf(", d = %d", dim[p])
if (fit_wide > 0 && rows == 1) {
  # The key has the number beside the name.
  do for [c=1:listed] {
    if (price[c] ne "nan") {
      one = title[c]; more = " ".grouped(sprintf("%.0f", number(price[c])))
      do for [k=1:listed] { if (title[k] eq one) { title[k] = one.more; price[k] = "nan" } }
    }
  }
}
call here."key.gp" "0.75*PW"
if (fit_wide > 0) { PH = 180 }
call here."fit.gp" "LEFT+ROOM" 0 150 "ABOVE+BELOW"
prices_said = rows == 1 || !keyed
if (fit_flow) { do for [p=1:total] { row[p] = (p-1)/columns; col[p] = (p-1)%columns }; rows = (total-1)/columns+1 }
title_room = PW+ROOM-(fit_wide > 0 ? 24 : 8)
lines(p) = accuracy[p] ? 1 : title_lines(name[p], suffix(p), 10, title_room)
do for [p=1:total] { if (lines(p) > 1) { ABOVE = 43 } }
W = int(columns*(LEFT+PW+ROOM))
head_bold = "Learning"; head_points = 11
head_rest = runs_said(runs[1]).";  loss: training strong, test faint".(prices_said ? ";  number: cost of an epoch, ".axis : "")
load here."rest.gp"
call here."heading.gp"
HEAD = HEAD + head_more; H = int(HEAD + rows*(ABOVE+PH+BELOW) + FOOT + key_room)
call here."tall.gp" rows
call here."style.gp" ARG1 ARG2

veil(colour, alpha) = "#".alpha.colour[2:]
clip(y) = y > lowest ? (y < highest ? y : highest) : lowest
set multiplot
set xtics font face; set ytics font face
set label 1 head at screen real(LEFT)/W, screen 1-16.0/H font ",11" textcolor rgb ink
do for [p=1:total] {
  x0 = col[p]*(LEFT+PW+ROOM) + LEFT
  y0 = H - HEAD - row[p]*(ABOVE+PH+BELOW) - ABOVE
  set lmargin at screen x0/W; set rmargin at screen (x0+PW)/W
  set tmargin at screen real(y0)/H; set bmargin at screen real(y0-PH)/H
  if (right[p] <= left[p]) { right[p] = left[p] > 0 ? 10*left[p] : 1 }
  if (logs[p]) { set logscale x; set format x "10^{%T}"; set xtics 10; set mxtics default } \
  else { unset logscale x; set format x "%g"; set xtics tic_step(right[p]-left[p]); set mxtics 1 }
  set xrange [left[p]:right[p]]
  # Losses that vanish are drawn at the floor, lest they squeeze the others.
  span_low = !accuracy[p] && low[p] >= 0 && low[p] < 1e-4*high[p] ? 1e-4*high[p] : low[p]; span_high = high[p]; span_linear = accuracy[p]
  load here."span.gp"
  if (accuracy[p] && highest > 1) { highest = 1; ceil_y = 1; set yrange [lowest:1] }
  # A curve of a test's loss has the colour of the one beside it, which is named.
  count = 0
  do for [i=1:many[p]] { count = count + (!faint[from[p]+i] && !rest(from[p]+i)) }
  array ey[count > 0 ? count : 1]; array of[count > 0 ? count : 1]
  c = 0
  do for [i=1:many[p]] {
    if (!faint[from[p]+i] && !rest(from[p]+i)) { c = c+1; of[c] = from[p]+i; ey[c] = span_log ? log10(clip(end[of[c]])) : clip(end[of[c]]) }
  }
  gap = (ceil_y-floor_y)*1.75*small/PH
  under_title = lines(p) > 1
  load here."labels.gp"
  last_row = 1
  do for [q=1:total] { if (col[q] == col[p] && row[q] > row[p]) { last_row = 0 } }
  set xlabel last_row ? "epochs" : "" offset 0,0.5 font face
  set ylabel accuracy[p] ? "" : "loss" offset 1.4,0 font face
  set label 2 (accuracy[p] ? lead."{/:Bold test accuracy}" : panel_title(name[p], suffix(p), 10, title_room)) at graph 0, \
      screen (y0+9.0+(lines(p) > 1 ? 14 : 0))/H font ",10" textcolor rgb ink
  # A curve may end before the panel does: a leader runs there.
  do for [i=1:(keyed ? 0 : count)] {
    c = of[i]
    set label 10+i sprintf("%s%s", plain(title[c]), accuracy[p] || price[c] eq "nan" ? "" : sprintf("  {/*%.3f ", lesser(small)).count_of(number(price[c]))."}") \
        at screen (x0+PW+18.0)/W, first (span_log ? 10**ly[i] : ly[i]) textcolor rgb legible(tint[c]) font face
    set arrow 10+i from first until[c],first clip(end[c]) \
        to screen (x0+PW+15.0)/W,first (span_log ? 10**ly[i] : ly[i]) nohead lc rgb tint[c] lw 0.5 dt 3
  }
  seq_from = from[p]; seq_many = many[p]
  load here."sequence.gp"
  plot for [i=seq_rest+1:many[p]] data every ::first[seq[i]]::last[seq[i]] using 5:(clip($6)):(clip($8)) \
         with filledcurves fc rgb tint[seq[i]] fs transparent solid (faint[seq[i]] ? 0.06 : 0.13) noborder, \
       for [i=1:many[p]] data every ::first[seq[i]]::last[seq[i]] using 5:(clip($7)) with lines \
         lw (rest(seq[i]) ? 0.7 : faint[seq[i]] ? 1.0 : 1.9) dt dash[seq[i]] \
         lc rgb (faint[seq[i]] ? veil(tint[seq[i]], "70") : tint[seq[i]])
  do for [i=1:(keyed ? 0 : count)] { unset label 10+i; unset arrow 10+i }
  unset label 1
  undefine ey ly order of seq
}
unset multiplot
set output
