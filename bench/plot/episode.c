/* episode.c -- see episode.h. The episode is lived through twice: first to see how long it is, then
 * to write it. */
#include "bench/plot/episode.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/io/say.h"
#include "bench/plot/image.h"
#include "bench/plot/landscape.h"
#include "bench/plot/sheet.h"
#include "bench/record/points.h"

enum { STEPS, SHAPES, SHOWN, PANELS, FILES };

static const char *const parts[] = {[SKETCH_WALL] = "wall",
                                    [SKETCH_BODY] = "body",
                                    [SKETCH_LIMB] = "limb",
                                    [SKETCH_GOAL] = "goal",
                                    [SKETCH_FORCE] = "force"};

/* A line, or with a radius a disc at its first end. */
struct shape {
  enum sketch_part part;
  double x1, y1, x2, y2, radius;
};
struct frame {
  size_t first, count; /* of the shapes */
  size_t step;
  double reward; /* so far */
};

struct film {
  const struct watched *w;
  const struct problem *problem;
  struct csv_file file[FILES];
  size_t rows, stride; /* of the episode; steps from frame to frame */
  size_t row;          /* of those so far */
  double reward;
  bool rewarded; /* by any step */
  struct frame frame[EPISODE_FRAMES];
  size_t frames;
  struct shape *shape;
  size_t shapes, room;
  struct sketch view;
  int status;
  struct error *err;
};

static void add(struct film *f, struct shape shape)
{
  if (f->status || !isfinite(shape.x1 + shape.y1 + shape.x2 + shape.y2 + shape.radius)) return;
  if (f->shapes == f->room) {
    size_t room = f->room ? 2 * f->room : 256;
    struct shape *longer = realloc(f->shape, room * sizeof *longer);
    if (!longer) {
      f->status = error_memory(f->err, "the pictures of an episode");
      return;
    }
    f->shape = longer;
    f->room = room;
  }
  f->shape[f->shapes++] = shape;
}

static void line(void *context, enum sketch_part part, double x1, double y1, double x2, double y2)
{
  add(context, (struct shape){part, x1, y1, x2, y2, 0});
}

static void disc(void *context, enum sketch_part part, double x, double y, double radius)
{
  add(context, (struct shape){part, x, y, x, y, radius});
}

static void draw_frame(struct film *f, const double *values)
{
  struct frame *frame = &f->frame[f->frames++];
  *frame = (struct frame){.first = f->shapes, .step = f->row, .reward = f->reward};
  f->view = (struct sketch){.context = f, .line = line, .disc = disc};
  f->problem->draw(f->problem, values, &f->view);
  frame->count = f->shapes - frame->first;
}

static void count_row(void *context, const double *values, double reward)
{
  (void)values;
  (void)reward;
  (*(size_t *)context)++;
}

static void take_row(void *context, const double *values, double reward)
{
  struct film *f = context;
  struct csv_file *csv = &f->file[STEPS];
  put_number(csv, (double)f->row, ',');
  for (size_t i = 0; f->problem->episode_columns[i]; i++) put_number(csv, values[i], ',');
  put_number(csv, reward, '\n');
  if (!isnan(reward)) f->reward += reward;
  f->rewarded |= !isnan(reward) && reward != 0;
  if (f->row % f->stride == 0 || f->row + 1 == f->rows) draw_frame(f, values);
  f->row++;
}

/* Is shape number i of the first frame there in all of them? */
static bool stays(const struct film *f, size_t i)
{
  for (size_t k = 1; k < f->frames; k++) {
    const struct shape *a = &f->shape[i], *b = &f->shape[f->frame[k].first + i];
    if (i >= f->frame[k].count || a->part != b->part || a->x1 != b->x1 || a->y1 != b->y1 ||
        a->x2 != b->x2 || a->y2 != b->y2 || a->radius != b->radius)
      return false;
  }
  return true;
}

static void put_shape(struct film *f, double frame, const struct shape *s)
{
  struct csv_file *csv = &f->file[SHAPES];
  put_number(csv, frame, ',');
  put_text(csv, parts[s->part], ',');
  put_number(csv, s->x1, ',');
  put_number(csv, s->y1, ',');
  put_number(csv, s->x2, ',');
  put_number(csv, s->y2, ',');
  put_number(csv, s->radius, '\n');
}

/* What stays in its place once, as of frame -1; then the others. */
static void put_shapes(struct film *f)
{
  for (size_t i = 0; i < f->frame[0].count; i++)
    if (stays(f, i)) put_shape(f, -1, &f->shape[i]);
  for (size_t k = 0; k < f->frames; k++)
    for (size_t i = 0; i < f->frame[k].count; i++)
      if (i >= f->frame[0].count || !stays(f, i))
        put_shape(f, (double)k, &f->shape[f->frame[k].first + i]);
}

/* The disc that is the body of a frame, if it is one alone, whose path is worth a line. */
static const struct shape *body_of(const struct film *f, const struct frame *frame)
{
  const struct shape *body = NULL;
  for (size_t i = frame->first; i < frame->first + frame->count; i++) {
    if (f->shape[i].part == SKETCH_LIMB) return NULL;
    if (f->shape[i].part != SKETCH_BODY) continue;
    if (body || !(f->shape[i].radius > 0)) return NULL;
    body = &f->shape[i];
  }
  return body;
}

static void put_frames(struct film *f)
{
  for (size_t k = 0; k < f->frames; k++) {
    const struct shape *body = body_of(f, &f->frame[k]);
    put_number(&f->file[SHOWN], (double)k, ',');
    put_number(&f->file[SHOWN], (double)f->frame[k].step, ',');
    put_number(&f->file[SHOWN], f->frame[k].reward, ',');
    put_number(&f->file[SHOWN], body ? body->x1 : NAN, ',');
    put_number(&f->file[SHOWN], body ? body->y1 : NAN, '\n');
  }
}

static void put_panel(struct film *f, double value)
{
  const struct watched *w = f->w;
  struct csv_file *csv = &f->file[PANELS];
  char title[TITLE_SIZE];
  function_title(w->cell->function, title);
  put_title(csv, title, ',');
  put_style(csv, w->style, ',');
  put_text(csv, w->point, ',');
  put_number(csv, (double)w->cell->instance, ',');
  put_number(csv, (double)w->repetition, ',');
  put_number(csv, (double)w->episode, ',');
  put_number(csv, value, ',');
  put_number(csv, (double)f->frames, ',');
  put_number(csv, (double)f->rows - 1, ',');
  put_number(csv, f->rewarded, ',');
  put_number(csv, f->view.low_x, ',');
  put_number(csv, f->view.high_x, ',');
  put_number(csv, f->view.low_y, ',');
  put_number(csv, f->view.high_y, '\n');
}

/* The point of the run, dim values, and what it is worth. */
static int find_point(const struct watched *w, double *x, double *value, struct error *err)
{
  struct points points;
  size_t runs = 0;
  bool there, found = false, ran = false;
  int status = points_open(&points, w->results, w->cell, &there, err);
  if (status) return status;
  const char *function = w->cell->function->label, *optimizer = w->cell->optimizer->label;
  if (!there)
    return error_set(err, STATUS_IO,
                     "%.60s kept no points of %.60s by %.60s; run it with --save-x, into a new "
                     "folder or with --force",
                     w->results, function, optimizer);
  for (bool more = true; !status && !found;) {
    status = points_next(&points, &more, err);
    if (status || !more) break;
    if (points.repetition >= runs) runs = points.repetition + 1;
    ran |= points.repetition == w->repetition;
    found = points.repetition == w->repetition && !strcmp(points.kind, w->point);
    if (!found) continue;
    memcpy(x, points.x, w->cell->dim * sizeof *x);
    *value = points.f;
  }
  points_close(&points);
  if (status || found) return status;
  if (ran)
    return error_set(err, STATUS_IO,
                     "run %zu of %.60s by %.60s kept no %s point: it met no value "
                     "that is finite",
                     w->repetition, function, optimizer, w->point);
  if (!runs) return error_set(err, STATUS_IO, "%.60s by %.60s has no runs", function, optimizer);
  return error_set(err, STATUS_USAGE, "--repetition: %.60s by %.60s has the runs 0 to %zu",
                   function, optimizer, runs - 1);
}

static int check_point(const struct watched *w, const double *x, struct error *err)
{
  for (size_t k = 0; k < w->cell->dim; k++)
    if (!isfinite(x[k]))
      return error_set(err, STATUS_IO, "the %s point of run %zu is not finite: there is no episode",
                       w->point, w->repetition);
  return STATUS_OK;
}

static int open_files(struct film *f, struct error *err)
{
  char header[1024] = "step,";
  size_t used = strlen(header);
  for (size_t i = 0; f->problem->episode_columns[i] && used < sizeof header; i++)
    used += (size_t)snprintf(header + used, sizeof header - used, "%s,",
                             f->problem->episode_columns[i]);
  if (used + sizeof "reward" > sizeof header)
    return error_set(err, STATUS_USAGE, "an episode of %s has too many columns", f->problem->name);
  strcpy(header + used, "reward");
  const struct {
    const char *name, *header;
  } made[FILES] = {
      [STEPS] = {"episode.csv", header},
      [SHAPES] = {"episode-shapes.csv", "frame,part,x1,y1,x2,y2,radius"},
      [SHOWN] = {"episode-frames.csv", "frame,step,reward,body_x,body_y"},
      [PANELS] = {"episode-panels.csv",
                  "function,title,colour,dash,point,instance,run,episode,f,frames,steps,rewarded,"
                  "x_low,x_high,y_low,y_high"}};
  int status = STATUS_OK;
  for (size_t i = 0; i < FILES && !status; i++) {
    status = csv_create(&f->file[i], f->w->out, made[i].name, made[i].header, err);
    f->file[i].for_gnuplot = true;
  }
  return status;
}

static int write_files(struct film *f, const struct landscape *l, const double *x, double value,
                       struct error *err)
{
  struct episode_sink counter = {&f->rows, count_row}, sink = {f, take_row};
  size_t episode = f->w->episode;
  f->problem->episode(f->problem, x, episode, l->scratch, &counter);
  if (!f->rows) return error_set(err, STATUS_IO, "an episode of %s is empty", f->problem->name);
  f->stride = f->rows > EPISODE_FRAMES ? (f->rows + EPISODE_FRAMES - 3) / (EPISODE_FRAMES - 1) : 1;
  int status = open_files(f, err);
  if (!status) {
    f->problem->episode(f->problem, x, episode, l->scratch, &sink);
    status = f->status;
  }
  if (!status) {
    put_shapes(f);
    put_frames(f);
    put_panel(f, value);
  }
  for (size_t i = 0; i < FILES && !status; i++) status = file_commit(&f->file[i].file, err);
  for (size_t i = 0; i < FILES; i++) file_abandon(&f->file[i].file);
  return status;
}

static int film_one(const struct watched *w, const struct landscape *l, const double *x,
                    double value, struct error *err)
{
  struct image images[DRAW_FORMATS];
  size_t count = 0;
  struct image_folder held;
  int status = images_hold(w->out, &held, err);
  if (status) return status;
  struct film *f = calloc(1, sizeof *f);
  if (f) {
    *f = (struct film){.w = w, .problem = l->problem, .err = err};
    status = write_files(f, l, x, value, err);
    free(f->shape);
  } else {
    status = error_memory(err, "the pictures of an episode");
  }
  free(f);
  if (!status) say(stdout, "%s/episode.csv\n", w->out);
  for (size_t k = 0; k < DRAW_FORMATS && !status; k++)
    if (w->format[k])
      status = image_make("episode", draw_formats[k], w->out, &images[count++], err);
  if (!status) status = images_draw(images, count, DRAW_JOBS, &held, err);
  images_release(&held);
  return status;
}

int episode_draw(const struct watched *w, struct error *err)
{
  struct landscape landscape = {0};
  const struct plot plot = {.libraries = w->libraries, .campaign = w->campaign};
  double *x = NULL, value = NAN;
  int status = images_check(err);
  if (!status) status = landscape_open(&landscape, &plot, w->cell, err);
  if (status) return status;
  const struct problem *p = landscape.problem;
  if (!p->episodes || !p->episode || !p->draw)
    status =
        error_set(err, STATUS_USAGE, "%s has no episodes to watch, as a control task has", p->name);
  else if (w->episode >= p->episodes)
    status = error_set(err, STATUS_USAGE, "--episode: %.60s has the episodes 0 to %zu",
                       w->cell->function->label, p->episodes - 1);
  if (!status && !(x = malloc(w->cell->dim * sizeof *x))) status = error_memory(err, "a point");
  if (!status) status = find_point(w, x, &value, err);
  if (!status) status = check_point(w, x, err);
  if (!status) status = film_one(w, &landscape, x, value, err);
  landscape_close(&landscape);
  free(x);
  return status;
}
