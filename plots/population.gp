# population.gp -- populations and the ellipses that they are drawn from: a row a method, a column a
# cost. As a GIF: a panel a method, a frame a cost.
#
# Reads population.csv (points), population-methods.csv (a row a method on a function),
# population-shots.csv (a row a generation that is shown), population-paths.csv (means) and the
# fields population-landscapeN.csv of log10(f - f* + 1e-4).
here = ARG0
while (strlen(here) && here[strlen(here):] ne "/") { here = here[:strlen(here)-1] }
set datafile separator comma columnheaders
data    = ARG1."/population.csv"
methods = ARG1."/population-methods.csv"
shots   = ARG1."/population-shots.csv"
paths   = ARG1."/population-paths.csv"
landscape(n) = sprintf("%s/population-landscape%d.csv", ARG1, n)
moving = strlen(ARG2) > 3 && ARG2[strlen(ARG2)-2:] eq "gif"

stats methods using 1 nooutput; total = int(STATS_records)
array field[total]; array function[total]; array title[total]; array tint[total]
array xl[total]; array xh[total]; array yl[total]; array yh[total]; array mx[total]; array my[total]
array need[total]; array end[total]; array first[total]; array last[total]
stats methods using (k=int($0)+1, field[k]=int($1), function[k]=strcol(2), title[k]=strcol(3), \
  tint[k]=strcol(4), xl[k]=$6, xh[k]=$7, yl[k]=$8, yh[k]=$9, mx[k]=strcol(10), my[k]=strcol(11), \
  target=$12, need[k]=strcol(13), 0) nooutput
stats methods using (k=int($0)+1, end[k]=$14, first[k]=int($15), last[k]=int($16), axis=strcol(17), \
  others=(k == 1 ? strcol(18) : others), 0) nooutput

kind = moving ? "frame" : "still"
stats shots using (strcol(2) eq kind ? $3 : NaN) nooutput
count = int(STATS_max)+1; listed = total*count
array wanted[listed]; array step[listed]; array spent[listed]; array cx[listed]; array cy[listed]
array l11[listed]; array l21[listed]; array l22[listed]; array from[listed]; array to[listed]
stats shots using (strcol(2) eq kind ? (k=int($1)*count+int($3)+1, wanted[k]=$4, step[k]=int($5), \
  spent[k]=$6, cx[k]=$7, cy[k]=$8, l11[k]=$9, l21[k]=$10, l22[k]=$11, from[k]=int($12), \
  to[k]=int($13), 0) : NaN) nooutput

# Units of both axes are equally long, so that a circle is one.
columns = moving ? (total < 4 ? total : 4) : count
rows = moving ? ceil(real(total)/columns) : total
PW = moving ? (columns < 3 ? 320 : 190) : 152
call here."text.gp"
if (fit_wide > 0) {
  # Of stills a method's stand in rows below each other, as many of each as fit.
  LEFT = 37; PW = (fit_wide-47+6)/columns-6
  while (columns > 1 && PW < (moving ? 130 : 80)) { columns = columns-1; PW = (fit_wide-47+6)/columns-6 }
  if (!moving) { columns = int(ceil(count/real(ceil(count/real(columns))))); PW = (fit_wide-47+6)/columns-6 }
  PW = PW > 320 ? 320 : PW
}
per = moving ? 1 : int(ceil(count/real(columns)))       # rows a method
rows = moving ? ceil(real(total)/columns) : per*total
tall(p) = PW*(yh[p]-yl[p])/(xh[p]-xl[p])
PH = int(tall(1) < 0.55*PW ? 0.55*PW : (tall(1) > 1.3*PW ? 1.3*PW : tall(1)))
# A title that would run into the number beside it stands above it.
long = 0
do for [p=1:total] { if (!moving && 7.8*strlen(title[p]) > PW-34) { long = 1 } }
LEFT = 37; ROOM = 10; GAP = 6; ABOVE = long ? 38 : 24; BELOW = 22
fields = field[total]+1
W = int(LEFT + columns*PW + (columns-1)*GAP + ROOM)
head_bold = phrase(function[1]); head_points = 11
head_rest = moving ? "dots: a generation;  number: evaluations, its own included" : \
    "dots: a generation;  ellipse: two standard deviations;  columns: evaluations".\
    (others eq "-" ? "" : ";  ".plain(others))
call here."heading.gp"
HEAD = 30 + head_more
H = int(moving ? HEAD + rows*(ABOVE+PH) + BELOW : HEAD + BELOW + (fields-1)*(30+BELOW) + rows*(PH+ABOVE))
call here."style.gp" ARG1 ARG2
set palette maxcolors 12                              # bands stand for contours
set border 15; unset grid
set xtics font tiny offset 0,0.4; set ytics font tiny offset 0.5,0; set mxtics 2; set mytics 2
set samples 97

# How much smaller a lens is in a narrow panel.
lens_of = fit_wide > 0 && PW < 152 ? PW/152.0 : 1.0
# How much a lens enlarges; its points.
magnified(z) = z < 9.5 ? sprintf("%.1g", z) : (z < 99.5 ? sprintf("%.0f", 10*floor(z/10+0.5)) : \
  (z < 1e4 ? sprintf("%d", int(10**floor(log10(z))*floor(z/10**floor(log10(z))+0.5))) : \
  sprintf("10^{%d}", int(floor(log10(z)+0.5)))))
inside(x, y) = (x-cx[k])**2+(y-cy[k])**2 < (24*yx/zoom)**2

drawn = -1
do for [page=0:(moving ? count-1 : 0)] {
  if (moving) { set output frame(page+1) }
  set multiplot
  set label 1 head at screen real(LEFT)/W, screen 1-16.0/H font ",11" textcolor rgb ink
  do for [p=1:total] {
    do for [j=(moving ? page : 0):(moving ? page : count-1)] {
      k = (p-1)*count + j + 1
      c = moving ? (p-1)%columns : j%columns; r = moving ? (p-1)/columns : (p-1)*per + j/columns
      x0 = LEFT + c*(PW+GAP)
      y0 = H - HEAD - (moving ? 0 : field[p]*(30+BELOW)) - r*(PH+ABOVE) - ABOVE
      set lmargin at screen real(x0)/W; set rmargin at screen real(x0+PW)/W
      set tmargin at screen real(y0)/H; set bmargin at screen real(y0-PH)/H
      if (field[p] != drawn) {
        # Depths are drawn over six decades beneath the highest point of what is shown. The ranges
        # of the panel before must not cut this landscape.
        drawn = field[p]
        set autoscale x; set autoscale y
        set datafile nocolumnheaders
        stats landscape(drawn) nonuniform matrix using 3 nooutput
        high = STATS_max; low = STATS_min > high-6 ? STATS_min : high-6
        if (high <= low) { high = low+1 }
        set datafile columnheaders
        set xtics tic_step(1.5*(xh[p]-xl[p])); set ytics tic_step(yh[p]-yl[p])
        if (!moving && p > 1) {
          set label 1 sprintf(lead."{/:Bold %s}", phrase(function[p])) at screen real(LEFT)/W, \
              screen real(y0+ABOVE+14.0)/H font ",11" textcolor rgb ink
        }
      }
      set cbrange [low:high]
      set xrange [xl[p]:xh[p]]; set yrange [yl[p]:yh[p]]
      bottom = moving ? p+columns > total : j+columns < count ? 0 : p == total || field[p < total ? p+1 : p] != field[p]
      if (bottom) { set format x "%g" } else { set format x "" }
      if (c == 0) { set format y "%g" } else { set format y "" }
      result = need[p] eq "nan" ? "" : sprintf("  %d", int(need[p]))
      over = spent[k] < wanted[k] && need[p] ne "nan"
      caption = moving ? sprintf(lead."{/:Bold %s}", plain(shortened(title[p], 0, PW-60))) : \
          (j == 0 ? sprintf(lead."{/:Bold %s}", plain(fit_wide > 0 ? shortened(title[p], 0, PW*(long ? 1 : 0.8)) : title[p])) : "")
      set label 2 caption at graph 0, screen (y0+(long ? 23.0 : 9.0))/H textcolor rgb legible(tint[p]) \
          font sprintf(",%g", moving ? fit(10, strlen(title[p]), PW-60) : 10)
      set label 3 over ? sprintf("done at %d", int(spent[k])) : sprintf("%d", int(spent[k])) at graph 1, screen (y0+9.0)/H right textcolor rgb soft font tiny
      # Too small to be seen: once more in a lens.
      ex = 2*l11[k]; ey = 2*sqrt(l21[k]**2+l22[k]**2); yx = lens_of*(xh[p]-xl[p])/PW
      reach = ex > ey ? ex : ey
      lens = reach < 7*yx && reach > 0 ? 1 : 0
      zoom = reach > 0 ? 19*yx/reach : 1
      lx = xl[p]+(lens_of < 1 && cx[k] > xl[p]+0.5*(xh[p]-xl[p]) ? 0.36 : 0.5)*(xh[p]-xl[p]); ly = yl[p]+0.70*(yh[p]-yl[p])
      set label 4 lens ? "× ".magnified(zoom) : "" at lx+(lens_of < 1 ? 27 : 20)*yx,ly+(lens_of < 1 ? 10 : 24)*yx left textcolor rgb soft font tiny front
      at(x, c0, l0) = lens ? l0+zoom*(x-c0) : NaN
      set datafile nocolumnheaders
      plot landscape(drawn) nonuniform matrix every thin:thin using 1:2:3 with image, \
        "+" using (mx[p] eq "nan" ? NaN : number(mx[p])):(number(my[p])) every ::0::0 with points pt 3 ps 0.8 lw 1.2 lc rgb ink, \
        paths every ::(first[p]+1)::(last[p]+1) using ($1 < spent[k] ? $2 : NaN):3 with lines lw 0.9 lc rgb tint[p], \
        data every ::(from[k]+1)::(to[k]+1) using 5:6 with points pt 7 ps 0.40 lc rgb ground, \
        data every ::(from[k]+1)::(to[k]+1) using 5:6 with points pt 7 ps 0.28 lc rgb tint[p], \
        [t=0:2*pi] "+" using (cx[k]+2*l11[k]*cos($1)):(cy[k]+2*(l21[k]*cos($1)+l22[k]*sin($1))) with lines lw 1.5 lc rgb tint[p], \
        "+" using (cx[k]):(cy[k]) every ::0::0 with points pt 7 ps 0.5 lc rgb ink, \
        "+" using (cx[k]):(cy[k]):(lens ? lx-cx[k] : NaN):(ly-cy[k]) every ::0::0 with vectors nohead lw 0.7 lc rgb soft, \
        "+" using (lens ? lx : NaN):(ly):(25*yx) every ::0::0 with circles fc rgb ground fs solid 1 border lc rgb soft lw 0.7, \
        data every ::(from[k]+1)::(to[k]+1) using (inside($5,$6) ? at($5, cx[k], lx) : NaN):(at($6, cy[k], ly)) with points pt 7 ps 0.28 lc rgb tint[p], \
        [t=0:2*pi] "+" using (at(cx[k]+2*l11[k]*cos($1), cx[k], lx)):(at(cy[k]+2*(l21[k]*cos($1)+l22[k]*sin($1)), cy[k], ly)) with lines lw 1.3 lc rgb tint[p]
      unset label 1
      set datafile columnheaders
    }
  }
  unset multiplot
}
set output
