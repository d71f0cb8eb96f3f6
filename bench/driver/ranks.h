/* ranks.h -- processes that work on one campaign: how they tell each other something.
 *
 * All that stands between the driver and what carries the bytes. ranks.c is one process by itself;
 * mpi/ranks.c, which a program of its own is linked with, the processes of an MPI job. Each has a
 * number; number 0 reads and writes the results. A process calls from one thread at a time. */
#ifndef OPTBENCH_BENCH_DRIVER_RANKS_H
#define OPTBENCH_BENCH_DRIVER_RANKS_H

#include <stdbool.h>
#include <stddef.h>

#include "src/error.h"

enum { RANKS_MESSAGE = 1 << 18 }; /* bytes of a message, at most */

struct ranks {
  size_t rank, size; /* this one of so many */
  /* Send a message, which is copied. Only once the one before to the same rank was `sent`. */
  void (*send)(struct ranks *ranks, size_t to, const void *bytes, size_t size);
  bool (*sent)(struct ranks *ranks, size_t to);
  /* The next message if one has come, in the order in which `from` sent them: `bytes` has room for
   * RANKS_MESSAGE. It does not wait. */
  bool (*receive)(struct ranks *ranks, size_t *from, void *bytes, size_t *size);
  /* values[begin[r]] ... values[begin[r + 1] - 1] are known to rank r, and are to all when it
   * returns; begin: size + 1 numbers, the first of them 0. True if any rank said `flag`. All call
   * it, in the same order. */
  bool (*gather)(struct ranks *ranks, double *values, const size_t *begin, bool flag);
  /* Rank r gets from[begin[r]] ... from[begin[r + 1] - 1] of every rank k, at to[place[k]]; of
   * those whose place is SIZE_MAX nothing, and `from` is NULL there. All call it, in the same
   * order. */
  void (*scatter)(struct ranks *ranks, const double *from, const size_t *begin, double *to,
                  const size_t *place);
  /* End all of them at once; it does not return. */
  void (*abort)(struct ranks *ranks, int status);
  /* The last call: when all have come to it. */
  void (*end)(struct ranks *ranks);
};

/* Once a process. NULL if what carries the bytes cannot be had, which has then said why. */
struct ranks *ranks_begin(int *argc, char ***argv);

/* Have all of them come here well? Else the status of the first that has not, for all of them; it
 * alone keeps what it has to say. */
int ranks_agree(struct ranks *ranks, int status, struct error *err);

/* What rank 0 has, at all of them. */
void ranks_tell(struct ranks *ranks, double *values, size_t count);

/* Do all of them have the text that rank 0 has? Else STATUS_USAGE for all of them; the first that
 * has another one says that this is so of `what`. */
int ranks_alike(struct ranks *ranks, const char *text, const char *what, struct error *err);

/* End all of them for want of memory for `what`, and say so. */
_Noreturn void ranks_starve(struct ranks *ranks, const char *what);

/* End all of them for an error of this one alone, and say it. */
_Noreturn void ranks_give_up(struct ranks *ranks, const struct error *err);

/* The ranks that are not number 0 are through; they wait for it to say so, asleep. */
void ranks_dismiss(struct ranks *ranks);
void ranks_wait(struct ranks *ranks);

#endif
