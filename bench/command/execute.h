/* execute.h -- a campaign's tasks onto threads and into a folder, watched, ended by signals. */
#ifndef OPTBENCH_BENCH_COMMAND_EXECUTE_H
#define OPTBENCH_BENCH_COMMAND_EXECUTE_H

#include "bench/driver/crew.h"
#include "bench/driver/watch.h"
#include "bench/plan/shares.h"
#include "bench/record/folder.h"

enum { THREADS_LIMIT = 1024 };

struct execution {
  const struct libraries *libraries;
  const struct campaign *campaign;
  const char *folder;
  enum folder_kind kind;
  size_t threads;  /* 0: one a processor */
  bool population; /* threads, and ranks, share each run's populations, instead of a run a thread */
  enum exchange exchange;   /* what ranks tell each other there besides values */
  bool force;               /* run again what is there already */
  bool verbose;             /* say what ranks told each other */
  bool timed;               /* keep processor times; of no part, which is the same every time */
  struct part_number share; /* make this part alone, into FOLDER/parts; of 0: all */
  /* What was done: */
  bool whole;        /* of a part: the folder has all results without it */
  size_t runs, kept; /* runs made, and those that were there already */
  double evaluations, seconds;
};

/* An option's value as a number of threads, 0 meaning one a processor. STATUS_OK or STATUS_USAGE.
 */
int threads_parse(const char *value, size_t *threads, struct error *err);
/* The number of threads for the user's number. */
size_t threads_wanted(size_t asked);

/* Run those of the tasks that are not done, and put the tables of the folder together. STATUS_OK,
 * an error, or EXIT_INTERRUPTED (without an error text) after SIGINT or SIGTERM: what was finished
 * is kept. */
int execute(struct execution *execution, struct tasks *tasks, struct error *err);

/* What a folder of results that is whole holds, and what may be done with it. */
void print_results(const char *folder);

/* Make the campaign's tasks, execute them and say what was done. The same returns. All ranks call
 * it, of which the first writes and speaks. */
int execute_campaign(struct execution *execution, struct error *err);

#endif
