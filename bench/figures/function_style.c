/* function_style.c -- see function_style.h. */
#include "bench/figures/function_style.h"

#include <string.h>

enum { GREY = 0x8a8a8a };
static const unsigned hues[FUNCTION_HUES] = {0x2800c0, 0xd73976, 0x029a98, 0xbaaf3d, 0x9055ed,
                                             0x244301, 0xa9a5fb, 0x720946, 0x597a00};

void function_style(const struct campaign *campaign, size_t function, struct style *style)
{
  *style = (struct style){.colour = function < FUNCTION_HUES ? hues[function] : GREY, .dash = 1};
  function_title(&campaign->functions[function], style->title);
  for (char *at = style->title; (at = strchr(at, ','));) *at = ';';
}
