# behaviour.gp -- where the points that were evaluated end, over the walls, a panel an optimizer: all of
# them, coloured by cost, or as a GIF those of the moment before those of the past.
#
# Reads behaviour.csv (a row a point), behaviour-methods.csv (a row a panel), behaviour-walls.csv.
here = ARG0
while (strlen(here) && here[strlen(here):] ne "/") { here = here[:strlen(here)-1] }
set datafile separator comma columnheaders
data    = ARG1."/behaviour.csv"
methods = ARG1."/behaviour-methods.csv"
walls   = ARG1."/behaviour-walls.csv"
moving = strlen(ARG2) > 3 && ARG2[strlen(ARG2)-2:] eq "gif"
FRAMES = 40

stats methods using 1 nooutput; total = int(STATS_records)
array number[total]; array function[total]; array title[total]; array tint[total]
array xl[total]; array xh[total]; array yl[total]; array yh[total]; array end[total]
array best[total]; array reached[total]; array first[total]; array last[total]
stats methods using (k=int($0)+1, number[k]=int($1), function[k]=strcol(2), title[k]=strcol(3), \
  tint[k]=strcol(4), xl[k]=$6, xh[k]=$7, yl[k]=$8, yh[k]=$9, 0) nooutput
every_n = 1
stats methods using (k=int($0)+1, end[k]=$10, best[k]=strcol(11), reached[k]=strcol(12), first[k]=int($13), \
  last[k]=int($14), every_n=(int($15) > every_n ? int($15) : every_n), 0) nooutput

stats walls using 1 nooutput; count = int(STATS_records)
array of[count]; array part[count]; array x1[count]; array y1[count]; array x2[count]; array y2[count]; array radius[count]
stats walls using (k=int($0)+1, of[k]=int($1), part[k]=strcol(2), x1[k]=$3, y1[k]=$4, x2[k]=$5, y2[k]=$6, \
  radius[k]=$7, 0) nooutput

# Units of both axes are equally long. Each function begins a row.
columns = 1; wide = 0
array c[total]; array r[total]
rows = 0; at = 0
LIMIT = total < 4 ? total : 4
do for [p=1:total] {
  if (p > 1 && (number[p] != number[p > 1 ? p-1 : 1] || at == LIMIT)) { rows = rows+1; at = 0 }
  c[p] = at; r[p] = rows; at = at+1
  if (at > columns) { columns = at }
}
rows = rows+1
PW = columns < 3 ? 280 : 210
tall = (yh[1]-yl[1])/(xh[1]-xl[1])
PH = int(PW*tall)
LEFT = 14; GAP = 14; ABOVE = 38; BELOW = 6; KEY = 34
W = int(LEFT + columns*PW + (columns-1)*GAP + LEFT)
call here."text.gp"
latest = 0
do for [p=1:total] { if (end[p] > latest) { latest = end[p] } }
head_bold = "Where points end"; head_points = 11
# Where panels show different shares of their points, the smallest.
tell = every_n > 1 ? sprintf("one in %d of those that a run evaluated", every_n) : "those that a run evaluated"
head_rest = moving ? "at cost ".count_of(latest) : tell
call here."heading.gp"
HEAD = 26 + head_more + KEY*(1-moving)
H = int(HEAD + rows*(ABOVE+PH) + BELOW)
call here."style.gp" ARG1 ARG2
set palette defined (0 "#f6b73c", 0.35 "#e2665b", 0.7 "#8d3a86", 1 "#1f0f57")
set border 15 lc rgb rule lw 0.8; unset tics; unset grid

tone(s) = s eq "wall" ? ink : "#029a98"
fresh(cost) = cost >= now-0.04*latest
digit(s, i) = strstrt("0123456789abcdef", s[i:i])-1
hex(s) = ((((digit(s,2)*16+digit(s,3))*16+digit(s,4))*16+digit(s,5))*16+digit(s,6))*16+digit(s,7)
if (moving) {
  # In memory, as each frame reads them again.
  do for [p=1:total] {
    eval sprintf("set table $m%d separator comma", p)
    plot data every ::first[p]::last[p] using 4:6:7 with table
    unset table
  }
}
set cbrange [0:latest]
do for [page=1:(moving ? FRAMES : 1)] {
  if (moving) { set output frame(page) }
  set multiplot
  now = latest*page/FRAMES
  if (moving) { head_rest = "at cost ".count_of(now); call here."heading.gp" }
  set label 1 head at screen real(LEFT)/W, screen 1-15.0/H font ",11" textcolor rgb ink
  do for [p=1:total] {
    x0 = LEFT + c[p]*(PW+GAP); y0 = H - HEAD - r[p]*(ABOVE+PH) - ABOVE
    set lmargin at screen real(x0)/W; set rmargin at screen real(x0+PW)/W
    set tmargin at screen real(y0)/H; set bmargin at screen real(y0-PH)/H
    # A little more, for points on the edge.
    set xrange [xl[p]-0.015*(xh[p]-xl[p]):xh[p]+0.015*(xh[p]-xl[p])]
    set yrange [yl[p]-0.015*(yh[p]-yl[p]):yh[p]+0.015*(yh[p]-yl[p])]
    open = c[p] == 0 && (p == 1 || number[p] != number[p > 1 ? p-1 : 1])
    set label 2 open ? phrase(function[p]) : "" at screen real(x0)/W, screen (y0+25.0)/H textcolor rgb ink font ",9"
    set label 3 lead."{/:Bold ".plain(shortened(title[p], 17, PW))."}" at screen real(x0)/W, screen (y0+9.0)/H textcolor rgb legible(tint[p]) \
        font sprintf(",%g", fit(10, strlen(title[p])+17, PW))
    solved = reached[p] ne "nan" && (!moving || number(reached[p]) <= now)
    set label 4 solved ? "solved at ".count_of(number(reached[p])) : (moving ? "" : "lowest f ".brief(number(best[p]))) \
        at screen real(x0+PW)/W, screen (y0+9.0)/H right textcolor rgb soft font tiny
    do for [j=1:count] {
      if (of[j] == number[p] && radius[j] > 0) {
        set object j circle at x1[j],y1[j] size radius[j] front fs empty border lc rgb tone(part[j]) lw 1.5
      }
      if (of[j] == number[p] && radius[j] == 0) {
        set arrow j from x1[j],y1[j] to x2[j],y2[j] nohead front lw 1.6 lc rgb tone(part[j])
      }
    }
    if (moving) {
      tone_now = hex(tint[p])
      set datafile nocolumnheaders
      eval sprintf('plot $m%d using ($1 <= now ? $2 : NaN):3:(fresh($1) ? 0.4 : 0.25):(fresh($1) ? tone_now : 0xc9ced6) with points pt 7 ps variable lc rgb variable', p)
      set datafile columnheaders
    } else {
      plot data every ::first[p]::last[p] using 6:7:4 with points pt 7 ps 0.3 lc palette
    }
    unset object; unset arrow; unset label 1; unset label 2
  }
  if (!moving) {
    # The key: a bar of colours from the first to the last cost.
    set lmargin at screen real(LEFT)/W; set rmargin at screen real(LEFT+180)/W
    set tmargin at screen 1-(HEAD-KEY+4.0)/H; set bmargin at screen 1-(HEAD-KEY+13.0)/H
    unset label
    unset border
    set label 5 sprintf("cost: 0 to %s", count_of(latest)) at screen real(LEFT+190)/W, screen 1-(HEAD-KEY+8.5)/H \
        font ",9" textcolor rgb ink
    set xrange [0:latest]; set yrange [0:1]; set samples 2; set isosamples 2
    plot for [i=0:59] "+" using (latest*(i+0.5)/60):(0.5):(latest/110.0):(0.5):(latest*(i+0.5)/60) every ::0::0 with boxxy \
        fs solid 1 noborder fc palette
  }
  unset multiplot
}
set output
