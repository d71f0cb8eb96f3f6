# critical.gp -- where the gradient is zero, and where optimizers end. A block a function: its
# critical points over the landscape (of one variable: on its curve), for each optimizer the
# critical point that it ends at from each of a grid of starts, and beneath a list of the points.
#
# Reads critical.csv (a row a critical point), critical-ends.csv (a row a run), critical-panels.csv
# (a row a panel), critical-curves.csv and the fields critical-landscapeN.csv of
# log10(f - f* + 1e-4).
here = ARG0
while (strlen(here) && here[strlen(here):] ne "/") { here = here[:strlen(here)-1] }
set datafile separator comma columnheaders
data   = ARG1."/critical.csv"
ends   = ARG1."/critical-ends.csv"
panels = ARG1."/critical-panels.csv"
curves = ARG1."/critical-curves.csv"
landscape(n) = sprintf("%s/critical-landscape%d.csv", ARG1, n)

stats panels using 1 nooutput; total = int(STATS_records); blocks = int(STATS_max)+1
array block[total]; array dim[total]; array function[total]; array title[total]; array tint[total]
array first[total]; array last[total]; array reached[total]; array starts[total]; array side[total]
array from[total]; array count[total]; array curve[total]
array xl[total]; array xh[total]; array yl[total]; array yh[total]
stats panels using (k=int($0)+1, block[k]=int($1)+1, dim[k]=int($2), function[k]=strcol(3), \
  title[k]=strcol(4), tint[k]=strcol(5), first[k]=strcol(7), last[k]=strcol(8), reached[k]=strcol(9), 0) nooutput
stats panels using (k=int($0)+1, starts[k]=$10, side[k]=int($11), from[k]=int($12), count[k]=int($13), \
  curve[k]=int($14), xl[k]=$15, xh[k]=$16, yl[k]=strcol(17), yh[k]=strcol(18), 0) nooutput
stats data using 4 nooutput; points = int(STATS_records)
array px[points]; array py[points]; array pf[points]; array low[points]; array high[points]
array verdict[points]; array shade[points]
stats data using (k=int($0)+1, px[k]=$5, py[k]=strcol(6), pf[k]=$7, low[k]=$8, high[k]=strcol(9), \
  verdict[k]=strcol(10), 0) nooutput

# Minima are paler than what is none: points of one kind in turns. The smallest distance (CIEDE2000,
# normal, protan, deutan and tritan vision) of all is 9, of the first four minima 14.
array calm[6] = ["#95a5db", "#dbf1bf", "#78d4cc", "#aaa96f", "#d794a2", "#b7d2fa"]
array firm[3] = ["#e08214", "#8c4a00", "#fdc37d"]
call here."form.gp"
LEFT = 40; ROOM = 12
shown = 4                                       # panels a row, the landscape among them
if (fit_wide > 0) { while (shown > 2 && fit_wide/shown-LEFT-ROOM < 90) { shown = shown-1 } }
flows = shown < 4                               # panels stand below the landscape, too
array rank[blocks]; array lists[blocks]; array lines[blocks]; array largest[blocks]
do for [p=1:total] { rank[block[p]] = 0 }
columns = 0
do for [p=1:total] {
  b = block[p]; rank[b] = rank[b]+1
  if (rank[b] > columns && columns < shown) { columns = columns+1 }
}
ITEM = 470                                      # a column of the list
PW = 200; PH = 176; ABOVE = 44; BELOW = 24; LIST = 14
if (fit_wide > 0) {
  PW = fit_wide/columns-LEFT-ROOM > 70 ? fit_wide/columns-LEFT-ROOM : 70
  most = fit_tall > 0 ? 200 : 300
  PW = PW > most ? most : PW; PH = int(0.88*PW)
  # An item of the list has two lines.
  ITEM = 300; LIST = 28
}
W = int(columns*(LEFT+PW+ROOM)); across = W/ITEM < 1 ? 1 : W/ITEM
broken_item = fit_wide > 0 ? "\n     " : ""
listed = 24                                     # points that a list has room for
before = 0
do for [p=1:total] {
  if (p == 1 || block[p] != block[p > 1 ? p-1 : 1]) {
    b = block[p]; m = 0; s = 0; u = 0; same = before > 0 && count[p] == count[before > 0 ? before : 1]
    largest[b] = 0
    do for [i=1:count[p]] {
      k = from[p]+i
      if (abs(pf[k]) > largest[b]) { largest[b] = abs(pf[k]) }
      if (verdict[k] eq "minimum") { shade[k] = calm[m%6+1]; m = m+1 }
      if (verdict[k] eq "saddle") { shade[k] = "#c51b7d" }
      if (verdict[k] eq "maximum") { shade[k] = "#4d4d4d" }
      if (verdict[k] eq "undecided") { shade[k] = firm[u%3+1]; u = u+1 }
      if (same) {
        q = from[before]+i
        same = px[k] == px[q] && py[k] eq py[q] && pf[k] == pf[q] && verdict[k] eq verdict[q]
      }
    }
    # With noise or not, the points are the same: one list is enough.
    lists[b] = same ? 0 : count[p] < listed ? count[p] : listed
    lines[b] = int(ceil(lists[b]/real(across))) + (!same && count[p] > listed)
    before = p
  }
}

call here."text.gp"
head_bold = "Where the gradient is zero, and who stays there"; head_points = 11; head_gap = "   "
head_rest = (flows ? "beside and below" : "right").": the colour is the point of the list that a run from there ends at;  ".(form_theme eq "dark" ? "dark" : "white").": at none"
call here."heading.gp"
HEAD = 26 + head_more; FOOT = 6
rows(b) = flows ? int(ceil(rank[b]/real(columns))) : rank[b] > shown ? int(ceil((rank[b]-1)/(shown-1.0))) : 1
height(b) = rows(b)*(ABOVE+PH+BELOW) + (lines[b] ? lines[b]*LIST+12 : 0)
H = HEAD
do for [b=1:blocks] { H = H+height(b) }
H = int(H+FOOT)
call here."style.gp" ARG1 ARG2
if (form_theme eq "dark") { do for [k=1:points] { shade[k] = th_mixed(ground, shade[k], 0.6) } }

symbol(k) = k eq "minimum" ? 7 : k eq "maximum" ? 9 : k eq "saddle" ? 2 : 13
colour(p, n) = hex(n < 1 ? ground : shade[from[p]+int(n)])
digit(c) = strstrt("0123456789abcdef", c)-1
pair(s, i) = 16*digit(s[i:i]) + digit(s[i+1:i+1])
hex(s) = 65536*pair(s, 2) + 256*pair(s, 4) + pair(s, 6)
part(c, i) = int(c/256**i)%256
place(k) = py[k] eq "nan" ? brief(px[k]) : sprintf("(%s, %s)", brief(px[k]), brief(number(py[k])))
spectrum(k) = high[k] eq "nan" ? brief(low[k]) : sprintf("%s, %s", brief(low[k]), brief(number(high[k])))

set multiplot
set label 1 head at screen real(LEFT)/W, screen 1-17.0/H font ",11" textcolor rgb ink
set border 15; unset grid
set xtics font tiny; set ytics font tiny; set mxtics 2; set mytics 2
top = H - HEAD; now = 0; number_in = 0
do for [p=1:total] {
  if (block[p] != now) {
    if (now) { top = top-height(now) }
    now = block[p]; number_in = 0; map = p; lines_of = int(ceil(lists[now]/real(across)))
    do for [i=1:lists[now]] {
      k = from[p]+i
      lx = LEFT+((i-1)/lines_of)*ITEM; ly = top-rows(now)*(ABOVE+PH+BELOW)-12-((i-1)%lines_of)*LIST
      set label 100+2*i "" at screen real(lx+4)/W, screen real(ly)/H point pt 5 ps 1 lc rgb shade[k]
      set label 101+2*i sprintf(lead."{/:Bold %d}  %s at %s,  ".broken_item."f = %s,  eigenvalue%s %s", i, verdict[k], place(k), \
          brief(abs(pf[k]) < 1e-12*largest[now] ? 0 : pf[k]), high[k] eq "nan" ? "" : "s", spectrum(k)) at screen real(lx+16)/W, screen real(ly)/H font ",9" textcolor rgb ink
    }
    if (lines[now] > lines_of) {
      set label 100 sprintf("and %d more, in critical.csv", count[p]-listed) \
          at screen real(LEFT)/W, screen real(top-height(now)+4)/H font ",9" textcolor rgb ink
    }
  }
  r = number_in < 2 ? 0 : (number_in-1)/(shown-1)
  c = number_in ? 1+(number_in-1)%(shown-1) : 0
  if (flows) { r = number_in/columns; c = number_in%columns }
  x0 = c*(LEFT+PW+ROOM)+LEFT; y0 = top - r*(ABOVE+PH+BELOW) - ABOVE
  set lmargin at screen real(x0)/W; set rmargin at screen real(x0+PW)/W
  set tmargin at screen real(y0)/H; set bmargin at screen real(y0-PH)/H
  set xrange [xl[p]:xh[p]]; set xtics tic_step(xh[p]-xl[p])
  a = from[p]; z = from[p]+count[p]-1
  line = dim[p] == 1
  if (line) {
    set autoscale y
    stats curves every ::curve[p]::(curve[p]+400) using 3 nooutput
    bottom = STATS_min; summit = STATS_max > STATS_min ? STATS_max : STATS_min+1
    room = 0.06*(summit-bottom)
    set yrange [bottom-room:summit+room]; set ytics tic_step(summit-bottom)
  } else {
    set yrange [number(yl[p]):number(yh[p])]; set ytics tic_step(number(yh[p])-number(yl[p]))
    if (p == map) {
      set autoscale x; set autoscale y
      set datafile nocolumnheaders
      stats landscape(now-1) nonuniform matrix using 3 nooutput
      deep = STATS_min; steep = STATS_max > STATS_min ? STATS_max : STATS_min+1
      set table $contour separator comma
      set contour base; unset surface
      set cntrparam levels incremental deep+0.1*(steep-deep),(steep-deep)/12.0,steep
      splot landscape(now-1) nonuniform matrix using 1:2:3
      unset table; unset contour; set surface
      set datafile columnheaders
      set xrange [xl[p]:xh[p]]; set yrange [number(yl[p]):number(yh[p])]
      set cbrange [deep:steep]
    }
  }
  if (p == map) {
    caption = panel_title(function[p], "", 10, PW)
    set label 2 caption at graph 0, screen (y0+(title_lines(function[p], "", 10, PW) > 1 ? (fit_wide > 0 ? 25.0 : 20.0) : 9.0))/H textcolor rgb ink font ",10"
    # Each number at that side of its point where it is furthest from what is there already.
    shown_n = count[p] <= listed ? count[p] : 0
    array ux[shown_n > 0 ? shown_n : 1]; array uy[shown_n > 0 ? shown_n : 1]
    array nx[shown_n > 0 ? shown_n : 1]; array ny[shown_n > 0 ? shown_n : 1]
    low_y = line ? bottom-room : number(yl[p]); high_y = line ? summit+room : number(yh[p])
    do for [i=1:shown_n] {
      ux[i] = (px[a+i]-xl[p])/(xh[p]-xl[p])*PW
      uy[i] = ((line ? pf[a+i] : number(py[a+i]))-low_y)/(high_y-low_y)*PH
    }
    do for [i=1:shown_n] {
      widest = -1
      do for [side_i=0:7] {
        tx = ux[i] + (side_i < 4 ? (side_i%2 ? -10 : 10) : (side_i == 4 ? 12 : side_i == 5 ? -12 : 0))
        ty = uy[i] + (side_i < 4 ? (side_i < 2 ? 9 : -9) : (side_i == 6 ? 13 : side_i == 7 ? -13 : 0))
        nearest = tx < 6 || tx > PW-6 || ty < 6 || ty > PH-6 ? 0 : 18
        do for [j=1:shown_n] {
          away = sqrt((tx-ux[j])**2 + (ty-uy[j])**2)
          if (j != i && away < nearest) { nearest = away }
          away = j < i ? sqrt((tx-nx[j])**2 + (ty-ny[j])**2) : 99
          if (away < nearest) { nearest = away }
        }
        if (nearest > widest+0.01) { widest = nearest; nx[i] = tx; ny[i] = ty }
      }
      set label 10+i sprintf("%d", i) at graph nx[i]/PW, graph ny[i]/PH center font ",9" textcolor rgb ink front
    }
    undefine ux uy nx ny
  } else {
    short_title = fit_wide > 0 ? cut(title[p], int((PW+ROOM)/(0.95*least_points))) : cut(title[p], 26); points_of = fit(10, strlen(short_title), PW); face = sprintf(",%g", points_of)
    caption = sprintf(lead."{/:Bold %s}\n".lead."{/*%.3f %.3g %% %s}", plain(short_title), lesser(points_of), 100*number(reached[p])/starts[p], PW < 130 ? "minimum" : "to a minimum")
    set label 2 caption at graph 0, screen (y0+26.0)/H textcolor rgb legible(tint[p]) font face
    begin = int(number(first[p])); end = int(number(last[p]))
  }
  size = count[p] > 60 ? 0.4 : 1
  half = (xh[p]-xl[p])/(side[p]-1.0)/2
  set style fill solid 1 noborder
  if (line) {
    if (p == map) {
      plot curves every ::curve[p]::(curve[p]+400) using 2:3 with lines lw 1.6 lc rgb ink, \
        for [s in "minimum maximum saddle undecided"] data every ::a::z using (strcol(10) eq s ? $5 : NaN):7 with points pt symbol(s) ps 0.9*size lc rgb ink
    } else {
      plot ends every ::begin::end using 3:((bottom+summit)/2):(1.1*half):(summit-bottom):(colour(p, $8)) with boxxy fc rgb variable, \
        curves every ::curve[p]::(curve[p]+400) using 2:3 with lines lw 1.6 lc rgb ink, \
        for [s in "minimum maximum saddle undecided"] data every ::a::z using (strcol(10) eq s ? $5 : NaN):7 with points pt symbol(s) ps 0.9*size lc rgb ink
    }
  } else {
    if (p == map) {
      set datafile nocolumnheaders
      plot landscape(now-1) nonuniform matrix every thin:thin using 1:2:3 with image, \
        $contour using 1:2 '%lf %lf' with lines lc rgb ground lw 0.7, \
        for [s in "minimum maximum saddle undecided"] data every ::(a+1)::(z+1) using (strcol(10) eq s ? $5 : NaN):6 with points pt symbol(s) ps 0.9*size lw 1.6 lc rgb ink
      set datafile columnheaders
    } else {
      plot ends every ::begin::end using 3:4:(part(colour(p, $8), 2)):(part(colour(p, $8), 1)):(part(colour(p, $8), 0)) with rgbimage, \
        $contour using 1:2 '%lf %lf' with lines lc rgb "#90808080" lw 0.5, \
        for [s in "minimum maximum saddle undecided"] data every ::a::z using (strcol(10) eq s ? $5 : NaN):6 with points pt symbol(s) ps 0.7*size lw 1.4 lc rgb ink
    }
  }
  unset label 1; unset label 2; unset label 100
  do for [i=1:listed] { unset label 100+2*i; unset label 101+2*i }
  do for [i=1:listed] { unset label 10+i }
  number_in = number_in+1
}
unset multiplot
set output
