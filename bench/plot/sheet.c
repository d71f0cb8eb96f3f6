/* sheet.c -- see sheet.h. */
#include "bench/plot/sheet.h"

#include <stdio.h>

static int open_sheets(const struct figure *figure, const struct plot *plot, struct sheets *sheets,
                       struct error *err)
{
  int status = STATUS_OK;
  for (size_t i = 0; i < SHEETS && figure->sheet[i].header && !status; i++) {
    const char *part = figure->sheet[i].part;
    char name[2 * NAME_SIZE];
    snprintf(name, sizeof name, "%s%s%s.csv", figure->name, part ? "-" : "", part ? part : "");
    status = csv_create(&sheets->file[i], plot->out, name, figure->sheet[i].header, err);
  }
  return status;
}

int figure_write(const struct figure *figure, const struct plot *plot, struct error *err)
{
  struct sheets sheets = {0};
  int status = open_sheets(figure, plot, &sheets, err);
  if (!status) status = figure->write(plot, &sheets, err);
  for (size_t i = 0; i < SHEETS && sheets.file[i].file.stream && !status; i++)
    status = file_commit(&sheets.file[i].file, err);
  for (size_t i = 0; i < SHEETS; i++) file_abandon(&sheets.file[i].file);
  return status;
}

void put_style(struct csv_file *csv, const struct style *style, char end)
{
  put_text(csv, style->title, ',');
  /* In quotes, lest gnuplot takes the rest of the line for a comment. */
  fprintf(csv->file.stream, "\"#%06x\",", style->colour);
  put_number(csv, style->dash, end);
}
