/* behaviour.c -- where the one episode of each evaluated point ends, over the walls: a panel an
 * optimizer, coloured by cost, still and as an animation. Of functions whose behaviour is a place
 * in the plane, their first instance, repetition 0.
 *
 * Traces hold no behaviours: the runs are replayed, bit for bit, and points are evaluated once more
 * with the draws that they had; every so manieth, as many as a panel can show. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "bench/plot/landscape.h"
#include "bench/plot/replay.h"
#include "bench/plot/sheet.h"

enum { DATA, METHODS, WALLS };
enum { SHOWN = 2500, PLANE = 2 };

/* A run while it is replayed. */
struct story {
  const struct cell *cell;
  struct landscape *landscape; /* whose scratch is used */
  struct sheets *sheets;
  double stride, seen; /* points: from one that is shown to the next, and those so far */
  double best, solved, reached, end;
};

/* Does the problem's behaviour have a place in a picture? */
static bool in_plane(const struct problem *p)
{
  return p->episodes == 1 && p->behaviours == PLANE && p->episode && p->draw;
}

static int show(struct story *s, const struct problem *p, const struct batch *whole, size_t k,
                double cost)
{
  double f, truth, place[PLANE];
  struct batch one = {.x = whole->x + k * p->dim,
                      .count = 1,
                      .f = &f,
                      .truth = p->traits & DEAR_TRUTH ? NULL : &truth,
                      .behaviour = place,
                      .scratch = s->landscape->scratch,
                      .stream = whole->stream,
                      .index = whole->index + k,
                      .step = whole->step};
  p->evaluate(p, &one);
  if (!isfinite(place[0]) || !isfinite(place[1])) return STATUS_OK;
  struct csv_file *csv = &s->sheets->file[DATA];
  put_text(csv, s->cell->function->label, ',');
  put_text(csv, s->cell->optimizer->label, ',');
  put_number(csv, (double)whole->step, ',');
  put_number(csv, cost, ',');
  put_number(csv, f, ',');
  put_number(csv, place[0], ',');
  put_number(csv, place[1], '\n');
  return STATUS_OK;
}

/* A query: its points, each of which the run paid for. */
static int evaluated(void *context, const struct problem *p, const struct batch *batch, double cost,
                     struct error *err)
{
  (void)err;
  struct story *s = context;
  double each = batch->count ? (cost - s->end) / (double)batch->count : 0;
  for (size_t k = 0; k < batch->count; k++) {
    double at = s->end + each * (double)(k + 1);
    if (batch->f[k] < s->best) s->best = batch->f[k];
    if (isnan(s->reached) && batch->f[k] <= s->solved) s->reached = at;
    if (fmod(s->seen++, s->stride) == 0) show(s, p, batch, k, at);
  }
  s->end = cost;
  return STATUS_OK;
}

/* What stands still in the picture, in the start of an episode. */
struct still {
  const struct problem *problem;
  struct csv_file *csv;
  struct sketch view;
  size_t number; /* of the function */
  bool begun;
};

static void put_shape(struct still *w, enum sketch_part part, double x1, double y1, double x2,
                      double y2, double radius)
{
  if (part != SKETCH_WALL && part != SKETCH_GOAL) return;
  put_number(w->csv, (double)w->number, ',');
  put_text(w->csv, part == SKETCH_WALL ? "wall" : "goal", ',');
  put_number(w->csv, x1, ',');
  put_number(w->csv, y1, ',');
  put_number(w->csv, x2, ',');
  put_number(w->csv, y2, ',');
  put_number(w->csv, radius, '\n');
}

static void line(void *context, enum sketch_part part, double x1, double y1, double x2, double y2)
{
  put_shape(context, part, x1, y1, x2, y2, 0);
}

static void disc(void *context, enum sketch_part part, double x, double y, double radius)
{
  put_shape(context, part, x, y, x, y, radius);
}

static void first_row(void *context, const double *values, double reward)
{
  (void)reward;
  struct still *w = context;
  if (w->begun) return;
  w->begun = true;
  w->problem->draw(w->problem, values, &w->view);
}

static void put_method(const struct plot *plot, const struct story *s, const struct still *w,
                       size_t first, struct sheets *sheets)
{
  struct csv_file *csv = &sheets->file[METHODS];
  char title[TITLE_SIZE];
  put_number(csv, (double)w->number, ',');
  function_title(s->cell->function, title);
  put_title(csv, title, ',');
  put_style(csv, &plot->styles[s->cell->optimizer - plot->campaign->optimizers], ',');
  put_number(csv, w->view.low_x, ',');
  put_number(csv, w->view.high_x, ',');
  put_number(csv, w->view.low_y, ',');
  put_number(csv, w->view.high_y, ',');
  put_number(csv, s->end, ',');
  put_number(csv, s->best, ',');
  put_number(csv, s->reached, ',');
  put_number(csv, (double)first, ',');
  put_number(csv, (double)sheets->file[DATA].rows - 1, ',');
  put_number(csv, s->stride, '\n');
}

static int write_method(const struct plot *plot, const struct cell *cell, struct landscape *l,
                        const struct still *w, struct sheets *sheets, struct error *err)
{
  size_t first = sheets->file[DATA].rows,
         optimizer = (size_t)(cell->optimizer - plot->campaign->optimizers);
  struct story story = {.cell = cell,
                        .landscape = l,
                        .sheets = sheets,
                        .stride = fmax(ceil(cell->budget / SHOWN), 1),
                        .best = INFINITY,
                        .solved = function_solved(&cell->function->spec),
                        .reached = NAN};
  struct replay run = {.plot = plot, .cell = cell, .evaluated = evaluated, .context = &story};
  int status = replay(&run, err);
  if (status) return status;
  bool shown = sheets->file[DATA].rows > first;
  sheets_show(sheets, optimizer, shown, "no point that it evaluated ends anywhere");
  if (shown) put_method(plot, &story, w, first, sheets);
  return STATUS_OK;
}

/* The methods on one function, their cells side by side from `first` on. */
static int write_function(const struct plot *plot, size_t first, size_t *number, struct sheets *s,
                          struct error *err)
{
  struct landscape landscape = {0};
  struct cell cell = campaign_cell(plot->campaign, first);
  int status = landscape_open(&landscape, plot, &cell, err);
  if (status) return status;
  const struct problem *p = landscape.problem;
  if (!in_plane(p)) {
    landscape_close(&landscape);
    return STATUS_OK;
  }
  struct still still = {.problem = p, .csv = &s->file[WALLS], .number = (*number)++};
  still.view = (struct sketch){.context = &still, .line = line, .disc = disc};
  struct episode_sink sink = {&still, first_row};
  p->episode(p, p->canonical, 0, landscape.scratch, &sink);
  for (size_t i = 0; i < plot->campaign->optimizer_count && !status; i++) {
    cell = campaign_cell(plot->campaign, first + i);
    status = write_method(plot, &cell, &landscape, &still, s, err);
  }
  landscape_close(&landscape);
  return status;
}

static int write(const struct plot *plot, struct sheets *s, struct error *err)
{
  const struct campaign *c = plot->campaign;
  const struct function_entry *last = NULL;
  size_t number = 0;
  int status = STATUS_OK;
  for (size_t i = 0; i < campaign_cell_count(c) && !status; i++) {
    struct cell cell = campaign_cell(c, i);
    if (cell.function == last) continue;
    last = cell.function;
    status = write_function(plot, i, &number, s, err);
  }
  return status;
}

static bool possible(const struct plot *plot, char why[WHY_SIZE])
{
  const struct campaign *c = plot->campaign;
  bool any = false;
  for (size_t i = 0; i < campaign_cell_count(c) && !any; i++) {
    struct cell cell = campaign_cell(c, i);
    struct landscape l;
    struct error err;
    if (!cell.function->spec.type->behaviours || landscape_open(&l, plot, &cell, &err)) continue;
    any = in_plane(l.problem);
    landscape_close(&l);
  }
  if (!any)
    snprintf(why, WHY_SIZE,
             "a function whose one episode ends at a place in the plane: run with -f trap or maze");
  return any;
}

const struct figure figure_behaviour = {
    .name = "behaviour",
    .summary = "where evaluated points end over the walls, by cost, a panel an optimizer",
    .sheet = {[DATA] = {NULL, "function,optimizer,step,cost,f,x,y"},
              [METHODS] = {"methods",
                           "number,function,title,colour,dash,x_low,x_high,y_low,y_high,end,best,"
                           "reached,first,last,every"},
              [WALLS] = {"walls", "number,part,x1,y1,x2,y2,radius"}},
    .possible = possible,
    .write = write,
    .listed_only = true,
    .animated = true,
    .alt = "Where the points that were evaluated on {title} end, by cost.",
    .caption = "Where the points end that a run of each optimizer evaluated on {title}, coloured "
               "by cost: the first run on the first instance.",
};
