# dissect.gp -- what the figures of a dissection share: a column of panels a network, its name and
# what was found above it.
#
# In:  panels, the -panels.csv; LEFT, PW, RIGHT: what a column has left of its panels, their width,
#      and what is right of them; head_bold, head_rest: the heading.
# Out: total; name[], found[], said[] (the text, broken into lines); W; head; HEAD, the height of all
#      that is above the panels; x0(p), where the panels of column p begin.
set datafile separator comma columnheaders
call here."text.gp"
stats panels using 3 nooutput; total = int(STATS_records)
array name[total]; array found[total]; array said[total]
stats panels using (k=int($0)+1, name[k]=strcol(1), found[k]=strcol(4), said[k]=strcol(5), 0) nooutput

said_lines = 1
do for [p=1:total] {
  said_room = PW/(0.66*8); said_text = ""; said_line = ""; said_count = 1
  do for [i=1:words(said[p])] {
    said_word = word(said[p], i)
    if (strlen(said_line) && strlen(said_line)+1+strlen(said_word) > said_room) {
      said_text = said_text.phrase(said_line)."\n"; said_line = said_word; said_count = said_count+1
    } else { said_line = said_line.(strlen(said_line) ? " " : "").said_word }
  }
  said[p] = said_text.phrase(said_line)
  if (said_count > said_lines) { said_lines = said_count }
}
W = int(total*(LEFT+PW+RIGHT)); x0(p) = real(LEFT + (p-1)*(LEFT+PW+RIGHT))
head_points = 11
call here."heading.gp"
HEAD = 34 + head_more + 18 + 12.5*said_lines
