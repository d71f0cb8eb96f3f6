# rest.gp -- of many optimizers only the best have a colour: who the others are.
#
# Names that take more than a line stand below all panels, where style.gp draws them. In a size that is
# asked for, those that would take more than a few lines are left out.
# In:  W, LEFT; listed, title[] and tint[] of the curves; an optimizer may have several. rest_named = 0: they
#      are named elsewhere.
# Out: rest_said, what the heading says of them, which heading.gp puts behind head_rest: empty where
#      there are none. rest_foot, the lines below all, for which key_room grows.
if (!exists("rest_named")) { rest_named = 1 }
rest_said = ""; rest_names = ""; rest_count = 0; rest_best = 0
do for [rest_i=1:listed] {
  rest_new = title[rest_i] ne "virtual best"
  do for [rest_k=1:rest_i-1] { if (title[rest_k] eq title[rest_i]) { rest_new = 0; break } }
  if (rest_new && rest(rest_i)) {
    rest_count = rest_count+1
    rest_names = rest_names.(rest_count > 1 ? ", " : "").plain(title[rest_i])
  }
  if (rest_new && !rest(rest_i)) { rest_best = rest_best+1 }
}
if (rest_count) {
  rest_said = sprintf("   in colour: the best %d of %d by mean rank", rest_best, rest_best+rest_count)
  rest_short = fit_wide == 0 || strlen(rest_names) < (fit_tall > 0 ? 3 : 9)*fit_wide/(0.79*least_points)
  if (rest_named && rest_short && strlen(rest_names) > 90) {
    rest_foot = broken("grey: ".rest_names, int((W-LEFT-8)/(0.79*least_points)))
    rest_lines = broken_lines("grey: ".rest_names, int((W-LEFT-8)/(0.79*least_points)))
    key_room = key_room + 14*rest_lines + 10; rest_said = rest_said."   grey: those named below"
  }
  if (rest_named && !exists("rest_foot")) { rest_said = rest_said."   grey: ".(rest_short ? rest_names : "the others") }
}
