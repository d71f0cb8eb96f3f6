# contrast.gp -- texts in the colour of a curve, dark or light enough to be read: style.gp calls it.
#
# legible(colour) is the colour of a text in it: itself, where it has a contrast of 4.5 to 1 with
# `ground`, what the figure is drawn on, or the nearest of its hue that has (WCAG 2.2, criterion
# 1.4.3). readable(colour, ground, ratio) is the same of any ground and ratio: curves need 3.
# Colours are "#rrggbb".
#
# Linear light is scaled, so that a colour keeps its proportions, and with them its hue in OKLab (all
# three of whose coordinates scale with the cube root); one that has to be lighter than the scale of
# its largest part allows is mixed with white beyond that. Parts are rounded away from the ground.
ct_channel(c, i) = int("0x".c[2*i:2*i+1])/255.0
ct_linear(v) = v <= 0.04045 ? v/12.92 : ((v+0.055)/1.055)**2.4
ct_coded(v) = v <= 0.0031308 ? 12.92*v : 1.055*v**(1/2.4)-0.055
ct_bright(r, g, b) = 0.2126*r + 0.7152*g + 0.0722*b
luminance(c) = ct_bright(ct_linear(ct_channel(c, 1)), ct_linear(ct_channel(c, 2)), ct_linear(ct_channel(c, 3)))
ct_ratio_of(x, y) = x > y ? (x+0.05)/(y+0.05) : (y+0.05)/(x+0.05)
contrast(c, d) = ct_ratio_of(luminance(c), luminance(d))
ct_bounded(v) = v < 0 ? 0.0 : v > 1 ? 1.0 : v
ct_part_of(v, up) = up ? ceil(255*ct_coded(ct_bounded(v))-1e-9) : floor(255*ct_coded(ct_bounded(v))+1e-9)
# Scaled by k, then mixed with so much of white.
ct_mixed(c, i, k, white) = (1-white)*ct_bounded(k*ct_linear(ct_channel(c, i))) + white
ct_shade(c, k, white, up) = sprintf("#%02x%02x%02x", ct_part_of(ct_mixed(c, 1, k, white), up), \
  ct_part_of(ct_mixed(c, 2, k, white), up), ct_part_of(ct_mixed(c, 3, k, white), up))
ct_larger(x, y) = x > y ? x : y
ct_most_of(c) = ct_larger(ct_larger(ct_linear(ct_channel(c, 1)), ct_linear(ct_channel(c, 2))), ct_linear(ct_channel(c, 3)))
# The luminance that it takes; which way leads to it: darker, unless only white is far enough.
ct_darker(g, ratio) = (luminance(g)+0.05)/ratio - 0.05
ct_lighter(g, ratio) = (luminance(g)+0.05)*ratio - 0.05
ct_dim(c, k) = ct_shade(c, k < 0 ? 0 : k, 0, 0)
ct_lit(c, y, k) = k <= 1/ct_most_of(c) ? ct_shade(c, k, 0, 1) : \
  ct_shade(c, 1/ct_most_of(c), (y-luminance(c)/ct_most_of(c))/(1-luminance(c)/ct_most_of(c)), 1)
ct_lit_to(c, y) = luminance(c) < 1e-6 ? ct_shade(c, 1, ct_bounded(y), 1) : ct_lit(c, y, y/luminance(c))
ct_is_light(g) = luminance(g) > 0.179                    # black and white are as far from it at this
readable(c, g, ratio) = contrast(c, g) >= ratio ? c : \
  ct_is_light(g) ? ct_dim(c, ct_darker(g, ratio)/luminance(c)) : ct_lit_to(c, ct_lighter(g, ratio))
legible(c) = readable(c, ground, 4.5)
