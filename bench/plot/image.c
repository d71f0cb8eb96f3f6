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
#include "bench/plot/mend.h"

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

const char *image_end(const char *format) { return strcmp(format, "cairolatex") ? format : "tex"; }

/* The part of an image of cairolatex, whose name is the image's but for its end. */
static int name_part(struct image *image, struct error *err)
{
  static const char end[] = "-inc.pdf";
  size_t folder = (size_t)(strrchr(image->path, '/') - image->path) + 1;
  size_t length = strlen(image->path);
  const char *dot = strrchr(image->path + folder, '.');
  if (dot && dot > image->path + folder) length = (size_t)(dot - image->path);
  if (snprintf(image->part, PATH_SIZE, "%.*s%s", (int)length, image->path, end) < PATH_SIZE)
    return STATUS_OK;
  return error_set(err, STATUS_USAGE, "the path %.60s... is too long", image->path);
}

int image_make(const char *figure, const char *format, const char *out, struct image *image,
               struct error *err)
{
  char name[2 * NAME_SIZE];
  *image = (struct image){.end = image_end(format)};
  bool parted = image->end != format;
  snprintf(name, sizeof name, "plots/%s.gp", figure);
  int status = paths_data(name, image->script, err);
  snprintf(name, sizeof name, "%s.%s", figure, image->end);
  if (!status) status = paths_join(image->path, out, name, err);
  /* gnuplot names the part aside after this; a PDF of the figure may be drawn at the same time. */
  snprintf(image->aside, sizeof image->aside, FILE_ASIDE "%s%s.%s", figure, parted ? "-inc" : "",
           image->end);
  return status || !parted ? status : name_part(image, err);
}

int image_send(struct image *image, const char *file, struct error *err)
{
  const char *here = strchr(file, '/') ? "" : "./";
  struct stat there;
  if (!stat(file, &there) && !S_ISREG(there.st_mode))
    return error_set(err, STATUS_USAGE, "-o: %.300s is %s; name a file", file,
                     S_ISDIR(there.st_mode) ? "a folder" : "no file that can be replaced");
  if (snprintf(image->path, PATH_SIZE, "%s%s", here, file) >= PATH_SIZE)
    return error_set(err, STATUS_USAGE, "the path %.60s... is too long", file);
  image->apart = true;
  return image->part[0] ? name_part(image, err) : STATUS_OK;
}

static bool ends_as(const char *path, const char *kind)
{
  static const struct {
    const char *kind, *end;
  } ends[] = {{"png", "IEND\xae\x42\x60\x82"},
              {"svg", "</svg>"},
              {"gif", ";"},
              {"pdf", "%%EOF"},
              {"eps", "%%EOF"},
              {"tikz", "%% gnuplot variables"},
              {"tex", "\\end{picture}%\n\\endgroup"}};
  char tail[64];
  FILE *file = fopen(path, "rb");
  if (!file) return false;
  long size = fseek(file, 0, SEEK_END) ? 0 : ftell(file);
  long from = size > (long)sizeof tail ? size - (long)sizeof tail : 0;
  size_t length = fseek(file, from, SEEK_SET) ? 0 : fread(tail, 1, sizeof tail, file);
  fclose(file);
  for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
    size_t wanted = strlen(ends[i].end);
    if (strcmp(kind, ends[i].kind) != 0) continue;
    /* Texts may have ends of lines after it. */
    if (strcmp(kind, "png") != 0 && strcmp(kind, "gif") != 0)
      while (length && (tail[length - 1] == '\n' || tail[length - 1] == '\r')) length--;
    return length >= wanted && !memcmp(tail + length - wanted, ends[i].end, wanted);
  }
  return false;
}

bool image_whole(const char *path)
{
  const char *dot = strrchr(path, '.');
  return dot && ends_as(path, dot + 1);
}

static bool sync_file(const char *path)
{
  int file = open(path, O_RDONLY);
  bool synced = file >= 0 && !fsync(file);
  if (file >= 0) close(file);
  return synced;
}

/* Where its name is a link, maybe to another disk, what that leads to; and where it goes to another
 * folder. */
static int copy_to(const char *path, const char *aside, struct error *err)
{
  char folder[PATH_SIZE];
  strcpy(folder, path);
  char *slash = strrchr(folder, '/');
  *slash = '\0';
  int status = file_copy(aside, slash == folder ? "/" : folder, slash + 1, err);
  if (!status) unlink(aside);
  return status;
}

/* What gnuplot has drawn aside, all of it to disk and then to its name: gnuplot ends well even
 * where the disk is full. */
static int keep(const struct image *image, const char *aside, const char *kind,
                const struct child *child, const char *path, struct error *err)
{
  unsigned size[2] = {0, 0};
  const char *grown = strstr(child->text, "GROWN ");
  if (grown && sscanf(grown, "GROWN %u %u", &size[0], &size[1]) != 2) size[0] = 0;
  const char *part = image->part[0] ? strrchr(image->part, '/') + 1 : "";
  bool whole = ends_as(aside, kind), good = false;
  if (whole && mend(aside, kind, image->form ? image->form->family : "", size, part) &&
      sync_file(aside)) {
    if (image->apart || file_is_link(path)) return copy_to(path, aside, err);
    good = !rename(aside, path);
  }
  if (good) return STATUS_OK;
  int cause = whole ? errno : ENOSPC; /* which gnuplot does not tell */
  return error_set(err, STATUS_IO, "cannot write %.300s: %s; %s", path,
                   whole ? strerror(cause) : "gnuplot left it incomplete", file_remedy(cause));
}

/* What the scripts' style.gp says of a size that does not suit the figure. */
static void tell_unsuited(const struct image *image, const struct child *child)
{
  double points, usual, wide, tall;
  const char *small = strstr(child->text, "SMALL "), *high = strstr(child->text, "TALL ");
  if (small && sscanf(small, "SMALL %lf %lf %lf %lf", &points, &usual, &wide, &tall) == 4) {
    char size[64];
    snprintf(size, sizeof size, tall > 0 ? "%.0f x %.0f" : "%.0f", wide, tall);
    say(stderr,
        "optbench: note: %s: its smallest text is %.1f points high in this size; %.1f take %s cm\n",
        image->path, points, usual, size);
  }
  if (high && sscanf(high, "TALL %lf", &tall) == 1)
    say(stderr,
        "optbench: note: %s is %.0f cm high; fewer functions or optimizers make it less, as "
        "-f does\n",
        image->path, tall);
}

/* Hundredths of a second that a frame of a film is shown. */
static unsigned pace_of(const struct image *image)
{
  return strstr(image->script, "/episode.gp") ? 5 : 10;
}

static bool is_film(const struct image *image) { return !strcmp(image->end, "gif"); }

/* The name aside of an image's part: gnuplot has another ending there. */
static void name_part_aside(const char *aside, char name[PATH_SIZE])
{
  snprintf(name, PATH_SIZE, "%.*spdf", (int)(strlen(aside) - strlen("tex")), aside);
}

static int join_film(const struct image *image, const char *aside, struct error *err)
{
  int status = film_join(aside, pace_of(image), err);
  if (status != STATUS_IO) return status;
  return error_set(err, STATUS_IO, "cannot write %.300s: gnuplot left its frames incomplete; %s",
                   image->path, file_remedy(ENOSPC));
}

/* Give the image its name if gnuplot made one; else there is none, not even an older one, which
 * the CSV beside it would belie. A part is there before what includes it. */
static int image_finish(struct image *image, const char *aside, const struct child *child,
                        struct error *err)
{
  struct stat about;
  char part[PATH_SIZE] = "";
  int status = STATUS_OK;
  if (is_film(image) && child->status == 0 && film_is(aside))
    status = join_film(image, aside, err);
  else if (is_film(image))
    film_drop(aside);
  bool made = !status && child->status == 0 && !stat(aside, &about) &&
              (about.st_size > 0 || !child->length);
  if (image->part[0]) name_part_aside(aside, part);
  if (made && part[0]) status = keep(image, part, "pdf", child, image->part, err);
  if (made && !status) status = keep(image, aside, image->end, child, image->path, err);
  image->drawn = made && !status;
  if (image->drawn) tell_unsuited(image, child);
  if (image->drawn) return STATUS_OK;
  unlink(aside);
  if (part[0]) unlink(part);
  if (!image->apart) {
    file_remove(image->path);
    if (part[0]) file_remove(image->part);
  }
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
  static const struct form usual;
  char aside[PATH_SIZE], script[PATH_SIZE], commands[FORM_TEXT];
  name_aside(image, data, aside);
  form_commands(image->form ? image->form : &usual,
                !strcmp(image->end, "tex") || !strcmp(image->end, "tikz"), commands);
  snprintf(script, sizeof script, "%s/%.1000s", scripts, strrchr(image->script, '/') + 1);
  if (is_film(image)) film_drop(aside); /* frames that a killed program left */
  char *argv[] = {"gnuplot", "-d", "-e", commands, "-c", script, data, aside, NULL};
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

static void say_drawn(const struct image *image)
{
  say(stdout, "%s\n", image->path + (image->apart && !strncmp(image->path, "./", 2) ? 2 : 0));
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
    if (images[i].drawn) say_drawn(&images[i]);
  return status;
}
