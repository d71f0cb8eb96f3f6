/* plain_rules.h -- the formula of every rule whose coordinates go their own ways, for one
 * coordinate, as the papers have it. */
#ifndef OPTBENCH_TESTS_SUPPORT_PLAIN_RULES_H
#define OPTBENCH_TESTS_SUPPORT_PLAIN_RULES_H

#include <stdbool.h>
#include <stddef.h>

enum { PLAIN_KEYS = 8, PLAIN_SETTINGS = 3, PLAIN_MEMORY = 5, PLAIN_TEXT = 256 };

/* Of step t = 1, 2, ...: what a schedule multiplies the rate by, and the momentum in force. */
struct plain_now {
  double t, rate, momentum;
};

/* Of a coordinate; zero at first. */
struct plain_memory {
  double a[PLAIN_MEMORY];
  double answer;  /* what the rule answers with, after a step */
  bool no_weight; /* weight decay leaves it alone */
};

struct plain_rule {
  const char *method;           /* the rule, with parameters that are no numbers */
  const char *keys[PLAIN_KEYS]; /* its other parameters */
  /* Where the coordinate goes from x. p: the values of keys. */
  double (*next)(const struct plain_now *now, const double *p, double g, double x,
                 struct plain_memory *s);
  /* For gradients at random, for Rosenbrock's function, for a quadratic. */
  double settings[PLAIN_SETTINGS][PLAIN_KEYS];
};

extern const struct plain_rule plain_rules[];
extern const size_t plain_rule_count;

/* METHOD:key=value,... */
void plain_text(const struct plain_rule *rule, size_t setting, char text[PLAIN_TEXT]);
/* What the parameter of that name is; NaN: there is none. */
double plain_value(const struct plain_rule *rule, size_t setting, const char *key);

#endif
