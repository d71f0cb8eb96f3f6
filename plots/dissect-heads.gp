# dissect-heads.gp -- the heading of a dissection's figure, and above each column of panels the
# network's name and what was found; called behind style.gp.
set label 1 head at screen real(LEFT)/W, screen 1-16.0/H font ",11" textcolor rgb ink
do for [p=1:total] {
  set label 10+p sprintf(lead."{/:Bold %s}: %s", phrase(cut(name[p], 40)), found[p]) \
      at screen x0(p)/W, screen 1-(36.0+head_more)/H font ",10" textcolor rgb ink
  set label 20+p said[p] at screen x0(p)/W, screen 1-(51.0+head_more)/H font tiny textcolor rgb soft
}
