/* test_layers_bases.c -- SOAP where the first gradient leaves a null space of two dimensions or
 * more: its authors' program takes its steps from the bases that it happened to have of it.
 *
 * The rule is compiled into this test, so that its bases can be given. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <stdio.h>
#include <string.h>

#define rule_soap rule_soap_open
#include "src/rules/soap.c"
#undef rule_soap

#include "src/method.h"
#include "tests/support/layered.h"
#include "tests/support/machine.h"
#include "tests/support/reference.h"

static const struct trajectory {
  const char *file, *bases, *method;
  double tolerance;
} trajectories[] = {
    {"soap_f3__1x5", "1x5", "soap:rate=0.03,weight_decay=0,frequency=3", 1e-12},
    {"soap_f3__3x7", "3x7", "soap:rate=0.03,weight_decay=0,frequency=3", 1e-12},
    {"soap_f3__7x3", "7x3", "soap:rate=0.03,weight_decay=0,frequency=3", 1e-12},
    {"soap__mlp", "mlp", "soap:rate=0.03,weight_decay=0", 1e-8},
    {"soap_wd__mlp", "mlp", "soap:rate=0.03,weight_decay=0.1,epsilon=1e-4", 1e-11},
};
enum { TRAJECTORIES = sizeof trajectories / sizeof *trajectories };

/* A library with the open rule in the place of the other. */
static struct library opened(const struct library *library)
{
  enum { RULES_MOST = 100 };
  static const struct rule_type *rules[RULES_MOST];
  for (size_t i = 0; library->rules[i]; i++) {
    assert_true(i + 1 < RULES_MOST);
    rules[i] =
        strcmp(library->rules[i]->name, "soap") ? library->rules[i] : &LEVELED(rule_soap_open);
  }
  struct library other = *library;
  other.rules = rules;
  return other;
}

static const struct reference *bases;
static double strangest; /* the farthest that a given basis is from diagonalising its side */

/* |Q^T S Q| off its diagonal, relative to the largest of S. */
static double off_diagonal(const struct side *side)
{
  size_t n = side->size, width = matrix_padded(n);
  double worst = 0, most_of = 0;
  for (size_t i = 0; i < n; i++)
    for (size_t j = 0; j <= i; j++) most_of = fmax(most_of, fabs(side->sum[i * width + j]));
  for (size_t a = 0; a < n; a++)
    for (size_t b = 0; b < a; b++) {
      double sum = 0;
      for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < n; j++)
          sum += side->basis[i * width + a] * side->basis[j * width + b] *
                 side->sum[(i > j ? i : j) * width + (i > j ? j : i)];
      worst = fmax(worst, fabs(sum));
    }
  return worst / most_of;
}

static void give_bases(void *state)
{
  struct state *s = state;
  size_t given = 0;
  for (size_t i = 0, matrix = 0; i < s->count; i++) {
    const struct part *p = &s->parts[i];
    if (!p->left.size && !p->right.size) continue;
    for (int k = 0; k < 2; k++) {
      const struct side *side = k ? &p->right : &p->left;
      if (!side->size) continue;
      size_t count = 0;
      for (size_t r = 0; r < bases->rows; r++) {
        const double *row = reference_row(bases, r);
        if (row[0] != (double)matrix || row[1] != k) continue;
        side->basis[(size_t)row[2] * matrix_padded(side->size) + (size_t)row[3]] = row[4];
        count++;
      }
      assert_int_equal(count, side->size * side->size);
      strangest = fmax(strangest, off_diagonal(side));
      given++;
    }
    matrix++;
  }
  assert_true(given > 0);
}

static double distance(const struct library *library, const struct trajectory *t, bool give)
{
  char path[128];
  snprintf(path, sizeof path, "tests/reference/layers/bases__%s.csv", t->bases);
  struct reference *r = reference_read(path);
  bases = r;
  double off = layered_distance(library, t->file, t->method, give ? give_bases : NULL, NULL);
  reference_free(r);
  return off;
}

static void test_given_bases(void **state)
{
  (void)state;
  struct libraries levels[MACHINE_LEVELS];
  assert_true(machine_levels(levels) > 0);
  struct library library = opened(levels[0].optimizers);
  for (size_t k = 0; k < TRAJECTORIES; k++) {
    const struct trajectory *t = &trajectories[k];
    double off = distance(&library, t, true);
    print_message("# %s: %.1e, without the bases %.1e\n", t->file, off,
                  distance(&library, t, false));
    if (!(off <= t->tolerance)) fail_msg("%s: off by %g", t->file, off);
  }
  /* They are bases of the sides, which the rule has as the file has them. */
  if (!(strangest < 1e-14)) fail_msg("a given basis leaves %g off the diagonal", strangest);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_given_bases),
  };
  return cmocka_run_group_tests_name("layers_bases", tests, NULL, NULL);
}
