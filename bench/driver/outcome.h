/* outcome.h -- how a run ends, what it cost, and what ended the searches within it. */
#ifndef OPTBENCH_BENCH_DRIVER_OUTCOME_H
#define OPTBENCH_BENCH_DRIVER_OUTCOME_H

#include "src/optimizer.h"

enum outcome {
  OUTCOME_TARGET,    /* f - f* came down to the campaign's target */
  OUTCOME_BUDGET,    /* the next evaluation costs more than is left, or the steps are
                        made */
  OUTCOME_DIVERGED,  /* a value is not finite */
  OUTCOME_STALLED,   /* nothing would change any more */
  OUTCOME_CONVERGED, /* the optimizer says so */
#define STOP(id, name, meaning) OUTCOME_##id, /* that stopping test fired */
#include "src/stops.def"
#undef STOP
  OUTCOME_INTERRUPTED /* `halt` was set; the record is not to be used */
};
extern const char *const outcome_names[];
/* Of an ask that ends a run. */
enum outcome run_outcome(enum ask ask);

/* Evaluations of values and of gradients, counted apart. */
struct counts {
  double values, gradients;
};

double run_cost(struct counts counts, double gradient_cost);

/* What ended the searches of a run, as the column `stops` of stops.csv has it:
 * "tolfun:3 conditioncov:1", in the order of enum ask, empty where nothing did. */
enum { STOPS_TEXT = 40 * ASK_KINDS };

/* The outcome's name of an ask that ends a search; NULL of one that does not. */
const char *stop_name(enum ask ask);
/* The ask that makes the outcome, or ASK_EVALUATE. */
enum ask stop_of(enum outcome outcome);

void stops_format(const double counts[ASK_KINDS], char text[STOPS_TEXT]);
/* False, with counts in any state, if the text is none of these. */
bool stops_parse(const char *text, double counts[ASK_KINDS]);

#endif
