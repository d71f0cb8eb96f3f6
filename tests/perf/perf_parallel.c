/* perf_parallel.c -- threads that share the population of one run: what a call of a team costs, and
 * how much sooner a generation is done. In wall time, in which a busy machine shows, and along the
 * critical path: what is not shared plus the longest part of each call, in the time of a thread,
 * as it would be with a processor for each and memory fast enough for all. */
#include "tests/perf/perf.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "bench/driver/run.h"
#include "bench/driver/team.h"
#include "tests/support/machine.h"

enum { TURNS = 6, CALLS = 1000 };

static double now_on(clockid_t clock)
{
  struct timespec t;
  clock_gettime(clock, &t);
  return 1e9 * (double)t.tv_sec + (double)t.tv_nsec;
}

static double now(void) { return now_on(CLOCK_MONOTONIC); }

/* A team whose parts are done one after the other, which sees how long each takes. */
struct rehearsal {
  struct team team;
  double *saved; /* ns that the parts would take less, together */
};

static void rehearse(const struct team *team, void (*work)(void *context, size_t part),
                     void *context)
{
  double longest = 0, total = 0;
  for (size_t part = 0; part < team->size; part++) {
    double start = now_on(CLOCK_THREAD_CPUTIME_ID);
    work(context, part);
    double ns = now_on(CLOCK_THREAD_CPUTIME_ID) - start;
    longest = fmax(longest, ns);
    total += ns;
  }
  *((const struct rehearsal *)team)->saved += total - longest;
}

static void fail(const struct error *err)
{
  fprintf(stderr, "perf: error: %s\n", err->text);
  exit(err->status);
}

static struct team *team_of(size_t size)
{
  struct team *team;
  struct error err;
  if (team_new(size, &team, &err)) fail(&err);
  return team;
}

static void line(struct yardstick *y, const char *what, const char *on, double ns)
{
  perf_line(what, on, (struct cost){ns, ns / yardstick_z(y)});
}

/* A part that takes a microsecond or so, lest the caller does them all. */
static void small_part(void *context, size_t part)
{
  volatile double *sum = (volatile double *)context + 64 * part;
  for (int i = 0; i < 500; i++) *sum += i;
}

static double call_cost(size_t size)
{
  static double sums[64 * 64];
  struct team *team = team_of(size);
  double best = INFINITY, alone = INFINITY;
  for (int turn = 0; turn < TURNS; turn++) {
    double start = now();
    for (int i = 0; i < CALLS; i++) team_run(team, small_part, sums);
    best = fmin(best, (now() - start) / CALLS);
    start = now();
    for (int i = 0; i < CALLS; i++) small_part(sums, 0);
    alone = fmin(alone, (now() - start) / CALLS);
  }
  team_free(team);
  return best - alone;
}

/* Nanoseconds a value of the population. */
struct value_cost {
  double wall, path;
};

static struct value_cost value_cost(const struct libraries *l, const char *optimizer, size_t dim,
                                    double budget, size_t threads)
{
  struct function_spec spec;
  struct problem *problem;
  struct method method;
  struct run_workspace workspace = {0};
  struct run_record record;
  struct text trace = {0};
  struct error err;
  atomic_bool halt = false;
  int status = function_parse(l->functions, "rosenbrock", &spec, &err);
  if (!status) status = l->functions->problem_new(&spec, dim, 0, NULL, &problem, &err);
  if (!status) status = method_parse(l->optimizers, optimizer, &method, &err);
  if (status) fail(&err);
  struct team *team = team_of(threads);
  struct run_setup setup = {.problem = problem,
                            .method = &method,
                            .budget = budget,
                            .gradient_cost = 1,
                            .targets.aim = -INFINITY,
                            .trace = TRACE_LOG,
                            .start = problem->canonical,
                            .search = {1},
                            .noise = {2},
                            .team = team,
                            .halt = &halt};
  struct value_cost best = {INFINITY, INFINITY};
  double saved;
  struct rehearsal rehearsal = {.team = {.size = threads, .run = rehearse}, .saved = &saved};
  for (int turn = 0; turn < TURNS; turn++) {
    text_clear(&trace);
    setup.team = team;
    double start = now();
    if (run_once(&setup, &workspace, &trace, &record, &err)) fail(&err);
    best.wall = fmin(best.wall, (now() - start) / record.counts.values);
    text_clear(&trace);
    setup.team = &rehearsal.team;
    saved = 0;
    start = now_on(CLOCK_THREAD_CPUTIME_ID);
    if (run_once(&setup, &workspace, &trace, &record, &err)) fail(&err);
    double path = now_on(CLOCK_THREAD_CPUTIME_ID) - start - saved;
    best.path = fmin(best.path, path / record.counts.values);
  }
  team_free(team);
  text_free(&trace);
  run_workspace_free(&workspace);
  method_free(&method);
  problem_free(problem);
  function_spec_free(&spec);
  return best;
}

static void nothing(void *context) { (void)context; }

void perf_parallel(struct yardstick *y)
{
  static const struct {
    const char *optimizer;
    size_t dim;
    double budget;
  } workloads[] = {
      {"adam@es:population=256", 1000, 25600},  {"adam@es:population=256", 10000, 5120},
      {"adam@es:population=256", 100000, 1024}, {"adam@es:population=256", 1000000, 256},
      {"es:population=256", 100000, 1024},      {"adam@vo:population=256", 100000, 512},
      {"snes:population=256", 100000, 512}};
  struct libraries levels[MACHINE_LEVELS];
  const struct libraries *widest = &levels[machine_levels(levels) - 1];
  long processors = sysconf(_SC_NPROCESSORS_ONLN);
  size_t most = processors > 8 ? 8 : processors > 1 ? (size_t)processors : 2;
  char what[64];
  yardstick_measure(y, nothing, NULL, 1);
  for (size_t size = 2; size <= most; size *= 2) {
    snprintf(what, sizeof what, "a call of a team of %zu", size);
    line(y, what, "", call_cost(size));
  }
  for (size_t w = 0; w < sizeof workloads / sizeof *workloads; w++) {
    struct value_cost one = {0};
    for (size_t threads = 1; threads <= most; threads *= 2) {
      struct value_cost cost = value_cost(widest, workloads[w].optimizer, workloads[w].dim,
                                          workloads[w].budget, threads);
      if (threads == 1) one = cost;
      snprintf(what, sizeof what, "%s, d = %zu", workloads[w].optimizer, workloads[w].dim);
      line(y, what, widest->optimizers->level, cost.wall);
      printf("    %zu thread%s: %.2f times as fast as one, %.2f along the critical path\n", threads,
             threads > 1 ? "s" : " ", one.wall / cost.wall, one.path / cost.path);
    }
  }
}
