/* effect.c -- see effect.h. */
#include "bench/judge/effect.h"

#include <math.h>

#include "src/numeric/elementary.h"

const double effect_most = 2.302585092994046; /* log 10 */

static bool reached(double cost, const struct scale *s) { return cost <= s->budget; }

bool effect_success(const struct run_result *run, const struct scale *s)
{
  if (!isfinite(s->targets->aim)) return reached(run->to[s->targets->count - 1], s);
  return run->outcome == OUTCOME_TARGET && reached(run->cost, s);
}

bool effect_of_costs(const struct run_result *a, const struct run_result *b, const struct scale *s,
                     double *difference)
{
  double total = 0;
  size_t count = 0;
  for (size_t k = 0; k < s->targets->count; k++) {
    bool in_a = reached(a->to[k], s), in_b = reached(b->to[k], s);
    if (!in_a && !in_b) continue;
    if (a->to[k] <= s->first && b->to[k] <= s->first) continue;
    if (a->to[k] != b->to[k])
      total += repro_log(in_b ? b->to[k] : s->budget) - repro_log(in_a ? a->to[k] : s->budget);
    count++;
  }
  double mean = count ? total / (double)count : 0;
  *difference = fmin(fmax(mean, -effect_most), effect_most);
  return count > 0;
}

double effect_of_errors(const struct run_result *a, const struct run_result *b,
                        const struct scale *s)
{
  double least = s->targets->error[s->targets->count - 1];
  double x = a->error > least ? a->error : least;
  double y = b->error > least ? b->error : least;
  if (x == y) return 0;
  return repro_log(y < 1e300 ? y : 1e300) - repro_log(x < 1e300 ? x : 1e300);
}

static struct running_time time_to(const struct cell_results *c, size_t runs, size_t target,
                                   const struct scale *s)
{
  struct running_time time = {0};
  for (size_t r = 0; r < runs; r++) {
    const struct run_result *run = &c->run[r];
    double spent = run->cost < s->budget ? run->cost : s->budget;
    running_time_add(&time, reached(run->to[target], s) ? run->to[target] : INFINITY, spent);
  }
  return time;
}

double effect_on_average(const struct cell_results *before, const struct cell_results *after,
                         size_t runs, const struct scale *s)
{
  double total = 0;
  size_t count = 0;
  for (size_t k = 0; k < s->targets->count; k++) {
    struct running_time a = time_to(before, runs, k, s), b = time_to(after, runs, k, s);
    if (2 * a.successes < runs || a.spent <= s->first * (double)runs) continue;
    double successes = b.successes ? (double)b.successes : 0.5;
    total += repro_log(b.spent / successes) - repro_log(a.spent / (double)a.successes);
    count++;
  }
  return count ? total / (double)count : NAN;
}
