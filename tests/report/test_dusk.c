/* test_dusk.c -- the colours of a figure on a dark page. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/plot/colours.h"
#include "bench/report/dusk.h"
#include "src/error.h"

static double light(unsigned colour)
{
  static const double weight[] = {0.2126, 0.7152, 0.0722};
  double sum = 0;
  for (int k = 0; k < 3; k++) {
    double v = (colour >> (16 - 8 * k) & 255) / 255.0;
    sum += weight[k] * (v <= 0.04045 ? v / 12.92 : pow((v + 0.055) / 1.055, 2.4));
  }
  return sum;
}

static double contrast(unsigned colour)
{
  return (light(colour) + 0.05) / (light(DUSK_GROUND) + 0.05);
}

/* Each of the ten hues has the counterpart that plots/theme.gp gives it, and is seen. */
static void test_hues(void **state)
{
  (void)state;
  char text[8192], pair[16];
  FILE *in = fopen("plots/theme.gp", "r");
  assert_non_null(in);
  text[fread(text, 1, sizeof text - 1, in)] = '\0';
  fclose(in);
  for (size_t i = 0; i < COLOURS; i++) {
    unsigned dark = dusk_colour(colours[i].colour);
    snprintf(pair, sizeof pair, "%06x%06x", colours[i].colour, dark);
    if (!strstr(text, pair)) fail_msg("theme.gp does not have %s", pair);
    assert_true(contrast(dark) >= 4.49);
  }
}

static void test_others(void **state)
{
  (void)state;
  assert_int_equal(dusk_colour(0xffffff), DUSK_GROUND);
  assert_true(contrast(dusk_colour(0x222222)) > 12);
  /* RMSProp's and random search's names, as darkened for a white page. */
  assert_int_equal(dusk_colour(0x7370ad), dusk_colour(0xa9a5fb));
  assert_int_equal(dusk_colour(0x807827), dusk_colour(0xbaaf3d));
  for (unsigned c = 0; c < 0x1000000; c += 0x010307)
    if (c != 0xffffff && c != 0xe4e4e4 && contrast(dusk_colour(c)) < 2.99)
      fail_msg("#%06x becomes #%06x, which is not seen", c, dusk_colour(c));
}

static char *style_of(const char *svg)
{
  char *style;
  struct error err;
  assert_int_equal(dusk_style(svg, &style, &err), STATUS_OK);
  return style;
}

static void test_style(void **state)
{
  (void)state;
  /* Marks in what is said, blanks and quotes of either kind, values that are no colours. */
  char *style =
      style_of("<?xml version=\"1.0\"?><svg width=\"9\"><rect fill=\"#ffffff\"/>"
               "<g fill=\"none\" color=\"black\" stroke=\"currentColor\">"
               "<text fill=\"rgb(34,34,34)\">Friedman's \"test\" fill=\"#123456\"</text>"
               "<path stroke='rgb( 40,   0, 192)' stroke-width='2'/>"
               "<path fill = 'rgb(40,0,192)'/><path stroke='rgb( 40,   0, 192)'/></g></svg>");
  assert_string_equal(style,
                      "<style>@media (prefers-color-scheme:dark){[fill=\"#ffffff\"]{fill:#15171a}"
                      "[color=\"black\"]{color:#ececec}[fill=\"rgb(34,34,34)\"]{fill:#e4e6ea}"
                      "[stroke=\"rgb( 40,   0, 192)\"]{stroke:#c4d8fd}"
                      "[fill=\"rgb(40,0,192)\"]{fill:#c4d8fd}}</style>");
  free(style);
  assert_null(style_of("<svg><image fill=\"#ffffff\"/></svg>"));
  assert_null(style_of("<svg></svg>"));
  assert_null(style_of("no picture"));
  assert_null(style_of("<svg fill=\"#ff"));
  char many[16384] = "<svg>";
  for (unsigned i = 0; i < 200; i++)
    snprintf(many + strlen(many), 40, "<g fill=\"#%06x\"/>", i * 1000);
  assert_null(style_of(many));
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_hues),
      cmocka_unit_test(test_others),
      cmocka_unit_test(test_style),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
