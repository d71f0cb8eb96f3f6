/* incumbent.c -- what is known, and kept, of the point where an optimizer stands; see loop.h. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "bench/driver/loop.h"
#include "bench/driver/trace.h"

static double epochs_done(const struct loop *l)
{
  return l->problem->epoch ? loop_steps(l) / (double)l->problem->epoch : NAN;
}

/* What the function can tell of the point where the optimizer stands, without a charge. */
static void measure(struct loop *l, const double *x)
{
  double truth;
  if (l->measured || !l->problem->measure) return;
  l->problem->measure(l->problem, x, l->scratch, &truth, l->record->measured);
  l->measured = true;
  if (!l->dear) return;
  l->incumbent_f = truth;
  l->incumbent_known = true;
}

double loop_answer(struct loop *l, const double *x)
{
  if (!l->incumbent_known) {
    double f = 0, truth = 0;
    struct batch batch = {.x = x,
                          .count = 1,
                          .f = &f,
                          .truth = &truth,
                          .scratch = l->scratch,
                          .stream = l->setup->noise,
                          .index = 0};
    l->problem->evaluate(l->problem, &batch);
    l->incumbent_f = l->stochastic ? truth : f;
    l->incumbent_known = true;
  }
  return l->incumbent_f;
}

double loop_value(struct loop *l, const double *x)
{
  measure(l, x);
  return loop_answer(l, x);
}

/* The columns that trace_header names after the error. */
static int trace_measures(const struct loop *l, struct text *t)
{
  const struct problem *p = l->problem;
  double passed = epochs_done(l);
  int status = p->epochs ? trace_known(t, &passed, 1, l->err) : STATUS_OK;
  if (p->work && !status) status = trace_known(t, &l->record->work, 1, l->err);
  if (status) return status;
  return trace_known(t, l->record->measured, measure_count(p->measures), l->err);
}

int loop_trace(struct loop *l, struct counts counts, double cost)
{
  const struct run_setup *s = l->setup;
  struct text *t = l->trace;
  struct error *err = l->err;
  const double *x = l->type->incumbent(l->optimizer);
  double extra[DIAGNOSTICS_MAX] = {0};
  double columns[] = {
      (double)s->repetition, l->record->steps, counts.values, counts.gradients, cost,
      loop_value(l, x),      l->record->best_f};
  enum { COLUMNS = sizeof columns / sizeof *columns };
  int status = trace_numbers(t, columns, COLUMNS, "", err);
  if (!status) status = trace_known(t, &l->record->error, 1, err);
  if (!status) status = trace_measures(l, t);
  if (s->method->diagnostics) {
    size_t count = 0;
    l->type->diagnose(l->optimizer, extra);
    while (s->method->diagnostics[count]) count++;
    if (!status) status = trace_numbers(t, extra, count, ",", err);
  }
  if (s->trace_x && !status) status = trace_numbers(t, x, l->problem->dim, ",", err);
  if (!status) status = text_string(t, "\n", err);
  l->row_due = false;
  return status;
}

void loop_improve(struct loop *l, const double *x, double truth, struct counts counts)
{
  struct run_record *r = l->record;
  if (l->setup->best_x && x) memcpy(l->setup->best_x, x, l->problem->dim * sizeof *x);
  r->best_f = truth;
  r->error = truth - l->problem->minimum;
  l->level = isnan(l->problem->minimum) ? truth : r->error;
  const struct target_list *targets = &l->setup->targets;
  while (r->reached < targets->count && l->level <= targets->error[r->reached])
    r->at[r->reached++] = counts;
}

static bool all_finite(const double *x, size_t dim)
{
  double spoiled = 0;
  for (size_t i = 0; i < dim; i++) spoiled += x[i] - x[i];
  return spoiled == 0;
}

/* Now and then, whatever the trace shows: look at the point where the optimizer stands. Sets *ended
 * with the outcome if it stands nowhere, or a dear truth there reached the target. */
void loop_look(struct loop *l, struct counts counts, bool *ended)
{
  struct run_record *r = l->record;
  const struct problem *p = l->problem;
  const double *x = l->type->incumbent(l->optimizer);
  if (!*ended && !all_finite(x, p->dim)) {
    r->outcome = OUTCOME_DIVERGED;
    *ended = true;
  }
  if (!p->measure) return;
  measure(l, x);
  for (size_t i = 0; p->best_of && p->measures[i]; i++) {
    if (strcmp(p->measures[i], p->best_of) != 0 || !(r->measured[i] < l->best_measure)) continue;
    l->best_measure = r->measured[i];
    r->best_epoch = epochs_done(l);
  }
  if (!l->dear || *ended || !(l->incumbent_f < r->best_f)) return;
  l->row_due = true;
  loop_improve(l, x, l->incumbent_f, counts);
  if (l->level > l->target) return;
  r->outcome = OUTCOME_TARGET;
  *ended = true;
}

/* The optimizer may stand elsewhere by now. */
void loop_forget(struct loop *l)
{
  l->incumbent_known = l->measured = false;
  l->row_due = true;
}

static int keep_point(struct loop *l, const char *name, double f, const double *x)
{
  double repetition = (double)l->setup->repetition;
  int status = trace_numbers(l->trace, &repetition, 1, "", l->err);
  if (!status) status = text_string(l->trace, name, l->err);
  if (!status) status = trace_numbers(l->trace, &f, 1, "", l->err);
  if (!status) status = trace_numbers(l->trace, x, l->problem->dim, ",", l->err);
  return status ? status : text_string(l->trace, "\n", l->err);
}

/* The best one, unless no evaluation had a finite value, and the last. */
int loop_keep_points(struct loop *l, const double *x)
{
  struct run_record *r = l->record;
  size_t before = text_length(l->trace);
  int status = STATUS_OK;
  if (r->best_f < INFINITY) status = keep_point(l, ",best,", r->best_f, l->setup->best_x);
  if (!status) status = keep_point(l, ",final,", r->final_f, x);
  r->text[TEXT_X] = text_length(l->trace) - before;
  return status;
}

/* Which test rows are told as what at the run's end: those that there are. */
int loop_keep_confusion(struct loop *l, const double *x)
{
  size_t classes = l->problem->classes, before = text_length(l->trace);
  size_t *table = calloc(classes * classes, sizeof *table);
  if (!table) return error_memory(l->err, "a table of confusions");
  l->problem->confuse(l->problem, x, l->scratch, table);
  int status = STATUS_OK;
  for (size_t i = 0; i < classes * classes && !status; i++) {
    if (!table[i]) continue;
    double row[] = {(double)l->setup->repetition, (double)(i / classes), (double)(i % classes),
                    (double)table[i]};
    status = trace_numbers(l->trace, row, sizeof row / sizeof *row, "", l->err);
    if (!status) status = text_string(l->trace, "\n", l->err);
  }
  free(table);
  l->record->text[TEXT_CONFUSION] = text_length(l->trace) - before;
  return status;
}
