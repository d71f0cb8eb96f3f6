/* function_style.h -- the look of functions, where points or curves are of these. */
#ifndef OPTBENCH_BENCH_FIGURES_FUNCTION_STYLE_H
#define OPTBENCH_BENCH_FIGURES_FUNCTION_STYLE_H

#include "bench/plot/sheet.h"

/* Nine have a hue; those beyond are grey. Hues of optimizers mean others here: a figure names which
 * is which. Titles are as gnuplot can read them, see put_title. */
enum { FUNCTION_HUES = 9 };
void function_style(const struct campaign *campaign, size_t function, struct style *style);

#endif
