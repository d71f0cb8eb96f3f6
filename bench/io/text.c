/* text.c -- see text.h. */
#define _GNU_SOURCE /* O_TMPFILE */
#include "bench/io/text.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bench/io/file.h"

enum { MEMORY_LIMIT = 4 << 20 };

/* Where the file system makes no file without a name, one that is removed at once. */
static FILE *unnamed_file(const char *folder)
{
  char path[4096];
  int fd = open(folder, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
  if (fd >= 0) {
    FILE *file = fdopen(fd, "w+b");
    if (!file) close(fd);
    return file;
  }
  if (snprintf(path, sizeof path, "%s/.trace-XXXXXX", folder) >= (int)sizeof path) {
    errno = ENAMETOOLONG;
    return NULL;
  }
  fd = mkstemp(path);
  if (fd < 0) return NULL;
  unlink(path);
  FILE *file = fdopen(fd, "w+b");
  if (!file) close(fd);
  return file;
}

static int spill_failed(const struct text *t, struct error *err)
{
  int cause = errno;
  return error_set(err, STATUS_IO, "cannot write in %s: %s; %s", t->folder, strerror(cause),
                   file_remedy(cause));
}

static int spill(struct text *t, struct error *err)
{
  if (!t->overflow) t->overflow = unnamed_file(t->folder);
  if (!t->overflow || fwrite(t->bytes, 1, t->used, t->overflow) != t->used)
    return spill_failed(t, err);
  t->spilled += t->used;
  t->used = 0;
  return STATUS_OK;
}

char *text_reserve(struct text *t, size_t size, struct error *err)
{
  if (t->folder && t->used > MEMORY_LIMIT && spill(t, err)) return NULL;
  if (t->room - t->used < size) {
    size_t room = t->room ? t->room : 4096;
    while (room - t->used < size) room *= 2;
    char *bytes = realloc(t->bytes, room);
    if (!bytes) {
      error_memory(err, "a run's trace");
      return NULL;
    }
    t->bytes = bytes;
    t->room = room;
  }
  return t->bytes + t->used;
}

int text_string(struct text *t, const char *string, struct error *err)
{
  size_t length = strlen(string);
  char *at = text_reserve(t, length + 1, err);
  if (!at) return err->status;
  memcpy(at, string, length);
  t->used += length;
  return STATUS_OK;
}

int text_number(struct text *t, double value, struct error *err)
{
  char *at = text_reserve(t, NUMBER_TEXT, err);
  if (!at) return err->status;
  if (!t->digit_count || memcmp(&value, &t->number, sizeof value) != 0) {
    t->number = value;
    t->digit_count = number_format(value, t->digits);
  }
  memcpy(at, t->digits, t->digit_count);
  t->used += t->digit_count;
  return STATUS_OK;
}

size_t text_length(const struct text *t) { return t->spilled + t->used; }

int text_flush(struct text *t, struct error *err)
{
  return t->overflow && fflush(t->overflow) ? spill_failed(t, err) : STATUS_OK;
}

int text_each(struct text *t, void (*take)(void *context, const char *bytes, size_t size),
              void *context, struct error *err)
{
  if (t->overflow) {
    char buffer[1 << 14];
    size_t length;
    int status = text_flush(t, err);
    if (status) return status;
    rewind(t->overflow);
    while ((length = fread(buffer, 1, sizeof buffer, t->overflow)) > 0)
      take(context, buffer, length);
    if (ferror(t->overflow))
      return error_set(err, STATUS_IO, "cannot read back a trace in %s: %s", t->folder,
                       strerror(errno));
  }
  if (t->used) take(context, t->bytes, t->used);
  return STATUS_OK;
}

void text_clear(struct text *t)
{
  t->used = 0;
  if (t->overflow) fclose(t->overflow);
  t->overflow = NULL;
  t->spilled = 0;
}

void text_free(struct text *t)
{
  text_clear(t);
  free(t->bytes);
  t->bytes = NULL;
  t->room = 0;
}
