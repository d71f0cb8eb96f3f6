/* box.c -- see box.h. */
#include "bench/plan/box.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/plan/lists.h"
#include "bench/plan/setting_parts.h"
#include "src/number.h"

void box_free(struct box *box)
{
  free(box->low);
  *box = (struct box){0};
}

/* "LOW:HIGH". */
static int parse_interval(const char *item, const char *what, double *low, double *high,
                          struct error *err)
{
  char first[LABEL_SIZE];
  size_t length = strcspn(item, ":");
  snprintf(first, sizeof first, "%.*s", (int)length, item);
  if (!item[length] || !number_parse(first, low) || !number_parse(item + length + 1, high))
    return error_set(
        err, STATUS_USAGE,
        "%s: '%s' is no interval; write LOW:HIGH for all coordinates, such as -5:5, or "
        "as many as there are",
        what, item);
  if (*low < *high && isfinite(*high - *low)) return STATUS_OK;
  return error_set(err, STATUS_USAGE, "%s: %s is %s; write LOW:HIGH", what, item,
                   *low < *high ? "too wide for a double" : "empty");
}

int box_parse(const char *list, const char *what, struct box *box, struct error *err)
{
  size_t room = 1, count = 0;
  for (const char *at = list; (at = strchr(at, ',')); at++) room++;
  double *ends = malloc(2 * room * sizeof *ends);
  if (!ends) return error_memory(err, what);
  do {
    char item[LABEL_SIZE];
    int status = list_item(&list, false, what, item, err);
    if (!status) status = parse_interval(item, what, &ends[count], &ends[room + count], err);
    if (status) {
      free(ends);
      return status;
    }
    count++;
  } while (*list);
  box_free(box);
  *box = (struct box){count, ends, ends + room};
  return STATUS_OK;
}

static void put_interval(const struct box *box, size_t i, const char *between, FILE *out)
{
  setting_put_number(box->low[i], out);
  fputs(between, out);
  setting_put_number(box->high[i], out);
}

void box_write(const struct box *box, FILE *out)
{
  for (size_t i = 0; i < box->count; i++) {
    fputs("\n  ", out);
    put_interval(box, i, ":", out);
  }
}

void box_tell(const struct box *box, FILE *out)
{
  enum { SHOWN = 100 };
  for (size_t i = 0; i < box->count && i < SHOWN; i++) {
    fputs(i ? " × [" : "[", out);
    put_interval(box, i, ", ", out);
    fputc(']', out);
  }
  if (box->count > SHOWN) fputs(" × ...", out);
  if (box->count == 1) fputs(" in each coordinate", out);
}

void box_define(const struct box *box, FILE *out)
{
  for (size_t i = 0; i < box->count; i++) fprintf(out, " %a:%a", box->low[i], box->high[i]);
}

int box_check(const struct box *box, const char *what, const char *function, size_t dim,
              struct error *err)
{
  if (box->count <= 1 || box->count == dim) return STATUS_OK;
  return error_set(err, STATUS_USAGE,
                   "the %s has %zu intervals, but %.80s is run in %zu dimensions; give %zu, or one "
                   "for all, with --%s",
                   what, box->count, function, dim, dim, what);
}
