/* inference.c -- see inference.h. Ranks are doubled throughout, so that the mean ranks of ties are
 * whole numbers and a null distribution is a table of counts over whole sums. */
#include "bench/statistics/inference.h"

#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "bench/statistics/ranks.h"
#include "bench/statistics/tails.h"
#include "src/numeric/elementary.h"

/* Twice the smaller tail of a table of counts at `at`, as a share of its total. */
static double two_sided(const double *count, size_t size, size_t at)
{
  double below = 0, above = 0;
  for (size_t i = 0; i <= at; i++) below += count[i];
  for (size_t i = at; i < size; i++) above += count[i];
  double total = below + above - count[at], tail = below < above ? below : above;
  return 2 * tail < total ? 2 * tail / total : 1;
}

/* How many of the 2^n choices of signs give each sum of positive (doubled) ranks. */
static int signed_rank_exact(const uint32_t *rank, size_t n, size_t observed, double *p,
                             struct error *err)
{
  size_t size = n * (n + 1) + 1, top = 0;
  double *ways = calloc(size, sizeof *ways);
  if (!ways) return error_memory(err, "a signed-rank test");
  ways[0] = 1;
  for (size_t i = 0; i < n; i++) {
    top += rank[i];
    for (size_t s = top; s >= rank[i]; s--) ways[s] += ways[s - rank[i]];
  }
  *p = two_sided(ways, size, observed);
  free(ways);
  return STATUS_OK;
}

int signed_rank_test(const double *differences, size_t count, double *p, struct error *err)
{
  double *size = malloc((count ? count : 1) * sizeof *size);
  uint32_t *rank = malloc((count ? count : 1) * sizeof *rank);
  int status = size && rank ? STATUS_OK : error_memory(err, "a signed-rank test");
  size_t n = 0, observed = 0, at = 0;
  double ties = 0;
  *p = 1;
  for (size_t i = 0; i < count && !status; i++)
    if (differences[i] != 0) size[n++] = fabs(differences[i]);
  if (!status) status = double_ranks(size, n, rank, &ties, err);
  for (size_t i = 0; i < count && !status; i++) {
    if (differences[i] == 0) continue;
    if (differences[i] > 0) observed += rank[at];
    at++;
  }
  if (!status && n > 0 && n <= EXACT_LIMIT) {
    status = signed_rank_exact(rank, n, observed, p, err);
  } else if (!status && n > 0) {
    double m = (double)n, mean = m * (m + 1) / 4;
    double variance = (m * (m + 1) * (2 * m + 1) - ties / 2) / 24;
    *p = normal_tails(((double)observed / 2 - mean) / sqrt(variance));
  }
  free(size);
  free(rank);
  return status;
}

struct interval share_interval(size_t successes, size_t count)
{
  static const double z = 1.959963984540054; /* 97.5% of the normal distribution */
  double n = (double)count, share = (double)successes / n, scale = 1 + z * z / n;
  double middle = (share + z * z / (2 * n)) / scale;
  double half = z / scale * sqrt(share * (1 - share) / n + z * z / (4 * n * n));
  /* At the ends the bounds are 0 and 1 but for rounding. */
  return (struct interval){successes ? middle - half : 0, successes < count ? middle + half : 1};
}

double sign_test(size_t positive, size_t negative)
{
  size_t n = positive + negative, fewer = positive < negative ? positive : negative;
  if (2 * fewer >= n) return 1;
  if (n > 1000) return normal_tails(((double)n - 2 * (double)fewer - 1) / sqrt((double)n));
  /* Terms n over k / 2^n, whose greatest is at least 1e-302. */
  double term = ldexp(1, -(int)n), sum = term;
  for (size_t k = 1; k <= fewer; k++) {
    term = term * (double)(n - k + 1) / (double)k;
    sum += term;
  }
  return 2 * sum < 1 ? 2 * sum : 1;
}

/* How many choices of `a_count` among all ranks give each sum: row j of the table holds the choices
 * of j ranks. */
static int rank_sum_exact(const uint32_t *rank, size_t a_count, size_t n, size_t observed,
                          double *p, struct error *err)
{
  size_t size = n * (n + 1) + 1, top = 0;
  double *ways = calloc((a_count + 1) * size, sizeof *ways);
  if (!ways) return error_memory(err, "a rank-sum test");
  ways[0] = 1;
  for (size_t i = 0; i < n; i++) {
    top += rank[i];
    for (size_t j = a_count < i + 1 ? a_count : i + 1; j > 0; j--) {
      double *to = ways + j * size;
      const double *from = ways + (j - 1) * size;
      for (size_t s = rank[i]; s <= top; s++) to[s] += from[s - rank[i]];
    }
  }
  *p = two_sided(ways + a_count * size, size, observed);
  free(ways);
  return STATUS_OK;
}

/* The doubled ranks of both samples together, to be freed; *observed: the sum of those of a. */
static int pooled_ranks(const double *a, size_t a_count, const double *b, size_t b_count,
                        uint32_t **rank, size_t *observed, double *ties, struct error *err)
{
  size_t n = a_count + b_count;
  double *all = malloc(n * sizeof *all);
  *rank = malloc(n * sizeof **rank);
  *observed = 0;
  int status = all && *rank ? STATUS_OK : error_memory(err, "a rank-sum test");
  if (!status) {
    memcpy(all, a, a_count * sizeof *all);
    memcpy(all + a_count, b, b_count * sizeof *all);
    status = double_ranks(all, n, *rank, ties, err);
  }
  for (size_t i = 0; i < a_count && !status; i++) *observed += (*rank)[i];
  free(all);
  return status;
}

int rank_sum_test(const double *a, size_t a_count, const double *b, size_t b_count, double *p,
                  struct error *err)
{
  size_t n = a_count + b_count, observed;
  double ties = 0;
  uint32_t *rank;
  *p = 1;
  if (!a_count || !b_count) return STATUS_OK;
  int status = pooled_ranks(a, a_count, b, b_count, &rank, &observed, &ties, err);
  if (!status && n <= EXACT_LIMIT) {
    status = rank_sum_exact(rank, a_count, n, observed, p, err);
  } else if (!status) {
    double na = (double)a_count, nb = (double)b_count, m = (double)n;
    double off = fabs((double)observed / 2 - na * (m + 1) / 2) - 0.5;
    double variance = na * nb / 12 * (m + 1 - ties / (m * (m - 1)));
    *p = variance > 0 && off > 0 ? normal_tails(off / sqrt(variance)) : 1;
  }
  free(rank);
  return status;
}

/* With so many pairs above and so many tied, a's doubled ranks add up to
 * na (na + 1) + 2 above + tied; and below + tied + above = na nb. */
int rank_sum_lead(const double *a, size_t a_count, const double *b, size_t b_count, double *lead,
                  struct error *err)
{
  size_t observed;
  double ties;
  uint32_t *rank;
  *lead = 0;
  if (!a_count || !b_count) return STATUS_OK;
  int status = pooled_ranks(a, a_count, b, b_count, &rank, &observed, &ties, err);
  double na = (double)a_count, nb = (double)b_count;
  if (!status) *lead = na * (na + nb + 1) - (double)observed;
  free(rank);
  return status;
}

int holm_adjust(const double *p, size_t count, double *adjusted, struct error *err)
{
  struct keyed *order = malloc((count ? count : 1) * sizeof *order);
  if (!order) return error_memory(err, "Holm's adjustment");
  size_t tests = 0;
  for (size_t i = 0; i < count; i++)
    if (!isnan(p[i])) order[tests++] = (struct keyed){p[i], i};
  sort_keyed(order, tests);
  double highest = 0;
  for (size_t i = 0; i < count; i++) adjusted[i] = p[i];
  for (size_t i = 0; i < tests; i++) {
    double raised = order[i].key * (double)(tests - i);
    if (raised > 1) raised = 1;
    if (raised > highest) highest = raised;
    adjusted[order[i].index] = highest;
  }
  free(order);
  return STATUS_OK;
}

/* The index below `count` that a uniform stands for. */
static size_t index_of(double uniform, size_t count)
{
  size_t drawn = (size_t)(uniform * (double)count);
  return drawn < count ? drawn : count - 1;
}

/* Indices below `count`, from the draws that begin at `draw`. */
static void draw_indices(struct stream stream, uint64_t draw, size_t count, size_t *index)
{
  enum { CHUNK = 512 };
  double uniform[CHUNK];
  for (size_t done = 0; done < count; done += CHUNK) {
    size_t chunk = count - done < CHUNK ? count - done : CHUNK;
    stream_uniforms(stream, draw + done, chunk, uniform);
    for (size_t i = 0; i < chunk; i++) index[done + i] = index_of(uniform[i], count);
  }
}

/* The middle share of values, which it sorts. */
static struct interval percentiles(double *value, size_t count, double confidence)
{
  sort_values(value, count);
  return (struct interval){.low = quantile(value, count, (1 - confidence) / 2),
                           .high = quantile(value, count, (1 + confidence) / 2)};
}

int bootstrap_two(struct stream stream, size_t rounds, size_t first_count, size_t second_count,
                  double confidence, bootstrap_statistic *statistic, void *context,
                  struct interval *interval, struct error *err)
{
  size_t count = first_count + second_count;
  *interval = (struct interval){NAN, NAN};
  if (!first_count || !rounds) return STATUS_OK;
  size_t *index = malloc(count * sizeof *index);
  double *value = malloc(rounds * sizeof *value);
  for (size_t r = 0; r < rounds && index && value; r++) {
    draw_indices(stream, r * count, first_count, index);
    draw_indices(stream, r * count + first_count, second_count, index + first_count);
    value[r] = statistic(context, index, count);
  }
  bool good = index && value;
  if (good) *interval = percentiles(value, rounds, confidence);
  free(index);
  free(value);
  return good ? STATUS_OK : error_memory(err, "a bootstrap");
}

int bootstrap_interval(struct stream stream, size_t rounds, size_t count, double confidence,
                       bootstrap_statistic *statistic, void *context, struct interval *interval,
                       struct error *err)
{
  return bootstrap_two(stream, rounds, count, 0, confidence, statistic, context, interval, err);
}

int sample_new(const double *value, size_t count, struct sample *s, struct error *err)
{
  size_t room = count ? count : 1;
  struct keyed *order = malloc(room * sizeof *order);
  double *block = malloc((2 * room + 2) * sizeof *block);
  size_t *places = malloc(2 * room * sizeof *places);
  *s = (struct sample){.count = count, .ascending = block, .place = places};
  if (!order || !block || !places) {
    free(order);
    sample_free(s);
    return error_memory(err, "a bootstrap");
  }
  s->drawn = block + count;
  s->times = places + count;
  for (size_t i = 0; i < count; i++) order[i] = (struct keyed){value[i], i};
  for (size_t i = 0; i < count; i++)
    if (isnan(order[i].key)) order[i].key = INFINITY;
  sort_keyed(order, count);
  for (size_t k = 0; k < count; k++) {
    s->ascending[k] = order[k].key;
    s->place[order[k].index] = k;
    s->times[k] = 0;
  }
  free(order);
  return STATUS_OK;
}

void sample_free(struct sample *s)
{
  free(s->ascending);
  free(s->place);
  *s = (struct sample){0};
}

const double *sample_draw(struct sample *s, const size_t *index, size_t count)
{
  double *drawn = s->drawn;
  for (size_t i = 0; i < count; i++) s->times[s->place[index[i]]]++;
  for (size_t k = 0; k < s->count; k++) {
    double value = s->ascending[k];
    size_t times = s->times[k];
    /* Written twice even where it is drawn less often, which no branch has to foresee. */
    drawn[0] = drawn[1] = value;
    for (size_t i = 2; i < times; i++) drawn[i] = value;
    drawn += times;
    s->times[k] = 0;
  }
  return s->drawn;
}

double sample_median(void *context, const size_t *index, size_t count)
{
  return quantile(sample_draw(context, index, count), count, 0.5);
}

enum { ROUNDS = BOOTSTRAP_ROUNDS };
struct drawn_quartiles {
  double low[ROUNDS], median[ROUNDS], high[ROUNDS];
};

/* Where the draws would end at last: of n values, the number of those at or below the quantile at
 * `share` has the standard deviation sqrt(n share (1 - share)). */
static struct interval quantile_limit(const double *ascending, size_t count, double share)
{
  double reach = 1.959963984540054 * sqrt(share * (1 - share) / (double)count);
  return (struct interval){quantile(ascending, count, share - reach),
                           quantile(ascending, count, share + reach)};
}

static int quartiles_drawn(struct stream stream, struct sample *sample,
                           struct quartile_intervals *q, struct error *err)
{
  const double confidence = 0.95;
  size_t count = sample->count;
  int status = STATUS_OK;
  size_t *index = malloc(count * sizeof *index);
  struct drawn_quartiles *d = malloc(sizeof *d);
  if (!index || !d) status = error_memory(err, "a bootstrap");
  for (size_t r = 0; r < ROUNDS && !status; r++) {
    draw_indices(stream, r * count, count, index);
    struct quartiles of = quartiles_ascending(sample_draw(sample, index, count), count);
    d->low[r] = of.low;
    d->median[r] = of.median;
    d->high[r] = of.high;
  }
  if (!status) {
    q->low = percentiles(d->low, ROUNDS, confidence);
    q->median = percentiles(d->median, ROUNDS, confidence);
    q->high = percentiles(d->high, ROUNDS, confidence);
  }
  free(index);
  free(d);
  return status;
}

int quartile_intervals(struct stream stream, const double *value, size_t count,
                       struct quartile_intervals *q, struct error *err)
{
  const struct interval none = {NAN, NAN};
  struct sample sample;
  *q = (struct quartile_intervals){{NAN, NAN, NAN}, none, none, none};
  if (!count) return STATUS_OK;
  int status = sample_new(value, count, &sample, err);
  if (status) return status;
  q->at = quartiles_ascending(sample.ascending, count);
  if (count <= QUARTILES_DRAWN) {
    status = quartiles_drawn(stream, &sample, q, err);
  } else {
    q->low = quantile_limit(sample.ascending, count, 0.25);
    q->median = quantile_limit(sample.ascending, count, 0.5);
    q->high = quantile_limit(sample.ascending, count, 0.75);
  }
  sample_free(&sample);
  return status;
}

void running_time_add(struct running_time *time, double to_target, double spent)
{
  bool reached = isfinite(to_target);
  time->spent += reached ? to_target : spent;
  time->successes += reached;
}

double running_time_average(const struct running_time *time)
{
  return time->successes ? time->spent / (double)time->successes : INFINITY;
}

double restarted_cost(struct stream stream, uint64_t *draw, const double *to_target,
                      const double *spent, size_t count, double limit)
{
  bool reached = false;
  for (size_t i = 0; i < count; i++) reached |= isfinite(to_target[i]) != 0;
  for (double cost = 0; reached && cost < limit;) {
    size_t i = index_of(stream_uniform(stream, (*draw)++), count);
    if (isfinite(to_target[i]))
      return cost + to_target[i] <= limit ? cost + to_target[i] : INFINITY;
    cost += spent[i];
  }
  return INFINITY;
}
