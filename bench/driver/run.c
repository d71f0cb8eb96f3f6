/* run.c -- see run.h. Nothing in the loop allocates (but for a batch larger than any before),
 * formats (but for a trace row), locks or asks a clock. */
#include "bench/driver/run.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "bench/driver/repetition.h"
#include "bench/driver/trace.h"

/* About 20 trace rows a decade of cost. */
static const double trigger_ratio = 1.1220184543019633;
/* And 5 where truth is dear. */
static const double dear_ratio = 1.5848931924611136;

enum {
  /* Coordinates in a batch that a team is called for: they take a function 4 to 170 us, the call 1
   * to 20. */
  WORTH_SHARING = 1 << 14,
  SCRATCH_GAP = 16 /* doubles between threads, who would slow each other in one line */
};

struct loop {
  const struct run_setup *setup;
  const struct problem *problem;
  const struct optimizer_type *type;
  void *optimizer;
  struct run_workspace *workspace;
  struct text *trace;
  struct run_record *record;
  struct error *err;
  bool stochastic;
  bool dear; /* truth is asked for where the optimizer stands, now and then */
  bool counts_work;
  uint64_t step;            /* of the optimizer, as functions know it */
  bool step_over;           /* the next query begins another one, unless it is joined to this */
  size_t capacity;          /* points that the buffers hold */
  bool gradients, hessians; /* do the buffers hold them? */
  size_t part_scratch;      /* of each part of a batch that the team shares */
  double *f, *truth, *gradient, *scratch; /* truth is f unless the function is stochastic */
  double *work;                           /* NULL unless the function counts it */
  double *hessian;
  double cost, trigger, target;
  double level; /* what targets are compared with: the error, or best_f where f* is not known */
  double begun; /* values when the optimizer began */
  double incumbent_f; /* valid if incumbent_known */
  bool incumbent_known;
  bool measured;       /* the record's measures are those of the incumbent */
  double best_measure; /* the lowest of those that judge epochs */
  bool row_due;        /* something happened since the last trace row */
  size_t begun_text;   /* bytes that the trace had before the run */
};

void run_workspace_free(struct run_workspace *workspace)
{
  free(workspace->block);
  *workspace = (struct run_workspace){0};
}

double run_height(const struct run_record *record)
{
  return isnan(record->error) ? record->best_f : record->error;
}

static size_t problem_scratch(const struct loop *l, size_t count)
{
  return l->problem->scratch ? l->problem->scratch(l->problem, count) : 0;
}

/* Buffers for batches of `count` points, with gradients and Hessians or without. */
static int make_room(struct loop *l, size_t count, bool gradients, bool hessians)
{
  size_t dim = l->problem->dim, parts = team_size(l->setup->team);
  size_t scratch = problem_scratch(l, count);
  l->part_scratch = problem_scratch(l, (count + parts - 1) / parts);
  if (l->part_scratch) l->part_scratch += SCRATCH_GAP;
  if (scratch < parts * l->part_scratch) scratch = parts * l->part_scratch;
  if (hessians && l->problem->hessian_scratch > scratch) scratch = l->problem->hessian_scratch;
  bool apart = l->stochastic && !l->dear;
  size_t values = (size_t)(1 + apart + l->counts_work) * count;
  double slopes = gradients ? (double)count * (double)dim : 0;
  double curvatures = hessians ? (double)count * (double)dim * (double)dim : 0;
  if ((double)values + slopes + curvatures + (double)scratch > (double)(SIZE_MAX / sizeof(double)))
    return error_memory(l->err, "a batch");
  struct run_workspace *w = l->workspace;
  size_t need = values + (size_t)slopes + (size_t)curvatures + scratch;
  if (need > w->doubles) {
    double *block = realloc(w->block, need * sizeof *block);
    if (!block) return error_memory(l->err, "a batch of evaluations");
    w->block = block;
    w->doubles = need;
  }
  l->capacity = count;
  l->gradients = gradients;
  l->hessians = hessians;
  l->f = w->block;
  l->truth = apart ? l->f + count : l->f;
  l->work = l->counts_work ? l->f + values - count : NULL;
  l->gradient = gradients ? l->f + values : NULL;
  l->hessian = hessians ? l->f + values + (size_t)slopes : NULL;
  l->scratch = l->f + values + (size_t)slopes + (size_t)curvatures;
  return STATUS_OK;
}

/* A batch that the team shares: ranges of its points. */
struct shared_batch {
  const struct problem *problem;
  const struct batch *whole;
  size_t parts, part_scratch;
};

static void evaluate_part(void *context, size_t part)
{
  const struct shared_batch *s = context;
  const struct batch *w = s->whole;
  size_t dim = s->problem->dim, first = team_share(w->count, part, s->parts);
  struct batch batch = *w;
  batch.count = team_share(w->count, part + 1, s->parts) - first;
  if (!batch.count) return;
  batch.x = w->x + first * dim;
  batch.f = w->f + first;
  if (w->truth) batch.truth = w->truth + first;
  if (w->work) batch.work = w->work + first;
  if (w->gradient) batch.gradient = w->gradient + first * dim;
  batch.scratch = w->scratch + part * s->part_scratch;
  batch.index = w->index + first;
  s->problem->evaluate(s->problem, &batch);
}

static void evaluate(struct loop *l, const struct query *query, size_t count)
{
  /* Where points are evaluated again, their noise follows that of the first time, which was drawn
   * for all points of the query, even if the budget pays for fewer now. */
  double before = query->again ? (double)query->count : 0;
  struct batch batch = {
      .x = query->x,
      .count = count,
      .f = l->f,
      .truth = l->dear ? NULL : l->truth,
      .work = l->work,
      .gradient = query->want_gradient ? l->gradient : NULL,
      .scratch = l->scratch,
      .stream = l->setup->noise,
      .index = (uint64_t)(l->record->counts.values - before),
      .step = l->step,
  };
  struct shared_batch shared = {.problem = l->problem,
                                .whole = &batch,
                                .parts = team_size(l->setup->team),
                                .part_scratch = l->part_scratch};
  if (shared.parts > 1 && count > 1 && count * l->problem->dim >= WORTH_SHARING)
    team_run(l->setup->team, evaluate_part, &shared);
  else
    l->problem->evaluate(l->problem, &batch);
  size_t dim = l->problem->dim;
  for (size_t k = 0; query->want_hessian && k < count; k++)
    l->problem->hessian(l->problem, query->x + k * dim, l->scratch, l->hessian + k * dim * dim);
}

/* Steps that are over. */
static double steps_done(const struct loop *l) { return (double)l->step + l->step_over; }

static double epochs_done(const struct loop *l)
{
  return l->problem->epoch ? steps_done(l) / (double)l->problem->epoch : NAN;
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

/* The true value where the optimizer stands: known if that is the point just evaluated, else
 * found out without a charge, for the trace only. */
static double incumbent_value(struct loop *l, const double *x)
{
  measure(l, x);
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

static int trace_row(struct loop *l, struct counts counts, double cost)
{
  const struct run_setup *s = l->setup;
  struct text *t = l->trace;
  struct error *err = l->err;
  const double *x = l->type->incumbent(l->optimizer);
  double extra[DIAGNOSTICS_MAX] = {0};
  double columns[] = {
      (double)s->repetition, l->record->steps, counts.values, counts.gradients, cost,
      incumbent_value(l, x), l->record->best_f};
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

static void improve(struct loop *l, const double *x, double truth, struct counts counts)
{
  struct run_record *r = l->record;
  if (l->setup->best_x) memcpy(l->setup->best_x, x, l->problem->dim * sizeof *x);
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
static void look(struct loop *l, struct counts counts, bool *ended)
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
  improve(l, x, l->incumbent_f, counts);
  if (l->level > l->target) return;
  r->outcome = OUTCOME_TARGET;
  *ended = true;
}

/* What one point of the query is charged. */
static struct counts counts_each(const struct loop *l, const struct query *query)
{
  return (struct counts){.values = !query->again,
                         .gradients = query->want_gradient +
                                      (query->want_hessian ? (double)l->problem->dim : 0)};
}

/* Go through the batch evaluation by evaluation: something in it may matter. Sets *ended with the
 * outcome if the run ends in it. */
static int scan(struct loop *l, const struct query *query, size_t count, bool *ended)
{
  struct run_record *r = l->record;
  struct counts counts = r->counts, each = counts_each(l, query);
  double cost = l->cost;
  for (size_t k = 0; k < count && !*ended; k++) {
    counts.values += each.values;
    counts.gradients += each.gradients;
    cost = run_cost(counts, l->setup->gradient_cost);
    if (l->work) r->work += l->work[k];
    if (!isfinite(l->f[k])) {
      r->outcome = OUTCOME_DIVERGED;
      *ended = true;
    } else if (!l->dear && l->truth[k] < r->best_f) {
      improve(l, query->x + k * l->problem->dim, l->truth[k], counts);
    }
    if (!*ended && l->level <= l->target) {
      r->outcome = OUTCOME_TARGET;
      *ended = true;
    }
    if (cost >= l->trigger) {
      if (!*ended) look(l, counts, ended);
      int status = l->setup->trace == TRACE_LOG ? trace_row(l, counts, cost) : STATUS_OK;
      if (status) return status;
      while (l->trigger <= cost) {
        double next = floor(l->trigger * (l->dear ? dear_ratio : trigger_ratio));
        l->trigger = next > l->trigger ? next : l->trigger + 1;
      }
    } else {
      l->row_due = true;
    }
  }
  r->counts = counts;
  l->cost = cost;
  return STATUS_OK;
}

/* The batch's lowest true value, or NaN if a value is not finite. */
static double lowest(const double *restrict f, const double *restrict truth, size_t count)
{
  double low = INFINITY, spoiled = 0;
  for (size_t k = 0; k < count; k++) {
    spoiled += f[k] - f[k]; /* 0, or NaN for an infinite value or a NaN */
    low = truth[k] < low ? truth[k] : low;
  }
  return low + spoiled;
}

/* The counts after `count` more points of the query. */
static struct counts counts_after(const struct loop *l, const struct query *query, double count)
{
  struct counts counts = l->record->counts, each = counts_each(l, query);
  counts.values += count * each.values;
  counts.gradients += count * each.gradients;
  return counts;
}

/* How many of the query's points the budget still pays for. */
static size_t affordable(const struct loop *l, const struct query *query)
{
  double c = l->setup->gradient_cost, budget = l->setup->budget;
  if (run_cost(counts_after(l, query, (double)query->count), c) <= budget) return query->count;
  double count = floor((budget - l->cost) / run_cost(counts_each(l, query), c));
  /* The division may be one off where the cost of a gradient is no dyadic number. */
  if (run_cost(counts_after(l, query, count + 1), c) <= budget) count++;
  if (run_cost(counts_after(l, query, count), c) > budget) count--;
  return (size_t)count;
}

static int account(struct loop *l, const struct query *query, size_t count, bool *ended)
{
  struct counts after = counts_after(l, query, (double)count);
  double end = run_cost(after, l->setup->gradient_cost);
  double low = lowest(l->f, l->truth, count);
  bool quiet = (l->dear ? !isnan(low) : low >= l->record->best_f) && end < l->trigger;
  if (quiet) {
    l->record->counts = after;
    for (size_t k = 0; l->work && k < count; k++) l->record->work += l->work[k];
    l->cost = end;
    l->row_due = true;
  } else {
    int status = scan(l, query, count, ended);
    if (status) return status;
  }
  /* Where the run ends, a dear truth is still to be asked: the row comes after that. */
  bool over = *ended || count < query->count;
  if (l->setup->trace == TRACE_EVERY && (over ? !l->dear : !query->more))
    return trace_row(l, l->record->counts, l->cost);
  return STATUS_OK;
}

/* Evaluate what the budget pays for of the query's points, *count of them, and enter it in the
 * record; *ended: the run ends in it. What goes beyond the budget is not evaluated. */
static int take(struct loop *l, const struct query *query, size_t *count, bool *ended)
{
  const struct run_setup *s = l->setup;
  *count = affordable(l, query);
  if (*count > l->capacity || (query->want_gradient && !l->gradients) ||
      (query->want_hessian && !l->hessians)) {
    int status =
        make_room(l, *count > l->capacity ? *count : l->capacity,
                  query->want_gradient || l->gradients, query->want_hessian || l->hessians);
    if (status) return status;
  }
  *ended = false;
  if (!*count) return STATUS_OK;
  evaluate(l, query, *count);
  if (!l->dear) {
    l->incumbent_known = *count == 1 && query->x == l->type->incumbent(l->optimizer);
    l->incumbent_f = l->truth[0];
  }
  int status = account(l, query, *count, ended);
  if (!status && s->watch)
    s->watch->evaluated(s->watch->context, l->optimizer, query, l->f, *count, l->cost);
  return status;
}

/* Unless the one before is still to go on. */
static void begin_step(struct loop *l)
{
  l->step += l->step_over;
  l->step_over = false;
}

/* An optimizer that ends before it has evaluated anything, as where all its samples round to the
 * mean, still stands somewhere: what that is worth is what it found. */
static int end(struct loop *l, enum ask asked)
{
  struct run_record *r = l->record;
  r->outcome = run_outcome(asked);
  if (r->counts.values > l->begun) return STATUS_OK;
  const struct query query = {.x = l->type->incumbent(l->optimizer), .count = 1};
  begin_step(l);
  size_t count;
  bool ended;
  int status = take(l, &query, &count, &ended);
  if (!status && !count) r->outcome = OUTCOME_BUDGET;
  return status;
}

/* The optimizer may stand elsewhere by now. */
static void forget_incumbent(struct loop *l)
{
  l->incumbent_known = l->measured = false;
  l->row_due = true;
}

static int end_epoch(struct loop *l, bool *ended)
{
  look(l, l->record->counts, ended);
  return l->setup->trace == TRACE_LOG ? trace_row(l, l->record->counts, l->cost) : STATUS_OK;
}

static int loop(struct loop *l)
{
  const struct run_setup *s = l->setup;
  struct run_record *r = l->record;
  for (;;) {
    struct query query;
    if (atomic_load_explicit(s->halt, memory_order_relaxed)) {
      r->outcome = OUTCOME_INTERRUPTED;
      return STATUS_OK;
    }
    enum ask asked = l->type->ask(l->optimizer, &query);
    if (asked == ASK_NO_MEMORY) return error_memory(l->err, "a larger population");
    if (asked != ASK_EVALUATE) return end(l, asked);
    if (!query.joined) begin_step(l);
    size_t count;
    bool ended;
    int status = take(l, &query, &count, &ended);
    if (status || ended) return status;
    /* The optimizer is not told a part. */
    if (count < query.count) {
      r->outcome = OUTCOME_BUDGET;
      return STATUS_OK;
    }
    struct answer answer = {.f = l->f,
                            .gradient = query.want_gradient ? l->gradient : NULL,
                            .hessian = query.want_hessian ? l->hessian : NULL};
    l->type->tell(l->optimizer, &answer);
    forget_incumbent(l);
    r->steps += !query.more;
    l->step_over = !query.more;
    if (l->step_over && l->dear && l->problem->epoch > 1 &&
        fmod(steps_done(l), (double)l->problem->epoch) == 0)
      status = end_epoch(l, &ended);
    if (status || ended) return status;
  }
}

/* Is it to begin again? */
static bool begins_again(const struct loop *l)
{
  const struct run_record *r = l->record;
  if (!l->setup->next_start) return false;
  return r->outcome != OUTCOME_TARGET && r->outcome != OUTCOME_BUDGET &&
         r->outcome != OUTCOME_INTERRUPTED;
}

static void add_stops(const struct loop *l)
{
  double counts[ASK_KINDS];
  if (!l->type->stops) return;
  l->type->stops(l->optimizer, counts);
  for (size_t i = 0; i < ASK_KINDS; i++) l->record->stops[i] += counts[i];
}

/* Another start, another stream, and the budget that is left. */
static void prepare_restart(struct loop *l, struct setup *setup)
{
  const struct run_setup *s = l->setup;
  uint64_t number = (uint64_t)++l->record->restarts;
  repetition_draw(s->problem, s->starts, number, s->next_start);
  setup->start = s->next_start;
  setup->stream = stream_numbered(stream_named(s->search, "restart"), number);
  setup->budget = s->budget - l->cost;
  l->step_over = true;
  forget_incumbent(l);
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
static int keep_points(struct loop *l, const double *x)
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
static int keep_confusion(struct loop *l, const double *x)
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

/* What the last incumbent is worth. */
static int finish(struct loop *l)
{
  struct run_record *r = l->record;
  const double *x = l->type->incumbent(l->optimizer);
  int status = STATUS_OK;
  r->final_f = incumbent_value(l, x);
  if (l->row_due && l->setup->trace != TRACE_NONE) status = trace_row(l, r->counts, l->cost);
  r->text[TEXT_TRACE] = text_length(l->trace) - l->begun_text;
  if (!status && l->setup->best_x) status = keep_points(l, x);
  if (!status && l->setup->confusion && l->problem->confuse) status = keep_confusion(l, x);
  return status;
}

int run_once(const struct run_setup *s, struct run_workspace *workspace, struct text *trace,
             struct run_record *record, struct error *err)
{
  *record = (struct run_record){
      .best_f = INFINITY, .error = isnan(s->problem->minimum) ? NAN : INFINITY, .best_epoch = NAN};
  struct setup setup = {
      .dim = s->problem->dim,
      .start = s->start,
      .low = s->problem->low,
      .high = s->problem->high,
      .budget = s->budget,
      .gradient_cost = s->gradient_cost,
      .stream = s->search,
      .hessians = s->problem->hessian != NULL,
      .team = s->team,
  };
  struct loop l = {
      .setup = s,
      .problem = s->problem,
      .type = s->method->type,
      .workspace = workspace,
      .trace = trace,
      .record = record,
      .err = err,
      .stochastic = s->problem->traits & STOCHASTIC,
      .trigger = 1,
      .dear = s->problem->traits & DEAR_TRUTH,
      .begun_text = text_length(trace),
      .counts_work = s->problem->work != NULL,
      .level = INFINITY,
      .best_measure = INFINITY,
      .target = s->targets.aim,
      .row_due = true,
  };
  int status = make_room(&l, 1, false, false);
  if (status) return status;
  for (;;) {
    l.begun = record->counts.values;
    l.optimizer = l.type->alloc(&setup, method_config(s->method));
    if (!l.optimizer) return error_memory(err, "an optimizer's state");
    status = loop(&l);
    add_stops(&l);
    if (status || record->outcome == OUTCOME_INTERRUPTED) break;
    bool ended = record->outcome == OUTCOME_TARGET;
    look(&l, record->counts, &ended);
    if (!begins_again(&l)) break;
    l.type->free(l.optimizer);
    prepare_restart(&l, &setup);
  }
  if (!status && record->outcome != OUTCOME_INTERRUPTED) status = finish(&l);
  l.type->free(l.optimizer);
  return status;
}
