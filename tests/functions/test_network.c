/* test_network.c -- losses and gradients of models against PyTorch's, against differences, and
 * against themselves: every vector level, one point or many, rows gathered or not. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/support/network_levels.h"

#define FOLDER "tests/reference/learning/"

enum { LINE = 1 << 16, WORDS = 512, SPLITS = 800, ENTRIES = 16000 };

static struct network_level levels[NETWORK_LEVELS];
static size_t level_count;

/* Files: comma-separated */

struct table {
  FILE *file;
  char line[LINE];
  char *word[WORDS];
  size_t words;
};

static bool next_line(struct table *t)
{
  if (!fgets(t->line, sizeof t->line, t->file)) return false;
  t->line[strcspn(t->line, "\r\n")] = 0;
  t->words = 0;
  for (char *at = t->line; at; t->words++) {
    assert_true(t->words < WORDS);
    char *comma = strchr(at, ',');
    t->word[t->words] = at;
    if (comma) *comma++ = 0;
    at = comma;
  }
  return true;
}

static struct table *table_open(const char *name)
{
  char path[256];
  struct table *t = calloc(1, sizeof *t);
  assert_non_null(t);
  snprintf(path, sizeof path, FOLDER "%s", name);
  t->file = fopen(path, "r");
  if (!t->file) fail_msg("%s: cannot be read", path);
  assert_true(next_line(t));
  return t;
}

static void table_close(struct table *t)
{
  fclose(t->file);
  free(t);
}

/* Data sets, in memory that stays */

struct rows {
  struct dataset set;
  unsigned char bytes[SPLITS * 200];
  double values[SPLITS * 8], target[SPLITS];
  int label[SPLITS];
};

static struct dataset *load(struct rows *r, const char *file, size_t skipped, bool bytes,
                            size_t classes)
{
  struct table *t = table_open(file);
  size_t inputs = t->words - skipped - 1, n = 0;
  r->set = (struct dataset){.inputs = inputs,
                            .classes = classes,
                            .bytes = bytes ? r->bytes : NULL,
                            .values = bytes ? NULL : r->values,
                            .label = r->label,
                            .target = r->target};
  for (; next_line(t); n++) {
    *(strcmp(t->word[0], "train") ? &r->set.test_rows : &r->set.train_rows) += 1;
    r->target[n] = atof(t->word[skipped]);
    r->label[n] = atoi(t->word[skipped]);
    for (size_t j = 0; j < inputs; j++) {
      const char *word = t->word[skipped + 1 + j];
      if (bytes)
        r->bytes[n * inputs + j] = (unsigned char)atoi(word);
      else
        r->values[n * inputs + j] = atof(word);
    }
  }
  table_close(t);
  return &r->set;
}

static struct dataset *data_named(const char *name)
{
  static struct rows moons, linear, fashion;
  if (!strcmp(name, "linear"))
    return linear.set.inputs ? &linear.set : load(&linear, "linear.csv", 1, false, 0);
  if (!strcmp(name, "moons"))
    return moons.set.inputs ? &moons.set : load(&moons, "moons.csv", 1, false, 2);
  return fashion.set.inputs ? &fashion.set : load(&fashion, "fashion14.csv", 2, true, 10);
}

/* PyTorch's losses and gradients */

static struct network_shape shape_of(char *const word[])
{
  static const char *const outputs[] = {"squared", "logistic", "softmax", "svm"};
  struct network_shape s = {0};
  while (strcmp(outputs[s.output], word[1]) != 0) s.output++;
  if (s.output == NETWORK_HINGE && !strcmp(word[8], "yes")) s.output = NETWORK_SQUARED_HINGE;
  char *at = word[3];
  for (s.size[0] = strtoul(at, &at, 10); *at == '-';) s.size[++s.layers] = strtoul(at + 1, &at, 10);
  s.activation = !strcmp(word[4], "tanh") ? NETWORK_TANH : NETWORK_RELU;
  s.l2 = atof(word[5]);
  s.norm_penalty = atof(word[6]);
  s.delta = atof(word[7]);
  assert_int_equal(network_parameters(&s), atoi(word[9]));
  return s;
}

static void close_to(const char *what, double got, double expected, double scale)
{
  if (!(fabs(got - expected) <= 1e-10 * scale))
    fail_msg("%s is %.17g, not %.17g", what, got, expected);
}

struct asked {
  struct network_shape shape;
  struct network_rows rows;
  size_t n;
  double theta[ENTRIES], gradient[ENTRIES];
};

/* A row of a file of points, whose names of columns are `name`. */
static void follow_row(const struct network_level *level, struct asked *a, char *const name[],
                       const struct table *row, double *scratch)
{
  long long point = atoll(row->word[0]);
  for (size_t i = 0; i < a->n; i++)
    a->theta[i] =
        (double)((7919 * (long long)i + 104729 * point) % 2003 - 1001) / 4096 * atof(row->word[1]);
  a->rows.count = strtoul(row->word[2], NULL, 10);
  double loss, square = 0, check = 0;
  level->loss(&a->shape, &a->rows, true, 1, a->theta, &loss, a->gradient, scratch);
  for (size_t i = 0; i < a->n; i++) {
    square += a->gradient[i] * a->gradient[i];
    check += ((double)(i % 97) - 48) / 64 * a->gradient[i];
  }
  double norm = atof(row->word[5]);
  close_to("loss", loss, atof(row->word[3]), fabs(atof(row->word[3])));
  close_to("norm", sqrt(square), norm, norm);
  close_to("check", check, atof(row->word[6]), norm);
  for (size_t c = 7; c < row->words; c++)
    close_to(name[c], a->gradient[atoi(name[c] + 1)], atof(row->word[c]), norm);
  if (!*row->word[4]) return;
  struct network_measure m = level->measure(&a->shape, &a->rows, a->theta, NULL, scratch);
  assert_int_equal(m.right, lround(atof(row->word[4]) * (double)a->rows.count));
}

static size_t follow(const struct network_level *level, const struct table *index)
{
  static struct asked a;
  a.shape = shape_of(index->word);
  a.rows = (struct network_rows){.data = data_named(index->word[2])};
  a.n = network_parameters(&a.shape);
  double *scratch = malloc(network_scratch(&a.shape, 1000) * sizeof *scratch);
  assert_non_null(scratch);
  struct table *names = table_open(index->word[0]), *row = table_open(index->word[0]);
  size_t count = 0;
  for (; next_line(row); count++) follow_row(level, &a, names->word, row, scratch);
  table_close(names);
  table_close(row);
  free(scratch);
  return count;
}

static void losses_are_pytorchs(void **state)
{
  (void)state;
  for (size_t l = 0; l < level_count; l++) {
    struct table *index = table_open("index_points.csv");
    size_t count = 0;
    while (next_line(index)) count += follow(&levels[l], index);
    assert_int_equal(count, 12 * 10);
    table_close(index);
  }
}

/* Rows and points of no meaning, in all sizes */

enum { MADE = 150, MADE_INPUTS = 21, POINTS = 3, MADE_ENTRIES = 4000 };

static unsigned char made_bytes[MADE * MADE_INPUTS];
static double made_values[MADE * MADE_INPUTS], made_target[MADE];
static int made_label[MADE];
static size_t made_list[MADE];

static double noise(size_t i)
{
  double x = sin((double)i * 12.9898 + 1) * 43758.5453;
  return x - floor(x) - 0.5;
}

static struct dataset made(size_t inputs, size_t classes, bool bytes)
{
  for (size_t i = 0; i < MADE * MADE_INPUTS; i++) {
    made_values[i] = 3 * noise(i);
    made_bytes[i] = (unsigned char)(256 * (noise(i) + 0.5));
  }
  for (size_t i = 0; i < MADE; i++) {
    made_target[i] = noise(i + 77);
    made_label[i] = (int)((noise(i + 99) + 0.5) * (double)classes);
    made_list[i] = i * 37 % MADE;
  }
  return (struct dataset){.inputs = inputs,
                          .classes = classes,
                          .train_rows = MADE,
                          .bytes = bytes ? made_bytes : NULL,
                          .values = made_values,
                          .label = made_label,
                          .target = made_target};
}

static const struct network_shape shapes[] = {
    {.layers = 1, .size = {5, 1}, .output = NETWORK_SQUARED, .l2 = 0.1},
    {.layers = 1, .size = {1, 1}, .output = NETWORK_LOGISTIC, .norm_penalty = 0.3},
    {.layers = 1, .size = {21, 9}, .output = NETWORK_SOFTMAX, .l2 = 0.1, .norm_penalty = 0.1},
    {.layers = 1, .size = {16, 10}, .output = NETWORK_HINGE, .delta = 1},
    {.layers = 1, .size = {13, 3}, .output = NETWORK_SQUARED_HINGE, .delta = 0.5},
    {.layers = 2, .size = {7, 9, 1}, .output = NETWORK_SQUARED, .activation = NETWORK_TANH},
    {.layers = 2, .size = {21, 17, 10}, .output = NETWORK_SOFTMAX, .l2 = 0.01},
    {.layers = 2, .size = {8, 1, 2}, .output = NETWORK_SQUARED_HINGE, .delta = 1},
    {.layers = 3,
     .size = {3, 19, 11, 1},
     .output = NETWORK_LOGISTIC,
     .activation = NETWORK_TANH,
     .norm_penalty = 0.2},
    {.layers = 4,
     .size = {21, 8, 33, 6, 4},
     .output = NETWORK_HINGE,
     .activation = NETWORK_TANH,
     .delta = 1,
     .l2 = 0.05},
};
enum { SHAPES = sizeof shapes / sizeof *shapes };

static struct dataset made_for(const struct network_shape *s, bool bytes)
{
  size_t scores = s->size[s->layers];
  return made(s->size[0], s->output == NETWORK_SQUARED ? 0 : scores > 1 ? scores : 2, bytes);
}

static void points_of(double *theta, size_t count)
{
  for (size_t i = 0; i < count; i++) theta[i] = 1.3 * noise(i + 12345);
}

/* Richardson's central differences, in every coordinate. */
static void gradients_are_those_of_differences(void **state)
{
  (void)state;
  static double theta[MADE_ENTRIES], gradient[MADE_ENTRIES];
  static const double h = 1e-4;
  for (size_t s = 0; s < SHAPES; s++)
    for (int bytes = 0; bytes < 2; bytes++) {
      const struct network_shape *shape = &shapes[s];
      struct dataset data = made_for(shape, bytes);
      struct network_rows rows = {&data, NULL, 3, 75};
      size_t n = network_parameters(shape);
      double *scratch = malloc(network_scratch(shape, 75) * sizeof *scratch), loss, norm = 0;
      assert_non_null(scratch);
      points_of(theta, n);
      network_loss(shape, &rows, true, 1, theta, &loss, gradient, scratch);
      for (size_t i = 0; i < n; i++) norm = fmax(norm, fabs(gradient[i]));
      for (size_t i = 0; i < n; i++) {
        double at = theta[i], f[4];
        static const double step[4] = {-h, -h / 2, h / 2, h};
        for (int k = 0; k < 4; k++) {
          theta[i] = at + step[k];
          network_loss(shape, &rows, true, 1, theta, &f[k], NULL, scratch);
        }
        theta[i] = at;
        double wide = (f[3] - f[0]) / (2 * h), slim = (f[2] - f[1]) / h;
        if (fabs(wide - slim) > 1e-5 * norm) continue; /* a kink lies between */
        double expected = slim + (slim - wide) / 3;
        if (fabs(gradient[i] - expected) > 1e-8 * fmax(norm, fabs(loss)))
          fail_msg("shape %zu, bytes %d, entry %zu: %.12g, by differences %.12g", s, bytes, i,
                   gradient[i], expected);
      }
      free(scratch);
    }
}

static double *room(size_t count)
{
  double *x = malloc(count * sizeof *x);
  assert_non_null(x);
  return x;
}

struct answer {
  double loss[POINTS], gradient[POINTS * MADE_ENTRIES];
};

static void assert_same(const struct answer *a, const struct answer *b, size_t points, size_t n)
{
  assert_memory_equal(a->loss, b->loss, points * sizeof *a->loss);
  assert_memory_equal(a->gradient, b->gradient, points * n * sizeof *a->gradient);
}

/* Level by level: many points at once, one at a time, without a gradient, gathered before. */
static void bits_depend_on_points_and_rows_alone(void **state)
{
  (void)state;
  static double theta[POINTS * MADE_ENTRIES];
  static struct answer whole, other;
  for (size_t s = 0; s < SHAPES; s++)
    for (size_t count = 1; count <= MADE; count += count < 10 ? 3 : 35)
      for (int bytes = 0; bytes < 2; bytes++) {
        const struct network_shape *shape = &shapes[s];
        struct dataset data = made_for(shape, bytes);
        struct network_rows rows = {&data, made_list, 0, count};
        size_t n = network_parameters(shape);
        double *scratch = room(network_scratch(shape, count) + 1) + 1;
        double *memory = room(network_gathered(shape, count));
        points_of(theta, POINTS * n);
        levels[0].loss(shape, &rows, true, POINTS, theta, whole.loss, whole.gradient, scratch);
        for (size_t l = 0; l < level_count; l++) {
          const struct network_level *level = &levels[l];
          level->loss(shape, &rows, true, POINTS, theta, other.loss, other.gradient, scratch);
          assert_same(&whole, &other, POINTS, n);
          for (size_t p = 0; p < POINTS; p++)
            level->loss(shape, &rows, true, 1, theta + p * n, &other.loss[p],
                        other.gradient + p * n, scratch);
          assert_same(&whole, &other, POINTS, n);
          level->loss(shape, &rows, true, POINTS, theta, other.loss, NULL, scratch);
          assert_same(&whole, &other, POINTS, 0);
          memset(&other, 0, sizeof other);
          struct network_batch batch = level->gather(shape, &rows, true, memory);
          level->gathered_loss(shape, &batch, true, POINTS, theta, other.loss, other.gradient,
                               scratch);
          assert_same(&whole, &other, POINTS, n);
        }
        free(scratch - 1);
        free(memory);
      }
}

/* Rows by their numbers, or one after the other. */
static void lists_are_rows(void **state)
{
  (void)state;
  static double theta[MADE_ENTRIES];
  static struct answer listed, plain;
  size_t list[70];
  for (size_t s = 0; s < SHAPES; s++) {
    const struct network_shape *shape = &shapes[s];
    struct dataset data = made_for(shape, false);
    for (size_t i = 0; i < 70; i++) list[i] = 11 + i;
    struct network_rows by_list = {&data, list, 5, 70}, by_number = {&data, NULL, 11, 70};
    double *scratch = room(network_scratch(shape, 70));
    points_of(theta, network_parameters(shape));
    network_loss(shape, &by_list, false, 1, theta, listed.loss, listed.gradient, scratch);
    network_loss(shape, &by_number, false, 1, theta, plain.loss, plain.gradient, scratch);
    assert_same(&listed, &plain, 1, network_parameters(shape));
    free(scratch);
  }
}

/* What is asked for is enough, and does not grow with the rows. */
static void memory_is_as_told(void **state)
{
  (void)state;
  static double theta[MADE_ENTRIES];
  static struct answer answer;
  for (size_t s = 0; s < SHAPES; s++)
    for (size_t count = 1; count <= MADE; count += 12) {
      const struct network_shape *shape = &shapes[s];
      struct dataset data = made_for(shape, true);
      struct network_rows rows = {&data, NULL, 0, count};
      size_t size = network_scratch(shape, count), gathered = network_gathered(shape, count);
      double *scratch = room(size + 1), *memory = room(gathered + 1);
      scratch[size] = memory[gathered] = 42;
      points_of(theta, network_parameters(shape));
      network_loss(shape, &rows, true, 1, theta, answer.loss, answer.gradient, scratch);
      network_measure(shape, &rows, theta, NULL, scratch);
      struct network_batch batch = network_gather(shape, &rows, true, memory);
      network_gathered_loss(shape, &batch, true, 1, theta, answer.loss, answer.gradient, scratch);
      assert_true(scratch[size] == 42 && memory[gathered] == 42);
      free(scratch);
      free(memory);
    }
  assert_int_equal(network_scratch(&shapes[6], 64), network_scratch(&shapes[6], 60000));
}

/* With a penalty the weights of an input that is always 0, and of a dead unit, have l2 w alone. */
static void nothing_is_added_to_a_penalty(void **state)
{
  (void)state;
  static double theta[MADE_ENTRIES], gradient[MADE_ENTRIES], loss;
  struct network_shape shape = {
      .layers = 2, .size = {21, 9, 10}, .output = NETWORK_SOFTMAX, .l2 = 0.001};
  struct dataset data = made(21, 10, true);
  for (size_t i = 0; i < MADE; i++) made_bytes[i * 21 + 4] = 0;
  size_t first = 9 * 21, second = 9 * 22;
  for (size_t count = 1; count < MADE; count += 30) {
    struct network_rows rows = {&data, NULL, 0, count};
    double *scratch = room(network_scratch(&shape, count));
    points_of(theta, network_parameters(&shape));
    theta[first + 6] = -1e3; /* unit 6 is dead by its bias */
    for (size_t l = 0; l < level_count; l++) {
      levels[l].loss(&shape, &rows, true, 1, theta, &loss, gradient, scratch);
      for (size_t o = 0; o < 9; o++) assert_true(gradient[o * 21 + 4] == 0.001 * theta[o * 21 + 4]);
      for (size_t k = 0; k < 21; k++)
        assert_true(gradient[6 * 21 + k] == 0.001 * theta[6 * 21 + k]);
      assert_true(gradient[first + 6] == 0);
      for (size_t o = 0; o < 10; o++)
        assert_true(gradient[second + o * 9 + 6] == 0.001 * theta[second + o * 9 + 6]);
    }
    free(scratch);
  }
}

static void points_that_are_not_finite_have_no_loss(void **state)
{
  (void)state;
  static double theta[MADE_ENTRIES], gradient[MADE_ENTRIES];
  static const double bad[] = {INFINITY, -INFINITY, NAN};
  for (size_t s = 0; s < SHAPES; s++) {
    const struct network_shape *shape = &shapes[s];
    struct dataset data = made_for(shape, false);
    struct network_rows rows = {&data, NULL, 0, 70};
    size_t n = network_parameters(shape), classes = data.classes;
    double *scratch = room(network_scratch(shape, 70)), loss;
    size_t confusion[100] = {0};
    assert_true(classes <= 10);
    for (size_t b = 0; b < 3; b++)
      for (size_t i = 0; i < n; i++) {
        points_of(theta, n);
        theta[i] = bad[b];
        for (int penalties = 0; penalties < 2; penalties++) {
          network_loss(shape, &rows, penalties, 1, theta, &loss, gradient, scratch);
          assert_true(!isfinite(loss));
        }
        struct network_measure m = network_measure(shape, &rows, theta, confusion, scratch);
        assert_true(!isfinite(m.loss));
      }
    free(scratch);
  }
}

/* Scores so large that exp of them is not: losses are those of the margins. */
static void large_scores_have_losses(void **state)
{
  (void)state;
  struct dataset data = made(1, 2, false);
  for (size_t i = 0; i < MADE; i++) made_values[i] = 1;
  made_label[0] = 0;
  made_label[1] = 1;
  struct network_shape one = {.layers = 1, .size = {1, 1}, .output = NETWORK_LOGISTIC};
  struct network_shape two = {.layers = 1, .size = {1, 2}, .output = NETWORK_SOFTMAX};
  double *scratch = room(network_scratch(&two, 1)), loss, g[4];
  for (size_t row = 0; row < 2; row++) {
    struct network_rows rows = {&data, NULL, row, 1};
    double point[4] = {900, 100};
    network_loss(&one, &rows, false, 1, point, &loss, g, scratch);
    assert_true(loss == (row ? 0 : 1000) && g[0] == (row ? 0 : 1));
    double points[4] = {-900, 900, -100, 100};
    network_loss(&two, &rows, false, 1, points, &loss, g, scratch);
    assert_true(loss == (row ? 0 : 2000) && g[0] == (row ? 0 : -1) && g[1] == -g[0]);
  }
  double small[2] = {-40, 0}; /* not 0, where 1 + e^-40 is 1 */
  network_loss(&one, &(struct network_rows){&data, NULL, 0, 1}, false, 1, small, &loss, g, scratch);
  assert_true(fabs(loss - exp(-40)) <= 1e-15 * loss);
  assert_true(fabs(g[0] - exp(-40)) <= 1e-15 * loss);
  free(scratch);
}

static void norms_have_penalties_of_any_size(void **state)
{
  (void)state;
  struct dataset data = made(1, 0, false);
  memset(made_values, 0, sizeof made_values);
  memset(made_target, 0, sizeof made_target);
  struct network_shape shape = {
      .layers = 1, .size = {1, 1}, .output = NETWORK_SQUARED, .norm_penalty = 0.5};
  struct network_rows rows = {&data, NULL, 0, MADE};
  double *scratch = room(network_scratch(&shape, MADE)), loss, g[2];
  static const double sizes[] = {0, 1e-300, 1e-170, 1, 1e170, 1e300};
  for (size_t i = 0; i < 6; i++) {
    double point[2] = {3 * sizes[i], 0};
    network_loss(&shape, &rows, true, 1, point, &loss, g, scratch);
    assert_true(fabs(loss - 1.5 * sizes[i]) <= 1e-15 * loss);
    assert_true(g[0] == (i ? 0.5 : 0) && g[1] == 0);
    network_loss(&shape, &rows, false, 1, point, &loss, g, scratch);
    assert_true(loss == 0 && g[0] == 0);
  }
  free(scratch);
}

/* relu and hinges have derivative 0 at the kink. */
static void kinks_are_flat(void **state)
{
  (void)state;
  struct dataset data = made(1, 2, false);
  made_values[0] = 1;
  made_label[0] = 0;
  struct network_rows rows = {&data, NULL, 0, 1};
  for (int square = 0; square < 2; square++) {
    struct network_shape svm = {.layers = 1,
                                .size = {1, 2},
                                .output = square ? NETWORK_SQUARED_HINGE : NETWORK_HINGE,
                                .delta = 1};
    double *scratch = room(network_scratch(&svm, 1)), loss, g[4], at[4] = {1, 0};
    network_loss(&svm, &rows, false, 1, at, &loss, g, scratch);
    for (size_t i = 0; i < 4; i++) assert_true(loss == 0 && g[i] == 0);
    free(scratch);
  }
  struct network_shape relu = {.layers = 2, .size = {1, 1, 2}, .output = NETWORK_SOFTMAX};
  double *scratch = room(network_scratch(&relu, 1)), loss, g[6], at[6] = {0, 0, 1, -1, 0, 0};
  network_loss(&relu, &rows, false, 1, at, &loss, g, scratch);
  assert_true(g[0] == 0 && g[1] == 0 && g[2] == 0 && g[3] == 0 && g[4] == -0.5 && g[5] == 0.5);
  free(scratch);
}

/* Scores against sums in plain loops: the first of equals, and the table of what was said. */
static void measures_count(void **state)
{
  (void)state;
  struct network_shape shape = {.layers = 1, .size = {5, 4}, .output = NETWORK_SOFTMAX, .l2 = 7};
  struct dataset data = made(5, 4, false);
  struct network_rows rows = {&data, made_list, 0, MADE};
  double theta[24], *scratch = room(network_scratch(&shape, MADE)), loss;
  points_of(theta, 24);
  memcpy(theta + 15, theta + 5, 5 * sizeof *theta); /* scores 1 and 3 are equal */
  theta[23] = theta[21];
  size_t expected[16] = {0}, right = 0;
  for (size_t i = 0; i < MADE; i++) {
    size_t best = 0;
    double score[4];
    for (size_t k = 0; k < 4; k++) {
      score[k] = 0;
      for (size_t j = 0; j < 5; j++) score[k] += theta[k * 5 + j] * made_values[i * 5 + j];
      score[k] += theta[20 + k];
      if (score[k] > score[best]) best = k;
    }
    expected[(size_t)made_label[i] * 4 + best]++;
    right += best == (size_t)made_label[i];
  }
  network_loss(&shape, &rows, false, 1, theta, &loss, NULL, scratch);
  for (size_t l = 0; l < level_count; l++) {
    size_t table[16] = {0};
    struct network_measure m = levels[l].measure(&shape, &rows, theta, table, scratch);
    assert_true(m.loss == loss);
    assert_int_equal(m.right, right);
    assert_memory_equal(table, expected, sizeof table);
    assert_int_equal(table[3] + table[7] + table[11] + table[15], 0);
  }
  free(scratch);
}

/* Sums of so many rows keep their digits. */
static void many_rows_keep_digits(void **state)
{
  (void)state;
  enum { MANY = 60000 };
  double *x = room(MANY), theta[2] = {1.7, -0.3}, loss;
  int *label = calloc(MANY, sizeof *label);
  assert_non_null(label);
  struct dataset data = {
      .inputs = 1, .classes = 2, .train_rows = MANY, .values = x, .label = label};
  long double sum = 0, slope = 0, bias = 0;
  for (size_t i = 0; i < MANY; i++) {
    x[i] = 4 * noise(i);
    label[i] = noise(i + 1000000) > 0;
    long double z = (long double)theta[0] * x[i] + theta[1];
    sum += log1pl(expl(z)) - label[i] * z;
    slope += (1 / (1 + expl(-z)) - label[i]) * x[i];
    bias += 1 / (1 + expl(-z)) - label[i];
  }
  struct network_shape shape = {.layers = 1, .size = {1, 1}, .output = NETWORK_LOGISTIC};
  struct network_rows rows = {&data, NULL, 0, MANY};
  double *scratch = room(network_scratch(&shape, MANY)), g[2];
  network_loss(&shape, &rows, true, 1, theta, &loss, g, scratch);
  assert_true(fabsl(loss - sum / MANY) <= 1e-14L * fabsl(sum / MANY));
  assert_true(fabsl(g[0] - slope / MANY) <= 1e-13L * fabsl(slope / MANY));
  assert_true(fabsl(g[1] - bias / MANY) <= 1e-13L);
  free(x);
  free(label);
  free(scratch);
}

/* A byte is byte / 255, rounded once. */
static void bytes_are_exact(void **state)
{
  (void)state;
  unsigned char bytes[256];
  double target[256] = {0}, values[256];
  for (size_t i = 0; i < 256; i++) values[i] = (double)(bytes[i] = (unsigned char)i) / 255;
  struct dataset data = {.inputs = 1, .train_rows = 256, .bytes = bytes, .target = target};
  struct network_shape shape = {.layers = 1, .size = {1, 1}, .output = NETWORK_SQUARED};
  double *scratch = room(network_scratch(&shape, 1)), one[2] = {1, 0}, loss, g[2];
  for (size_t i = 0; i < 256; i++) {
    network_loss(&shape, &(struct network_rows){&data, NULL, i, 1}, false, 1, one, &loss, g,
                 scratch);
    assert_true(g[1] == values[i] && g[0] == values[i] * values[i]);
  }
  free(scratch);
}

int main(void)
{
  level_count = network_levels(levels);
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(losses_are_pytorchs),
      cmocka_unit_test(gradients_are_those_of_differences),
      cmocka_unit_test(bits_depend_on_points_and_rows_alone),
      cmocka_unit_test(lists_are_rows),
      cmocka_unit_test(memory_is_as_told),
      cmocka_unit_test(nothing_is_added_to_a_penalty),
      cmocka_unit_test(points_that_are_not_finite_have_no_loss),
      cmocka_unit_test(large_scores_have_losses),
      cmocka_unit_test(norms_have_penalties_of_any_size),
      cmocka_unit_test(kinks_are_flat),
      cmocka_unit_test(measures_count),
      cmocka_unit_test(many_rows_keep_digits),
      cmocka_unit_test(bytes_are_exact),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
