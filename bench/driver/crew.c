/* crew.c -- see crew.h. */
#include "bench/driver/crew.h"

#include <stdint.h>
#include <stdlib.h>
#include <time.h>

#include "bench/driver/watch.h"

const char *const exchange_names[4] = {"auto", "values", "sums", NULL};

/* What it takes to make a perturbation again, and add it up, in seconds a coordinate: between those
 * of the narrowest and the widest vectors. */
static const double redraw_seconds = 2e-9;

static double seconds(void)
{
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

/* The shortest of some gathers of `count` values. */
static double time_gather(struct ranks *r, double *values, size_t count)
{
  enum { TIMES = 10 };
  double best = 1e9;
  size_t *begin = calloc(r->size + 1, sizeof *begin);
  if (!begin) ranks_starve(r, "what ranks tell each other");
  for (size_t i = 0; i <= r->size; i++) begin[i] = team_share(count, i, r->size);
  for (int i = 0; i < TIMES; i++) {
    double from = seconds();
    r->gather(r, values, begin, false);
    double took = seconds() - from;
    best = took < best ? took : best;
  }
  free(begin);
  return best;
}

/* What the writing rank measured, for all. */
struct message_cost crew_measure(struct ranks *r)
{
  enum { LARGE = 1 << 17 };
  double *values = calloc(LARGE, sizeof *values);
  if (!values) ranks_starve(r, "what ranks tell each other");
  double small = time_gather(r, values, r->size), large = time_gather(r, values, LARGE);
  double bytes = sizeof *values * (double)(LARGE - LARGE / r->size), rest = large - small;
  values[0] = small;
  values[1] = rest > 0 ? rest / bytes : 0;
  ranks_tell(r, values, 2);
  struct message_cost cost = {values[0], values[1]};
  free(values);
  return cost;
}

static void gather(const struct crew *crew, double *values, const size_t *begin)
{
  struct step_crew *s = (struct step_crew *)crew;
  size_t own = begin[crew->rank + 1] - begin[crew->rank];
  if (s->ranks->gather(s->ranks, values, begin, atomic_load(s->halt)))
    atomic_store(&s->agreed, true);
  s->told += (double)(own * (crew->size - 1) * sizeof *values);
  s->heard += (double)((begin[crew->size] - own) * sizeof *values);
}

static void scatter(const struct crew *crew, const double *from, const size_t *begin, double *to,
                    const size_t *place)
{
  struct step_crew *s = (struct step_crew *)crew;
  size_t own = begin[crew->rank + 1] - begin[crew->rank];
  s->ranks->scatter(s->ranks, from, begin, to, place);
  if (from) s->told += (double)((begin[crew->size] - own) * sizeof *to);
  for (size_t k = 0; k < crew->size; k++)
    if (k != crew->rank && place[k] != SIZE_MAX) s->heard += (double)(own * sizeof *to);
}

static bool pays(const struct step_crew *s, size_t dim, size_t samples)
{
  if (s->exchange != EXCHANGE_AUTO) return s->exchange == EXCHANGE_SUMS;
  double others = 1 - 1 / (double)s->crew.size, n = (double)dim;
  /* Parts of the sums, a slice to each, and then what came of the slices. */
  double told = 3 * s->cost.latency + 2 * s->cost.per_byte * sizeof(double) * n * others;
  return told < redraw_seconds * (double)samples * n * others;
}

static bool tells_sums(const struct crew *crew, size_t dim, size_t samples)
{
  return ((struct step_crew *)crew)->sums = pays((const struct step_crew *)crew, dim, samples);
}

void crew_begin(struct step_crew *s, struct ranks *ranks, enum exchange exchange,
                const atomic_bool *halt)
{
  *s = (struct step_crew){.crew = {.rank = ranks->rank,
                                   .size = ranks->size,
                                   .gather = gather,
                                   .scatter = scatter,
                                   .tells_sums = tells_sums},
                          .ranks = ranks,
                          .exchange = exchange,
                          .halt = halt};
  if (exchange == EXCHANGE_AUTO) s->cost = crew_measure(ranks);
}

/* Which run is next, as the writing rank says: its names, or that there is none. */
static bool tell_run(struct step_crew *s, struct run_name *run, bool there)
{
  double told[3] = {there, run ? (double)run->task : 0, run ? (double)run->repetition : 0};
  size_t *begin = calloc(s->crew.size + 1, sizeof *begin);
  if (!begin) ranks_starve(s->ranks, "what ranks tell each other");
  for (size_t i = 1; i <= s->crew.size; i++) begin[i] = 3;
  bool halted = s->ranks->gather(s->ranks, told, begin, atomic_load(s->halt));
  free(begin);
  if (halted) atomic_store(&s->agreed, true);
  if (halted || !(told[0] > 0)) return false;
  *run = (struct run_name){(size_t)told[1], (size_t)told[2]};
  s->sums = false;
  return true;
}

static bool announce(void *context, const struct run_name *run)
{
  struct run_name same = run ? *run : (struct run_name){0};
  return tell_run(context, &same, run != NULL);
}

static bool fetch(void *context, struct run_name *run)
{
  *run = (struct run_name){0};
  return tell_run(context, run, true);
}

static int forget(void *context, size_t task, size_t repetition, const struct run_record *record,
                  struct text *trace, bool *whole, struct error *err)
{
  (void)context;
  (void)task;
  (void)repetition;
  (void)record;
  (void)trace;
  (void)err;
  *whole = false;
  return STATUS_OK;
}

static void give_up(void *context, const struct error *err)
{
  ranks_give_up(((struct step_crew *)context)->ranks, err);
}

void crew_join(struct step_crew *s, struct pool_setup *setup)
{
  setup->crew = &s->crew;
  setup->agreed = &s->agreed;
  setup->give_up = give_up;
  setup->step_context = s;
  setup->announce = announce;
  if (!s->crew.rank) return;
  setup->announce = NULL;
  setup->fetch = fetch;
  setup->deliver = forget;
  setup->context = s;
}

int crew_follow(struct ranks *ranks, enum exchange exchange, const struct pool_setup *given)
{
  struct step_crew crew;
  struct pool_setup setup = *given;
  struct progress none = {0};
  struct pool *pool;
  struct error err;
  sigset_t before;
  crew_begin(&crew, ranks, exchange, setup.halt);
  crew_join(&crew, &setup);
  watch_begin(&before);
  int status = pool_start(&setup, &pool, &err);
  if (status) give_up(&crew, &err);
  enum watched how = watch_threads_for(&none, setup.progress, 0, setup.halt, GRACE_OF_OTHERS);
  if (how == WATCH_STUCK) _Exit(EXIT_INTERRUPTED);
  status = pool_join(pool, &err);
  if (status) give_up(&crew, &err);
  watch_end(&before);
  return how == WATCH_INTERRUPTED ? EXIT_INTERRUPTED : STATUS_OK;
}
