/* test_store.c -- what the store shares, its digests, and what is missing. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "bench/data/rows.h"
#include "bench/data/store.h"
#include "tests/support/data_folder.h"

static struct data_request of(const char *name)
{
  struct data_request request = {0};
  snprintf(request.path, sizeof request.path, "%s", name);
  return request;
}

static const struct dataset *open_set(struct data_store *store, const struct data_request *request)
{
  const struct dataset *set = NULL;
  struct error err = {0};
  if (data_store_open(store, request, &set, &err)) fail_msg("%s", err.text);
  return set;
}

static const char numbers[] = "x,y\n1,2\n3,4\n5,7\n8,9\n";

static void equal_requests_share(void **state)
{
  (void)state;
  struct data_store *store = data_store_new();
  data_folder_write(path, numbers);
  struct data_request request = of(path);
  const struct dataset *a = open_set(store, &request);
  unlink(path);                                   /* it is not read again */
  memset(request.test, 'x', sizeof request.test); /* what is behind the end does not count */
  request.test[0] = '\0';
  assert_ptr_equal(open_set(store, &request), a);
  data_folder_write(path, numbers);
  struct data_request asked[5] = {request, request, request, request, request};
  asked[0].scale = true;
  asked[1].numbers = true;
  strcpy(asked[2].label, "x");
  strcpy(asked[3].test, "0.5");
  strcpy(asked[4].path, other);
  data_folder_write(other, "x,y\n1,2\n3,4\n5,7\n8,9.5\n");
  for (int i = 0; i < 5; i++) {
    const struct dataset *b = open_set(store, &asked[i]);
    assert_ptr_not_equal(a, b);
    assert_ptr_equal(open_set(store, &asked[i]), b);
  }
  assert_ptr_equal(open_set(store, &request), a);
  data_store_free(store);
  data_store_free(NULL);
}

/* The digest is of the rows: not of the file's name or line ends, but of all that is asked. */
static void digests_stand_for_rows(void **state)
{
  (void)state;
  char digest[6][DATA_DIGEST];
  for (int i = 0; i < 6; i++) {
    struct data_store *store = data_store_new();
    struct data_request request = of(path);
    data_folder_write(path, i == 1 ? "x,y\r\n1,2\r\n3,4\r\n5,7\r\n8,9" : numbers);
    data_folder_write(other, "x,y\n1,2\n3,4\n5,7\n8.0000000000000018,9\n");
    if (i == 2) request = of(other);
    request.scale = i == 3;
    request.numbers = i == 4;
    if (i == 5) strcpy(request.label, "x");
    strcpy(digest[i], open_set(store, &request)->digest);
    assert_int_equal(strspn(digest[i], "0123456789abcdef"), 16);
    assert_int_equal(strlen(digest[i]), 16);
    data_store_free(store);
  }
  assert_string_equal(digest[0], digest[1]);
  for (int i = 1; i < 6; i++)
    for (int j = i + 1; j < 6; j++) assert_string_not_equal(digest[i], digest[j]);
  assert_string_equal(digest[0], "f3b4ca8683559106"); /* results of a resumed campaign hang on it */
}

/* Wherever it is: digests go by blocks. */
static void digests_see_every_byte(void **state)
{
  (void)state;
  enum { INPUTS = 7, ROWS = 40000, SIZE = INPUTS * ROWS };
  struct data_rows rows = {.set = {.inputs = INPUTS, .train_rows = ROWS - 1, .test_rows = 1}};
  char before[DATA_DIGEST];
  rows.bytes = calloc(SIZE, 1);
  assert_non_null(rows.bytes);
  data_rows_seal(&rows);
  strcpy(before, rows.set.digest);
  for (size_t at = SIZE - 1; at < SIZE; at -= 6553) {
    rows.bytes[at] ^= 0x40;
    data_rows_seal(&rows);
    assert_string_not_equal(rows.set.digest, before);
    rows.bytes[at] ^= 0x40;
  }
  rows.set.test_rows++;
  rows.set.train_rows--;
  data_rows_seal(&rows);
  assert_string_not_equal(rows.set.digest, before);
  data_rows_free(&rows);
}

static void assert_refused(const struct data_request *request, int status, const char *expected)
{
  struct data_store *store = data_store_new();
  const struct dataset *set = NULL;
  struct error err = {0};
  assert_int_equal(data_store_open(store, request, &set, &err), status);
  assert_string_equal(err.text, expected);
  assert_null(set);
  data_store_free(store);
}

static void absent_data(void **state)
{
  (void)state;
  struct data_request request = of("/nowhere/there.csv");
  assert_refused(
      &request, STATUS_IO,
      "cannot read the data /nowhere/there.csv: No such file or directory; give a CSV file, a "
      "folder of idx files, fashion, or a made set, which `optbench describe` names");
  request = of("");
  assert_refused(&request, STATUS_USAGE,
                 "no data are named; name a CSV file or a folder of images");
  data_folder_write(path, numbers);
  request = of(path);
  snprintf(request.path, sizeof request.path, "%s/more", path);
  char expected[512];
  snprintf(expected, sizeof expected,
           "cannot read the data %s: Not a directory; give a CSV file, a folder of idx files, "
           "fashion, or a made set, which `optbench describe` names",
           request.path);
  assert_refused(&request, STATUS_IO, expected);
}

/* An error is not kept: the file may be mended. */
static void errors_are_not_kept(void **state)
{
  (void)state;
  struct data_store *store = data_store_new();
  const struct dataset *set = NULL;
  struct error err = {0};
  struct data_request request = of(path);
  data_folder_write(path, "x,y\n1,\n");
  assert_int_equal(data_store_open(store, &request, &set, &err), STATUS_IO);
  data_folder_write(path, numbers);
  assert_int_equal(open_set(store, &request)->inputs, 1);
  data_store_free(store);
}

struct worker {
  struct data_store *store;
  const struct dataset *set[20];
};

static void *work(void *context)
{
  struct worker *w = context;
  struct data_request request = of(path);
  struct error err;
  for (int i = 0; i < 20; i++) {
    request.scale = i % 2;
    if (data_store_open(w->store, &request, &w->set[i], &err)) w->set[i] = NULL;
  }
  return NULL;
}

static void threads_share(void **state)
{
  (void)state;
  enum { THREADS = 8 };
  pthread_t thread[THREADS];
  struct worker worker[THREADS];
  struct data_store *store = data_store_new();
  data_folder_write(path, numbers);
  for (int i = 0; i < THREADS; i++) {
    worker[i].store = store;
    assert_int_equal(pthread_create(&thread[i], NULL, work, &worker[i]), 0);
  }
  for (int i = 0; i < THREADS; i++) pthread_join(thread[i], NULL);
  for (int i = 0; i < THREADS; i++)
    for (int j = 0; j < 20; j++) {
      assert_non_null(worker[i].set[j]);
      assert_ptr_equal(worker[i].set[j], worker[0].set[j % 2]);
    }
  assert_ptr_not_equal(worker[0].set[0], worker[0].set[1]);
  data_store_free(store);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(equal_requests_share),   cmocka_unit_test(digests_stand_for_rows),
      cmocka_unit_test(digests_see_every_byte), cmocka_unit_test(absent_data),
      cmocka_unit_test(errors_are_not_kept),    cmocka_unit_test(threads_share),
  };
  return cmocka_run_group_tests_name("store", tests, data_folder_make, data_folder_remove);
}
