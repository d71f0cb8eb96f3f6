/* store.h -- the data sets and the weights of a process, each read once. */
#ifndef OPTBENCH_BENCH_DATA_STORE_H
#define OPTBENCH_BENCH_DATA_STORE_H

#include "bench/data/weights.h"
#include "functions/dataset.h"
#include "src/error.h"

struct data_store;

/* NULL if there is no memory. */
struct data_store *data_store_new(void);
/* Every set that it gave goes with it. */
void data_store_free(struct data_store *store);

/* The weights of that name or path, see weights_read: read the first time, shared after that, the
 * store's own. */
int data_store_weights(struct data_store *store, const char *word, const struct weights **weights,
                       struct error *err);

/* The set that is asked for: read the first time, shared by equal requests after that, never
 * changed, the store's own. A path that is a folder is read by idx.h, a file by table.h; relative
 * ones begin at the working directory. `scale` is of no account for images. Any thread may ask.
 *
 * STATUS_OK; STATUS_IO if a file is missing, damaged or holds what it should not; STATUS_USAGE if
 * what is asked for does not go with what is there; STATUS_NOMEM. */
int data_store_open(struct data_store *store, const struct data_request *request,
                    const struct dataset **set, struct error *err);

#endif
