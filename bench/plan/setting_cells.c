/* setting_cells.c -- what runs on what, and of which suite that is; see setting.h. */
#include <stdio.h>

#include "bench/plan/setting_parts.h"
#include "bench/plan/suite.h"
#include "src/number.h"

int setting_set_suite(const struct setting *s, const struct libraries *libraries,
                      struct campaign *c, const char *value, struct error *err)
{
  (void)s;
  const struct suite *suite = suite_find(value, err);
  return suite ? campaign_set_suite(libraries, c, suite, c->year, err) : err->status;
}

void setting_write_suite(const struct setting *s, const struct campaign *c, FILE *out)
{
  (void)s;
  if (c->suite) fputs(c->suite->name, out);
}

void setting_tell_suite(const struct campaign *c, FILE *out)
{
  if (!c->suite) return;
  fputs(c->suite->name, out);
  if (c->year) fprintf(out, ", instances of %d", c->year);
}

int setting_set_year(const struct setting *s, const struct libraries *libraries, struct campaign *c,
                     const char *value, struct error *err)
{
  double year;
  if (!number_parse_count(value, &year) || year < 1000 || year > 9999)
    return error_set(err, STATUS_USAGE, "%s: '%.40s' is no year, such as 2013", s->key, value);
  int status = c->suite ? campaign_set_suite(libraries, c, c->suite, (int)year, err) : STATUS_OK;
  if (!status) c->year = (int)year;
  return status;
}

void setting_write_year(const struct setting *s, const struct campaign *c, FILE *out)
{
  (void)s;
  if (c->year) fprintf(out, "%d", c->year);
}

int setting_set_functions(const struct setting *s, const struct libraries *libraries,
                          struct campaign *c, const char *value, struct error *err)
{
  (void)s;
  return campaign_set_functions(libraries, c, value, err);
}

void setting_write_functions(const struct setting *s, const struct campaign *c, FILE *out)
{
  (void)s;
  for (size_t i = 0; i < c->function_count; i++) fprintf(out, "\n  %s", c->functions[i].label);
}

int setting_set_optimizers(const struct setting *s, const struct libraries *libraries,
                           struct campaign *c, const char *value, struct error *err)
{
  (void)s;
  return campaign_set_optimizers(libraries, c, value, err);
}

void setting_write_optimizers(const struct setting *s, const struct campaign *c, FILE *out)
{
  (void)s;
  for (size_t i = 0; i < c->optimizer_count; i++) fprintf(out, "\n  %s", c->optimizers[i].label);
}

int setting_set_dims(const struct setting *s, const struct libraries *libraries, struct campaign *c,
                     const char *value, struct error *err)
{
  (void)s, (void)libraries;
  return campaign_set_dims(c, value, err);
}

void setting_write_dims(const struct setting *s, const struct campaign *c, FILE *out)
{
  (void)s;
  bool several = false;
  for (size_t i = 0; i < c->function_count; i++)
    several |= c->functions[i].pairs ? c->dims_named : !c->functions[i].dim;
  if (!several || !c->dim_count) fprintf(out, "%s", dims_auto);
  for (size_t i = 0; i < c->dim_count && several; i++) fprintf(out, "\n  %zu", c->dims[i]);
}

int setting_set_data_dims(const struct setting *s, const struct libraries *libraries,
                          struct campaign *c, const char *value, struct error *err)
{
  (void)s, (void)libraries;
  return campaign_set_data_dims(c, value, err);
}

void setting_write_data_dims(const struct setting *s, const struct campaign *c, FILE *out)
{
  (void)s;
  for (size_t i = 0; i < c->data_dim_count; i++) fprintf(out, "\n  %.0f", c->data_dims[i]);
}
