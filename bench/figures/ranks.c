/* ranks.c -- optimizers ranked over cells: mean ranks, and which of them differ by no more than
 * chance has it, as a critical-difference diagram (Demsar, Statistical comparisons of classifiers
 * over multiple data sets, Journal of Machine Learning Research 7, 2006).
 *
 * In a cell optimizers are ordered as `compare` has it (judge/compare.h), instances that have few
 * repetitions together. Where runs have a metric, its mean decides instead, instance by instance. A
 * cell in which one of them did not run says nothing of it, and is left out. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "bench/figures/profile.h"
#include "bench/judge/compare.h"
#include "bench/judge/gate.h"
#include "bench/judge/instances.h"

enum { DATA, GROUPS, PANELS, CELLS_LEAST = 5 };
static const double level = 0.05;

/* The optimizers that ran, and by a metric their scores in the cells that all of them ran in. */
struct field {
  size_t *optimizer, contenders; /* indices in the campaign */
  struct contender *contender;   /* one each */
  double *score;                 /* score[cell * contenders + contender] */
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

static double mean_metric(const struct cell_results *cell)
{
  double sum = 0;
  for (size_t i = 0; i < cell->run_count; i++) sum += cell->run[i].metric;
  return sum / (double)cell->run_count;
}

/* Of the cells from `first` on that are one but for the optimizer. */
static void add_metrics(const struct plot *plot, const struct results_set *set, size_t first,
                        struct field *f)
{
  double *score = &f->score[f->cells * f->contenders];
  size_t there = 0;
  for (size_t c = 0; c < f->contenders; c++) {
    const struct cell_results *cell = find(plot, set, first, f->optimizer[c]);
    if (cell) score[c] = mean_metric(cell);
    there += cell != NULL;
  }
  f->cells += there == f->contenders;
  f->skipped += there > 0 && there < f->contenders;
}

static void put_sheets(const struct plot *plot, const struct field *f, const struct standings *t,
                       struct sheets *s)
{
  struct csv_file *out = &s->file[DATA];
  const struct mean_ranks *m = &t->ranks;
  for (size_t i = 0; i < f->contenders; i++) {
    size_t c = t->order[i], o = f->optimizer[c];
    put_text(out, plot->campaign->optimizers[o].label, ',');
    put_style(out, &plot->styles[o], ',');
    put_number(out, m->rank[c], ',');
    put_number(out, m->points[c], ',');
    put_number(out, m->firsts[c], '\n');
    sheets_show(s, o, true, NULL);
  }
  for (size_t i = 0; i < t->group_count; i++) {
    const struct rank_group *g = &t->group[i];
    put_number(&s->file[GROUPS], (double)g->first, ',');
    put_number(&s->file[GROUPS], (double)g->last, ',');
    put_number(&s->file[GROUPS], m->rank[t->order[g->first]], ',');
    put_number(&s->file[GROUPS], m->rank[t->order[g->last]], '\n');
  }
  out = &s->file[PANELS];
  put_number(out, (double)m->cells, ',');
  put_number(out, (double)f->skipped, ',');
  put_number(out, (double)f->contenders, ',');
  put_number(out, m->chi_square, ',');
  put_number(out, m->p, ',');
  put_number(out, m->f, ',');
  put_number(out, m->f_p, ',');
  put_number(out, level, ',');
  put_number(out, t->critical, ',');
  put_number(out, (double)t->group_count, '\n');
}

static void put_ranking(const struct plot *plot, const struct field *f, const struct standings *t,
                        struct sheets *s)
{
  if (t->ranks.cells > 1)
    put_sheets(plot, f, t, s);
  else
    strcpy(s->nothing, "fewer than two cells are there in which all optimizers ran");
}

static int rank_metrics(const struct plot *plot, const struct results_set *set, struct field *f,
                        struct sheets *s, struct error *err)
{
  struct standings standings = {0};
  for (size_t i = 0; i < campaign_cell_count(plot->campaign); i += plot->campaign->optimizer_count)
    add_metrics(plot, set, i, f);
  int status = standings_make(f->score, f->cells, f->contenders, level, &standings, err);
  if (!status) put_ranking(plot, f, &standings, s);
  standings_free(&standings);
  return status;
}

static int rank_costs(const struct plot *plot, const struct results_set *set, struct field *f,
                      struct sheets *s, struct error *err)
{
  struct results_set together = {0};
  struct comparison comparison = {0};
  const struct standings none = {0};
  bool few = instances_are_few(&set->campaign, REPETITIONS_LEAST);
  int status = few ? instances_pool(set, &together, err) : STATUS_OK;
  for (size_t c = 0; c < f->contenders; c++)
    f->contender[c] =
        (struct contender){.set = few ? &together : set,
                           .optimizer = plot->campaign->optimizers[f->optimizer[c]].label};
  if (!status) status = compare_ranked(f->contender, f->contenders, level, &comparison, err);
  if (!status && comparison.part_count) f->skipped = comparison.part[0].left_out;
  if (!status)
    put_ranking(plot, f, comparison.part_count ? &comparison.part[0].standings : &none, s);
  comparison_free(&comparison);
  instances_free(&together);
  return status;
}

static int write(const struct plot *plot, struct sheets *s, struct error *err)
{
  struct results_set set;
  int status = results_read(plot->libraries, plot->results, &set, err);
  if (status) return status;
  size_t optimizers = plot->campaign->optimizer_count;
  struct field f = {
      .optimizer = malloc(optimizers * sizeof *f.optimizer),
      .contender = calloc(optimizers, sizeof *f.contender),
      .score = malloc((campaign_cell_count(plot->campaign) + optimizers) * sizeof *f.score)};
  if (f.optimizer && f.contender && f.score) {
    find_contenders(plot, &set, &f);
    status = (plot->campaign->metric ? rank_metrics : rank_costs)(plot, &set, &f, s, err);
  } else {
    status = error_memory(err, "the scores of the optimizers");
  }
  free(f.optimizer);
  free(f.contender);
  free(f.score);
  results_set_free(&set);
  return status;
}

static bool possible(const struct plot *plot, char why[WHY_SIZE])
{
  const struct campaign *c = plot->campaign;
  size_t cells = campaign_cell_count(c) / c->optimizer_count;
  if (c->optimizer_count > 1 && cells >= CELLS_LEAST) return profile_possible(plot, why);
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
        "Mean ranks over cells (a function, dimension and instance each; instances of fewer than "
        "15 "
        "repetitions are one cell together), 1 is best. In a cell "
        "optimizers are ordered by their average running times to the hardest target that one of "
        "them reaches in half of its runs; behind those, the others by their median error; where "
        "runs "
        "have a metric, by its mean. Bars "
        "join optimizers whose mean ranks differ by less than the critical difference (Nemenyi, "
        "5 %; Demsar 2006). Cells of one function resemble each other, so that the test is surer "
        "of itself than as many functions would make it.",
};
