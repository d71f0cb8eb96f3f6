# key.gp -- the curves' names below all panels, where a size leaves no room for them at the curves'
# ends: style.gp draws them. Scripts call it before fit.gp.
#
#   call here."key.gp" PANEL
#
# PANEL: names go below where panels would be narrower than this with the names beside them.
# Those that rest.gp names, which are grey, are not among them.
# In:  title, tint and maybe dash, arrays of curves, of which several may be of one name; columns,
#      LEFT, ROOM. Out: keyed: names are below; key_room, the height that they take; ROOM, without them.
key_room = 0; keyed = 0
if (fit_wide > 0 && fit_wide/columns - LEFT - ROOM < (@ARG1)) {
  keyed = 1; ROOM = 14; key_count = 0; key_at = LEFT; key_row = 0
  array key_title[|title|]; array key_tint[|title|]; array key_dash[|title|]
  array key_x[|title|]; array key_y[|title|]
  do for [key_i=1:|title|] {
    key_new = strlen(title[key_i]) > 0 && !rest(key_i)
    do for [key_k=1:key_count] { if (key_title[key_k] eq title[key_i]) { key_new = 0 } }
    if (key_new) {
      key_count = key_count+1
      key_title[key_count] = cut(title[key_i], int((fit_wide-LEFT-28)/(0.78*8.5))); key_tint[key_count] = tint[key_i]
      key_dash[key_count] = exists("dash") ? dash[key_i] : 1
      key_wide = 44 + 0.78*8.5*strlen(title[key_i])
      if (key_at > LEFT && key_at+key_wide > fit_wide) { key_at = LEFT; key_row = key_row+1 }
      key_x[key_count] = key_at; key_y[key_count] = key_row; key_at = key_at+key_wide
    }
  }
  key_room = 12 + 16*(key_row+1)
}
