/* compare_words.h -- a comparison in sentences. */
#ifndef OPTBENCH_BENCH_JUDGE_COMPARE_WORDS_H
#define OPTBENCH_BENCH_JUDGE_COMPARE_WORDS_H

#include "bench/judge/compare.h"

enum { COMPARE_SENTENCE = 8 * LABEL_SIZE };

/* Adds to a text; what does not fit is cut. */
void sentence_add(char text[COMPARE_SENTENCE], const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* "rosenbrock d2", for folders "adam on rosenbrock d2". */
void meeting_title(const struct comparison *comparison, const struct meeting *meeting,
                   char title[CELL_TITLE]);
/* The error of a target, NaN for NO_TARGET; as text, "none". */
double target_error(const struct meeting *meeting, size_t target);
void target_text(const struct meeting *meeting, size_t target, char text[NUMBER_TEXT]);
/* A ratio without its x, as in "2.6 to 3.8". */
void plain_ratio(double ratio, char text[16]);
/* "0.012", "-" for NaN */
void p_value_text(double p, char text[16]);
/* "p 0.012", and where that differs from it "p 0.012 (Holm 0.06)". */
enum { P_TEXT = 48 };
void p_text(double p, double adjusted, char text[P_TEXT]);

/* The duel of a pair in a cell. */
struct told_duel {
  const struct comparison *comparison;
  const struct pairing *pair;
  const struct meeting *meeting;
  const struct duel *duel;
};
struct told_duel told_duel(const struct comparison *comparison, size_t pair, size_t cell);

/* "rosenbrock d2, to 0.0251; successes adam 23/25, sgd 22/25": where and at what they meet. */
void duel_heading(const struct told_duel *told, char text[COMPARE_SENTENCE]);
/* One question each; empty where there is nothing to say. The last says why the answers point to
 * different sides, where they do. */
void duel_on_average(const struct told_duel *told, char text[COMPARE_SENTENCE]);
void duel_in_most_runs(const struct told_duel *told, char text[COMPARE_SENTENCE]);
void duel_split(const struct told_duel *told, char text[COMPARE_SENTENCE]);

/* "adam needs 2.3x fewer evaluations than sgd (1.2 to 4.1), p 0.003": of all cells of a part. */
void pair_sentence(const struct comparison *comparison, const struct pairing *pair,
                   char text[COMPARE_SENTENCE]);

/* "; of the 3 others adam is ahead on 3, sgd on 0": adds what its ratio does not say. */
void add_others(const struct comparison *comparison, const struct pairing *pair,
                char text[COMPARE_SENTENCE]);

/* How often a pair was won significantly, cell by cell; duels that were tested. */
void pair_wins(const struct comparison *comparison, size_t pair, size_t *wins_a, size_t *wins_b);

/* What the tests of a ranking say: "Friedman's chi-square 12.3, p 0.002; ..." */
void standings_sentence(const struct comparison *comparison, const struct part *part,
                        char text[COMPARE_SENTENCE]);
/* What the rows of a ranking are: "cell", or of folders "problem". */
const char *ranked_on(const struct comparison *comparison);
/* How cells are ranked, and what the ratios are of, as a caption begins. */
void ranking_caption(const struct comparison *comparison, const struct part *part,
                     char text[COMPARE_SENTENCE]);
void matrix_caption(const struct comparison *comparison, const struct part *part, const char *mark,
                    char text[COMPARE_SENTENCE]);

#endif
