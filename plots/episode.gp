# episode.gp -- an episode of a policy: as a GIF all frames, else six moments of it.
#
# Reads episode-shapes.csv (lines, and discs where there is a radius; frame -1: they stand in all
# frames), episode-frames.csv (a row a frame) and episode-panels.csv (one row).
here = ARG0
while (strlen(here) && here[strlen(here):] ne "/") { here = here[:strlen(here)-1] }
set datafile separator comma columnheaders
shapes = ARG1."/episode-shapes.csv"
shown  = ARG1."/episode-frames.csv"
panels = ARG1."/episode-panels.csv"
moving = strlen(ARG2) > 3 && ARG2[strlen(ARG2)-2:] eq "gif"

stats panels using (function=strcol(1), method=strcol(2), point=strcol(5), instance=int($6), \
  run=int($7), episode=int($8), 0) nooutput
stats panels using (value=strcol(9), frames=int($10), steps=int($11), rewarded=int($12), xl=$13, xh=$14, \
  yl=$15, yh=$16, 0) nooutput
array step[frames]; array reward[frames]; array bx[frames]; array by[frames]
stats shapes using 1 nooutput; count = int(STATS_records)
stats shown using (k=int($1)+1, step[k]=int($2), reward[k]=$3, bx[k]=$4, by[k]=$5, 0) nooutput

# Units of both axes are equally long.
tall = (yh-yl)/(xh-xl)
MOMENTS = frames < 6 ? frames : 6
columns = moving ? 1 : (tall < 0.6 ? 2 : 3)
rows = moving ? 1 : ceil(real(MOMENTS)/columns)
PW = moving ? (tall < 0.6 ? 560 : 380) : (tall < 0.6 ? 320 : 220)
PH = int(PW*tall)
LEFT = 14; GAP = 16; ABOVE = 24; BELOW = 6
W = int(LEFT + columns*PW + (columns-1)*GAP + LEFT)
call here."text.gp"
head_points = 11
head_bold = phrase(function)
head_rest = sprintf("%s;  %s point of run %d: f = %s%s%s", plain(method), point, run, brief(number(value)), \
  episode ? sprintf(";  episode %d", episode) : "", instance ? sprintf(";  instance %d", instance) : "")
call here."heading.gp"
HEAD = 26 + head_more
H = int(HEAD + rows*(ABOVE+PH) + BELOW)
call here."style.gp" ARG1 ARG2
set border 15 lc rgb rule lw 0.8; unset tics; unset grid
set xrange [xl:xh]; set yrange [yl:yh]

array part[count]; array at[count]; array x1[count]; array y1[count]; array x2[count]; array y2[count]; array radius[count]
stats shapes using (k=int($0)+1, at[k]=int($1), part[k]=strcol(2), x1[k]=$3, y1[k]=$4, x2[k]=$5, y2[k]=$6, \
  radius[k]=$7, 0) nooutput
# The rows of each frame lie together; those of all frames stand first.
array first[frames]; array last[frames]
still = 0
do for [k=1:frames] { first[k] = 1; last[k] = 0 }
do for [i=1:count] {
  if (at[i] < 0) { still = i } else {
    if (last[at[i]+1] == 0) { first[at[i]+1] = i }
    last[at[i]+1] = i
  }
}

tone(s) = s eq "wall" ? ink : s eq "body" ? seen("#5b6b80") : s eq "limb" ? seen("#b3541e") : s eq "goal" ? "#029a98" : "#d73976"
width(s) = s eq "limb" ? 4 : s eq "force" ? 2.5 : 2
least = 2.5*(xh-xl)/PW                                # a disc that is seen
do for [page=1:(moving ? frames : 1)] {
  if (moving) { set output frame(page) }
  set multiplot
  set label 1 head at screen real(LEFT)/W, screen 1-15.0/H font ",11" textcolor rgb ink
  do for [m=1:(moving ? 1 : MOMENTS)] {
    k = moving ? page : (MOMENTS > 1 ? 1+int((m-1.0)*(frames-1)/(MOMENTS-1)+0.5) : 1)
    c = (m-1)%columns; r = (m-1)/columns
    x0 = LEFT + c*(PW+GAP); y0 = H - HEAD - r*(PH+ABOVE) - ABOVE
    set lmargin at screen real(x0)/W; set rmargin at screen real(x0+PW)/W
    set tmargin at screen real(y0)/H; set bmargin at screen real(y0-PH)/H
    set label 2 sprintf("step %d", step[k]) at screen real(x0)/W, screen (y0+8.0)/H textcolor rgb soft font ",9"
    set label 3 rewarded ? "return ".brief(reward[k]) : "" at screen real(x0+PW)/W, screen (y0+8.0)/H right \
        textcolor rgb soft font ",9"
    do for [j=1:still+last[k]-first[k]+1] {
      i = j > still ? first[k]+j-still-1 : j
      # Walls and goals lie beneath the path, the others above it.
      under = part[i] eq "wall" || part[i] eq "goal"; size = radius[i] > least ? radius[i] : least
      if (radius[i] > 0) {
        if (under) { set object j circle at x1[i],y1[i] size size back } else { set object j circle at x1[i],y1[i] size size front }
        set object j fc rgb tone(part[i]) fs transparent solid (part[i] eq "goal" ? 0.25 : 1) border lc rgb tone(part[i])
      } else {
        if (under) { set arrow j from x1[i],y1[i] to x2[i],y2[i] back } else { set arrow j from x1[i],y1[i] to x2[i],y2[i] front }
        set arrow j nohead lw width(part[i]) lc rgb tone(part[i])
      }
    }
    plot shown every ::0::(k-1) using 4:5 with lines lw 1.4 lc rgb "#4a86d0", NaN
    unset label 1; unset object; unset arrow
  }
  unset multiplot
}
set output
