/* study.c -- see study.h. */
#include "bench/scale/study.h"

#include <math.h>
#include <string.h>

#include "bench/io/csv_write.h"

enum { EVALUATIONS = 2, LEVELS = 2, SHOWN = 4, OTHERS_SIZE = NETWORKS_MOST * (NETWORK_NAME + 16) };

static const char *const evaluation_names[EVALUATIONS] = {STUDY_FUNCTION, "dear"};
static const double dims[] = {1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8};
static const size_t shown[SHOWN] = {0, 2, 4, 6}; /* panels, and rows of the table */
static const double levels[LEVELS] = {0.9, 0.5}; /* of efficiency */
enum { DIMS = sizeof dims / sizeof *dims };

/* Colours of ../plot/colours.c that stay apart. */
static const char *const colours[SCHEMES_OF_RANKS] = {"#d73976", "#029a98"};

/* Which of a study's cases: an evaluation, a network, a dimension, a scheme. */
struct choice {
  size_t evaluation, network, dim;
  int scheme;
};

static struct scale_case case_of(const struct study *s, const struct choice *c, double ranks)
{
  return (struct scale_case){.dim = dims[c->dim],
                             .population = s->population,
                             .ranks = ranks,
                             .scheme = (enum scheme)c->scheme,
                             .network = &s->costs.network[c->network],
                             .evaluation = c->evaluation ? s->evaluation : 0,
                             .kept = s->kept};
}

/* The next number of ranks: 1, 2, ... 10, 12, ... 20, 25, ... 50, 60, ... 100, 120, and `most` in
 * the end. */
static double next_ranks(double ranks, double most)
{
  double decade = 1;
  while (10 * decade <= ranks) decade *= 10;
  double step = ranks < 2 * decade ? decade / 5 : ranks < 5 * decade ? decade / 2 : decade;
  double next = ranks + fmax(1, step);
  return ranks < most && next > most ? most : next;
}

static size_t rank_count(double most)
{
  size_t count = 0;
  for (double r = 1; r <= most; r = next_ranks(r, most)) count++;
  return count;
}

/* Go through all choices in order, the scheme fastest; false at the end. */
static bool choice_next(const struct study *s, struct choice *c)
{
  if (++c->scheme < SCHEMES_OF_RANKS) return true;
  c->scheme = 0;
  if (++c->dim < DIMS) return true;
  c->dim = 0;
  if (++c->network < s->costs.networks) return true;
  c->network = 0;
  return ++c->evaluation < EVALUATIONS;
}

/* Where the rows of a choice begin in speedup.csv. */
static size_t first_row(const struct study *s, const struct choice *c)
{
  size_t before = (c->evaluation * s->costs.networks + c->network) * DIMS + c->dim;
  return (before * SCHEMES_OF_RANKS + (size_t)c->scheme) * rank_count(s->ranks);
}

static void put_choice(const struct study *s, const struct choice *c, struct csv_file *csv)
{
  put_text(csv, evaluation_names[c->evaluation], ',');
  put_text(csv, s->costs.network[c->network].name, ',');
  put_text(csv, scheme_names[c->scheme], ',');
  put_number(csv, dims[c->dim], ',');
  put_number(csv, s->population, ',');
}

static void speedup_rows(const struct study *s, struct csv_file *csv)
{
  struct choice c = {0};
  do {
    struct scale_case one = case_of(s, &c, 1);
    double alone = scale_predict(&s->costs, &one).seconds;
    for (double r = 1; r <= s->ranks; r = next_ranks(r, s->ranks)) {
      struct scale_case at = case_of(s, &c, r);
      struct generation g = scale_predict(&s->costs, &at);
      put_choice(s, &c, csv);
      put_number(csv, r, ',');
      put_number(csv, g.seconds, ',');
      put_number(csv, alone / g.seconds, ',');
      put_number(csv, alone / g.seconds / r, ',');
      put_number(csv, g.bytes, ',');
      put_text(csv, scale_why(&s->costs, &at), '\n');
    }
  } while (choice_next(s, &c));
}

static void knee_rows(const struct study *s, struct csv_file *csv)
{
  struct choice c = {0};
  do {
    for (int k = 0; k < LEVELS; k++) {
      const char *why;
      struct scale_case at = case_of(s, &c, 1);
      double knee = scale_knee(&s->costs, &at, s->ranks, levels[k], &why);
      put_choice(s, &c, csv);
      put_number(csv, levels[k], ',');
      put_number(csv, knee, ',');
      put_text(csv, why ? why : "nothing", '\n');
    }
  } while (choice_next(s, &c));
}

/* What a model of these processes takes for their network. */
static const struct messages *own_network(const struct study *s)
{
  for (size_t i = 0; i < s->costs.networks; i++)
    if (s->costs.network[i].measured) return &s->costs.network[i];
  return &s->costs.network[0];
}

static void compared_rows(const struct study *s, struct csv_file *csv)
{
  for (size_t i = 0; i < s->points.count; i++) {
    const struct point *p = &s->points.at[i], *one = points_on_one(&s->points, p);
    if (!one) continue;
    struct scale_case at = {.dim = p->dim,
                            .population = p->population,
                            .ranks = p->ranks,
                            .scheme = p->scheme,
                            .network = own_network(s),
                            .kept = s->kept};
    put_text(csv, p->method, ',');
    put_text(csv, scheme_names[p->scheme], ',');
    put_number(csv, p->dim, ',');
    put_number(csv, p->population, ',');
    put_number(csv, p->ranks, ',');
    put_number(csv, p->seconds, ',');
    put_number(csv, scale_predict(&s->costs, &at).seconds, ',');
    put_number(csv, one->seconds / p->seconds, ',');
    put_number(csv, scale_speedup(&s->costs, &at), '\n');
  }
}

/* A row a curve of the figure, panel by panel: those of the first network last, on top. */
static void curve_rows(const struct study *s, struct csv_file *csv)
{
  size_t count = rank_count(s->ranks);
  for (size_t panel = 0; panel < EVALUATIONS * SHOWN; panel++)
    for (size_t n = s->costs.networks; n-- > 0;)
      for (int scheme = 0; scheme < SCHEMES_OF_RANKS; scheme++) {
        struct choice c = {panel / SHOWN, n, shown[panel % SHOWN], scheme};
        struct scale_case end = case_of(s, &c, s->ranks);
        size_t first = first_row(s, &c);
        put_number(csv, (double)panel, ',');
        put_text(csv, n ? "" : scheme_names[scheme], ',');
        put_text(csv, colours[scheme], ',');
        put_number(csv, n ? (double)n + 1 : 1, ',');
        put_number(csv, (double)first, ',');
        put_number(csv, (double)(first + count - 1), ',');
        put_number(csv, scale_speedup(&s->costs, &end), '\n');
      }
}

/* What the strokes of the networks but the first mean, which gnuplot counts from 2; a semicolon is
 * to be a comma there. */
static void others_text(const struct study *s, char text[OTHERS_SIZE])
{
  static const char *const strokes[NETWORKS_MOST - 1] = {"dashed", "dotted", "dash-dotted"};
  text[0] = '\0';
  for (size_t n = 1, used = 0; n < s->costs.networks; n++)
    used += (size_t)snprintf(text + used, OTHERS_SIZE - used, "%s%s: %s", n > 1 ? "; " : "",
                             strokes[n - 1], s->costs.network[n].name);
}

/* A row a panel. */
static void panel_rows(const struct study *s, struct csv_file *csv)
{
  char others[OTHERS_SIZE];
  size_t compared = 0;
  others_text(s, others);
  for (size_t i = 0; i < s->points.count; i++)
    compared += points_on_one(&s->points, &s->points.at[i]) != NULL;
  for (size_t panel = 0; panel < EVALUATIONS * SHOWN; panel++) {
    size_t evaluation = panel / SHOWN;
    put_text(csv, evaluation_names[evaluation], ',');
    put_number(csv, evaluation ? s->evaluation : 0, ',');
    put_number(csv, dims[shown[panel % SHOWN]], ',');
    put_number(csv, s->population, ',');
    put_number(csv, s->ranks, ',');
    put_number(csv, (double)(SCHEMES_OF_RANKS * s->costs.networks), ',');
    put_text(csv, s->costs.network[0].name, ',');
    put_text(csv, others, ',');
    put_number(csv, (double)compared, '\n');
  }
}

#define CHOICE "evaluation,network,scheme,dimension,population,"
static const struct {
  const char *name, *header;
  void (*rows)(const struct study *s, struct csv_file *csv);
  bool for_gnuplot;
} sheets[] = {
    {"speedup.csv", CHOICE "ranks,seconds,speedup,efficiency,bytes,why", speedup_rows, false},
    {"knee.csv", CHOICE "efficiency,ranks,why", knee_rows, false},
    {"compared.csv",
     "method,scheme,dimension,population,ranks,measured_seconds,predicted_seconds,"
     "measured_speedup,predicted_speedup",
     compared_rows, false},
    {"scale-curves.csv", "panel,label,colour,dash,first,last,end", curve_rows, true},
    {"scale-panels.csv",
     "evaluation,seconds,dimension,population,ranks,curves,network,others,compared", panel_rows,
     true},
};

int study_write(const struct study *study, const char *folder, struct error *err)
{
  int status = STATUS_OK;
  for (size_t i = 0; i < sizeof sheets / sizeof *sheets && !status; i++) {
    struct csv_file csv;
    status = csv_create(&csv, folder, sheets[i].name, sheets[i].header, err);
    if (status) break;
    csv.for_gnuplot = sheets[i].for_gnuplot;
    sheets[i].rows(study, &csv);
    status = file_commit(&csv.file, err);
  }
  return status;
}

static void tell_knee(const struct study *s, const struct scale_case *c, double level, FILE *out)
{
  const char *why;
  double knee = scale_knee(&s->costs, c, s->ranks, level, &why);
  char text[64];
  snprintf(text, sizeof text, "%.0f%s%s", knee, why ? ", then " : "", why ? why : " and on");
  fprintf(out, "  %-32s", text);
}

void study_tell(const struct study *s, FILE *out)
{
  const struct messages *m = &s->costs.network[0];
  fprintf(out,
          "a generation of adam@es with %.0f points, on 1 to %.0f ranks; %s: %g us, %g GB/s\n\n"
          "%-10s  %5s  %-8s  %10s  %9s  %-32s  %s\n",
          s->population, s->ranks, m->name, 1e6 * m->latency,
          m->per_byte > 0 ? 1e-9 / m->per_byte : INFINITY, "evaluation", "d", "scheme", "1 rank",
          "speed-up", "ranks at 90 % efficiency", "ranks at 50 %");
  for (size_t e = 0; e < EVALUATIONS; e++)
    for (size_t d = 0; d < SHOWN; d++)
      for (int scheme = 0; scheme < SCHEMES_OF_RANKS; scheme++) {
        struct choice choice = {e, 0, shown[d], scheme};
        struct scale_case c = case_of(s, &choice, 1);
        double alone = scale_predict(&s->costs, &c).seconds;
        c.ranks = s->ranks;
        fprintf(out, "%-10s  %5.0e  %-8s  %8.3g s  %9.4g", evaluation_names[e], c.dim,
                scheme_names[scheme], alone, scale_speedup(&s->costs, &c));
        for (int k = 0; k < LEVELS; k++) tell_knee(s, &c, levels[k], out);
        fputc('\n', out);
      }
  fprintf(out, "\ndear: %g s a point. More in knee.csv.\n", s->evaluation);
}
