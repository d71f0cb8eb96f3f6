/* idx.h -- labelled images in the idx format of MNIST (LeCun, Cortes and Burges). */
#ifndef OPTBENCH_BENCH_DATA_IDX_H
#define OPTBENCH_BENCH_DATA_IDX_H

#include "bench/data/rows.h"

/* The four files of `request->path`, train-images-idx3-ubyte, train-labels-idx1-ubyte,
 * t10k-images-idx3-ubyte and t10k-labels-idx1-ubyte, each as it is or packed, with .gz behind its
 * name; images reduced to request->side. Rows, not sealed. STATUS_OK, STATUS_IO for what the files
 * are, STATUS_USAGE for what is asked of them, or STATUS_NOMEM; on an error rows may be partly
 * filled. */
int idx_read(const struct data_request *request, struct data_rows *rows, struct error *err);

/* `count` images of n x n bytes become m x m, m <= n, in place: each byte is the mean over the
 * square of n / m x n / m that it covers, weighted by area, a half rounded up. STATUS_OK or
 * STATUS_NOMEM. */
int idx_reduce(unsigned char *images, size_t count, size_t n, size_t m, struct error *err);

#endif
