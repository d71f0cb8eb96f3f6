/* outcome.h -- what ended the searches of a run, as the column `stops` of stops.csv has it:
 * "tolfun:3 conditioncov:1", in the order of enum ask, empty where nothing did. */
#ifndef OPTBENCH_BENCH_DRIVER_OUTCOME_H
#define OPTBENCH_BENCH_DRIVER_OUTCOME_H

#include "bench/driver/run.h"

enum { STOPS_TEXT = 40 * ASK_KINDS };

/* The outcome's name of an ask that ends a search; NULL of one that does not. */
const char *stop_name(enum ask ask);
/* The ask that makes the outcome, or ASK_EVALUATE. */
enum ask stop_of(enum outcome outcome);

void stops_format(const double counts[ASK_KINDS], char text[STOPS_TEXT]);
/* False, with counts in any state, if the text is none of these. */
bool stops_parse(const char *text, double counts[ASK_KINDS]);

#endif
