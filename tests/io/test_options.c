/* test_options.c -- command lines: forms of options, order, and what is refused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include <string.h>

#include "bench/io/options.h"

static const struct option_row rows[] = {
    {'f', "functions", "LIST", "which functions"},
    {0, "runs", "N", "how many"},
    {0, "force", NULL, "again"},
    {'h', "help", NULL, "show this"},
    {0},
};

struct log {
  char text[512];
  const char *refuse; /* the operand at which to stop */
};

static int take(void *context, const struct option_row *row, const char *value, struct error *err)
{
  struct log *log = context;
  size_t used = strlen(log->text);
  if (!row && log->refuse && !strcmp(value, log->refuse))
    return error_set(err, STATUS_IO, "refused %s", value);
  snprintf(log->text + used, sizeof log->text - used, "%s=%s;", row ? row->name : "",
           value ? value : "(none)");
  return STATUS_OK;
}

enum { WORDS = 8 };
struct sample {
  const char *words[WORDS]; /* after the command's name */
  const char *expected;     /* what was taken, or part of the error */
};

static int parse(const char *const *words, struct log *log, struct error *err)
{
  char copies[WORDS][64], *argv[WORDS + 1] = {copies[0]};
  int argc = 1;
  strcpy(copies[0], "run");
  for (; argc < WORDS && words[argc - 1]; argc++) {
    snprintf(copies[argc], sizeof copies[argc], "%s", words[argc - 1]);
    argv[argc] = copies[argc];
  }
  return options_parse(rows, argc, argv, take, log, err);
}

static void test_taken(void **state)
{
  (void)state;
  static const struct sample samples[] = {
      {{NULL}, ""},
      {{"--functions", "a,b"}, "functions=a,b;"},
      {{"--functions=a=1,b"}, "functions=a=1,b;"},
      {{"-f", "a"}, "functions=a;"},
      {{"-fa"}, "functions=a;"},
      {{"--functions="}, "functions=;"},
      {{"-f", ""}, "functions=;"},
      {{"--runs", "-1"}, "runs=-1;"},
      {{"--runs", "--force"}, "runs=--force;"},
      {{"one", "--force", "two", "-h", "three"}, "=one;force=(none);=two;help=(none);=three;"},
      {{"--runs", "1", "--runs=2"}, "runs=1;runs=2;"},
      {{"-"}, "=-;"},
      {{""}, "=;"},
      {{"--", "--force", "-f"}, "=--force;=-f;"},
      {{"--force", "--", "--"}, "force=(none);=--;"},
  };
  for (size_t i = 0; i < sizeof samples / sizeof *samples; i++) {
    struct log log = {0};
    struct error err = {0};
    assert_int_equal(parse(samples[i].words, &log, &err), STATUS_OK);
    assert_string_equal(log.text, samples[i].expected);
  }
}

static void test_refused(void **state)
{
  (void)state;
  static const struct sample samples[] = {
      {{"--run", "1"}, "run has no option '--run'; did you mean '--runs'?"},
      {{"--forse"}, "did you mean '--force'?"},
      {{"--zzzzzzzz"}, "run has no option '--zzzzzzzz'; `optbench run --help` lists them"},
      {{"-x"}, "run has no option '-x'"},
      {{"-F", "a"}, "run has no option '-F'"},
      {{"--runs"}, "--runs needs a value: --runs N"},
      {{"-f"}, "-f needs a value: -f LIST"},
      {{"--force=yes"}, "--force takes no value; drop '=yes'"},
      {{"--force="}, "--force takes no value"},
      {{"-hx"}, "-h takes no value; drop 'x'"},
      {{"--=3"}, "run has no option '--'"},
      {{"---"}, "run has no option '---'"},
  };
  for (size_t i = 0; i < sizeof samples / sizeof *samples; i++) {
    struct log log = {0};
    struct error err = {0};
    assert_int_equal(parse(samples[i].words, &log, &err), STATUS_USAGE);
    if (!strstr(err.text, samples[i].expected)) fail_msg("%s", err.text);
  }
  /* The first error ends it, and is the one told. */
  struct log log = {.refuse = "b"};
  struct error err = {0};
  static const char *const words[] = {"a", "b", "c", "--zzzzzzzz", NULL};
  assert_int_equal(parse(words, &log, &err), STATUS_IO);
  assert_string_equal(err.text, "refused b");
  assert_string_equal(log.text, "=a;");
}

static void test_help(void **state)
{
  (void)state;
  char text[1024];
  FILE *out = tmpfile();
  assert_non_null(out);
  options_help(rows, out);
  rewind(out);
  text[fread(text, 1, sizeof text - 1, out)] = '\0';
  fclose(out);
  static const char *const lines[] = {"-f, --functions LIST", "    --runs N", "    --force",
                                      "-h, --help", "which functions"};
  for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) assert_non_null(strstr(text, lines[i]));
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_taken),
      cmocka_unit_test(test_refused),
      cmocka_unit_test(test_help),
  };
  return cmocka_run_group_tests_name("options", tests, NULL, NULL);
}
