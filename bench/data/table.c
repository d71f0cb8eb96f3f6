/* table.c -- see table.h. */
#include "bench/data/table.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "bench/data/classes.h"
#include "bench/data/scale.h"
#include "bench/io/csv.h"
#include "src/names.h"
#include "src/number.h"
#include "src/stream.h"

/* A file and where its columns are. */
struct source {
  struct csv csv;
  size_t label;
  size_t *input; /* the column of each input */
};

struct table {
  const struct data_request *request;
  struct source train, test;
  struct classes classes;
  struct data_rows *rows;
  size_t inputs, count, room; /* rows that are there, and that fit */
};

/* No name twice and none that is empty: it is often a column of row numbers. */
static int check_names(const struct csv *csv, struct error *err)
{
  for (size_t i = 0; i < csv->field_count; i++) {
    size_t first;
    if (!*csv->name[i])
      return error_set(err, STATUS_IO,
                       "%.200s:1: column %zu has no name; give it one, or take it out if it only "
                       "numbers the rows",
                       csv->path, i + 1);
    csv_find(csv, csv->name[i], &first);
    if (first < i)
      return error_set(err, STATUS_IO, "%.200s:1: columns %zu and %zu are both '%.40s'; rename one",
                       csv->path, first + 1, i + 1, csv->name[i]);
  }
  return STATUS_OK;
}

static int find_label(const struct table *t, struct source *source, struct error *err)
{
  const struct csv *csv = &source->csv;
  const char *label = t->request->label;
  if (!*label) source->label = csv->field_count - 1;
  if (!*label || csv_find(csv, label, &source->label)) return STATUS_OK;
  struct nearest nearest = nearest_begin(label);
  for (size_t i = 0; i < csv->field_count; i++) nearest_try(&nearest, csv->name[i]);
  if (nearest.name)
    return error_set(err, STATUS_USAGE,
                     "%.200s:1: no column '%.40s' for the label; did you mean '%.40s'?", csv->path,
                     label, nearest.name);
  return error_set(
      err, STATUS_USAGE,
      "%.200s:1: no column '%.40s' for the label; name one of its columns, such as '%.40s'",
      csv->path, label, csv->name[csv->field_count - 1]);
}

static int open_train(struct table *t, struct error *err)
{
  struct source *s = &t->train;
  int status = csv_open_loose(&s->csv, t->request->path, err);
  if (!status) status = check_names(&s->csv, err);
  if (!status) status = find_label(t, s, err);
  if (status) return status;
  t->inputs = s->csv.field_count - 1;
  if (!t->inputs)
    return error_set(
        err, STATUS_IO,
        "%.200s:1: one column only, so there are no inputs; columns are parted by commas",
        s->csv.path);
  s->input = malloc(t->inputs * sizeof *s->input);
  if (!s->input) return error_memory(err, "a data set");
  for (size_t i = 0; i < t->inputs; i++) s->input[i] = i + (i >= s->label);
  return STATUS_OK;
}

/* The column of a file that has another's name. */
static int same_column(const struct csv *csv, const struct csv *other, size_t theirs,
                       size_t *column, struct error *err)
{
  if (csv_find(csv, other->name[theirs], column)) return STATUS_OK;
  return error_set(err, STATUS_IO,
                   "%.200s:1: no column '%.40s', which %.200s has; name columns alike", csv->path,
                   other->name[theirs], other->path);
}

static int open_test(struct table *t, struct error *err)
{
  struct source *s = &t->test;
  const struct csv *train = &t->train.csv;
  int status = csv_open_loose(&s->csv, t->request->test, err);
  if (!status) status = check_names(&s->csv, err);
  if (status) return status;
  s->input = malloc(t->inputs * sizeof *s->input);
  if (!s->input) return error_memory(err, "a data set");
  status = same_column(&s->csv, train, t->train.label, &s->label, err);
  for (size_t i = 0; i < t->inputs && !status; i++)
    status = same_column(&s->csv, train, t->train.input[i], &s->input[i], err);
  size_t column;
  for (size_t i = 0; i < s->csv.field_count && !status; i++)
    status = same_column(train, &s->csv, i, &column, err);
  return status;
}

static int grow(void **block, size_t rows, size_t size, struct error *err)
{
  void *longer = rows > SIZE_MAX / size ? NULL : realloc(*block, rows * size);
  if (!longer) return error_memory(err, "a data set");
  *block = longer;
  return STATUS_OK;
}

static int make_room(struct table *t, struct error *err)
{
  struct data_rows *r = t->rows;
  void *values = r->values, *label = r->label, *target = r->target;
  if (t->count < t->room) return STATUS_OK;
  t->room = t->room ? 2 * t->room : 256;
  int status = grow(&values, t->room, t->inputs * sizeof *r->values, err);
  r->values = values;
  if (!status && t->request->numbers) status = grow(&target, t->room, sizeof *r->target, err);
  if (!status && !t->request->numbers) status = grow(&label, t->room, sizeof *r->label, err);
  r->target = target;
  r->label = label;
  return status;
}

static int take_number(const struct csv *csv, size_t column, double *value, struct error *err)
{
  struct error wrong;
  if (!csv_number(csv, column, value, &wrong) && isfinite(*value)) return STATUS_OK;
  if (!*csv->field[column])
    return error_set(err, STATUS_IO,
                     "%.200s:%zu: '%.40s' is empty; fill it, or leave the row or the column out",
                     csv->path, csv->line, csv->name[column]);
  return error_set(
      err, STATUS_IO,
      "%.200s:%zu: '%.40s' is '%.40s', not a finite number; mend it, or leave the row or "
      "the column out",
      csv->path, csv->line, csv->name[column], csv->field[column]);
}

static int take_label(struct table *t, struct source *s, struct error *err)
{
  const struct csv *csv = &s->csv;
  const char *text = csv->field[s->label];
  int *label = &t->rows->label[t->count];
  if (!*text)
    return error_set(err, STATUS_IO,
                     "%.200s:%zu: the label '%.40s' is empty; fill it, or leave the "
                     "row out",
                     csv->path, csv->line, csv->name[s->label]);
  if (s == &t->test) {
    *label = classes_find(&t->classes, text);
    if (*label >= 0) return STATUS_OK;
    return error_set(
        err, STATUS_IO,
        "%.200s:%zu: no row for training has the label '%.40s'; leave the row out, or add "
        "some of it to %.100s",
        csv->path, csv->line, text, t->train.csv.path);
  }
  int status = classes_add(&t->classes, text, label, err);
  if (status || *label >= 0) return status;
  return error_set(err, STATUS_USAGE,
                   "%.200s:%zu: '%.40s' has more than %d distinct labels; if it is a number to be "
                   "predicted, ask for regression, else choose another column",
                   csv->path, csv->line, csv->name[s->label], CLASSES_MOST);
}

static int take_rows(struct table *t, struct source *s, struct error *err)
{
  const struct csv *csv = &s->csv;
  size_t first = t->count;
  bool more;
  int status;
  while (!(status = csv_next(&s->csv, &more, err)) && more) {
    status = make_room(t, err);
    for (size_t i = 0; i < t->inputs && !status; i++)
      status = take_number(csv, s->input[i], &t->rows->values[t->count * t->inputs + i], err);
    if (!status && t->request->numbers)
      status = take_number(csv, s->label, &t->rows->target[t->count], err);
    else if (!status)
      status = take_label(t, s, err);
    if (status) return status;
    t->count++;
  }
  if (!status && t->count == first)
    return error_set(err, STATUS_IO, "%.200s: a header, but no rows below it", csv->path);
  return status;
}

static int settle_classes(struct table *t, struct error *err)
{
  if (t->request->numbers) return STATUS_OK;
  classes_sort(&t->classes);
  for (size_t i = 0; i < t->count; i++) t->rows->label[i] = t->classes.class_of[t->rows->label[i]];
  t->rows->set.classes = (size_t)t->classes.count;
  if (t->classes.count > 1) return STATUS_OK;
  const struct csv *csv = &t->train.csv;
  return error_set(
      err, STATUS_USAGE,
      "%.200s: all rows have the same label in '%.40s'; two classes at least are needed", csv->path,
      csv->name[t->train.label]);
}

/* rows[to[i]] of the new block is row i. */
static int reorder(void **block, size_t count, size_t size, const size_t *to, struct error *err)
{
  if (!*block) return STATUS_OK;
  char *moved = malloc(count * size);
  if (!moved) return error_memory(err, "a data set");
  for (size_t i = 0; i < count; i++) memcpy(moved + to[i] * size, (char *)*block + i * size, size);
  free(*block);
  *block = moved;
  return STATUS_OK;
}

/* Knuth's selection sampling (The Art of Computer Programming 2, 3.4.2, S): every choice of `test`
 * rows is equally likely, and rows stay in their order. */
static void choose(size_t count, size_t test, size_t *to)
{
  struct stream stream = stream_numbered(stream_named(stream_root(0), "test rows"), count);
  size_t train_at = 0, test_at = count - test;
  for (size_t i = 0; i < count; i++) {
    double left = (double)(count - i), wanted = (double)(count - test_at);
    to[i] = stream_uniform(stream, i) * left < wanted ? test_at++ : train_at++;
  }
}

static int split(struct table *t, double share, struct error *err)
{
  struct data_rows *r = t->rows;
  if (t->count < 2)
    return error_set(
        err, STATUS_USAGE,
        "%.200s: one row cannot be both for training and for testing; add rows, or name a "
        "file of test rows",
        t->train.csv.path);
  double wanted = floor(share * (double)t->count + 0.5), most = (double)(t->count - 1);
  size_t test = (size_t)(wanted < 1 ? 1 : wanted > most ? most : wanted);
  size_t *to = malloc(t->count * sizeof *to);
  void *values = r->values, *label = r->label, *target = r->target;
  if (!to) return error_memory(err, "a data set");
  choose(t->count, test, to);
  int status = reorder(&values, t->count, t->inputs * sizeof *r->values, to, err);
  if (!status) status = reorder(&label, t->count, sizeof *r->label, to, err);
  if (!status) status = reorder(&target, t->count, sizeof *r->target, to, err);
  r->values = values;
  r->label = label;
  r->target = target;
  free(to);
  r->set.train_rows = t->count - test;
  r->set.test_rows = test;
  return status;
}

static int take_test(struct table *t, struct error *err)
{
  const char *test = t->request->test;
  double share = 0.2;
  size_t train = t->count;
  if (!*test || number_parse(test, &share)) {
    if (share > 0 && share < 1) return split(t, share, err);
    return error_set(
        err, STATUS_USAGE,
        "a share of %.40s of the rows for testing; give one between 0 and 1, or a file", test);
  }
  int status = open_test(t, err);
  if (!status) status = take_rows(t, &t->test, err);
  t->rows->set.train_rows = train;
  t->rows->set.test_rows = t->count - train;
  return status;
}

static int read_table(struct table *t, struct error *err)
{
  int status = open_train(t, err);
  if (!status) status = take_rows(t, &t->train, err);
  if (!status) status = settle_classes(t, err);
  if (!status) status = take_test(t, err);
  if (status) return status;
  t->rows->set.inputs = t->inputs;
  for (size_t i = 0; i < t->inputs && t->request->scale; i++) {
    const struct csv *csv = &t->train.csv;
    if (!scale_column(t->rows->values + i, t->rows->set.train_rows, t->count, t->inputs))
      return error_set(
          err, STATUS_USAGE,
          "%.200s: '%.40s' cannot be scaled, its numbers are too large or too small; put it "
          "in other units, or leave scaling out",
          csv->path, csv->name[t->train.input[i]]);
  }
  return STATUS_OK;
}

int table_read(const struct data_request *request, struct data_rows *rows, struct error *err)
{
  if (request->side)
    return error_set(err, STATUS_USAGE,
                     "%.200s is a file of numbers, images have a side; leave it out",
                     request->path);
  struct table *t = calloc(1, sizeof *t);
  if (!t) return error_memory(err, "a data set");
  t->request = request;
  t->rows = rows;
  int status = read_table(t, err);
  csv_close(&t->train.csv);
  csv_close(&t->test.csv);
  free(t->train.input);
  free(t->test.input);
  classes_free(&t->classes);
  free(t);
  return status;
}
