/* test_memory.c -- the program's peak memory does not grow with the number of runs, nor with the
 * length of a trace, nor with a population that the budget does not pay for. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static char folder[] = "/tmp/optbench-memory-XXXXXX";
static char campaign[64], out[64];

static int set_up(void **state)
{
  (void)state;
  if (!mkdtemp(folder)) return -1;
  snprintf(campaign, sizeof campaign, "%s/memory.ini", folder);
  snprintf(out, sizeof out, "%s/out", folder);
  FILE *file = fopen(campaign, "w");
  if (!file) return -1;
  fputs("[campaign]\nfunctions = rosenbrock\noptimizers = sgd:rate=1e-5\ndimensions = 2\n"
        "target = none\n",
        file);
  return fclose(file);
}

static int remove_one(const char *path, const struct stat *about, int flag, struct FTW *where)
{
  (void)about, (void)flag, (void)where;
  return remove(path);
}

static int tear_down(void **state)
{
  (void)state;
  return nftw(folder, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

/* Peak of the resident memory in KiB, of `optbench run` with these arguments, ended by NULL, and of
 * all calls before. */
static long peak_of(const char *const *arguments)
{
  enum { ARGUMENTS = 32 };
  const char *line[ARGUMENTS] = {"optbench", "run", "-j", "2", "--force", "--out", out};
  size_t count = 7;
  for (; *arguments; arguments++) {
    assert_true(count + 1 < ARGUMENTS);
    line[count++] = *arguments;
  }
  const char *program = getenv("OPTBENCH");
  if (!program) program = "build/bin/optbench";
  pid_t child = fork();
  assert_true(child >= 0);
  if (!child) {
    int nowhere = open("/dev/null", O_WRONLY);
    dup2(nowhere, 1);
    execv(program, (char *const *)line);
    _exit(127);
  }
  int status;
  assert_int_equal(waitpid(child, &status, 0), child);
  assert_true(WIFEXITED(status));
  assert_int_equal(WEXITSTATUS(status), 0);
  struct rusage usage;
  assert_int_equal(getrusage(RUSAGE_CHILDREN, &usage), 0);
  return usage.ru_maxrss;
}

static long peak(const char *runs, const char *budget, const char *trace)
{
  const char *const arguments[] = {campaign, "--runs",  runs,  "--budget",
                                   budget,   "--trace", trace, NULL};
  return peak_of(arguments);
}

enum { MARGIN_KIB = 6 << 10 };

/* Points beyond the budget are not drawn, nor is anything kept for them. */
static void test_population(void **state)
{
  (void)state;
#if defined __SANITIZE_ADDRESS__ || defined __SANITIZE_THREAD__
  skip(); /* they keep what is freed */
#endif
  static const char *const methods[] = {
      "cmaes",
      "sep-cmaes",
      "xnes",
      "snes",
      "nes",
      "es",
      "vo",
      "de",
      "pso",
      "ga",
      "ga:select=novelty",
      "ns-es",
      "nsra-es",
      "netes",
      "canonical-nes",
      "sgd@es:antithetic=no",
      "ipop",
      "snes:restart=bipop",
  };
  long before = 0;
  for (int large = 0; large < 2; large++)
    for (size_t i = 0; i < sizeof methods / sizeof *methods; i++) {
      char label[128];
      snprintf(label, sizeof label, "%s%cpopulation=%d", methods[i],
               strchr(methods[i], ':') ? ',' : ':', large ? 1000000 : 100);
      const char *const arguments[] = {"-f",       "rosenbrock", "-d",       "33",     "-i",
                                       "0",        "-o",         label,      "--runs", "1",
                                       "--budget", "400",        "--target", "none",   NULL};
      long now = peak_of(arguments);
      if (large && now > before + MARGIN_KIB)
        fail_msg("%s: %ld KiB, of a small population %ld KiB", label, now, before);
      if (!large) before = now;
    }
}

static void test_runs(void **state)
{
  (void)state;
#if defined __SANITIZE_ADDRESS__ || defined __SANITIZE_THREAD__
  skip(); /* their books grow */
#endif
  long few = peak("40", "3000", "log"), many = peak("2000", "3000", "log");
  if (many > few + MARGIN_KIB) fail_msg("40 runs: %ld KiB, 2000 runs: %ld KiB", few, many);
}

/* A trace of about 35 MB; up to 4 MiB of it, and what realloc leaves behind, may be in memory. */
static void test_trace(void **state)
{
  (void)state;
#if defined __SANITIZE_ADDRESS__ || defined __SANITIZE_THREAD__
  skip();
#endif
  long before = peak("2", "100k", "every"), after = peak("2", "700k", "every");
  if (after > before + MARGIN_KIB)
    fail_msg("100k rows: %ld KiB, 700k rows: %ld KiB", before, after);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_population), /* before any has a peak of its own */
      cmocka_unit_test(test_runs),
      cmocka_unit_test(test_trace),
  };
  return cmocka_run_group_tests_name("memory", tests, set_up, tear_down);
}
