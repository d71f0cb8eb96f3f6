/* digests.c -- see digests.h. */
#include "bench/record/digests.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "bench/io/csv.h"
#include "bench/io/csv_write.h"
#include "bench/record/columns.h"
#include "bench/record/folder.h"
#include "src/number.h"

static const char file_name[] = "digests.csv";
enum { WORDS_OF_DIGEST = 2 };
static const char *const words[WORDS_OF_DIGEST] = {"problem", "runs"};

/* FNV-1a. */
uint64_t digest_begin(void) { return 0xcbf29ce484222325; }

uint64_t digest_bytes(uint64_t digest, const char *bytes, size_t size)
{
  for (size_t i = 0; i < size; i++) digest = (digest ^ (unsigned char)bytes[i]) * 0x100000001b3;
  return digest;
}

uint64_t digest_number(uint64_t digest, double value)
{
  char text[NUMBER_TEXT];
  number_format(value, text);
  return digest_bytes(digest, text, strlen(text) + 1);
}

void digest_text(uint64_t digest, char text[17])
{
  snprintf(text, 17, "%016llx", (unsigned long long)digest);
}

static int add(struct digests *d, const struct cell_results *cell, const char *runs,
               struct error *err)
{
  if (!(d->count & (d->count - 1))) {
    struct digest *longer = realloc(d->digest, (d->count ? 2 * d->count : 1) * sizeof *longer);
    if (!longer) return error_memory(err, "the digests");
    d->digest = longer;
  }
  struct digest *one = &d->digest[d->count];
  *one = (struct digest){.cell = *cell};
  one->cell.function = strdup(cell->function);
  one->cell.optimizer = strdup(cell->optimizer);
  snprintf(one->runs, sizeof one->runs, "%s", runs);
  d->count++;
  return one->cell.function && one->cell.optimizer ? STATUS_OK : error_memory(err, "the digests");
}

int digests_add(struct digests *d, const struct task *task, const char runs[17], struct error *err)
{
  const struct cell *c = &task->cell;
  struct cell_results cell = {.function = (char *)(uintptr_t)c->function->label,
                              .optimizer = (char *)(uintptr_t)c->optimizer->label,
                              .dim = c->dim,
                              .instance = c->instance};
  strcpy(cell.problem, task->problem_id);
  return add(d, &cell, runs, err);
}

void digests_free(struct digests *d)
{
  for (size_t i = 0; i < d->count; i++) {
    free(d->digest[i].cell.function);
    free(d->digest[i].cell.optimizer);
  }
  free(d->digest);
  *d = (struct digests){0};
}

static int take_row(struct digests *d, const struct csv *csv, const size_t *key, const size_t *word,
                    struct error *err)
{
  size_t instance;
  struct cell_results cell = {.function = csv->field[key[KEY_FUNCTION]],
                              .optimizer = csv->field[key[KEY_OPTIMIZER]]};
  const char *problem = csv->field[word[0]], *runs = csv->field[word[1]];
  int status = csv_count(csv, key[KEY_DIMENSION], &cell.dim, err);
  if (!status) status = csv_count(csv, key[KEY_INSTANCE], &instance, err);
  if (status) return status;
  if (strlen(problem) != 16 || strlen(runs) != 16)
    return error_set(err, STATUS_IO, "%.300s:%zu: problem and runs are digests of 16 digits",
                     csv->path, csv->line);
  cell.instance = (unsigned)instance;
  strcpy(cell.problem, problem);
  return add(d, &cell, runs, err);
}

int digests_read(const char *folder, struct digests *d, struct error *err)
{
  char path[PATH_SIZE];
  struct csv csv;
  size_t key[KEYS], word[WORDS_OF_DIGEST];
  bool more = true;
  *d = (struct digests){0};
  int status = paths_join(path, folder, file_name, err);
  if (!status) status = csv_open(&csv, path, err);
  if (status) return status;
  for (size_t i = 0; i < KEY_REPETITION && !status; i++)
    status = csv_column(&csv, key_columns[i], &key[i], err);
  for (size_t i = 0; i < WORDS_OF_DIGEST && !status; i++)
    status = csv_column(&csv, words[i], &word[i], err);
  while (!status && !(status = csv_next(&csv, &more, err)) && more)
    status = take_row(d, &csv, key, word, err);
  csv_close(&csv);
  if (status) digests_free(d);
  return status;
}

static void put_digests(const struct digests *d, FILE *out)
{
  for (size_t i = 0; i < KEY_REPETITION; i++) csv_put_text(out, key_columns[i], ',');
  for (size_t i = 0; i < WORDS_OF_DIGEST; i++)
    csv_put_text(out, words[i], i + 1 < WORDS_OF_DIGEST ? ',' : '\n');
  for (size_t i = 0; i < d->count; i++) {
    const struct digest *one = &d->digest[i];
    columns_put_cell(out, one->cell.function, one->cell.dim, one->cell.instance,
                     one->cell.optimizer);
    csv_put_text(out, one->cell.problem, ',');
    csv_put_text(out, one->runs, '\n');
  }
}

/* The campaign's file behind the line that says whose folder it is; a line of an earlier folder
 * goes. */
static int copy_campaign(const char *path, FILE *out, struct error *err)
{
  const char *mark = folder_marks[FOLDER_BASELINE];
  char line[512];
  FILE *in = fopen(path, "rb");
  if (!in)
    return error_set(err, STATUS_IO, "cannot read the campaign %.300s: %s", path, strerror(errno));
  fputs(mark, out);
  for (bool first = true; fgets(line, sizeof line, in); first = false)
    if (!first || strcmp(line, mark) != 0) fputs(line, out);
  fclose(in);
  return STATUS_OK;
}

int digests_write(const struct digests *d, const char *path, const char *folder, size_t *size,
                  struct error *err)
{
  struct file digests = {0}, campaign = {0};
  int status = folder_check(folder, FOLDER_BASELINE, err);
  if (!status) status = paths_make_folder(folder, err);
  if (!status) status = file_create(&digests, folder, file_name, err);
  if (!status) status = file_create(&campaign, folder, "campaign.ini", err);
  if (!status) status = copy_campaign(path, campaign.stream, err);
  if (!status) {
    put_digests(d, digests.stream);
    *size = (size_t)ftell(digests.stream) + (size_t)ftell(campaign.stream);
    status = file_commit(&digests, err);
  }
  if (!status) status = file_commit(&campaign, err);
  file_abandon(&digests);
  file_abandon(&campaign);
  return status;
}
