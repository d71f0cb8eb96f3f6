/* figure.c -- all figures, and how they are asked for by name. */
#include "bench/plot/figure.h"

#include <string.h>

#include "src/number.h"

const struct figure *const figures[] = {
    &figure_convergence,  &figure_profile,    &figure_restarts,    &figure_performance,
    &figure_trajectories, &figure_population, &figure_spread,      &figure_smoothing,
    &figure_deviation,    &figure_tunnelling, &figure_plateau,     &figure_stepsize,
    &figure_dimension,    &figure_scan,       &figure_sensitivity, NULL};
_Static_assert(sizeof figures / sizeof *figures == FIGURE_COUNT + 1, "figures and their number");

int names_mark(const char *list, const char *what, const char *command, const char *const *names,
               size_t count, bool *marks, struct error *err)
{
  while (*list) {
    char word[64];
    size_t length = strcspn(list, ","), i = 0;
    snprintf(word, sizeof word, "%.*s", (int)(length < 63 ? length : 63),
             list + strspn(list, " \t"));
    word[strcspn(word, ", \t")] = '\0';
    while (i < count && strcmp(word, names[i]) != 0) i++;
    if (i == count) {
      const char *near = closest_name(word, names, count);
      if (near)
        return error_set(err, STATUS_USAGE, "there is no %s '%s'; did you mean '%s'?", what, word,
                         near);
      return error_set(err, STATUS_USAGE, "there is no %s '%s'; `optbench %s --help` lists them",
                       what, word, command);
    }
    marks[i] = true;
    list += length + (list[length] == ',');
  }
  return STATUS_OK;
}

int figures_mark(const char *list, bool marks[FIGURE_COUNT], struct error *err)
{
  const char *names[FIGURE_COUNT];
  for (size_t i = 0; i < FIGURE_COUNT; i++) names[i] = figures[i]->name;
  return names_mark(list, "figure", "plot", names, FIGURE_COUNT, marks, err);
}
