/* sheets.c -- see sheets.h. */
#include "bench/dissect/sheets.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "bench/io/file.h"
#include "src/numeric/elementary.h"

/* As gnuplot can read a text in CSV: text.gp turns semicolons back into commas. */
static void put_phrase(struct csv_file *csv, const char *text, char end)
{
  char phrase[sizeof((struct verdict *)0)->text];
  snprintf(phrase, sizeof phrase, "%s", text);
  for (char *at = phrase; (at = strchr(at, ','));) *at = ';';
  put_text(csv, phrase, end);
}

static void put_row(const struct dissection *d, struct csv_file *csv)
{
  put_phrase(csv, d->title, ',');
}

static void put_all(struct csv_file *csv, const double *value, size_t count)
{
  for (size_t i = 0; i < count; i++) put_number(csv, value[i], i + 1 < count ? ',' : '\n');
}
#define PUT_ALL(csv, ...)                                                                          \
  put_all(csv, (const double[]){__VA_ARGS__}, sizeof(const double[]){__VA_ARGS__} / sizeof(double))

static void put_panel(const struct dissection *d, enum analysis analysis, struct csv_file *csv)
{
  struct verdict verdict = verdict_of(d, analysis);
  put_row(d, csv);
  put_phrase(csv, d->weights->task, ',');
  put_number(csv, (double)d->weights->dim, ',');
  put_text(csv, finding_names[verdict.finding], ',');
  put_phrase(csv, verdict.text, ',');
}

/* Fixed points. */

static void rows_points(const struct dissection *d, struct csv_file *csv)
{
  for (size_t i = 0; i < d->visits.points; i++) {
    const struct fixed_point *p = &d->visits.point[i];
    double at[2];
    plane_at(&d->plane, p->state, at);
    put_row(d, csv);
    PUT_ALL(csv, (double)i, (double)p->starts, p->residual, p->radius, fixed_stable(p), p->step,
            i == d->settled, at[0], at[1]);
  }
}

static void rows_states(const struct dissection *d, struct csv_file *csv)
{
  for (size_t i = 0; i < d->visits.points; i++)
    for (size_t j = 0; j < d->recurrence.hidden; j++) {
      put_row(d, csv);
      PUT_ALL(csv, (double)i, (double)j, d->visits.point[i].state[j]);
    }
}

static void rows_eigenvalues(const struct dissection *d, struct csv_file *csv)
{
  struct mode mode[HIDDEN_MOST];
  for (size_t i = 0; i < d->visits.points; i++) {
    fixed_modes(&d->recurrence, 0, d->visits.point[i].state, mode);
    for (size_t j = 0; j < d->recurrence.hidden; j++) {
      put_row(d, csv);
      PUT_ALL(csv, (double)i, mode[j].beta_re, mode[j].beta_im);
    }
  }
}

static void rows_visited(const struct dissection *d, struct csv_file *csv)
{
  for (size_t i = 0; i < d->visits.count; i++) {
    const struct visit *v = &d->visits.visit[i];
    double at[2];
    plane_at(&d->plane, v->state, at);
    put_row(d, csv);
    PUT_ALL(csv, (double)v->run, (double)v->step, (double)v->coordinate, v->gradient, at[0], at[1]);
  }
}

static void rows_path(const struct dissection *d, struct csv_file *csv)
{
  for (size_t k = 0; k <= d->path_steps; k++) {
    const double *state = d->path + k * d->recurrence.hidden;
    double at[2];
    plane_at(&d->plane, state, at);
    put_row(d, csv);
    PUT_ALL(csv, (double)k, recurrence_step(&d->recurrence, 0, state, NULL), at[0], at[1]);
  }
}

static void panel_points(const struct dissection *d, struct csv_file *csv)
{
  put_panel(d, FIXED_POINTS, csv);
  PUT_ALL(csv, d->plane.share[0], d->plane.share[1], (double)d->visits.diverged);
}

/* Momentum. */

static void rows_modes(const struct dissection *d, struct csv_file *csv)
{
  for (size_t j = 0; dissection_point(d) && j < d->recurrence.hidden; j++) {
    const struct mode *m = &d->mode[j];
    put_row(d, csv);
    PUT_ALL(csv, (double)j, m->beta_re, m->beta_im, m->alpha_re, m->alpha_im);
  }
}

static void rows_impulse(const struct dissection *d, struct csv_file *csv)
{
  double ball = d->ball.known ? d->ball.rate : NAN;
  for (size_t k = 0; dissection_point(d) && k < IMPULSE_STEPS; k++, ball *= d->ball.momentum) {
    const struct impulse *i = &d->impulse[k];
    put_row(d, csv);
    PUT_ALL(csv, (double)k, i->all, i->leading, i->given, ball);
  }
}

static void panel_momentum(const struct dissection *d, struct csv_file *csv)
{
  put_panel(d, MOMENTUM, csv);
  PUT_ALL(csv, d->ball.known ? d->ball.rate : NAN, d->ball.known ? d->ball.momentum : NAN);
}

/* Clipping. */

static bool looks_at_updates(const struct dissection *d)
{
  return d->suits == SUITS_ALL && dissection_point(d);
}

static void rows_update(const struct dissection *d, struct csv_file *csv)
{
  for (size_t i = 0; looks_at_updates(d) && i < UPDATE_COUNT; i++) {
    const struct update *u = &d->update[i];
    put_row(d, csv);
    PUT_ALL(csv, u->gradient, u->up, u->down, u->rate);
  }
}

/* From the first bin that holds any to the last. */
static void rows_density(const struct dissection *d, struct csv_file *csv)
{
  size_t first = 1, last = VISIT_BINS;
  while (first <= last && !(d->visits.sizes[first] > 0)) first++;
  while (last > first && !(d->visits.sizes[last] > 0)) last--;
  for (size_t bin = first; bin <= last; bin++) {
    put_row(d, csv);
    PUT_ALL(csv, visits_edge(bin), visits_edge(bin + 1),
            d->visits.sizes[bin] / d->visits.total * DECADE_BINS);
  }
}

static void panel_clipping(const struct dissection *d, struct csv_file *csv)
{
  bool there = looks_at_updates(d);
  put_panel(d, CLIPPING, csv);
  PUT_ALL(csv, there ? dissection_point(d)->step : NAN, there ? d->update[0].rate : NAN,
          there ? clipping_size(d) : NAN, visits_quantile(&d->visits, 0.01),
          visits_quantile(&d->visits, 0.5), visits_quantile(&d->visits, 0.99));
}

/* Schedule. */

static void rows_schedule(const struct dissection *d, struct csv_file *csv)
{
  for (size_t k = 0; d->suits == SUITS_ALL && k <= d->path_steps; k++) {
    const double *state = d->path + k * d->recurrence.hidden;
    put_row(d, csv);
    PUT_ALL(csv, (double)k, d->free_rate[k], recurrence_step(&d->recurrence, 0, state, NULL));
  }
}

static void panel_schedule(const struct dissection *d, struct csv_file *csv)
{
  const struct fixed_point *p = dissection_point(d);
  put_panel(d, SCHEDULE, csv);
  PUT_ALL(csv, rate_gradient,
          looks_at_updates(d) ? recurrence_rate(&d->recurrence, rate_gradient, p->state) : NAN);
}

/* Adaptation: from the largest negative gradient to the largest positive one. */

static void put_held(const struct dissection *d, size_t sign, size_t i, struct csv_file *csv)
{
  const struct fixed_point *p = &d->held[sign][i];
  put_row(d, csv);
  PUT_ALL(csv, d->gradient[sign][i], p->step, 0 - p->slope, p->radius);
}

static void rows_held(const struct dissection *d, struct csv_file *csv)
{
  const struct fixed_point *p = dissection_point(d);
  if (!looks_at_updates(d)) return;
  for (size_t i = d->held_count[1]; i-- > 0;) put_held(d, 1, i, csv);
  put_row(d, csv);
  PUT_ALL(csv, 0, p->step, 0 - p->slope, p->radius);
  for (size_t i = 0; i < d->held_count[0]; i++) put_held(d, 0, i, csv);
}

static void panel_adaptation(const struct dissection *d, struct csv_file *csv)
{
  put_panel(d, ADAPTATION, csv);
  PUT_ALL(csv, held_end(d, 1), held_end(d, 0), visits_quantile(&d->visits, adaptation_rest),
          visits_quantile(&d->visits, 1 - adaptation_rest));
}

#define PANEL "task,dimension,verdict,text,"
const struct sheet sheets[] = {
    {FIXED_POINTS, NULL, "point,starts,residual,radius,stable,drift,settled,pc1,pc2", rows_points},
    {FIXED_POINTS, "states", "point,component,value", rows_states},
    {FIXED_POINTS, "eigenvalues", "point,beta_re,beta_im", rows_eigenvalues},
    {FIXED_POINTS, "visited", "run,step,coordinate,gradient,pc1,pc2", rows_visited},
    {FIXED_POINTS, "path", "step,drift,pc1,pc2", rows_path},
    {FIXED_POINTS, "panels", PANEL "share1,share2,diverged", panel_points},
    {MOMENTUM, NULL, "mode,beta_re,beta_im,alpha_re,alpha_im", rows_modes},
    {MOMENTUM, "impulse", "step,modes,leading,given,heavy_ball", rows_impulse},
    {MOMENTUM, "panels", PANEL "ball_rate,ball_momentum", panel_momentum},
    {CLIPPING, NULL, "gradient,step_up,step_down,rate", rows_update},
    {CLIPPING, "density", "low,high,per_decade", rows_density},
    {CLIPPING, "panels", PANEL "drift,small,half,q01,q50,q99", panel_clipping},
    {SCHEDULE, NULL, "step,rate,drift", rows_schedule},
    {SCHEDULE, "panels", PANEL "gradient,rest", panel_schedule},
    {ADAPTATION, NULL, "gradient,step,slope,radius", rows_held},
    {ADAPTATION, "panels", PANEL "settled_low,settled_high,q01,q99", panel_adaptation},
    {ANALYSES, NULL, NULL, NULL}};

void sheet_name(const struct sheet *s, char name[SHEET_NAME])
{
  snprintf(name, SHEET_NAME, "%s%s%s.csv", analysis_names[s->analysis], s->part ? "-" : "",
           s->part ? s->part : "");
}

static bool has(const struct dissection *d, enum analysis analysis)
{
  if (analysis == FIXED_POINTS) return true;
  if (analysis == SCHEDULE) return d->suits == SUITS_ALL;
  return dissection_point(d) && (d->suits == SUITS_ALL || analysis == MOMENTUM);
}

bool subjects_have(const struct subjects *subjects, enum analysis analysis)
{
  for (size_t i = 0; i < subjects->count; i++)
    if (has(subjects->of[i], analysis)) return true;
  return false;
}

static int write_sheet(const struct subjects *subjects, const struct sheet *sheet, const char *name,
                       const char *folder, struct error *err)
{
  struct csv_file csv;
  char header[200];
  snprintf(header, sizeof header, "file,%s", sheet->header);
  int status = csv_create(&csv, folder, name, header, err);
  if (status) return status;
  csv.for_gnuplot = true;
  for (size_t i = 0; i < subjects->count; i++) sheet->rows(subjects->of[i], &csv);
  return file_commit(&csv.file, err);
}

int sheets_write(const struct subjects *subjects, const char *folder, struct error *err)
{
  int status = STATUS_OK;
  for (const struct sheet *s = sheets; s->header && !status; s++) {
    char name[SHEET_NAME], path[PATH_SIZE];
    sheet_name(s, name);
    if (subjects_have(subjects, s->analysis)) {
      status = write_sheet(subjects, s, name, folder, err);
    } else {
      status = paths_join(path, folder, name, err);
      if (!status) file_remove(path);
    }
  }
  return status;
}
