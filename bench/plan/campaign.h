/* campaign.h -- what to run: functions x dimensions x instances x optimizers x repetitions. */
#ifndef OPTBENCH_BENCH_PLAN_CAMPAIGN_H
#define OPTBENCH_BENCH_PLAN_CAMPAIGN_H

#include <stdint.h>

#include "bench/plan/metric.h"
#include "bench/plan/targets.h"
#include "functions/problem.h"
#include "src/library.h"
#include "src/method.h"

enum { LABEL_SIZE = 200, NAME_SIZE = 64 };

/* What a campaign may name: the copy of the algorithms that this processor runs best, and the
 * figures. */
struct data_store;
struct libraries {
  const struct library *optimizers;
  const struct function_library *functions;
  struct data_store *data;    /* where functions' data sets come from */
  const char *const *figures; /* their names, ended by NULL */
  struct ranks *ranks;        /* the processes at work, see bench/driver/ranks.h */
};

enum start_mode { START_RANDOM, START_CANONICAL, START_GRID, START_POINT, START_BOX };
extern const char *const campaign_starts[START_POINT]; /* their names, but for a point or box */
enum trace_mode { TRACE_LOG, TRACE_EVERY, TRACE_NONE };

/* What a run may spend in one dimension. */
struct budget_share {
  size_t dim;
  double amount, steps;
  bool per_dimension;
};

/* A cost for each cell, either absolute or a multiple of the dimension ("3000d"), and a number of
 * steps, whichever is spent first. What is 0 is not said: then there is no limit to the steps, and
 * the cost is what so many steps come to at the most. */
struct budget {
  double amount, steps;
  bool per_dimension;
  bool own; /* "auto": what the function says, and only where it says nothing the above */
  struct budget_share *shares; /* of single dimensions, in the place of those above */
  size_t share_count;
};

/* An interval a coordinate, or one for all of them: low[i] < high[i]. */
struct box {
  size_t count; /* 0: there is none */
  double *low, *high;
};

/* What `target` may be instead of an error or a level. */
enum {
  TARGET_NONE = -1,
  TARGET_AUTO = -2 /* where the function says from when on it is solved, that; else 1e-8 */
};

struct suite; /* see suite.h */
struct suite_pair;

struct function_entry {
  char label[LABEL_SIZE]; /* NAME[:key=value,...] as it was typed, without blanks, but for an alias,
                             in whose place its own name stands */
  struct function_spec spec;
  bool rest;                      /* `all` added it */
  size_t dim;                     /* the one that it has; 0: those of the campaign */
  const struct suite_pair *pairs; /* or those that the campaign's suite has it in, of which the
                                     campaign may name some; NULL: none */
  size_t pair_count;
};

struct optimizer_entry {
  char label[LABEL_SIZE]; /* NAME[@SOURCE][:key=value,...] as it was typed, without blanks */
  bool rest;              /* `all` added it */
  unsigned traits;        /* enum optimizer_traits, of the label alone */
};

/* [OPTIMIZER on FUNCTION dDIM] key = value; an empty function or dimension 0 matches any. The
 * particular goes before the general, and what a label says itself before both, unless the section
 * names the whole label. */
struct override {
  char optimizer[LABEL_SIZE], function[LABEL_SIZE];
  size_t dim;
  char key[NAME_SIZE], value[LABEL_SIZE];
  int line; /* of the campaign's file */
};

/* The key of a section that sets no parameter: how those beside it were found, as tuning wrote it.
 * Results do not depend on it. */
extern const char tuned_key[];

/* Owned by the caller of campaign_load; campaign_free gives it back. */
struct campaign {
  char name[NAME_SIZE];
  char figures[LABEL_SIZE];  /* names of the figures that plot draws, comma-separated */
  const struct suite *suite; /* what it is made of; NULL: of nothing that has a name */
  int year;                  /* of the suite's instances; 0: the usual ones */
  struct function_entry *functions;
  struct optimizer_entry *optimizers;
  struct override *overrides;
  size_t *dims;      /* dim_count */
  bool dims_named;   /* somebody asked for them */
  double *data_dims; /* of functions whose dimension hangs on their data, as it was found, in
                        their order; NULL: to be found */
  size_t data_dim_count;
  unsigned *instances;
  bool instances_named;     /* somebody asked for them */
  unsigned *tune_instances; /* what its optimizers are tuned on; NULL: its own */
  size_t tune_instance_count;
  size_t function_count, optimizer_count, override_count, dim_count, instance_count;
  size_t cover; /* how many cells each function and optimizer has, see cover.h; 0: all */
  size_t runs;
  size_t until_successes; /* more runs of a cell until so many reached the target; 0: never */
  size_t runs_limit;      /* but so many at most; 0: 4 x runs */
  bool restarts;          /* begin again where an optimizer ends before its budget */
  struct budget budget;
  uint64_t seed;
  double gradient_cost;
  double target;          /* a run ends when f - f* is at most this; negative: never */
  double tolerance;       /* a run ends when f falls by no more than this in so many steps: */
  double tolerance_steps; /* 0: it goes on */
  double *targets; /* those that it is watched for, in descending order; NULL: the usual ones */
  size_t target_count;
  int metric; /* enum metric: what the whole trajectory of a run is judged by; with one, no target
                 ends a run */
  enum start_mode start_mode;
  double *start; /* start_count values, for START_POINT */
  size_t start_count;
  struct box start_box; /* for START_BOX */
  struct box region;    /* the search region of all functions; none: each has its own */
  int trace;            /* enum trace_mode */
  bool trace_x;
  bool save_x; /* keep the best and the last point of each run */
};

/* One file of results: a function at a dimension and instance under one optimizer. */
struct cell {
  const struct function_entry *function;
  const struct optimizer_entry *optimizer;
  size_t dim;
  unsigned instance;
  double budget, steps; /* that a run may spend; steps 0: however many */
};

/* The campaign of an ini file, checked whole: every name, key, value and cell. STATUS_OK,
 * STATUS_USAGE with a text that names the line, STATUS_IO or STATUS_NOMEM. */
int campaign_load(const struct libraries *libraries, const char *path, struct campaign *campaign,
                  struct error *err);
void campaign_free(struct campaign *campaign);

/* What a file that says nothing gets; the name is made from the path. */
int campaign_defaults(const struct libraries *libraries, struct campaign *campaign,
                      const char *path, struct error *err);

/* Its complete text, as campaign_load reads it back to an equal campaign; malloc'ed, or NULL. */
char *campaign_text(const struct campaign *campaign);

/* The comma-separated items of a list of labels; a comma before key=value belongs to its item, and
 * the item `all` stands for every function, or optimizer, whose plain name the list does not have.
 * Functions may also be ranges and groups, see function_names.h. These replace what the campaign
 * holds. */
int campaign_set_functions(const struct libraries *libraries, struct campaign *campaign,
                           const char *list, struct error *err);
int campaign_set_optimizers(const struct libraries *libraries, struct campaign *campaign,
                            const char *list, struct error *err);
/* The suite's functions, dimensions, instances of a year (0: the usual one), runs and targets in
 * place of the campaign's. */
int campaign_set_suite(const struct libraries *libraries, struct campaign *campaign,
                       const struct suite *suite, int year, struct error *err);
extern const char dims_auto[]; /* in place of a list: every function has its own */
int campaign_set_dims(struct campaign *campaign, const char *list, struct error *err);
int campaign_set_data_dims(struct campaign *campaign, const char *list, struct error *err);
enum { INSTANCES_MOST = 10000 };
int campaign_set_instances(struct campaign *campaign, const char *list, struct error *err);
/* An empty list: those of the campaign. */
int campaign_set_tune_instances(struct campaign *campaign, const char *list, struct error *err);
extern const char targets_usual[]; /* in place of a list */
int campaign_set_targets(struct campaign *campaign, const char *list, struct error *err);
int campaign_set_start(struct campaign *campaign, const char *list, struct error *err);
/* Any key of [campaign]. */
int campaign_set(const struct libraries *libraries, struct campaign *campaign, const char *key,
                 const char *value, struct error *err);

/* That each dimension that was asked for is one that some function takes: those of a fixed
 * dimension keep their own. */
int campaign_check_dims(const struct campaign *campaign, struct error *err);

/* Where nobody asked for instances: the lowest that all functions have, but those that `all`
 * added. STATUS_OK or STATUS_NOMEM. */
int campaign_settle_instances(struct campaign *campaign, struct error *err);

void campaign_forget_dims(struct campaign *campaign);
void campaign_free_functions(struct campaign *campaign);

/* The dimensions that the function is run in, in their order. */
size_t campaign_dim_count(const struct campaign *campaign, const struct function_entry *function);
size_t campaign_dim(const struct campaign *campaign, const struct function_entry *function,
                    size_t which);

/* Is there an f - f* of the function, or only f? */
bool minimum_known(const struct function_entry *function);

/* What a run of the function may cost in this dimension; NULL: of one that says nothing itself. */
double campaign_budget(const struct campaign *campaign, const struct function_entry *function,
                       size_t dim);
/* How many steps it may make; 0: the cost is the only limit. */
double campaign_steps(const struct campaign *campaign, size_t dim);
/* Both, by the cell's function and dimension. */
void campaign_give_budget(const struct campaign *campaign, struct cell *cell);

/* Can the optimizer run on the function: has it the gradients, layers, residuals that are asked
 * for? */
bool campaign_suits(const struct function_entry *function, const struct optimizer_entry *optimizer);
/* That every cell can be made: dimensions, starts, parameters, gradients, layers. What `all` added
 * is left out where it does not suit the rest; of a cover, single cells are. */
int campaign_validate(const struct libraries *libraries, struct campaign *campaign,
                      struct error *err);

/* The first setting in which two campaigns count or start otherwise, so that their costs cannot be
 * compared, such as "budget"; *key is NULL where there is none. STATUS_OK or STATUS_NOMEM. */
int campaign_unlike(const struct campaign *a, const struct campaign *b, const char **key,
                    struct error *err);

/* In a few words, what makes the results of `cell` differ from those that it had in the campaign
 * `was`: "seed is 1 there and 2 here, rate is 0.1 there and 0.2 here"; false, with an empty text,
 * if no setting and no parameter does. */
enum { CHANGE_SIZE = 180 };
bool campaign_change(const struct libraries *libraries, const struct campaign *was,
                     const struct campaign *campaign, const struct cell *cell,
                     char change[CHANGE_SIZE]);

/* The targets that runs of the campaign are watched for: all that is said of them uses these. */
void campaign_targets(const struct campaign *campaign, const struct function_entry *function,
                      struct target_list *list);

/* The most runs that a cell may get. */
size_t campaign_runs_most(const struct campaign *campaign);
/* Does a cell need no more, where these many were made and reached the target? */
bool campaign_runs_enough(const struct campaign *campaign, size_t runs, size_t successes);

/* Cells in the order function, dimension, instance, optimizer. A function of fixed dimension has
 * that one only. */
size_t campaign_cell_count(const struct campaign *campaign);
struct cell campaign_cell(const struct campaign *campaign, size_t index);
/* How many cells, from this one on, are of the same function and dimension. */
size_t campaign_block(const struct campaign *campaign, size_t first_cell);

/* Does anything in the campaign answer to a section? If not, which word of its name is to blame. */
enum section_answer { ANSWERED, NO_SUCH_OPTIMIZER, NO_SUCH_FUNCTION, NO_SUCH_DIMENSION };
enum section_answer override_answer(const struct campaign *campaign,
                                    const struct override *section);

/* Does it speak of the cell's optimizer, as a whole? */
bool override_applies(const struct override *section, const struct cell *cell);

/* Does the label itself give the parameter a value? */
bool label_sets(const char *label, const char *key);

/* A label as part of a file's name: what such a name cannot hold, or a shell would stumble over,
 * becomes '_'. `out` has room for LABEL_SIZE. */
void label_file_name(const char *label, char *out);

/* FUNCTION-dDIM-iINSTANCE-OPTIMIZER with what a file name cannot hold replaced by '_'. */
enum { CELL_NAME_SIZE = 2 * LABEL_SIZE + 64 };
void cell_name(const struct cell *cell, char name[CELL_NAME_SIZE]);

/* Does a section of the campaign give the cell's optimizer a parameter? */
bool cell_has_section(const struct campaign *campaign, const struct cell *cell);

/* The cell's optimizer with the campaign's overrides, its networks in place. Free with method_free;
 * libraries->data is to outlive it. */
int cell_method(const struct libraries *libraries, const struct campaign *campaign,
                const struct cell *cell, struct method *method, struct error *err);

#endif
