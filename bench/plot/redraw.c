/* redraw.c -- see redraw.h. */
#include "bench/plot/redraw.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "bench/plot/image.h"
#include "bench/plot/tidy.h"

bool redraw_takes(const char *path)
{
  struct stat about;
  size_t length = strlen(path);
  return length > 4 && !strcmp(path + length - 4, ".csv") &&
         (stat(path, &about) || !S_ISDIR(about.st_mode));
}

/* The figure whose file this is: the longest beginning of its name, up to a '-' or the end, that a
 * script has; false: none. */
static bool figure_of(const char *file, char figure[NAME_SIZE])
{
  struct error none;
  char script[PATH_SIZE], name[NAME_SIZE + 16];
  size_t length = strlen(file);
  if (length <= 4 || strcmp(file + length - 4, ".csv") != 0 || length - 4 >= NAME_SIZE)
    return false;
  snprintf(figure, NAME_SIZE, "%.*s", (int)(length - 4), file);
  for (char *dash = figure; dash; dash = strrchr(figure, '-')) {
    if (dash != figure) *dash = '\0';
    snprintf(name, sizeof name, "plots/%s.gp", figure);
    if (!paths_data(name, script, &none) && !access(script, R_OK)) return true;
  }
  return false;
}

/* Does the figure move? Those that are in no table do not, but for an episode. */
static bool moves(const struct drawing *d, const char *figure)
{
  for (size_t i = 0; d->figures[i]; i++)
    if (!strcmp(d->figures[i]->name, figure)) return d->figures[i]->animated;
  return !strcmp(figure, "episode");
}

/* Empty the folder of copies, and take it away. */
static void drop_copies(const char *copies)
{
  char path[PATH_SIZE];
  DIR *folder = opendir(copies);
  for (struct dirent *entry; folder && (entry = readdir(folder)) != NULL;)
    if (snprintf(path, sizeof path, "%s/%s", copies, entry->d_name) < PATH_SIZE) unlink(path);
  if (folder) closedir(folder);
  rmdir(copies);
}

/* Copies of all files of the figure, tidied. */
static int copy_files(const char *from, const char *figure, const char *copies, struct error *err)
{
  char path[PATH_SIZE], whose[NAME_SIZE];
  int status = STATUS_OK;
  DIR *folder = opendir(from);
  if (!folder)
    return error_set(err, STATUS_IO, "cannot open the folder %.300s: %s", from, strerror(errno));
  for (struct dirent *entry; !status && (entry = readdir(folder)) != NULL;) {
    if (!figure_of(entry->d_name, whose) || strcmp(whose, figure) != 0) continue;
    status = paths_join(path, from, entry->d_name, err);
    if (!status) status = tidy(path, copies, entry->d_name, err);
  }
  closedir(folder);
  return status;
}

/* The images of all formats that the figure has, which go to `out`. */
static int list_images(const struct drawing *d, const char *figure, const char *out,
                       struct image images[DRAW_FORMATS], size_t *count, struct error *err)
{
  int status = STATUS_OK;
  char file[PATH_SIZE];
  for (size_t k = 0; k < DRAW_FORMATS && !status; k++) {
    struct image *image = &images[*count];
    if (!d->format[k] || (k == DRAW_GIF && !moves(d, figure))) continue;
    status = image_make(figure, draw_formats[k], out, image, err);
    image->form = &d->form;
    if (!status) snprintf(file, sizeof file, "%s", d->file ? d->file : image->path);
    if (!status) status = image_send(image, file, err);
    (*count)++;
  }
  if (!status && !*count)
    return error_set(err, STATUS_USAGE, "%s does not move, so there is no gif of it", figure);
  return status;
}

/* Draw from copies, in a folder of theirs in that of the CSV, which is held. */
/* What people who change tables may not know. */
static int explain(const char *figure, int status, struct error *err)
{
  char why[sizeof err->text];
  strcpy(why, err->text);
  return error_set(err, status,
                   "%.300s; a number for each number, and as many rows as there were, since the "
                   "files of %s count each other's rows: `optbench plot RESULTS --only %s` makes "
                   "them anew",
                   why, figure, figure);
}

static int draw_copies(const struct drawing *d, const char *from, const char *figure,
                       struct error *err)
{
  struct image *images = calloc(DRAW_FORMATS, sizeof *images);
  struct image_folder copies = {.descriptor = -1};
  char path[PATH_SIZE];
  size_t count = 0;
  int status = images ? STATUS_OK : error_memory(err, "the drawing of figures");
  if (!status) status = list_images(d, figure, d->out ? d->out : from, images, &count, err);
  if (!status) status = paths_join(path, from, FILE_ASIDE "drawn", err);
  if (!status && d->out && !d->file) status = paths_make_folder(d->out, err);
  if (!status) {
    drop_copies(path); /* of a killed program */
    status = paths_make_folder(path, err);
    if (!status) status = copy_files(from, figure, path, err);
    copies.path = path;
    if (!status && (copies.descriptor = open(path, O_RDONLY | O_DIRECTORY)) < 0)
      status = error_set(err, STATUS_IO, "cannot open %.300s: %s", path, strerror(errno));
    if (!status && (status = images_draw(images, count, d->jobs, &copies, err)))
      status = explain(figure, status, err);
    if (copies.descriptor >= 0) close(copies.descriptor);
    drop_copies(path);
  }
  free(images);
  return status;
}

int redraw(const struct drawing *d, const char *csv, struct error *err)
{
  char folder[PATH_SIZE], figure[NAME_SIZE];
  const char *slash = strrchr(csv, '/');
  struct image_folder held;
  int status = images_check(err);
  if (status) return status;
  if (access(csv, R_OK))
    return error_set(err, STATUS_IO, "cannot read %.300s: %s", csv, strerror(errno));
  if (!figure_of(slash ? slash + 1 : csv, figure))
    return error_set(
        err, STATUS_USAGE,
        "%.300s is of no figure; name FIGURE.csv or FIGURE-PART.csv, as `plot` left it", csv);
  snprintf(folder, sizeof folder, "%.*s", slash ? (int)(slash - csv + (slash == csv)) : 1,
           slash ? csv : ".");
  status = images_hold(folder, &held, err);
  if (status) return status;
  status = draw_copies(d, folder, figure, err);
  images_release(&held);
  return status;
}
