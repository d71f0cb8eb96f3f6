/* gallery.c -- `optbench gallery`: runs the campaigns behind the figures that the README shows,
 * where their results are missing, draws the figures and copies them into one folder. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "bench/command/commands.h"
#include "bench/io/options.h"
#include "bench/plot/figure.h"

static const char default_folder[] = "plots/gallery";

/* A campaign's figure, as PNG and, if it moves, as GIF; `name` is the file's in the gallery. */
static const struct exhibit {
  const char *campaign, *figure, *name;
} exhibits[] = {
    {"population", "population", "population"}, {"plateau", "plateau", "plateau"},
    {"tunnelling", "tunnelling", "tunnelling"}, {"spread", "spread", "spread"},
    {"dimension", "dimension", "dimension"},    {"sensitivity", "scan", "sensitivity"},
    {"valley", "trajectories", "trajectories"}, {"smoothing", "smoothing", "smoothing"},
    {"deviation", "deviation", "deviation"},    {"stepsize", "stepsize", "stepsize"},
    {"card", "convergence", "convergence"},     {"card", "profile", "profile"},
};
enum { EXHIBITS = sizeof exhibits / sizeof *exhibits };

struct request {
  const char *folder;
  const char *threads;
  bool only[EXHIBITS], any_only, help;
};

static const struct option_row rows[] = {
    {0, "only", "NAMES", "these alone, as A,B"},
    {'j', "threads", "N", "threads; 0: one a processor (the default)"},
    {'h', "help", NULL, "show this"},
    {0, NULL, NULL, NULL},
};

static void help(FILE *out)
{
  fprintf(out,
          "optbench gallery [DIR] [OPTIONS]\n\n"
          "Remake the figures that the README shows: run their campaigns where results/ has not\n"
          "their results, draw them and copy them into DIR (%s).\n\n",
          default_folder);
  options_help(rows, out);
  fputs("\nFigures:\n", out);
  for (size_t i = 0; i < EXHIBITS; i++)
    fprintf(out, "  %-14s of the campaign %s\n", exhibits[i].name, exhibits[i].campaign);
}

static int take(void *context, const struct option_row *row, const char *value, struct error *err)
{
  struct request *r = context;
  if (!row) {
    if (r->folder)
      return error_set(err, STATUS_USAGE, "gallery takes one folder, not '%.60s' too", value);
    r->folder = value;
  } else if (!strcmp(row->name, "only")) {
    const char *names[EXHIBITS];
    for (size_t i = 0; i < EXHIBITS; i++) names[i] = exhibits[i].name;
    r->any_only = true;
    return names_mark(value, "figure", "gallery", names, EXHIBITS, r->only, err);
  } else if (!strcmp(row->name, "threads")) {
    r->threads = value;
  } else {
    r->help = true;
  }
  return STATUS_OK;
}

/* options_parse may not write to what it is given, but takes char *. */
static int command(const struct libraries *libraries,
                   int (*run)(const struct libraries *, int, char **, struct error *),
                   const char *const *words, struct error *err)
{
  enum { WORDS_LIMIT = 12, WORD_SIZE = PATH_SIZE };
  int count = 0;
  char *argv[WORDS_LIMIT + 1] = {NULL};
  int status = STATUS_OK;
  for (; words[count] && count < WORDS_LIMIT && !status; count++) {
    argv[count] = strdup(words[count]);
    if (!argv[count]) status = error_memory(err, "a command");
  }
  if (!status) status = run(libraries, count, argv, err);
  for (int i = 0; i < WORDS_LIMIT; i++) free(argv[i]);
  return status;
}

/* The folder that holds the campaign's results in the end. What is there already stays; if it is of
 * something else, the gallery's own go beside it. */
static int run_campaign(const struct libraries *libraries, const struct request *r,
                        const char *campaign, char folder[PATH_SIZE], struct error *err)
{
  const char *threads = r->threads ? r->threads : "0";
  snprintf(folder, PATH_SIZE, "results/%s", campaign);
  const char *const plain[] = {"run", campaign, "-j", threads, NULL};
  int status = command(libraries, cmd_run, plain, err);
  if (status != STATUS_USAGE) return status;
  snprintf(folder, PATH_SIZE, "results/gallery-%s", campaign);
  const char *const aside[] = {"run", campaign, "-j", threads, "--out", folder, "--force", NULL};
  return command(libraries, cmd_run, aside, err);
}

static int copy(const char *from, const char *folder, const char *name, struct error *err)
{
  char block[1 << 14];
  struct file out;
  FILE *in = fopen(from, "rb");
  if (!in) return error_set(err, STATUS_IO, "cannot read %.300s: %s", from, strerror(errno));
  int status = file_create(&out, folder, name, err);
  if (!status) {
    for (size_t count; (count = fread(block, 1, sizeof block, in)) > 0;)
      fwrite(block, 1, count, out.stream);
    if (ferror(in)) {
      status = error_set(err, STATUS_IO, "cannot read %.300s: %s", from, strerror(errno));
      file_abandon(&out);
    } else {
      status = file_commit(&out, err);
    }
  }
  fclose(in);
  return status;
}

static const struct figure *find(const char *name)
{
  size_t i = 0;
  while (strcmp(figures[i]->name, name) != 0) i++;
  return figures[i];
}

static int show(const struct libraries *libraries, const struct exhibit *e, const char *results,
                const char *folder, struct error *err)
{
  const struct figure *figure = find(e->figure);
  static const char *const endings[] = {"png", "gif"};
  const char *const words[] = {
      "plot", results, "--only", e->figure, "--format", figure->animated ? "png,gif" : "png", NULL};
  int status = command(libraries, cmd_plot, words, err);
  for (size_t k = 0; k < (figure->animated ? 2 : 1) && !status; k++) {
    char from[PATH_SIZE], name[NAME_SIZE + 8];
    snprintf(name, sizeof name, "figures/%s.%s", e->figure, endings[k]);
    status = paths_join(from, results, name, err);
    snprintf(name, sizeof name, "%s.%s", e->name, endings[k]);
    if (!status) status = copy(from, folder, name, err);
  }
  return status;
}

int cmd_gallery(const struct libraries *libraries, int argc, char **argv, struct error *err)
{
  struct request request = {0};
  char results[PATH_SIZE] = "";
  int status = options_parse(rows, argc, argv, take, &request, err);
  if (status) return status;
  if (request.help) {
    help(stdout);
    return STATUS_OK;
  }
  const char *folder = request.folder ? request.folder : default_folder, *campaign = "";
  status = paths_make_folder(folder, err);
  for (size_t i = 0; i < EXHIBITS && !status; i++) {
    const struct exhibit *e = &exhibits[i];
    if (request.any_only && !request.only[i]) continue;
    if (strcmp(campaign, e->campaign) != 0)
      status = run_campaign(libraries, &request, e->campaign, results, err);
    campaign = e->campaign;
    if (!status) status = show(libraries, e, results, folder, err);
  }
  if (!status) printf("%s: as the README shows them\n", folder);
  return status;
}
