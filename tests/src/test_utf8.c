/* test_utf8.c -- what is a character, what steers, and copies that hold neither anything else. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include <string.h>

#include "src/error.h"
#include "src/utf8.h"

static void test_characters(void **state)
{
  (void)state;
  static const struct {
    const char *text;
    size_t length;
    uint32_t code;
  } cases[] = {
      {"a", 1, 'a'},
      {"\xC2\x80", 2, 0x80},
      {"\xC3\xA9", 2, 0xe9},
      {"\xDF\xBF", 2, 0x7ff},
      {"\xE0\xA0\x80", 3, 0x800},
      {"\xEF\xBF\xBD", 3, 0xfffd},
      {"\xF0\x90\x80\x80", 4, 0x10000},
      {"\xF4\x8F\xBF\xBD", 4, 0x10fffd},
      /* a byte that begins nothing, cut short, overlong, surrogates, no characters, too large */
      {"\x80", 1, UTF8_WRONG_CODE},
      {"\xFF", 1, UTF8_WRONG_CODE},
      {"\xC3", 1, UTF8_WRONG_CODE},
      {"\xE2\x82", 1, UTF8_WRONG_CODE},
      {"\xE2\x82z", 1, UTF8_WRONG_CODE},
      {"\xF0\x90\x80", 1, UTF8_WRONG_CODE},
      {"\xC1\xBF", 1, UTF8_WRONG_CODE},
      {"\xE0\x9F\xBF", 1, UTF8_WRONG_CODE},
      {"\xF0\x8F\xBF\xBF", 1, UTF8_WRONG_CODE},
      {"\xED\xA0\x80", 1, UTF8_WRONG_CODE},
      {"\xED\xBF\xBF", 1, UTF8_WRONG_CODE},
      {"\xEF\xBF\xBE", 1, UTF8_WRONG_CODE},
      {"\xF4\x90\x80\x80", 1, UTF8_WRONG_CODE},
      {"\xF8\x88\x80\x80\x80", 1, UTF8_WRONG_CODE},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    uint32_t code = 7;
    assert_int_equal(utf8_first(cases[i].text, &code), cases[i].length);
    assert_int_equal(code, cases[i].code);
  }
}

static void test_steering(void **state)
{
  (void)state;
  static const uint32_t do_so[] = {0x1b,   '\n',   0x7f,   0x80,   0x9b,   0x61c,  0x200e,
                                   0x200f, 0x2028, 0x2029, 0x202a, 0x202e, 0x2066, 0x2069};
  static const uint32_t do_not[] = {' ', '~', 0xa0, 0xe9, 0x200d, 0x2070, 0xfffd, 0x1f4a9};
  for (size_t i = 0; i < sizeof do_so / sizeof *do_so; i++) assert_true(utf8_steers(do_so[i]));
  for (size_t i = 0; i < sizeof do_not / sizeof *do_not; i++) assert_false(utf8_steers(do_not[i]));
}

static void test_copies(void **state)
{
  (void)state;
  char out[16];
  assert_int_equal(utf8_plain("a\033\n\xFF\xC3\xA9", "", out, sizeof out), 8);
  assert_string_equal(out, "a??" UTF8_WRONG "\xC3\xA9");
  utf8_plain("a\033\n", "\n", out, sizeof out);
  assert_string_equal(out, "a?\n");
  /* What does not fit is left out whole. */
  assert_int_equal(utf8_plain("ab\xC3\xA9", "", out, 4), 2);
  assert_int_equal(utf8_plain("ab\xC3\xA9", "", out, 5), 4);
  assert_int_equal(utf8_plain("abc\xFF", "", out, 6), 3);
  assert_int_equal(utf8_plain("abc", "", out, 1), 0);
}

/* A text that is cut within a character, or with more marks than it has room for. */
static void test_errors(void **state)
{
  (void)state;
  struct error err;
  char many[sizeof err.text];
  error_set(&err, STATUS_USAGE, "'%.2s' is \xE2\x80\xAE", "x\xC3\xA9");
  assert_string_equal(err.text, "'x" UTF8_WRONG "' is ?");
  memset(many, 0xFF, sizeof many);
  many[sizeof many - 1] = '\0';
  error_set(&err, STATUS_USAGE, "%s", many);
  assert_int_equal(strlen(err.text), (sizeof err.text - 1) / 3 * 3);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_characters),
      cmocka_unit_test(test_steering),
      cmocka_unit_test(test_copies),
      cmocka_unit_test(test_errors),
  };
  return cmocka_run_group_tests_name("utf8", tests, NULL, NULL);
}
