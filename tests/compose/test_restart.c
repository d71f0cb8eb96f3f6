/* test_restart.c -- stopping tests and restarts around a method made for the purpose: each test
 * fires at its generation and not a generation before, nor on a near miss; what a restart changes.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "src/compose/restart.h"

enum { DIM = 2, LAMBDA = 6, SEARCHES = 4096, GENERATIONS = 4096 };

/* The method: LAMBDA points a generation, or as many as asked for, in queries of `cut` at most. */
struct config {
  double sigma;
  int population;
};
static const struct param params[] = {
    PARAM(struct config, sigma, 1, PARAM_ABOVE_ZERO, 1e9, ""),
    PARAM(struct config, population, 0, 0, 1000, ""),
    PARAM_TABLE_END,
};

/* How it behaves; search and generation from 0, the latter the one that is asked for. */
struct script {
  double (*value)(size_t generation, size_t k);
  void (*spread)(size_t generation, struct spread *spread, double deviation[DIM], double axis[DIM]);
  double mean[DIM];
  double (*width)(size_t generation); /* of the points around the mean; NULL: 1 */
  size_t cut;
  size_t (*length)(size_t search); /* in generations, and then it says `end`; NULL: for ever */
  enum ask end;
  size_t unmade; /* the search that there is no memory for; 0: none */
  bool again;    /* it asks for the first point of each generation once more */
};
static struct script script;

/* What it was made with. */
static struct life {
  size_t population;
  double sigma, budget, start[DIM];
  uint64_t stream;
} lives[SEARCHES];
static size_t life_count, live;

struct toy {
  size_t search, population, generation, done, doing;
  bool repeated;
  double deviation[DIM], axis[DIM], *x;
};

static void *toy_alloc(const struct setup *setup, const void *config)
{
  const struct config *c = config;
  if (script.unmade && script.unmade == life_count) return NULL;
  struct toy *t = calloc(1, sizeof *t);
  assert_non_null(t);
  assert_in_range(life_count, 0, SEARCHES - 1);
  t->search = life_count++;
  t->population = c->population > 0 ? (size_t)c->population : LAMBDA;
  t->x = calloc(t->population * DIM, sizeof *t->x);
  assert_non_null(t->x);
  struct life *l = &lives[t->search];
  *l = (struct life){.population = t->population,
                     .sigma = c->sigma,
                     .budget = setup->budget,
                     .stream = setup->stream.key};
  memcpy(l->start, setup->start, sizeof l->start);
  live++;
  return t;
}

static enum ask toy_ask(void *state, struct query *query)
{
  struct toy *t = state;
  if (script.length && t->generation == script.length(t->search)) return script.end;
  if (script.again && t->done && !t->repeated) {
    *query = (struct query){.x = t->x, .count = 1, .again = true, .more = true};
    return ASK_EVALUATE;
  }
  size_t left = t->population - t->done;
  t->doing = script.cut && script.cut < left ? script.cut : left;
  double width = script.width ? script.width(t->generation) : 1;
  for (size_t k = 0; k < t->doing; k++)
    for (size_t i = 0; i < DIM; i++)
      t->x[k * DIM + i] = script.mean[i] + ((t->done + k) % 2 ? width : -width);
  *query = (struct query){.x = t->x, .count = t->doing, .more = t->doing < left};
  return ASK_EVALUATE;
}

static void toy_tell(void *state, const struct answer *answer)
{
  struct toy *t = state;
  (void)answer;
  if (script.again && t->done && !t->repeated) {
    t->repeated = true;
    return;
  }
  t->done += t->doing;
  if (t->done < t->population) return;
  t->done = 0;
  t->repeated = false;
  t->generation++;
}

static const double *toy_incumbent(const void *state)
{
  (void)state;
  return script.mean;
}

static void toy_spread(const void *state, struct spread *spread)
{
  struct toy *t = (struct toy *)(uintptr_t)state;
  for (size_t i = 0; i < DIM; i++) t->deviation[i] = t->axis[i] = 1;
  *spread = (struct spread){1, 1, t->deviation, t->axis};
  if (script.spread && t->generation) script.spread(t->generation, spread, t->deviation, t->axis);
}

static void toy_free(void *state)
{
  struct toy *t = state;
  free(t->x);
  free(t);
  live--;
}

static const struct optimizer_type toy_type = {
    .name = "toy",
    .alloc = toy_alloc,
    .ask = toy_ask,
    .tell = toy_tell,
    .incumbent = toy_incumbent,
    .spread = toy_spread,
    .free = toy_free,
};
static struct optimizer_type blind_type; /* the same, which cannot tell its spread */

static const struct optimizer_type *const wrapper = &LEVELED(optimizer_restart);

/* A run of the wrapped method, driven by hand. */
struct run {
  struct config config;
  struct restart_setup setup;
  struct stream stream;
  double budget, spent;
  size_t generations; /* of all searches */
  enum ask end;       /* ASK_EVALUATE: the budget was used up */
  double counts[ASK_KINDS], restarts, population;
};

static double low[DIM] = {-3, 10}, high[DIM] = {5, 11}, start[DIM] = {0.5, 10.25};

static struct run run_make(int mode, const struct optimizer_type *inner)
{
  struct run r = {.config = {.sigma = 1}, .stream = {77}, .budget = 1e9};
  r.setup.inner = inner;
  param_defaults(restart_params, &r.setup.wrap);
  r.setup.wrap.restart = mode;
  r.setup.population = &params[1];
  r.setup.sigma = &params[0];
  r.setup.varied_size = sizeof r.config;
  return r;
}

/* At most `limit` generations. */
static void run_do(struct run *r, size_t limit)
{
  static double f[1000];
  double diagnostics[DIAGNOSTICS_MAX];
  life_count = 0;
  r->setup.config = &r->config;
  r->spent = 0;
  struct setup setup = {.dim = DIM,
                        .start = start,
                        .low = low,
                        .high = high,
                        .budget = r->budget,
                        .gradient_cost = 1,
                        .stream = r->stream};
  void *state = wrapper->alloc(&setup, &r->setup);
  assert_non_null(state);
  size_t generation = 0, search = 0, done = 0;
  r->end = ASK_EVALUATE;
  for (r->generations = 0; r->generations < limit;) {
    struct query q;
    r->end = wrapper->ask(state, &q);
    if (r->end) break;
    if (life_count - 1 > search) generation = 0;
    search = life_count - 1;
    if (!q.again && r->spent + (double)q.count > r->budget) break;
    if (!q.again) r->spent += (double)q.count;
    for (size_t k = 0; k < q.count; k++)
      f[k] = q.again ? -1e9 * (double)(1 + generation % 5) : script.value(generation, done + k);
    if (!q.again) done += q.count;
    wrapper->tell(state, &(struct answer){.f = f});
    if (q.more) continue;
    done = 0;
    generation++;
    r->generations++;
  }
  if (r->end) { /* and so it stays */
    struct query q;
    assert_int_equal(wrapper->ask(state, &q), r->end);
  }
  wrapper->stops(state, r->counts);
  wrapper->diagnose(state, diagnostics);
  r->restarts = diagnostics[0];
  r->population = diagnostics[1];
  wrapper->free(state);
  assert_int_equal(live, 0);
}

/* Values that get better, none like another. */
static double improving(size_t generation, size_t k)
{
  return 1e6 / (1 + (double)generation) + (double)k;
}

/* The script as it stands ends so after so many generations; ASK_EVALUATE: not within them. */
static void expect_of(const struct optimizer_type *inner, const char *what, enum ask end,
                      size_t generations)
{
  struct run r = run_make(RESTART_STOP, inner);
  run_do(&r, generations + (end ? 10 : 0));
  if (r.end != end || r.generations != generations)
    fail_msg("%s: ended by %d after %zu generations, not by %d after %zu", what, (int)r.end,
             r.generations, (int)end, generations);
  assert_int_equal(life_count, 1);
  for (size_t i = 0; i < ASK_KINDS; i++) assert_true(r.counts[i] == (end && i == (size_t)end));
}

static void expect(const char *what, enum ask end, size_t generations)
{
  expect_of(&toy_type, what, end, generations);
}

/* d = 2, l = 6: the window is 10 + 30 2/6 = 20 generations. */
static double flat(size_t generation, size_t k)
{
  return k == 3 ? 5 : 6 + (double)(generation + k);
}
static double uneven(size_t generation, size_t k)
{
  return k == 3 ? 5 - 1e-10 * (double)(generation / 19) : 6 + (double)(generation + k);
}
static double equal(size_t generation, size_t k)
{
  (void)generation, (void)k;
  return 1;
}
static double slope;
static double sloping(size_t generation, size_t k)
{
  return 100 - slope * (double)generation + 1e-13 * (double)k;
}
static double near_zero(size_t generation, size_t k)
{
  return slope / (1 + (double)generation) + (k == 4 ? 1e-11 : 1e-14 * (double)k);
}

static void test_values(void **state)
{
  (void)state;
  script = (struct script){.value = flat};
  expect("best values alike", ASK_EQUALFUNVALUES, 20);
  script.cut = 4;
  expect("best values alike, in pieces", ASK_EQUALFUNVALUES, 20);
  script = (struct script){.value = equal};
  expect("all values alike", ASK_EQUALFUNVALUES, 20);
  script = (struct script){.value = uneven};
  expect("best values alike for 19 generations", ASK_EVALUATE, 300);
  /* Over 20 generations 0.95e-11, and in each 0.5e-12. */
  script = (struct script){.value = sloping};
  slope = 5e-13;
  struct run r = run_make(RESTART_STOP, &toy_type);
  r.setup.wrap.tolfun = 1e-11;
  run_do(&r, 600);
  assert_true(r.end == ASK_TOLFUN && r.generations == 20);
  slope = -5.1e-13; /* best values of 9.7e-12, and the worst of the last 5e-13 above them */
  run_do(&r, 100);
  assert_true(r.end == ASK_EVALUATE);
  slope = 5.4e-13;
  run_do(&r, 600);
  assert_true(r.end == ASK_EVALUATE);
  r.setup.wrap.tolfun = 0;
  slope = 1e-13;
  run_do(&r, 600);
  assert_true(r.end == ASK_EVALUATE);
  script = (struct script){.value = near_zero};
  slope = 1e-13;
  expect("one value of each generation too high", ASK_EVALUATE, 600);
}

static double limit;
static void small(size_t generation, struct spread *s, double deviation[DIM], double axis[DIM])
{
  (void)axis;
  deviation[0] = generation < 7 ? 1 : limit;
  deviation[1] = generation < 7 ? 1 : 0.9e-12;
  s->shortest = s->longest = deviation[0];
}
static void small_first(size_t generation, struct spread *s, double deviation[DIM],
                        double axis[DIM])
{
  small(generation, s, deviation, axis);
  double swap = deviation[0];
  deviation[0] = deviation[1];
  deviation[1] = swap;
}
static void large(size_t generation, struct spread *s, double deviation[DIM], double axis[DIM])
{
  (void)deviation, (void)axis;
  s->longest = s->shortest = generation < 7 ? 1 : limit;
}
static void long_and_short(size_t generation, struct spread *s, double deviation[DIM],
                           double axis[DIM])
{
  (void)deviation, (void)axis;
  s->longest = 1e3;
  s->shortest = generation < 7 ? 1 : s->longest / limit;
}
/* At 1e8 half a unit in the last place is 7.5e-9. */
static void lost_axis(size_t generation, struct spread *s, double deviation[DIM], double axis[DIM])
{
  (void)s;
  if (generation < 7) return;
  deviation[0] = deviation[1] = 1e-7;
  axis[0] = 5e-8;
  axis[1] = -limit;
}
static void lost_coordinate(size_t generation, struct spread *s, double deviation[DIM],
                            double axis[DIM])
{
  (void)s, (void)axis;
  if (generation >= 7) deviation[1] = limit;
}
static void lost_in_turn(size_t generation, struct spread *s, double deviation[DIM],
                         double axis[DIM])
{
  (void)axis;
  s->axis = NULL;
  if (generation >= 7) deviation[generation % 2 ? 1 : 0] = 5e-8; /* its turn is over, or to come */
}

static void test_distribution(void **state)
{
  (void)state;
  static const struct {
    void (*spread)(size_t, struct spread *, double[DIM], double[DIM]);
    double mean, fires, misses;
    enum ask end;
  } cases[] = {
      {small, 0, 0.9e-12, 1.1e-12, ASK_TOLX},
      {small_first, 0, 0.9e-12, 1.1e-12, ASK_TOLX},
      {large, 0, 1.01e4, 0.99e4, ASK_TOLXUP},
      {long_and_short, 0, 1.01e7, 0.99e7, ASK_CONDITIONCOV},
      {lost_axis, 1e8, 5e-8, 9e-8, ASK_NOEFFECTAXIS},
      {lost_coordinate, 1e8, 3e-8, 5e-8, ASK_NOEFFECTCOORD},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    script = (struct script){.value = improving, .spread = cases[i].spread};
    script.mean[0] = script.mean[1] = cases[i].mean;
    limit = cases[i].fires;
    expect("fires", cases[i].end, 7);
    limit = cases[i].misses;
    expect("misses", ASK_EVALUATE, 600);
  }
  /* Without axes the coordinates take turns. */
  script = (struct script){.value = improving, .spread = lost_in_turn, .mean = {1e8, 1e8}};
  expect("axis by axis", ASK_NOEFFECTAXIS, 7);
  /* Nothing counts as short where tolx is 0. */
  script = (struct script){.value = improving, .spread = small};
  limit = 0.5e-12;
  struct run r = run_make(RESTART_STOP, &toy_type);
  r.setup.wrap.tolx = 0;
  run_do(&r, 600);
  assert_true(r.end == ASK_EVALUATE);
}

static double narrowing(size_t generation) { return generation < 9 ? 3 : 2.9e-12; }
static double widening(size_t generation) { return generation < 9 ? 3 : 3.1e4; }

/* Where the method does not tell its spread, the population has one; all at hand, or none. */
static void test_population(void **state)
{
  (void)state;
  script = (struct script){.value = improving, .width = narrowing};
  expect_of(&blind_type, "narrow population", ASK_TOLX, 10);
  expect("the distribution counts", ASK_EVALUATE, 600);
  script.cut = 4;
  expect_of(&blind_type, "narrow population in pieces", ASK_EVALUATE, 600);
  script = (struct script){.value = improving, .width = widening};
  expect_of(&blind_type, "wide population", ASK_TOLXUP, 10);
  script.width = NULL;
  expect_of(&blind_type, "steady population", ASK_EVALUATE, 600);
}

static double random_value(size_t generation, size_t k)
{
  double u = stream_uniform((struct stream){5}, generation * LAMBDA + k);
  return 10 + u - slope * (double)generation;
}

static int ascending(const void *a, const void *b)
{
  double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

static double middle(const double *v, size_t n)
{
  double sorted[GENERATIONS];
  memcpy(sorted, v, n * sizeof *v);
  qsort(sorted, n, sizeof *sorted, ascending);
  return sorted[n / 2];
}

/* Worked out again with whole histories and sorting. */
static size_t stagnation(size_t limit_generations)
{
  static double best[GENERATIONS], median[GENERATIONS];
  for (size_t g = 1; g <= limit_generations; g++) {
    double f[LAMBDA];
    for (size_t k = 0; k < LAMBDA; k++) f[k] = random_value(g - 1, k);
    median[g - 1] = middle(f, LAMBDA);
    best[g - 1] = f[0];
    for (size_t k = 1; k < LAMBDA; k++) best[g - 1] = f[k] < best[g - 1] ? f[k] : best[g - 1];
    size_t window = (size_t)ceil((double)g / 5 > 130 ? (double)g / 5 : 130);
    size_t part = window * 3 / 10, from = g - window;
    if (g < window || g % (1 + window / 100)) continue;
    if (middle(best + g - part, part) >= middle(best + from, part) &&
        middle(median + g - part, part) >= middle(median + from, part))
      return g;
  }
  return 0;
}

static void test_stagnation(void **state)
{
  (void)state;
  script = (struct script){.value = random_value};
  struct run r = run_make(RESTART_STOP, &toy_type);
  r.setup.wrap.maxiter = 0;
  size_t fired = 0;
  for (size_t i = 0; i < 40; i++) {
    slope = 1e-4 * (double)i * (double)i / 4;
    size_t expected = stagnation(4000);
    run_do(&r, 4000);
    if (!expected) {
      assert_true(r.end == ASK_EVALUATE);
      continue;
    }
    fired++;
    assert_int_equal(r.end, ASK_STAGNATION);
    assert_int_equal(r.generations, expected);
    assert_true(expected >= 130);
  }
  assert_in_range(fired, 5, 35);
}

static void test_maxiter(void **state)
{
  (void)state;
  script = (struct script){.value = improving};
  /* 100 + 50 5^2 / sqrt 6 = 610.3 */
  expect("maxiter", ASK_MAXITER, 611);
  struct run r = run_make(RESTART_STOP, &toy_type);
  r.config.population = 100;
  run_do(&r, 5000);
  assert_true(r.end == ASK_MAXITER && r.generations == 225);
  r.setup.wrap.maxiter = 3;
  run_do(&r, 5000);
  assert_true(r.end == ASK_MAXITER && r.generations == 675);
  r.setup.wrap.maxiter = 0;
  run_do(&r, 20000);
  assert_true(r.end == ASK_EVALUATE);
}

static size_t five(size_t search)
{
  (void)search;
  return 5;
}
static size_t zero(size_t search)
{
  (void)search;
  return 0;
}

/* What the method says itself counts as well. */
static void test_own_end(void **state)
{
  (void)state;
  script = (struct script){.value = improving, .length = five, .end = ASK_STALLED};
  expect("stalled", ASK_STALLED, 5);
  script.end = ASK_CONVERGED;
  expect("converged", ASK_CONVERGED, 5);
  struct run r = run_make(RESTART_IPOP, &toy_type);
  r.budget = 5 * 6 * (1 + 2 + 4) + 47;
  run_do(&r, 1000);
  /* 48 points do not fit into 47. */
  assert_true(r.end == ASK_BUDGET && life_count == 3 && r.spent == 5 * 6 * 7);
  assert_true(r.counts[ASK_CONVERGED] == 3 && r.restarts == 2);
  r.budget = 5 * 6 * 7 + 48;
  run_do(&r, 1000);
  assert_true(r.end == ASK_EVALUATE && life_count == 4 && r.spent == r.budget);
  assert_true(r.counts[ASK_CONVERGED] == 3 && r.restarts == 3 && r.population == 48);
  /* One that asks for nothing at all does not begin again for ever. */
  script.length = zero;
  run_do(&r, 1000);
  assert_true(r.end == ASK_CONVERGED && life_count == 1 && r.spent == 0);
  /* No memory for a larger population is no end of a search. */
  script.length = five;
  script.unmade = 2;
  run_do(&r, 1000);
  assert_true(r.end == ASK_NO_MEMORY && life_count == 2);
}

static void test_ipop(void **state)
{
  (void)state;
  static struct life before[SEARCHES];
  script = (struct script){.value = flat};
  struct run r = run_make(RESTART_IPOP, &toy_type);
  r.config.sigma = 0.25;
  r.budget = 5000;
  run_do(&r, 1000);
  assert_in_range(life_count, 5, 8);
  double left = r.budget;
  for (size_t k = 0; k < life_count; k++) {
    const struct life *l = &lives[k];
    assert_int_equal(l->population, (size_t)LAMBDA << k);
    assert_true(l->sigma == 0.25 && l->budget == left);
    left -= (double)l->population * (10 + ceil(60 / (double)l->population));
    for (size_t i = 0; i < DIM; i++) assert_true(l->start[i] >= low[i] && l->start[i] <= high[i]);
    for (size_t j = 0; j < k; j++) {
      assert_true(l->stream != lives[j].stream);
      assert_true(l->start[0] != lives[j].start[0] && l->start[1] != lives[j].start[1]);
    }
  }
  /* The first one begins as the bare method does. */
  assert_memory_equal(lives[0].start, start, sizeof start);
  assert_true(lives[0].stream == 77);
  assert_true(r.counts[ASK_EQUALFUNVALUES] == (double)life_count - !r.end);
  /* The same again; another run draws anew. */
  size_t count = life_count;
  memcpy(before, lives, sizeof lives);
  run_do(&r, 1000);
  assert_int_equal(life_count, count);
  assert_memory_equal(before, lives, count * sizeof *lives);
  r.stream.key = 78;
  run_do(&r, 1000);
  assert_true(before[1].stream != lives[1].stream && before[1].start[0] != lives[1].start[0]);
  /* A population that was asked for; another factor; and as large as the parameter can be. */
  r.config.population = 5;
  r.setup.wrap.increase = 1.5;
  r.budget = 1e6;
  run_do(&r, 600);
  static const size_t grown[] = {5, 7, 11, 16, 25, 37};
  for (size_t k = 0; k < 6; k++) assert_int_equal(lives[k].population, grown[k]);
  assert_int_equal(lives[life_count - 1].population, 1000);
}

static size_t various(size_t search) { return 3 + search * 7919 % 40; }

/* The regimes worked out again, from the streams' names alone. */
static void test_bipop(void **state)
{
  (void)state;
  script = (struct script){.value = improving, .length = various, .end = ASK_CONVERGED};
  struct run r = run_make(RESTART_BIPOP, &toy_type);
  r.budget = 40000;
  r.config.sigma = 0.5;
  run_do(&r, 100000);
  double total[2] = {0, 0}, largest = LAMBDA, last = 0, maxiters = 0;
  size_t searches[2] = {0, 0};
  assert_in_range(life_count, 20, 500);
  for (size_t k = 0; k + 1 < life_count; k++) {
    double l = (double)lives[k].population, cost = lives[k].budget - lives[k + 1].budget;
    size_t generations = (size_t)(cost / l);
    if (k == 0) {
      assert_true(l == LAMBDA && generations == various(0));
      continue;
    }
    bool is_small = total[1] < total[0];
    struct stream choice =
        stream_named(stream_numbered(stream_named((struct stream){77}, "again"), k), "choice");
    double u = stream_uniform(choice, 0), v = stream_uniform(choice, 1);
    if (is_small) {
      assert_true(l == floor(LAMBDA * pow(largest / (2 * LAMBDA), u * u)));
      assert_true(fabs(lives[k].sigma / (0.5 * pow(10, -2 * v)) - 1) < 1e-14);
      /* Half of the last large one, or less. */
      size_t most = (size_t)(last / 2 / l);
      bool cut = various(k) > most;
      assert_int_equal(generations, cut ? most : various(k));
      maxiters += cut;
    } else {
      largest *= 2;
      assert_true(l == largest && lives[k].sigma == 0.5);
      assert_int_equal(generations, various(k));
      last = cost;
    }
    total[is_small] += cost;
    searches[is_small]++;
    /* As soon as the small ones cost as much, it is the large ones' turn. */
    assert_true(total[1] <= total[0] + last / 2);
    for (size_t i = 0; i < DIM; i++)
      assert_true(lives[k].start[i] == low[i] + stream_uniform(choice, 2 + i) * (high[i] - low[i]));
  }
  assert_true(searches[0] >= 4 && searches[1] >= 10 && maxiters >= 1);
  assert_true(r.counts[ASK_MAXITER] == maxiters ||
              r.counts[ASK_MAXITER] == maxiters + 1); /* the last one may have been cut as well */
  /* Without a sigma only the population varies. */
  r.setup.sigma = NULL;
  run_do(&r, 100000);
  for (size_t k = 0; k < life_count; k++) assert_true(lives[k].sigma == 0.5);
}

/* Values that were told before are neither counted nor charged. */
static void test_again(void **state)
{
  (void)state;
  script = (struct script){.value = flat, .cut = 4, .again = true};
  expect("with repeated values", ASK_EQUALFUNVALUES, 20);
  struct run r = run_make(RESTART_IPOP, &toy_type);
  r.budget = 1000;
  run_do(&r, 1000);
  assert_true(lives[1].population == 12 && lives[1].budget == 1000 - 20 * 6);
}

static int set_up(void **state)
{
  (void)state;
  blind_type = toy_type;
  blind_type.spread = NULL;
  return 0;
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_values),     cmocka_unit_test(test_distribution),
      cmocka_unit_test(test_population), cmocka_unit_test(test_stagnation),
      cmocka_unit_test(test_maxiter),    cmocka_unit_test(test_own_end),
      cmocka_unit_test(test_ipop),       cmocka_unit_test(test_bipop),
      cmocka_unit_test(test_again),
  };
  return cmocka_run_group_tests_name("restart", tests, set_up, NULL);
}
