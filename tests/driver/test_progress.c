/* test_progress.c -- the line of progress: what it says, and that it fits its terminal. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include <string.h>

#include "bench/driver/progress.h"

/* Columns that a text takes: its characters, without the signs of a colour. */
static size_t columns_of(const char *text)
{
  size_t count = 0;
  for (; *text; text++)
    if (*text == '\033')
      text = strchr(text, 'm');
    else
      count += (*text & 0xc0) != 0x80;
  return count;
}

static void test_words(void **state)
{
  (void)state;
  char text[PROGRESS_TEXT];
  struct tally_now now = {500, 2000, 3e6, 2};
  progress_text(&now, 79, false, text);
  assert_string_equal(text, "━━━━━━──────────────────"
                            " 500/2000 runs  1.5M evaluations/s  6 s left");
  progress_text(&now, 39, false, text);
  assert_string_equal(text, "━━━──────────── 500/2000 runs  6 s left");
  progress_text(&now, 20, false, text);
  assert_string_equal(text, "━───── 500/2000 runs");
  progress_text(&now, 13, false, text);
  assert_string_equal(text, "500/2000 runs");
  progress_text(&now, 5, false, text);
  assert_string_equal(text, "");
}

static void test_every_width(void **state)
{
  (void)state;
  static const struct tally_now cases[] = {
      {0, 1, 0, 0},
      {1, 3, 5, 1e-3},
      {999999999, 1000000000, 1e15, 1e7},
      {7, 1000000000, 1e3, 1e9},
      {9, 4, 1e3, 2},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
    for (size_t columns = 0; columns < 200; columns++) {
      char plain[PROGRESS_TEXT], coloured[PROGRESS_TEXT];
      progress_text(&cases[i], columns, false, plain);
      progress_text(&cases[i], columns, true, coloured);
      assert_true(columns_of(plain) <= columns);
      assert_int_equal(columns_of(plain), columns_of(coloured));
    }
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_words),
      cmocka_unit_test(test_every_width),
  };
  return cmocka_run_group_tests_name("progress", tests, NULL, NULL);
}
