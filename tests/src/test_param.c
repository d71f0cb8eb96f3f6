/* test_param.c -- numbers as text, parameter tables, error texts. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include <float.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "src/names.h"
#include "src/number.h"
#include "src/param.h"

static void check_format(double value, const char *expected)
{
  char text[NUMBER_TEXT];
  assert_int_equal(number_format(value, text), strlen(expected));
  assert_string_equal(text, expected);
}

static void test_format(void **state)
{
  (void)state;
  check_format(0, "0");
  check_format(-0.0, "-0");
  check_format(1, "1");
  check_format(-120, "-120");
  check_format(1e6, "1000000");
  check_format(999999999999999, "999999999999999");
  check_format(1e15, "1e+15");
  check_format(0.1, "0.1");
  check_format(1e-8, "1e-08");
  check_format(1.0 / 3, "0.3333333333333333");
  check_format(0.1 + 0.2, "0.30000000000000004");
  check_format(5e-324, "5e-324");
  check_format(DBL_MIN, "2.2250738585072014e-308");
  check_format(DBL_MAX, "1.7976931348623157e+308");
  check_format(INFINITY, "inf");
  check_format(-INFINITY, "-inf");
  check_format(NAN, "nan");
  check_format(-(double)NAN, "nan"); /* a NaN's sign differs between compilers */
}

/* Whatever the bits, the text reads back to the same double, and one digit less would not. */
static void test_format_reads_back(void **state)
{
  (void)state;
  uint64_t bits = 1;
  size_t longest = 0;
  for (size_t i = 0; i < 200000; i++) {
    char text[NUMBER_TEXT], shorter[64];
    double value, back;
    bits = bits * 6364136223846793005u + 1442695040888963407u;
    uint64_t mixed = (bits ^ bits >> 29) * UINT64_C(0xbf58476d1ce4e5b9);
    if (i % 8 == 0) mixed &= UINT64_C(0x800fffffffffffff); /* a subnormal */
    if (i % 8 == 1) mixed = mixed % 1000000 * 997;         /* the smallest of them */
    memcpy(&value, &mixed, sizeof value);
    if (!isfinite(value)) continue;
    size_t length = number_format(value, text);
    assert_true(number_parse(text, &back));
    assert_memory_equal(&value, &back, sizeof value);
    if (length > longest) longest = length;
    size_t digits = 0;
    for (const char *at = text; *at && *at != 'e'; at++)
      digits += (*at > '0' && *at <= '9') || (digits && *at == '0');
    if (digits < 16) continue;
    snprintf(shorter, sizeof shorter, "%.*e", (int)digits - 2, value);
    assert_true(strtod(shorter, NULL) != value);
  }
  assert_in_range(longest, 20, NUMBER_TEXT - 1);
}

/* The first of printf's 15, 16 or 17 digits that reads back; kinds of values: any digits, few
 * digits, neighbours of powers of ten, and short binary fractions. */
static void test_format_as_printf(void **state)
{
  (void)state;
  uint64_t bits = 7;
  for (size_t i = 0; i < 200000; i++) {
    char text[NUMBER_TEXT], expected[64];
    bits = bits * 6364136223846793005u + 1442695040888963407u;
    uint64_t mixed = (bits ^ bits >> 29) * UINT64_C(0xbf58476d1ce4e5b9), digits = mixed >> 8;
    double value = 0, power = pow(10, (double)(mixed % 34) - 14);
    switch (i % 4) {
    case 0:
      value = (double)digits * 0x1p-56 * power;
      break;
    case 1:
      value = (double)(digits % 100000) * power;
      break;
    case 2:
      value = power;
      for (uint64_t k = digits % 5; k; k--) value = nextafter(value, digits & 8 ? 0 : INFINITY);
      break;
    case 3:
      value = (double)(digits % 4096) * ldexp(1, -(int)(mixed % 50));
      break;
    }
    if (mixed & 4) value = -value;
    if (value == 0) continue;
    for (int count = 15; count <= 17; count++) {
      snprintf(expected, sizeof expected, "%.*g", count, value);
      if (strtod(expected, NULL) == value) break;
    }
    if (fabs(value) < 1e15 && value == floor(value))
      snprintf(expected, sizeof expected, "%.0f", value);
    number_format(value, text);
    assert_string_equal(text, expected);
  }
}

static void test_parse(void **state)
{
  (void)state;
  static const struct {
    const char *text;
    double value; /* NaN: refused */
  } cases[] = {
      {"1", 1},           {"-1.5e3", -1500}, {"+2", 2},    {".5", 0.5},  {"0x10", 16},
      {"1e-320", 1e-320}, {"-0", -0.0},      {"", NAN},    {" 1", NAN},  {"1 ", NAN},
      {"\t1", NAN},       {"1,5", NAN},      {"nan", NAN}, {"inf", NAN}, {"-infinity", NAN},
      {"1e999", NAN},     {"1e", NAN},       {"e1", NAN},  {"--1", NAN}, {"1k", NAN},
      {"one", NAN},       {"0x", NAN},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    double value = 77;
    bool good = number_parse(cases[i].text, &value);
    assert_true(good == !isnan(cases[i].value));
    assert_true(value == (good ? cases[i].value : 77)); /* untouched when refused */
  }
}

static void test_parse_count(void **state)
{
  (void)state;
  static const struct {
    const char *text;
    double value; /* negative: refused */
  } cases[] = {
      {"0", 0},
      {"10k", 1e4},
      {"1.5M", 1.5e6},
      {"2G", 2e9},
      {"1e6", 1e6},
      {"0.001k", 1},
      {"9007199254740992", 0x1p53},
      {"9007199254740993", -1}, /* strtod takes it for 2^53 */
      {"9007199254740992.5", -1},
      {"9007199254740.993k", -1},
      {"9007199.254740992G", 0x1p53},
      {"9007199254740994", -1},
      {"0.9999999999999999999", -1}, /* and this for 1 */
      {"1.0000000000000000000", 1},
      {"1e-1", -1},
      {"10e-1", 1},
      {".5k", 500},
      {"1.e3", 1000},
      {"0e99999999999", 0},
      {"1e-99999999999", -1},
      {"1e", -1},
      {"1e+", -1},
      {"e5", -1},
      {".", -1},
      {"1.2.3", -1},
      {"0x10", -1},
      {"0.5", -1},
      {"0.0001k", -1},
      {"-1", -1},
      {"k", -1},
      {"", -1},
      {"1kk", -1},
      {"1K", -1},
      {"1 k", -1},
      {"1e30", -1},
      {"1e20M", -1},
      {"nan", -1},
      {"infk", -1},
      {"99999999999999999999999999999999999999999", -1},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    double value = 77;
    bool good = number_parse_count(cases[i].text, &value);
    assert_true(good == (cases[i].value >= 0));
    assert_true(value == (good ? cases[i].value : 77));
  }
}

enum { RED, GREEN };
static const char *const colours[] = {"red", "green", NULL};
struct config {
  double rate, share;
  int count, shift, colour, flag;
};
static const struct param table[] = {
    PARAM(struct config, rate, 0.1, PARAM_ABOVE_ZERO, 10, "a rate"),
    PARAM(struct config, share, 0.5, 0, PARAM_BELOW_ONE, "a share"),
    PARAM(struct config, count, 7, 1, PARAM_MANY, "a count"),
    PARAM(struct config, shift, 0, -5, 5, "a whole number"),
    PARAM_CHOICE(struct config, colour, GREEN, colours, "a colour"),
    PARAM_CHOICE(struct config, flag, 0, param_no_yes, "a flag"),
    PARAM_TABLE_END,
};
struct extra {
  double clip;
};
static const struct param extras[] = {PARAM(struct extra, clip, 0, 0, 100, "a wrapper's"),
                                      PARAM_TABLE_END};

static void test_defaults(void **state)
{
  (void)state;
  struct config c;
  memset(&c, 0xff, sizeof c);
  param_defaults(table, &c);
  assert_true(c.rate == 0.1 && c.share == 0.5 && c.count == 7 && c.shift == 0);
  assert_true(c.colour == GREEN && c.flag == 0);
  assert_ptr_equal(param_find(table, "countdown", 5), &table[2]);
  assert_null(param_find(table, "coun", 4));
  assert_null(param_find(table, "", 0));
}

static void test_set(void **state)
{
  (void)state;
  static const struct {
    const char *key, *value;
    double result;         /* NaN: refused */
    const char *complaint; /* part of the text */
  } cases[] = {
      {"rate", "0.25", 0.25, NULL},
      {"rate", "10", 10, NULL},
      {"rate", "1e-300", 1e-300, NULL},
      {"rate", "0", NAN, "own: rate=0 is outside (0, 10]"},
      {"rate", "10.000001", NAN, "outside"},
      {"rate", "-1", NAN, "outside"},
      {"rate", "1e-400", NAN, "outside"},
      {"rate", "nan", NAN, "not a finite number; give one in (0, 10]"},
      {"rate", "inf", NAN, "not a finite number"},
      {"rate", "", NAN, "not a finite number"},
      {"rate", "0.1x", NAN, "not a finite number"},
      {"share", "0", 0, NULL},
      {"share", "0.9999999999999999", 0x1.fffffffffffffp-1, NULL},
      {"share", "1", NAN, "outside [0, 1)"},
      {"count", "3", 3, NULL},
      {"count", "10k", 10000, NULL},
      {"count", "1e9", 1e9, NULL},
      {"count", "0", NAN, "outside [1, 1e+09]"},
      {"count", "2.5", NAN, "not a whole number"},
      {"count", "-3", NAN, "not a whole number"},
      {"count", "1e300", NAN, "not a whole number"},
      {"count", "2000000000", NAN, "outside"},
      {"shift", "-5", -5, NULL},
      {"shift", "-6", NAN, "outside [-5, 5]"},
      {"shift", "0.5", NAN, "not a whole number"},
      {"shift", "1e300", NAN, "outside"},
      {"shift", "-1e19", NAN, "outside"},
      {"colour", "red", RED, NULL},
      {"colour", "re", NAN, "none of its choices; use one of red, green"},
      {"colour", "0", NAN, "none of its choices"},
      {"flag", "yes", 1, NULL},
      {"flag", "true", NAN, "use one of no, yes"},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    struct config c, before;
    struct error err = {0};
    memset(&c, 0, sizeof c);
    param_defaults(table, &c);
    before = c;
    const struct param *p = param_find(table, cases[i].key, strlen(cases[i].key));
    int status = param_set(p, &c, "own", cases[i].value, &err);
    if (isnan(cases[i].result)) {
      assert_int_equal(status, STATUS_USAGE);
      assert_non_null(strstr(err.text, cases[i].complaint));
      assert_memory_equal(&c, &before, sizeof c);
    } else {
      assert_int_equal(status, STATUS_OK);
      assert_true(param_get(p, &c) == cases[i].result);
    }
  }
}

static void test_format_param(void **state)
{
  (void)state;
  struct config c, back;
  memset(&c, 0, sizeof c);
  memset(&back, 0, sizeof back);
  param_defaults(table, &back);
  c = (struct config){1.0 / 3, 0.1, 123456789, -4, RED, 1};
  for (const struct param *p = table; p->kind; p++) {
    char text[64];
    struct error err;
    param_format(p, &c, text, sizeof text);
    assert_int_equal(param_set(p, &back, "own", text, &err), STATUS_OK);
  }
  assert_memory_equal(&c, &back, sizeof c);
}

static void test_groups(void **state)
{
  (void)state;
  struct config c;
  struct extra e;
  const struct param_group groups[] = {{table, &c, NULL}, {extras, &e, NULL}};
  struct error err;
  char text[256] = "name";
  param_defaults(table, &c);
  param_defaults(extras, &e);
  assert_int_equal(param_groups_parse(groups, 2, "own", "", &err), STATUS_OK);
  assert_int_equal(param_groups_parse(groups, 2, "own", "clip=3,rate=2,colour=red", &err),
                   STATUS_OK);
  assert_true(e.clip == 3 && c.rate == 2 && c.colour == RED);
  param_groups_format(groups, 2, text, sizeof text);
  assert_string_equal(text, "name:rate=2,share=0.5,count=7,shift=0,colour=red,flag=no,clip=3");
  /* Cut, but ended, where there is no room. */
  memset(text, 'x', sizeof text);
  strcpy(text, "name");
  param_groups_format(groups, 2, text, 12);
  assert_int_equal(strlen(text), 11);
  assert_int_equal(text[12], 'x');
  static const struct {
    const char *text, *complaint;
  } wrong[] = {
      {"rat=1", "own has no parameter 'rat'; did you mean 'rate'?"},
      {"clpi=1", "did you mean 'clip'?"},
      {"zzzzzzz=1", "`optbench describe own` lists those it has"},
      {"rate", "'rate' is not a parameter; write key=value"},
      {"rate=1,,clip=1", "'' is not a parameter"},
      {"=1", "has no parameter ''"},
      {"rate=1=2", "not a finite number"},
  };
  for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
    assert_int_equal(param_groups_parse(groups, 2, "own", wrong[i].text, &err), STATUS_USAGE);
    assert_non_null(strstr(err.text, wrong[i].complaint));
  }
  char lengthy[1000];
  memset(lengthy, '7', sizeof lengthy - 1);
  lengthy[sizeof lengthy - 1] = '\0';
  memcpy(lengthy, "rate=", 5);
  assert_int_equal(param_groups_parse(groups, 2, "own", lengthy, &err), STATUS_USAGE);
  assert_non_null(strstr(err.text, "too long"));
}

static void test_help(void **state)
{
  (void)state;
  char ranges[2048] = "", text[256];
  struct config config;
  param_defaults(table, &config);
  for (const struct param *p = table; p->kind; p++) {
    char value[256];
    param_range(p, text, sizeof text);
    strcat(strcat(ranges, text), ";");
    param_format(p, &config, value, sizeof value);
    param_format_default(p, text, sizeof text);
    assert_string_equal(text, value);
  }
  assert_non_null(strstr(ranges, "(0, 10];"));
  assert_non_null(strstr(ranges, "[0, 1);"));
  assert_non_null(strstr(ranges, "red|green"));
}

static void test_errors(void **state)
{
  (void)state;
  struct error err;
  char lengthy[2000];
  assert_int_equal(error_set(&err, STATUS_IO, "%s is %d", "this", 3), STATUS_IO);
  assert_int_equal(err.status, STATUS_IO);
  assert_string_equal(err.text, "this is 3");
  /* One line, whatever the words in it. */
  error_set(&err, STATUS_USAGE, "%s",
            "a\nb\rc\x1b[31md\x7f"
            "e\tf \xc3\xa4");
  assert_string_equal(err.text, "a?b?c?[31md?e?f \xc3\xa4");
  memset(lengthy, 'y', sizeof lengthy - 1);
  lengthy[sizeof lengthy - 1] = '\0';
  error_set(&err, STATUS_USAGE, "%s", lengthy);
  assert_int_equal(strlen(err.text), sizeof err.text - 1);
  assert_int_equal(error_memory(&err, "a list"), STATUS_NOMEM);
  assert_non_null(strstr(err.text, "out of memory for a list"));
}

static void test_closest(void **state)
{
  (void)state;
  static const char *const names[] = {"sgd", "momentum", "adam", "rmsprop", "adagrad"};
  static const struct {
    const char *word, *near;
  } cases[] = {{"sdg", "sgd"},          {"sg", "sgd"},           {"sgdd", "sgd"},
               {"adma", "adam"},        {"adams", "adam"},       {"ADAM", "adam"},
               {"momntum", "momentum"}, {"rmspropp", "rmsprop"}, {"", NULL},
               {"newton", NULL},        {"mo", "momentum"},      {"Ada", "adam"},
               {"adagard", "adagrad"}};
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    const char *near = closest_name(cases[i].word, names, 5);
    if (!cases[i].near)
      assert_null(near);
    else
      assert_string_equal(near, cases[i].near);
  }
  char lengthy[500];
  memset(lengthy, 'q', sizeof lengthy - 1);
  lengthy[sizeof lengthy - 1] = '\0';
  const char *const odd[] = {lengthy, "adam"};
  assert_string_equal(closest_name("adm", odd, 2), "adam");
  assert_null(closest_name("adm", names, 0));
}

struct pair {
  double rate, sigma;
};

/* Where two tables have a key, it is to be qualified; the texts that are written are. */
static void test_qualified(void **unused)
{
  (void)unused;
  static const struct param one[] = {PARAM(struct pair, rate, 1, 0, 9, "a"), PARAM_TABLE_END};
  static const struct param two[] = {PARAM(struct pair, rate, 2, 0, 9, "b"),
                                     PARAM(struct pair, sigma, 3, 0, 9, "c"), PARAM_TABLE_END};
  struct pair a, b;
  struct error err = {0};
  char text[128] = "";
  param_defaults(one, &a);
  param_defaults(two, &b);
  const struct param_group groups[] = {{one, &a, "lion"}, {two, &b, "es"}};
  assert_int_equal(param_groups_set(groups, 2, "lion@es", "rate", "5", &err), STATUS_USAGE);
  assert_string_equal(err.text, "lion@es: 'rate' may be that of lion or that of es; write "
                                "lion.rate or es.rate");
  assert_int_equal(param_groups_set(groups, 2, "lion@es", "lion.rate", "5", &err), STATUS_OK);
  assert_int_equal(param_groups_set(groups, 2, "lion@es", "es.rate", "6", &err), STATUS_OK);
  assert_int_equal(param_groups_set(groups, 2, "lion@es", "sigma", "7", &err), STATUS_OK);
  assert_int_equal(param_groups_set(groups, 2, "lion@es", "es.sigma", "8", &err), STATUS_OK);
  assert_true(a.rate == 5 && b.rate == 6 && b.sigma == 8);
  static const char *const wrong[] = {"vo.rate", "lion.sigma", "es.",
                                      ".rate",   "es.es.rate", "lio.rate"};
  for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
    if (param_groups_set(groups, 2, "lion@es", wrong[i], "1", &err) != STATUS_USAGE)
      fail_msg("%s is taken", wrong[i]);
  param_groups_format(groups, 2, text, sizeof text);
  assert_string_equal(text, ":lion.rate=5,es.rate=6,sigma=8");
  assert_int_equal(param_groups_parse(groups, 2, "lion@es", text + 1, &err), STATUS_OK);
  static const struct {
    const char *a, *b;
    bool clash;
  } keys[] = {{"rate", "rate", true},    {"es.rate", "rate", true},
              {"rate", "es.rate", true}, {"es.rate", "vo.rate", false},
              {"rate", "derate", false}, {"es.rate", "es.rate", true}};
  for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
    assert_int_equal(param_keys_clash(keys[i].a, strlen(keys[i].a), keys[i].b, strlen(keys[i].b)),
                     keys[i].clash);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_qualified),
      cmocka_unit_test(test_format),
      cmocka_unit_test(test_format_reads_back),
      cmocka_unit_test(test_format_as_printf),
      cmocka_unit_test(test_parse),
      cmocka_unit_test(test_parse_count),
      cmocka_unit_test(test_defaults),
      cmocka_unit_test(test_set),
      cmocka_unit_test(test_format_param),
      cmocka_unit_test(test_groups),
      cmocka_unit_test(test_help),
      cmocka_unit_test(test_errors),
      cmocka_unit_test(test_closest),
  };
  return cmocka_run_group_tests_name("param", tests, NULL, NULL);
}
