/* costs.h -- what a generation is made of, and what each piece of it costs: seconds for one item,
 * measured at a few sizes, and what a message costs. All that the model in model.h knows of a
 * machine. */
#ifndef OPTBENCH_BENCH_SCALE_COSTS_H
#define OPTBENCH_BENCH_SCALE_COSTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "src/error.h"

enum operation {
  COST_DRAW,     /* a standard normal; an item is a coordinate of a perturbation */
  COST_FORM,     /* the two points of a pair from it; likewise */
  COST_EVALUATE, /* the function; an item is a coordinate of a point */
  COST_WEIGH,    /* the weight of a value; an item is a value of the generation */
  COST_ADD,      /* a weighed perturbation added up; an item is a coordinate of it */
  COST_STEP,     /* the gradient finished and the rule's step; an item is a coordinate */
  OPERATIONS
};
extern const char *const operation_names[OPERATIONS];

enum { COST_SIZES_MOST = 8, NETWORKS_MOST = 4, NETWORK_NAME = 32 };

/* Seconds an item, in a vector (of weights: in a generation) of so many items; sizes ascend. */
struct cost_curve {
  size_t count;
  struct cost_point {
    double size, seconds;
  } at[COST_SIZES_MOST];
};

/* What it takes to send a message: latency + per_byte * bytes, in seconds. */
struct messages {
  char name[NETWORK_NAME];
  double latency, per_byte;
  bool measured; /* between processes of this program; else assumed, or told by the user */
};

struct costs {
  struct cost_curve of[OPERATIONS];
  struct messages network[NETWORKS_MOST];
  size_t networks;
};

/* Seconds for `size` items at once. Between two sizes that were measured the time of a whole vector
 * goes along a line; beyond them an item costs what it does at the nearest. */
double costs_time(const struct costs *costs, enum operation operation, double size);

/* One more point of a curve, or one more network, behind those that are there; false: there is no
 * room, sizes do not ascend, or it is no cost. */
bool costs_put(struct costs *costs, enum operation operation, double size, double seconds);
bool costs_put_network(struct costs *costs, const struct messages *messages);

/* Where nobody measured messages: a cluster, and machines on an Ethernet. Typical numbers, as
 * vendors state them and measurements of MPI libraries find them: 2 us and 10 GB/s (100 Gbit/s
 * InfiniBand less its overhead), 50 us and 125 MB/s (TCP over 1 Gbit/s). */
void costs_assume_networks(struct costs *costs);

/* FOLDER/costs.csv, and the same read back from any file. It has a row for each number:
 * operation,network,size,seconds,origin, where `size` is empty for a network's rows, which are
 * `latency` and then `byte`; a row more than each is one point of a curve. STATUS_OK, STATUS_IO (a
 * file that cannot be read, or that is damaged), STATUS_NOMEM. */
int costs_write(const struct costs *costs, const char *folder, struct error *err);
int costs_read(struct costs *costs, const char *path, struct error *err);

#endif
