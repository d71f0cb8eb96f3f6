/* shares.h -- a campaign cut into parts that machines make apart from each other. Which runs are in
 * a part follows from the campaign alone, never from what is done, so that a part can be made
 * again, in any order and at any time. */
#ifndef OPTBENCH_BENCH_PLAN_SHARES_H
#define OPTBENCH_BENCH_PLAN_SHARES_H

#include "bench/plan/tasks.h"

enum { PARTS_MOST = 10000 };

/* Which part, from 1 on, of how many; of 0: the whole campaign, uncut. */
struct part_number {
  size_t part, parts;
};

/* "3/16". STATUS_OK or STATUS_USAGE. */
int share_parse(const char *text, struct part_number *share, struct error *err);

struct shares {
  size_t parts;
  size_t pieces;     /* of a cell: its repetitions, or 1, the cell as a whole */
  uint16_t *part;    /* of each piece, cell after cell; from 1 on */
  size_t *pieces_of; /* parts + 1: how many pieces each part has, by its number */
};

/* Cut by runs or, where a cell's runs go on until enough of them succeed and nobody knows how many
 * there will be, by cells: from the dearest on (see cost.h), in the campaign's order where they
 * cost the same, each to the part that has the least to do so far, the first of these. So no part
 * has more to do than an equal share and one run or cell. STATUS_OK or STATUS_NOMEM; free with
 * shares_free. */
int shares_make(const struct campaign *campaign, const struct task *tasks, size_t task_count,
                size_t parts, struct shares *shares, struct error *err);

/* The part that a run is in. */
size_t shares_part(const struct shares *shares, size_t task, size_t repetition);

/* Fine if they are all zero. */
void shares_free(struct shares *shares);

#endif
