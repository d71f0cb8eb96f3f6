/* sheet.c -- see sheet.h. */
#include "bench/plot/sheet.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bench/io/csv.h"
#include "bench/record/results_read.h"

static int open_sheets(const struct figure *figure, const struct plot *plot, struct sheets *sheets,
                       struct error *err)
{
  int status = STATUS_OK;
  for (size_t i = 0; i < SHEETS && figure->sheet[i].header && !status; i++) {
    const char *part = figure->sheet[i].part;
    char name[2 * NAME_SIZE];
    snprintf(name, sizeof name, "%s%s%s.csv", figure->name, part ? "-" : "", part ? part : "");
    status = csv_create(&sheets->file[i], plot->out, name, figure->sheet[i].header, err);
    sheets->file[i].for_gnuplot = true;
  }
  return status;
}

void figure_note(const struct figure *figure, const char *format, ...)
{
  va_list args;
  va_start(args, format);
  fprintf(stderr, "optbench: note: the figure %s ", figure->name);
  vfprintf(stderr, format, args);
  fputc('\n', stderr);
  va_end(args);
}

void sheets_show(struct sheets *sheets, size_t optimizer, bool shown, const char *why)
{
  sheets->presence[optimizer].shown |= shown;
  if (!shown) sheets->presence[optimizer].why = why;
}

void sheets_skip_panel(struct sheets *sheets, const struct function_entry *function,
                       const char *part)
{
  char title[TITLE_SIZE];
  size_t used = strlen(sheets->skipped), room = sizeof sheets->skipped - used;
  function_title(function, title);
  int length = snprintf(sheets->skipped + used, room, "%s%s %s", used ? "; " : "", title, part);
  if (sheets->skipped_more || length < 0 || (size_t)length >= room) {
    sheets->skipped[used] = '\0';
    sheets->skipped_more++;
  }
}

static const char *reason(const struct presence *p) { return p->shown ? NULL : p->why; }

/* The optimizers, from number `first` on, that a figure does not show for the same reason as that
 * one, on a line; those before it are on earlier lines. */
static void name_absent(const struct plot *plot, const struct presence *presence, size_t first,
                        FILE *notes)
{
  const char *why = reason(&presence[first]);
  char names[2 * WHY_SIZE] = "";
  size_t used = 0, more = 0;
  for (size_t i = 0; i < first && why; i++)
    if (reason(&presence[i]) && !strcmp(reason(&presence[i]), why)) why = NULL;
  for (size_t i = first; i < plot->campaign->optimizer_count && why; i++) {
    const char *title = plot->styles[i].title;
    if (!reason(&presence[i]) || strcmp(reason(&presence[i]), why) != 0) continue;
    if (used + strlen(title) + 16 < sizeof names)
      used += (size_t)snprintf(names + used, sizeof names - used, "%s%s", used ? ", " : "", title);
    else
      more++;
  }
  if (why && more)
    fprintf(notes, "leaves out %s and %zu more: %s\n", names, more, why);
  else if (why)
    fprintf(notes, "leaves out %s: %s\n", names, why);
}

static void notes_name(const struct figure *figure, char name[2 * NAME_SIZE])
{
  snprintf(name, 2 * NAME_SIZE, "%s-notes.csv", figure->name);
}

/* What a figure does not show: said, and kept beside it for those who see it later; `notes` has a
 * line each, which are cut apart. */
static int keep_notes(const struct figure *figure, const struct plot *plot, char *notes,
                      struct error *err)
{
  struct csv_file csv = {0};
  char name[2 * NAME_SIZE], path[PATH_SIZE];
  notes_name(figure, name);
  int status = paths_join(path, plot->out, name, err);
  if (status) return status;
  if (!*notes) {
    file_remove(path);
    return STATUS_OK;
  }
  status = csv_create(&csv, plot->out, name, "note", err);
  for (char *rest, *line = strtok_r(notes, "\n", &rest); line && !status;
       line = strtok_r(NULL, "\n", &rest)) {
    figure_note(figure, "%s", line);
    put_text(&csv, line, '\n');
  }
  return status ? status : file_commit(&csv.file, err);
}

int figure_notes(const struct figure *figure, const char *folder, char *text, size_t size,
                 struct error *err)
{
  char name[2 * NAME_SIZE], path[PATH_SIZE];
  struct csv csv;
  bool more = true;
  size_t note, used = 0;
  text[0] = '\0';
  notes_name(figure, name);
  int status = paths_join(path, folder, name, err);
  if (status || access(path, F_OK)) return status;
  status = csv_open(&csv, path, err);
  if (status) return status;
  status = csv_column(&csv, "note", &note, err);
  while (!status && !(status = csv_next(&csv, &more, err)) && more && used < size)
    used += (size_t)snprintf(text + used, size - used, " It %s.", csv.field[note]);
  csv_close(&csv);
  return status;
}

static int close_sheets(const struct figure *figure, const struct plot *plot, struct sheets *sheets,
                        struct error *err)
{
  int status = STATUS_OK;
  char *text = NULL;
  size_t size;
  for (size_t i = 0; i < SHEETS && sheets->file[i].file.stream && !status; i++)
    status = file_commit(&sheets->file[i].file, err);
  if (status) return status;
  FILE *notes = open_memstream(&text, &size);
  if (!notes) return error_memory(err, "the notes of a figure");
  for (size_t i = 0; i < plot->campaign->optimizer_count; i++)
    name_absent(plot, sheets->presence, i, notes);
  if (sheets->skipped_more)
    fprintf(notes, "has no panel for %s, nor for %zu more: nothing to draw\n", sheets->skipped,
            sheets->skipped_more);
  else if (sheets->skipped[0])
    fprintf(notes, "has no panel for %s: nothing to draw\n", sheets->skipped);
  bool failed = fclose(notes) || !text;
  status =
      failed ? error_memory(err, "the notes of a figure") : keep_notes(figure, plot, text, err);
  free(text);
  return status;
}

/* Has any cell of the plot's campaign its runs? It is so where that cannot be told, too. */
static bool any_finished(const struct plot *plot)
{
  struct results_set set;
  struct error err;
  bool found = false;
  if (!plot->results || results_read(plot->libraries, plot->results, &set, &err)) return true;
  for (size_t i = 0; i < campaign_cell_count(plot->campaign) && !found; i++) {
    struct cell cell = campaign_cell(plot->campaign, i);
    found = results_find(&set, cell.function->label, cell.dim, cell.instance,
                         cell.optimizer->label) != NULL;
  }
  results_set_free(&set);
  return found;
}

/* Of a campaign that is not finished, what a figure says of runs holds of none: that there are none
 * yet is the reason. */
static void explain_unfinished(const struct plot *plot, char nothing[WHY_SIZE])
{
  if (plot->slice || any_finished(plot)) return;
  snprintf(nothing, WHY_SIZE, "no cell%s%.150s is finished yet",
           plot->campaign->function_count == 1 ? " of " : "",
           plot->campaign->function_count == 1 ? plot->campaign->functions->label : "");
}

int figure_write(const struct figure *figure, const struct plot *plot, char nothing[WHY_SIZE],
                 struct error *err)
{
  struct sheets sheets = {.presence =
                              calloc(plot->campaign->optimizer_count, sizeof *sheets.presence)};
  int status = sheets.presence ? open_sheets(figure, plot, &sheets, err)
                               : error_memory(err, "the rows of a figure");
  if (!status) status = figure->write(plot, &sheets, err);
  if (!status && !sheets.nothing[0] && !sheets.file[0].rows)
    strcpy(sheets.nothing, "the results hold nothing that it shows");
  if (!status && !sheets.nothing[0]) status = close_sheets(figure, plot, &sheets, err);
  for (size_t i = 0; i < SHEETS; i++) file_abandon(&sheets.file[i].file);
  if (!status && sheets.nothing[0]) explain_unfinished(plot, sheets.nothing);
  strcpy(nothing, sheets.nothing);
  free(sheets.presence);
  return status;
}

void put_style(struct csv_file *csv, const struct style *style, char end)
{
  put_text(csv, style->title, ',');
  /* In quotes, lest gnuplot takes the rest of the line for a comment. */
  fprintf(csv->file.stream, "\"#%06x\",", style->colour);
  put_number(csv, style->dash, end);
}

void put_title(struct csv_file *csv, const char *title, char end)
{
  char text[TITLE_SIZE];
  snprintf(text, sizeof text, "%s", title);
  for (char *at = text; (at = strchr(at, ','));) *at = ';';
  put_text(csv, text, end);
}
