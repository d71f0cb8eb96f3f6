/* test_table.c -- data sets in CSV files: inputs and labels, how rows are split and scaled, and
 * what people's files may hold: each fault earns one line with the file, the line and what to do.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bench/data/scale.h"
#include "bench/data/table.h"
#include "src/stream.h"
#include "tests/support/data_folder.h"

static struct data_request request(const char *label, const char *test)
{
  struct data_request r = {0};
  strcpy(r.path, path);
  strcpy(r.label, label);
  strcpy(r.test, test);
  return r;
}

/* Sealed; for data_rows_free. */
static struct data_rows read_set(const char *text, struct data_request r)
{
  struct data_rows rows = {0};
  struct error err = {0};
  data_folder_write(path, text);
  if (table_read(&r, &rows, &err)) fail_msg("%s", err.text);
  data_rows_seal(&rows);
  return rows;
}

/* `expected` begins with $ for the file's name; @ stands for the other's. */
static void assert_refused(const char *text, struct data_request r, int status,
                           const char *expected)
{
  struct data_rows rows = {0};
  struct error err = {0};
  char full[600] = "";
  data_folder_write(path, text);
  for (const char *at = expected; *at; at++) {
    size_t used = strlen(full);
    if (*at == '$' || *at == '@')
      strcpy(full + used, *at == '$' ? path : other);
    else
      full[used] = *at;
  }
  int got = table_read(&r, &rows, &err);
  data_rows_free(&rows);
  assert_string_equal(err.text, full);
  assert_int_equal(got, status);
}

static void assert_labels(const struct data_rows *rows, const int *label, size_t count)
{
  assert_int_equal(rows->set.train_rows, count);
  for (size_t i = 0; i < count; i++) assert_int_equal(rows->label[i], label[i]);
}

/* The same rows for testing, so that those for training are all of them, in their order. */
static struct data_rows read_all(const char *text, const char *label)
{
  data_folder_write(other, text);
  return read_set(text, request(label, other));
}

static void columns(void **state)
{
  (void)state;
  static const double last[] = {1, -2.5, 3, 4e-3, 0.5, 6}, middle[] = {1, 0, 3, 1, 0.5, 1};
  struct data_rows rows = read_all("a,b,c\n1,-2.5,0\n3,4e-3,1\n0.5,6,1\n", "");
  assert_int_equal(rows.set.inputs, 2);
  assert_int_equal(rows.set.classes, 2);
  assert_int_equal(rows.set.side, 0);
  assert_memory_equal(rows.values, last, sizeof last);
  assert_memory_equal(rows.values + 6, last, sizeof last);
  assert_labels(&rows, (int[]){0, 1, 1}, 3);
  assert_null(rows.target);
  assert_null(rows.bytes);
  data_rows_free(&rows);
  rows = read_all("a,b,c\n1,-2.5,0\n3,4e-3,1\n0.5,6,1\n", "b");
  assert_memory_equal(rows.values, middle, sizeof middle);
  assert_labels(&rows, (int[]){0, 1, 2}, 3);
  data_rows_free(&rows);
}

static void labels_are_sorted(void **state)
{
  (void)state;
  struct data_rows rows = read_all("x,y\n1,10\n2,9\n3,-1\n4,9.0\n5,1e1\n6,2\n", "y");
  assert_int_equal(rows.set.classes, 4);
  assert_labels(&rows, (int[]){3, 2, 0, 2, 3, 1}, 6);
  data_rows_free(&rows);
  rows = read_all("x,y\n1,10\n2,9\n3,-1\n4,9.0\n5,b\n6,\"a, b\"\n7,10\n", "y");
  assert_int_equal(rows.set.classes, 6);
  assert_labels(&rows, (int[]){1, 2, 0, 3, 5, 4, 1}, 7);
  data_rows_free(&rows);
  rows = read_all("y,x\nsetosa,1\nvirginica,2\nsetosa,3\nversicolor,4\n", "y");
  assert_labels(&rows, (int[]){0, 2, 0, 1}, 4);
  data_rows_free(&rows);
}

static void numbers_are_targets(void **state)
{
  (void)state;
  static const double targets[] = {0.5, -1e300, 7};
  struct data_request r = request("", other);
  r.numbers = true;
  data_folder_write(other, "x,y\n1,2\n");
  struct data_rows rows = read_set("x,y\n1,0.5\n2,-1e300\n3,7\n", r);
  assert_int_equal(rows.set.classes, 0);
  assert_null(rows.label);
  assert_memory_equal(rows.target, targets, sizeof targets);
  assert_true(rows.target[3] == 2);
  assert_int_equal(rows.set.test_rows, 1);
  data_rows_free(&rows);
}

/* Marks of the byte order, either line end, none in the end, blank lines: the same set. */
static void peoples_files(void **state)
{
  (void)state;
  static const char *const texts[] = {"x,y\n1,a\n2,b\n3,a\n",
                                      "\xEF\xBB\xBFx,y\n1,a\n2,b\n3,a\n",
                                      "x,y\r\n1,a\r\n2,b\r\n3,a\r\n",
                                      "x,y\n1,a\n2,b\n3,a",
                                      "x,y\r\n1,a\r\n2,b\r\n3,a",
                                      "x,y\n1,a\n\n2,b\n3,a\n\n\n",
                                      "\"x\",\"y\"\n1,\"a\"\n2,b\n\"3\",a\n"};
  char digest[DATA_DIGEST] = "";
  for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
    struct data_rows rows = read_set(texts[i], request("y", ""));
    if (i) assert_string_equal(rows.set.digest, digest);
    strcpy(digest, rows.set.digest);
    data_rows_free(&rows);
  }
}

/* Row i is (i, i^2) with label i mod 3. */
static char *numbered(size_t count)
{
  char *text = malloc(16 + count * 32), *at = text;
  assert_non_null(text);
  at += sprintf(at, "i,square,y\n");
  for (size_t i = 0; i < count; i++) at += sprintf(at, "%zu,%zu,%zu\n", i, i * i, i % 3);
  return text;
}

static void shares(void **state)
{
  (void)state;
  static const struct {
    size_t rows;
    const char *share;
    size_t test;
  } cases[] = {{2, "", 1},      {3, "0.2", 1},   {10, "", 2},     {10, "0.25", 3},
               {10, "0.01", 1}, {10, "0.99", 9}, {1000, "", 200}, {1000, "1e-9", 1}};
  for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
    size_t n = cases[k].rows, before = 0;
    char *text = numbered(n), seen[1000] = {0};
    struct data_rows rows = read_set(text, request("", cases[k].share));
    assert_int_equal(rows.set.test_rows, cases[k].test);
    assert_int_equal(rows.set.train_rows, n - cases[k].test);
    for (size_t i = 0; i < n; i++) { /* each row once, with what is its own, in order */
      size_t row = (size_t)rows.values[2 * i];
      assert_false(seen[row]);
      seen[row] = 1;
      assert_true(rows.values[2 * i + 1] == (double)(row * row));
      assert_int_equal(rows.label[i], row % 3);
      if (i && i != rows.set.train_rows) assert_true(row > before);
      before = row;
    }
    data_rows_free(&rows);
    free(text);
  }
}

/* Which rows depends on how many there are alone; and they lie everywhere. */
static void chosen_rows(void **state)
{
  (void)state;
  char *text = numbered(1000);
  struct data_rows rows = read_set(text, request("", ""));
  size_t in_half = 0;
  struct data_request r = request("square", "0.2");
  r.numbers = true;
  struct data_rows again = read_set(text, r);
  for (size_t i = 800; i < 1000; i++) {
    assert_true(rows.values[2 * i] == again.values[2 * i]);
    in_half += rows.values[2 * i] < 500;
  }
  assert_in_range(in_half, 65, 135); /* 5 deviations of 7 */
  static const double first[] = {2, 11, 15, 18, 29, 43, 44, 49, 52, 55};
  for (size_t i = 0; i < sizeof first / sizeof *first; i++)
    assert_true(rows.values[2 * (800 + i)] == first[i]);
  data_rows_free(&rows);
  data_rows_free(&again);
  free(text);
}

/* No part of the file is preferred. */
static void places_are_even(void **state)
{
  (void)state;
  double mean = 0;
  size_t files = 0;
  for (size_t n = 100; n < 140; n++, files++) {
    char *text = numbered(n);
    struct data_rows rows = read_set(text, request("", "0.5"));
    for (size_t i = rows.set.train_rows; i < n; i++)
      mean += (rows.values[2 * i] + 0.5) / (double)n / (double)rows.set.test_rows;
    data_rows_free(&rows);
    free(text);
  }
  mean /= (double)files; /* of half the rows, without replacement: variance 1 / 12 / n */
  assert_true(fabs(mean - 0.5) < 5 / sqrt(12.0 * 120 * (double)files));
}

static void test_files(void **state)
{
  (void)state;
  static const double values[] = {5, 6, 7, 8};
  data_folder_write(other, "y,b,a\n1.0,6,5\n0,8,7");
  struct data_rows rows = read_set("a,b,y\n1,2,0\n3,4,1\n", request("", other));
  assert_int_equal(rows.set.train_rows, 2);
  assert_int_equal(rows.set.test_rows, 2);
  assert_memory_equal(rows.values + 4, values, sizeof values);
  assert_int_equal(rows.label[2], 1);
  assert_int_equal(rows.label[3], 0);
  data_rows_free(&rows);
  struct data_request r = request("", other);
  data_folder_write(other, "a,b,y\n1,2,2\n");
  assert_refused("a,b,y\n1,2,0\n3,4,1\n", r, STATUS_IO,
                 "@:2: no row for training has the label '2'; leave the row out, or add some of it "
                 "to $");
  data_folder_write(other, "a,b,y\n1,2,x\n");
  assert_refused("a,b,y\n1,2,0\n3,4,1\n", r, STATUS_IO,
                 "@:2: no row for training has the label 'x'; leave the row out, or add some of it "
                 "to $");
  data_folder_write(other, "a,c,y\n1,2,1\n");
  assert_refused("a,b,y\n1,2,0\n3,4,1\n", r, STATUS_IO,
                 "@:1: no column 'b', which $ has; name columns alike");
  data_folder_write(other, "a,b,c,y\n1,2,3,1\n");
  assert_refused("a,b,y\n1,2,0\n3,4,1\n", r, STATUS_IO,
                 "$:1: no column 'c', which @ has; name columns alike");
  data_folder_write(other, "a,b,y\n");
  assert_refused("a,b,y\n1,2,0\n3,4,1\n", r, STATUS_IO, "@: a header, but no rows below it");
  data_folder_write(other, "a,b,y\n1,,1\n");
  assert_refused("a,b,y\n1,2,0\n3,4,1\n", r, STATUS_IO,
                 "@:2: 'b' is empty; fill it, or leave the row or the column out");
  strcpy(r.test, "/nowhere/there.csv");
  assert_refused("a,b,y\n1,2,0\n3,4,1\n", r, STATUS_IO,
                 "cannot read /nowhere/there.csv: No such file or directory");
}

static void faults(void **state)
{
  (void)state;
  struct data_request r = request("", "");
  assert_refused("", r, STATUS_IO, "$:1: no header row");
  assert_refused("x,y\n", r, STATUS_IO, "$: a header, but no rows below it");
  assert_refused("x,y", r, STATUS_IO, "$: a header, but no rows below it");
  assert_refused("y\n1\n0\n", r, STATUS_IO,
                 "$:1: one column only, so there are no inputs; columns are parted by commas");
  assert_refused("x;y\n1;0\n", r, STATUS_IO,
                 "$:1: one column only, so there are no inputs; columns are parted by commas");
  assert_refused("x,a,x,y\n1,2,3,0\n", r, STATUS_IO,
                 "$:1: columns 1 and 3 are both 'x'; rename one");
  assert_refused(
      ",x,y\n0,1,0\n1,1,0\n", r, STATUS_IO,
      "$:1: column 1 has no name; give it one, or take it out if it only numbers the rows");
  assert_refused(
      "x,y\n1,0\nred,1\n", r, STATUS_IO,
      "$:3: 'x' is 'red', not a finite number; mend it, or leave the row or the column out");
  assert_refused("x,y\n1,0\n,1\n", r, STATUS_IO,
                 "$:3: 'x' is empty; fill it, or leave the row or the column out");
  static const char *const no_numbers[] = {"nan", "NaN", "inf", "-inf", "1e999", " 1", "1 ", "1,5"};
  for (size_t i = 0; i < sizeof no_numbers / sizeof *no_numbers; i++) {
    char text[64], expected[200];
    snprintf(text, sizeof text, "x,y\n1,0\n\"%s\",1\n", no_numbers[i]);
    snprintf(expected, sizeof expected,
             "$:3: 'x' is '%s', not a finite number; mend it, or leave the row or the column out",
             no_numbers[i]);
    assert_refused(text, r, STATUS_IO, expected);
  }
  assert_refused("x,y\n1,0\n2,\n", r, STATUS_IO,
                 "$:3: the label 'y' is empty; fill it, or leave the row out");
  assert_refused("x,y\n1,0\n2\n", r, STATUS_IO, "$:3: 1 field where the header has 2");
  assert_refused("x,y\n1,0\n2,\"1", r, STATUS_IO,
                 "$:3: a quote is left open in this line; close it");
  assert_refused("x,y\n1,1\n2,1.0\n", r, STATUS_USAGE,
                 "$: all rows have the same label in 'y'; two classes at least are needed");
  r.numbers = true;
  assert_refused(
      "x,y\n1,red\n", r, STATUS_IO,
      "$:2: 'y' is 'red', not a finite number; mend it, or leave the row or the column out");
  assert_refused("x,y\n1,2\n", r, STATUS_USAGE,
                 "$: one row cannot be both for training and for testing; add rows, or name a file "
                 "of test rows");
}

static void requests(void **state)
{
  (void)state;
  static const char text[] = "height,weight,label\n1,2,0\n3,4,1\n";
  assert_refused(text, request("lable", ""), STATUS_USAGE,
                 "$:1: no column 'lable' for the label; did you mean 'label'?");
  assert_refused(text, request("zzzzzz", ""), STATUS_USAGE,
                 "$:1: no column 'zzzzzz' for the label; name one of its columns, such as 'label'");
  static const char *const no_shares[] = {"0", "1", "-0.5", "20"};
  for (size_t i = 0; i < sizeof no_shares / sizeof *no_shares; i++) {
    char expected[200];
    snprintf(expected, sizeof expected,
             "a share of %s of the rows for testing; give one between 0 and 1, or a file",
             no_shares[i]);
    assert_refused(text, request("", no_shares[i]), STATUS_USAGE, expected);
  }
  struct data_request r = request("", "");
  r.side = 8;
  assert_refused(text, r, STATUS_USAGE, "$ is a file of numbers, images have a side; leave it out");
}

static void many_classes(void **state)
{
  (void)state;
  for (int count = CLASSES_MOST; count <= CLASSES_MOST + 1; count++) {
    char *text = malloc(40000), *at = text, expected[300];
    at += sprintf(at, "x,y\n");
    for (int i = 0; i < count; i++) at += sprintf(at, "%d,%d\n", i, (i * 7919) % count);
    if (count == CLASSES_MOST) {
      struct data_rows rows = read_all(text, "");
      assert_int_equal(rows.set.classes, CLASSES_MOST);
      for (int i = 0; i < count; i++) assert_int_equal(rows.label[i], (i * 7919) % count);
      data_rows_free(&rows);
    } else {
      snprintf(expected, sizeof expected,
               "$:%d: 'y' has more than %d distinct labels; if it is a number to be predicted, ask "
               "for regression, else choose another column",
               count + 1, CLASSES_MOST);
      assert_refused(text, request("", ""), STATUS_USAGE, expected);
    }
    free(text);
  }
}

static void scaled(void **state)
{
  (void)state;
  struct data_request r = request("", other);
  r.scale = true;
  data_folder_write(other, "a,b,c,y\n1,0.3,-1e200,0\n");
  struct data_rows rows = read_set("a,b,c,y\n1,0.1,1e200,0\n2,0.1,2e200,1\n6,0.1,6e200,0\n", r);
  double deviation = sqrt(14 / 3.0); /* of 1, 2, 6: mean 3, squares 4 + 1 + 9 */
  const double expected[] = {-2, -1, 3, -2};
  for (size_t i = 0; i < 4; i++) {
    assert_true(fabs(rows.values[3 * i] - expected[i] / deviation) < 1e-15);
    assert_true(rows.values[3 * i + 1] == (i < 3 ? 0 : 0.3 - 0.1)); /* constant: the mean only */
    assert_true(fabs(rows.values[3 * i + 2] - (i < 3 ? expected[i] : -4) / deviation) < 1e-15);
  }
  assert_labels(&rows, (int[]){0, 1, 0}, 3);
  data_rows_free(&rows);
  assert_refused("a,b,c,y\n1,1e308,1,0\n2,-1e308,1,1\n", r, STATUS_USAGE,
                 "$: 'b' cannot be scaled, its numbers are too large or too small; put it in other "
                 "units, or leave scaling out");
  assert_refused("a,b,c,y\n1,0,1,0\n2,4e-324,1,1\n", r, STATUS_USAGE,
                 "$: 'b' cannot be scaled, its numbers are too large or too small; put it in other "
                 "units, or leave scaling out");
}

/* Against the textbook in long double; tiny, huge and far columns too. */
static void scaling_is_accurate(void **state)
{
  (void)state;
  static const double units[] = {1, 1e-200, 1e200, 1e-3}, offsets[] = {0, 3, 1e6};
  enum { TRAIN = 97, ALL = 150, STRIDE = 3 };
  for (size_t u = 0; u < 4; u++)
    for (size_t o = 0; o < 3; o++) {
      double x[ALL * STRIDE], kept[ALL * STRIDE];
      long double mean = 0, variance = 0;
      stream_uniforms(stream_root(u), 0, ALL * STRIDE, x);
      for (size_t i = 0; i < ALL * STRIDE; i++) x[i] = (x[i] + offsets[o]) * units[u];
      memcpy(kept, x, sizeof x);
      assert_true(scale_column(x + 1, TRAIN, ALL, STRIDE));
      for (size_t i = 0; i < TRAIN; i++)
        mean += ((long double)kept[i * STRIDE + 1] - kept[1]) / TRAIN;
      for (size_t i = 0; i < TRAIN; i++) {
        long double off = (long double)kept[i * STRIDE + 1] - kept[1] - mean;
        variance += off * off / TRAIN;
      }
      for (size_t i = 0; i < ALL * STRIDE; i++)
        if (i % STRIDE == 1)
          assert_true(fabsl(x[i] - ((long double)kept[i] - kept[1] - mean) / sqrtl(variance)) <
                      1e-14L);
        else
          assert_memory_equal(&x[i], &kept[i], sizeof *x);
    }
}

/* Any byte of a small file changed, or the file cut anywhere: a line or a set, no crash. */
static void changed_bytes(void **state)
{
  (void)state;
  static const char text[] =
      "\xEF\xBB\xBFx,\"y, z\",y\r\n1,2,a\r\n\"3\",-4e2,\"b\"\"c\"\r\n5,6,a\n";
  for (size_t at = 0; at < sizeof text - 1; at++)
    for (int byte = -1; byte < 256; byte++) {
      char changed[sizeof text];
      struct data_rows rows = {0};
      struct error err = {0};
      struct data_request r = request("", byte % 2 ? "" : path);
      memcpy(changed, text, sizeof text);
      changed[at] = (char)byte;
      FILE *out = fopen(path, "wb");
      fwrite(changed, 1, byte < 0 ? at : sizeof text - 1, out);
      fclose(out);
      r.scale = byte % 3 == 0;
      int status = table_read(&r, &rows, &err);
      if (status) {
        assert_true(status == STATUS_IO || status == STATUS_USAGE);
        assert_non_null(strstr(err.text, path));
        assert_null(strchr(err.text, '\n'));
      } else {
        assert_true(rows.set.train_rows && rows.set.test_rows && rows.set.inputs);
        for (size_t i = 0; i < rows.set.train_rows * rows.set.inputs; i++)
          assert_true(isfinite(rows.values[i]));
      }
      data_rows_free(&rows);
    }
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(columns),
      cmocka_unit_test(labels_are_sorted),
      cmocka_unit_test(numbers_are_targets),
      cmocka_unit_test(peoples_files),
      cmocka_unit_test(shares),
      cmocka_unit_test(chosen_rows),
      cmocka_unit_test(places_are_even),
      cmocka_unit_test(test_files),
      cmocka_unit_test(faults),
      cmocka_unit_test(requests),
      cmocka_unit_test(many_classes),
      cmocka_unit_test(scaled),
      cmocka_unit_test(scaling_is_accurate),
      cmocka_unit_test(changed_bytes),
  };
  return cmocka_run_group_tests_name("table", tests, data_folder_make, data_folder_remove);
}
