/* idx.c -- see idx.h. A file is bytes 0, 0, 8 (its elements are bytes), the number of dimensions,
 * each dimension as a big-endian 32-bit number, then the elements, the last dimension running
 * fastest. What a header claims is only allocated as far as the file turns out to reach. */
#include "bench/data/idx.h"

#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <zlib.h>

#include "bench/io/paths.h"

enum { MOST_DIMS = 3, MOST_SIDE = 4096, FIRST_ROOM = 1 << 20 };
static const uint64_t most_bytes = (uint64_t)1 << 32;

struct idx {
  char path[PATH_SIZE];
  gzFile in;
  size_t dims, size[MOST_DIMS];
};

/* Elements of files, one behind the other. */
struct elements {
  unsigned char *byte;
  size_t used, room;
};

static int damaged(const struct idx *idx, const char *what, struct error *err)
{
  return error_set(err, STATUS_IO, "%.300s: %s; get the file again", idx->path, what);
}

/* Up to `size` bytes; *got is less at the end of the file. */
static int take(struct idx *idx, unsigned char *to, size_t size, size_t *got, struct error *err)
{
  enum { PIECE = 1 << 24 };
  int code = Z_OK, count;
  errno = 0;
  for (*got = 0; *got < size; *got += (size_t)count) {
    size_t left = size - *got;
    count = gzread(idx->in, to + *got, (unsigned)(left < PIECE ? left : PIECE));
    if (count <= 0) break;
  }
  if (*got == size) return STATUS_OK;
  gzerror(idx->in, &code);
  switch (code) {
  case Z_OK:
  case Z_STREAM_END:
    return STATUS_OK;
  case Z_ERRNO:
    return error_set(err, STATUS_IO, "cannot read %.300s: %s", idx->path, strerror(errno));
  case Z_MEM_ERROR:
    return error_memory(err, "unpacking a data set");
  case Z_BUF_ERROR:
    return damaged(idx, "the packed file is cut off", err);
  default:
    return damaged(idx, "the packed file is damaged", err);
  }
}

/* NAME in the folder, or else NAME.gz. */
static int open_file(struct idx *idx, const char *folder, const char *name, struct error *err)
{
  char packed[64];
  struct stat found;
  snprintf(packed, sizeof packed, "%s.gz", name);
  int status = paths_join(idx->path, folder, name, err);
  if (!status && stat(idx->path, &found)) {
    status = paths_join(idx->path, folder, packed, err);
    if (!status && stat(idx->path, &found))
      return error_set(
          err, STATUS_IO,
          "no %s in %.300s, nor with .gz behind it; a data set of images has four files: "
          "images and labels, train- and t10k-",
          name, folder);
  }
  if (status) return status;
  errno = 0;
  idx->in = gzopen(idx->path, "rb");
  if (!idx->in && !errno) return error_memory(err, "unpacking a data set");
  if (!idx->in)
    return error_set(err, STATUS_IO, "cannot read %.300s: %s", idx->path, strerror(errno));
  gzbuffer(idx->in, 1 << 17);
  return STATUS_OK;
}

static int check_size(const struct idx *idx, struct error *err)
{
  uint64_t total = 1;
  if (!idx->size[0])
    return error_set(err, STATUS_IO, "%.300s: the set is empty; get the file again", idx->path);
  for (size_t i = 0; i < idx->dims; i++) {
    if (i && (!idx->size[i] || idx->size[i] > MOST_SIDE))
      return error_set(err, STATUS_IO,
                       "%.300s: images of %zu x %zu, sides are 1 to %d; get the file again",
                       idx->path, idx->size[1], idx->size[2], MOST_SIDE);
    total *= idx->size[i]; /* below 2^56 */
  }
  if (total > most_bytes)
    return error_set(err, STATUS_IO, "%.300s: %llu bytes, the most are %llu; take fewer images",
                     idx->path, (unsigned long long)total, (unsigned long long)most_bytes);
  return STATUS_OK;
}

static int read_header(struct idx *idx, struct error *err)
{
  unsigned char head[4 + 4 * MOST_DIMS] = {0};
  size_t length = 4 + 4 * idx->dims, got;
  int status = take(idx, head, length, &got, err);
  if (status) return status;
  if (got < 4 || head[0] || head[1] || head[2] != 8 || head[3] != idx->dims)
    return error_set(
        err, STATUS_IO,
        "%.300s: not %s in the idx format, which begin with the bytes 0 0 8 %zu; is it "
        "another file?",
        idx->path, idx->dims == 1 ? "labels" : "images", idx->dims);
  if (got < length) return damaged(idx, "cut off in its header", err);
  for (size_t i = 0; i < idx->dims; i++) {
    const unsigned char *b = head + 4 + 4 * i;
    idx->size[i] = (size_t)b[0] << 24 | (size_t)b[1] << 16 | (size_t)b[2] << 8 | b[3];
  }
  return check_size(idx, err);
}

static int read_elements(struct idx *idx, struct elements *to, struct error *err)
{
  size_t size = 1, got, more;
  unsigned char beyond;
  for (size_t i = 0; i < idx->dims; i++) size *= idx->size[i];
  for (size_t end = to->used + size; to->used < end; to->used += got) {
    if (to->used == to->room) {
      size_t room = to->room ? 2 * to->room : FIRST_ROOM;
      if (room > end) room = end;
      unsigned char *longer = realloc(to->byte, room);
      if (!longer) return error_memory(err, "a data set");
      to->byte = longer;
      to->room = room;
    }
    size_t room = to->room < end ? to->room : end;
    int status = take(idx, to->byte + to->used, room - to->used, &got, err);
    if (status) return status;
    if (got < room - to->used)
      return error_set(
          err, STATUS_IO,
          "%.300s: cut off after %zu of the %zu bytes that its header promises; get the "
          "file again",
          idx->path, to->used + got - (end - size), size);
  }
  int status = take(idx, &beyond, 1, &more, err); /* the check sum of a packed file, too */
  if (!status && more) status = damaged(idx, "longer than its header says", err);
  return status;
}

/* A file of so many dimensions, its elements behind those that are there. */
static int read_file(struct idx *idx, const char *folder, const char *name, size_t dims,
                     struct elements *to, struct error *err)
{
  *idx = (struct idx){.dims = dims};
  int status = open_file(idx, folder, name, err);
  if (!status) status = read_header(idx, err);
  if (!status) status = read_elements(idx, to, err);
  if (idx->in) gzclose(idx->in);
  return status;
}

static const char *const names[2][2] = {{"train-images-idx3-ubyte", "train-labels-idx1-ubyte"},
                                        {"t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte"}};

/* Both splits; struct idx is large, so the caller has it. */
static int read_all(const char *folder, struct idx images[2], struct idx labels[2],
                    struct elements *pixels, struct elements *label, struct error *err)
{
  int status = STATUS_OK;
  for (size_t k = 0; k < 2 && !status; k++) {
    status = read_file(&images[k], folder, names[k][0], 3, pixels, err);
    if (!status) status = read_file(&labels[k], folder, names[k][1], 1, label, err);
    if (!status && images[k].size[0] != labels[k].size[0])
      status =
          error_set(err, STATUS_IO, "%.300s: %zu labels for the %zu images of %s; get both again",
                    labels[k].path, labels[k].size[0], images[k].size[0], names[k][0]);
  }
  if (!status && memcmp(images[0].size + 1, images[1].size + 1, 2 * sizeof(size_t)) != 0)
    status = error_set(
        err, STATUS_IO,
        "%.300s: images of %zu x %zu, those for training are %zu x %zu; get both again",
        images[1].path, images[1].size[1], images[1].size[2], images[0].size[1], images[0].size[2]);
  return status;
}

static int take_labels(const struct idx labels[2], const unsigned char *label,
                       struct data_rows *rows, struct error *err)
{
  size_t train = labels[0].size[0], count = train + labels[1].size[0];
  unsigned char most = 0;
  rows->label = malloc(count * sizeof *rows->label);
  if (!rows->label) return error_memory(err, "a data set");
  for (size_t i = 0; i < train; i++)
    if (label[i] > most) most = label[i];
  if (!most)
    return error_set(err, STATUS_IO, "%.300s: all labels are 0; two classes at least are needed",
                     labels[0].path);
  for (int k = 0; k < most; k++)
    if (!memchr(label, k, train))
      return error_set(err, STATUS_IO,
                       "%.300s: no image has label %d, though one has %d; get the file again, or "
                       "number the classes 0, 1, 2, ...",
                       labels[0].path, k, most);
  for (size_t i = 0; i < count; i++) {
    if (label[i] > most)
      return error_set(
          err, STATUS_IO,
          "%.300s: label %d of image %zu is beyond those for training, 0 to %d; get the "
          "files again",
          labels[1].path, label[i], i - train, most);
    rows->label[i] = label[i];
  }
  rows->set.classes = (size_t)most + 1;
  rows->set.train_rows = train;
  rows->set.test_rows = count - train;
  return STATUS_OK;
}

static int check_request(const struct data_request *request, struct error *err)
{
  const char *what = request->numbers    ? "images have classes, not numbers"
                     : request->label[0] ? "images have no columns to name a label of"
                     : request->test[0]  ? "its test images have a file of their own"
                                         : NULL;
  if (!what) return STATUS_OK;
  return error_set(err, STATUS_USAGE, "%.200s is a folder of images: %s; leave that out",
                   request->path, what);
}

static int fit_side(const struct data_request *request, const size_t size[2],
                    struct data_rows *rows, struct error *err)
{
  size_t n = size[0], m = (size_t)request->side;
  rows->set.inputs = n * size[1];
  rows->set.side = n == size[1] ? n : 0;
  if (!request->side) return STATUS_OK;
  if (n != size[1])
    return error_set(err, STATUS_USAGE,
                     "%.200s: images of %zu x %zu are not square and have no side; leave it out",
                     request->path, n, size[1]);
  if (request->side < 0 || m > n)
    return error_set(err, STATUS_USAGE,
                     "%.200s: images of %zu x %zu have no side %d; choose 1 to %zu", request->path,
                     n, n, request->side, n);
  rows->set.inputs = m * m;
  rows->set.side = m;
  return m < n ? idx_reduce(rows->bytes, rows->set.train_rows + rows->set.test_rows, n, m, err)
               : STATUS_OK;
}

int idx_read(const struct data_request *request, struct data_rows *rows, struct error *err)
{
  struct idx file[4];
  struct elements pixels = {0}, label = {0};
  int status = check_request(request, err);
  if (!status) status = read_all(request->path, file, file + 2, &pixels, &label, err);
  rows->bytes = pixels.byte;
  if (!status) status = take_labels(file + 2, label.byte, rows, err);
  free(label.byte);
  if (!status) status = fit_side(request, file[0].size + 1, rows, err);
  if (status) return status;
  unsigned char *shorter =
      realloc(rows->bytes, (rows->set.train_rows + rows->set.test_rows) * rows->set.inputs);
  if (shorter) rows->bytes = shorter;
  return STATUS_OK;
}

/* A line of n values, `stride` apart, becomes m sums: n times the mean of what each covers. In
 * units of 1 / m of a value, value p lies from p m to p m + m, and sum i covers i n to i n + n. */
static void sum_line(const uint64_t *from, size_t n, size_t stride, uint64_t *to, size_t m)
{
  for (size_t i = 0; i < m; i++) {
    size_t low = i * n, high = low + n;
    uint64_t total = 0;
    for (size_t p = low / m; p * m < high; p++) {
      size_t begin = p * m < low ? low : p * m, end = p * m + m < high ? p * m + m : high;
      total += from[p * stride] * (end - begin);
    }
    to[i] = total;
  }
}

int idx_reduce(unsigned char *images, size_t count, size_t n, size_t m, struct error *err)
{
  uint64_t *line = malloc((n + n * m + m) * sizeof *line);
  if (!line) return error_memory(err, "reducing images");
  uint64_t *half = line + n, *sum = half + n * m, whole = (uint64_t)n * n;
  for (size_t k = 0; k < count; k++) {
    const unsigned char *from = images + k * n * n;
    unsigned char *to = images + k * m * m; /* never beyond what was read */
    for (size_t i = 0; i < n; i++) {
      for (size_t j = 0; j < n; j++) line[j] = from[i * n + j];
      sum_line(line, n, 1, half + i * m, m);
    }
    for (size_t j = 0; j < m; j++) {
      sum_line(half + j, n, m, sum, m);
      for (size_t i = 0; i < m; i++)
        to[i * m + j] = (unsigned char)((2 * sum[i] + whole) / (2 * whole));
    }
  }
  free(line);
  return STATUS_OK;
}
