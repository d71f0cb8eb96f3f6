/* gate.c -- see gate.h. */
#include "bench/judge/gate.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "bench/judge/distinct.h"
#include "bench/judge/effect.h"
#include "bench/judge/groups.h"
#include "bench/judge/instances.h"
#include "src/numeric/elementary.h"

const char *const verdict_names[VERDICT_COUNT] = {"regression", "missing", "redefined",
                                                  "too few",    "new",     "improvement",
                                                  "changed",    "steady",  "same"};

const struct gate_rule gate_rule_default = {.threshold = 1.10,
                                            .lost = 0.02,
                                            .level = 0.0007,
                                            .group_level = 0.0003,
                                            .doubt = 0.02,
                                            .group_doubt = 0.004};

/* Small against any difference of costs, so that best f decides between equals only. */
static const double hair = 1e-9;

static bool same_runs(const struct cell_results *a, const struct cell_results *b)
{
  if (a->run_count != b->run_count || a->targets->count != b->targets->count) return false;
  for (size_t r = 0; r < a->run_count; r++)
    if (!runs_equal(&a->run[r], &b->run[r], a->targets->count)) return false;
  return true;
}

/* The differences of all pairs: what is ranked, and what the ratio is the mean of. */
static void take_differences(struct judged *j, const struct scale *s)
{
  size_t with_target = 0;
  for (size_t r = 0; r < j->pairs; r++)
    with_target += effect_of_costs(&j->before->run[r], &j->after->run[r], s, &j->difference[r]);
  j->by_error = 2 * with_target < j->pairs;
  for (size_t r = 0; r < j->pairs; r++) {
    double by_error = effect_of_errors(&j->before->run[r], &j->after->run[r], s);
    if (j->by_error) j->difference[r] = by_error;
    j->ranked[r] = j->difference[r] != 0 ? j->difference[r] : hair * by_error;
  }
}

static double mean(void *context, const size_t *index, size_t count)
{
  const double *value = context;
  double total = 0;
  for (size_t i = 0; i < count; i++) total += value[index ? index[i] : i];
  return total / (double)count;
}

static struct stream stream_of(const struct cell_results *c)
{
  struct stream stream = stream_named(stream_root(0), "check interval");
  stream = stream_named(stream, c->function);
  stream = stream_numbered(stream, c->dim);
  stream = stream_numbered(stream, c->instance);
  return stream_named(stream, c->optimizer);
}

/* A pair that is the same as one before it is no more evidence: it is not ranked. */
static void drop_repeated(struct judged *j, size_t targets)
{
  for (size_t r = 1; r < j->pairs; r++)
    for (size_t i = 0; i < r; i++) {
      if (!runs_equal(&j->before->run[r], &j->before->run[i], targets) ||
          !runs_equal(&j->after->run[r], &j->after->run[i], targets))
        continue;
      j->ranked[r] = 0;
      j->repeated++;
      break;
    }
}

/* Of the mean: by bootstrap; of many values, where that comes to the same, from its standard error.
 */
static int find_interval(struct judged *j, struct error *err)
{
  enum { MANY = 200 };
  double centre = mean(j->difference, NULL, j->pairs), n = (double)j->pairs, squares = 0;
  if (j->pairs <= MANY)
    return bootstrap_interval(stream_of(j->before), BOOTSTRAP_ROUNDS, j->pairs, 0.95, mean,
                              j->difference, &j->interval, err);
  for (size_t r = 0; r < j->pairs; r++)
    squares += (j->difference[r] - centre) * (j->difference[r] - centre);
  double error = sqrt(squares / (n - 1) / n);
  j->interval = (struct interval){centre - 1.96 * error, centre + 1.96 * error};
  return STATUS_OK;
}

static int compare_cell(struct judged *j, const struct scale *s, bool one_start, struct error *err)
{
  for (size_t r = 0; r < j->pairs; r++) {
    bool here = effect_success(&j->before->run[r], s);
    bool there = effect_success(&j->after->run[r], s);
    j->successes_before += here;
    j->successes_after += there;
    j->lost += here && !there;
    j->gained += there && !here;
  }
  take_differences(j, s);
  if (one_start) drop_repeated(j, s->targets->count);
  for (size_t r = 0; r < j->pairs; r++) j->differing += j->ranked[r] != 0;
  int status = signed_rank_test(j->ranked, j->pairs, &j->p, err);
  if (!j->differing || j->repeated + 1 == j->pairs) j->p = NAN;
  if (!status) status = find_interval(j, err);
  j->ratio = repro_exp(mean(j->difference, NULL, j->pairs));
  j->interval.low = repro_exp(j->interval.low);
  j->interval.high = repro_exp(j->interval.high);
  j->average = j->by_error ? NAN : repro_exp(effect_on_average(j->before, j->after, j->pairs, s));
  return status;
}

static int judge_pair(const struct results_set *before, const struct results_set *after,
                      struct judged *j, struct error *err)
{
  const struct cell_results *a = j->before, *b = j->after;
  j->p = j->adjusted = j->ratio = j->average = j->interval.low = j->interval.high = NAN;
  if (!a || !b) {
    j->verdict = a ? VERDICT_MISSING : VERDICT_NEW;
    return STATUS_OK;
  }
  if (strcmp(a->problem, b->problem) != 0) {
    j->verdict = VERDICT_REDEFINED;
    return STATUS_OK;
  }
  double x = cell_results_budget(before, a), y = cell_results_budget(after, b);
  struct scale scale = {
      .budget = x < y ? x : y, .first = 1 + before->campaign.gradient_cost, .targets = a->targets};
  j->pairs = instances_pairs(a, b);
  if (same_runs(a, b)) {
    for (size_t r = 0; r < j->pairs; r++) j->successes_before += effect_success(&a->run[r], &scale);
    j->successes_after = j->successes_before;
    j->verdict = VERDICT_SAME;
    j->ratio = j->average = j->interval.low = j->interval.high = 1;
    return STATUS_OK;
  }
  j->verdict = j->pairs < REPETITIONS_LEAST ? VERDICT_TOO_FEW : VERDICT_STEADY;
  int status = compare_cell(j, &scale, starts_are_one(&before->campaign), err);
  if (j->verdict == VERDICT_TOO_FEW) j->p = NAN;
  return status;
}

/* Could so many pairs, were they all of one sign, be significant among so many tests? */
static bool can_fire(size_t pairs, size_t tests, double level)
{
  int doublings = pairs < 1000 ? (int)pairs - 1 : 999;
  return (double)tests <= level * ldexp(1, doublings);
}

/* 1 or -1 if the change is for the worse or the better by so much that it counts. */
static int effect_of(const struct judged *j, const struct gate_rule *rule)
{
  bool changed = sign_test(j->lost, j->gained) <= rule->lost;
  if (j->ratio > rule->threshold || (changed && j->lost > j->gained)) return 1;
  if (j->ratio < 1 / rule->threshold || (changed && j->gained > j->lost)) return -1;
  return 0;
}

static void decide(struct judged *j, size_t tests, const struct gate_rule *rule)
{
  if (j->verdict != VERDICT_STEADY || !j->differing) return;
  int effect = effect_of(j, rule);
  if (isnan(j->p)) { /* one run, again and again */
    if (effect > 0) j->verdict = VERDICT_TOO_FEW;
    return;
  }
  if (j->adjusted <= rule->level) {
    if (effect) j->verdict = effect > 0 ? VERDICT_REGRESSED : VERDICT_IMPROVED;
    return;
  }
  /* What would count, and is hardly chance, must not pass; nor what no test could ever tell. */
  if (effect > 0 && (j->adjusted <= rule->doubt || !can_fire(j->pairs, tests, rule->doubt)))
    j->verdict = VERDICT_TOO_FEW;
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

/* Each cell's differences. */
static int make_room(struct judgement *out, struct error *err)
{
  size_t pairs = 0;
  for (size_t i = 0; i < out->count; i++)
    if (out->cell[i].before) pairs += out->cell[i].before->run_count;
  double *at = out->differences = malloc((2 * pairs + 1) * sizeof *at);
  if (!at) return error_memory(err, "a comparison");
  for (size_t i = 0; i < out->count; i++) {
    size_t count = out->cell[i].before ? out->cell[i].before->run_count : 0;
    out->cell[i].difference = at;
    out->cell[i].ranked = at + count;
    at += 2 * count;
  }
  return STATUS_OK;
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

/* Put both sets with their instances together in place of what they are. */
static int pool(const struct results_set **before, const struct results_set **after,
                struct judgement *out, struct error *err)
{
  int status = instances_pool(*before, &out->pooled[0], err);
  if (!status) status = instances_pool(*after, &out->pooled[1], err);
  if (!status) status = instances_align(&out->pooled[0], &out->pooled[1], err);
  if (status)
    judgement_free(out);
  else
    *before = &out->pooled[0], *after = &out->pooled[1];
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
  if (instances_are_few(&before->campaign, REPETITIONS_LEAST)) {
    status = pool(&before, &after, out, err);
    if (status) return status;
  }
  out->cell = calloc(before->cell_count + after->cell_count + 1, sizeof *out->cell);
  if (!out->cell) {
    judgement_free(out);
    return error_memory(err, "a comparison");
  }
  match(before, after, out);
  int made = make_room(out, err);
  if (made) {
    judgement_free(out);
    return made;
  }
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
  status = groups_judge(out, rule, err);
  if (status) judgement_free(out);
  return status;
}

void judgement_free(struct judgement *judgement)
{
  free(judgement->cell);
  free(judgement->group);
  free(judgement->differences);
  for (size_t i = 0; i < 2; i++) instances_free(&judgement->pooled[i]);
  *judgement = (struct judgement){0};
}

size_t judgement_differing(const struct judgement *j)
{
  return j->count - j->of[VERDICT_SAME] - j->of[VERDICT_NEW] - j->of[VERDICT_MISSING];
}

bool judgement_regressed(const struct judgement *j)
{
  return j->of[VERDICT_REGRESSED] || j->groups_of[VERDICT_REGRESSED];
}

bool judgement_complete(const struct judgement *j)
{
  return !j->of[VERDICT_MISSING] && !j->of[VERDICT_REDEFINED] && !j->of[VERDICT_TOO_FEW] &&
         !j->groups_of[VERDICT_TOO_FEW];
}
