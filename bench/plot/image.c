/* image.c -- see image.h. */
#include "bench/plot/image.h"

#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "bench/io/spawn.h"
#include "bench/plot/figure.h"

/* gnuplot's own words for what went wrong, on one line. */
static void complaint(const struct child *child, char text[256])
{
  const char *best = NULL, *rest;
  for (const char *at = child->text; *at; at = *rest ? rest + 1 : rest) {
    rest = at + strcspn(at, "\n");
    at += strspn(at, " \t");
    if (at >= rest) continue;
    const char *where = strstr(at, "\" line ");
    if (!best || (where && where < rest)) best = at;
    if (where && where < rest) break;
  }
  if (best)
    snprintf(text, 256, "%.*s", (int)strcspn(best, "\n"), best);
  else
    snprintf(text, 256, "it ended with status %d and no word", child->status);
}

int images_check(struct error *err)
{
  char *argv[] = {"gnuplot", "--version", NULL};
  struct child child;
  int status = spawn_start(&child, argv, err);
  if (!status) {
    spawn_wait(&child, 1);
    /* A shell's 127: found, but not to be run. */
    if (child.status == 127) status = STATUS_IO;
  } else if (errno != ENOENT) {
    return status;
  }
  if (status)
    return error_set(err, STATUS_IO,
                     "gnuplot is not installed, and it draws the figures; install gnuplot-nox");
  return STATUS_OK;
}

int image_make(const char *figure, const char *format, const char *out, struct image *image,
               struct error *err)
{
  char name[2 * NAME_SIZE];
  snprintf(name, sizeof name, "plots/%s.gp", figure);
  int status = paths_data(name, image->script, err);
  snprintf(name, sizeof name, "%s.%s", figure, format);
  if (!status) status = paths_join(image->path, out, name, err);
  snprintf(name, sizeof name, FILE_ASIDE "%s.%s", figure, format);
  return status ? status : paths_join(image->aside, out, name, err);
}

/* gnuplot names one font family in an SVG, and a viewer that lacks it takes any. Name others. */
static int name_families(const char *path, struct error *err)
{
  static const char only[] = "font-family=\"DejaVu Sans\"";
  static const char list[] = "font-family=\"DejaVu Sans, Verdana, sans-serif\"";
  struct stat about;
  char *text = NULL;
  int status = STATUS_IO;
  FILE *file = fopen(path, "r+b");
  if (!file || fstat(fileno(file), &about)) goto done;
  text = malloc((size_t)about.st_size + 1);
  if (!text || fread(text, 1, (size_t)about.st_size, file) != (size_t)about.st_size) goto done;
  text[about.st_size] = '\0';
  rewind(file);
  for (const char *at = text, *next; *at; at = next) {
    const char *found = strstr(at, only);
    next = found ? found + sizeof only - 1 : at + strlen(at);
    fwrite(at, 1, found ? (size_t)(found - at) : (size_t)(next - at), file);
    if (found) fwrite(list, 1, sizeof list - 1, file);
  }
  if (!ferror(file)) status = STATUS_OK;
done:
  if (file && fclose(file)) status = STATUS_IO;
  free(text);
  return status ? error_set(err, STATUS_IO, "cannot write %.300s: %s", path, strerror(errno))
                : STATUS_OK;
}

/* Give the image its name if gnuplot made one; else there is none, not even an older one, which
 * the CSV beside it would belie. */
static int image_finish(struct image *image, const struct child *child, struct error *err)
{
  struct stat about;
  bool made = child->status == 0 && !stat(image->aside, &about) && about.st_size > 0;
  bool svg = made && strlen(image->path) > 4 && !strcmp(strrchr(image->path, '.'), ".svg");
  int status = svg ? name_families(image->aside, err) : STATUS_OK;
  if (made && !status && rename(image->aside, image->path))
    status = error_set(err, STATUS_IO, "cannot write %.300s: %s", image->path, strerror(errno));
  image->drawn = made && !status;
  if (image->drawn) return STATUS_OK;
  unlink(image->aside);
  unlink(image->path);
  if (status) return status;
  char words[256];
  complaint(child, words);
  return error_set(err, STATUS_IO, "gnuplot cannot draw %.200s: %s", image->path, words);
}

int images_draw(struct image *images, size_t count, size_t jobs, const char *data,
                struct error *err)
{
  struct child *children = calloc(count, sizeof *children);
  if (!children) return error_memory(err, "the drawing of figures");
  int status = STATUS_OK;
  size_t running = 0, next = 0;
  while (next < count || running) {
    struct error trouble;
    int failed = STATUS_OK;
    if (next < count && running < jobs) {
      struct image *image = &images[next];
      char *argv[] = {"gnuplot",    "-d", "-c", image->script, (char *)(uintptr_t)data,
                      image->aside, NULL};
      failed = spawn_start(&children[next++], argv, &trouble);
      if (!failed) running++;
    } else {
      size_t done = spawn_wait(children, next);
      running--;
      failed = image_finish(&images[done], &children[done], &trouble);
    }
    if (failed && !status) {
      *err = trouble;
      status = failed;
    }
  }
  free(children);
  for (size_t i = 0; i < count; i++)
    if (images[i].drawn) printf("%s\n", images[i].path);
  return status;
}
