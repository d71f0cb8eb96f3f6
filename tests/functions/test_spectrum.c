/* test_spectrum.c -- the curvatures of a quadratic, given as shares of intervals. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "functions/problem.h"
#include "functions/spectrum.h"
#include "src/numeric/level.h"

extern const struct function_library LEVELED(function_library);

static struct problem *open_problem(const char *text, size_t dim, unsigned instance)
{
  const struct function_library *library = &LEVELED(function_library);
  struct function_spec spec;
  struct problem *p = NULL;
  struct error err = {0};
  if (function_parse(library, text, &spec, &err) ||
      library->problem_new(&spec, dim, instance, NULL, &p, &err))
    fail_msg("%s", err.text);
  function_spec_free(&spec);
  return p;
}

/* The curvatures of instance 0, whose axes are the coordinates. */
static void curvatures(const char *text, size_t dim, double *out)
{
  struct problem *p = open_problem(text, dim, 0);
  double *h = malloc((dim * dim + p->hessian_scratch) * sizeof *h), *x = calloc(dim, sizeof *x);
  assert_true(h && x);
  p->hessian(p, x, h + dim * dim, h);
  for (size_t i = 0; i < dim; i++) out[i] = h[i * dim + i] / 2;
  free(h);
  free(x);
  problem_free(p);
}

static void test_parse(void **state)
{
  (void)state;
  struct spectrum s;
  struct error err;
  assert_int_equal(spectrum_parse("90%0..1+10%30..60", &s, &err), STATUS_OK);
  assert_int_equal(s.count, 2);
  assert_true(s.part[0].share == 90 && s.part[0].low == 0 && s.part[0].high == 1);
  assert_true(s.part[1].share == 10 && s.part[1].low == 30 && s.part[1].high == 60);
  assert_int_equal(spectrum_parse("1e-3..1e2", &s, &err), STATUS_OK);
  assert_true(s.count == 1 && s.part[0].share == 100 && s.part[0].low == 1e-3);
  assert_int_equal(spectrum_parse("33.3%0.5+66.7%2", &s, &err), STATUS_OK);
  assert_true(s.part[1].low == 2 && s.part[1].high == 2);
  static const char *const bad[][2] = {
      {"", "'' is not SHARE%LOW..HIGH"},
      {"x", "is not SHARE"},
      {"90%0..1", "come to 90%, not 100%"},
      {"0..1+0..2", "come to 200%"},
      {"90%0..1+", "'' is not SHARE"},
      {"90%0..1+10%", "'10%' is not SHARE"},
      {"%0..1", "is not SHARE"},
      {"100%0..", "is not SHARE"},
      {"100%..1", "is not SHARE"},
      {"100%2..1", "no curvatures from 0 up, the lower first"},
      {"100%-1..1", "no curvatures from 0 up"},
      {"0%1+100%2", "has no share"},
      {"-10%1+110%2", "has no share"},
      {"nan%1", "is not SHARE"},
      {"100%0..inf", "is not SHARE"},
      {"50%1+50%2..3..4", "is not SHARE"},
      {"5%1+5%1+5%1+5%1+5%1+5%1+5%1+5%1+5%1+5%1+5%1+5%1+5%1+5%1+5%1+5%1+5%1+15%1", "more than 16"},
  };
  for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
    int status = spectrum_parse(bad[i][0], &s, &err);
    assert_int_equal(status, STATUS_USAGE);
    if (!strstr(err.text, bad[i][1])) fail_msg("%s: %s", bad[i][0], err.text);
  }
}

/* So many of them in each interval, in order. */
static void test_shares(void **state)
{
  (void)state;
  static const struct {
    const char *text;
    size_t dim, first; /* those in [0, 1]; the others are in [30, 60] */
  } cases[] = {{"90%0..1+10%30..60", 1, 1},    {"90%0..1+10%30..60", 2, 2},
               {"90%0..1+10%30..60", 5, 5},    {"90%0..1+10%30..60", 6, 5},
               {"90%0..1+10%30..60", 10, 9},   {"90%0..1+10%30..60", 100, 90},
               {"29%0..1+71%30..60", 100, 29}, {"50%0..1+50%30..60", 3, 2}};
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    char text[100];
    double c[100];
    size_t dim = cases[i].dim;
    snprintf(text, sizeof text, "quadratic:spectrum=%s", cases[i].text);
    curvatures(text, dim, c);
    for (size_t k = 0; k < dim; k++)
      if (k < cases[i].first)
        assert_true(c[k] >= 0 && c[k] < 1);
      else
        assert_true(c[k] >= 30 && c[k] < 60);
  }
  double one[4];
  curvatures("quadratic:spectrum=25%3+75%7", 4, one);
  assert_true(one[0] == 3 && one[1] == 7 && one[3] == 7);
}

/* Uniform draws: none twice, and their means and deviations those of the intervals. */
static void test_draws(void **state)
{
  (void)state;
  enum { DIM = 1000 };
  double c[DIM], mean = 0, square = 0;
  curvatures("quadratic:spectrum=90%0..1+10%30..60", DIM, c);
  for (size_t i = 0; i < 900; i++) {
    mean += c[i] / 900;
    square += c[i] * c[i] / 900;
    assert_true(!i || c[i] != c[i - 1]);
  }
  assert_true(fabs(mean - 0.5) < 4 * sqrt(1.0 / 12 / 900));
  assert_true(fabs(square - 1.0 / 3) < 4 * sqrt(4.0 / 45 / 900));
  mean = 0;
  for (size_t i = 900; i < DIM; i++) mean += c[i] / 100;
  assert_true(fabs(mean - 45) < 4 * sqrt(900.0 / 12 / 100));
}

/* Each instance has draws of its own, and is turned and moved as ever: its trace is that of its
 * curvatures. */
static void test_instances(void **state)
{
  (void)state;
  enum { DIM = 6 };
  double trace[3];
  for (unsigned instance = 0; instance < 3; instance++) {
    struct problem *p = open_problem("quadratic:spectrum=50%1..2+50%10..20", DIM, instance);
    double *h = malloc((DIM * DIM + p->hessian_scratch) * sizeof *h), x[DIM] = {0}, f;
    double *scratch = malloc((p->scratch(p, 1) + 1) * sizeof *scratch);
    assert_true(h && scratch);
    p->hessian(p, x, h + DIM * DIM, h);
    trace[instance] = 0;
    for (size_t i = 0; i < DIM; i++) trace[instance] += h[i * DIM + i] / 2;
    assert_true(trace[instance] > 33 && trace[instance] < 66);
    for (unsigned k = 0; k < instance; k++) assert_true(fabs(trace[k] - trace[instance]) > 1e-6);
    struct batch batch = {.x = p->minimiser, .count = 1, .f = &f, .scratch = scratch};
    p->evaluate(p, &batch);
    assert_true(f >= 0 && f < 1e-25);
    free(h);
    free(scratch);
    problem_free(p);
  }
}

static void test_texts(void **state)
{
  (void)state;
  const struct function_library *library = &LEVELED(function_library);
  struct function_spec spec;
  struct error err;
  char text[FUNCTION_TEXT];
  assert_int_equal(function_parse(library, "quadratic", &spec, &err), STATUS_OK);
  function_format(&spec, text, sizeof text);
  assert_string_equal(text, "quadratic:condition=10000");
  function_spec_free(&spec);
  assert_int_equal(function_parse(library, "quadratic:spectrum=90%0..1+10%30..60", &spec, &err),
                   STATUS_OK);
  function_format(&spec, text, sizeof text);
  assert_string_equal(text, "quadratic:condition=10000,spectrum=90%0..1+10%30..60");
  function_spec_free(&spec);
  assert_int_equal(function_parse(library, text, &spec, &err), STATUS_OK);
  function_spec_free(&spec);
  assert_int_equal(function_parse(library, "quadratic:condition=10,spectrum=0..1", &spec, &err),
                   STATUS_USAGE);
  assert_string_equal(err.text, "quadratic: spectrum says the curvatures, and condition=10 as "
                                "well; drop one");
  assert_int_equal(function_parse(library, "quadratic:spectrum=1..0", &spec, &err), STATUS_USAGE);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_parse),     cmocka_unit_test(test_shares), cmocka_unit_test(test_draws),
      cmocka_unit_test(test_instances), cmocka_unit_test(test_texts),
  };
  return cmocka_run_group_tests_name("spectrum", tests, NULL, NULL);
}
