/* groups.h -- many cells that each became a little worse, or in few of their runs. */
#ifndef OPTBENCH_BENCH_JUDGE_GROUPS_H
#define OPTBENCH_BENCH_JUDGE_GROUPS_H

#include "bench/judge/gate.h"

/* Judge the groups of a judgement whose cells are judged: fills `group`, `group_count` and
 * `groups_of`. First the cells of each optimizer, then of each function, then all; cells that are
 * named, by themselves or with a group, leave the later ones, so that what is named is what
 * changed.
 *
 * All cells of a repetition share its start and draws, so their pairs do not count apart: what is
 * tested is the sum of the differences over each (function type, dimension, instance, repetition).
 * STATUS_OK or STATUS_NOMEM. */
int groups_judge(struct judgement *judgement, const struct gate_rule *rule, struct error *err);

#endif
