/* mean_ranks.c -- see mean_ranks.h. */
#include "bench/statistics/mean_ranks.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

#include "bench/statistics/inference.h"
#include "bench/statistics/ranks.h"
#include "bench/statistics/tails.h"

/* One cell's ranks, added to what the contenders have. */
static int add_cell(struct mean_ranks *r, const double *score, double *key, uint32_t *doubled,
                    double *ties, struct error *err)
{
  size_t k = r->contenders, firsts = 0;
  double tied, lowest = INFINITY;
  for (size_t i = 0; i < k; i++) {
    key[i] = isnan(score[i]) ? INFINITY : score[i];
    if (key[i] < lowest) lowest = key[i];
  }
  int status = double_ranks(key, k, doubled, &tied, err);
  if (status) return status;
  *ties += tied;
  for (size_t i = 0; i < k; i++) firsts += key[i] == lowest;
  for (size_t i = 0; i < k; i++) {
    r->rank[i] += (double)doubled[i];
    if (key[i] == lowest) r->firsts[i] += 1 / (double)firsts;
  }
  return STATUS_OK;
}

/* From the mean ranks and the ties of all cells. */
static void test_all(struct mean_ranks *r, double ties)
{
  double k = (double)r->contenders, n = (double)r->cells, squares = 0;
  for (size_t i = 0; i < r->contenders; i++) {
    double off = r->rank[i] - (k + 1) / 2;
    squares += off * off;
  }
  double most = n * k * (k * k - 1), left = most - ties;
  r->chi_square = left > 0 ? 12 * n * n * (k - 1) * squares / left : 0;
  r->p = chi_square_tail(r->chi_square, r->contenders - 1);
  r->f = r->f_p = NAN;
  if (r->cells < 2) return;
  double rest = n * (k - 1) - r->chi_square;
  r->f = rest > 1e-12 * n * k ? (n - 1) * r->chi_square / rest : INFINITY;
  r->f_p = f_tail(r->f, k - 1, (k - 1) * (n - 1));
}

int mean_ranks_make(const double *score, size_t cells, size_t contenders, struct mean_ranks *r,
                    struct error *err)
{
  double *numbers = calloc(3 * contenders, sizeof *numbers);
  double *key = malloc(contenders * sizeof *key);
  uint32_t *doubled = malloc(contenders * sizeof *doubled);
  *r = (struct mean_ranks){.cells = cells, .contenders = contenders, .rank = numbers};
  int status = numbers && key && doubled ? STATUS_OK : error_memory(err, "mean ranks");
  if (!status) {
    r->points = numbers + contenders;
    r->firsts = numbers + 2 * contenders;
  }
  double ties = 0;
  for (size_t c = 0; c < cells && !status; c++)
    status = add_cell(r, score + c * contenders, key, doubled, &ties, err);
  for (size_t i = 0; i < contenders && !status; i++) {
    /* Whole sums of doubled ranks until here. */
    r->points[i] = (2 * (double)cells * (double)contenders - r->rank[i]) / 2;
    r->rank[i] /= 2 * (double)cells;
  }
  if (!status) test_all(r, ties);
  free(key);
  free(doubled);
  return status;
}

void mean_ranks_free(struct mean_ranks *r)
{
  free(r->rank);
  *r = (struct mean_ranks){0};
}

/* The standard deviation of the difference of two mean ranks where nothing differs. */
static double deviation(const struct mean_ranks *r)
{
  double k = (double)r->contenders, n = (double)r->cells;
  return sqrt(k * (k + 1) / (6 * n));
}

static const double root_two = 1.4142135623730951;

double critical_difference(const struct mean_ranks *r, double level)
{
  return range_quantile(level, r->contenders) / root_two * deviation(r);
}

void nemenyi_pairs(const struct mean_ranks *r, double *p)
{
  size_t k = r->contenders;
  for (size_t a = 0; a < k; a++) {
    p[a * k + a] = 1;
    for (size_t b = 0; b < a; b++) {
      double z = fabs(r->rank[a] - r->rank[b]) / deviation(r);
      p[a * k + b] = p[b * k + a] = range_tail(root_two * z, k);
    }
  }
}

int holm_pairs(const struct mean_ranks *r, double *p, struct error *err)
{
  size_t k = r->contenders, pairs = 0;
  double *one = calloc(k * k, sizeof *one);
  if (!one) return error_memory(err, "Holm's adjustment");
  for (size_t a = 0; a < k; a++)
    for (size_t b = 0; b < a; b++)
      one[pairs++] = normal_tails((r->rank[a] - r->rank[b]) / deviation(r));
  int status = holm_adjust(one, pairs, one, err);
  pairs = 0;
  for (size_t a = 0; a < k && !status; a++) {
    p[a * k + a] = 1;
    for (size_t b = 0; b < a; b++) p[a * k + b] = p[b * k + a] = one[pairs++];
  }
  free(one);
  return status;
}

/* Does `last` differ from none of those from `first` on? */
static bool joins(const double *p, size_t k, const size_t *order, size_t first, size_t last,
                  double level)
{
  for (size_t i = first; i < last; i++)
    if (p[order[i] * k + order[last]] <= level) return false;
  return true;
}

int rank_groups(const struct mean_ranks *r, const double *p, double level, size_t *order,
                struct rank_group *group, size_t *count, struct error *err)
{
  size_t k = r->contenders, reach = 0;
  struct keyed *item = malloc(k * sizeof *item);
  *count = 0;
  if (!item) return error_memory(err, "groups of ranks");
  for (size_t i = 0; i < k; i++) item[i] = (struct keyed){r->rank[i], i};
  sort_keyed(item, k);
  for (size_t i = 0; i < k; i++) order[i] = item[i].index;
  free(item);
  for (size_t first = 0; first < k; first++) {
    size_t last = first;
    while (last + 1 < k && joins(p, k, order, first, last + 1, level)) last++;
    /* One that ends where an earlier one did lies within it. */
    if (last > first && last > reach) group[(*count)++] = (struct rank_group){first, last};
    if (last > reach) reach = last;
  }
  return STATUS_OK;
}
