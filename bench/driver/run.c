/* run.c -- see run.h. Nothing in the loop allocates (but for a batch larger than any before),
 * formats (but for a trace row) or locks, and no clock is asked but in a few steps; see
 * stopwatch.h. */
#include "bench/driver/run.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "bench/driver/loop.h"
#include "bench/driver/repetition.h"

/* About 20 trace rows a decade of cost. */
static const double trigger_ratio = 1.1220184543019633;
/* And 5 where truth is dear. */
static const double dear_ratio = 1.5848931924611136;

void run_workspace_free(struct run_workspace *workspace)
{
  free(workspace->block);
  *workspace = (struct run_workspace){0};
}

double run_height(const struct run_record *record)
{
  if (!isnan(record->metric)) return record->metric;
  return isnan(record->error) ? record->best_f : record->error;
}

/* What one point of the query is charged. */
static struct counts counts_each(const struct loop *l, const struct query *query)
{
  bool slope = query->want_gradient && !(l->problem->traits & GRADIENT_INCLUDED);
  return (struct counts){.values = !query->again,
                         .gradients = slope + query->want_jacobian +
                                      (query->want_hessian ? (double)l->problem->dim : 0)};
}

/* Go through the batch evaluation by evaluation: something in it may matter. Sets *ended with the
 * outcome if the run ends in it. */
static int scan(struct loop *l, const struct query *query, size_t count, bool *ended)
{
  struct run_record *r = l->record;
  struct counts counts = r->counts, each = counts_each(l, query);
  double cost = l->cost;
  size_t best = count; /* of points that are made again */
  for (size_t k = 0; k < count && !*ended; k++) {
    counts.values += each.values;
    counts.gradients += each.gradients;
    cost = run_cost(counts, l->setup->gradient_cost);
    if (l->work) r->work += l->work[k];
    if (!isfinite(l->f[k])) {
      r->outcome = OUTCOME_DIVERGED;
      *ended = true;
    } else if (l->apart && (k + 1 == count || (query->group && (k + 1) % query->group == 0))) {
      if (l->incumbent_f < r->best_f)
        loop_improve(l, l->type->incumbent(l->optimizer), l->incumbent_f, counts);
    } else if (!l->dear && !l->apart && l->truth[k] < r->best_f) {
      loop_improve(l, query->x ? loop_point(l, query, k) : NULL, l->truth[k], counts);
      best = k;
    }
    if (!*ended && l->level <= l->target) {
      r->outcome = OUTCOME_TARGET;
      *ended = true;
    }
    if (cost >= l->trigger) {
      if (!*ended) loop_look(l, counts, ended);
      int status = l->setup->trace == TRACE_LOG ? loop_trace(l, counts, cost) : STATUS_OK;
      if (status) return status;
      while (l->trigger <= cost) {
        double next = floor(l->trigger * (l->dear ? dear_ratio : trigger_ratio));
        l->trigger = next > l->trigger ? next : l->trigger + 1;
      }
    } else {
      l->row_due = true;
    }
  }
  if (l->setup->best_x && !query->x && best < count)
    memcpy(l->setup->best_x, loop_point(l, query, best), l->problem->dim * sizeof(double));
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

/* The metric is told what the query was charged since `before`, as it is when it comes in groups.
 */
static void charge(struct loop *l, const struct query *query, struct counts before, size_t count)
{
  struct counts each = counts_each(l, query);
  double c = l->setup->gradient_cost, told = run_cost(before, c);
  for (size_t done = query->group; done && done < count; done += query->group) {
    struct counts counts = {.values = before.values + (double)done * each.values,
                            .gradients = before.gradients + (double)done * each.gradients};
    double cost = run_cost(counts, c);
    if (cost >= l->cost) break;
    curve_charge(l, cost - told);
    told = cost;
  }
  curve_charge(l, l->cost - told);
}

static int account(struct loop *l, const struct query *query, size_t count, bool *ended)
{
  struct counts after = counts_after(l, query, (double)count);
  double end = run_cost(after, l->setup->gradient_cost);
  double low = lowest(l->f, l->truth, count);
  if (l->apart && !isnan(low)) low = loop_answer(l, l->type->incumbent(l->optimizer));
  if (low < l->flat.lowest) l->flat.lowest = low;
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
    return loop_trace(l, l->record->counts, l->cost);
  return STATUS_OK;
}

/* Evaluate what the budget pays for of the query's points, *count of them, and enter it in the
 * record; *ended: the run ends in it. What goes beyond the budget is not evaluated. */
static int take(struct loop *l, const struct query *query, size_t *count, bool *ended)
{
  const struct run_setup *s = l->setup;
  *count = affordable(l, query);
  unsigned wanted =
      (query->want_gradient ? ROOM_GRADIENTS : 0u) | (query->want_hessian ? ROOM_HESSIANS : 0u) |
      (query->want_behaviour ? ROOM_BEHAVIOURS : 0u) |
      (query->want_residual ? ROOM_RESIDUALS : 0u) | (query->want_jacobian ? ROOM_JACOBIANS : 0u);
  size_t at_once = loop_at_once(l, query, *count);
  if (*count > l->capacity || at_once > l->at_once || (wanted & ~l->extras)) {
    int status = loop_room(l, *count > l->capacity ? *count : l->capacity,
                           at_once > l->at_once ? at_once : l->at_once, wanted | l->extras);
    if (status) return status;
  }
  *ended = false;
  if (!*count) return STATUS_OK;
  stopwatch_lap(&l->times, LAP_EVALUATE);
  struct batch batch = loop_evaluate(l, query, *count);
  stopwatch_lap(&l->times, LAP_EVALUATED);
  if (!l->dear && !l->apart) {
    l->incumbent_known = *count == 1 && query->x == l->type->incumbent(l->optimizer);
    l->incumbent_f = l->truth[0];
  }
  struct counts before = l->record->counts;
  int status = account(l, query, *count, ended);
  if (s->metric && !status) charge(l, query, before, *count);
  if (!status && s->watch)
    s->watch->evaluated(s->watch->context, l->optimizer, query, &batch, l->cost);
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

static int end_epoch(struct loop *l, bool *ended)
{
  loop_look(l, l->record->counts, ended);
  return l->setup->trace == TRACE_LOG ? loop_trace(l, l->record->counts, l->cost) : STATUS_OK;
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
    stopwatch_step(&l->times);
    enum ask asked = l->type->ask(l->optimizer, &query);
    stopwatch_lap(&l->times, LAP_ASKED);
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
                            .hessian = query.want_hessian ? l->hessian : NULL,
                            .residual = query.want_residual ? l->residual : NULL,
                            .jacobian = query.want_jacobian ? l->jacobian : NULL};
    if (query.want_behaviour) answer.behaviour = l->behaviour ? l->behaviour : query.x;
    stopwatch_lap(&l->times, LAP_TELL);
    l->type->tell(l->optimizer, &answer);
    stopwatch_lap(&l->times, LAP_TOLD);
    loop_forget(l);
    r->steps += !query.more;
    l->step_over = !query.more;
    l->curve.within = query.more;
    if (l->step_over && l->dear && l->problem->epoch > 1 &&
        fmod(loop_steps(l), (double)l->problem->epoch) == 0)
      status = end_epoch(l, &ended);
    stopwatch_over(&l->times);
    if (status || ended) return status;
    if (!query.more && flat_step(l)) {
      r->outcome = OUTCOME_TOLERANCE;
      return STATUS_OK;
    }
    if (s->steps > 0 && r->steps >= s->steps) {
      r->outcome = OUTCOME_BUDGET;
      return STATUS_OK;
    }
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
  counts[ASK_TOLERANCE] = l->record->outcome == OUTCOME_TOLERANCE;
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
  if (s->steps > 0) setup->steps = s->steps - l->record->steps;
  l->step_over = true;
  l->curve.within = false;
  loop_forget(l);
}

/* What the last incumbent is worth. */
static int finish(struct loop *l)
{
  struct run_record *r = l->record;
  const double *x = l->type->incumbent(l->optimizer);
  int status = STATUS_OK;
  r->final_f = loop_value(l, x);
  if (l->setup->final_x) memcpy(l->setup->final_x, x, l->problem->dim * sizeof *x);
  if (l->setup->metric) r->metric = curve_metric(l);
  if (l->row_due && l->setup->trace != TRACE_NONE) status = loop_trace(l, r->counts, l->cost);
  r->text[TEXT_TRACE] = text_length(l->trace) - l->begun_text;
  if (!status && l->setup->best_x) status = loop_keep_points(l, x);
  if (!status && l->setup->confusion && l->problem->confuse) status = loop_keep_confusion(l, x);
  return status;
}

int run_once(const struct run_setup *s, struct run_workspace *workspace, struct text *trace,
             struct run_record *record, struct error *err)
{
  *record = (struct run_record){.best_f = INFINITY,
                                .error = isnan(s->problem->minimum) ? NAN : INFINITY,
                                .metric = NAN,
                                .best_epoch = NAN,
                                .method_seconds = NAN,
                                .function_seconds = NAN};
  struct setup setup = {
      .dim = s->problem->dim,
      .start = s->start,
      .low = s->problem->low,
      .high = s->problem->high,
      .budget = s->budget,
      .steps = s->steps,
      .gradient_cost = s->problem->traits & GRADIENT_INCLUDED ? 0 : s->gradient_cost,
      .stream = s->search,
      .hessians = s->problem->hessian != NULL,
      .team = s->team,
      .layers = s->problem->layers,
      .layer_count = s->problem->layer_count,
      .epoch = s->problem->epoch,
      .behaviours = s->problem->behaviours ? s->problem->behaviours : s->problem->dim,
      .residuals = s->problem->residuals,
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
      .apart = !(s->problem->traits & DEAR_TRUTH) && s->method->traits & ANSWERS_APART,
      .begun_text = text_length(trace),
      .counts_work = s->problem->work != NULL,
      .level = INFINITY,
      .best_measure = INFINITY,
      .target = s->targets.aim,
      .row_due = true,
  };
  int status = loop_room(&l, 1, 1, 0);
  if (!status) status = flat_room(&l);
  if (status) return status;
  bool timed = s->timed && !s->team;
  if (timed) stopwatch_begin(&l.times);
  for (;;) {
    flat_begin(&l);
    l.begun = record->counts.values;
    l.optimizer = l.type->alloc(&setup, method_config(s->method));
    if (!l.optimizer) {
      flat_free(&l);
      return error_memory(err, "an optimizer's state");
    }
    status = loop(&l);
    add_stops(&l);
    if (status || record->outcome == OUTCOME_INTERRUPTED) break;
    bool ended = record->outcome == OUTCOME_TARGET;
    loop_look(&l, record->counts, &ended);
    if (!begins_again(&l)) break;
    l.type->free(l.optimizer);
    prepare_restart(&l, &setup);
  }
  if (timed) stopwatch_end(&l.times, &record->method_seconds, &record->function_seconds);
  if (!status && record->outcome != OUTCOME_INTERRUPTED) status = finish(&l);
  l.type->free(l.optimizer);
  flat_free(&l);
  return status;
}
