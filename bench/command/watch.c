/* watch.c -- `optbench watch`: an episode of a policy that a run of a campaign's results kept. */
#include <stdlib.h>
#include <string.h>

#include "bench/command/commands.h"
#include "bench/io/options.h"
#include "bench/plan/part.h"
#include "bench/plot/episode.h"
#include "bench/plot/ranked.h"
#include "bench/record/results_find.h"
#include "src/names.h"
#include "src/number.h"

struct request {
  const char *results, *function, *optimizer, *out, *point;
  size_t dim, instance, repetition, episode;
  bool any_dim, any_instance, any_format, help;
  bool format[DRAW_FORMATS];
};

static const struct option_row rows[] = {
    {'f', "function", "FUNCTION", "whose policy; needed where several have episodes"},
    {'o', "optimizer", "OPTIMIZER", "who found it; needed where there are several"},
    {'d', "dimension", "D", "where the function was run in several"},
    {'i', "instance", "I", "the default is the first"},
    {0, "repetition", "R", "which run (0)"},
    {0, "point", "POINT", "best or final; the default is best"},
    {0, "episode", "E", "which of the function's episodes (0)"},
    {0, "out", "DIR", "write here; the default is RESULTS/watch/ with a folder a policy"},
    {0, "format", "FORMATS", "gif (it moves), png, svg, pdf (six moments); the default is gif,png"},
    {'h', "help", NULL, "show this"},
    {0, NULL, NULL, NULL},
};

static void help(FILE *out)
{
  fputs(
      "optbench watch [RESULTS] [OPTIONS]\n\n"
      "Live through an episode of a policy that a run kept (`optbench run --save-x`): its steps\n"
      "as episode.csv and, drawn from that, as a film. RESULTS is the folder of a campaign's\n"
      "results, or that folder's name under results/; without it, the one last written there.\n\n",
      out);
  options_help(rows, out);
}

static int take_count(const struct option_row *row, const char *value, size_t *count,
                      struct error *err)
{
  double number;
  if (!number_parse_count(value, &number))
    return error_set(err, STATUS_USAGE, "--%s: '%.40s' is not a whole number from 0 on", row->name,
                     value);
  *count = (size_t)number;
  return STATUS_OK;
}

static int take(void *context, const struct option_row *row, const char *value, struct error *err)
{
  struct request *r = context;
  if (!row) {
    if (r->results)
      return error_set(err, STATUS_USAGE, "watch takes one folder of results, not '%.60s' too",
                       value);
    r->results = value;
    return STATUS_OK;
  }
  const struct {
    const char *name;
    size_t *count;
    bool *given;
  } counts[] = {{"dimension", &r->dim, &r->any_dim},
                {"instance", &r->instance, &r->any_instance},
                {"repetition", &r->repetition, NULL},
                {"episode", &r->episode, NULL}};
  for (size_t i = 0; i < sizeof counts / sizeof *counts; i++) {
    if (strcmp(row->name, counts[i].name) != 0) continue;
    if (counts[i].given) *counts[i].given = true;
    return take_count(row, value, counts[i].count, err);
  }
  if (!strcmp(row->name, "function")) {
    r->function = value;
  } else if (!strcmp(row->name, "optimizer")) {
    r->optimizer = value;
  } else if (!strcmp(row->name, "out")) {
    if (!*value || strlen(value) >= PATH_SIZE / 2)
      return error_set(err, STATUS_USAGE, "--out needs a folder's name");
    r->out = value;
  } else if (!strcmp(row->name, "point")) {
    if (strcmp(value, "best") != 0 && strcmp(value, "final") != 0)
      return error_set(err, STATUS_USAGE, "--point: '%.40s' is not best or final", value);
    r->point = value;
  } else if (!strcmp(row->name, "format")) {
    r->any_format = true;
    return names_mark(value, "format", "watch", draw_formats, DRAW_FORMATS, r->format, err);
  } else {
    r->help = true;
  }
  return STATUS_OK;
}

/* Labels of a campaign that a word may mean. */
struct choice {
  const char *what, *option, *word; /* word: as typed; NULL: none */
  size_t count;
  const char *(*label)(const struct campaign *campaign, size_t i);
  bool (*fits)(const struct campaign *campaign, size_t i); /* where there is no word */
};

static const char *function_label(const struct campaign *c, size_t i)
{
  return c->functions[i].label;
}
static const char *optimizer_label(const struct campaign *c, size_t i)
{
  return c->optimizers[i].label;
}
static bool has_episodes(const struct campaign *c, size_t i)
{
  return c->functions[i].spec.type->episode != NULL;
}
static bool always(const struct campaign *c, size_t i)
{
  (void)c;
  (void)i;
  return true;
}

/* Is it the label, or the name that it begins with? */
static bool means(const char *word, const char *label, bool whole)
{
  size_t name = strcspn(label, ":");
  return whole ? !strcmp(word, label) : strlen(word) == name && !strncmp(word, label, name);
}

/* "A, B, ..." of those that fit, as far as there is room. */
static void list_labels(const struct campaign *c, const struct choice *k, char text[300])
{
  size_t used = 0;
  for (size_t i = 0; i < k->count; i++) {
    const char *label = k->label(c, i);
    if (!k->fits(c, i)) continue;
    if (used + strlen(label) + 8 > 300) {
      strcpy(text + used, ", ...");
      return;
    }
    used += (size_t)snprintf(text + used, 300 - used, "%s%s", used ? ", " : "", label);
  }
}

/* The one label that is meant: the whole of it, or the name of one alone. */
static int choose(const struct campaign *c, const struct choice *k, size_t *index,
                  struct error *err)
{
  char list[300] = "";
  size_t found = 0;
  for (size_t i = 0; k->word && i < k->count; i++) {
    *index = i;
    if (means(k->word, k->label(c, i), true)) return STATUS_OK;
  }
  for (size_t i = 0; i < k->count; i++) {
    if (k->word ? !means(k->word, k->label(c, i), false) : !k->fits(c, i)) continue;
    *index = i;
    found++;
  }
  if (found == 1) return STATUS_OK;
  list_labels(c, k, list);
  if (!k->word && !*list)
    return error_set(err, STATUS_USAGE, "no %s of the campaign %.60s has episodes to watch",
                     k->what, c->name);
  if (!k->word || found)
    return error_set(err, STATUS_USAGE, "which %s? Choose one with %s: %s", k->what, k->option,
                     list);
  struct nearest near = nearest_begin(k->word);
  for (size_t i = 0; i < k->count; i++) nearest_try(&near, k->label(c, i));
  if (near.name)
    return error_set(err, STATUS_USAGE, "the campaign has no %s '%.60s'; did you mean '%s'?",
                     k->what, k->word, near.name);
  return error_set(err, STATUS_USAGE, "the campaign has no %s '%.60s'; it has %s", k->what, k->word,
                   *list ? list : "no such");
}

static int find_cell(const struct campaign *c, const struct request *r, struct cell *cell,
                     struct error *err)
{
  const struct choice of_function = {"function",        "-f",           r->function,
                                     c->function_count, function_label, has_episodes},
                      of_optimizer = {"optimizer",     "-o",  r->optimizer, c->optimizer_count,
                                      optimizer_label, always};
  size_t function = 0, optimizer = 0, found = 0;
  int status = choose(c, &of_function, &function, err);
  if (!status) status = choose(c, &of_optimizer, &optimizer, err);
  if (status) return status;
  for (size_t i = 0; i < campaign_cell_count(c); i++) {
    struct cell one = campaign_cell(c, i);
    if (one.function != &c->functions[function] || one.optimizer != &c->optimizers[optimizer])
      continue;
    if (r->any_dim && one.dim != r->dim) continue;
    if (r->any_instance ? one.instance != r->instance : one.instance != c->instances[0]) continue;
    *cell = one;
    found++;
  }
  if (found == 1) return STATUS_OK;
  if (found)
    return error_set(err, STATUS_USAGE, "%.60s was run in %zu dimensions: choose one with -d",
                     c->functions[function].label, found);
  return error_set(err, STATUS_USAGE,
                   "the campaign has no %.60s by %.60s of that dimension and "
                   "instance",
                   c->functions[function].label, c->optimizers[optimizer].label);
}

/* RESULTS/watch/CELL-run0-best-episode0 */
static int name_folder(const char *results, const struct cell *cell, const struct request *r,
                       char out[PATH_SIZE], struct error *err)
{
  char name[CELL_NAME_SIZE], inner[CELL_NAME_SIZE + 96];
  cell_name(cell, name);
  snprintf(inner, sizeof inner, "watch/%s-run%zu-%s-episode%zu", name, r->repetition, r->point,
           r->episode);
  return paths_join(out, results, inner, err);
}

static int watch(const struct libraries *libraries, const struct campaign *c, const char *results,
                 const struct request *r, struct error *err)
{
  char out[PATH_SIZE];
  struct cell cell;
  struct style *styles = NULL;
  int status = find_cell(c, r, &cell, err);
  if (!status) status = name_folder(results, &cell, r, out, err);
  if (!status) status = styles_of_folder(libraries, c, results, &styles, err);
  if (status) return status;
  struct watched watched = {.libraries = libraries,
                            .campaign = c,
                            .style = &styles[cell.optimizer - c->optimizers],
                            .cell = &cell,
                            .results = results,
                            .out = r->out ? r->out : out,
                            .point = r->point,
                            .repetition = r->repetition,
                            .episode = r->episode};
  memcpy(watched.format, r->format, sizeof watched.format);
  status = episode_draw(&watched, err);
  free(styles);
  return status;
}

int cmd_watch(const struct libraries *libraries, int argc, char **argv, struct error *err)
{
  struct request request = {.point = "best"};
  char folder[PATH_SIZE], file[PATH_SIZE];
  struct campaign campaign;
  int status = options_parse(rows, argc, argv, take, &request, err);
  if (status) return status;
  if (request.help) {
    help(stdout);
    return STATUS_OK;
  }
  if (!request.any_format) request.format[DRAW_PNG] = request.format[DRAW_GIF] = true;
  status = results_locate(request.results, folder, err);
  if (!status) status = paths_join(file, folder, "campaign.ini", err);
  if (!status) status = campaign_load(libraries, file, &campaign, err);
  if (status) return status;
  status = watch(libraries, &campaign, folder, &request, err);
  campaign_free(&campaign);
  return status;
}
