/* self_test.c -- see self_test.h. */
#include "bench/command/self_test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/judge/plant.h"
#include "src/number.h"

static const double slower = 0.7; /* rates times this, costs over this */

/* Lower the rate of a task's method; false if it has none. */
static bool lower_rate(struct task *task, struct error *err, int *status)
{
  struct method *m = &task->method;
  const struct param *params = m->rule ? m->rule->params : m->type->params;
  const struct param *p = param_find(params, "rate", strlen("rate"));
  if (!p || p->kind != PARAM_KIND_REAL || !(param_get(p, m->parts[0]) > 0)) return false;
  char text[NUMBER_TEXT];
  number_format(param_get(p, m->parts[0]) * slower, text);
  *status = method_set(m, "rate", text, err);
  return true;
}

/* The results of the baseline's campaign at lower rates; has_rate says which of its cells that
 * changes. */
static int run_slower(const struct libraries *libraries, const struct results_set *baseline,
                      const char *folder, size_t threads, bool *has_rate, struct results_set *set,
                      struct error *err)
{
  const struct campaign *campaign = &baseline->campaign;
  struct tasks tasks;
  struct execution execution = {.libraries = libraries,
                                .campaign = campaign,
                                .folder = folder,
                                .threads = threads,
                                .kind = FOLDER_SCRATCH,
                                .force = true};
  int status = tasks_make(libraries, campaign, &tasks, err);
  if (status) return status;
  for (size_t i = 0; i < tasks.count && !status; i++) {
    struct task *t = &tasks.task[i];
    bool lowered = lower_rate(t, err, &status);
    const struct cell_results *c = results_find(baseline, t->cell.function->label, t->cell.dim,
                                                t->cell.instance, t->cell.optimizer->label);
    if (c) has_rate[c - baseline->cell] = lowered;
  }
  if (!status) status = execute(&execution, &tasks, err);
  tasks_free(&tasks);
  return status ? status : results_read(libraries, folder, set, err);
}

/* The baseline with one optimizer's cells replaced by slower ones: those of `slow` where the cell
 * has a rate, else, or with slow NULL, its own with their costs planted. */
struct planted {
  struct results_set set;
  struct run_result *runs; /* copies that were planted, and their costs */
  double *to;
};

static int plant(const struct results_set *baseline, const struct results_set *slow,
                 const char *optimizer, struct planted *out, struct error *err)
{
  size_t count = 0, costs = 0, used = 0;
  for (size_t i = 0; i < baseline->cell_count; i++) {
    count += baseline->cell[i].run_count;
    costs += baseline->cell[i].run_count * baseline->cell[i].targets->count;
  }
  out->set = *baseline; /* borrows everything but the array of cells */
  out->set.cell = malloc(baseline->cell_count * sizeof *out->set.cell);
  out->runs = malloc(count * sizeof *out->runs);
  out->to = malloc(costs * sizeof *out->to);
  if (!out->set.cell || !out->runs || !out->to) {
    free(out->set.cell);
    free(out->runs);
    free(out->to);
    return error_memory(err, "the self-test");
  }
  double *to = out->to;
  for (size_t i = 0; i < baseline->cell_count; i++) {
    struct cell_results *c = &out->set.cell[i];
    *c = baseline->cell[i];
    if (strcmp(c->optimizer, optimizer) != 0) continue;
    const struct cell_results *slower_cell =
        slow ? results_find(slow, c->function, c->dim, c->instance, c->optimizer) : NULL;
    if (slower_cell) {
      c->run = slower_cell->run;
      c->run_count = slower_cell->run_count;
      continue;
    }
    size_t targets = c->targets->count;
    memcpy(out->runs + used, c->run, c->run_count * sizeof *c->run);
    c->run = out->runs + used;
    used += c->run_count;
    for (size_t r = 0; r < c->run_count; r++, to += targets) {
      memcpy(to, c->run[r].to, targets * sizeof *to);
      c->run[r].to = to;
    }
    plant_slowdown(baseline, c, 1 / slower);
  }
  return STATUS_OK;
}

/* How many cells of the optimizer regress when it is slower. */
static int count_fired(const struct results_set *baseline, const struct results_set *slow,
                       const char *optimizer, const struct gate_rule *rule, size_t *fired,
                       struct error *err)
{
  struct planted planted;
  struct judgement judgement;
  int status = plant(baseline, slow, optimizer, &planted, err);
  if (status) return status;
  status = gate_judge(baseline, &planted.set, rule, &judgement, err);
  if (!status) {
    *fired = judgement.of[VERDICT_REGRESSED];
    judgement_free(&judgement);
  }
  free(planted.set.cell);
  free(planted.runs);
  free(planted.to);
  return status;
}

static int try_optimizer(const struct results_set *baseline, const struct results_set *slow,
                         const bool *has_rate, const char *optimizer, const struct gate_rule *rule,
                         bool *good, struct error *err)
{
  size_t cells = 0, fired = 0;
  bool rate = false;
  for (size_t i = 0; i < baseline->cell_count; i++) {
    if (strcmp(baseline->cell[i].optimizer, optimizer) != 0) continue;
    cells++;
    rate |= has_rate[i];
  }
  int status = STATUS_OK;
  if (rate) status = count_fired(baseline, slow, optimizer, rule, &fired, err);
  if (status) return status;
  const char *how = "rates x 0.7";
  if (!fired) {
    how = rate ? "no slower at rates x 0.7; costs / 0.7" : "costs / 0.7";
    status = count_fired(baseline, NULL, optimizer, rule, &fired, err);
  }
  if (!status)
    printf("%-9s %s (%s): %zu of %zu cells regress\n", fired ? "fires" : "IS BLIND", optimizer, how,
           fired, cells);
  *good &= fired > 0;
  return status;
}

int gate_self_test(const struct libraries *libraries, const struct results_set *baseline,
                   const struct gate_rule *rule, const char *folder, size_t threads,
                   struct error *err)
{
  struct results_set slow;
  const struct campaign *c = &baseline->campaign;
  bool *has_rate = calloc(baseline->cell_count, sizeof *has_rate), good = true;
  if (!has_rate) return error_memory(err, "the self-test");
  int status = run_slower(libraries, baseline, folder, threads, has_rate, &slow, err);
  for (size_t o = 0; o < c->optimizer_count && !status; o++)
    status = try_optimizer(baseline, &slow, has_rate, c->optimizers[o].label, rule, &good, err);
  if (!status) results_set_free(&slow);
  free(has_rate);
  if (status) return status;
  puts(good ? "self-test: the gate fires for every optimizer that is slowed down"
            : "self-test: THE GATE IS BLIND to a slowdown of some optimizer; give it more budget, "
              "repetitions or easier functions");
  return good ? STATUS_OK : STATUS_REGRESSED;
}
