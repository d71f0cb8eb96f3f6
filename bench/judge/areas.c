/* areas.c -- see areas.h. */
#include "bench/judge/areas.h"

#include <math.h>
#include <stdlib.h>

const double area_low = -8, area_high = 2;
static const double normal = 1.959963984540054;

static struct area_score score_of(const struct anytime *a, double budget)
{
  const struct curve_bounds bounds = {area_low, area_high, budget};
  struct area_score s = {.runs = a->runs};
  double sum = 0, squares = 0, n = (double)a->runs;
  for (size_t r = 0; r < a->runs; r++) {
    size_t count;
    const struct curve_point *point = anytime_run(a, r, &count);
    sum += curve_area(point, count, &bounds);
  }
  s.mean = sum / n;
  for (size_t r = 0; r < a->runs; r++) {
    size_t count;
    const struct curve_point *point = anytime_run(a, r, &count);
    double off = curve_area(point, count, &bounds) - s.mean;
    squares += off * off;
  }
  s.variance = a->runs > 1 ? squares / (n * (n - 1)) : (double)NAN;
  return s;
}

static int read_group(const struct traced *traced, size_t first, size_t cells, struct area_group *g,
                      struct error *err)
{
  int status = STATUS_OK;
  for (size_t o = 0; o < traced->campaign->optimizer_count && !status; o++) {
    struct anytime a;
    status = anytime_read(traced, first, cells, o, &a, err);
    if (!status && a.runs) g->of[o] = score_of(&a, g->budget);
    anytime_free(&a);
  }
  return status;
}

int areas_read(const struct traced *traced, struct areas *areas, struct error *err)
{
  const struct campaign *c = traced->campaign;
  size_t all = campaign_cell_count(c);
  *areas = (struct areas){.group = calloc(all, sizeof *areas->group),
                          .score = calloc(all * c->optimizer_count, sizeof *areas->score)};
  if (!areas->group || !areas->score) return error_memory(err, "the areas over the curves");
  int status = STATUS_OK;
  for (size_t i = 0, cells; i < all && !status; i += cells) {
    struct cell cell = campaign_cell(c, i);
    cells = campaign_block(c, i);
    if (!minimum_known(cell.function)) continue;
    struct area_group *g = &areas->group[areas->count];
    *g = (struct area_group){cell.function, cell.dim, fmax(floor(cell.budget), 1),
                             areas->score + areas->count * c->optimizer_count};
    status = read_group(traced, i, cells, g, err);
    areas->count++;
  }
  return status;
}

void areas_free(struct areas *areas)
{
  free(areas->group);
  free(areas->score);
  *areas = (struct areas){0};
}

struct area_score areas_pool(const struct areas *areas, const struct function_entry *function,
                             size_t optimizer)
{
  struct area_score all = {0};
  double n = 0;
  for (size_t i = 0; i < areas->count; i++) {
    const struct area_group *g = &areas->group[i];
    const struct area_score *s = &g->of[optimizer];
    if ((function && g->function != function) || !s->runs) continue;
    all.mean += s->mean;
    all.variance += s->variance;
    all.runs += s->runs;
    n++;
  }
  all.mean /= n;
  all.variance /= n * n;
  return all;
}

struct interval area_interval(const struct area_score *s)
{
  double half = normal * sqrt(s->variance);
  return (struct interval){fmax(s->mean - half, 0), fmin(s->mean + half, 1)};
}
