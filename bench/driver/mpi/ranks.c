/* ranks.c -- the processes of an MPI job; see ../ranks.h. Any MPI of the third standard will do.
 *
 * Nothing here waits inside MPI, whose waiting takes a whole processor: a rank that waits looks,
 * after a while lets others have their turn, and then sleeps. */
#include "bench/driver/ranks.h"

#include <limits.h>
#include <mpi.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { TELL, SCATTER }; /* tags of messages */

enum {
  LOOKS = 1000,        /* before others have their turn */
  LOOKS_LONG = 100000, /* before it sleeps between two of them, ... */
  LOOKS_CROWDED = 20,  /* ... and where there are more ranks than processors */
  NAP_NANOSECONDS = 50000,
  GRACE_NANOSECONDS = 200000000
};

struct mpi_ranks {
  struct ranks ranks;   /* the first, so that a pointer to it is one to the whole */
  MPI_Request *request; /* of the last message to each rank */
  char **copy;          /* of it; NULL: none is under way */
  int *count, *place;   /* of what each rank gathers */
  MPI_Request *pair; /* of what goes between this one and each other, either way */
  MPI_Status *status;
  bool crowded;                 /* this machine has more of the ranks than processors */
};

static struct mpi_ranks *whole(struct ranks *ranks) { return (struct mpi_ranks *)ranks; }

static bool sent(struct ranks *ranks, size_t to)
{
  struct mpi_ranks *r = whole(ranks);
  int done = 1;
  if (!r->copy[to]) return true;
  MPI_Test(&r->request[to], &done, MPI_STATUS_IGNORE);
  if (!done) return false;
  free(r->copy[to]);
  r->copy[to] = NULL;
  return true;
}

static void send(struct ranks *ranks, size_t to, const void *bytes, size_t size)
{
  struct mpi_ranks *r = whole(ranks);
  r->copy[to] = malloc(size);
  if (!r->copy[to]) ranks_starve(ranks, "what ranks tell each other");
  memcpy(r->copy[to], bytes, size);
  MPI_Isend(r->copy[to], (int)size, MPI_BYTE, (int)to, TELL, MPI_COMM_WORLD, &r->request[to]);
}

static bool receive(struct ranks *ranks, size_t *from, void *bytes, size_t *size)
{
  (void)ranks;
  int there, count;
  MPI_Status status;
  MPI_Iprobe(MPI_ANY_SOURCE, TELL, MPI_COMM_WORLD, &there, &status);
  if (!there) return false;
  MPI_Recv(bytes, RANKS_MESSAGE, MPI_BYTE, status.MPI_SOURCE, TELL, MPI_COMM_WORLD, &status);
  MPI_Get_count(&status, MPI_BYTE, &count);
  *from = (size_t)status.MPI_SOURCE;
  *size = (size_t)count;
  return true;
}

static void wait_all(struct mpi_ranks *r, int count, MPI_Request *request)
{
  int done = 0;
  bool crowded = r->crowded;
  for (unsigned looked = 0; !done; looked++) {
    MPI_Testall(count, request, &done, r->status);
    if (looked > (crowded ? LOOKS_CROWDED : LOOKS_LONG))
      nanosleep(&(struct timespec){.tv_nsec = NAP_NANOSECONDS}, NULL);
    else if (crowded || looked > LOOKS)
      sched_yield();
  }
}

static void check_length(struct ranks *ranks, size_t count)
{
  if (count <= INT_MAX) return;
  fprintf(stderr, "optbench: error: MPI tells %d numbers at once, and not %zu; take fewer\n", INT_MAX,
          count);
  ranks->abort(ranks, STATUS_USAGE);
}

static bool gather(struct ranks *ranks, double *values, const size_t *begin, bool flag)
{
  struct mpi_ranks *r = whole(ranks);
  MPI_Request request[2];
  int mine = flag, any = 0;
  check_length(ranks, begin[ranks->size]);
  for (size_t i = 0; i < ranks->size; i++) {
    r->place[i] = (int)begin[i];
    r->count[i] = (int)(begin[i + 1] - begin[i]);
  }
  MPI_Iallgatherv(MPI_IN_PLACE, 0, MPI_DATATYPE_NULL, values, r->count, r->place, MPI_DOUBLE,
                  MPI_COMM_WORLD, &request[0]);
  MPI_Iallreduce(&mine, &any, 1, MPI_INT, MPI_MAX, MPI_COMM_WORLD, &request[1]);
  wait_all(r, 2, request);
  return any;
}

/* By pairs, not as a collective, in which a rank that neither gives nor gets anything may be left out
 * of step. */
static void scatter(struct ranks *ranks, const double *from, const size_t *begin, double *to,
                    const size_t *place)
{
  struct mpi_ranks *r = whole(ranks);
  size_t own = begin[ranks->rank + 1] - begin[ranks->rank];
  int count = 0;
  check_length(ranks, begin[ranks->size]);
  for (size_t k = 0; k < ranks->size; k++) {
    if (k == ranks->rank || place[k] == SIZE_MAX || !own) continue;
    MPI_Irecv(to + place[k], (int)own, MPI_DOUBLE, (int)k, SCATTER, MPI_COMM_WORLD,
              &r->pair[count++]);
  }
  for (size_t k = 0; k < ranks->size && from; k++) {
    size_t size = begin[k + 1] - begin[k];
    if (k == ranks->rank && size) memcpy(to + place[k], from + begin[k], size * sizeof *to);
    if (k == ranks->rank || !size) continue;
    MPI_Isend(from + begin[k], (int)size, MPI_DOUBLE, (int)k, SCATTER, MPI_COMM_WORLD,
              &r->pair[count++]);
  }
  wait_all(r, count, r->pair);
}

/* What a rank has just said may be lost with it: mpirun is given time to read it. */
static _Noreturn void end_at_once(struct ranks *ranks, int status)
{
  (void)ranks;
  fflush(stderr);
  nanosleep(&(struct timespec){.tv_nsec = GRACE_NANOSECONDS}, NULL);
  MPI_Abort(MPI_COMM_WORLD, status);
  _Exit(status);
}

static void release(struct mpi_ranks *r)
{
  free(r->request);
  free(r->copy);
  free(r->count);
  free(r->place);
  free(r->pair);
  free(r->status);
  free(r);
}

static void end(struct ranks *ranks)
{
  struct mpi_ranks *r = whole(ranks);
  for (size_t to = 0; to < ranks->size; to++)
    while (!sent(ranks, to)) sched_yield();
  MPI_Finalize();
  release(r);
}

static bool is_crowded(void)
{
  MPI_Comm here;
  int ranks = 1;
  if (MPI_Comm_split_type(MPI_COMM_WORLD, MPI_COMM_TYPE_SHARED, 0, MPI_INFO_NULL, &here)) return false;
  MPI_Comm_size(here, &ranks);
  MPI_Comm_free(&here);
  return ranks > sysconf(_SC_NPROCESSORS_ONLN);
}

struct ranks *ranks_begin(int *argc, char ***argv)
{
  int got, rank, size;
  sigset_t all, before;
  /* The threads that an MPI keeps for itself are to take no signal that is meant for ours. */
  sigfillset(&all);
  pthread_sigmask(SIG_BLOCK, &all, &before);
  int failed = MPI_Init_thread(argc, argv, MPI_THREAD_SERIALIZED, &got);
  pthread_sigmask(SIG_SETMASK, &before, NULL);
  if (failed) return NULL;
  MPI_Comm_rank(MPI_COMM_WORLD, &rank);
  MPI_Comm_size(MPI_COMM_WORLD, &size);
  size_t n = (size_t)size;
  bool crowded = is_crowded();
  struct mpi_ranks *r = calloc(1, sizeof *r);
  if (r) {
    *r = (struct mpi_ranks){.ranks = {.rank = (size_t)rank,
                                      .size = n,
                                      .send = send,
                                      .sent = sent,
                                      .receive = receive,
                                      .gather = gather,
                                      .scatter = scatter,
                                      .abort = end_at_once,
                                      .end = end},
                            .request = calloc(n, sizeof *r->request),
                            .copy = calloc(n, sizeof *r->copy),
                            .count = calloc(n, sizeof *r->count),
                            .place = calloc(n, sizeof *r->place),
                            .pair = calloc(2 * n, sizeof *r->pair),
                            .status = calloc(2 * n + 2, sizeof *r->status),
                            .crowded = crowded};
    if (got >= MPI_THREAD_SERIALIZED && r->request && r->copy && r->count && r->place &&
        r->pair && r->status)
      return &r->ranks;
    release(r);
  }
  fprintf(stderr, "optbench: error: %s\n",
          got < MPI_THREAD_SERIALIZED
              ? "this MPI lets one thread alone call it; take one with MPI_THREAD_SERIALIZED"
              : "no memory for what ranks tell each other");
  MPI_Abort(MPI_COMM_WORLD, STATUS_NOMEM);
  return NULL;
}
