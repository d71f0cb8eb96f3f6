# ranks.gp -- a critical-difference diagram: optimizers at their mean ranks over cells, the best on the
# left; bars join those that do not differ.
#
# Reads ranks.csv (a row an optimizer, the best first), ranks-groups.csv (a row a bar), ranks-panels.csv.
here = ARG0
while (strlen(here) && here[strlen(here):] ne "/") { here = here[:strlen(here)-1] }
set datafile separator comma columnheaders
data   = ARG1."/ranks.csv"
groups = ARG1."/ranks-groups.csv"
panels = ARG1."/ranks-panels.csv"

stats panels using (cells=int($1), skipped=int($2), total=int($3), chi=$4, p=$5, level=$8, cd=$9, bars=int($10), 0) nooutput
array title[total]; array tint[total]; array rank[total]; array firsts[total]
longest = 0
stats data using (k=int($0)+1, title[k]=strcol(2), tint[k]=strcol(3), rank[k]=$5, firsts[k]=$7, \
  longest=(strlen(title[k]) > longest ? strlen(title[k]) : longest), 0) nooutput
array from[bars+1]; array to[bars+1]
if (bars) { stats groups using (k=int($0)+1, from[k]=$3, to[k]=$4, 0) nooutput }

# The better half has its names on the left, one below the other; the others on the right.
left_count = (total+1)/2
LINE = 22; face = ",10"
SIDE = 130 + 0.74*10*longest; PW = 460
HEAD = 34; TOP = 62; BARS = 10*bars+8; FOOT = 16
LEFT = 16
call here."text.gp"
# Where both sides have no room: a row an optimizer, its mean rank a point.
rows = left_count
# A height that is asked for: all texts are as much smaller as it takes.
if (fit_tall > 0) {
  from_wide = fit_wide; from_tall = fit_tall; found = 0; k = 0; LINE = 16
  while (!found && k < 30) {
    fit_wide = from_wide/0.95**k; fit_tall = from_tall/0.95**k; k = k+1
    found = HEAD + TOP + BARS + FOOT + 34 + LINE*(fit_wide - 2*SIDE < 300 ? total : rows) <= fit_tall
  }
  if (!found) { fit_wide = from_wide; fit_tall = from_tall }
}
in_rows = fit_wide > 0 && fit_wide - 2*SIDE < 300
if (fit_wide > 0 && !in_rows) { PW = fit_wide - 2*SIDE }
if (in_rows) { longest = longest > 20 ? 20 : longest; SIDE = 28 + 0.72*10*longest; PW = fit_wide - SIDE - 82; PW = PW < 60 ? 60 : PW; rows = total; BARS = BARS + 6 }
W = int(in_rows ? SIDE+PW+82 : 2*SIDE + PW)
said = p < 1e-300 ? "< 10^{−300}" : (p >= 0.001 ? sprintf("= %.2g", p) : "= ".brief(number(sprintf("%.1e", p))))
head_bold = "Mean ranks"; head_points = 11
head_rest = sprintf("over %d cells%s   Friedman's test: p %s   bars: no difference at %g %% (Nemenyi)   %%: share of cells it is first in", \
  cells, skipped ? sprintf(" (%d more miss an optimizer)", skipped) : "", said, 100*level)
listed = total; rest_named = 0
load here."rest.gp"
call here."heading.gp"
HEAD = HEAD + head_more
H = int(HEAD + TOP + BARS + LINE*rows + FOOT)
PH = LINE
call here."tall.gp" rows
LINE = PH
call here."style.gp" ARG1 ARG2

set lmargin at screen real(SIDE)/W; set rmargin at screen real(SIDE+PW)/W
axis_y = HEAD + TOP
set tmargin at screen 1-real(axis_y)/H; set bmargin at screen real(FOOT)/H
set border 0; unset grid; unset ytics; unset xtics
set xrange [1:total]; set yrange [H-FOOT:axis_y]       # units from the top
set label 1 head at screen real(LEFT)/W, screen 1-18.0/H font sprintf(",%d", head_points) textcolor rgb ink
set arrow 1 from 1,axis_y to total,axis_y nohead lc rgb ink lw 1
step = total > 24 ? 5 : (total > 12 ? 2 : 1)
while (in_rows && step < total && PW*step < 18*(total-1)) { step = step == 2 ? 5 : 2*step }
do for [r=1:total] {
  big = (r-1)%step == 0 || r == total && step == 1
  set arrow 100+r from r,axis_y to r,axis_y-(big ? 6 : 3) nohead lc rgb ink lw 0.8
  if (big) { set label 100+r sprintf("%d", r) at first r, first axis_y-15 center font ",9" textcolor rgb ink }
}
# The critical difference above the axis, as long as it is.
cd_y = axis_y - 36
if (cd < total-1) {
  set arrow 2 from 1,cd_y to 1+cd,cd_y heads size screen 0.004,90 lc rgb ink lw 1.2
  set label 2 sprintf("critical difference %.2f", cd) at first (in_rows ? 1 : 1+cd), first (in_rows ? cd_y-13 : cd_y) offset (in_rows ? 0 : 0.8),0 left font ",9" textcolor rgb ink
} else {
  set label 2 sprintf("critical difference %.2f".(in_rows ? "" : ", more than there are ranks"), cd) at first 1, first cd_y left font ",9" textcolor rgb ink
}
do for [k=1:bars] {
  set arrow 1000+k from from[k],axis_y+10*k to to[k],axis_y+10*k nohead lc rgb ink lw 3.4
}
# A name's line goes down from its rank and out to its side.
do for [k=1:total] {
  if (in_rows) {
    y = axis_y + BARS + LINE*(k-0.5)
    set arrow 2000+k from 1,y to rank[k]-5.0*(total-1)/PW,y nohead back lc rgb rule lw 1.1
    set label 2000+k plain(cut(title[k], 20)) at first 1, first y offset -1.2,0 right font face textcolor rgb legible(tint[k])
    set label 3000+k " " at first rank[k], first y point pt 7 ps 0.9 lc rgb tint[k]
    set label 4000+k sprintf("%.2f   %.0f %%", rank[k], 100*firsts[k]/cells) at first total, first y offset 1.2,0 left font ",8.5" textcolor rgb legible(tint[k])
  } else {
  onleft = k <= left_count
  row = onleft ? k : total-k+1
  y = axis_y + BARS + LINE*(row-0.35)
  edge = onleft ? 1 - (total-1)*8.0/PW : total + (total-1)*8.0/PW
  set arrow 2000+k from rank[k],axis_y to rank[k],y nohead lc rgb tint[k] lw 1.1
  set arrow 3000+k from rank[k],y to edge,y nohead lc rgb tint[k] lw 1.1
  number_text = sprintf("%.2f", rank[k]); share_text = sprintf("%.0f %%", 100*firsts[k]/cells)
  if (onleft) {
    set label 2000+k sprintf(lead."{/*%.3f %s   %s}  %s", lesser(9), share_text, number_text, plain(title[k])) \
      at first edge, first y offset -0.6,0 right font face textcolor rgb legible(tint[k])
  } else {
    set label 2000+k sprintf("%s  {/*%.3f %s   %s}", plain(title[k]), lesser(9), number_text, share_text) \
      at first edge, first y offset 0.6,0 left font face textcolor rgb legible(tint[k])
  }
  }
}
plot data using 5:(axis_y) with points pt 7 ps 0.01 lc rgb ground
set output
