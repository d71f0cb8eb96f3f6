/* perf.c -- what things cost, as multiples of a yardstick (yardstick.h).
 *
 *   perf [PART...]     all parts without an argument
 *
 * Nothing is asserted here: a timed test would fail on a busy machine. */
#include "tests/perf/perf.h"

#include <stdio.h>
#include <string.h>

static const struct part {
  const char *name, *summary;
  void (*run)(struct yardstick *y);
} parts[] = {
#define PART(name, summary) {#name, summary, perf_##name},
#include "tests/perf/perf.def"
#undef PART
};
enum { PARTS = sizeof parts / sizeof *parts };

void perf_line(const char *what, const char *on, struct cost cost)
{
  printf("  %-40s %-8s %10.2f ns %9.3f Z\n", what, on, cost.ns, cost.z);
  fflush(stdout);
}

static const struct part *part_named(const char *name)
{
  for (size_t i = 0; i < PARTS; i++)
    if (strcmp(parts[i].name, name) == 0) return &parts[i];
  fprintf(stderr, "perf: error: there is no part '%s'; the parts are", name);
  for (size_t i = 0; i < PARTS; i++) fprintf(stderr, "%s %s", i ? "," : "", parts[i].name);
  fputc('\n', stderr);
  return NULL;
}

static void run(const struct part *part, struct yardstick *y)
{
  printf("%s: %s\n", part->name, part->summary);
  part->run(y);
}

int main(int argc, char **argv)
{
  for (int i = 1; i < argc; i++)
    if (!part_named(argv[i])) return 2;
  struct yardstick *y = yardstick_new();
  if (!y) return 4;
  for (int i = 1; i < argc; i++) run(part_named(argv[i]), y);
  for (size_t i = 0; argc < 2 && i < PARTS; i++) run(&parts[i], y);
  printf("Z = %.2f ns: one normal of gsl_ran_gaussian_ziggurat on mt19937\n", yardstick_z(y));
  yardstick_free(y);
  return 0;
}
