/* csv_write.c -- see csv_write.h. */
#include "bench/io/csv_write.h"

#include <string.h>

#include "src/number.h"

void csv_put_text(FILE *out, const char *text, char end)
{
  bool quoted = text[strcspn(text, ",\"\r\n")];
  if (quoted) fputc('"', out);
  for (; *text; text++) {
    if (*text == '"') fputc('"', out);
    fputc(*text, out);
  }
  if (quoted) fputc('"', out);
  fputc(end, out);
}

void csv_put_number(FILE *out, double value, char end)
{
  char text[NUMBER_TEXT];
  number_format(value, text);
  fputs(text, out);
  fputc(end, out);
}

int csv_create(struct csv_file *csv, const char *folder, const char *name, const char *header,
               struct error *err)
{
  *csv = (struct csv_file){0};
  int status = file_create(&csv->file, folder, name, err);
  if (!status) fprintf(csv->file.stream, "%s\n", header);
  return status;
}

static void put_for_gnuplot(FILE *out, const char *text, char end)
{
  bool quoted = text[strcspn(text, ",#\r\n")];
  if (quoted) fputc('"', out);
  for (; *text; text++) fputc(*text == '"' ? '\'' : *text, out);
  if (quoted) fputc('"', out);
  fputc(end, out);
}

void put_text(struct csv_file *csv, const char *text, char end)
{
  if (csv->for_gnuplot)
    put_for_gnuplot(csv->file.stream, text, end);
  else
    csv_put_text(csv->file.stream, text, end);
  csv->rows += end == '\n';
}

void put_number(struct csv_file *csv, double value, char end)
{
  csv_put_number(csv->file.stream, value, end);
  csv->rows += end == '\n';
}
