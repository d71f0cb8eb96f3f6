/* costs.c -- see costs.h. */
#include "bench/scale/costs.h"

#include <math.h>
#include <string.h>

#include "bench/io/csv.h"
#include "bench/io/csv_write.h"

const char *const operation_names[OPERATIONS] = {"draw",  "form", "evaluate",
                                                 "weigh", "add",  "step"};
static const char latency_name[] = "latency", byte_name[] = "byte";

/* Beyond these nothing that is worked out of them can overflow. */
#define SIZE_LIMIT    9007199254740992.0
#define SECONDS_LIMIT 1e6

double costs_time(const struct costs *costs, enum operation operation, double size)
{
  const struct cost_curve *c = &costs->of[operation];
  const struct cost_point *first = &c->at[0], *last = &c->at[c->count - 1];
  if (size <= first->size) return size * first->seconds;
  if (size >= last->size) return size * last->seconds;
  const struct cost_point *b = first + 1;
  while (b->size < size) b++;
  const struct cost_point *a = b - 1;
  double before = a->size * a->seconds, after = b->size * b->seconds;
  return before + (after - before) * ((size - a->size) / (b->size - a->size));
}

bool costs_put(struct costs *costs, enum operation operation, double size, double seconds)
{
  struct cost_curve *c = &costs->of[operation];
  double before = c->count ? c->at[c->count - 1].size : 0;
  if (c->count == COST_SIZES_MOST || !(size > before && size <= SIZE_LIMIT) ||
      !(seconds > 0 && seconds <= SECONDS_LIMIT))
    return false;
  c->at[c->count++] = (struct cost_point){size, seconds};
  return true;
}

static bool is_message_cost(double seconds) { return seconds >= 0 && seconds <= SECONDS_LIMIT; }

bool costs_put_network(struct costs *costs, const struct messages *messages)
{
  if (costs->networks == NETWORKS_MOST || !messages->name[0] ||
      !is_message_cost(messages->latency) || !is_message_cost(messages->per_byte))
    return false;
  for (size_t i = 0; i < costs->networks; i++)
    if (!strcmp(costs->network[i].name, messages->name)) return false;
  costs->network[costs->networks++] = *messages;
  return true;
}

void costs_assume_networks(struct costs *costs)
{
  static const struct messages assumed[] = {{"cluster", 2e-6, 1e-10, false},
                                            {"ethernet", 50e-6, 8e-9, false}};
  for (size_t i = 0; i < sizeof assumed / sizeof *assumed; i++)
    costs_put_network(costs, &assumed[i]);
}

static void put_row(struct csv_file *csv, const char *operation, const char *network, double size,
                    double seconds, bool measured)
{
  put_text(csv, operation, ',');
  put_text(csv, network, ',');
  if (size > 0)
    put_number(csv, size, ',');
  else
    put_text(csv, "", ',');
  put_number(csv, seconds, ',');
  put_text(csv, measured ? "measured" : "assumed", '\n');
}

int costs_write(const struct costs *costs, const char *folder, struct error *err)
{
  struct csv_file csv;
  int status = csv_create(&csv, folder, "costs.csv", "operation,network,size,seconds,origin", err);
  if (status) return status;
  for (int o = 0; o < OPERATIONS; o++)
    for (size_t i = 0; i < costs->of[o].count; i++)
      put_row(&csv, operation_names[o], "", costs->of[o].at[i].size, costs->of[o].at[i].seconds,
              true);
  for (size_t i = 0; i < costs->networks; i++) {
    const struct messages *m = &costs->network[i];
    put_row(&csv, latency_name, m->name, 0, m->latency, m->measured);
    put_row(&csv, byte_name, m->name, 0, m->per_byte, m->measured);
  }
  return file_commit(&csv.file, err);
}

struct columns {
  size_t operation, network, size, seconds, origin;
};

static int damaged(const struct csv *csv, const char *why, struct error *err)
{
  return error_set(err, STATUS_IO, "%.200s, line %zu: %s; have `optbench scale` measure again",
                   csv->path, csv->line, why);
}

/* The two rows of a network follow each other. */
static int take_network(struct costs *costs, const struct csv *csv, const struct columns *c,
                        struct messages *m, double seconds, struct error *err)
{
  const char *name = csv->field[c->network];
  if (!strcmp(csv->field[c->operation], latency_name)) {
    if (m->name[0]) return damaged(csv, "the network before it has no row `byte`", err);
    if (!*name || strlen(name) >= sizeof m->name)
      return damaged(csv, "a network's name has 1 to 31 bytes", err);
    strcpy(m->name, name);
    m->latency = seconds;
    m->measured = !strcmp(csv->field[c->origin], "measured");
    return STATUS_OK;
  }
  if (!m->name[0] || strcmp(m->name, name) != 0)
    return damaged(csv, "`byte` follows the row `latency` of the same network", err);
  m->per_byte = seconds;
  if (!costs_put_network(costs, m))
    return damaged(csv, "four networks at most, each once, and no cost below 0", err);
  *m = (struct messages){0};
  return STATUS_OK;
}

static int take_row(struct costs *costs, const struct csv *csv, const struct columns *c,
                    struct messages *m, struct error *err)
{
  const char *name = csv->field[c->operation];
  double size, seconds;
  int status = csv_optional(csv, c->size, &size, err);
  if (!status) status = csv_number(csv, c->seconds, &seconds, err);
  if (status) return status;
  if (!strcmp(name, latency_name) || !strcmp(name, byte_name))
    return take_network(costs, csv, c, m, seconds, err);
  for (int o = 0; o < OPERATIONS; o++) {
    if (strcmp(name, operation_names[o]) != 0) continue;
    if (costs_put(costs, (enum operation)o, size, seconds)) return STATUS_OK;
    return damaged(csv, "sizes have to ascend, eight at most, and seconds to be above 0", err);
  }
  return damaged(csv, "no such operation", err);
}

static int read_rows(struct costs *costs, struct csv *csv, struct error *err)
{
  struct columns c;
  struct messages m = {0};
  bool more = true;
  int status = csv_column(csv, "operation", &c.operation, err);
  if (!status) status = csv_column(csv, "network", &c.network, err);
  if (!status) status = csv_column(csv, "size", &c.size, err);
  if (!status) status = csv_column(csv, "seconds", &c.seconds, err);
  if (!status) status = csv_column(csv, "origin", &c.origin, err);
  if (!status) status = csv_next(csv, &more, err);
  while (!status && more) {
    status = take_row(costs, csv, &c, &m, err);
    if (!status) status = csv_next(csv, &more, err);
  }
  if (status) return status;
  if (m.name[0]) return damaged(csv, "the last network has no row `byte`", err);
  for (int o = 0; o < OPERATIONS; o++)
    if (!costs->of[o].count)
      return error_set(err, STATUS_IO,
                       "%.200s has no row `%s`; have `optbench scale` measure again", csv->path,
                       operation_names[o]);
  return STATUS_OK;
}

int costs_read(struct costs *costs, const char *path, struct error *err)
{
  struct csv csv;
  *costs = (struct costs){0};
  int status = csv_open(&csv, path, err);
  if (status) return status;
  status = read_rows(costs, &csv, err);
  csv_close(&csv);
  return status;
}
