/* hunt.c -- see hunt.h. */
#include "tests/support/hunt.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "tests/support/networks.h"
#include "tests/support/problems.h"

void hunt_start(struct hunt *h, const struct library *library, const char *text,
                const struct setup *setup)
{
  struct error err;
  *h = (struct hunt){.setup = *setup};
  if (!h->setup.behaviours) h->setup.behaviours = setup->dim;
  if (method_parse(library, text, &h->method, &err)) fail_msg("%s", err.text);
  networks_give(&h->method);
  h->state = h->method.type->alloc(&h->setup, method_config(&h->method));
  assert_non_null(h->state);
}

enum ask hunt_ask(struct hunt *h)
{
  enum ask asked = h->method.type->ask(h->state, &h->query);
  if (asked != ASK_EVALUATE) return asked;
  assert_true(h->query.count > 0 && h->query.x);
  assert_false(h->query.want_gradient || h->query.again || h->query.want_hessian);
  return asked;
}

void hunt_tell(struct hunt *h, const double *f)
{
  h->values += (double)h->query.count;
  h->method.type->tell(
      h->state, &(struct answer){.f = f, .behaviour = h->query.want_behaviour ? h->query.x : NULL});
}

static void make_room(struct hunt *h, size_t count)
{
  if (count <= h->room) return;
  h->room = 2 * count;
  h->x = realloc(h->x, h->room * h->setup.dim * sizeof *h->x);
  h->f = realloc(h->f, h->room * sizeof *h->f);
  assert_true(h->x && h->f);
}

enum ask hunt_step(struct hunt *h, objective *f)
{
  size_t dim = h->setup.dim;
  h->count = h->parts = 0;
  do {
    enum ask asked = hunt_ask(h);
    if (asked != ASK_EVALUATE) return asked;
    size_t first = h->count, count = h->query.count;
    make_room(h, first + count);
    memcpy(h->x + first * dim, h->query.x, count * dim * sizeof *h->x);
    for (size_t k = 0; k < count; k++) h->f[first + k] = f(h->query.x + k * dim, dim);
    hunt_tell(h, h->f + first);
    h->count += count;
    h->parts++;
  } while (h->query.more);
  return ASK_EVALUATE;
}

const double *hunt_at(const struct hunt *h) { return h->method.type->incumbent(h->state); }

void hunt_end(struct hunt *h)
{
  h->method.type->free(h->state);
  method_free(&h->method);
  free(h->x);
  free(h->f);
}

double hunt_problem(const struct library *library, const char *text, const struct problem *problem,
                    const struct setup *setup, struct stream noise)
{
  struct hunt h;
  hunt_start(&h, library, text, setup);
  while (hunt_ask(&h) == ASK_EVALUATE && h.values + (double)h.query.count <= setup->budget) {
    make_room(&h, h.query.count);
    problem_answers(problem, h.query.x, h.query.count, noise, (uint64_t)h.values, h.f, NULL, NULL);
    hunt_tell(&h, h.f);
  }
  double seen, truth;
  problem_answers(problem, hunt_at(&h), 1, noise, 0, &seen, &truth, NULL);
  hunt_end(&h);
  return truth;
}
