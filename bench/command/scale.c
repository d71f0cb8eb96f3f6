/* scale.c -- `optbench scale`: predicts how far a generation speeds up over processes, from what
 * its pieces cost on this machine. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "bench/command/commands.h"
#include "bench/io/file.h"
#include "bench/io/options.h"
#include "bench/io/say.h"
#include "bench/plot/image.h"
#include "bench/record/folder.h"
#include "bench/scale/measure.h"
#include "bench/scale/study.h"
#include "src/names.h"
#include "src/number.h"

static const char *const formats[] = {"png", "svg", "pdf", NULL};
enum { FORMATS = 3, JOBS = 2, RANKS_MOST = 1000000 };
static const char default_folder[] = "results/scale";

/* Numbers that an option sets, and their range. */
static const struct limit {
  const char *name;
  bool whole;
  double low, high;
} limits[] = {{"population", true, 2, 4503599627370496.0},
              {"ranks", true, 1, RANKS_MOST},
              {"kept", true, 0, 4503599627370496.0},
              {"evaluation", false, 1e-12, 1e6},
              {"latency", false, 0, 1e6},
              {"bandwidth", true, 1, 4503599627370496.0}};
enum { POPULATION, RANKS, KEPT, EVALUATION, LATENCY, BANDWIDTH, NUMBERS };

struct request {
  const char *out, *costs, *measured;
  double number[NUMBERS];
  bool given[NUMBERS], format[FORMATS], any_format, help;
};

static const struct option_row rows[] = {
    {0, "out", "DIR", "write here instead of results/scale"},
    {0, "costs", "FILE", "take the costs from a costs.csv instead of measuring"},
    {0, "measured", "FILE", "and generations that were timed from a measured.csv"},
    {0, "population", "N", "points a generation (20k: a pair for each of 10k ranks)"},
    {0, "ranks", "N", "predict up to so many (10k)"},
    {0, "evaluation", "SECONDS", "what a point of the dear function takes (0.01)"},
    {0, "latency", "SECONDS", "of a message, in the place of the networks that are assumed"},
    {0, "bandwidth", "BYTES", "of it, a second"},
    {0, "kept", "N", "perturbations, in numbers, that a rank keeps (1048576)"},
    {0, "format", "FORMATS", "png, svg, pdf; the default is png,svg"},
    {'h', "help", NULL, "show this"},
    {0, NULL, NULL, NULL},
};

static void help(void)
{
  puts("optbench scale [OPTIONS]\n\n"
       "Predict how far a generation of adam@es speeds up over 1 to 10,000 processes, in 10^2 to\n"
       "10^8 dimensions, on rosenbrock and on a dear function, from what its pieces cost on this\n"
       "machine and what a message costs; where that stops being linear, and why.\n"
       "  values  scalars alone are sent, and each process makes the others' perturbations again\n"
       "  sums    parts of the gradient as well: each process adds up its own perturbations, and\n"
       "          they exchange the sums\n"
       "The processes of `mpirun -n N optbench-mpi scale` measure what a message between them "
       "takes,\n"
       "and generations that they share. What others measured stays in the folder.\n");
  options_help(rows, stdout);
}

static int take_number(struct request *r, const char *name, const char *value, struct error *err)
{
  size_t k = 0;
  while (strcmp(limits[k].name, name) != 0) k++;
  const struct limit *l = &limits[k];
  bool is =
      l->whole ? number_parse_count(value, &r->number[k]) : number_parse(value, &r->number[k]);
  if (!is || !(r->number[k] >= l->low && r->number[k] <= l->high))
    return error_set(err, STATUS_USAGE, "--%s %.60s: it is a %snumber from %g to %g", name, value,
                     l->whole ? "whole " : "", l->low, l->high);
  r->given[k] = true;
  return STATUS_OK;
}

static int take_name(const char **name, const struct option_row *row, const char *value,
                     struct error *err)
{
  if (!*value || strlen(value) >= PATH_SIZE)
    return error_set(err, STATUS_USAGE, "--%s needs the name of a %s", row->name,
                     strcmp(row->name, "out") ? "file" : "folder");
  *name = value;
  return STATUS_OK;
}

static int take(void *context, const struct option_row *row, const char *value, struct error *err)
{
  struct request *r = context;
  if (!row)
    return error_set(err, STATUS_USAGE, "scale takes options alone, not '%.60s'; see --help",
                     value);
  if (!strcmp(row->name, "out")) return take_name(&r->out, row, value, err);
  if (!strcmp(row->name, "costs")) return take_name(&r->costs, row, value, err);
  if (!strcmp(row->name, "measured")) return take_name(&r->measured, row, value, err);
  if (!strcmp(row->name, "format")) {
    r->any_format = true;
    return names_mark(value, "format", "scale", formats, FORMATS, r->format, err);
  }
  if (!strcmp(row->name, "help")) {
    r->help = true;
    return STATUS_OK;
  }
  return take_number(r, row->name, value, err);
}

/* What was said on the command line is the one network there is. */
static void choose_networks(const struct request *r, struct costs *costs)
{
  if (r->given[LATENCY]) {
    struct messages told = {"given", r->number[LATENCY], 1 / r->number[BANDWIDTH], false};
    costs->networks = 0;
    costs_put_network(costs, &told);
  } else if (!r->costs || !costs->networks) {
    costs_assume_networks(costs);
  }
}

/* The points of the folder, if there are any. */
static int read_there(const char *folder, struct points *points, struct error *err)
{
  char path[PATH_SIZE];
  int status = paths_join(path, folder, points_name, err);
  FILE *there = status ? NULL : fopen(path, "rb");
  if (!there) return status;
  fclose(there);
  return points_read(points, path, err);
}

/* What ranks measured before goes on with their points; a file that cannot be read is made again.
 */
static void keep_networks(const char *folder, struct costs *costs)
{
  char path[PATH_SIZE];
  struct costs before;
  struct error err;
  if (paths_join(path, folder, "costs.csv", &err) || costs_read(&before, path, &err)) return;
  for (size_t i = 0; i < before.networks; i++)
    if (before.network[i].measured) costs_put_network(costs, &before.network[i]);
}

/* What files have, and can be wrong before anything is measured. */
static int read_files(const struct request *r, size_t ranks, const char *folder, struct study *s,
                      struct error *err)
{
  int status = folder_check(folder, FOLDER_SCALE, err);
  if (!status && r->costs) status = costs_read(&s->costs, r->costs, err);
  if (status) return status;
  if (!r->costs && ranks == 1) keep_networks(folder, &s->costs);
  return r->measured ? points_read(&s->points, r->measured, err)
                     : read_there(folder, &s->points, err);
}

/* The ranks measure what messages take between them; the first, what it takes alone. */
static int measure(const struct libraries *libraries, const struct request *r, struct study *s,
                   struct error *err)
{
  struct ranks *ranks = libraries->ranks;
  int status = ranks->rank ? STATUS_OK : measure_costs(libraries, STUDY_FUNCTION, &s->costs, err);
  status = ranks_agree(ranks, status, err);
  if (!status && ranks->size > 1 && !r->given[LATENCY]) {
    struct messages own = measure_messages(ranks);
    costs_put_network(&s->costs, &own);
  }
  if (!status && !r->measured) status = points_measure(libraries, STUDY_FUNCTION, &s->points, err);
  return status;
}

static int gather(const struct libraries *libraries, const struct request *r, const char *folder,
                  struct study *s, struct error *err)
{
  struct ranks *ranks = libraries->ranks;
  int status = ranks->rank ? STATUS_OK : read_files(r, ranks->size, folder, s, err);
  status = ranks_agree(ranks, status, err);
  if (!status && !r->costs) status = measure(libraries, r, s, err);
  if (!status) choose_networks(r, &s->costs);
  return status;
}

static int write_table(const struct study *s, const char *folder, struct error *err)
{
  struct file file;
  int status = file_create(&file, folder, folder_table, err);
  if (status) return status;
  fputs(folder_marks[FOLDER_SCALE], file.stream);
  study_tell(s, file.stream);
  return file_commit(&file, err);
}

static int draw_figure(const struct request *r, const char *folder, const struct image_folder *held,
                       struct error *err)
{
  struct image image[FORMATS];
  struct error missing;
  size_t count = 0;
  if (images_check(&missing)) {
    fprintf(stderr, "optbench: note: no figure: %s\n", missing.text);
    return STATUS_OK;
  }
  for (size_t k = 0; k < FORMATS; k++) {
    if (!r->format[k]) continue;
    int status = image_make("scale", formats[k], folder, &image[count++], err);
    if (status) return status;
  }
  return images_draw(image, count, JOBS, held, err);
}

static int write_all(const struct request *r, const struct study *s, const char *folder,
                     struct error *err)
{
  struct image_folder held;
  int status = images_hold(folder, &held, err);
  if (status) return status;
  status = write_table(s, folder, err);
  if (!status) status = costs_write(&s->costs, folder, err);
  if (!status && s->points.count) status = points_write(&s->points, folder, err);
  if (!status) status = study_write(s, folder, err);
  if (!status) study_tell(s, stdout);
  if (!status) status = draw_figure(r, folder, &held, err);
  if (!status) say(stdout, "%s: %s, its CSV and its figure\n", folder, folder_table);
  images_release(&held);
  return status;
}

static int parse(struct request *r, int argc, char **argv, struct error *err)
{
  int status = options_parse(rows, argc, argv, take, r, err);
  if (!status && !r->help && r->given[LATENCY] != r->given[BANDWIDTH])
    status = error_set(err, STATUS_USAGE, "--latency and --bandwidth make one network; give both");
  if (!r->any_format) r->format[0] = r->format[1] = true;
  return status;
}

/* All ranks come here; the first alone reads, writes and speaks. */
int cmd_scale(const struct libraries *libraries, int argc, char **argv, struct error *err)
{
  struct request r = {
      .number = {[POPULATION] = 20000, [RANKS] = 10000, [KEPT] = SCALE_KEPT, [EVALUATION] = 0.01}};
  struct ranks *ranks = libraries->ranks;
  int status = ranks_agree(ranks, parse(&r, argc, argv, err), err);
  if (status) return status;
  if (r.help) {
    help();
    return STATUS_OK;
  }
  const char *folder = r.out ? r.out : default_folder;
  struct study *s = calloc(1, sizeof *s);
  status = ranks_agree(ranks, s ? STATUS_OK : error_memory(err, "a table of costs"), err);
  if (!status) {
    s->population = r.number[POPULATION];
    s->ranks = r.number[RANKS];
    s->kept = r.number[KEPT];
    s->evaluation = r.number[EVALUATION];
    status = gather(libraries, &r, folder, s, err);
  }
  if (!status) {
    if (!ranks->rank) status = write_all(&r, s, folder, err);
    status = ranks_agree(ranks, status, err);
  }
  free(s);
  return status;
}
