/* image.c -- see image.h. */
#include "bench/plot/image.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "bench/io/file.h"
#include "bench/io/say.h"
#include "bench/io/spawn.h"
#include "bench/plot/figure.h"
#include "bench/plot/film.h"

/* Of the scripts' means `set datafile columnheaders` is the youngest. */
enum { NEEDS_MAJOR = 5, NEEDS_MINOR = 4 };

/* A folder as gnuplot is to know it: by a descriptor that it inherits. It takes names that begin
 * with one of <|~-$ for commands and the like, and cuts others at bytes that are no text. */
enum { GIVEN_SIZE = 64 };
static void give(int descriptor, char name[GIVEN_SIZE])
{
  snprintf(name, GIVEN_SIZE, "/proc/self/fd/%d", descriptor);
}

/* gnuplot's own words for what went wrong, on one line, without the folder of the script. */
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
  const char *quote = best ? strstr(best, "\" line ") : NULL;
  bool plain = false;
  if (quote && best[0] == '"' && quote < best + strcspn(best, "\n")) {
    const char *name = quote;
    while (name > best + 1 && name[-1] != '/') name--;
    plain = true;
    best = name;
  }
  if (best)
    snprintf(text, 256, "%s%.*s", plain ? "\"" : "", (int)strcspn(best, "\n"), best);
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
  int major, minor;
  if (sscanf(child.text, "gnuplot %d.%d", &major, &minor) == 2 &&
      (major < NEEDS_MAJOR || (major == NEEDS_MAJOR && minor < NEEDS_MINOR)))
    return error_set(err, STATUS_IO,
                     "gnuplot %d.%d is too old to draw the figures; install %d.%d or later", major,
                     minor, NEEDS_MAJOR, NEEDS_MINOR);
  return STATUS_OK;
}

/* Open the folder, made if need be, and wait for whoever draws in it. */
static int open_folder(const char *folder, int *descriptor, struct error *err)
{
  int status = paths_make_folder(folder, err);
  if (status) return status;
  *descriptor = open(folder, O_RDONLY | O_DIRECTORY);
  if (*descriptor < 0)
    return error_set(err, STATUS_IO, "cannot open the folder %.300s: %s", folder, strerror(errno));
  if (!flock(*descriptor, LOCK_EX | LOCK_NB) || errno != EWOULDBLOCK) return STATUS_OK;
  say(stderr, "optbench: note: waiting for another program that draws in %s\n", folder);
  while (flock(*descriptor, LOCK_EX) && errno == EINTR) continue;
  return STATUS_OK;
}

int images_hold(const char *folder, struct image_folder *held, struct error *err)
{
  *held = (struct image_folder){.path = folder, .there = paths_there(folder)};
  for (;;) {
    struct stat mine, there;
    int status = open_folder(folder, &held->descriptor, err);
    if (status) return status;
    if (fstat(held->descriptor, &mine) ||
        (!stat(folder, &there) && mine.st_ino == there.st_ino && mine.st_dev == there.st_dev))
      return STATUS_OK;
    close(held->descriptor); /* whoever held it had nothing to draw, and took it away */
  }
}

void images_release(const struct image_folder *held)
{
  paths_drop_folder(held->path, held->there); /* while nobody else writes into it */
  close(held->descriptor);
}

int image_make(const char *figure, const char *format, const char *out, struct image *image,
               struct error *err)
{
  char name[2 * NAME_SIZE];
  snprintf(name, sizeof name, "plots/%s.gp", figure);
  int status = paths_data(name, image->script, err);
  snprintf(name, sizeof name, "%s.%s", figure, format);
  if (!status) status = paths_join(image->path, out, name, err);
  snprintf(image->aside, sizeof image->aside, FILE_ASIDE "%s", name);
  return status;
}

bool image_whole(const char *path)
{
  static const struct {
    const char *format, *end;
    size_t length;
  } ends[] = {{".png", "IEND\xae\x42\x60\x82", 8},
              {".svg", "</svg>", 6},
              {".gif", ";", 1},
              {".pdf", "%%EOF", 5}};
  char tail[16];
  FILE *file = fopen(path, "rb");
  if (!file) return false;
  size_t length = fseek(file, -(long)sizeof tail, SEEK_END) ? 0 : fread(tail, 1, sizeof tail, file);
  fclose(file);
  const char *format = strrchr(path, '.');
  for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
    if (!format || strcmp(format, ends[i].format) != 0) continue;
    /* Texts may have ends of lines after it. */
    if (ends[i].length > 1 && ends[i].length < 8)
      while (length && (tail[length - 1] == '\n' || tail[length - 1] == '\r')) length--;
    return length >= ends[i].length &&
           !memcmp(tail + length - ends[i].length, ends[i].end, ends[i].length);
  }
  return false;
}

/* gnuplot names one font family in an SVG, and a viewer that lacks it takes any. Name others. */
static bool name_families(const char *path)
{
  static const char only[] = "font-family=\"DejaVu Sans\"";
  static const char list[] = "font-family=\"DejaVu Sans, Verdana, sans-serif\"";
  struct stat about;
  char *text = NULL;
  bool good = false;
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
  good = !ferror(file);
done:
  if (file && fclose(file)) good = false;
  free(text);
  return good;
}

static bool sync_file(const char *path)
{
  int file = open(path, O_RDONLY);
  bool synced = file >= 0 && !fsync(file);
  if (file >= 0) close(file);
  return synced;
}

/* Where its name is a link, maybe to another disk: what that leads to. */
static int keep_behind_link(struct image *image, const char *aside, struct error *err)
{
  char folder[PATH_SIZE];
  strcpy(folder, image->path);
  char *slash = strrchr(folder, '/');
  *slash = '\0';
  int status = file_copy(aside, folder, slash + 1, err);
  if (!status) unlink(aside);
  return status;
}

/* What gnuplot has drawn aside, all of it to disk and then to its name: gnuplot ends well even
 * where the disk is full. */
static int keep(struct image *image, const char *aside, struct error *err)
{
  size_t length = strlen(image->path);
  bool svg = length > 4 && !strcmp(image->path + length - 4, ".svg");
  bool whole = image_whole(aside), good = false;
  if (whole && (!svg || name_families(aside)) && sync_file(aside)) {
    if (file_is_link(image->path)) return keep_behind_link(image, aside, err);
    good = !rename(aside, image->path);
  }
  if (good) return STATUS_OK;
  int cause = whole ? errno : ENOSPC; /* which gnuplot does not tell */
  return error_set(err, STATUS_IO, "cannot write %.300s: %s; %s", image->path,
                   whole ? strerror(cause) : "gnuplot left it incomplete", file_remedy(cause));
}

/* Hundredths of a second that a frame of a film is shown. */
static unsigned pace_of(const struct image *image)
{
  return strstr(image->script, "/episode.gp") ? 5 : 10;
}

static bool is_film(const struct image *image)
{
  size_t length = strlen(image->path);
  return length > 4 && !strcmp(image->path + length - 4, ".gif");
}

/* Give the image its name if gnuplot made one; else there is none, not even an older one, which
 * the CSV beside it would belie. */
static int image_finish(struct image *image, const char *aside, const struct child *child,
                        struct error *err)
{
  struct stat about;
  int status = STATUS_OK;
  if (is_film(image) && child->status == 0 && film_is(aside))
    status = film_join(aside, pace_of(image), err);
  else if (is_film(image))
    film_drop(aside);
  bool made = !status && child->status == 0 && !stat(aside, &about) &&
              (about.st_size > 0 || !child->length);
  if (made) status = keep(image, aside, err);
  image->drawn = made && !status;
  if (image->drawn) return STATUS_OK;
  unlink(aside);
  file_remove(image->path);
  if (status) return status;
  char words[256];
  complaint(child, words);
  return error_set(err, STATUS_IO, "gnuplot cannot draw %.200s: %s", image->path, words);
}

/* The name aside in the folder `data`. */
static void name_aside(const struct image *image, const char *data, char name[PATH_SIZE])
{
  snprintf(name, PATH_SIZE, "%s/%.1000s", data, image->aside);
}

static int start(const struct image *image, const char *scripts, char data[GIVEN_SIZE],
                 struct child *child, struct error *err)
{
  char aside[PATH_SIZE], script[PATH_SIZE];
  name_aside(image, data, aside);
  snprintf(script, sizeof script, "%s/%.1000s", scripts, strrchr(image->script, '/') + 1);
  if (is_film(image)) film_drop(aside); /* frames that a killed program left */
  char *argv[] = {"gnuplot", "-d", "-c", script, data, aside, NULL};
  return spawn_start(child, argv, err);
}

/* The folder of the scripts, for gnuplot to inherit. */
static int open_scripts(const struct image *image, int *scripts, struct error *err)
{
  char folder[PATH_SIZE];
  strcpy(folder, image->script);
  *strrchr(folder, '/') = '\0';
  *scripts = open(folder, O_RDONLY | O_DIRECTORY);
  if (*scripts >= 0) return STATUS_OK;
  return error_set(err, STATUS_IO, "cannot open %.300s: %s", image->script, strerror(errno));
}

static int draw_all(struct image *images, size_t count, size_t jobs, const char *scripts,
                    char data[GIVEN_SIZE], struct error *err)
{
  struct child *children = calloc(count, sizeof *children);
  if (!children) return error_memory(err, "the drawing of figures");
  char aside[PATH_SIZE];
  int status = STATUS_OK;
  size_t running = 0, next = 0;
  while (next < count || running) {
    struct error trouble;
    int failed = STATUS_OK;
    if (next < count && running < jobs) {
      failed = start(&images[next], scripts, data, &children[next], &trouble);
      next++;
      if (!failed) running++;
    } else {
      size_t done = spawn_wait(children, next);
      running--;
      name_aside(&images[done], data, aside);
      failed = image_finish(&images[done], aside, &children[done], &trouble);
    }
    if (failed && !status) {
      *err = trouble;
      status = failed;
    }
  }
  free(children);
  return status;
}

int images_draw(struct image *images, size_t count, size_t jobs, const struct image_folder *held,
                struct error *err)
{
  char data[GIVEN_SIZE], scripts[GIVEN_SIZE];
  int opened = -1, status = count ? open_scripts(&images[0], &opened, err) : STATUS_OK;
  if (status || !count) return status;
  give(held->descriptor, data);
  give(opened, scripts);
  status = draw_all(images, count, jobs, scripts, data, err);
  close(opened);
  for (size_t i = 0; i < count; i++)
    if (images[i].drawn) say(stdout, "%s\n", images[i].path);
  return status;
}
