/* ranks.c -- optimizers ranked over cells: mean ranks, and which of them differ by no more than
 * chance has it, as a critical-difference diagram (Demsar, Statistical comparisons of classifiers
 * over multiple data sets, Journal of Machine Learning Research 7, 2006).
 *
 * In a cell, which is a function, dimension and instance, optimizers are ordered by their average
 * running times to one target: the hardest that any of them reaches in half of its runs, or else at
 * all. Those that never reach it stand behind the others, by the medians of their best errors.
 * Where runs have a metric, its mean decides instead. A cell in which one of them did not run says
 * nothing of it, and is left out. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "bench/figures/profile.h"
#include "bench/figures/times.h"
#include "bench/statistics/mean_ranks.h"
#include "bench/statistics/pairs.h"

enum { DATA, GROUPS, PANELS, CELLS_LEAST = 5 };
static const double level = 0.05;

/* The optimizers that ran, and their scores in the cells that all of them ran in. */
struct field {
  size_t *optimizer, contenders; /* indices in the campaign */
  const struct cell_results **cell;
  double *score; /* score[cell * contenders + contender] */
  size_t cells, skipped;
};

static const struct cell_results *find(const struct plot *plot, const struct results_set *set,
                                       size_t first, size_t optimizer)
{
  struct cell cell = campaign_cell(plot->campaign, first);
  return results_find(set, cell.function->label, cell.dim, cell.instance,
                      plot->campaign->optimizers[optimizer].label);
}

static void find_contenders(const struct plot *plot, const struct results_set *set, struct field *f)
{
  size_t optimizers = plot->campaign->optimizer_count;
  for (size_t o = 0; o < optimizers; o++) {
    bool ran = false;
    for (size_t i = 0; i < campaign_cell_count(plot->campaign) && !ran; i += optimizers)
      ran = find(plot, set, i, o) != NULL;
    if (ran) f->optimizer[f->contenders++] = o;
  }
}

/* The hardest target that any reaches in half of its runs, or else at all; NO_TARGET. */
static size_t choose_target(const struct field *f)
{
  size_t any = NO_TARGET;
  for (size_t k = f->cell[0]->targets->count; k-- > 0;)
    for (size_t c = 0; c < f->contenders; c++) {
      struct running_time time = {0};
      time_add_cell(&time, f->cell[c], k);
      size_t successes = time.successes;
      if (successes && 2 * successes >= f->cell[c]->run_count) return k;
      if (successes && any == NO_TARGET) any = k;
    }
  return any;
}

static double mean_metric(const struct cell_results *cell)
{
  double sum = 0;
  for (size_t i = 0; i < cell->run_count; i++) sum += cell->run[i].metric;
  return sum / (double)cell->run_count;
}

static int score_of(const struct cell_results *cell, size_t target, double *score,
                    struct error *err)
{
  struct running_time time = {0};
  double *error = malloc((cell->run_count + 1) * sizeof *error);
  if (!error) return error_memory(err, "the errors of a cell");
  if (target != NO_TARGET) time_add_cell(&time, cell, target);
  for (size_t i = 0; i < cell->run_count; i++) error[i] = cell->run[i].error;
  *score =
      trial_key(running_time_average(&time), time.successes > 0,
                cell->run_count ? quartiles_of(error, cell->run_count).median : (double)INFINITY);
  free(error);
  return STATUS_OK;
}

/* Of the cells from `first` on that are one but for the optimizer. */
static int add_cell(const struct plot *plot, const struct results_set *set, size_t first,
                    struct field *f, struct error *err)
{
  size_t there = 0;
  for (size_t c = 0; c < f->contenders; c++) {
    f->cell[c] = find(plot, set, first, f->optimizer[c]);
    there += f->cell[c] != NULL;
  }
  if (there < f->contenders) {
    f->skipped += there > 0;
    return STATUS_OK;
  }
  size_t target = choose_target(f);
  double *score = &f->score[f->cells * f->contenders];
  int status = STATUS_OK;
  for (size_t c = 0; c < f->contenders && !status; c++)
    if (plot->campaign->metric)
      score[c] = mean_metric(f->cell[c]);
    else
      status = score_of(f->cell[c], target, &score[c], err);
  f->cells++;
  return status;
}

static void put_sheets(const struct plot *plot, const struct field *f, const struct mean_ranks *m,
                       const size_t *order, const struct rank_group *group, size_t groups,
                       struct sheets *s)
{
  struct csv_file *out = &s->file[DATA];
  for (size_t i = 0; i < f->contenders; i++) {
    size_t c = order[i], o = f->optimizer[c];
    put_text(out, plot->campaign->optimizers[o].label, ',');
    put_style(out, &plot->styles[o], ',');
    put_number(out, m->rank[c], ',');
    put_number(out, m->points[c], ',');
    put_number(out, m->firsts[c], '\n');
    sheets_show(s, o, true, NULL);
  }
  for (size_t i = 0; i < groups; i++) {
    put_number(&s->file[GROUPS], (double)group[i].first, ',');
    put_number(&s->file[GROUPS], (double)group[i].last, ',');
    put_number(&s->file[GROUPS], m->rank[order[group[i].first]], ',');
    put_number(&s->file[GROUPS], m->rank[order[group[i].last]], '\n');
  }
  out = &s->file[PANELS];
  put_number(out, (double)f->cells, ',');
  put_number(out, (double)f->skipped, ',');
  put_number(out, (double)f->contenders, ',');
  put_number(out, m->chi_square, ',');
  put_number(out, m->p, ',');
  put_number(out, m->f, ',');
  put_number(out, m->f_p, ',');
  put_number(out, level, ',');
  put_number(out, critical_difference(m, level), ',');
  put_number(out, (double)groups, '\n');
}

static int rank(const struct plot *plot, const struct field *f, struct sheets *s, struct error *err)
{
  struct mean_ranks m = {0};
  size_t n = f->contenders, groups = 0, *order = malloc(n * sizeof *order);
  struct rank_group *group = malloc(n * sizeof *group);
  double *p = malloc(n * n * sizeof *p);
  int status =
      order && group && p ? STATUS_OK : error_memory(err, "the mean ranks of the optimizers");
  if (!status) status = mean_ranks_make(f->score, f->cells, n, &m, err);
  if (!status) {
    nemenyi_pairs(&m, p);
    status = rank_groups(&m, p, level, order, group, &groups, err);
  }
  if (!status) put_sheets(plot, f, &m, order, group, groups, s);
  mean_ranks_free(&m);
  free(order);
  free(group);
  free(p);
  return status;
}

static int write_sheets(const struct plot *plot, const struct results_set *set, struct field *f,
                        struct sheets *s, struct error *err)
{
  size_t optimizers = plot->campaign->optimizer_count;
  int status = STATUS_OK;
  find_contenders(plot, set, f);
  for (size_t i = 0; i < campaign_cell_count(plot->campaign) && f->contenders > 1 && !status;
       i += optimizers)
    status = add_cell(plot, set, i, f, err);
  if (status) return status;
  if (f->cells > 1) return rank(plot, f, s, err);
  strcpy(s->nothing, "fewer than two cells are there in which all optimizers ran");
  return STATUS_OK;
}

static int write(const struct plot *plot, struct sheets *s, struct error *err)
{
  struct results_set set;
  int status = results_read(plot->libraries, plot->results, &set, err);
  if (status) return status;
  size_t optimizers = plot->campaign->optimizer_count;
  struct field f = {.optimizer = malloc(optimizers * sizeof *f.optimizer),
                    .cell = malloc(optimizers * sizeof *f.cell),
                    .score = malloc(campaign_cell_count(plot->campaign) * sizeof *f.score)};
  if (f.optimizer && f.cell && f.score)
    status = write_sheets(plot, &set, &f, s, err);
  else
    status = error_memory(err, "the scores of the optimizers");
  free(f.optimizer);
  free(f.cell);
  free(f.score);
  results_set_free(&set);
  return status;
}

static bool possible(const struct plot *plot, char why[WHY_SIZE])
{
  const struct campaign *c = plot->campaign;
  if (c->optimizer_count > 1 && campaign_cell_count(c) / c->optimizer_count >= CELLS_LEAST)
    return profile_possible(plot, why);
  snprintf(why, WHY_SIZE, "two optimizers and %d cells (function, dimension, instance) or more",
           CELLS_LEAST);
  return false;
}

const struct figure figure_ranks = {
    .name = "ranks",
    .summary = "mean ranks over cells, and who differs: a critical-difference diagram",
    .source =
        "Demsar, Journal of Machine Learning Research 7, 2006; Iman and Davenport, Communications "
        "in Statistics 9, 1980",
    .sheet = {[DATA] = {NULL, "optimizer,title,colour,dash,rank,points,firsts"},
              [GROUPS] = {"groups", "first,last,from,to"},
              [PANELS] = {"panels",
                          "cells,skipped,optimizers,chi_square,p,f,f_p,level,difference,groups"}},
    .possible = possible,
    .write = write,
    .of_costs = true,
    .of = OF_ALL,
    .alt = "Mean ranks of the optimizers over cells.",
    .caption =
        "Mean ranks over cells (a function, dimension and instance each), 1 is best. In a cell "
        "optimizers are ordered by their average running times to the hardest target that one of "
        "them reaches in half of its runs; behind those, the others by their median error; where "
        "runs "
        "have a metric, by its mean. Bars "
        "join optimizers whose mean ranks differ by less than the critical difference (Nemenyi, "
        "5 %; Demsar 2006). Cells of one function resemble each other, so that the test is surer "
        "of itself than as many functions would make it.",
};
