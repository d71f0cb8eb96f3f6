/* landscape.h -- a function's true values where a figure wants them. */
#ifndef OPTBENCH_BENCH_PLOT_LANDSCAPE_H
#define OPTBENCH_BENCH_PLOT_LANDSCAPE_H

#include "bench/plot/figure.h"

struct landscape {
  struct problem *problem;
  double *scratch, *measured;
  double floor; /* that errors are counted from: the minimum, or what stands for it */
};

/* STATUS_OK, STATUS_USAGE or STATUS_NOMEM; landscape_close gives it back and may be called on what
 * was zero-initialised. */
int landscape_open(struct landscape *landscape, const struct plot *plot, const struct cell *cell,
                   struct error *err);
void landscape_close(struct landscape *landscape);

/* Another of the same problem for another thread; landscape_untwin gives it back, before the first
 * is closed. STATUS_OK or STATUS_NOMEM. */
int landscape_twin(const struct landscape *landscape, struct landscape *twin, struct error *err);
void landscape_untwin(struct landscape *twin);

/* The noiseless value at x; with `gradient` not NULL, the gradient as well. */
double landscape_value(const struct landscape *landscape, const double *x, double *gradient);

/* E f(x + sigma z) of a function of one variable, in closed form, which it must have. */
double landscape_smoothed(const struct landscape *landscape, double x, double sigma);

/* The normal of a number in a stream, for directions and disturbances. */
double drawn_normal(struct stream stream, uint64_t number);

/* Write the matrix of a field over columns x rows points as FIGURE-PART.csv, in gnuplot's form:
 * the first row holds the number of columns and their coordinates, each other row its coordinate
 * and its values, to six digits. */
struct axis {
  double low, high;
  size_t count; /* points, both ends included */
};
/* Can the field have this point? gnuplot reads the coordinates in single precision. */
bool field_holds(double x1, double x2);
double axis_at(const struct axis *axis, size_t i);
/* Where the minimum is not known, take the lowest value of a field over two variables for it. */
void landscape_sound(struct landscape *landscape, const struct axis *columns,
                     const struct axis *rows);
/* log10(f - f* + 1e-4) at (x1, x2), for write_field; what is not finite is as high as a double
 * gets. */
double landscape_log_error(void *landscape, double x1, double x2);
int write_field(const struct plot *plot, const char *figure, const char *part,
                const struct axis *columns, const struct axis *rows,
                double (*value)(void *context, double column, double row), void *context,
                struct error *err);

#endif
