/* heavy_ball.c -- see dissect.h: what momentum was tuned to on a task. */
#include <stdio.h>
#include <string.h>

#include "bench/dissect/dissect.h"
#include "bench/io/paths.h"

/* The campaigns that compare learned optimizers with tuned ones, each on a task. */
static const char *const campaigns[] = {"learned-quadratic", "learned-rosenbrock", "learned-moons",
                                        NULL};
static const char rule[] = "momentum";

static double value_of(const struct method *m, const char *key)
{
  const struct param *p = param_find(m->rule->params, key, strlen(key));
  return param_get(p, m->parts[0]);
}

/* The campaign's own momentum on the function `type` at this dimension. */
static bool find_in(const struct libraries *l, const struct campaign *c,
                    const struct function_type *type, size_t dim, struct heavy_ball *ball)
{
  struct error err;
  struct method method;
  for (size_t i = 0; i < campaign_cell_count(c); i++) {
    struct cell cell = campaign_cell(c, i);
    if (cell.function->spec.type != type || cell.dim != dim) continue;
    if (strcmp(cell.optimizer->label, rule) != 0) continue;
    if (cell_method(l, c, &cell, &method, &err)) continue;
    *ball = (struct heavy_ball){true, value_of(&method, "rate"), value_of(&method, "momentum")};
    method_free(&method);
    return true;
  }
  return false;
}

struct heavy_ball heavy_ball_find(const struct libraries *l, const struct weights *w)
{
  struct heavy_ball ball = {0};
  struct function_spec spec;
  struct error err;
  if (function_parse(l->functions, w->task, &spec, &err)) return ball;
  for (size_t i = 0; campaigns[i] && !ball.known; i++) {
    char path[PATH_SIZE];
    struct campaign campaign;
    if (paths_campaign(campaigns[i], path, &err)) continue;
    if (campaign_load(l, path, &campaign, &err)) continue;
    find_in(l, &campaign, spec.type, w->dim, &ball);
    campaign_free(&campaign);
  }
  function_spec_free(&spec);
  return ball;
}
