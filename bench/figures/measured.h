/* measured.h -- what functions that learn tell of their points, over the runs of an optimizer: what
 * the figures of losses and accuracies share. */
#ifndef OPTBENCH_BENCH_FIGURES_MEASURED_H
#define OPTBENCH_BENCH_FIGURES_MEASURED_H

#include "bench/plot/sheet.h"
#include "bench/statistics/quantiles.h"

enum { MEASURED_MOST = 4 };

/* What curves go along. */
enum along { ALONG_COST, ALONG_STEPS, ALONG_EPOCHS, ALONGS };

struct measured_row {
  double at[ALONGS]; /* NaN: there is no such column */
  double value[MEASURED_MOST];
};

/* Rows of all runs, one run behind the other, within a run in the order of their costs. */
struct measured {
  struct measured_row *row;
  size_t count, room;
  size_t *begin; /* of each run, and the end of the last */
  size_t runs;
};

/* A function and dimension, with the runs of each optimizer of the campaign over all instances. */
struct measured_group {
  const struct plot *plot;
  const struct function_entry *function;
  size_t dim, row; /* row: from 0, of the groups that were there before */
  struct measured *of;
};

/* Does any function of the campaign have the measure, and is there a trace? Else says why not. */
bool measured_possible(const struct plot *plot, const char *measure, char why[WHY_SIZE]);
bool measured_has(const struct function_entry *function, const char *measure);

/* Read the measures `names`, ended by NULL, of every function and dimension that has the first of
 * them, and hand them to `write`, which says in *drawn whether it wrote anything. STATUS_OK or the
 * first error. */
int measured_groups(const struct plot *plot, const char *const *names,
                    int (*write)(const struct measured_group *group, struct sheets *sheets,
                                 bool *drawn, struct error *err),
                    struct sheets *sheets, struct error *err);

/* The ends of an axis: 0 or the first place above it that any run has; and the last of all. It is
 * logarithmic where curves end far from each other, or where it is asked to be. */
struct measured_axis {
  double low, high;
  bool log;
};
struct measured_axis measured_axis(const struct measured_group *group, enum along along, bool log);

/* Median and quartiles of one of the measures over the runs, at every place where some run has it,
 * as far as a picture can tell them apart; a run keeps its last value. *points is malloc'ed; *count
 * is 0 where no run has any. */
struct measured_point {
  double x;
  struct quartiles q;
};
int measured_curve(const struct measured *m, enum along along, size_t value,
                   const struct measured_axis *axis, struct measured_point **points, size_t *count,
                   struct error *err);

/* What the longest run paid for an epoch, or for a step; NaN where it made none. */
double measured_price(const struct measured *m, enum along along);

/* The row of a panel, up to the cost's title: `low` and `high` are those of its values; its curves
 * are `curves` rows of their sheet from `first` on. */
void measured_put_panel(const struct measured_group *group, size_t column,
                        const struct measured_axis *axis, double low, double high, size_t first,
                        size_t curves, struct csv_file *panels);

/* What a run had paid when the measure first was as large; infinite where it never was. */
double measured_reach(const struct measured *m, size_t run, size_t value, double level);

#endif
