# sensitivity.gp -- performance against a parameter, as `optbench tune` tried it. Below, what the
# median run paid to reach the target; above, the error that it was left with where it did not. Of a
# campaign with a metric, which no target ends, its mean alone.
#
# Reads sensitivity.csv, sensitivity-curves.csv (a row a curve), sensitivity-panels.csv.
here = ARG0
while (strlen(here) && here[strlen(here):] ne "/") { here = here[:strlen(here)-1] }
set datafile separator comma columnheaders
data   = ARG1."/sensitivity.csv"
curves = ARG1."/sensitivity-curves.csv"
panels = ARG1."/sensitivity-panels.csv"

stats panels using 1:2 nooutput
total = int(STATS_records); rows = int(STATS_max_x)+1; columns = int(STATS_max_y)+1
array row[total]; array col[total]; array name[total]; array dim[total]; array key[total]
array logs[total]; array left[total]; array right[total]; array cheap[total]; array dear[total]
array value[total]; array good[total]; array bad[total]; array from[total]; array many[total]
stats panels using (k=int($0)+1, row[k]=int($1), col[k]=int($2), name[k]=strcol(3), \
  dim[k]=int($4), key[k]=strcol(5), logs[k]=int($6), left[k]=$7, right[k]=$8, \
  cheap[k]=strcol(9) eq "nan" ? 0 : $9, dear[k]=strcol(10) eq "nan" ? 0 : $10, \
  good[k]=strcol(11) eq "nan" ? 0 : $11, bad[k]=strcol(12) eq "nan" ? 0 : $12, \
  axis=strcol(13), target=$14, from[k]=int($15), many[k]=int($16), value[k]=strcol(17), 0) nooutput

stats curves using 4 nooutput; listed = int(STATS_records)
array title[listed]; array tint[listed]; array dash[listed]; array first[listed]
array last[listed]; array best[listed]; array own[listed]; array joined[listed]
longest = 0
stats curves using (k=int($0)+1, title[k]=strcol(1), tint[k]=strcol(2), dash[k]=int($3), \
  first[k]=int($4), last[k]=int($5), best[k]=int($6), own[k]=int($7), joined[k]=int($8), \
  longest=(strlen(title[k]) > longest ? strlen(title[k]) : longest), 0) nooutput

# A curve's optimizer stands in the legend once.
array legend[listed]
alone_params = 1
do for [c=1:listed] { if (!joined[c]) { alone_params = 0 } }
entries = 0
do for [c=1:listed] {
  known = 0
  do for [e=1:entries] { if (title[legend[e]] eq title[c]) { known = 1 } }
  if (!known) { entries = entries+1; legend[entries] = c }
}

judged = value[1] ne "f" && value[1] ne "f − f*" # by a metric
alone = total == 1
small = alone ? 10 : 8.3
face = sprintf(",%g", small)
PW = alone ? 560 : (columns == 1 ? 460 : 240); UPPER = alone ? 170 : 96; LOWER = alone ? 170 : 96
LEFT = alone ? 84 : 62; GAP = judged ? 0 : 18; if (judged) { UPPER = 1.6*UPPER; LOWER = 0 }
ABOVE = 34; BELOW = 40; HEAD = 30; RIGHT = 10
ROOM = entries > 1 ? 46 + 0.78*10*longest : 20
call here."text.gp"
if (fit_wide > 0) {
  # The legend becomes a key, of which only the names of more than one are needed.
  ROOM = 20; RIGHT = 14
  array listed_title[listed]
  do for [c=1:listed] { listed_title[c] = title[c]; if (entries < 2) { title[c] = "" } }
  call here."key.gp" "1e6"
  do for [c=1:listed] { title[c] = listed_title[c] }
  if (entries < 2) { keyed = 0; key_room = 0 }
  ROOM = 0; PW = 240; PH = judged ? 100 : 140; GAP = judged ? 0 : 14
  call here."fit.gp" "LEFT+RIGHT" 0 150 "ABOVE+GAP+BELOW"
  UPPER = judged ? PH : PH/2; LOWER = judged ? 0 : PH-UPPER
  if (fit_flow) { do for [p=1:total] { row[p] = (p-1)/columns; col[p] = (p-1)%columns }; rows = (total-1)/columns+1 }
}
title_room = PW+RIGHT-(fit_wide > 0 ? 16 : 0)
do for [p=1:total] { if (title_lines(name[p], sprintf(", d = %d", dim[p]), alone ? 10 : 9, title_room) > 1) { ABOVE = 47 } }
block = ABOVE+UPPER+GAP+LOWER+BELOW
W = int(columns*(LEFT+PW+RIGHT) + ROOM)
# Whose it is, if it is one optimizer's alone.
head_bold = "Sensitivity".(entries == 1 ? " of ".plain(title[legend[1]]) : ""); head_points = 11
head_rest = "dots: the first runs of each candidate; large: the best; ring: what the campaign said".\
  (alone_params ? "; held: all other parameters" : "; all parameters vary at once")
call here."heading.gp"
HEAD = HEAD + head_more
H = int(HEAD + rows*block + key_room)
least = HEAD + 20 + 18*(entries+3)
H = H < least && fit_wide == 0 ? least : H
if (fit_tall > 0) {
  PH = UPPER+LOWER
  call here."tall.gp" rows
  UPPER = judged ? PH : PH/2; LOWER = judged ? 0 : PH-UPPER
  block = ABOVE+UPPER+GAP+LOWER+BELOW
}
call here."style.gp" ARG1 ARG2

set multiplot
set label 1 head at screen real(LEFT)/W, screen 1-18.0/H font ",11" textcolor rgb ink
if (entries > 1 && !keyed) {
  do for [e=1:entries] {
    set label 100+e title[legend[e]] noenhanced font ",10" textcolor rgb legible(tint[legend[e]]) \
        at screen real(W-ROOM+34)/W, screen 1-(HEAD+ABOVE+8.0+18*(e-1))/H
    set arrow 100+e from screen real(W-ROOM+10)/W, screen 1-(HEAD+ABOVE+8.0+18*(e-1))/H \
        to screen real(W-ROOM+28)/W, screen 1-(HEAD+ABOVE+8.0+18*(e-1))/H nohead \
        lw 2 dt dash[legend[e]] lc rgb tint[legend[e]]
  }
}
decades(low, high) = 10**ceil((log10(high)-log10(low))/4.5)
at(x) = mode == 2 ? 1-x : x
do for [p=1:total] {
  x0 = col[p]*(LEFT+PW+RIGHT) + LEFT
  y0 = H - HEAD - row[p]*block - ABOVE
  set lmargin at screen real(x0)/W; set rmargin at screen real(x0+PW)/W
  # What was tried at one value alone has room at both sides of it.
  if (right[p] <= left[p]) {
    half = left[p] == 0 ? 1 : 0.1*abs(left[p])
    left[p] = left[p]-half; right[p] = right[p]+half
  }
  mode = logs[p]; low = mode == 2 ? 1-right[p] : left[p]; high = mode == 2 ? 1-left[p] : right[p]
  if (mode) {
    step = decades(low, high)
    set logscale x; set xtics step font face; set mxtics default
  }
  if (!mode) { unset logscale x; set format x "%g"; set xtics tic_step(right[p]-left[p]) font face; set mxtics 2 }
  set xrange [low:high]
  set logscale y; set format y "10^{%T}"; set ytics auto font face
  set label 2 panel_title(name[p], sprintf(", d = %d", dim[p]), alone ? 10 : 9, title_room) at graph 0, \
      screen (y0+9.0+(title_lines(name[p], sprintf(", d = %d", dim[p]), alone ? 10 : 9, title_room) > 1 ? 13 : 0))/H \
      font (alone ? ",10" : ",9") textcolor rgb ink

  # Above: the target was not reached.
  set tmargin at screen real(y0)/H; set bmargin at screen real(y0-UPPER)/H
  if (judged) {
    if (mode) { set format x "10^{%T}" } else { set format x "%g" }
    set xlabel (mode == 2 ? "1 − " : "").key[p] noenhanced offset 0,0.6 font face
  } else {
    set format x ""; unset xlabel
  }
  low = good[p] > 0 ? good[p] : (target > 0 ? target : 1e-8); high = bad[p] > low ? bad[p] : 10*low
  if (value[p] eq "f") {
    span_low = good[p]; span_high = bad[p]
    load here."span.gp"
    if (good[p] == 0 && bad[p] == 0) { set label 3 "no values" at graph 0.5, graph 0.5 center font face textcolor rgb soft }
  } else {
    set yrange [10**floor(log10(low)):10**ceil(log10(high)+0.01)]
    set ytics decades(low, high)
  }
  set ylabel col[p] == 0 ? (judged ? "" : "best ").value[p] : "" offset (alone ? 0.6 : 1.6),0 font face
  plot for [i=1:many[p]] data every ::first[from[p]+i]::last[from[p]+i] \
         using (at($5)):(joined[from[p]+i] ? $7 : NaN) with lines lw 1.2 dt dash[from[p]+i] lc rgb tint[from[p]+i], \
       for [i=1:many[p]] data every ::first[from[p]+i]::last[from[p]+i] \
         using (at($5)):7 with points pt 7 ps (alone ? 0.5 : 0.35) lc rgb tint[from[p]+i], \
       for [i=1:many[p]] data every ::best[from[p]+i]::best[from[p]+i] \
         using (at($5)):9 with points pt 7 ps (alone ? 1.3 : 1.0) lc rgb tint[from[p]+i], \
       for [i=1:many[p]] data every ::own[from[p]+i]::own[from[p]+i] \
         using (at($5)):9 with points pt 6 ps (alone ? 1.6 : 1.2) lw 1.4 lc rgb tint[from[p]+i]
  unset label 1; unset label 2; unset label 3
  if (!keyed) { do for [e=1:entries] { unset label 100+e; unset arrow 100+e } }
  if (keyed && p == 1) { do for [k=1:key_count] { unset label 9000+k; unset arrow 9000+k } }

  # Below: it was.
  if (judged) { continue }
  set tmargin at screen real(y0-UPPER-GAP)/H; set bmargin at screen real(y0-UPPER-GAP-LOWER)/H
  if (mode) { set format x "10^{%T}" } else { set format x "%g" }
  set xlabel (mode == 2 ? "1 − " : "").key[p] noenhanced offset 0,0.6 font face
  set logscale y; set format y "10^{%T}"; set mytics default
  low = cheap[p] > 0 ? cheap[p] : 1; high = dear[p] > low ? dear[p] : 10*low
  set yrange [10**floor(log10(low)):10**ceil(log10(high)+0.01)]
  set ytics decades(low, high)
  set ylabel col[p] == 0 ? (target > 0 && value[p] ne "f" ? sprintf("cost to %s", power(target)) : "cost") : "" offset (alone ? 0.6 : 1.6),0 font face
  if (cheap[p] == 0) {
    set label 3 "not reached" at graph 0.5, graph 0.5 center font face textcolor rgb soft
  }
  plot for [i=1:many[p]] data every ::first[from[p]+i]::last[from[p]+i] \
         using (at($5)):(joined[from[p]+i] ? $6 : NaN) with lines lw 1.2 dt dash[from[p]+i] lc rgb tint[from[p]+i], \
       for [i=1:many[p]] data every ::first[from[p]+i]::last[from[p]+i] \
         using (at($5)):6 with points pt 7 ps (alone ? 0.5 : 0.35) lc rgb tint[from[p]+i], \
       for [i=1:many[p]] data every ::best[from[p]+i]::best[from[p]+i] \
         using (at($5)):8 with points pt 7 ps (alone ? 1.3 : 1.0) lc rgb tint[from[p]+i], \
       for [i=1:many[p]] data every ::own[from[p]+i]::own[from[p]+i] \
         using (at($5)):8 with points pt 6 ps (alone ? 1.6 : 1.2) lw 1.4 lc rgb tint[from[p]+i]
  unset label 3
}
unset multiplot
set output
