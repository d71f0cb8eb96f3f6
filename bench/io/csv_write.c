/* csv_write.c -- see csv_write.h. */
#include "bench/io/csv_write.h"

#include <string.h>

#include "src/number.h"

int csv_create(struct csv_file *csv, const char *folder, const char *name, const char *header,
               struct error *err)
{
  csv->rows = 0;
  int status = file_create(&csv->file, folder, name, err);
  if (!status) fprintf(csv->file.stream, "%s\n", header);
  return status;
}

static void put_end(struct csv_file *csv, char end)
{
  fputc(end, csv->file.stream);
  csv->rows += end == '\n';
}

void put_text(struct csv_file *csv, const char *text, char end)
{
  FILE *out = csv->file.stream;
  bool quoted = text[strcspn(text, ",\"\r\n")];
  if (quoted) fputc('"', out);
  for (; *text; text++) {
    if (*text == '"') fputc('"', out);
    fputc(*text, out);
  }
  if (quoted) fputc('"', out);
  put_end(csv, end);
}

void put_number(struct csv_file *csv, double value, char end)
{
  char text[NUMBER_TEXT];
  number_format(value, text);
  fputs(text, csv->file.stream);
  put_end(csv, end);
}
