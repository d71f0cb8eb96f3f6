/* describe_task.c -- see describe_task.h. */
#include "bench/command/describe_task.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

static void describe_targets(const struct function_type *f, const void *config)
{
  if (f->levels) puts("  targets: levels of f, as f* is not known; `error` is empty");
  double solved = f->solved && config ? f->solved(config) : NAN;
  if (!isnan(solved)) printf("  solved (target = auto): f <= %g\n", solved);
  if (f->budget > 0) printf("  budget = auto: %g\n", f->budget);
}

static void describe_measures(const struct function_type *f)
{
  if (f->measures) {
    fputs("  measures in traces and runs.csv:", stdout);
    for (size_t i = 0; f->measures[i]; i++) printf("%s %s", i ? "," : "", f->measures[i]);
    putchar('\n');
  }
  if (f->work) printf("  counts as work: %s\n", f->work);
  if (f->behaviours) puts("  behaviour of a point: where each of its episodes ends");
  if (f->episodes)
    puts("  where it is random, it is judged by 100 test episodes without noise, at 5 costs a "
         "decade\n"
         "  and at the end, where the optimizer stands: best_f and targets are as fine as that");
  else if (f->measure)
    puts("  with minibatches, or where runs are judged by other rows, f is asked for at 5 costs a\n"
         "  decade, at ends of epochs and at the end, where the optimizer stands: best_f and "
         "targets\n"
         "  are as fine as that");
}

static void describe_traits(unsigned traits)
{
  static const char *const names[] = {"smooth",
                                      "separable",
                                      "multimodal",
                                      "stochastic",
                                      "own instances",
                                      "piecewise flat",
                                      "minimum unknown",
                                      "no gradient",
                                      "truth is dear",
                                      "judged by rows held out",
                                      "a gradient comes with the value",
                                      "too rugged for differences"};
  fputs("\n  traits:", stdout);
  const char *separator = " ";
  for (size_t i = 0; i < sizeof names / sizeof *names; i++)
    if (traits >> i & 1) {
      printf("%s%s", separator, names[i]);
      separator = ", ";
    }
  fputs(*separator == ' ' ? " none\n" : "\n", stdout);
}

/* Of coordinate i. */
static struct extent find_side(const struct function_type *f, const void *config, size_t i,
                               bool of_starts)
{
  struct extent search = {f->search_low, f->search_high}, start = {f->start_low, f->start_high};
  if (f->region && config) f->region(config, i, &search, &start);
  return of_starts ? start : search;
}

/* An interval, or one a coordinate if they differ, which only a function of one dimension does.
 * Returns whether they do. */
static bool print_box(const struct function_type *f, const void *config, bool of_starts)
{
  size_t count = f->dim_high == f->dim_low ? f->dim_low : 1;
  struct extent first = find_side(f, config, 0, of_starts);
  bool differ = false;
  for (size_t i = 1; i < count; i++) {
    struct extent here = find_side(f, config, i, of_starts);
    differ = differ || here.low != first.low || here.high != first.high;
  }
  for (size_t i = 0; i < (differ ? count : 1); i++) {
    struct extent here = find_side(f, config, i, of_starts);
    printf("%s[%g, %g]", i ? " x " : "", here.low, here.high);
  }
  return differ;
}

static void describe_names(const struct function_type *f)
{
  if (f->alias) printf("  also: %s\n", f->alias);
  if (f->group) printf("  group: %s\n", f->group);
  if (f->instance_low) printf("  instances: from %u on\n", f->instance_low);
  if (f->residuals) puts("  a sum of squares: has residuals, without noise");
}

static void describe_region(const struct function_type *f, const void *config)
{
  if (f->dimension)
    puts("  dimension: its parameters and data say it (-d auto)");
  else if (f->dim_high == f->dim_low)
    printf("  dimension: %zu\n", f->dim_low);
  else if (f->dim_high)
    printf("  dimensions: %zu to %zu\n", f->dim_low, f->dim_high);
  else
    printf("  dimensions: %zu and up\n", f->dim_low);
  fputs("  search region: ", stdout);
  bool differ = print_box(f, config, false);
  printf("%s; starts: ", differ ? "" : " in each coordinate");
  if (f->start)
    fputs(f->starts, stdout);
  else
    print_box(f, config, true);
  putchar('\n');
}

void describe_task(const struct function_type *f, const void *config)
{
  void *usual = config ? NULL : calloc(1, f->config_size ? f->config_size : 1);
  if (usual) param_defaults(f->params, usual);
  const void *shown = config ? config : usual;
  describe_traits(f->traits | (f->config_traits && shown ? f->config_traits(shown) : 0));
  describe_names(f);
  describe_region(f, shown);
  describe_targets(f, shown);
  describe_measures(f);
  free(usual);
}
