/* meta_train.c -- optbench meta-train: trains a learned optimizer on a function. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "bench/command/commands.h"
#include "bench/command/execute.h"
#include "bench/driver/watch.h"
#include "bench/io/options.h"
#include "bench/io/say.h"
#include "bench/io/shell.h"
#include "bench/plan/problems.h"
#include "bench/plot/image.h"
#include "bench/record/provenance.h"
#include "bench/tune/meta_files.h"
#include "bench/tune/recipe.h"
#include "src/number.h"

/* Besides those of recipe.h, ahead of them and behind. */
static const struct option_row before[] = {
    {'d', "dimension", "D", "dimension of the function; a task has its own"},
};
static const struct option_row behind[] = {
    {0, "stop", "N", "end after so many generations, to go on later"},
    {0, "seconds", "S", "end after so many seconds, and say where"},
    {0, "from", "FILE", "go on from the weights of a file, or of a name that comes along"},
    {0, "seed", "N", "seed (1)"},
    {'j', "threads", "N", "threads; 0: one a processor (the default)"},
    {0, "out", "DIR", "folder (results/train-TASK)"},
    {0, "force", NULL, "begin again where the folder holds a training"},
    {'h', "help", NULL, "show this"},
    {0},
};
enum {
  BEFORE = sizeof before / sizeof *before,
  BEHIND = sizeof behind / sizeof *behind,
  ROWS = BEFORE + BEHIND + 16
};

static void list_options(struct option_row rows[ROWS])
{
  memcpy(rows, before, sizeof before);
  size_t count = BEFORE;
  for (const struct param *p = recipe_params; p->kind; p++)
    rows[count++] = (struct option_row){
        .name = p->name, .value = p->kind == PARAM_KIND_CHOICE ? "KIND" : "X", .help = p->help};
  memcpy(rows + count, behind, sizeof behind);
}

struct request {
  const struct libraries *libraries;
  struct recipe_typed typed;
  const struct preset *preset;
  bool task; /* the word is that of a task */
  struct recipe recipe;
  struct campaign campaign; /* holds the function */
  struct meta_setup setup;
  struct weights weights; /* of --from */
  const char *out;
  const char *shaped; /* the last option that says what the network is like */
  bool force, help;
  char name[NAME_SIZE], command[WEIGHTS_TEXT];
};

static int take_word(void *context, const struct option_row *row, const char *value,
                     struct error *err)
{
  struct request *r = context;
  if (row) {
    r->help |= !strcmp(row->name, "help");
    return STATUS_OK;
  }
  if (r->typed.word)
    return error_set(err, STATUS_USAGE,
                     "'%.60s' is one word too many; meta-train takes one task or function", value);
  r->typed.word = value;
  return STATUS_OK;
}

static int take_number(const char *name, const char *value, double high, bool whole, double *number,
                       struct error *err)
{
  bool right = whole ? number_parse_count(value, number) : number_parse(value, number);
  if (right && *number >= 0 && *number <= high) return STATUS_OK;
  return error_set(err, STATUS_USAGE, "%s: '%.40s' is not a %snumber from 0 to %g", name, value,
                   whole ? "whole " : "", high);
}

static int take_option(void *context, const struct option_row *row, const char *value,
                       struct error *err)
{
  struct request *r = context;
  struct meta_setup *s = &r->setup;
  const char *name = row ? row->name : "help";
  const struct param *p = param_find(recipe_params, name, strlen(name));
  double number;
  int status = STATUS_OK;
  if (p) {
    if (recipe_shapes(p)) r->shaped = p->name;
    return param_set(p, &r->recipe, "meta-train", value, err);
  }
  if (!strcmp(name, "seed")) {
    status = take_number(name, value, 0x1p53, true, &number, err);
    if (!status) s->seed = (uint64_t)number;
  } else if (!strcmp(name, "stop")) {
    status = take_number(name, value, META_GENERATIONS_MOST, true, &number, err);
    if (!status) s->stop = (size_t)number;
  } else if (!strcmp(name, "seconds")) {
    status = take_number(name, value, 1e9, false, &s->seconds, err);
  } else if (!strcmp(name, "threads")) {
    status = threads_parse(value, &s->threads, err);
  } else if (!strcmp(name, "dimension")) {
    r->typed.dimension = value;
  } else if (!strcmp(name, "from")) {
    r->typed.from = value;
  } else if (!strcmp(name, "out")) {
    r->out = value;
  } else if (!strcmp(name, "force")) {
    r->force = true;
  }
  return status;
}

static int find_preset(struct request *r, struct error *err)
{
  const char *word = r->typed.word;
  if (!word)
    return error_set(
        err, STATUS_USAGE,
        "meta-train needs a task (quadratic, rosenbrock or moons) or a function, as in "
        "`optbench meta-train quadratic`");
  r->preset = preset_find(word, &r->task);
  r->recipe = r->preset->recipe;
  r->setup = (struct meta_setup){.libraries = r->libraries, .seed = 1};
  int status = campaign_defaults(r->libraries, &r->campaign, "train", err);
  if (!status)
    status = campaign_set_functions(r->libraries, &r->campaign,
                                    r->task ? r->preset->function : word, err);
  if (!status && r->campaign.function_count > 1)
    status = error_set(err, STATUS_USAGE, "meta-train takes one function, and '%.60s' are several",
                       word);
  if (status) return status;
  snprintf(r->name, sizeof r->name, "%s",
           r->task ? r->preset->name : r->campaign.functions[0].spec.type->name);
  return STATUS_OK;
}

static int find_function(struct request *r, struct error *err)
{
  struct campaign *c = &r->campaign;
  char own[32];
  const char *dim = r->typed.dimension;
  snprintf(own, sizeof own, "%zu", r->preset->dim);
  int status = campaign_set_optimizers(r->libraries, c, "learned", err);
  if (!status && (dim || (r->task && r->preset->dim)))
    status = campaign_set_dims(c, dim ? dim : own, err);
  if (!status && c->dim_count > 1)
    status = error_set(err, STATUS_USAGE, "meta-train takes one dimension, not %zu", c->dim_count);
  if (!status) status = campaign_find_dims(r->libraries, c, err);
  if (!status && dim) status = campaign_check_dims(c, err);
  if (status) return status;
  struct cell cell = campaign_cell(c, 0);
  r->setup.function = cell.function;
  r->setup.dim = cell.dim;
  const struct function_type *type = cell.function->spec.type;
  if (function_traits(&cell.function->spec) & NO_GRADIENT)
    return error_set(err, STATUS_USAGE, "%.80s has no gradient, which a learned optimizer steps on",
                     cell.function->label);
  if (cell.dim < type->dim_low || (type->dim_high && cell.dim > type->dim_high))
    return error_set(err, STATUS_USAGE, "%.80s cannot have %zu dimensions; change -d",
                     cell.function->label, cell.dim);
  if (strlen(cell.function->label) >= WEIGHTS_TEXT)
    return error_set(err, STATUS_USAGE,
                     "the function's text is over %d characters, which no file of weights takes; "
                     "leave defaults out",
                     WEIGHTS_TEXT - 1);
  return STATUS_OK;
}

static int find_from(struct request *r, struct error *err)
{
  struct meta_setup *s = &r->setup;
  if (!r->typed.from) return STATUS_OK;
  if (r->shaped)
    return error_set(err, STATUS_USAGE,
                     "--from brings a network whole; leave --%s out, or train without --from",
                     r->shaped);
  int status = weights_read(r->typed.from, &r->weights, err);
  if (status) return status;
  s->from = &r->weights;
  s->hidden = r->weights.network.hidden;
  s->inputs = r->weights.network.inputs;
  s->output = r->weights.network.output;
  return STATUS_OK;
}

/* All that the scores depend on. */
static void make_about(const struct request *r, char *text, size_t size)
{
  const struct meta_setup *s = &r->setup;
  const struct param_group group = {.params = recipe_params, .config = (void *)&r->recipe};
  char function[FUNCTION_TEXT], recipe[1000] = "";
  function_format(&s->function->spec, function, sizeof function);
  param_groups_format(&group, 1, recipe, sizeof recipe);
  snprintf(text, size, "; %s\n; %s in %zu dimensions%s; from %s\n", r->command, function, s->dim,
           recipe, s->from ? s->from->digest : "nothing");
}

static int choose_folder(const struct request *r, char folder[PATH_SIZE], struct error *err)
{
  char name[NAME_SIZE + 32];
  if (r->setup.seed == 1)
    snprintf(name, sizeof name, "train-%s", r->name);
  else
    snprintf(name, sizeof name, "train-%s-%llu", r->name, (unsigned long long)r->setup.seed);
  if (!r->out) return paths_join(folder, "results", name, err);
  if (!*r->out || strlen(r->out) >= PATH_SIZE)
    return error_set(err, STATUS_USAGE, "--out needs a folder's name");
  strcpy(folder, r->out);
  return STATUS_OK;
}

static int write_weights(const struct request *r, const char *folder,
                         const struct meta_result *result, struct error *err)
{
  const struct meta_setup *s = &r->setup;
  char name[NAME_SIZE + 16];
  struct weights w = {.network = {s->hidden, s->inputs, s->output, result->number},
                      .dim = s->dim,
                      .steps = s->steps,
                      .score = result->score,
                      .seed = s->seed};
  snprintf(w.task, sizeof w.task, "%.*s", WEIGHTS_TEXT - 1, s->function->label);
  snprintf(w.metric, sizeof w.metric, "%s", metric_names[s->metric]);
  snprintf(w.command, sizeof w.command, "%s", r->command);
  if (result->generations < s->generations) {
    size_t used = strlen(w.command);
    snprintf(w.command + used, sizeof w.command - used, " --stop %zu", result->generations);
  }
  char *text = weights_text(&w);
  if (!text) return error_memory(err, "a network's weights");
  snprintf(name, sizeof name, "%s.weights", r->name);
  int status = file_write(folder, name, text, err);
  free(text);
  return status;
}

static double evaluations(const struct meta_setup *s)
{
  return (double)(2 * s->pairs * s->tasks) * (double)(s->steps + 1);
}

/* Its figure, as PNG and SVG; where there is none, a note. */
static void draw_training(const char *folder)
{
  static const char *const formats[] = {"png", "svg"};
  enum { FORMATS = sizeof formats / sizeof *formats };
  struct image image[FORMATS];
  struct error trouble;
  struct image_folder held;
  int status = images_check(&trouble);
  bool holds = !status && !(status = images_hold(folder, &held, &trouble));
  for (size_t k = 0; k < FORMATS && !status; k++)
    status = image_make("training", formats[k], folder, &image[k], &trouble);
  if (!status) status = images_draw(image, FORMATS, FORMATS, &held, &trouble);
  if (holds) images_release(&held);
  if (status) fprintf(stderr, "optbench: note: no figure: %s\n", trouble.text);
}

static int finish(const struct request *r, const char *folder, struct meta_files *files,
                  const struct meta_result *result, struct error *err)
{
  const struct meta_setup *s = &r->setup;
  bool valid = isfinite(result->score);
  char name[WEIGHTS_TEXT + 40];
  snprintf(name, sizeof name, "%s d%zu", s->function->label, s->dim);
  const struct meta_told told = {.name = name,
                                 .metric = s->metric,
                                 .generations = result->generations,
                                 .evaluations = evaluations(s),
                                 .best = result->best,
                                 .score = result->score};
  int status = meta_files_training(files, &told, err);
  if (!status && valid) status = write_weights(r, folder, result, err);
  if (!status)
    status = provenance_write_alone(folder, r->libraries->optimizers->level, s->threads,
                                    result->seconds, err);
  if (status) return status;
  if (result->generations < s->stop)
    fprintf(stderr, "optbench: %s after %zu of %zu generations; run it again to go on\n",
            result->interrupted ? "interrupted" : "the time is over", result->generations,
            s->generations);
  if (valid) {
    say(stdout, "%s: %s %.4g on %d validation problems, after %zu of %zu generations\n", r->name,
        metric_title(s->metric), result->score, META_VALIDATION_TASKS, result->best,
        result->generations);
    say(stdout, "%s: %s.weights training.csv\n", folder, r->name);
    draw_training(folder);
    char path[SHELL_WORD];
    snprintf(name, sizeof name, "%s.weights", r->name);
    shell_path(folder, name, path);
    if (s->output == OUTPUT_DIRECT && s->inputs <= INPUTS_LOG)
      say(stdout, "next: optbench dissect %s\n", path);
    else
      say(stdout, "next: optbench run -f '%s' -d %zu -o learned:weights=%s\n", s->function->label,
          s->dim, path);
  } else {
    say(stdout, "%s: no generation was validated yet; there are no weights\n", r->name);
  }
  return result->interrupted ? EXIT_INTERRUPTED : STATUS_OK;
}

static int train(struct request *r, struct error *err)
{
  struct meta_setup *s = &r->setup;
  char folder[PATH_SIZE], about[FUNCTION_TEXT + 1000];
  struct meta_files files;
  struct meta_result *result = calloc(1, sizeof *result);
  if (!result) return error_memory(err, "a training");
  make_about(r, about, sizeof about);
  int status = choose_folder(r, folder, err);
  if (!status) status = meta_files_open(folder, about, 2 * s->pairs, r->force, &files, err);
  if (!status) {
    const struct meta_record record = {meta_files_earlier, meta_files_keep, &files};
    status = meta_train(s, &record, result, err);
    if (!status) status = finish(r, folder, &files, result, err);
    meta_files_close(&files);
  }
  free(result);
  return status;
}

static int settle(struct request *r, struct error *err)
{
  struct meta_setup *s = &r->setup;
  enum { EVERY = 10 };
  s->threads = threads_wanted(s->threads);
  s->every = s->generations < EVERY ? s->generations : EVERY;
  if (!s->stop || s->stop > s->generations) s->stop = s->generations;
  if ((double)s->generations * (double)(s->pairs * s->tasks) >
      (double)(META_VALIDATION - META_FIRST))
    return error_set(err, STATUS_USAGE,
                     "%zu generations of %zu x %zu problems are more than there are for training; "
                     "ask for fewer",
                     s->generations, s->pairs, s->tasks);
  size_t length =
      recipe_command(&r->recipe, r->preset, s->seed, &r->typed, r->command, sizeof r->command);
  /* Behind it comes how far it went. */
  if (length + strlen(" --stop 1000000") >= sizeof r->command)
    return error_set(
        err, STATUS_USAGE,
        "the command is over %d characters, which no file of weights takes; use shorter "
        "names",
        WEIGHTS_TEXT - 20);
  return STATUS_OK;
}

int cmd_meta_train(const struct libraries *libraries, int argc, char **argv, struct error *err)
{
  struct request r = {.libraries = libraries};
  struct option_row rows[ROWS];
  list_options(rows);
  int status = options_parse(rows, argc, argv, take_word, &r, err);
  if (status) return status;
  if (r.help) {
    puts("optbench meta-train TASK|FUNCTION [OPTIONS]\n\n"
         "Train a recurrent network, applied to every coordinate, to be an optimizer: on the task\n"
         "quadratic, rosenbrock or moons, or on any function with a gradient. An evolution "
         "strategy\n"
         "makes the score of whole runs better; the best weights on a fixed validation batch are\n"
         "kept. `optbench run -o learned:weights=FILE` runs them, `optbench dissect FILE` takes "
         "them\n"
         "apart. Interrupted, the same command goes on.\n");
    options_help(rows, stdout);
    return STATUS_OK;
  }
  status = find_preset(&r, err);
  if (!status) status = options_parse(rows, argc, argv, take_option, &r, err);
  recipe_setup(&r.recipe, &r.setup);
  if (!status) status = find_function(&r, err);
  if (!status) status = find_from(&r, err);
  if (!status) status = settle(&r, err);
  if (!status) status = train(&r, err);
  weights_free(&r.weights);
  campaign_free(&r.campaign);
  return status;
}
