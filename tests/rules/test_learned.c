/* test_learned.c -- the learned rule: against a run of another program, against its formula written
 * plainly for every kind of input and output, at every length and vector level. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "src/draws/random.h"
#include "src/method.h"
#include "src/numeric/elementary.h"
#include "src/numeric/plain_network.h"
#include "tests/support/machine.h"
#include "tests/support/reference.h"

#define FOLDER "tests/reference/learned/"

static const struct rule_type *learned_of(const struct libraries *level)
{
  for (size_t i = 0; level->optimizers->rules[i]; i++)
    if (!strcmp(level->optimizers->rules[i]->name, "learned")) return level->optimizers->rules[i];
  fail_msg("there is no rule learned");
  return NULL;
}

struct rule_run {
  const struct rule_type *rule;
  void *config, *state;
};

static struct rule_run begin(const struct rule_type *rule, const struct network *network, size_t n)
{
  struct rule_run r = {.rule = rule, .config = calloc(1, rule->config_size)};
  assert_non_null(r.config);
  rule->slot(r.config)->network = network;
  struct rule_setup setup = {.size = n, .weights = n};
  r.state = rule->alloc(&setup, r.config);
  assert_non_null(r.state);
  return r;
}

static void end(struct rule_run *r)
{
  r->rule->free(r->state);
  free(r->config);
}

/* The numbers of the reference network: the file has one more, which nothing uses. */
static void read_theta(double *number)
{
  struct reference *r = reference_read(FOLDER "gru8_quadratic_theta.csv");
  size_t count = 0;
  for (size_t i = 0; i < r->rows; i++)
    if (strcmp(reference_text(r, i, "name"), "unused"))
      number[count++] = reference_at(r, i, "value");
  const struct network n = {.hidden = 8};
  assert_int_equal(count, network_parts(&n).size);
  reference_free(r);
}

static void test_run(void **unused)
{
  (void)unused;
  static const double curvature[] = {1, .3, .05, .01, .002}, middle[] = {.5, .5, -4, 10, -20};
  enum { N = 5, UNITS = 8 };
  double number[NETWORK_MOST];
  read_theta(number);
  const struct network network = {.hidden = UNITS, .number = number};
  struct reference *want = reference_read(FOLDER "gru8_quadratic_run.csv");
  assert_int_equal(want->rows, 201);
  struct libraries levels[MACHINE_LEVELS];
  size_t count = machine_levels(levels), x0 = reference_column(want, "x0"),
         h0 = reference_column(want, "h0_0");
  for (size_t l = 0; l < count; l++) {
    struct rule_run r = begin(learned_of(&levels[l]), &network, N);
    double theta[N], g[N], state[UNITS], out;
    memcpy(theta, reference_row(want, 0) + x0, sizeof theta);
    memcpy(state, number + network_parts(&network).begin, sizeof state);
    for (size_t k = 0; k < want->rows; k++) {
      const double *row = reference_row(want, k);
      for (size_t i = 0; i < N; i++) {
        if (!(fabs(theta[i] - row[x0 + i]) <= 1e-10 * fmax(1, fabs(row[x0 + i]))))
          fail_msg("%s: x%zu at step %zu: %.17g, not %.17g", levels[l].optimizers->level, i, k,
                   theta[i], row[x0 + i]);
        g[i] = curvature[i] * (theta[i] - middle[i]);
      }
      for (size_t j = 0; j < UNITS; j++) assert_true(fabs(state[j] - row[h0 + j]) <= 1e-10);
      network_step(&network, g, state, state, &out);
      const struct pace pace = {1, NAN};
      r.rule->step(r.state, &pace, g, theta);
    }
    end(&r);
  }
  reference_free(want);
}

/* Means of one coordinate, as the formulas have them. */
struct memory {
  double m[3], v[2], state[HIDDEN_MOST];
};

static const double forget_m[] = {.5, .9, .99}, forget_v[] = {.9, .999};

/* m_b and v_b freed of their bias after `steps` steps. */
static double mean_of(const struct memory *c, int k, double steps)
{
  return c->m[k] / (1 - pow(forget_m[k], steps));
}
static double inverse_root_of(const struct memory *c, int k, double steps)
{
  return 1 / (sqrt(c->v[k] / (1 - pow(forget_v[k], steps))) + 1e-10);
}

static double root_mean_square(const double *x, size_t n)
{
  double sum = 0;
  for (size_t i = 0; i < n; i++) sum += x[i] * x[i];
  return sqrt(sum / (double)n);
}

static double clock_of(double t, double scale) { return tanh(t / scale - 1); }

static void inputs_of(enum network_inputs kind, const struct memory *c, const double *g,
                      const double *x, double (*means)[64], size_t i, size_t n, double t, double *v)
{
  double steps = t + 1, r9 = inverse_root_of(&c[i], 0, steps),
         r999 = inverse_root_of(&c[i], 1, steps), m[3];
  for (int k = 0; k < 3; k++) m[k] = mean_of(&c[i], k, steps);
  if (kind == INPUTS_GRADIENT) {
    v[0] = g[i];
  } else if (kind == INPUTS_LOG) {
    bool large = fabs(g[i]) > exp(-10);
    v[0] = large ? log(fabs(g[i])) / 10 : -1;
    v[1] = large ? (g[i] > 0) - (g[i] < 0) : exp(10) * g[i];
  } else if (kind == INPUTS_ADAM) {
    const double all[] = {g[i] * r9,
                          m[0] * r9,
                          m[1] * r9,
                          m[2] * r999,
                          g[i] * r999,
                          log(c[i].v[0] / (1 - pow(.9, steps)) + 1e-20) / 10,
                          log(c[i].v[1] / (1 - pow(.999, steps)) + 1e-20) / 10,
                          clock_of(t, 10),
                          clock_of(t, 100),
                          clock_of(t, 30),
                          log(g[i] * g[i] + 1e-20) / 10};
    memcpy(v, all, sizeof all);
  } else {
    double root = root_mean_square(g, n);
    v[0] = g[i] / (root + 1e-10);
    v[1] = x[i] / (root_mean_square(x, n) + 1e-10);
    for (int k = 0; k < 3; k++) v[2 + k] = m[k] / (root_mean_square(means[k], n) + 1e-10);
    v[5] = m[1] * r999;
    v[6] = log(root * root + 1e-20) / 10;
    static const double scales[] = {1, 3, 10, 30, 100, 300};
    for (int k = 0; k < 6; k++) v[7 + k] = clock_of(t, scales[k]);
  }
}

/* One step of the whole vector. */
static void plain_step(const struct network *net, struct memory *c, double t, const double *g,
                       double *x, size_t n)
{
  double before[64], means[3][64];
  const struct network_parts p = network_parts(net);
  double scale = exp(net->number[p.log_scale]);
  memcpy(before, x, n * sizeof *x);
  for (size_t i = 0; i < n; i++) {
    for (int k = 0; k < 3; k++) {
      c[i].m[k] = forget_m[k] * c[i].m[k] + (1 - forget_m[k]) * g[i];
      means[k][i] = mean_of(&c[i], k, t + 1);
    }
    for (int k = 0; k < 2; k++)
      c[i].v[k] = forget_v[k] * c[i].v[k] + (1 - forget_v[k]) * (g[i] * g[i]);
  }
  for (size_t i = 0; i < n; i++) {
    double v[INPUTS_MOST], o[HEADS_MOST] = {0};
    inputs_of(net->inputs, c, g, before, means, i, n, t, v);
    network_step(net, v, c[i].state, c[i].state, o);
    double adam = mean_of(&c[i], 1, t + 1) * inverse_root_of(&c[i], 1, t + 1);
    if (net->output == OUTPUT_DIRECT) x[i] += scale * o[0];
    if (net->output == OUTPUT_SCALED) x[i] -= scale * o[0] * exp(o[1]);
    if (net->output == OUTPUT_ADAM) x[i] -= scale * (adam + o[0]) * exp(o[1]);
  }
}

enum { LONGEST = 40, STEPS = 60 };
static const struct stream stream = {77};

/* Some of them 0, most of them of very different size. */
static void gradient_at(uint64_t step, size_t n, double *g)
{
  random_normals(stream, step, 0, 1, n, g);
  for (size_t i = 0; i < n; i++) g[i] *= (i + step) % 11 ? ldexp(1, (int)(i * 7 % 40) - 30) : 0;
}

static void check_kind(const struct network *net, const struct libraries *levels, size_t count,
                       size_t n)
{
  static struct memory memory[64];
  double want[64], g[64], first[64];
  memset(memory, 0, sizeof memory);
  for (size_t i = 0; i < n; i++) {
    want[i] = 1 / (double)(i + 1);
    memcpy(memory[i].state, net->number + network_parts(net).begin,
           net->hidden * sizeof *net->number);
  }
  for (uint64_t k = 0; k < STEPS; k++) {
    gradient_at(k, n, g);
    plain_step(net, memory, (double)k, g, want, n);
  }
  for (size_t l = 0; l < count; l++) {
    struct rule_run r = begin(learned_of(&levels[l]), net, n);
    double theta[64];
    for (size_t i = 0; i < n; i++) theta[i] = 1 / (double)(i + 1);
    for (uint64_t k = 0; k < STEPS; k++) {
      const struct pace pace = {1, NAN};
      gradient_at(k, n, g);
      r.rule->step(r.state, &pace, g, theta);
    }
    end(&r);
    if (!l) memcpy(first, theta, sizeof first);
    assert_memory_equal(theta, first, n * sizeof *theta);
    for (size_t i = 0; i < n; i++)
      if (!(fabs(theta[i] - want[i]) <= 1e-11 * fmax(1, fabs(want[i]))))
        fail_msg("%s to %s, %zu units, coordinate %zu of %zu: %.17g, not %.17g",
                 network_inputs[net->inputs], network_outputs[net->output], net->hidden, i, n,
                 theta[i], want[i]);
  }
}

static void test_kinds(void **unused)
{
  (void)unused;
  static double number[NETWORK_MOST];
  static const size_t units[] = {1, 3, 8, 32};
  struct libraries levels[MACHINE_LEVELS];
  size_t count = machine_levels(levels);
  for (int in = INPUTS_GRADIENT; in <= INPUTS_TENSOR; in++)
    for (int out = OUTPUT_DIRECT; out <= OUTPUT_ADAM; out++)
      for (size_t u = 0; u < sizeof units / sizeof *units; u++) {
        const struct network net = {units[u], (enum network_inputs)in, (enum network_result)out,
                                    number};
        struct network_parts p = network_parts(&net);
        random_normals(stream, 1000 + u, 0, 1, p.size, number);
        for (size_t i = 0; i < p.size; i++) number[i] *= 0.5;
        number[p.log_scale] = -2;
        for (size_t n = 1; n <= (units[u] == 8 ? LONGEST : 9); n++)
          check_kind(&net, levels, count, n);
      }
}

/* Half the rate is half the step; a network that says nothing moves nothing. */
static void test_pace(void **unused)
{
  (void)unused;
  double number[NETWORK_MOST] = {0};
  const struct network net = {.hidden = 4, .number = number};
  struct network_parts p = network_parts(&net);
  struct libraries levels[MACHINE_LEVELS];
  assert_true(machine_levels(levels) > 0);
  for (int twice = 0; twice < 2; twice++) {
    struct rule_run r = begin(learned_of(&levels[0]), &net, 3);
    double theta[3] = {1, 2, 3};
    const double g[3] = {1, -1, 0};
    const struct pace pace = {0.5, NAN};
    r.rule->step(r.state, &pace, g, theta);
    for (int i = 0; i < 3; i++) assert_true(theta[i] == i + 1 + (twice ? 0.5 * 0.25 : 0));
    end(&r);
    number[p.readout_bias] = 0.25;
  }
}

int main(void)
{
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_run), cmocka_unit_test(test_kinds),
                                     cmocka_unit_test(test_pace)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
