/* crew.c -- see crew.h. */
#include "tests/support/crew.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "bench/driver/team.h"

struct rank {
  struct crew crew; /* the first, so that a pointer to it is one to the whole */
  struct played_crew *all;
  struct team lone, *helped; /* helped: NULL where it has one thread */
  pthread_t thread;
  const double *values; /* what it gathers */
  size_t length;
};

struct played_crew {
  size_t ranks, told, calls;
  bool tells;
  pthread_barrier_t barrier;
  void (*work)(void *context, size_t rank, const struct team *team);
  void *context;
  struct rank rank[];
};

static void gather(const struct crew *crew, double *values, const size_t *begin)
{
  struct rank *r = (struct rank *)crew;
  struct played_crew *all = r->all;
  size_t own = crew->rank;
  r->values = values;
  r->length = begin[all->ranks];
  pthread_barrier_wait(&all->barrier);
  for (size_t k = 0; k < all->ranks; k++) {
    const struct rank *from = &all->rank[k];
    if (from->length != r->length) abort();
    if (k == own) continue;
    memcpy(values + begin[k], from->values + begin[k], (begin[k + 1] - begin[k]) * sizeof *values);
  }
  if (!own) {
    all->told += begin[all->ranks];
    all->calls++;
  }
  pthread_barrier_wait(&all->barrier);
}

static void scatter(const struct crew *crew, const double *from, const size_t *begin, double *to,
                    const size_t *place)
{
  struct rank *r = (struct rank *)crew;
  struct played_crew *all = r->all;
  size_t own = crew->rank, length = begin[own + 1] - begin[own];
  r->values = from;
  pthread_barrier_wait(&all->barrier);
  for (size_t k = 0; k < all->ranks; k++) {
    const double *values = all->rank[k].values;
    if (!values != (place[k] == SIZE_MAX)) abort();
    if (values) memcpy(to + place[k], values + begin[own], length * sizeof *to);
    if (values && !own) all->told += begin[all->ranks];
  }
  if (!own) all->calls++;
  pthread_barrier_wait(&all->barrier);
}

static bool tells_sums(const struct crew *crew, size_t dim, size_t samples)
{
  (void)dim;
  (void)samples;
  return ((const struct rank *)crew)->all->tells;
}

static void run_alone(const struct team *team, void (*work)(void *context, size_t part),
                      void *context)
{
  (void)team;
  work(context, 0);
}

struct played_crew *crew_new(size_t ranks, size_t threads, bool tells)
{
  struct played_crew *c = calloc(1, sizeof *c + ranks * sizeof c->rank[0]);
  struct error err;
  assert_non_null(c);
  c->ranks = ranks;
  c->tells = tells;
  assert_int_equal(pthread_barrier_init(&c->barrier, NULL, (unsigned)ranks), 0);
  for (size_t k = 0; k < ranks; k++) {
    struct rank *r = &c->rank[k];
    r->crew = (struct crew){
        .rank = k, .size = ranks, .gather = gather, .scatter = scatter, .tells_sums = tells_sums};
    r->all = c;
    r->lone = (struct team){.size = 1, .crew = &r->crew, .run = run_alone};
    if (threads > 1 && team_new(threads, &r->helped, &err)) fail_msg("%s", err.text);
    if (r->helped) r->helped->crew = &r->crew;
  }
  return c;
}

static void *play(void *context)
{
  struct rank *r = context;
  r->all->work(r->all->context, r->crew.rank, r->helped ? r->helped : &r->lone);
  return NULL;
}

void crew_play(struct played_crew *c,
               void (*work)(void *context, size_t rank, const struct team *team), void *context)
{
  c->work = work;
  c->context = context;
  for (size_t k = 0; k < c->ranks; k++)
    assert_int_equal(pthread_create(&c->rank[k].thread, NULL, play, &c->rank[k]), 0);
  for (size_t k = 0; k < c->ranks; k++) pthread_join(c->rank[k].thread, NULL);
}

size_t crew_told(struct played_crew *c, size_t *calls)
{
  size_t told = c->told;
  *calls = c->calls;
  c->told = c->calls = 0;
  return told;
}

void crew_free(struct played_crew *c)
{
  for (size_t k = 0; k < c->ranks; k++) team_free(c->rank[k].helped);
  pthread_barrier_destroy(&c->barrier);
  free(c);
}
