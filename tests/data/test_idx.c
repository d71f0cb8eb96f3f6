/* test_idx.c -- folders of images in MNIST's format: what is read, how it is reduced, and what
 * damaged files earn: one line with the file, never a crash. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include "bench/data/idx.h"
#include "bench/data/store.h"
#include "bench/io/csv.h"
#include "src/stream.h"

#define REFERENCE "tests/reference/learning/tiny-"
enum { IMAGES, LABELS, TEST_IMAGES, TEST_LABELS, FILES };
static const char *const names[FILES] = {"train-images-idx3-ubyte", "train-labels-idx1-ubyte",
                                         "t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte"};
enum { COUNT_OF_TINY = 32, PIXELS = 28 * 28, IMAGES_SIZE = 16 + COUNT_OF_TINY * PIXELS };
enum { LABELS_SIZE = 8 + COUNT_OF_TINY };

static char folder[] = "/tmp/optbench-idx-XXXXXX";
static unsigned char images[IMAGES_SIZE + 1], labels[LABELS_SIZE + 1];
static unsigned char images_gz[1 << 15], labels_gz[1 << 10];
static size_t images_gz_size, labels_gz_size;

static void path_of(int file, const char *suffix, char path[128])
{
  snprintf(path, 128, "%s/%s%s", folder, names[file], suffix);
}

static void write_file(int file, const char *suffix, const void *bytes, size_t size)
{
  char path[128];
  path_of(file, suffix, path);
  FILE *out = fopen(path, "wb");
  assert_non_null(out);
  assert_int_equal(fwrite(bytes, 1, size, out), size);
  assert_int_equal(fclose(out), 0);
}

static void remove_all(void)
{
  for (int file = 0; file < FILES; file++) {
    char path[128];
    path_of(file, "", path);
    unlink(path);
    path_of(file, ".gz", path);
    unlink(path);
  }
}

/* The tiny set, for training and for testing. */
static void write_tiny(void)
{
  remove_all();
  for (int file = 0; file < FILES; file++)
    if (file % 2)
      write_file(file, "", labels, LABELS_SIZE);
    else
      write_file(file, "", images, IMAGES_SIZE);
}

static size_t read_reference(const char *name, unsigned char *bytes, size_t room)
{
  FILE *in = fopen(name, "rb");
  if (!in) return 0;
  size_t size = fread(bytes, 1, room, in);
  fclose(in);
  return size;
}

static int set_up(void **state)
{
  (void)state;
  images_gz_size = read_reference(REFERENCE "images-idx3-ubyte.gz", images_gz, sizeof images_gz);
  labels_gz_size = read_reference(REFERENCE "labels-idx1-ubyte.gz", labels_gz, sizeof labels_gz);
  if (read_reference(REFERENCE "images-idx3-ubyte", images, sizeof images) != IMAGES_SIZE ||
      read_reference(REFERENCE "labels-idx1-ubyte", labels, sizeof labels) != LABELS_SIZE ||
      !images_gz_size || !labels_gz_size || !mkdtemp(folder))
    return -1;
  return 0;
}

static int tear_down(void **state)
{
  (void)state;
  remove_all();
  return rmdir(folder);
}

static struct data_request of(const char *path, int side)
{
  struct data_request request = {.side = side};
  snprintf(request.path, sizeof request.path, "%s", path);
  return request;
}

/* Opens the folder; the set is in *store. Returns what came of it. */
static int try(struct data_request request, struct data_store **store, const struct dataset **set,
               struct error *err)
{
  *store = data_store_new();
  assert_non_null(*store);
  *set = NULL;
  err->text[0] = '\0';
  return data_store_open(*store, &request, set, err);
}

static void assert_refused_request(struct data_request request, int status, const char *expected)
{
  struct data_store *store;
  const struct dataset *set;
  struct error err;
  assert_int_equal(try(request, &store, &set, &err), status);
  assert_string_equal(err.text, expected);
  assert_null(set);
  data_store_free(store);
}

/* The folder is refused with FOLDER/NAME and the text behind it. */
static void assert_refused(int file, const char *suffix, const char *expected)
{
  char path[128], text[600];
  path_of(file, suffix, path);
  snprintf(text, sizeof text, "%s: %s", path, expected);
  assert_refused_request(of(folder, 0), STATUS_IO, text);
}

static void assert_tiny(const struct dataset *set)
{
  assert_int_equal(set->inputs, PIXELS);
  assert_int_equal(set->side, 28);
  assert_int_equal(set->classes, 10);
  assert_int_equal(set->train_rows, COUNT_OF_TINY);
  assert_int_equal(set->test_rows, COUNT_OF_TINY);
  assert_null(set->values);
  assert_null(set->target);
  for (int split = 0; split < 2; split++) {
    assert_memory_equal(set->bytes + split * COUNT_OF_TINY * PIXELS, images + 16,
                        COUNT_OF_TINY * PIXELS);
    for (int i = 0; i < COUNT_OF_TINY; i++)
      assert_int_equal(set->label[split * COUNT_OF_TINY + i], labels[8 + i]);
  }
  static const int first[] = {9, 0, 0, 3, 0, 2, 7, 2, 5, 5};
  assert_memory_equal(set->label, first, sizeof first);
}

/* Plain, packed, and some of each: the same set, the same digest. */
static void plain_and_packed(void **state)
{
  (void)state;
  char digest[DATA_DIGEST] = "";
  for (int packed = 0; packed < 1 << FILES; packed++) {
    struct data_store *store;
    const struct dataset *set;
    struct error err;
    remove_all();
    for (int file = 0; file < FILES; file++)
      if (packed >> file & 1)
        write_file(file, ".gz", file % 2 ? labels_gz : images_gz,
                   file % 2 ? labels_gz_size : images_gz_size);
      else
        write_file(file, "", file % 2 ? labels : images, file % 2 ? LABELS_SIZE : IMAGES_SIZE);
    if (try(of(folder, 0), &store, &set, &err)) fail_msg("%s", err.text);
    assert_tiny(set);
    if (packed) assert_string_equal(set->digest, digest);
    strcpy(digest, set->digest);
    data_store_free(store);
  }
}

/* A bit that changes anywhere changes the digest. */
static void digests_see_every_bit(void **state)
{
  (void)state;
  char digest[4][DATA_DIGEST];
  for (int k = 0; k < 4; k++) {
    struct data_store *store;
    const struct dataset *set;
    struct error err;
    write_tiny();
    if (k == 1) {
      images[IMAGES_SIZE - 1] ^= 1;
      write_file(TEST_IMAGES, "", images, IMAGES_SIZE);
      images[IMAGES_SIZE - 1] ^= 1;
    }
    if (k == 2) {
      labels[9] ^= 1;
      write_file(LABELS, "", labels, LABELS_SIZE);
      labels[9] ^= 1;
    }
    assert_int_equal(try(of(folder, k == 3 ? 14 : 0), &store, &set, &err), STATUS_OK);
    strcpy(digest[k], set->digest);
    for (int j = 0; j < k; j++) assert_string_not_equal(digest[k], digest[j]);
    data_store_free(store);
  }
  assert_string_equal(digest[0], "a2c67ee437e339e6");
}

/* As a sum over all pairs of an input and an output pixel, with the areas in exact fractions. */
static unsigned reduced(const unsigned char *image, unsigned n, unsigned m, unsigned row,
                        unsigned column)
{
  uint64_t sum = 0;
  for (unsigned fine_row = row * n; fine_row < (row + 1) * n; fine_row++)
    for (unsigned fine = column * n; fine < (column + 1) * n; fine++)
      sum += image[fine_row / m * n + fine / m]; /* each pixel is m x m fine ones */
  uint64_t area = (uint64_t)n * n, mean = sum / area;
  return (unsigned)(mean + (2 * (sum - mean * area) >= area));
}

static void images_are_reduced(void **state)
{
  (void)state;
  static const unsigned sides[] = {1, 2, 3, 7, 8, 13, 14, 27, 28};
  for (size_t k = 0; k < sizeof sides / sizeof *sides; k++) {
    struct data_store *store;
    const struct dataset *set;
    struct error err;
    unsigned m = sides[k];
    write_tiny();
    assert_int_equal(try(of(folder, (int)m), &store, &set, &err), STATUS_OK);
    assert_int_equal(set->side, m);
    assert_int_equal(set->inputs, m * m);
    for (size_t i = 0; i < COUNT_OF_TINY; i++)
      for (unsigned p = 0; p < m * m; p++) {
        unsigned expected = reduced(images + 16 + i * PIXELS, 28, m, p / m, p % m);
        assert_int_equal(set->bytes[i * m * m + p], expected);
        assert_int_equal(set->bytes[(COUNT_OF_TINY + i) * m * m + p], expected);
      }
    data_store_free(store);
  }
}

/* Any side of any small image, white ones too; halves go up. */
static void every_side(void **state)
{
  (void)state;
  struct error err;
  enum { MOST = 12, IMAGES_HERE = 3 };
  unsigned char image[IMAGES_HERE * MOST * MOST], kept[IMAGES_HERE * MOST * MOST];
  for (unsigned n = 1; n <= MOST; n++)
    for (unsigned m = 1; m <= n; m++) {
      for (unsigned i = 0; i < IMAGES_HERE * n * n; i++)
        kept[i] = i < n * n ? 255 : (unsigned char)(256 * stream_uniform(stream_root(n), i));
      memcpy(image, kept, sizeof image);
      assert_int_equal(idx_reduce(image, IMAGES_HERE, n, m, &err), STATUS_OK);
      for (unsigned k = 0; k < IMAGES_HERE; k++)
        for (unsigned p = 0; p < m * m; p++)
          assert_int_equal(image[k * m * m + p], reduced(kept + k * n * n, n, m, p / m, p % m));
      for (unsigned p = 0; p < m * m; p++) assert_int_equal(image[p], 255);
    }
  unsigned char halves[] = {0, 1, 0, 1, 0, 0, 0, 1};
  assert_int_equal(idx_reduce(halves, 2, 2, 1, &err), STATUS_OK);
  assert_int_equal(halves[0], 1);
  assert_int_equal(halves[1], 0);
}

static void requests_are_checked(void **state)
{
  (void)state;
  char text[600];
  write_tiny();
  snprintf(text, sizeof text, "%s: images of 28 x 28 have no side 29; choose 1 to 28", folder);
  assert_refused_request(of(folder, 29), STATUS_USAGE, text);
  snprintf(text, sizeof text, "%s: images of 28 x 28 have no side -1; choose 1 to 28", folder);
  assert_refused_request(of(folder, -1), STATUS_USAGE, text);
  struct data_request request = of(folder, 0);
  request.numbers = true;
  snprintf(text, sizeof text,
           "%s is a folder of images: images have classes, not numbers; leave that out", folder);
  assert_refused_request(request, STATUS_USAGE, text);
  request = of(folder, 0);
  strcpy(request.label, "y");
  snprintf(text, sizeof text,
           "%s is a folder of images: images have no columns to name a label of; leave that out",
           folder);
  assert_refused_request(request, STATUS_USAGE, text);
  request = of(folder, 0);
  strcpy(request.test, "0.2");
  snprintf(text, sizeof text,
           "%s is a folder of images: its test images have a file of their own; leave that out",
           folder);
  assert_refused_request(request, STATUS_USAGE, text);
}

/* Images that are not square have no side, but can be learnt from. */
static void oblong_images(void **state)
{
  (void)state;
  struct data_store *store;
  const struct dataset *set;
  struct error err;
  unsigned char oblong[IMAGES_SIZE];
  char text[600];
  write_tiny();
  memcpy(oblong, images, sizeof oblong);
  oblong[11] = 14;
  oblong[15] = 56;
  write_file(IMAGES, "", oblong, sizeof oblong);
  assert_refused(TEST_IMAGES, "",
                 "images of 28 x 28, those for training are 14 x 56; get both again");
  write_file(TEST_IMAGES, "", oblong, sizeof oblong);
  assert_int_equal(try(of(folder, 0), &store, &set, &err), STATUS_OK);
  assert_int_equal(set->side, 0);
  assert_int_equal(set->inputs, PIXELS);
  data_store_free(store);
  snprintf(text, sizeof text, "%s: images of 14 x 56 are not square and have no side; leave it out",
           folder);
  assert_refused_request(of(folder, 14), STATUS_USAGE, text);
}

static void missing_files(void **state)
{
  (void)state;
  for (int file = 0; file < FILES; file++) {
    char path[128], text[600];
    write_tiny();
    path_of(file, "", path);
    unlink(path);
    snprintf(text, sizeof text,
             "no %s in %s, nor with .gz behind it; a data set of images has four files: images and "
             "labels, train- and t10k-",
             names[file], folder);
    assert_refused_request(of(folder, 0), STATUS_IO, text);
    assert_int_equal(mkdir(path, 0700), 0);
    snprintf(text, sizeof text, "cannot read %s: Is a directory", path);
    assert_refused_request(of(folder, 0), STATUS_IO, text);
    rmdir(path);
  }
}

static void foreign_files(void **state)
{
  (void)state;
  static const char no_images[] =
      "not images in the idx format, which begin with the bytes 0 0 8 3; is it another file?";
  write_tiny();
  write_file(IMAGES, "", labels, LABELS_SIZE);
  assert_refused(IMAGES, "", no_images);
  write_file(IMAGES, "", "x,y\n1,2\n", 8);
  assert_refused(IMAGES, "", no_images);
  write_file(IMAGES, "", "", 0);
  assert_refused(IMAGES, "", no_images);
  write_tiny();
  write_file(TEST_LABELS, "", images, IMAGES_SIZE);
  assert_refused(TEST_LABELS, "",
                 "not labels in the idx format, which begin with the bytes 0 0 8 1; is it another "
                 "file?");
}

static void write_changed(int file, size_t at, const char *bytes, size_t length)
{
  unsigned char changed[IMAGES_SIZE];
  memcpy(changed, file % 2 ? labels : images, file % 2 ? LABELS_SIZE : IMAGES_SIZE);
  memcpy(changed + at, bytes, length);
  write_file(file, "", changed, file % 2 ? LABELS_SIZE : IMAGES_SIZE);
}

/* What a header claims is not believed: this would be 4 GiB, and far more. */
static void absurd_sizes(void **state)
{
  (void)state;
  write_tiny();
  write_changed(IMAGES, 4, "\0\0\0\0", 4);
  assert_refused(IMAGES, "", "the set is empty; get the file again");
  write_changed(IMAGES, 8, "\0\0\0\0", 4);
  assert_refused(IMAGES, "", "images of 0 x 28, sides are 1 to 4096; get the file again");
  write_changed(IMAGES, 12, "\xff\xff\xff\xff", 4);
  assert_refused(IMAGES, "", "images of 28 x 4294967295, sides are 1 to 4096; get the file again");
  write_changed(IMAGES, 4, "\xff\xff\xff\xff", 4);
  assert_refused(IMAGES, "", "3367254359280 bytes, the most are 4294967296; take fewer images");
  write_changed(IMAGES, 4, "\0\0\1\0\0\0\x10\0\0\0\x10\0", 12);
  assert_refused(
      IMAGES, "",
      "cut off after 25088 of the 4294967296 bytes that its header promises; get the file "
      "again");
  write_tiny();
  write_changed(LABELS, 4, "\xff\xff\xff\xff", 4);
  assert_refused(LABELS, "",
                 "cut off after 32 of the 4294967295 bytes that its header promises; get the file "
                 "again");
}

static void counts_differ(void **state)
{
  (void)state;
  char text[200];
  write_tiny();
  write_changed(LABELS, 4, "\0\0\0\x1f", 4);
  write_file(LABELS, "", labels, LABELS_SIZE - 1);
  assert_refused(LABELS, "",
                 "cut off after 31 of the 32 bytes that its header promises; get the file again");
  labels[7] = 31;
  write_file(LABELS, "", labels, LABELS_SIZE - 1);
  labels[7] = 32;
  snprintf(text, sizeof text, "31 labels for the 32 images of %s; get both again", names[IMAGES]);
  assert_refused(LABELS, "", text);
}

static void labels_are_checked(void **state)
{
  (void)state;
  unsigned char zeros[LABELS_SIZE] = {0, 0, 8, 1, 0, 0, 0, 32};
  write_tiny();
  write_changed(TEST_LABELS, 8 + 17, "\x0a", 1);
  assert_refused(TEST_LABELS, "",
                 "label 10 of image 17 is beyond those for training, 0 to 9; get the files again");
  write_tiny();
  write_changed(LABELS, 8 + 4, "\xff", 1);
  assert_refused(LABELS, "",
                 "no image has label 10, though one has 255; get the file again, or number the "
                 "classes 0, 1, 2, ...");
  write_file(LABELS, "", zeros, LABELS_SIZE);
  assert_refused(LABELS, "", "all labels are 0; two classes at least are needed");
}

static void trailing_bytes(void **state)
{
  (void)state;
  for (int file = 0; file < FILES; file++) {
    write_tiny();
    write_file(file, "", file % 2 ? labels : images, (file % 2 ? LABELS_SIZE : IMAGES_SIZE) + 1);
    assert_refused(file, "", "longer than its header says; get the file again");
  }
}

/* Every length short of the whole is refused, plain or packed. */
static void truncated_at_every_byte(void **state)
{
  (void)state;
  for (int file = LABELS; file < FILES; file += TEST_LABELS - LABELS)
    for (size_t size = 0; size < LABELS_SIZE; size++) {
      struct data_store *store;
      const struct dataset *set;
      struct error err;
      write_tiny();
      write_file(file, "", labels, size);
      assert_int_equal(try(of(folder, 0), &store, &set, &err), STATUS_IO);
      assert_non_null(strstr(err.text, names[file]));
      data_store_free(store);
    }
  write_tiny();
  char path[128];
  path_of(IMAGES, "", path);
  for (size_t size = 0; size < IMAGES_SIZE; size += size < 64 ? 1 : 97) {
    write_file(IMAGES, "", images, size);
    struct data_rows rows = {0};
    struct data_request request = of(folder, 0);
    struct error err;
    assert_int_equal(idx_read(&request, &rows, &err), STATUS_IO);
    assert_non_null(strstr(err.text, names[IMAGES]));
    data_rows_free(&rows);
  }
  unlink(path);
  for (size_t size = 0; size < images_gz_size;
       size += size < 64 || size > images_gz_size - 64 ? 1 : 97) {
    write_file(IMAGES, ".gz", images_gz, size);
    struct data_rows rows = {0};
    struct data_request request = of(folder, 0);
    struct error err;
    assert_int_equal(idx_read(&request, &rows, &err), STATUS_IO);
    assert_non_null(strstr(err.text, names[IMAGES]));
    data_rows_free(&rows);
  }
  write_file(IMAGES, ".gz", images_gz, images_gz_size - 1);
  assert_refused(IMAGES, ".gz", "the packed file is cut off; get the file again");
  unsigned char flipped[sizeof images_gz];
  memcpy(flipped, images_gz, images_gz_size);
  flipped[images_gz_size - 6] ^= 1; /* in the check sum */
  write_file(IMAGES, ".gz", flipped, images_gz_size);
  assert_refused(IMAGES, ".gz", "the packed file is damaged; get the file again");
}

/* Any byte of a header, or of a packed file, changed to anything: a line or a set, no crash. */
static void changed_bytes(void **state)
{
  (void)state;
  size_t refused = 0;
  for (int file = 0; file < 2; file++) {
    size_t header = file ? 8 : 16;
    write_tiny();
    for (size_t at = 0; at < header; at++)
      for (int byte = 0; byte < 256; byte++) {
        struct data_request request = of(folder, byte % 3 ? 0 : 14);
        struct data_rows rows = {0};
        struct error err = {0};
        char changed = (char)byte;
        write_changed(file, at, &changed, 1);
        int status = idx_read(&request, &rows, &err);
        if (status) {
          assert_int_equal(status, STATUS_IO);
          assert_non_null(strstr(err.text, folder));
          assert_null(strchr(err.text, '\n'));
          refused++;
        } else {
          assert_int_equal(rows.set.train_rows, COUNT_OF_TINY);
        }
        data_rows_free(&rows);
      }
  }
  assert_int_equal(refused, 24 * 255);
  write_tiny();
  char path[128];
  path_of(LABELS, "", path);
  unlink(path);
  for (size_t at = 0; at < labels_gz_size; at++)
    for (int bit = 0; bit < 8; bit++) {
      struct data_request request = of(folder, 0);
      struct data_rows rows = {0};
      struct error err = {0};
      labels_gz[at] ^= (unsigned char)(1 << bit);
      write_file(LABELS, ".gz", labels_gz, labels_gz_size);
      labels_gz[at] ^= (unsigned char)(1 << bit);
      int status = idx_read(&request, &rows, &err);
      if (status) /* the check sum guards the labels; time, name and system are not data */
        assert_int_equal(status, STATUS_IO);
      else
        for (int i = 0; i < COUNT_OF_TINY; i++) assert_int_equal(rows.label[i], labels[8 + i]);
      data_rows_free(&rows);
    }
}

/* Fashion-MNIST itself, and 14 x 14 images of it that numpy made. */
static void fashion(void **state)
{
  (void)state;
  struct data_store *store;
  const struct dataset *set;
  struct error err;
  if (access(DATA_FASHION, F_OK)) {
    assert_refused_request(of(DATA_FASHION, 0), STATUS_IO,
                           "Fashion-MNIST is not in " DATA_FASHION
                           "; install it with `apt-get install dataset-fashion-mnist`, or name a "
                           "folder that has it");
    print_message("dataset-fashion-mnist is not installed\n");
    skip();
  }
  if (try(of(DATA_FASHION, 0), &store, &set, &err)) fail_msg("%s", err.text);
  assert_int_equal(set->train_rows, 60000);
  assert_int_equal(set->test_rows, 10000);
  assert_int_equal(set->classes, 10);
  assert_int_equal(set->side, 28);
  static const int train[] = {9, 0, 0, 3, 0, 2, 7, 2, 5, 5},
                   test[] = {9, 2, 1, 1, 6, 1, 4, 6, 5, 7};
  assert_memory_equal(set->label, train, sizeof train);
  assert_memory_equal(set->label + 60000, test, sizeof test);
  assert_memory_equal(set->bytes, images + 16, IMAGES_SIZE - 16);
  size_t count[2][10] = {{0}};
  for (size_t i = 0; i < 70000; i++) count[i >= 60000][set->label[i]]++;
  for (int k = 0; k < 10; k++) {
    assert_int_equal(count[0][k], 6000);
    assert_int_equal(count[1][k], 1000);
  }
  uint64_t sum = 0;
  for (size_t i = 0; i < (size_t)60000 * PIXELS; i++) sum += set->bytes[i];
  double mean = (double)sum / 255 / 60000 / PIXELS;
  assert_true(mean > 0.286035 && mean < 0.286045);
  data_store_free(store);
}

static void fashion_reduced(void **state)
{
  (void)state;
  struct data_store *store;
  const struct dataset *set;
  struct error err;
  struct csv csv;
  size_t rows = 0;
  bool more;
  if (access(DATA_FASHION, F_OK)) {
    print_message("dataset-fashion-mnist is not installed\n");
    skip();
  }
  if (try(of(DATA_FASHION, 14), &store, &set, &err)) fail_msg("%s", err.text);
  assert_int_equal(set->inputs, 196);
  assert_int_equal(csv_open(&csv, "tests/reference/learning/fashion14.csv", &err), STATUS_OK);
  for (; !csv_next(&csv, &more, &err) && more; rows++) {
    size_t index, label, byte, offset = strcmp(csv.field[0], "test") ? 0 : 60000;
    assert_int_equal(csv_count(&csv, 1, &index, &err), STATUS_OK);
    assert_int_equal(csv_count(&csv, 2, &label, &err), STATUS_OK);
    assert_int_equal(set->label[offset + index], label);
    for (size_t p = 0; p < 196; p++) {
      assert_int_equal(csv_count(&csv, 3 + p, &byte, &err), STATUS_OK);
      assert_int_equal(set->bytes[(offset + index) * 196 + p], byte);
    }
  }
  assert_int_equal(rows, 700);
  csv_close(&csv);
  data_store_free(store);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(plain_and_packed),
      cmocka_unit_test(digests_see_every_bit),
      cmocka_unit_test(images_are_reduced),
      cmocka_unit_test(every_side),
      cmocka_unit_test(requests_are_checked),
      cmocka_unit_test(oblong_images),
      cmocka_unit_test(missing_files),
      cmocka_unit_test(foreign_files),
      cmocka_unit_test(absurd_sizes),
      cmocka_unit_test(counts_differ),
      cmocka_unit_test(labels_are_checked),
      cmocka_unit_test(trailing_bytes),
      cmocka_unit_test(truncated_at_every_byte),
      cmocka_unit_test(changed_bytes),
      cmocka_unit_test(fashion),
      cmocka_unit_test(fashion_reduced),
  };
  return cmocka_run_group_tests_name("idx", tests, set_up, tear_down);
}
