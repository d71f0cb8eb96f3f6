/* compare_answer.h -- what a comparison comes to: which contender to take, and how sure that is.
 */
#ifndef OPTBENCH_BENCH_JUDGE_COMPARE_ANSWER_H
#define OPTBENCH_BENCH_JUDGE_COMPARE_ANSWER_H

#include "bench/judge/compare_words.h"

/* Test the duels that answers need, where they were not: those of the first of the ranking, and of
 * the best two in each cell. STATUS_OK or STATUS_NOMEM. */
int answer_test(struct comparison *comparison, struct error *err);

/* Over the cells of a part: who is first on how many of them, how surely, and what the next
 * `rivals` of the ranking need in its place. "" without a ranking. */
void answer_sentence(const struct comparison *comparison, const struct part *part, size_t rivals,
                     char text[COMPARE_SENTENCE]);

/* Of a cell: what the best gets there with, what the next needs in its place, how sure that is, and
 * where it is not, how many repetitions would show it. False, and "", if nobody ran there. */
bool answer_cell(const struct comparison *comparison, size_t cell, char text[COMPARE_SENTENCE]);

#endif
