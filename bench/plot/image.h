/* image.h -- has gnuplot draw figures, several at a time, in a folder that is this program's alone
 * for so long. An image is drawn aside, looked at, synced and renamed, so that a script that fails
 * or a disk that is full leaves none. */
#ifndef OPTBENCH_BENCH_PLOT_IMAGE_H
#define OPTBENCH_BENCH_PLOT_IMAGE_H

#include <stdbool.h>

#include "bench/io/paths.h"
#include "bench/plot/form.h"

struct image {
  char script[PATH_SIZE], path[PATH_SIZE], aside[PATH_SIZE]; /* aside: a name in the folder */
  char part[PATH_SIZE];    /* of cairolatex: the PDF that `path` includes; else "" */
  const char *end;         /* which its kind of files end in, without the dot */
  const struct form *form; /* borrowed; NULL: as the script has it */
  bool apart;              /* not in the folder that is held */
  bool drawn;
};

/* A folder that is held. */
struct image_folder {
  const char *path; /* borrowed */
  size_t there;     /* how much of its path was there before */
  int descriptor;
};

/* That gnuplot is there, and new enough for the scripts. STATUS_OK or STATUS_IO. */
int images_check(struct error *err);

/* What files of a format end in, without the dot: "tex" of cairolatex, else its name. */
const char *image_end(const char *format);

/* The image FOLDER/FIGURE.END that the script plots/FIGURE.gp draws; of cairolatex it has
 * FIGURE-inc.pdf beside it. STATUS_OK, STATUS_IO or STATUS_USAGE (a path that is too long). */
int image_make(const char *figure, const char *format, const char *folder, struct image *image,
               struct error *err);
/* The same image goes to this file instead, whose ending is up to the caller. STATUS_OK or
 * STATUS_USAGE. */
int image_send(struct image *image, const char *file, struct error *err);

/* Is the file there, and whole? Goes by its end, as its kind, or the ending of its name, has it. */
bool image_whole(const char *path);

/* Make the folder and keep other programs that draw in it waiting, from before its CSV are written
 * until its images are drawn; waits for them itself, and says so. Where the file system has no
 * locks nothing is kept. STATUS_OK, and then images_release, or STATUS_IO. */
int images_hold(const char *folder, struct image_folder *held, struct error *err);
/* A folder that was made for them and is empty still goes. */
void images_release(const struct image_folder *held);

/* Draw all of them from the CSV in the folder that is held, `jobs` at a time (at most SPAWN_LIMIT),
 * and print the names of those that were drawn, in order. The first error is reported; the others
 * are drawn still. */
int images_draw(struct image *images, size_t count, size_t jobs, const struct image_folder *held,
                struct error *err);

#endif
