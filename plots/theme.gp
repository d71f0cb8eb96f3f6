# theme.gp -- the colours of a dark figure; style.gp calls it, after contrast.gp.
#
# In:  form_theme, ground; tint[], hue[], shade[], one_tint, colours of curves as far as a script has
#      them. Out: the same, as the ground wants them; seen(colour), that of any curve or text, and
#      pale(colour), that of an area behind them.
#
# On a dark ground ink is light, and each of the ten hues of optimizers has another that is as far from the nine others
# as may be (CIEDE2000 14 or more under normal, protan, deutan and tritan vision, found by search), at
# a contrast of at least 4.5. Any other colour has the lightness that takes it to 3.
dark_hues = "2800c0c4d8fd a9a5fbb09ffe 029a980a93a3 244301a3a918 597a0093ff53 baaf3d778950 d73976fe1798 720946fd8f99 9055eda25bfd 000000ececec 222222e6e6e6"
th_part(c, d, share, i) = int(255*(ct_channel(c, i)+share*(ct_channel(d, i)-ct_channel(c, i)))+0.5)
th_mixed(c, d, share) = sprintf("#%02x%02x%02x", th_part(c, d, share, 1), th_part(c, d, share, 2), th_part(c, d, share, 3))
th_at(c) = strstrt(" ".dark_hues, " ".c[2:])
if (form_theme eq "dark") {
  seen(c) = strlen(c) == 7 ? readable(th_at(c) ? "#".dark_hues[th_at(c)+6:th_at(c)+11] : c, ground, 3) : c
  pale(c) = th_mixed(ground, c, 0.14)
  if (exists("tint")) { do for [th_i=1:|tint|] { tint[th_i] = seen(tint[th_i]) } }
  if (exists("hue")) { do for [th_i=1:|hue|] { hue[th_i] = seen(hue[th_i]) } }
  if (exists("shade")) { do for [th_i=1:|shade|] { if (strlen(shade[th_i])) { shade[th_i] = seen(shade[th_i]) } } }
  if (exists("one_tint")) { one_tint = seen(one_tint) }
  if (keyed) { do for [th_i=1:key_count] { key_tint[th_i] = seen(key_tint[th_i]) } }
} else {
  seen(c) = c
  pale(c) = c
}
