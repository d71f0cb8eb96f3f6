# convergence.gp -- median error, or best f where the minimum is not known, and its quartile band
# against cost, a panel a function and dimension, every curve labelled at its end.
#
# A ring is where one method hands over to the next, a dot where the median reaches the target, a
# cross where runs diverged, at their median cost. A curve is thin where all its runs have ended.
# Curves that end together share a connector; where a key has the names, those that nobody could tell
# apart at their end have letters there, and the key says how many of an optimizer's runs diverged in
# all panels.
#
# Reads convergence.csv, convergence-curves.csv (a row a curve), convergence-panels.csv.
here = ARG0
while (strlen(here) && here[strlen(here):] ne "/") { here = here[:strlen(here)-1] }
set datafile separator comma columnheaders
data   = ARG1."/convergence.csv"
curves = ARG1."/convergence-curves.csv"
panels = ARG1."/convergence-panels.csv"
least  = 1e-8                                         # errors are clipped here
short  = 1e-2

stats panels using 1:2 nooutput
total = int(STATS_records); rows = int(STATS_max_x)+1; columns = int(STATS_max_y)+1
array row[total]; array col[total]; array name[total]; array dim[total]; array runs[total]
array axis[total]; array right[total]; array top[total]; array from[total]; array many[total]
array value[total]; array low[total]
stats panels using (k=int($0)+1, row[k]=int($1), col[k]=int($2), name[k]=strcol(3), \
  dim[k]=int($4), runs[k]=int($5), axis[k]=strcol(6), right[k]=$7, top[k]=$8, from[k]=int($9), \
  many[k]=int($10), 0) nooutput
stats panels using (k=int($0)+1, value[k]=strcol(11), low[k]=strcol(12) eq "inf" ? 0 : $12, 0) nooutput

call here."text.gp"
stats curves using 7 nooutput; listed = int(STATS_records)
array title[listed]; array tint[listed]; array dash[listed]; array first[listed]
array last[listed]; array end[listed]; array reached[listed]; array named[listed]
array spent[listed]; array diverged[listed]; array lost_at[listed]; array lost[listed]
longest = 0
# A curve that ends at infinity has no points: it is named, behind those that have.
stats curves using (k=int($0)+1, title[k]=strcol(4), tint[k]=strcol(5), dash[k]=int($6), \
  first[k]=int($7), last[k]=int($8), end[k]=strcol(9) eq "inf" ? 1e300 : $9, \
  reached[k]=strcol(10) eq "inf" ? 1e300 : $10, spent[k]=$11, diverged[k]=int($12), lost_at[k]=strcol(13), \
  lost[k]=strcol(14) eq "inf" ? 1e300 : strcol(14) eq "nan" ? 0 : $14, \
  named[k]=title[k].(end[k] < 1e300 ? "" : "  no finite value").(diverged[k] > 0 ? sprintf("  × %d", diverged[k]) : ""), \
  longest=(!rest(k) && strlen(named[k]) > longest ? strlen(named[k]) : longest), 0) nooutput

# A panel alone is as large as a figure in a text; several are small multiples.
alone = total == 1
small = alone ? 10 : 8.3
title_face = alone ? ",10" : ",9"
PW = alone ? 600 : 235; PH = alone ? 430 : 190
LEFT = alone ? 76 : 56; ROOM = (alone ? 44 : 38) + 0.73*small*longest; ABOVE = 30; BELOW = 34
HEAD = alone ? 26 : 30; FOOT = 22
call here."text.gp"
if (fit_wide > 0) { small = 8.3; LEFT = 58 }
if (fit_tall > 0) { ABOVE = 24; BELOW = 26 }
face = sprintf(",%g", small)
if (fit_wide > 0) {
  array lost_title[listed]; array lost_runs[listed]; losers = 0
  do for [c=1:listed] {
    if (diverged[c] > 0 && !rest(c)) {
      n = 1
      while (n <= losers && lost_title[n <= losers ? n : 1] ne title[c]) { n = n+1 }
      if (n > losers) { losers = n; lost_title[n] = title[c]; lost_runs[n] = 0 }
      lost_runs[n] = lost_runs[n]+diverged[c]
    }
  }
  do for [c=1:listed] {
    do for [n=1:losers] { if (lost_title[n] eq title[c]) { title[c] = title[c].sprintf(" × %d", lost_runs[n]); break } }
  }
}
# Axes of heights, from floor_of to ceil_of, in powers of ten where they are logarithmic.
array floor_of[total]; array ceil_of[total]; array log_of[total]
do for [p=1:total] {
  do for [i=1:many[p]] { c = from[p]+i; if (end[c] < 1e300 && top[p] < end[c]) { top[p] = end[c] } }
  if (value[p] eq "f") {
    span_low = low[p]; span_high = top[p]
    load here."span.gp"
    floor_of[p] = floor_y; ceil_of[p] = ceil_y; log_of[p] = span_log
  } else {
    # Where all curves stay far above the floor, the panel ends below the lowest of them.
    height = top[p] > least ? ceil(log10(top[p]) + 0.01) : log10(least)+1
    ceil_of[p] = height > 308 ? 308 : height
    floor_of[p] = low[p] > short ? floor(log10(low[p])) - 1 : log10(least)
    if (floor_of[p] > ceil_of[p]-1) { floor_of[p] = ceil_of[p]-1 }
    log_of[p] = 1
  }
}
# Less than a line's width from each other curves are one. At the floor each has its dot.
one_width = 0.004
height_of(p, y) = log_of[p] ? (y > 0 ? log10(y) : -400) : y
hides(n, c) = n > 2 || (n == 2 && dash[c] == 1)
lettered = 0
if (fit_wide > 0 && fit_wide/columns - LEFT - ROOM < 0.75*PW) {
  do for [p=1:total] {
    do for [i=1:many[p]] {
      c = from[p]+i; n = 0; over = c
      if (!rest(c) && end[c] < 1e300 && height_of(p, end[c]) > floor_of[p]) {
        do for [k=1:many[p]] {
          b = from[p]+k
          if (!rest(b) && end[b] < 1e300) {
            away = height_of(p, end[b]) - height_of(p, end[c])
            if (away >= 0 && away <= one_width*(ceil_of[p]-floor_of[p])) { n = n+1; over = b > over ? b : over }
          }
        }
        lettered = lettered || hides(n, over)
      }
    }
  }
}
array letter[listed]
if (lettered) {
  # In the order of the key.
  letters = 0
  do for [c=1:listed] {
    letter[c] = 0
    if (!rest(c)) {
      do for [k=1:c-1] { if (letter[k] > 0 && title[k] eq title[c]) { letter[c] = letter[k]; break } }
      if (letter[c] == 0) { letters = letters+1; letter[c] = letters }
    }
  }
  if (letters > 26) { lettered = 0 }
}
letter_at(n) = "abcdefghijklmnopqrstuvwxyz"[n:n]
if (lettered) { do for [c=1:listed] { if (letter[c] > 0) { title[c] = letter_at(letter[c]).": ".title[c] } } }
call here."key.gp" "0.75*PW"
call here."fit.gp" "LEFT+ROOM" 0 150 "ABOVE+BELOW"
if (fit_flow) { do for [p=1:total] { row[p] = (p-1)/columns; col[p] = (p-1)%columns }; rows = (total-1)/columns+1 }
points = alone ? 10 : 9; lines = 1
title_out = tight ? LEFT-12.0 : 0.0; title_room = PW+ROOM-8+title_out
suffix(p) = sprintf(", d = %d", dim[p])
do for [p=1:total] { if (title_lines(name[p], suffix(p), points, title_room) > 1) { lines = 2 } }
if (lines > 1) { ABOVE = ABOVE + 13 }
W = int(columns*(LEFT+PW+ROOM))
# What marks there are, said in the heading.
rings = 0; dots = 0; crosses = 0; ended = 0
stats data using (rings = rings + $8, 0) nooutput
do for [p=1:total] {
  do for [i=1:many[p]] {
    c = from[p]+i
    dots = dots || reached[c] < 1e300
    crosses = crosses || (diverged[c] > 0 && !rest(c))
    ended = ended || (end[c] < 1e300 && !rest(c) && spent[c] < right[p] && !(reached[c] <= spent[c]))
  }
}
load here."rest.gp"
head_bold = "Convergence"; head_points = 11
head_rest = runs_said(runs[1]).(tight ? "   cost: ".axis[1] : "").(rings > 0 ? "; ring: the next method takes over" : ""). \
  (dots ? "; dot: target reached" : "").(crosses ? keyed ? "; × N: N runs diverged" : "; ×: so many runs diverged" : "").(ended ? "; thin: all runs have ended" : "")
call here."heading.gp"
HEAD = HEAD + head_more; H = int(HEAD + rows*(ABOVE+PH+BELOW) + FOOT + key_room)
call here."tall.gp" rows
call here."style.gp" ARG1 ARG2

# The floor for what is below it, the panel's top for what is above (an infinite quartile).
clip(y) = y > lowest ? (y < highest ? y : highest) : lowest
set multiplot
set logscale xy
set format x "10^{%T}"; set format y "10^{%T}"
set xtics font face; set ytics font face
set label 1 head at screen real(LEFT)/W, screen 1-18.0/H font ",11" textcolor rgb ink

do for [p=1:total] {
  x0 = col[p]*(LEFT+PW+ROOM) + LEFT
  y0 = H - HEAD - row[p]*(ABOVE+PH+BELOW) - ABOVE
  set lmargin at screen x0/W; set rmargin at screen (x0+PW)/W
  set tmargin at screen real(y0)/H; set bmargin at screen real(y0-PH)/H

  # Runs of a single evaluation leave the axes without an extent.
  drawn = 0
  do for [i=1:many[p]] {
    if (end[from[p]+i] < 1e300) { drawn = drawn+1 }
  }
  if (right[p] < 10) { right[p] = 10 }
  # Curves that came down to the floor are ranked by when they did, the fastest lowest.
  if (value[p] eq "f") {
    span_low = low[p]; span_high = top[p]
    load here."span.gp"
  } else {
    height = ceil_of[p]; floor_y = floor_of[p]
    span_log = 1; lowest = floor_y > log10(least) ? 10**floor_y : least; highest = 10**height
    ceil_y = height
    set logscale y; set yrange [lowest:highest]
    set format y "10^{%T}"; set mytics default
    decades = tic_decades(height-floor_y, PH, 15)
    set ytics 1e-8,10.0**(height-floor_y >= 7 && decades < 2 ? 2 : decades)
  }
  # Grey curves are named in the heading.
  seq_from = from[p]; seq_many = many[p]
  load here."sequence.gp"
  count = many[p]-seq_rest
  array ey[count > 0 ? count : 1]
  do for [i=1:count] {
    c = seq[seq_rest+i]
    ey[i] = span_log ? log10(clip(end[c])) - (reached[c] < 1e300 ? 1e-3 - 1e-5*log10(reached[c]) : 0) : clip(end[c])
  }
  gap = (ceil_y-floor_y)*1.75*small/PH
  under_title = title_lines(name[p], suffix(p), points, title_room) > 1
  load here."labels.gp"

  set xrange [1:right[p]]
  if (fit_wide > 0) { set xtics 1,10**ceil(log10(right[p])*30.0/PW) }
  last_row = 1
  do for [q=1:total] { if (col[q] == col[p] && row[q] > row[p]) { last_row = 0 } }
  set xlabel last_row ? (tight ? "cost" : "cost: ".axis[p]) : "" offset 0,0.6 font face
  # Once a row, and again where it is another.
  said = 0
  do for [q=1:total] { if (row[q] == row[p] && col[q] == col[p]-1 && value[q] eq value[p]) { said = 1 } }
  set ylabel said ? "" : "best ".value[p] offset (alone ? 0.6 : 1.6),0 font face
  set label 2 panel_title(name[p], suffix(p), points, title_room) at graph (tight ? -title_out/PW : 0), \
      screen (y0+(tight ? 15.0 : 9.0)+(title_lines(name[p], suffix(p), points, title_room) > 1 ? 13 : 0))/H font title_face textcolor rgb ink
  same = (ceil_y-floor_y)*one_width
  stroke_x = (x0+PW+15)/W
  has_end(i) = end[seq[seq_rest+i]] < 1e300; group_end(i) = clip(end[seq[seq_rest+i]]); group_tint(i) = tint[seq[seq_rest+i]]
  group_height(y) = span_log ? 10**y : y
  group_drawn = !keyed
  load here."groups.gp"
  if (keyed) { load here."together.gp" }
  do for [i=1:(keyed ? 0 : count)] {
    c = seq[seq_rest+i]
    set label 10+i named[c] noenhanced at screen (x0+PW+20)/W, first group_height(ly[i]) textcolor rgb legible(tint[c]) font face
  }
  # Only those with points are drawn, which come first in a panel.
  seq_many = drawn
  load here."sequence.gp"
  plot for [i=seq_rest+1:drawn] data every ::first[seq[i]]::last[seq[i]] \
         using 4:(clip($5)):(clip($7)) with filledcurves fc rgb tint[seq[i]] \
         fs transparent solid 0.13 noborder, \
       for [i=1:drawn] data every ::first[seq[i]]::last[seq[i]] \
         using 4:($4 >= spent[seq[i]] ? clip($6) : NaN) with lines lw 0.7 lc rgb tint[seq[i]], \
       for [i=1:drawn] data every ::first[seq[i]]::last[seq[i]] \
         using 4:($4 <= spent[seq[i]] ? clip($6) : NaN) with lines lw (i > seq_rest ? alone ? 2.1 : 1.6 : 0.7) dt dash[seq[i]] \
         lc rgb tint[seq[i]], \
       for [i=1:drawn] data every ::first[seq[i]]::last[seq[i]] \
         using 4:($8 > 0 ? clip($6) : NaN) with points pt 7 ps (alone ? 1.0 : 0.75) lc rgb ground, \
       for [i=1:drawn] data every ::first[seq[i]]::last[seq[i]] \
         using 4:($8 > 0 ? clip($6) : NaN) with points pt 6 ps (alone ? 1.0 : 0.75) lw 1.6 lc rgb tint[seq[i]], \
       for [i=seq_rest+1:drawn] "+" using (reached[seq[i]]):(reached[seq[i]] < 1e300 ? clip(end[seq[i]]) : NaN) every ::0::0 \
         with points pt 7 ps (alone ? 0.8 : 0.6) lc rgb tint[seq[i]], \
       for [i=seq_rest+1:drawn] "+" using (diverged[seq[i]] > 0 ? number(lost_at[seq[i]]) : NaN):(clip(lost[seq[i]])) every ::0::0 \
         with points pt 2 ps (alone ? 1.0 : 0.8) lw 5 lc rgb ground, \
       for [i=seq_rest+1:drawn] "+" using (diverged[seq[i]] > 0 ? number(lost_at[seq[i]]) : NaN):(clip(lost[seq[i]])) every ::0::0 \
         with points pt 2 ps (alone ? 1.0 : 0.8) lw 2 lc rgb tint[seq[i]]
  do for [i=1:count] { unset label 10+i }
  do for [g=1:groups] { unset object 10+g }
  unset arrow
  unset label 1
  undefine ey ly order opens closes one_of seq
}
unset multiplot
set output
