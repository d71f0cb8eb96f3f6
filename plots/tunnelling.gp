# tunnelling.gp -- where evolution strategies end, for every start and deviation, beside what they
# descend on, E f(mean + deviation z), and the local minima that it has left. Above, the function
# and its basins.
#
# Reads tunnelling.csv (a row a run), tunnelling-function.csv, tunnelling-minima.csv and
# tunnelling-field.csv.
here = ARG0
while (strlen(here) && here[strlen(here):] ne "/") { here = here[:strlen(here)-1] }
set datafile separator comma columnheaders
data   = ARG1."/tunnelling.csv"
line   = ARG1."/tunnelling-function.csv"
minima = ARG1."/tunnelling-minima.csv"
field  = ARG1."/tunnelling-field.csv"

stats data using 3:(log10($2)) nooutput; runs = int(STATS_records)
start_low = STATS_min_x; start_high = STATS_max_x; sigma_low = STATS_min_y; sigma_high = STATS_max_y
stats line using 1:2 nooutput; left = STATS_min_x; right = STATS_max_x; bottom = STATS_min_y; top = STATS_max_y
stats data using ($0 > 0 ? 0 : $2) nooutput
first_sigma = STATS_max
per = 0
stats data using (per = per + ($2 == first_sigma ? 1 : 0)) nooutput
rows = runs/per
wide = per > 1 ? (start_high-start_low)/(per-1.0)/2 : 0.1
high = rows > 1 ? (sigma_high-sigma_low)/(rows-1.0)/2 : 0.1
stats line using 1 nooutput; fine = (right-left)/(STATS_records-1.0)/2

LEFT = 66; PW = 350; GAP = 28; ROOM = 14; HEAD = 52; FH = 120; BETWEEN = 20; PH = 300; FOOT = 44
# The two halves stand below each other where there is no room side by side.
total = 2; columns = 2
call here."text.gp"
if (fit_wide > 0) { PH = 250 }
call here."fit.gp" "GAP" "LEFT+ROOM-GAP" 250 "HEAD+FH+BETWEEN+FOOT"
rows_of = 2/columns
if (fit_wide > 0) { FH = PW < 350 ? 0.34*PW : 120 }
W = int(LEFT+columns*PW+(columns-1)*GAP+ROOM)
# What stands above each half, broken as a heading is.
array heads[2]; array notes[2]
heads[1] = strlen(form_title) ? form_title : "Where an evolution strategy ends"
heads[2] = "What it descends on"
notes[1] = "below: the colour of the basin of f that it ends in"
notes[2] = "below: E f(mean + deviation z) and its local minima"
head_face = ",11"
if (fit_wide > 0) {
  if (!strlen(form_title) && PW < 215) { heads[1] = "Where an ES ends" }
  heads[1] = shortened(heads[1], 0, PW); heads[2] = shortened(heads[2], 0, PW)
  head_face = sprintf(",%g", fit(11, strlen(heads[1]) > strlen(heads[2]) ? strlen(heads[1]) : strlen(heads[2]), PW))
  note_lines = 1
  do for [k=1:2] {
    fitting = int(PW/(0.66*9)); fitting = fitting < 20 ? 20 : fitting
    note_lines = broken_lines(notes[k], fitting) > note_lines ? broken_lines(notes[k], fitting) : note_lines
    notes[k] = broken(notes[k], fitting)
  }
  HEAD = HEAD + 14*(note_lines-1)
}
H = int(rows_of*(HEAD+FH+BETWEEN+PH+FOOT))
call here."tall.gp" rows_of
block = HEAD+FH+BETWEEN+PH+FOOT
call here."style.gp" ARG1 ARG2

# The deepest basin is 0, those beside it are -1, 1, ...: it alone has a strong colour.
deep = seen("#029a98")
pale(b) = int(abs(b))%3 == 1 ? (b < 0 ? 0xf3d9c9 : 0xe2dcef) : (int(abs(b))%3 == 2 ? 0xd9d6d0 : 0xf2ecc8)
part(c, i) = int(c/256**i)%256
if (form_theme eq "dark") {
  pale(b) = int(abs(b))%3 == 1 ? (b < 0 ? 0x5b463a : 0x474060) : (int(abs(b))%3 == 2 ? 0x43413c : 0x57522f)
  shade(b) = b == 0 ? 0x02706f : pale(b)
} else { shade(b) = b == 0 ? 0x029a98 : pale(b) }

set datafile nocolumnheaders
stats field nonuniform matrix using 3 nooutput; f_low = STATS_min; f_high = STATS_max
set table $contour separator comma
set contour base; unset surface
set cntrparam levels incremental f_low,(f_high-f_low)/22.0,f_high
splot field nonuniform matrix using 1:2:3
unset table; unset contour; set surface
set datafile columnheaders

set multiplot
set xrange [left:right]; set mxtics 2
set xtics tic_step(right-left) font ",9"; set ytics font ",9"
do for [side=0:1] {
  x0 = LEFT+(columns > 1 ? side*(PW+GAP) : 0); down = columns > 1 ? 0 : side*block; outer = columns == 1 || side == 0
  set lmargin at screen real(x0)/W; set rmargin at screen real(x0+PW)/W
  set tmargin at screen 1-real(down+HEAD)/H; set bmargin at screen 1-real(down+HEAD+FH)/H
  set border 3; set grid xtics ytics
  set yrange [bottom:top]; set ytics tic_step(top-bottom); set format x ""; set xlabel ""
  if (outer) { set format y "%g"; set ylabel "f" offset 1,0 font ",9" } else { set format y ""; set ylabel "" }
  set label 1 lead."{/:Bold ".heads[side+1]."}" at graph 0, screen 1-(down+18.0)/H font head_face textcolor rgb ink
  set label 2 notes[side+1] at graph 0, screen 1-(down+35.0)/H font ",9" textcolor rgb ink
  # Boxes reach to the end of the panel, each over those before, so that there are no seams.
  plot line using 1:2:($1-fine):(right):(bottom):(top):(shade($3)) with boxxy fc rgb variable fs solid 1 noborder, \
    line using 1:2 with lines lw 1.5 lc rgb ink
  unset label 1; unset label 2

  set tmargin at screen 1-real(down+HEAD+FH+BETWEEN)/H; set bmargin at screen real(H-down-block+FOOT)/H
  set border 15; unset grid
  set yrange [sigma_low:(sigma_high > sigma_low ? sigma_high : sigma_low+high)]; set ytics 1; set format x "%g"
  if (outer) { set format y "10^{%g}"; set ylabel "deviation" offset 0.4,0 font ",9" }
  set xlabel (side ? "mean" : "start") offset 0,0.4 font ",9"
  if (side == 0) {
    # An image has no seams; where there is but one row or column, boxes have none either.
    if (rows > 1 && per > 1 && rows*per == runs) {
      plot data using (start_low+2*wide*(int($0)%per)):(sigma_low+2*high*int(int($0)/per)):\
          (part(shade($6), 2)):(part(shade($6), 1)):(part(shade($6), 0)) with rgbimage
    } else {
      plot data using 3:(log10($2)):(1.03*wide):(1.03*high):(shade($6)) with boxxy fc rgb variable fs solid 1 noborder
    }
  } else {
    set cbrange [f_low:f_high]
    set datafile nocolumnheaders
    plot field nonuniform matrix using 1:2:3 with image, \
      $contour using 1:2 '%lf %lf' with lines lc rgb ground lw 0.7, \
      minima every ::1 using 1:(log10($2)) with points pt 7 ps 0.22 lc rgb ink
    set datafile columnheaders
  }
}
unset multiplot
set output
