/* gate.c -- see gate.h. */
#include "bench/judge/gate.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "bench/statistics/quantiles.h"
#include "src/numeric/elementary.h"

const char *const verdict_names[VERDICT_COUNT] = {
    "regression", "missing", "redefined", "too few", "new", "improvement", "steady", "same"};

const struct gate_rule gate_rule_default = {.threshold = 1.10, .level = 0.001};

/* Small against any difference of costs, so that best f decides between equals only. */
static const double hair = 1e-9;

static bool same_run(const struct run_result *a, const struct run_result *b, size_t targets)
{
  const double x[] = {a->steps,  a->counts.values, a->counts.gradients, a->cost, a->final_f,
                      a->best_f, a->error,         a->restarts};
  const double y[] = {b->steps,  b->counts.values, b->counts.gradients, b->cost, b->final_f,
                      b->best_f, b->error,         b->restarts};
  for (size_t i = 0; i < sizeof x / sizeof *x; i++)
    if (x[i] != y[i] && !(isnan(x[i]) && isnan(y[i]))) return false;
  return a->outcome == b->outcome && !memcmp(a->to, b->to, targets * sizeof *a->to);
}

static bool same_runs(const struct cell_results *a, const struct cell_results *b, size_t targets)
{
  if (a->run_count != b->run_count) return false;
  for (size_t r = 0; r < a->run_count; r++)
    if (!same_run(&a->run[r], &b->run[r], targets)) return false;
  return true;
}

/* What both sides of a cell may spend, and what the first evaluation costs. */
struct scale {
  double budget, first, target;
  const struct target_list *targets; /* of both */
};

static bool reached(double cost, const struct scale *s) { return cost <= s->budget; }

static bool success(const struct run_result *run, const struct scale *s)
{
  if (s->target < 0) return reached(run->to[s->targets->count - 1], s);
  return run->outcome == OUTCOME_TARGET && reached(run->cost, s);
}

/* Mean of log(b / a) over the targets that either run reaches; false if there is none. */
static bool cost_difference(const struct run_result *a, const struct run_result *b,
                            const struct scale *s, double *difference)
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
  *difference = count ? total / (double)count : 0;
  return count > 0;
}

/* log of the ratio of best errors, as far as they are above the last target. */
static double error_difference(const struct run_result *a, const struct run_result *b,
                               const struct scale *s)
{
  double floor_error = s->targets->error[s->targets->count - 1];
  double x = a->error > floor_error ? a->error : floor_error;
  double y = b->error > floor_error ? b->error : floor_error;
  if (x == y) return 0;
  return repro_log(y < 1e300 ? y : 1e300) - repro_log(x < 1e300 ? x : 1e300);
}

/* The differences of all pairs: what is ranked, and what the ratio is the median of. */
static void take_differences(struct judged *j, const struct scale *s, double *ranked,
                             double *log_ratio)
{
  size_t with_target = 0;
  for (size_t r = 0; r < j->pairs; r++)
    with_target += cost_difference(&j->before->run[r], &j->after->run[r], s, &log_ratio[r]);
  j->by_error = 2 * with_target < j->pairs;
  for (size_t r = 0; r < j->pairs; r++) {
    double by_error = error_difference(&j->before->run[r], &j->after->run[r], s);
    if (j->by_error) log_ratio[r] = by_error;
    ranked[r] = log_ratio[r] != 0 ? log_ratio[r] : hair * by_error;
  }
}

static struct stream stream_of(const struct cell_results *c)
{
  struct stream stream = stream_named(stream_root(0), "check interval");
  stream = stream_named(stream, c->function);
  stream = stream_numbered(stream, c->dim);
  stream = stream_numbered(stream, c->instance);
  return stream_named(stream, c->optimizer);
}

static int compare_cell(struct judged *j, const struct scale *s, struct error *err)
{
  double *block = malloc((2 * j->pairs + 1) * sizeof *block);
  if (!block) return error_memory(err, "a comparison");
  double *ranked = block, *log_ratio = block + j->pairs;
  struct sample sample = {0};
  for (size_t r = 0; r < j->pairs; r++) {
    j->successes_before += success(&j->before->run[r], s);
    j->successes_after += success(&j->after->run[r], s);
  }
  take_differences(j, s, ranked, log_ratio);
  for (size_t r = 0; r < j->pairs; r++) j->differing += ranked[r] != 0;
  int status = signed_rank_test(ranked, j->pairs, &j->p, err);
  if (!j->differing) j->p = NAN;
  if (!status) status = sample_new(log_ratio, j->pairs, &sample, err);
  if (!status)
    status = bootstrap_interval(stream_of(j->before), BOOTSTRAP_ROUNDS, j->pairs, 0.95,
                                sample_median, &sample, &j->interval, err);
  if (!status) {
    j->ratio = repro_exp(quantile(sample.ascending, j->pairs, 0.5));
    j->interval.low = repro_exp(j->interval.low);
    j->interval.high = repro_exp(j->interval.high);
  }
  sample_free(&sample);
  free(block);
  return status;
}

static int judge_pair(const struct results_set *before, const struct results_set *after,
                      struct judged *j, struct error *err)
{
  const struct cell_results *a = j->before, *b = j->after;
  j->p = j->adjusted = j->ratio = j->interval.low = j->interval.high = NAN;
  if (!a || !b) {
    j->verdict = a ? VERDICT_MISSING : VERDICT_NEW;
    return STATUS_OK;
  }
  if (strcmp(a->problem, b->problem) != 0) {
    j->verdict = VERDICT_REDEFINED;
    return STATUS_OK;
  }
  double x = cell_results_budget(before, a), y = cell_results_budget(after, b);
  struct scale scale = {.budget = x < y ? x : y,
                        .first = 1 + before->campaign.gradient_cost,
                        .target = before->campaign.target,
                        .targets = &before->targets};
  j->pairs = a->run_count < b->run_count ? a->run_count : b->run_count;
  if (same_runs(a, b, before->targets.count)) {
    for (size_t r = 0; r < j->pairs; r++) j->successes_before += success(&a->run[r], &scale);
    j->successes_after = j->successes_before;
    j->verdict = VERDICT_SAME;
    j->ratio = j->interval.low = j->interval.high = 1;
    return STATUS_OK;
  }
  j->verdict = j->pairs < REPETITIONS_LEAST ? VERDICT_TOO_FEW : VERDICT_STEADY;
  int status = compare_cell(j, &scale, err);
  if (j->verdict == VERDICT_TOO_FEW) j->p = NAN;
  return status;
}

/* Could so many pairs, were they all of one sign, be significant among so many tests? */
static bool can_fire(size_t pairs, size_t tests, double level)
{
  int doublings = pairs < 1000 ? (int)pairs - 1 : 999;
  return (double)tests <= level * ldexp(1, doublings);
}

static void decide(struct judged *j, size_t tests, const struct gate_rule *rule)
{
  if (j->verdict != VERDICT_STEADY || isnan(j->p)) return;
  double lost = (double)j->successes_before - (double)j->successes_after;
  double many = 3.0 / 25 * (double)j->pairs;
  bool worse = j->ratio > rule->threshold || lost >= many;
  /* Pairs that are equal say nothing: a fault that shows from some starts only must not pass. */
  if (!can_fire(worse ? j->differing : j->pairs, tests, rule->level)) j->verdict = VERDICT_TOO_FEW;
  if (!(j->adjusted <= rule->level)) return;
  if (worse)
    j->verdict = VERDICT_REGRESSED;
  else if (j->ratio < 1 / rule->threshold || -lost >= many)
    j->verdict = VERDICT_IMPROVED;
}

static int by_badness(const void *a, const void *b)
{
  const struct judged *x = a, *y = b;
  if (x->verdict != y->verdict) return (x->verdict > y->verdict) - (x->verdict < y->verdict);
  if (x->ratio < y->ratio || x->ratio > y->ratio) return x->ratio < y->ratio ? 1 : -1;
  char left[CELL_TITLE], right[CELL_TITLE];
  cell_results_title(x->before ? x->before : x->after, left);
  cell_results_title(y->before ? y->before : y->after, right);
  return strcmp(left, right);
}

/* The cells of both sets, side by side. */
static void match(const struct results_set *before, const struct results_set *after,
                  struct judgement *out)
{
  for (size_t i = 0; i < before->cell_count; i++) {
    const struct cell_results *c = &before->cell[i];
    out->cell[out->count++] = (struct judged){
        .before = c, .after = results_find(after, c->function, c->dim, c->instance, c->optimizer)};
  }
  for (size_t i = 0; i < after->cell_count; i++) {
    const struct cell_results *c = &after->cell[i];
    if (!results_find(before, c->function, c->dim, c->instance, c->optimizer))
      out->cell[out->count++] = (struct judged){.after = c};
  }
}

static int adjust(struct judgement *out, struct error *err)
{
  double *p = malloc((out->count ? out->count : 1) * sizeof *p);
  if (!p) return error_memory(err, "a comparison");
  for (size_t i = 0; i < out->count; i++) p[i] = out->cell[i].p;
  int status = holm_adjust(p, out->count, p, err);
  for (size_t i = 0; i < out->count; i++) {
    out->cell[i].adjusted = p[i];
    if (!isnan(p[i])) out->tests++;
  }
  free(p);
  return status;
}

int gate_judge(const struct results_set *before, const struct results_set *after,
               const struct gate_rule *rule, struct judgement *out, struct error *err)
{
  const char *unlike;
  int status = campaign_unlike(&before->campaign, &after->campaign, &unlike, err);
  if (status) return status;
  if (unlike)
    return error_set(err, STATUS_USAGE,
                     "the two ran with another %s, so their costs cannot be compared; run them "
                     "alike, or make the baseline again",
                     unlike);
  *out = (struct judgement){.unpaired = before->campaign.seed != after->campaign.seed};
  out->cell = calloc(before->cell_count + after->cell_count + 1, sizeof *out->cell);
  if (!out->cell) return error_memory(err, "a comparison");
  match(before, after, out);
  for (size_t i = 0; i < out->count && !status; i++)
    status = judge_pair(before, after, &out->cell[i], err);
  if (!status) status = adjust(out, err);
  if (status) {
    judgement_free(out);
    return status;
  }
  for (size_t i = 0; i < out->count; i++) {
    decide(&out->cell[i], out->tests, rule);
    out->of[out->cell[i].verdict]++;
  }
  qsort(out->cell, out->count, sizeof *out->cell, by_badness);
  return STATUS_OK;
}

void judgement_free(struct judgement *judgement)
{
  free(judgement->cell);
  *judgement = (struct judgement){0};
}

bool judgement_complete(const struct judgement *j)
{
  return !j->of[VERDICT_MISSING] && !j->of[VERDICT_REDEFINED] && !j->of[VERDICT_TOO_FEW];
}
