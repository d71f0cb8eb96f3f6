/* groups.c -- see groups.h. */
#include "bench/judge/groups.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "src/numeric/elementary.h"

/* An interval of the ratio reaches so many standard errors from it. */
static const double errors = 2.5;

/* A start that cells share, and what became of it. */
struct unit {
  const char *function;
  size_t type; /* length of the function's name, without its parameters */
  size_t dim, repetition;
  unsigned instance;
  double difference;
};

struct work {
  struct judgement *judgement;
  bool *named; /* one a cell */
  struct unit *unit;
  double *sum;
};

/* May it be a member? It was judged by its costs, changed, and is not named. */
static bool is_free(const struct work *w, size_t i)
{
  const struct judged *j = &w->judgement->cell[i];
  return !w->named[i] && !isnan(j->p) && j->differing && !j->by_error;
}

static bool belongs(const struct judged_group *g, const struct judged *j)
{
  switch (g->kind) {
  case GROUP_OPTIMIZER:
    return !strcmp(g->name, j->before->optimizer);
  case GROUP_FUNCTION:
    return !strcmp(g->name, j->before->function);
  default:
    return true;
  }
}

static int by_start(const void *a, const void *b)
{
  const struct unit *x = a, *y = b;
  size_t shorter = x->type < y->type ? x->type : y->type;
  int order = strncmp(x->function, y->function, shorter);
  if (order) return order;
  if (x->type != y->type) return x->type < y->type ? -1 : 1;
  if (x->dim != y->dim) return x->dim < y->dim ? -1 : 1;
  if (x->instance != y->instance) return x->instance < y->instance ? -1 : 1;
  return (x->repetition > y->repetition) - (x->repetition < y->repetition);
}

/* The differences of all the group's pairs, with their starts; and its effect. */
static size_t gather(const struct work *w, struct judged_group *g)
{
  size_t pairs = 0, averages = 0;
  double total = 0, average = 0;
  for (size_t i = 0; i < w->judgement->count; i++) {
    const struct judged *j = &w->judgement->cell[i];
    if (!is_free(w, i) || !belongs(g, j)) continue;
    g->cells++;
    if (!isnan(j->average)) {
      average += repro_log(j->average);
      averages++;
    }
    for (size_t r = 0; r < j->pairs; r++) {
      w->unit[pairs++] = (struct unit){.function = j->before->function,
                                       .type = strcspn(j->before->function, ":"),
                                       .dim = j->before->dim,
                                       .instance = j->before->instance,
                                       .repetition = r,
                                       .difference = j->difference[r]};
      total += j->difference[r];
    }
  }
  g->ratio = pairs ? repro_exp(total / (double)pairs) : NAN;
  g->average = averages ? repro_exp(average / (double)averages) : NAN;
  return pairs;
}

/* The lower end of the ratio: `errors` standard errors of the mean below it, over the units. */
static double lower_end(const struct work *w, const struct judged_group *g, size_t pairs)
{
  double total = 0, squares = 0, n = (double)g->units;
  for (size_t i = 0; i < g->units; i++) total += w->sum[i];
  for (size_t i = 0; i < g->units; i++) {
    double off = w->sum[i] - total / n;
    squares += off * off;
  }
  double error = n > 1 ? sqrt(squares / (n - 1) * n) : INFINITY;
  return repro_exp((total - errors * error) / (double)pairs);
}

/* Test it: p is NaN if the group has nothing that its cells do not tell by themselves. */
static int test(const struct work *w, struct judged_group *g, struct error *err)
{
  size_t pairs = gather(w, g), differing = 0;
  g->p = g->adjusted = NAN;
  g->verdict = VERDICT_STEADY;
  if (g->cells < 2) return STATUS_OK;
  qsort(w->unit, pairs, sizeof *w->unit, by_start);
  for (size_t i = 0; i < pairs; i++) {
    if (!i || by_start(&w->unit[i - 1], &w->unit[i]) != 0) w->sum[g->units++] = 0;
    w->sum[g->units - 1] += w->unit[i].difference;
  }
  g->low = lower_end(w, g, pairs);
  g->high = g->ratio * (g->ratio / g->low);
  for (size_t i = 0; i < g->units; i++) differing += w->sum[i] != 0;
  int status = differing ? signed_rank_test(w->sum, g->units, &g->p, err) : STATUS_OK;
  return status;
}

static void decide(struct judged_group *g, const struct gate_rule *rule)
{
  if (isnan(g->p)) return;
  double t = rule->threshold, root = sqrt(t);
  double ratio = g->kind == GROUP_ALL ? t : t * root;
  double average = g->kind == GROUP_ALL ? t * t : t * t * t;
  bool worse = (g->ratio > ratio && g->low > root) || g->average > average;
  bool better = (g->ratio < 1 / ratio && g->high < 1 / root) || g->average < 1 / average;
  if (g->adjusted <= rule->group_level) {
    if (better) g->verdict = VERDICT_IMPROVED;
    if (worse) g->verdict = VERDICT_REGRESSED;
  } else if (worse && g->adjusted <= rule->group_doubt) {
    g->verdict = VERDICT_TOO_FEW;
  }
}

/* Is there a group of this kind and name since `first`? */
static bool known(const struct judgement *j, size_t first, const char *name)
{
  for (size_t i = first; i < j->group_count; i++)
    if (!strcmp(j->group[i].name, name)) return true;
  return false;
}

/* All groups of one kind, tested, adjusted together, decided. */
static int judge_kind(struct work *w, enum group_kind kind, const struct gate_rule *rule,
                      struct error *err)
{
  struct judgement *j = w->judgement;
  size_t first = j->group_count;
  int status = STATUS_OK;
  for (size_t i = 0; i < j->count && !status; i++) {
    if (!is_free(w, i)) continue;
    const struct cell_results *c = j->cell[i].before;
    const char *name = kind == GROUP_OPTIMIZER  ? c->optimizer
                       : kind == GROUP_FUNCTION ? c->function
                                                : "all cells";
    if (known(j, first, name)) continue;
    j->group[j->group_count] = (struct judged_group){.kind = kind, .name = name};
    status = test(w, &j->group[j->group_count++], err);
  }
  size_t count = j->group_count - first;
  for (size_t i = 0; i < count; i++) w->sum[i] = j->group[first + i].p;
  if (!status) status = holm_adjust(w->sum, count, w->sum, err);
  for (size_t i = first; i < j->group_count && !status; i++) {
    struct judged_group *g = &j->group[i];
    g->adjusted = w->sum[i - first];
    decide(g, rule);
    j->groups_of[g->verdict]++;
  }
  for (size_t i = 0; i < j->count && !status; i++)
    for (size_t k = first; k < j->group_count && is_free(w, i); k++)
      if (j->group[k].verdict == VERDICT_REGRESSED || j->group[k].verdict == VERDICT_IMPROVED)
        w->named[i] = belongs(&j->group[k], &j->cell[i]);
  return status;
}

int groups_judge(struct judgement *j, const struct gate_rule *rule, struct error *err)
{
  size_t pairs = 0;
  for (size_t i = 0; i < j->count; i++) pairs += j->cell[i].pairs;
  struct work w = {.judgement = j,
                   .named = calloc(j->count + 1, sizeof *w.named),
                   .unit = malloc((pairs + 1) * sizeof *w.unit),
                   .sum = malloc((pairs + 2 * j->count + 2) * sizeof *w.sum)};
  j->group = calloc(2 * j->count + 1, sizeof *j->group);
  int status =
      w.named && w.unit && w.sum && j->group ? STATUS_OK : error_memory(err, "a comparison");
  for (size_t i = 0; i < j->count && !status; i++) {
    enum verdict verdict = j->cell[i].verdict;
    w.named[i] = verdict != VERDICT_STEADY && verdict != VERDICT_TOO_FEW;
  }
  for (enum group_kind kind = GROUP_OPTIMIZER; kind <= GROUP_ALL && !status; kind++)
    status = judge_kind(&w, kind, rule, err);
  free(w.named);
  free(w.unit);
  free(w.sum);
  return status;
}
