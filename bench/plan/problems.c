/* problems.c -- see problems.h. */
#include "bench/plan/problems.h"

#include <math.h>
#include <stdlib.h>

#include "bench/plan/box.h"

int function_open(const struct libraries *libraries, const struct function_spec *spec,
                  const struct dataset **data, struct error *err)
{
  struct data_request request;
  *data = NULL;
  if (!function_data(spec, &request)) return STATUS_OK;
  return data_store_open(libraries->data, &request, data, err);
}

int problem_open(const struct libraries *libraries, const struct function_spec *spec, size_t dim,
                 unsigned instance, struct problem **problem, struct error *err)
{
  const struct dataset *data;
  int status = function_open(libraries, spec, &data, err);
  if (status) return status;
  return libraries->functions->problem_new(spec, dim, instance, data, problem, err);
}

static void set_region(struct problem *p, const struct box *region)
{
  for (size_t i = 0; i < p->dim; i++) {
    double low = box_low(region, i), high = box_high(region, i);
    p->low[i] = low;
    p->high[i] = high;
    p->start_low[i] = fmax(p->start_low[i], low);
    p->start_high[i] = fmin(p->start_high[i], high);
    if (p->start_low[i] < p->start_high[i]) continue;
    p->start_low[i] = low;
    p->start_high[i] = high;
  }
}

static void set_start(struct problem *p, const struct box *start)
{
  p->start = NULL;
  for (size_t i = 0; i < p->dim; i++) {
    p->start_low[i] = box_low(start, i);
    p->start_high[i] = box_high(start, i);
    p->canonical[i] = p->start_low[i] + (p->start_high[i] - p->start_low[i]) / 2;
  }
}

int cell_problem(const struct libraries *libraries, const struct campaign *c,
                 const struct cell *cell, struct problem **problem, struct error *err)
{
  int status =
      problem_open(libraries, &cell->function->spec, cell->dim, cell->instance, problem, err);
  if (status) return status;
  if (c->region.count) set_region(*problem, &c->region);
  if (c->start_mode == START_BOX) set_start(*problem, &c->start_box);
  return STATUS_OK;
}

/* Hangs its dimension on data? */
static bool needs_data(const struct function_entry *f)
{
  return function_has_own_dimension(&f->spec) && !function_dimension(&f->spec, NULL);
}

static int find_dim(const struct libraries *libraries, struct function_entry *f, double *dim,
                    struct error *err)
{
  const struct dataset *data;
  int status = function_open(libraries, &f->spec, &data, err);
  if (status) return status;
  *dim = (double)function_dimension(&f->spec, data);
  return STATUS_OK;
}

int campaign_find_dims(const struct libraries *libraries, struct campaign *c, struct error *err)
{
  size_t count = 0;
  for (size_t i = 0; i < c->function_count; i++) count += needs_data(&c->functions[i]);
  if (count && c->data_dim_count != count) {
    campaign_forget_dims(c);
    c->data_dims = malloc(count * sizeof *c->data_dims);
    if (!c->data_dims) return error_memory(err, "the dimensions");
    c->data_dim_count = count;
    count = 0;
    for (size_t i = 0; i < c->function_count; i++) {
      if (!needs_data(&c->functions[i])) continue;
      int status = find_dim(libraries, &c->functions[i], &c->data_dims[count++], err);
      if (status) {
        campaign_forget_dims(c);
        return status;
      }
    }
  }
  count = 0;
  for (size_t i = 0; i < c->function_count; i++)
    if (needs_data(&c->functions[i])) c->functions[i].dim = (size_t)c->data_dims[count++];
  return STATUS_OK;
}
