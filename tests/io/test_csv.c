/* test_csv.c -- CSV files: RFC 4180's quoting and line ends, numbers, and what a damaged file
 * earns: an error that names the file and the line. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bench/io/csv.h"

static char path[] = "/tmp/optbench-csv-XXXXXX";

static int set_up(void **state)
{
  (void)state;
  int fd = mkstemp(path);
  return fd < 0 ? -1 : close(fd);
}

static int tear_down(void **state)
{
  (void)state;
  return unlink(path);
}

static void write_bytes(const char *bytes, size_t size)
{
  FILE *out = fopen(path, "wb");
  assert_non_null(out);
  assert_int_equal(fwrite(bytes, 1, size, out), size);
  assert_int_equal(fclose(out), 0);
}

static struct csv open_text(const char *text)
{
  struct csv csv;
  struct error err = {0};
  write_bytes(text, strlen(text));
  if (csv_open(&csv, path, &err)) fail_msg("%s", err.text);
  return csv;
}

static bool next(struct csv *csv)
{
  bool more;
  struct error err = {0};
  if (csv_next(csv, &more, &err)) fail_msg("%s", err.text);
  return more;
}

/* Reads to the first error, which must hold `expected` after the file's name. */
static void assert_damaged_bytes(const char *bytes, size_t size, const char *expected)
{
  struct csv csv;
  struct error err = {0};
  char text[512];
  write_bytes(bytes, size);
  int status = csv_open(&csv, path, &err);
  if (!status) {
    bool more = true;
    while (more && !status) status = csv_next(&csv, &more, &err);
    csv_close(&csv);
  }
  assert_int_equal(status, STATUS_IO);
  snprintf(text, sizeof text, "%s:%s", path, expected);
  assert_string_equal(err.text, text);
}

static void assert_damaged(const char *text, const char *expected)
{
  assert_damaged_bytes(text, strlen(text), expected);
}

static void test_plain(void **state)
{
  (void)state;
  struct csv csv = open_text("a,b,c\n1,two,\n,,3\n");
  assert_int_equal(csv.field_count, 3);
  assert_string_equal(csv.name[0], "a");
  assert_string_equal(csv.name[2], "c");
  assert_true(next(&csv));
  assert_string_equal(csv.field[0], "1");
  assert_string_equal(csv.field[1], "two");
  assert_string_equal(csv.field[2], "");
  assert_int_equal(csv.line, 2);
  assert_true(next(&csv));
  assert_string_equal(csv.field[0], "");
  assert_string_equal(csv.field[2], "3");
  assert_int_equal(csv.line, 3);
  assert_false(next(&csv));
  assert_false(next(&csv));
  csv_close(&csv);
}

static void test_quotes(void **state)
{
  (void)state;
  struct csv csv = open_text("\"the, name\",b\n\"adam@es:rate=0.05,sigma=0.1\",\"say \"\"no\"\"\"\n"
                             "\"two\nlines\",\"\"\n\"\"\"\",x\n");
  assert_string_equal(csv.name[0], "the, name");
  assert_true(next(&csv));
  assert_string_equal(csv.field[0], "adam@es:rate=0.05,sigma=0.1");
  assert_string_equal(csv.field[1], "say \"no\"");
  assert_true(next(&csv));
  assert_string_equal(csv.field[0], "two\nlines");
  assert_string_equal(csv.field[1], "");
  assert_int_equal(csv.line, 3);
  assert_true(next(&csv));
  assert_string_equal(csv.field[0], "\"");
  assert_int_equal(csv.line, 5);
  assert_false(next(&csv));
  csv_close(&csv);
}

static void test_line_ends(void **state)
{
  (void)state;
  struct csv csv = open_text("a,b\r\n1,2\r\n\"x\",\"y\"\r\n3,4\n");
  assert_string_equal(csv.name[1], "b");
  assert_true(next(&csv));
  assert_string_equal(csv.field[1], "2");
  assert_true(next(&csv));
  assert_string_equal(csv.field[1], "y");
  assert_true(next(&csv));
  assert_string_equal(csv.field[1], "4");
  assert_false(next(&csv));
  csv_close(&csv);
}

static void test_columns(void **state)
{
  (void)state;
  struct csv csv = open_text("a,b\n1,2\n");
  struct error err = {0};
  size_t column = 9;
  assert_int_equal(csv_column(&csv, "b", &column, &err), STATUS_OK);
  assert_int_equal(column, 1);
  assert_true(csv_find(&csv, "a", &column));
  assert_int_equal(column, 0);
  assert_false(csv_find(&csv, "A", &column));
  assert_int_equal(csv_column(&csv, "cost", &column, &err), STATUS_IO);
  assert_non_null(strstr(err.text, path));
  assert_non_null(strstr(err.text, ":1: no column 'cost'"));
  csv_close(&csv);
}

static double number(struct csv *csv, size_t column)
{
  double value;
  struct error err = {0};
  if (csv_number(csv, column, &value, &err)) fail_msg("%s", err.text);
  return value;
}

static void test_numbers(void **state)
{
  (void)state;
  struct csv csv = open_text("a,b,c,d\n1,-2.5e-3,nan,inf\n-inf,0.1,1e-320,-0\n");
  assert_true(next(&csv));
  assert_true(number(&csv, 0) == 1);
  assert_true(number(&csv, 1) == -2.5e-3);
  assert_true(isnan(number(&csv, 2)));
  assert_true(isinf(number(&csv, 3)) && number(&csv, 3) > 0);
  assert_true(next(&csv));
  assert_true(isinf(number(&csv, 0)) && number(&csv, 0) < 0);
  assert_true(number(&csv, 1) == 0.1);
  assert_true(number(&csv, 2) == 1e-320);
  assert_true(number(&csv, 3) == 0 && signbit(number(&csv, 3)));
  csv_close(&csv);
}

static void test_no_numbers(void **state)
{
  (void)state;
  static const char *const words[] = {"", "x", "1x", " 1", "1 ", "0,5", "--1"};
  for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
    char text[64], expected[128];
    struct error err = {0};
    double value = 7;
    size_t count = 7;
    snprintf(text, sizeof text, "a\n0\n\"%s\"\n", words[i]);
    struct csv csv = open_text(text);
    assert_true(next(&csv));
    assert_true(next(&csv));
    assert_int_equal(csv_number(&csv, 0, &value, &err), STATUS_IO);
    assert_true(value == 7);
    snprintf(expected, sizeof expected, "%s:3: a is '%s', not a number", path, words[i]);
    assert_string_equal(err.text, expected);
    assert_int_equal(csv_count(&csv, 0, &count, &err), STATUS_IO);
    assert_int_equal(csv_optional(&csv, 0, &value, &err), *words[i] ? STATUS_IO : STATUS_OK);
    if (!*words[i]) assert_true(isnan(value));
    csv_close(&csv);
  }
}

static void test_counts(void **state)
{
  (void)state;
  static const char *const no_counts[] = {"-1", "0.5", "nan", "inf", "1e17", "9007199254740993",
                                          "3k"};
  struct error err = {0};
  size_t count = 7;
  struct csv csv = open_text("a\n25\n9007199254740992\n");
  assert_true(next(&csv));
  assert_int_equal(csv_count(&csv, 0, &count, &err), STATUS_OK);
  assert_int_equal(count, 25);
  assert_true(next(&csv));
  assert_int_equal(csv_count(&csv, 0, &count, &err), STATUS_OK);
  assert_true(count == (size_t)1 << 53);
  csv_close(&csv);
  for (size_t i = 0; i < sizeof no_counts / sizeof *no_counts; i++) {
    char text[64];
    snprintf(text, sizeof text, "a\n%s\n", no_counts[i]);
    csv = open_text(text);
    assert_true(next(&csv));
    assert_int_equal(csv_count(&csv, 0, &count, &err), STATUS_IO);
    assert_non_null(strstr(err.text, "not a whole number"));
    csv_close(&csv);
  }
}

/* Some editors write one. It is no part of the first name, quoted or not. */
static void test_byte_order_mark(void **state)
{
  (void)state;
  static const char *const texts[] = {"\xEF\xBB\xBF"
                                      "a,b\n1,2\n",
                                      "\xEF\xBB\xBF"
                                      "\"a\",b\r\n1,2\r\n"};
  for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
    size_t column = 7;
    struct csv csv = open_text(texts[i]);
    assert_true(csv_find(&csv, "a", &column));
    assert_int_equal(column, 0);
    assert_true(next(&csv));
    assert_true(number(&csv, 0) == 1);
    csv_close(&csv);
  }
  assert_damaged("\xEF\xBB\xBF\n1\n", "1: no header row");
}

static void test_damaged(void **state)
{
  (void)state;
  assert_damaged("", "1: no header row");
  assert_damaged("\n1\n", "1: no header row");
  assert_damaged("a,b\n1,2\n3\n", "3: 1 field where the header has 2");
  assert_damaged("a,b\n1,2,3\n", "2: 3 fields where the header has 2");
  assert_damaged("a,b\n1,2\n\n", "3: 1 field where the header has 2");
  assert_damaged("a,b\n1,2\n3,4", "3: the file is cut off in this line; make it again");
  assert_damaged("a,b", "1: the file is cut off in this line; make it again");
  assert_damaged("a,b\n1,\"2\n3,4\n", "2: the file is cut off in this line; make it again");
  assert_damaged("a,b\n1,x\"2\"\n", "2: a quote amid text");
  assert_damaged("a,b\n\"1\"x,2\n", "2: a quote is left open or stands amid text");
  assert_damaged_bytes("a,b\n1,2\n3\0,4\n", 13, "3: a zero byte in the text");
}

/* What people and spreadsheets write: no end of the last line, blank lines. All else is as strict.
 */
static void test_loose(void **state)
{
  (void)state;
  static const char *const texts[] = {
      "a,b\n1,2\n3,4",         "a,b\n\n1,2\n\n3,4\n\n\n", "a,b\r\n\r\n1,2\r\n\r\n3,4\r\n",
      "a,b\r\n1,2\r\n3,\"4\"", "a,b\n1,2\n3,4\r",         "a,b\n1,2\n3,4\n"};
  for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
    struct csv csv;
    struct error err = {0};
    write_bytes(texts[i], strlen(texts[i]));
    assert_int_equal(csv_open_loose(&csv, path, &err), STATUS_OK);
    for (int row = 0; row < 2; row++) {
      assert_true(next(&csv));
      assert_true(number(&csv, 0) == 1 + 2 * row);
      assert_true(number(&csv, 1) == 2 + 2 * row);
    }
    assert_false(next(&csv));
    assert_false(next(&csv));
    csv_close(&csv);
  }
  static const struct {
    const char *text, *expected;
  } wrong[] = {{"", "1: no header row"},
               {"\na,b\n", "1: no header row"},
               {"a,b\n1,2\n3", "3: 1 field where the header has 2"},
               {"a,b\n1,2\n3,\"4", "3: a quote is left open in this line; close it"},
               {"a,b\n1,2\n3,\"4\n", "3: a quote is left open in this line; close it"}};
  for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
    struct csv csv;
    struct error err = {0};
    char text[512];
    bool more = true;
    write_bytes(wrong[i].text, strlen(wrong[i].text));
    int status = csv_open_loose(&csv, path, &err);
    bool open = !status;
    while (more && !status) status = csv_next(&csv, &more, &err);
    if (open) csv_close(&csv);
    assert_int_equal(status, STATUS_IO);
    snprintf(text, sizeof text, "%s:%s", path, wrong[i].expected);
    assert_string_equal(err.text, text);
  }
}

/* A last line without an end that fills the buffer to its last byte. */
static void test_loose_full_buffer(void **state)
{
  (void)state;
  for (size_t length = (1 << 16) - 6; length <= (1 << 16) + 2; length++) {
    struct csv csv;
    struct error err = {0};
    char *bytes = malloc(length);
    assert_non_null(bytes);
    memset(bytes, '7', length);
    memcpy(bytes, "a\n", 2);
    write_bytes(bytes, length);
    assert_int_equal(csv_open_loose(&csv, path, &err), STATUS_OK);
    assert_true(next(&csv));
    assert_int_equal(strlen(csv.field[0]), length - 2);
    assert_false(next(&csv));
    csv_close(&csv);
    free(bytes);
  }
}

static void test_absent(void **state)
{
  (void)state;
  struct csv csv;
  struct error err = {0};
  assert_int_equal(csv_open(&csv, "/nowhere/there.csv", &err), STATUS_IO);
  assert_string_equal(err.text, "cannot read /nowhere/there.csv: No such file or directory");
  assert_int_equal(csv_open(&csv, "/tmp", &err), STATUS_IO);
  assert_string_equal(err.text, "cannot read /tmp: Is a directory");
}

/* Records across the ends of the buffer, and one longer than it. */
static void test_large(void **state)
{
  (void)state;
  enum { ROWS = 20000, LONG = 300000 };
  FILE *out = fopen(path, "wb");
  assert_non_null(out);
  fputs("n,text\n", out);
  for (int i = 0; i < ROWS; i++) fprintf(out, "%d,\"row, %d\"\n", i, i);
  fputs("-1,\"", out);
  for (int i = 0; i < LONG; i++) fputc(i % 1000 ? 'x' : '\n', out);
  fputs("\"\n7,end\n", out);
  assert_int_equal(fclose(out), 0);
  struct csv csv;
  struct error err = {0};
  assert_int_equal(csv_open(&csv, path, &err), STATUS_OK);
  for (int i = 0; i < ROWS; i++) {
    char expected[32];
    assert_true(next(&csv));
    snprintf(expected, sizeof expected, "row, %d", i);
    assert_string_equal(csv.field[1], expected);
    assert_true(number(&csv, 0) == i);
  }
  assert_true(next(&csv));
  assert_int_equal(strlen(csv.field[1]), LONG);
  assert_int_equal(csv.line, ROWS + 2);
  assert_true(next(&csv));
  assert_string_equal(csv.field[1], "end");
  assert_int_equal(csv.line, ROWS + 3 + LONG / 1000);
  assert_false(next(&csv));
  csv_close(&csv);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_plain),
      cmocka_unit_test(test_quotes),
      cmocka_unit_test(test_line_ends),
      cmocka_unit_test(test_columns),
      cmocka_unit_test(test_numbers),
      cmocka_unit_test(test_no_numbers),
      cmocka_unit_test(test_counts),
      cmocka_unit_test(test_byte_order_mark),
      cmocka_unit_test(test_damaged),
      cmocka_unit_test(test_absent),
      cmocka_unit_test(test_large),
      cmocka_unit_test(test_loose),
      cmocka_unit_test(test_loose_full_buffer),
  };
  return cmocka_run_group_tests_name("csv", tests, set_up, tear_down);
}
