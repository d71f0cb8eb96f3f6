/* learning.c -- learning curves: loss over training and test rows, and accuracy over test rows,
 * against epochs, a row of panels a function; median and quartiles of all runs.
 *
 * An epoch is as many steps as see all rows once. What asks for several points a step sees the same
 * rows as often: what an epoch costs stands beside each curve. */
#include <math.h>
#include <stdlib.h>

#include "bench/figures/measured.h"

enum { DATA, CURVES, PANELS };

enum { TRAIN_LOSS, TEST_LOSS, TEST_ACCURACY, MEASURES };
static const char *const names[] = {"train_loss", "test_loss", "test_accuracy", NULL};

/* A panel while its curves are written. */
struct panel {
  const struct measured_group *group;
  struct measured_axis axis;
  size_t column, first, curves;
  double low, high;
};

static void put_point(const struct panel *p, const char *optimizer, size_t measure,
                      const struct measured_point *point, struct sheets *s)
{
  put_text(&s->file[DATA], p->group->function->label, ',');
  put_number(&s->file[DATA], (double)p->group->dim, ',');
  put_text(&s->file[DATA], optimizer, ',');
  put_text(&s->file[DATA], names[measure], ',');
  put_number(&s->file[DATA], point->x, ',');
  put_number(&s->file[DATA], point->q.low, ',');
  put_number(&s->file[DATA], point->q.median, ',');
  put_number(&s->file[DATA], point->q.high, '\n');
}

static int put_curve(struct panel *p, size_t optimizer, size_t measure, struct sheets *s,
                     struct error *err)
{
  const struct plot *plot = p->group->plot;
  const struct measured *m = &p->group->of[optimizer];
  const char *label = plot->campaign->optimizers[optimizer].label;
  struct measured_point *points;
  size_t count, first = s->file[DATA].rows;
  int status = measured_curve(m, ALONG_EPOCHS, measure, &p->axis, &points, &count, err);
  if (status) return status;
  struct measured_point end = {0};
  for (size_t i = 0; i < count; i++) {
    if (!isfinite(points[i].q.median)) continue;
    end = points[i];
    put_point(p, label, measure, &end, s);
    p->low = fmin(p->low, isfinite(end.q.low) ? end.q.low : end.q.median);
    p->high = fmax(p->high, isfinite(end.q.high) ? end.q.high : end.q.median);
  }
  free(points);
  if (s->file[DATA].rows == first) return STATUS_OK;
  put_text(&s->file[CURVES], plot->campaign->optimizers[optimizer].label, ',');
  put_text(&s->file[CURVES], names[measure], ',');
  put_style(&s->file[CURVES], &plot->styles[optimizer], ',');
  put_number(&s->file[CURVES], (double)first, ',');
  put_number(&s->file[CURVES], (double)s->file[DATA].rows - 1, ',');
  put_number(&s->file[CURVES], end.x, ',');
  put_number(&s->file[CURVES], end.q.median, ',');
  put_number(&s->file[CURVES], measured_price(m, ALONG_EPOCHS), ',');
  put_number(&s->file[CURVES], measure == TEST_LOSS, '\n');
  p->curves++;
  return STATUS_OK;
}

/* The panel of the measures from `from` to `to`. */
static int write_panel(const struct measured_group *g, size_t column, size_t from, size_t to,
                       struct sheets *s, bool *drawn, struct error *err)
{
  struct panel p = {.group = g,
                    .axis = measured_axis(g, ALONG_EPOCHS, false),
                    .column = column,
                    .first = s->file[CURVES].rows,
                    .low = INFINITY,
                    .high = -INFINITY};
  int status = STATUS_OK;
  for (size_t k = from; k <= to; k++)
    for (size_t o = 0; o < g->plot->campaign->optimizer_count && !status; o++)
      status = put_curve(&p, o, k, s, err);
  if (!status && p.curves)
    measured_put_panel(g, p.column, &p.axis, p.low, p.high, p.first, p.curves, &s->file[PANELS]);
  *drawn |= p.curves > 0;
  return status;
}

static int write_group(const struct measured_group *g, struct sheets *s, bool *drawn,
                       struct error *err)
{
  int status = write_panel(g, 0, TRAIN_LOSS, TEST_LOSS, s, drawn, err);
  return status ? status : write_panel(g, 1, TEST_ACCURACY, TEST_ACCURACY, s, drawn, err);
}

static int write(const struct plot *plot, struct sheets *s, struct error *err)
{
  return measured_groups(plot, names, write_group, s, err);
}

static bool possible(const struct plot *plot, char why[WHY_SIZE])
{
  return measured_possible(plot, names[TRAIN_LOSS], why);
}

const struct figure figure_learning = {
    .name = "learning",
    .summary = "loss and accuracy of models against epochs",
    .sheet = {[DATA] = {NULL, "function,dimension,optimizer,measure,epoch,low,median,high"},
              [CURVES] = {"curves", "optimizer,measure,title,colour,dash,first,last,end_epoch,end,"
                                    "epoch_cost,faint"},
              [PANELS] = {"panels",
                          "row,column,title,dimension,runs,epoch_low,epoch_high,log,low,high,first,"
                          "curves,axis"}},
    .possible = possible,
    .write = write,
    .usual = true,
    .alt = "Learning curves on {title}: loss and accuracy against epochs.",
    .caption =
        "Learning curves on {title}: the loss over training rows (strong lines) and test rows "
        "(faint), and the accuracy over test rows, against epochs. Lines are medians, bands reach "
        "from the lower to the upper quartile of the runs. The number is what an epoch costs.",
};
