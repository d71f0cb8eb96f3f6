/* trace.c -- see trace.h. */
#include "bench/driver/trace.h"

#include <math.h>

static int put_name(const char *name, struct text *trace, struct error *err)
{
  int status = text_string(trace, ",", err);
  return status ? status : text_string(trace, name, err);
}

static int put_coordinates(size_t dim, struct text *text, struct error *err)
{
  int status = STATUS_OK;
  for (size_t i = 0; i < dim && !status; i++) {
    status = text_string(text, ",x", err);
    if (!status) status = text_number(text, (double)(i + 1), err);
  }
  return status;
}

int trace_header(const struct problem *problem, const struct method *method, size_t dim,
                 bool trace_x, struct text *trace, struct error *err)
{
  int status = text_string(trace, "repetition,step,values,gradients,cost,f,best_f,error", err);
  if (problem->epochs && !status) status = put_name("epoch", trace, err);
  if (problem->work && !status) status = put_name(problem->work, trace, err);
  for (size_t i = 0; i < measure_count(problem->measures) && !status; i++)
    status = put_name(problem->measures[i], trace, err);
  for (size_t i = 0; method->diagnostics && method->diagnostics[i] && !status; i++)
    status = put_name(method->diagnostics[i], trace, err);
  if (trace_x && !status) status = put_coordinates(dim, trace, err);
  return status ? status : text_string(trace, "\n", err);
}

int points_header(size_t dim, struct text *text, struct error *err)
{
  int status = text_string(text, "repetition,point,f", err);
  if (!status) status = put_coordinates(dim, text, err);
  return status ? status : text_string(text, "\n", err);
}

int trace_numbers(struct text *trace, const double *value, size_t count, const char *before,
                  struct error *err)
{
  int status = STATUS_OK;
  for (size_t i = 0; i < count && !status; i++) {
    status = text_string(trace, i ? "," : before, err);
    if (!status) status = text_number(trace, value[i], err);
  }
  return status;
}

int trace_known(struct text *trace, const double *value, size_t count, struct error *err)
{
  int status = STATUS_OK;
  for (size_t i = 0; i < count && !status; i++)
    status = isnan(value[i]) ? text_string(trace, ",", err)
                             : trace_numbers(trace, value + i, 1, ",", err);
  return status;
}
