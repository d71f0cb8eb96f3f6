/* test_paired.c -- paired comparisons of metrics against counts and means made by hand. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "bench/judge/paired.h"

enum { OPTIMIZERS = 3, INSTANCES = 4, RUNS = 3, DIMS = 2, CELLS = DIMS * INSTANCES * OPTIMIZERS };

static struct optimizer_entry optimizers[OPTIMIZERS];
static struct run_result runs[CELLS][RUNS];
static struct cell_results cells[CELLS];
static struct target_list targets;
static double to[1] = {INFINITY};

/* Metrics that are told by dimension, instance, optimizer and repetition. */
static struct results_set make(double (*metric)(size_t dim, size_t instance, size_t o, size_t r))
{
  static const char *const labels[OPTIMIZERS] = {"adam", "learned:weights=quadratic", "sgd"};
  struct results_set set = {.cell = cells, .campaign = {.metric = METRIC_RATIO, .runs = RUNS}};
  targets = (struct target_list){.count = 1, .error = {1}};
  for (size_t o = 0; o < OPTIMIZERS; o++) strcpy(optimizers[o].label, labels[o]);
  set.campaign.optimizers = optimizers;
  set.campaign.optimizer_count = OPTIMIZERS;
  for (size_t d = 0; d < DIMS; d++)
    for (size_t i = 0; i < INSTANCES; i++)
      for (size_t o = 0; o < OPTIMIZERS; o++) {
        size_t at = set.cell_count++;
        cells[at] = (struct cell_results){.function = "loguniform",
                                          .optimizer = optimizers[o].label,
                                          .dim = d + 2,
                                          .instance = (unsigned)i,
                                          .run = runs[at],
                                          .run_count = RUNS,
                                          .targets = &targets};
        for (size_t r = 0; r < RUNS; r++)
          runs[at][r] = (struct run_result){.metric = metric(d, i, o, r), .to = to};
      }
  return set;
}

static double some(size_t d, size_t i, size_t o, size_t r)
{
  if (o == 1 && r == 2) return some(d, i, 0, r); /* a tie with adam */
  return fmod((double)(7 * d + 13 * i + 29 * o * o + 5 * r * (o + 1)), 11) + (o == 2 ? 20 : 0);
}

static void compare(const struct results_set *set, struct paired *p, struct contender **contender)
{
  struct error err;
  *contender = paired_contenders(set);
  assert_non_null(*contender);
  size_t reference = paired_reference(*contender, OPTIMIZERS);
  assert_int_equal(paired_make(*contender, OPTIMIZERS, reference, p, &err), STATUS_OK);
}

static void counts_pairs_of_all_instances(void **state)
{
  (void)state;
  struct results_set set = make(some);
  struct paired p;
  struct contender *contender;
  compare(&set, &p, &contender);
  assert_int_equal(p.reference, 1);
  assert_int_equal(p.row_count, DIMS * (OPTIMIZERS - 1));
  double all[DIMS * (OPTIMIZERS - 1)];
  struct error err;
  for (size_t d = 0; d < DIMS; d++)
    for (size_t k = 0; k < 2; k++) {
      const struct paired_row *row = &p.row[2 * d + k];
      size_t rival = k ? 2 : 0, wins = 0, losses = 0, n = 0;
      double own = 0, other = 0, squares = 0, difference[INSTANCES * RUNS];
      for (size_t i = 0; i < INSTANCES; i++)
        for (size_t r = 0; r < RUNS; r++) {
          double a = some(d, i, 1, r), b = some(d, i, rival, r);
          wins += a < b;
          losses += b < a;
          own += a;
          other += b;
          difference[n++] = b - a;
        }
      for (size_t i = 0; i < INSTANCES; i++)
        for (size_t r = 0; r < RUNS; r++)
          squares += pow(some(d, i, rival, r) - other / (double)n, 2);
      assert_int_equal(row->key->dim, d + 2);
      assert_int_equal(row->rival, rival);
      assert_true(row->pairs == n && row->wins == wins && row->losses == losses);
      assert_int_equal(row->ties, n - wins - losses);
      if (!k) assert_true(row->ties >= INSTANCES);
      assert_true(fabs(row->reference.mean - own / (double)n) < 1e-12);
      assert_true(fabs(row->other.mean - other / (double)n) < 1e-12);
      double error = sqrt(squares / (double)(n - 1) / (double)n);
      assert_true(fabs(row->other.error - error) < 1e-12);
      double expected;
      assert_int_equal(signed_rank_test(difference, n, &expected, &err), STATUS_OK);
      assert_true(row->p == expected);
      all[2 * d + k] = expected;
    }
  assert_int_equal(holm_adjust(all, 4, all, &err), STATUS_OK);
  for (size_t i = 0; i < p.row_count; i++) assert_true(p.row[i].adjusted == all[i]);
  paired_free(&p);
  free(contender);
}

/* Where all repetitions of a cell are one run, it counts once; where instances or functions are not
 * shared, not at all. */
static void counts_no_pair_twice(void **state)
{
  (void)state;
  struct results_set set = make(some);
  for (size_t i = 0; i < CELLS; i++)
    for (size_t r = 1; r < RUNS; r++) runs[i][r] = runs[i][0];
  struct paired p;
  struct contender *contender;
  compare(&set, &p, &contender);
  assert_int_equal(p.row[0].pairs, INSTANCES * RUNS);
  paired_free(&p);
  free(contender);
  set.campaign.start_mode = START_CANONICAL;
  compare(&set, &p, &contender);
  assert_int_equal(p.row[0].pairs, INSTANCES);
  paired_free(&p);
  free(contender);
  strcpy(cells[0].problem, "another");      /* adam, d = 2, instance 0 */
  cells[OPTIMIZERS + 2].optimizer = "none"; /* sgd, d = 2, instance 1 */
  compare(&set, &p, &contender);
  assert_int_equal(p.row[0].pairs, INSTANCES - 1);
  assert_int_equal(p.row[1].pairs, INSTANCES - 1);
  assert_int_equal(p.row[2].pairs, INSTANCES);
  paired_free(&p);
  free(contender);
}

static void chooses_the_learned_one(void **state)
{
  (void)state;
  struct contender c[3] = {{.optimizer = "adam"}, {.optimizer = "sgd"}, {.optimizer = "learned"}};
  assert_int_equal(paired_reference(c, 2), 0);
  assert_int_equal(paired_reference(c, 3), 2);
  c[1].optimizer = "learned@es:weights=x";
  assert_int_equal(paired_reference(c, 3), 1);
  c[1].optimizer = "learnedly";
  assert_int_equal(paired_reference(c, 3), 2);
  c[0].optimizer = c[1].optimizer = c[2].optimizer = NULL;
  assert_int_equal(paired_reference(c, 3), 0);
}

/* 5 of 5 are p = 0.0625, 6 of 6 are 0.03125; of 128, 52 to 76 are no more than chance. */
static void band_is_that_of_the_sign_test(void **state)
{
  (void)state;
  size_t low, high;
  paired_band(5, &low, &high);
  assert_true(low == 0 && high == 5);
  paired_band(6, &low, &high);
  assert_true(low == 1 && high == 5);
  paired_band(128, &low, &high);
  assert_true(sign_test(low, 128 - low) > 0.05 && sign_test(low - 1, 129 - low) <= 0.05);
  assert_true(high == 128 - low && low == 53);
}

static void tells_means_with_errors(void **state)
{
  (void)state;
  char text[PAIRED_MEAN_TEXT];
  paired_mean_text(METRIC_RATIO, &(struct paired_mean){0.03716, 0.00158}, "+-", text);
  assert_string_equal(text, "0.0372 +- 0.0016");
  paired_mean_text(METRIC_RATIO, &(struct paired_mean){984.226, 7.7}, "+-", text);
  assert_string_equal(text, "984.23 +- 7.70");
  paired_mean_text(METRIC_LOG, &(struct paired_mean){-1.1821, 0.0041}, "+-", text);
  assert_string_equal(text, "-1.182 +- 0.004");
  paired_mean_text(METRIC_LOG, &(struct paired_mean){-0.5, 0.031}, "±", text);
  assert_string_equal(text, "-0.50 ± 0.03");
  paired_mean_text(METRIC_LOG, &(struct paired_mean){-0.5, NAN}, "±", text);
  assert_string_equal(text, "-0.50");
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(counts_pairs_of_all_instances),
      cmocka_unit_test(counts_no_pair_twice),
      cmocka_unit_test(chooses_the_learned_one),
      cmocka_unit_test(band_is_that_of_the_sign_test),
      cmocka_unit_test(tells_means_with_errors),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
