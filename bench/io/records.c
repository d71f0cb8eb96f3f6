/* records.c -- see records.h. */
#include "bench/io/records.h"

#include "bench/io/csv_write.h"
#include "bench/io/markup.h"

void records_begin(struct records *r)
{
  r->at = r->rows = 0;
  if (r->json) fputc('[', r->out);
  for (size_t k = 0; k < r->columns && !r->json; k++)
    fprintf(r->out, "%s%c", r->column[k], k + 1 == r->columns ? '\n' : ',');
}

/* What comes before a field of JSON. */
static void begin_field(struct records *r)
{
  if (!r->at) fprintf(r->out, "%s\n    {", r->rows ? "," : "");
  fprintf(r->out, "%s\"%s\": ", r->at ? ", " : "", r->column[r->at]);
}

/* What separates a field of CSV from the next. */
static char end_of(const struct records *r) { return r->at + 1 == r->columns ? '\n' : ','; }

static void end_field(struct records *r)
{
  if (++r->at < r->columns) return;
  if (r->json) fputc('}', r->out);
  r->at = 0;
  r->rows++;
}

void records_text(struct records *r, const char *text)
{
  if (r->json) {
    begin_field(r);
    fputc('"', r->out);
    put_json(text, r->out);
    fputc('"', r->out);
  } else {
    csv_put_text(r->out, text, end_of(r));
  }
  end_field(r);
}

void records_number(struct records *r, double value)
{
  if (r->json) {
    begin_field(r);
    put_json_number(value, r->out);
  } else {
    csv_put_number(r->out, value, end_of(r));
  }
  end_field(r);
}

void records_end(struct records *r)
{
  if (r->json) fprintf(r->out, "%s]", r->rows ? "\n  " : "");
}
