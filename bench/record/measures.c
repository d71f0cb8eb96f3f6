/* measures.c -- see measures.h. */
#include "bench/record/measures.h"

#include <math.h>
#include <string.h>

#include "src/names.h"

static const char best_epoch[] = "best_epoch";

static void add(struct measures *m, const char *name)
{
  for (size_t i = 0; i < m->count; i++)
    if (!strcmp(m->name[i], name)) return;
  if (m->count < MEASURE_COLUMNS) m->name[m->count++] = name;
}

static void add_function(const struct function_type *f, struct measures *m)
{
  if (f->work) add(m, f->work);
  for (size_t i = 0; i < measure_count(f->measures); i++) add(m, f->measures[i]);
  if (f->best_of) add(m, best_epoch);
}

void measures_of_function(const struct function_type *function, struct measures *m)
{
  m->count = 0;
  add_function(function, m);
}

void measures_of_campaign(const struct campaign *c, struct measures *m)
{
  m->count = 0;
  for (size_t f = 0; f < c->function_count; f++) add_function(c->functions[f].spec.type, m);
}

void measures_of_header(const char *header, size_t fixed, struct measures *m)
{
  m->count = 0;
  snprintf(m->text, sizeof m->text, "%s", header);
  m->text[strcspn(m->text, "\r\n")] = '\0';
  size_t column = 0;
  for (char *at = m->text; at; column++) {
    char *end = strchr(at, ',');
    if (end) *end = '\0';
    if (column >= fixed && m->count < MEASURE_COLUMNS) m->name[m->count++] = at;
    at = end ? end + 1 : NULL;
  }
}

void measures_of_run(const struct function_type *f, const struct run_record *record, double *values)
{
  size_t count = 0;
  if (f->work) values[count++] = record->work;
  for (size_t i = 0; i < measure_count(f->measures); i++) values[count++] = record->measured[i];
  if (f->best_of) values[count++] = record->best_epoch;
}

/* The row's length, without its end. */
static size_t move_row(const char *row, size_t fixed, const struct measures *from,
                       const struct measures *to, FILE *out)
{
  const char *value[MEASURE_COLUMNS] = {0}, *at = row;
  size_t length[MEASURE_COLUMNS] = {0}, head = 0;
  for (size_t column = 0;; column++) {
    size_t field = names_span(at, ",\n");
    if (column + 1 == fixed) head = (size_t)(at - row) + field;
    if (column >= fixed && column - fixed < from->count) {
      value[column - fixed] = at;
      length[column - fixed] = field;
    }
    at += field;
    if (*at != ',') break;
    at++;
  }
  fwrite(row, 1, head, out);
  for (size_t i = 0; i < to->count; i++) {
    fputc(',', out);
    for (size_t k = 0; k < from->count; k++)
      if (value[k] && !strcmp(from->name[k], to->name[i])) fwrite(value[k], 1, length[k], out);
  }
  fputc('\n', out);
  return (size_t)(at - row);
}

void measures_move(const char *rows, size_t length, size_t fixed, const struct measures *from,
                   const struct measures *to, FILE *out)
{
  for (size_t at = 0; at < length; at++) at += move_row(rows + at, fixed, from, to, out);
}
