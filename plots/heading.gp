# heading.gp -- the heading above all panels: on one line where the figure is wide enough, else what
# follows the bold part is broken into lines beneath it, with semicolons where three blanks were.
#
# What rest.gp has to say comes last.
# In:  W, LEFT; head_bold and head_rest, the heading's parts with markup (no blanks within braces);
#      head_points, its size; head_gap, what is between the parts.
#      head_keeps, whether the bold part stays where the figure has a title of its own.
# Out: head, the text of a label; head_more, the height of its further lines.
set encoding utf8
if (!exists("head_keeps")) { head_keeps = 0 }
if (strlen(form_title) && !head_keeps) { head_bold = form_title }
head_mean = 0.68; head_wide = 0.77                    # a letter's width, in units a point, and where many are capitals
if (!exists("head_gap")) { head_gap = "   " }
if (exists("rest_said")) { head_rest = head_rest.rest_said }
head_length = 1.12*strlen(head_bold) + strlen(head_gap) + strlen(head_rest)
do for [head_i=1:strlen(head_rest)] { if (strstrt("{}^", head_rest[head_i:head_i])) { head_length = head_length-1 } }
head = sprintf(lead."{/:Bold %s}%s%s", head_bold, head_gap, head_rest); head_more = 0
if (head_length*head_mean*head_points > W-LEFT-4) {
  head_room = (W-LEFT-8)/(head_wide*9)
  head = sprintf(lead."{/*%.3f {/:Bold %s}}", fit(head_points, strlen(head_bold), W-LEFT)/head_points, head_bold)
  # A size that is asked for keeps the letters' own: the bold part is broken too.
  if (fit_wide > 0) {
    head = ""; head_line = ""
    do for [head_i=1:words(head_bold)+1] {
      head_word = head_i > words(head_bold) ? "" : word(head_bold, head_i)
      if (strlen(head_line) && (!strlen(head_word) || (strlen(head_line)+1+strlen(head_word))*0.95*head_points > W-LEFT-8)) {
        head = head.(strlen(head) ? "\n" : "").sprintf(lead."{/:Bold %s}", head_line); head_more = head_more + 1.55*head_points
        head_line = head_word
      } else { head_line = head_line.(strlen(head_line) ? " " : "").head_word }
    }
    head_more = head_more - 1.55*head_points
  }
  head_line = ""; head_words = head_rest
  while (strstrt(head_words, "   ")) {
    head_i = strstrt(head_words, "   ")
    head_words = head_words[1:head_i-1]."; ".head_words[head_i+3:]
  }
  do for [head_i=1:words(head_words)+1] {
    head_word = head_i > words(head_words) ? "" : word(head_words, head_i)
    if (strlen(head_line) && (!strlen(head_word) || strlen(head_line)+1+strlen(head_word) > head_room)) {
      head = head.sprintf("\n".lead."{/*%.3f %s}", 9.0/head_points, head_line); head_more = head_more + 1.55*head_points
      head_line = head_word
    } else { head_line = head_line.(strlen(head_line) ? " " : "").head_word }
  }
}
