/* test_weights.c -- files of weights: there and back, damaged, cut short, foreign, of the future.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/data/weights.h"
#include "src/draws/random.h"
#include "tests/support/reference.h"

#define FOLDER "tests/reference/learned/"

/* The text of the reference network's file. */
static char *reference_weights(void)
{
  static double number[NETWORK_MOST];
  struct reference *r = reference_read(FOLDER "gru8_quadratic_theta.csv");
  size_t count = 0;
  for (size_t i = 0; i < r->rows; i++)
    if (strcmp(reference_text(r, i, "name"), "unused"))
      number[count++] = reference_at(r, i, "value");
  reference_free(r);
  const struct weights w = {.network = {.hidden = 8, .number = number},
                            .task = "loguniform",
                            .dim = 5,
                            .steps = 200,
                            .metric = "ratio",
                            .score = 0.0352,
                            .seed = 1,
                            .command = "none: made by another program"};
  char *text = weights_text(&w);
  assert_non_null(text);
  return text;
}

static char *file_text(const char *path)
{
  char *text = calloc(1, 100000);
  FILE *in = fopen(path, "r");
  assert_non_null(text);
  assert_non_null(in);
  assert_true(fread(text, 1, 99999, in) > 0);
  fclose(in);
  return text;
}

static void test_reference(void **unused)
{
  (void)unused;
  char *want = reference_weights(), *got = file_text(FOLDER "gru8.weights");
  assert_string_equal(got, want);
  assert_true(strlen(got) < 6500);
  free(want);
  free(got);
}

static void test_round_trip(void **unused)
{
  (void)unused;
  static double number[NETWORK_MOST];
  for (int in = INPUTS_GRADIENT; in <= INPUTS_TENSOR; in++)
    for (int out = OUTPUT_DIRECT; out <= OUTPUT_ADAM; out++)
      for (size_t hidden = 1; hidden <= HIDDEN_MOST; hidden += hidden == 1 ? 7 : 24) {
        struct weights w = {.network = {hidden, (enum network_inputs)in, (enum network_result)out,
                                        number},
                            .task = "mlp:data=moons,hidden=16-16",
                            .dim = 337,
                            .steps = 200,
                            .metric = "log",
                            .score = -1.25,
                            .seed = (UINT64_C(1) << 53) - 1,
                            .command = "optbench meta-train moons --seed 3"},
                       back;
        size_t size = network_parts(&w.network).size;
        random_normals((struct stream){5}, (uint64_t)(in * 3 + out), 0, 1, size, number);
        number[0] = 1e-300;
        number[1] = -0.1;
        char *text = weights_text(&w), *again;
        struct error err;
        assert_non_null(text);
        if (weights_parse("it", text, &back, &err)) fail_msg("%s", err.text);
        assert_memory_equal(back.network.number, number, size * sizeof *number);
        assert_int_equal(back.network.hidden, hidden);
        again = weights_text(&back);
        assert_string_equal(text, again);
        free(text);
        free(again);
        weights_free(&back);
      }
}

static void refused(const char *text, const char *why)
{
  struct weights w;
  struct error err = {0};
  assert_int_equal(weights_parse("it", text, &w, &err), STATUS_IO);
  if (!strstr(err.text, why)) fail_msg("'%s' does not say '%s'", err.text, why);
  assert_null(strchr(err.text, '\n'));
}

/* Whatever single byte is another, and wherever it is cut. */
static void test_damage(void **unused)
{
  (void)unused;
  char *text = reference_weights();
  size_t length = strlen(text);
  struct weights w;
  struct error err;
  for (size_t i = 0; i < length; i++) {
    const char was = text[i];
    text[i] = was == '7' ? '8' : '7';
    assert_int_equal(weights_parse("it", text, &w, &err), STATUS_IO);
    text[i] = was;
  }
  for (size_t i = length; i-- > 0;) {
    text[i] = '\0';
    assert_int_equal(weights_parse("it", text, &w, &err), STATUS_IO);
    assert_null(w.number);
  }
  free(text);
}

/* Replace the first `old` by `new` and give it the checksum that it then has. */
static char *changed(const char *old, const char *new)
{
  char *text = reference_weights(), *at = strstr(text, old), *to = malloc(strlen(text) + 100);
  assert_non_null(at);
  assert_non_null(to);
  sprintf(to, "%.*s%s%s", (int)(at - text), text, new, at + strlen(old));
  char *sum = strstr(to, "checksum = ");
  char kept = *sum;
  *sum = '\0';
  uint64_t key = stream_named(stream_root(0), to).key;
  *sum = kept;
  sprintf(sum, "checksum = %016llx\n", (unsigned long long)key);
  free(text);
  return to;
}

static void test_others(void **unused)
{
  (void)unused;
  static const struct {
    const char *old, *new, *why;
  } cases[] = {{"version = 1", "version = 2", "is of version 2"},
               {"version = 1\n", "", "holds what"},
               {"cell = gru", "cell = lstm", "holds what"},
               {"hidden = 8", "hidden = 9", "holds what"},
               {"hidden = 8", "hidden = 0", "holds what"},
               {"hidden = 8", "hidden = 1e9", "holds what"},
               {"inputs = gradient", "inputs = log", "holds what"},
               {"metric = ratio", "metric = median", "holds what"},
               {"seed = 1", "seed = -1", "holds what"},
               {"log_scale = 1.802791", "log_scale = nan", "holds what"},
               {"log_scale = 1.802791", "log_scale = 1 1", "holds what"},
               {"log_scale = 1.802791", "log_scale =", "holds what"},
               {"steps = 200\n", "steps = 200\nsteps = 200\n", "holds what"},
               {"steps = 200\n", "steps = 200\nmore = 1\n", "holds what"},
               {"reset_bias", "reset_biases", "holds what"}};
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    char *text = changed(cases[i].old, cases[i].new);
    refused(text, cases[i].why);
    free(text);
  }
  char *twice = changed("\n[end]", "\n[weights]\nhidden = 1\n[numbers]\nlog_scale = 1 2 3\n[end]");
  refused(twice, "holds what");
  free(twice);
  refused("", "is no file of weights");
  refused("[campaign]\nfunctions = rosenbrock\n", "is no file of weights");
  struct weights w;
  struct error err;
  assert_int_equal(weights_read("nobody", &w, &err), STATUS_IO);
  assert_int_equal(weights_read("", &w, &err), STATUS_IO);
  assert_int_equal(weights_read("tests", &w, &err), STATUS_IO);
  assert_int_equal(weights_read("./tests", &w, &err), STATUS_IO);
  assert_int_equal(weights_read("/dev/zero", &w, &err), STATUS_IO);
}

int main(int argc, char **argv)
{
  if (argc == 2 && !strcmp(argv[1], "write")) {
    char *text = reference_weights();
    fputs(text, stdout);
    free(text);
    return 0;
  }
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_reference),
                                     cmocka_unit_test(test_round_trip),
                                     cmocka_unit_test(test_damage), cmocka_unit_test(test_others)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
