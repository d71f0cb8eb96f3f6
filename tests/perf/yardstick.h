/* yardstick.h -- measures work in multiples of Z, so that numbers travel between machines.
 *
 * Z is the time of one standard normal from gsl_ran_gaussian_ziggurat on mt19937. It is
 * measured anew beside every piece of work, turn by turn, and the best turn of each
 * counts: what else the machine does can only slow a turn down. */
#ifndef OPTBENCH_TESTS_PERF_YARDSTICK_H
#define OPTBENCH_TESTS_PERF_YARDSTICK_H

struct yardstick;

struct cost {
  double ns, z; /* of one unit of work: nanoseconds of this thread, and multiples of Z */
};

/* NULL if there is no memory. */
struct yardstick *yardstick_new(void);
void yardstick_free(struct yardstick *y);
/* The cost of one of the `units` that a call of work(context) does. */
struct cost yardstick_measure(struct yardstick *y, void work(void *context), void *context,
                              double units);
/* The shortest Z so far, in nanoseconds. */
double yardstick_z(const struct yardstick *y);

#endif
