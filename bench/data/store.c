/* store.c -- see store.h. */
#include "bench/data/store.h"

#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "bench/data/idx.h"
#include "bench/data/table.h"

struct held {
  struct data_request request;
  struct data_rows rows;
  struct held *next;
};

struct held_weights {
  char word[PARAM_TEXT_MOST];
  struct weights weights;
  struct held_weights *next;
};

struct data_store {
  pthread_mutex_t lock; /* held while a set is read, too: whoever wants the same one waits */
  struct held *first;
  struct held_weights *first_weights;
};

struct data_store *data_store_new(void)
{
  struct data_store *store = calloc(1, sizeof *store);
  if (!store) return NULL;
  if (!pthread_mutex_init(&store->lock, NULL)) return store;
  free(store);
  return NULL;
}

static void let_go(struct held *held)
{
  data_rows_free(&held->rows);
  free(held);
}

void data_store_free(struct data_store *store)
{
  if (!store) return;
  for (struct held *held = store->first, *next; held; held = next) {
    next = held->next;
    let_go(held);
  }
  for (struct held_weights *held = store->first_weights, *next; held; held = next) {
    next = held->next;
    weights_free(&held->weights);
    free(held);
  }
  pthread_mutex_destroy(&store->lock);
  free(store);
}

static bool same(const struct data_request *a, const struct data_request *b)
{
  return !strcmp(a->path, b->path) && !strcmp(a->label, b->label) && !strcmp(a->test, b->test) &&
         a->side == b->side && a->scale == b->scale && a->numbers == b->numbers;
}

static int not_there(const char *path, struct error *err)
{
  if (errno == ENOENT && !strcmp(path, DATA_FASHION))
    return error_set(err, STATUS_IO,
                     "Fashion-MNIST is not in %s; install it with `apt-get install "
                     "dataset-fashion-mnist`, or name a folder that has it",
                     path);
  return error_set(
      err, STATUS_IO,
      "cannot read the data %.300s: %s; give a CSV file, a folder of idx files, fashion, "
      "or a made set, which `optbench describe` names",
      path, strerror(errno));
}

static int read_rows(const struct data_request *request, struct data_rows *rows, struct error *err)
{
  struct stat found;
  if (!*request->path)
    return error_set(err, STATUS_USAGE, "no data are named; name a CSV file or a folder of images");
  if (stat(request->path, &found)) return not_there(request->path, err);
  int status =
      S_ISDIR(found.st_mode) ? idx_read(request, rows, err) : table_read(request, rows, err);
  if (!status) data_rows_seal(rows);
  return status;
}

static int add(struct data_store *store, const struct data_request *request,
               const struct dataset **set, struct error *err)
{
  struct held *held = calloc(1, sizeof *held);
  if (!held) return error_memory(err, "a data set");
  held->request = *request;
  int status = read_rows(request, &held->rows, err);
  if (status) {
    let_go(held);
    return status;
  }
  held->next = store->first;
  store->first = held;
  *set = &held->rows.set;
  return STATUS_OK;
}

int data_store_open(struct data_store *store, const struct data_request *request,
                    const struct dataset **set, struct error *err)
{
  int status = STATUS_OK;
  pthread_mutex_lock(&store->lock);
  struct held *held = store->first;
  while (held && !same(&held->request, request)) held = held->next;
  if (held)
    *set = &held->rows.set;
  else
    status = add(store, request, set, err);
  pthread_mutex_unlock(&store->lock);
  return status;
}

static int add_weights(struct data_store *store, const char *word, const struct weights **weights,
                       struct error *err)
{
  struct held_weights *held = calloc(1, sizeof *held);
  if (!held) return error_memory(err, "a network's weights");
  int status = weights_read(word, &held->weights, err);
  if (status) {
    free(held);
    return status;
  }
  snprintf(held->word, sizeof held->word, "%s", word);
  held->next = store->first_weights;
  store->first_weights = held;
  *weights = &held->weights;
  return STATUS_OK;
}

int data_store_weights(struct data_store *store, const char *word, const struct weights **weights,
                       struct error *err)
{
  int status = STATUS_OK;
  pthread_mutex_lock(&store->lock);
  struct held_weights *held = store->first_weights;
  while (held && strcmp(held->word, word)) held = held->next;
  if (held)
    *weights = &held->weights;
  else
    status = add_weights(store, word, weights, err);
  pthread_mutex_unlock(&store->lock);
  return status;
}
