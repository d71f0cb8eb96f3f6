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

/* The same function, or the same but for the minibatches that training takes? */
static bool is_task(const struct function_spec *a, const struct function_spec *b)
{
  char text[2][FUNCTION_TEXT];
  if (a->type != b->type) return false;
  const struct function_spec *spec[] = {a, b};
  for (int i = 0; i < 2; i++) {
    function_format(spec[i], text[i], FUNCTION_TEXT);
    char *batch = strstr(text[i], ",batch=");
    if (!batch) continue;
    char *rest = batch + strlen(",batch=");
    rest += strcspn(rest, ",");
    memmove(batch, rest, strlen(rest) + 1);
  }
  return !strcmp(text[0], text[1]);
}

/* The campaign's own momentum on the function at this dimension. */
static bool find_in(const struct libraries *l, const struct campaign *c,
                    const struct function_spec *spec, size_t dim, struct heavy_ball *ball)
{
  struct error err;
  struct method method;
  for (size_t i = 0; i < campaign_cell_count(c); i++) {
    struct cell cell = campaign_cell(c, i);
    if (!is_task(&cell.function->spec, spec) || cell.dim != dim) continue;
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
    find_in(l, &campaign, &spec, w->dim, &ball);
    campaign_free(&campaign);
  }
  function_spec_free(&spec);
  return ball;
}
