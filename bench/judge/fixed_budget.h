/* fixed_budget.h -- what runs have come down to at a few budgets: median and quartiles of the best
 * error, or of the best f where the minimum is not known, over repetitions and instances (the
 * fixed-budget view of Hansen, Auger, Brockhoff and Tusar, IEEE Transactions on Evolutionary
 * Computation 26, 2022). */
#ifndef OPTBENCH_BENCH_JUDGE_FIXED_BUDGET_H
#define OPTBENCH_BENCH_JUDGE_FIXED_BUDGET_H

#include "bench/record/anytime.h"
#include "bench/statistics/quantiles.h"

/* What --budgets asks for, as 10d (times the dimension) or 10k. */
enum { BUDGETS_MOST = 12, BUDGET_PLACES = 24, BUDGET_TEXT = 40 };
struct budget_marks {
  struct budget_mark {
    double cost;
    bool by_dimension;
  } mark[BUDGETS_MOST];
  size_t count;
};
/* STATUS_OK, or STATUS_USAGE if it is no such list. Adds to what is there. */
int budget_marks_parse(const char *list, struct budget_marks *marks, struct error *err);

/* Optimizers on one function and dimension. */
struct budget_block {
  struct cell cell;         /* one of those that it is of */
  double at[BUDGET_PLACES]; /* costs, ascending */
  size_t places;
  double last;             /* the campaign's own budget, or what is left of it */
  size_t *runs;            /* one an optimizer of the campaign; 0: it has no trace */
  struct quartiles *error; /* error[optimizer * BUDGET_PLACES + place]; infinite where a run has no
                              finite value yet, NaN without a trace */
};

/* The campaign's cells from `first` on, `cells` of them, as campaign_block counts them. Marks: NULL
 * for decades of the dimension, from 10 times it on, and the campaign's own budget; either as far
 * as runs may go. A run that ended before has what it ended with. STATUS_OK, STATUS_IO or
 * STATUS_NOMEM; free with budget_block_free, also after an error. */
int budget_block_read(const struct traced *traced, size_t first, size_t cells,
                      const struct budget_marks *marks, struct budget_block *block,
                      struct error *err);
void budget_block_free(struct budget_block *block);

/* "100d", in multiples of the dimension where it is a whole one, unless it was asked for as it is.
 */
void budget_text(const struct budget_marks *marks, double cost, size_t dim, char text[BUDGET_TEXT]);

/* Which of those that were asked for are beyond what some block's runs may spend, as a sentence
 * behind a blank: " 1k is beyond the budget of 2 of 4 functions and dimensions."; empty without
 * one. */
enum { BUDGETS_BEYOND = 1024 };
void budgets_beyond(const struct budget_block *block, size_t count,
                    const struct budget_marks *marks, char text[BUDGETS_BEYOND]);

/* The budgets of several blocks as the columns of a table, in the order of their costs: those that
 * were asked for, or those of the blocks by their texts, at most BUDGET_HEADS, and those beyond are
 * left out. */
enum { BUDGET_HEADS = 40 };
struct budget_heads {
  char text[BUDGET_HEADS][BUDGET_TEXT];
  struct budget_mark mark[BUDGET_HEADS]; /* of those that were asked for */
  size_t count;
  bool last; /* the blocks' own budgets differ: one column more, behind the others, is theirs */
};
void budget_heads_find(const struct budget_block *const *block, size_t count,
                       const struct budget_marks *marks, struct budget_heads *heads);
/* The block's place that stands in a column; as many as it has, if none does. */
size_t budget_place(const struct budget_heads *heads, size_t column,
                    const struct budget_block *block, const struct budget_marks *marks);

#endif
