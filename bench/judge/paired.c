/* paired.c -- see paired.h. */
#include "bench/judge/paired.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "bench/judge/distinct.h"

size_t paired_reference(const struct contender *contender, size_t count)
{
  static const char learned[] = "learned";
  for (size_t i = 0; i < count; i++) {
    const char *label = contender[i].optimizer;
    size_t length = sizeof learned - 1;
    if (label && !strncmp(label, learned, length) && strchr(":@", label[length])) return i;
  }
  return 0;
}

struct contender *paired_contenders(const struct results_set *set)
{
  const struct campaign *c = &set->campaign;
  struct contender *contender = calloc(c->optimizer_count + 1, sizeof *contender);
  for (size_t i = 0; contender && i < c->optimizer_count; i++) {
    contender[i] = (struct contender){.set = set, .optimizer = c->optimizers[i].label};
    snprintf(contender[i].name, LABEL_SIZE, "%s", c->optimizers[i].label);
  }
  return contender;
}

void paired_band(size_t pairs, size_t *low, size_t *high)
{
  static const double level = 0.05;
  *low = 0;
  while (2 * *low <= pairs && sign_test(*low, pairs - *low) <= level) ++*low;
  *high = pairs - *low;
}

void paired_mean_text(enum metric metric, const struct paired_mean *m, const char *sign,
                      char text[PAIRED_MEAN_TEXT])
{
  int digits = metric == METRIC_RATIO && m->mean < 10 ? 4 : 2;
  if (digits == 2 && m->error < 0.01) digits = m->error < 0.001 ? 4 : 3;
  int used = snprintf(text, PAIRED_MEAN_TEXT, "%.*f", digits, m->mean);
  if (!isnan(m->error))
    snprintf(text + used, PAIRED_MEAN_TEXT - (size_t)used, " %s %.*f", sign, digits, m->error);
}

static bool same_question(const struct contender *reference, const struct cell_results *a,
                          const struct cell_results *b)
{
  return a->dim == b->dim && !strcmp(a->function, b->function) &&
         (reference->optimizer || !strcmp(a->optimizer, b->optimizer));
}

static bool takes_part(const struct contender *c, const struct cell_results *cell)
{
  return !c->optimizer || !strcmp(c->optimizer, cell->optimizer);
}

/* Metrics of pairs. */
struct work {
  double *a, *b, *difference;
  size_t *index_a, *index_b; /* of a cell's runs that are distinct */
  size_t count;
};

static bool holds(const size_t *index, size_t count, size_t run)
{
  for (size_t i = 0; i < count; i++)
    if (index[i] == run) return true;
  return false;
}

/* The pairs of two cells on one instance, but for those that repeat one. */
static void add_pairs(const struct contender *x, const struct cell_results *a,
                      const struct contender *y, const struct cell_results *b, struct work *w)
{
  size_t runs = a->run_count < b->run_count ? a->run_count : b->run_count;
  if (strcmp(a->problem, b->problem) != 0) return;
  bool repeated = starts_are_one(&x->set->campaign) && starts_are_one(&y->set->campaign);
  size_t in_a = repeated ? distinct_runs(x->set, a, w->index_a) : 0;
  size_t in_b = repeated ? distinct_runs(y->set, b, w->index_b) : 0;
  for (size_t r = 0; r < runs; r++) {
    if (repeated && !holds(w->index_a, in_a, r) && !holds(w->index_b, in_b, r)) continue;
    w->a[w->count] = a->run[r].metric;
    w->b[w->count++] = b->run[r].metric;
  }
}

static struct paired_mean mean_of(const double *value, size_t count)
{
  double n = (double)count, mean = 0, squares = 0;
  for (size_t i = 0; i < count; i++) mean += value[i] / n;
  for (size_t i = 0; i < count; i++) squares += (value[i] - mean) * (value[i] - mean);
  return (struct paired_mean){mean, count > 1 ? sqrt(squares / (n - 1) / n) : NAN};
}

static int judge(struct work *w, struct paired_row *row, struct error *err)
{
  row->pairs = w->count;
  for (size_t i = 0; i < w->count; i++) {
    w->difference[i] = w->b[i] - w->a[i];
    row->wins += w->a[i] < w->b[i];
    row->losses += w->a[i] > w->b[i];
  }
  row->ties = w->count - row->wins - row->losses;
  row->reference = mean_of(w->a, w->count);
  row->other = mean_of(w->b, w->count);
  return signed_rank_test(w->difference, w->count, &row->p, err);
}

/* The row of a rival on what `key` asks; none without a pair. */
static int add_row(struct paired *p, size_t rival, const struct cell_results *key, struct work *w,
                   struct error *err)
{
  const struct contender *x = &p->contender[p->reference], *y = &p->contender[rival];
  w->count = 0;
  for (size_t i = 0; i < x->set->cell_count; i++) {
    const struct cell_results *a = &x->set->cell[i], *b;
    if (!takes_part(x, a) || !same_question(x, a, key)) continue;
    b = results_find(y->set, a->function, a->dim, a->instance,
                     y->optimizer ? y->optimizer : a->optimizer);
    if (b) add_pairs(x, a, y, b, w);
  }
  if (!w->count) return STATUS_OK;
  struct paired_row *row = &p->row[p->row_count++];
  *row = (struct paired_row){.key = key, .rival = rival};
  return judge(w, row, err);
}

static bool is_known(const struct paired *p, const struct cell_results *key)
{
  for (size_t i = 0; i < p->row_count; i++)
    if (same_question(&p->contender[p->reference], p->row[i].key, key)) return true;
  return false;
}

static int adjust(struct paired *p, struct error *err)
{
  double *all = malloc((p->row_count + 1) * sizeof *all);
  if (!all) return error_memory(err, "a comparison");
  for (size_t i = 0; i < p->row_count; i++) all[i] = p->row[i].p;
  int status = holm_adjust(all, p->row_count, all, err);
  for (size_t i = 0; i < p->row_count && !status; i++) p->row[i].adjusted = all[i];
  free(all);
  return status;
}

int paired_make(const struct contender *contender, size_t count, size_t reference, struct paired *p,
                struct error *err)
{
  const struct results_set *set = contender[reference].set;
  size_t runs = 0, most = 0;
  for (size_t i = 0; i < set->cell_count; i++) {
    runs += set->cell[i].run_count;
    if (set->cell[i].run_count > most) most = set->cell[i].run_count;
  }
  for (size_t k = 0; k < count; k++)
    for (size_t i = 0; i < contender[k].set->cell_count; i++)
      if (contender[k].set->cell[i].run_count > most) most = contender[k].set->cell[i].run_count;
  *p = (struct paired){.contender = contender,
                       .reference = reference,
                       .metric = (enum metric)set->campaign.metric,
                       .row = calloc(set->cell_count * count + 1, sizeof *p->row)};
  struct work w = {.a = malloc(3 * (runs + 1) * sizeof *w.a),
                   .index_a = malloc(2 * (most + 1) * sizeof *w.index_a)};
  int status = p->row && w.a && w.index_a ? STATUS_OK : error_memory(err, "a comparison");
  if (!status) {
    w.b = w.a + runs;
    w.difference = w.b + runs;
    w.index_b = w.index_a + most;
  }
  for (size_t i = 0; i < set->cell_count && !status; i++) {
    const struct cell_results *key = &set->cell[i];
    if (!takes_part(&contender[reference], key) || is_known(p, key)) continue;
    for (size_t k = 0; k < count && !status; k++)
      if (k != reference) status = add_row(p, k, key, &w, err);
  }
  if (!status) status = adjust(p, err);
  free(w.a);
  free(w.index_a);
  return status;
}

void paired_free(struct paired *p)
{
  free(p->row);
  *p = (struct paired){0};
}
