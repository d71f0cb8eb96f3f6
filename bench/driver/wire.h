/* wire.h -- what the ranks of a campaign say to the one that writes, and it to them.
 *
 * A worker's messages, one after the other, are a stream of frames: a head, and so many bytes of
 * text behind it. The writer's are orders, a message each. All ranks run the same program, so that
 * what is said has the layout that it has in memory. */
#ifndef OPTBENCH_BENCH_DRIVER_WIRE_H
#define OPTBENCH_BENCH_DRIVER_WIRE_H

#include "bench/driver/queue.h"
#include "bench/driver/run.h"

enum frame_kind {
  FRAME_RUN,  /* made: name, record, and its text */
  FRAME_WANT, /* runs to make */
  FRAME_LEFT  /* nothing comes behind it: status, interrupted, and the error's text */
};

struct frame {
  enum frame_kind kind;
  int status;
  bool interrupted;
  size_t text; /* bytes */
  struct run_name name;
  struct run_record record;
};

enum order_kind {
  ORDER_WORK, /* make these */
  ORDER_END,  /* there are no more: make what is left, and leave */
  ORDER_HALT  /* leave at once */
};
enum { ORDER_RUNS = 256 };

struct order {
  enum order_kind kind;
  size_t count;
  struct run_name run[ORDER_RUNS];
};

#endif
