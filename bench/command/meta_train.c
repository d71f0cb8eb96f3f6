/* meta_train.c -- optbench meta-train: trains a learned optimizer on a function. */
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bench/command/commands.h"
#include "bench/command/execute.h"
#include "bench/driver/watch.h"
#include "bench/io/options.h"
#include "bench/io/shell.h"
#include "bench/plan/problems.h"
#include "bench/plot/image.h"
#include "bench/record/provenance.h"
#include "bench/tune/meta_files.h"
#include "src/number.h"

enum { MINUTE = 60 };

/* What a task's name stands for: how it is trained unless told otherwise. */
struct preset {
  const char *name, *function;
  size_t dim; /* 0: its own */
  enum metric metric;
  enum network_inputs inputs;
  enum network_result output;
  double log_scale, rate, sigma;
  size_t generations, pairs, tasks;
};

static const struct preset presets[] = {
    {"quadratic", "loguniform", 5, METRIC_RATIO, INPUTS_GRADIENT, OUTPUT_DIRECT, 0, 0.015, 0.03,
     12000, 32, 4},
    {"rosenbrock", "rosenbrock:signs=random", 2, METRIC_LOG, INPUTS_LOG, OUTPUT_SCALED, 0, 0.02,
     0.03, 16000, 32, 2},
    /* It begins as Adam of the rate 0.1. */
    {"moons",
     "mlp:data=moons,rows=1024,data_noise=0.1,hidden=16-16,activation=tanh,output=logistic,"
     "norm_penalty=0.005,init=glorot-normal,one_set=yes,batch=128",
     0, METRIC_LOG, INPUTS_ADAM, OUTPUT_ADAM, -2.3, 0.04, 0.05, 1200, 16, 2},
    {.name = NULL}};

static const struct option_row rows[] = {
    {'d', "dimension", "D", "dimension of the function; a task has its own"},
    {0, "generations", "N", "generations of the whole training"},
    {0, "stop", "N", "end after so many of them, as a training that is resumed later"},
    {0, "seconds", "S", "end after so many seconds, and say where"},
    {0, "metric", "ratio|log", "make the mean f/f0, or the mean log10 f, of the trajectory small"},
    {0, "inputs", "KIND", "what the network sees: gradient, log, adam or tensor"},
    {0, "output", "KIND", "what comes of what it says: direct, scaled or adam"},
    {0, "hidden", "N", "units of the network (8)"},
    {0, "steps", "N", "steps of an unroll (200)"},
    {0, "pairs", "N", "antithetic pairs a generation"},
    {0, "tasks", "N", "fresh problems of each pair"},
    {0, "rate", "R", "learning rate at first; it falls by a cosine"},
    {0, "sigma", "S", "deviation of the weights at first; it falls to half"},
    {0, "log-scale", "L", "where the log of the step's scale begins"},
    {0, "from", "FILE", "go on from the weights of a file, or of a name that comes along"},
    {0, "seed", "N", "seed (1)"},
    {'j', "threads", "N", "threads; 0: one a processor (the default)"},
    {0, "out", "DIR", "folder (results/train-TASK)"},
    {0, "force", NULL, "begin again where the folder holds a training"},
    {'h', "help", NULL, "show this"},
    {0},
};

struct request {
  const struct libraries *libraries;
  const char *word, *out, *from;
  const struct preset *preset;
  struct campaign campaign; /* holds the function */
  struct meta_setup setup;
  struct weights weights; /* of --from */
  const char *dim;
  const char *shaped; /* the last option that says what the network is like */
  bool force, help, stopped;
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
  if (r->word)
    return error_set(err, STATUS_USAGE,
                     "'%.60s' is one word too many; meta-train takes one task or function", value);
  r->word = value;
  return STATUS_OK;
}

/* An option that holds a whole number, and where it goes. */
static bool find_count(struct request *r, const char *name, size_t **to, double *low, double *high)
{
  struct meta_setup *s = &r->setup;
  const struct {
    const char *name;
    size_t *to;
    double low, high;
  } counts[] = {{"generations", &s->generations, 1, META_GENERATIONS_MOST},
                {"stop", &s->stop, 1, META_GENERATIONS_MOST},
                {"hidden", &s->hidden, 1, HIDDEN_MOST},
                {"steps", &s->steps, 1, 1e6},
                {"pairs", &s->pairs, 1, META_PAIRS_MOST},
                {"tasks", &s->tasks, 1, META_TASKS_MOST}};
  for (size_t i = 0; i < sizeof counts / sizeof *counts; i++)
    if (!strcmp(name, counts[i].name)) {
      *to = counts[i].to;
      *low = counts[i].low;
      *high = counts[i].high;
      return true;
    }
  return false;
}

static bool find_real(struct request *r, const char *name, double **to, double *low, double *high)
{
  struct meta_setup *s = &r->setup;
  const struct {
    const char *name;
    double *to, low, high;
  } reals[] = {{"rate", &s->rate, 1e-6, 10},
               {"sigma", &s->sigma, 1e-6, 10},
               {"log-scale", &s->log_scale, -100, 100},
               {"seconds", &s->seconds, 0, 1e9}};
  for (size_t i = 0; i < sizeof reals / sizeof *reals; i++)
    if (!strcmp(name, reals[i].name)) {
      *to = reals[i].to;
      *low = reals[i].low;
      *high = reals[i].high;
      return true;
    }
  return false;
}

static int take_choice(const char *name, const char *value, const char *const *names, int *chosen,
                       struct error *err)
{
  for (int i = 0; names[i]; i++)
    if (!strcmp(value, names[i])) {
      *chosen = i;
      return STATUS_OK;
    }
  char all[80] = "";
  for (int i = 0; names[i]; i++) {
    if (i) strcat(all, names[i + 1] ? ", " : " or ");
    strcat(all, names[i]);
  }
  return error_set(err, STATUS_USAGE, "%s: '%.40s' is none of %s", name, value, all);
}

static int take_option(void *context, const struct option_row *row, const char *value,
                       struct error *err)
{
  struct request *r = context;
  struct meta_setup *s = &r->setup;
  const char *name = row ? row->name : "help";
  size_t *count;
  double *real, low, high, number;
  int chosen = 0, status = STATUS_OK;
  if (!strcmp(name, "help")) return STATUS_OK;
  if (!strcmp(name, "hidden") || !strcmp(name, "inputs") || !strcmp(name, "output") ||
      !strcmp(name, "log-scale"))
    r->shaped = name;
  if (find_count(r, name, &count, &low, &high)) {
    if (!number_parse_count(value, &number) || number < low || number > high)
      return error_set(err, STATUS_USAGE, "%s: '%.40s' is not a whole number from %g to %g", name,
                       value, low, high);
    *count = (size_t)number;
    r->stopped |= count == &s->stop;
  } else if (find_real(r, name, &real, &low, &high)) {
    if (!number_parse(value, &number) || number < low || number > high)
      return error_set(err, STATUS_USAGE, "%s: '%.40s' is not a number from %g to %g", name, value,
                       low, high);
    *real = number;
  } else if (!strcmp(name, "metric")) {
    status = take_choice(name, value, metric_names + 1, &chosen, err);
    s->metric = (enum metric)(chosen + 1);
  } else if (!strcmp(name, "inputs")) {
    status = take_choice(name, value, network_inputs, &chosen, err);
    s->inputs = (enum network_inputs)chosen;
  } else if (!strcmp(name, "output")) {
    status = take_choice(name, value, network_outputs, &chosen, err);
    s->output = (enum network_result)chosen;
  } else if (!strcmp(name, "seed")) {
    if (!number_parse_whole(value, &number) || number < 0)
      return error_set(err, STATUS_USAGE, "seed: '%.40s' is not a whole number from 0 to 2^53",
                       value);
    s->seed = (uint64_t)number;
  } else if (!strcmp(name, "threads")) {
    status = threads_parse(value, &s->threads, err);
  } else if (!strcmp(name, "dimension")) {
    r->dim = value;
  } else if (!strcmp(name, "from")) {
    r->from = value;
  } else if (!strcmp(name, "out")) {
    r->out = value;
  } else if (!strcmp(name, "force")) {
    r->force = true;
  }
  return status;
}

/* The preset of that name, or of a function the first one's. */
static int find_preset(struct request *r, struct error *err)
{
  if (!r->word)
    return error_set(
        err, STATUS_USAGE,
        "meta-train needs a task (quadratic, rosenbrock or moons) or a function, as in "
        "`optbench meta-train quadratic`");
  r->preset = presets;
  while (r->preset->name && strcmp(r->preset->name, r->word) != 0) r->preset++;
  bool task = r->preset->name != NULL;
  if (!task) r->preset = presets;
  const struct preset *p = r->preset;
  r->setup = (struct meta_setup){.libraries = r->libraries,
                                 .steps = 200,
                                 .metric = p->metric,
                                 .hidden = 8,
                                 .inputs = p->inputs,
                                 .output = p->output,
                                 .log_scale = p->log_scale,
                                 .generations = p->generations,
                                 .pairs = p->pairs,
                                 .tasks = p->tasks,
                                 .rate = p->rate,
                                 .sigma = p->sigma,
                                 .seed = 1};
  int status = campaign_defaults(r->libraries, &r->campaign, "train", err);
  if (!status)
    status = campaign_set_functions(r->libraries, &r->campaign, task ? p->function : r->word, err);
  if (!status && r->campaign.function_count > 1)
    status = error_set(err, STATUS_USAGE, "meta-train takes one function, and '%.60s' are several",
                       r->word);
  if (status) return status;
  snprintf(r->name, sizeof r->name, "%s",
           task ? p->name : r->campaign.functions[0].spec.type->name);
  return STATUS_OK;
}

static int find_function(struct request *r, struct error *err)
{
  struct campaign *c = &r->campaign;
  char own[32];
  bool task = !strcmp(r->name, r->word);
  snprintf(own, sizeof own, "%zu", r->preset->dim);
  int status = campaign_set_optimizers(r->libraries, c, "learned", err);
  if (!status && (r->dim || (task && r->preset->dim)))
    status = campaign_set_dims(c, r->dim ? r->dim : own, err);
  if (!status && c->dim_count > 1)
    status = error_set(err, STATUS_USAGE, "meta-train takes one dimension, not %zu", c->dim_count);
  if (!status) status = campaign_find_dims(r->libraries, c, err);
  if (!status && r->dim) status = campaign_check_dims(c, err);
  if (status) return status;
  struct cell cell = campaign_cell(c, 0);
  r->setup.function = cell.function;
  r->setup.dim = cell.dim;
  const struct function_type *type = cell.function->spec.type;
  if (type->traits & NO_GRADIENT)
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
  if (!r->from) return STATUS_OK;
  if (r->shaped)
    return error_set(err, STATUS_USAGE,
                     "--from brings a network whole; leave --%s out, or train without --from",
                     r->shaped);
  int status = weights_read(r->from, &r->weights, err);
  if (status) return status;
  s->from = &r->weights;
  s->hidden = r->weights.network.hidden;
  s->inputs = r->weights.network.inputs;
  s->output = r->weights.network.output;
  return STATUS_OK;
}

/* Append " --name value" where it is not the preset's. */
static void tell(char *text, size_t size, bool always, const char *name, const char *value)
{
  size_t used = strlen(text);
  if (always) snprintf(text + used, size - used, " --%s %s", name, value);
}

static void tell_number(char *text, size_t size, bool always, const char *name, double value)
{
  char number[NUMBER_TEXT];
  number_format(value, number);
  tell(text, size, always, name, number);
}

/* The command that makes the file again, but for how far it went. */
static void make_command(struct request *r, char *text, size_t size)
{
  const struct meta_setup *s = &r->setup;
  const struct preset *p = r->preset;
  snprintf(text, size, "optbench meta-train %s", r->word);
  tell(text, size, r->dim != NULL, "dimension", r->dim ? r->dim : "");
  tell_number(text, size, true, "generations", (double)s->generations);
  tell_number(text, size, true, "seed", (double)s->seed);
  tell(text, size, s->metric != p->metric, "metric", metric_names[s->metric]);
  if (!s->from) {
    tell(text, size, s->inputs != p->inputs, "inputs", network_inputs[s->inputs]);
    tell(text, size, s->output != p->output, "output", network_outputs[s->output]);
    tell_number(text, size, s->hidden != 8, "hidden", (double)s->hidden);
    tell_number(text, size, s->log_scale != p->log_scale, "log-scale", s->log_scale);
  }
  tell_number(text, size, s->steps != 200, "steps", (double)s->steps);
  tell_number(text, size, s->pairs != p->pairs, "pairs", (double)s->pairs);
  tell_number(text, size, s->tasks != p->tasks, "tasks", (double)s->tasks);
  tell_number(text, size, s->rate != p->rate, "rate", s->rate);
  tell_number(text, size, s->sigma != p->sigma, "sigma", s->sigma);
  tell(text, size, s->from != NULL, "from", r->from ? r->from : "");
}

/* All that the scores depend on. */
static void make_about(const struct request *r, const char *command, char *text, size_t size)
{
  const struct meta_setup *s = &r->setup;
  char function[FUNCTION_TEXT];
  function_format(&s->function->spec, function, sizeof function);
  snprintf(text, size,
           "; %s\n; %s in %zu dimensions, %zu steps, %s; %zu units, %s to %s; %zu pairs of %zu\n"
           "; rate %.17g, sigma %.17g, scale %.17g, from %s\n",
           command, function, s->dim, s->steps, metric_names[s->metric], s->hidden,
           network_inputs[s->inputs], network_outputs[s->output], s->pairs, s->tasks, s->rate,
           s->sigma, s->log_scale, s->from ? s->from->digest : "nothing");
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
  if (result->generations < s->generations)
    tell_number(w.command, sizeof w.command, true, "stop", (double)result->generations);

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
  int held = -1, status = images_check(&trouble);
  if (!status) status = images_hold(folder, &held, &trouble);
  for (size_t k = 0; k < FORMATS && !status; k++)
    status = image_make("training", formats[k], folder, &image[k], &trouble);
  if (!status) status = images_draw(image, FORMATS, FORMATS, held, &trouble);
  if (held >= 0) close(held);
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
    status =
        provenance_write(folder, r->libraries->optimizers->level, s->threads, result->seconds, err);
  if (status) return status;
  if (result->generations < s->stop)
    fprintf(stderr, "optbench: %s after %zu of %zu generations; run it again to go on\n",
            result->interrupted ? "interrupted" : "the time is over", result->generations,
            s->generations);
  if (valid) {
    printf("%s: %s %.4g on %d validation problems, after %zu of %zu generations\n", r->name,
           metric_title(s->metric), result->score, META_VALIDATION_TASKS, result->best,
           result->generations);
    printf("%s: %s.weights training.csv\n", folder, r->name);
    draw_training(folder);
    char path[SHELL_WORD];
    snprintf(name, sizeof name, "%s.weights", r->name);
    shell_path(folder, name, path);
    if (s->output == OUTPUT_DIRECT && s->inputs <= INPUTS_LOG)
      printf("next: optbench dissect %s\n", path);
    else
      printf("next: optbench run -f FUNCTION -o learned:weights=%s\n", path);
  } else {
    printf("%s: no generation was validated yet; there are no weights\n", r->name);
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
  make_about(r, r->command, about, sizeof about);
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
  if (!r->stopped || s->stop > s->generations) s->stop = s->generations;
  if ((double)s->generations * (double)(s->pairs * s->tasks) >
      (double)(META_VALIDATION - META_FIRST))
    return error_set(err, STATUS_USAGE,
                     "%zu generations of %zu x %zu problems are more than there are for training; "
                     "ask for fewer",
                     s->generations, s->pairs, s->tasks);
  make_command(r, r->command, sizeof r->command);
  /* Behind it comes how far it went. */
  if (strlen(r->command) + strlen(" --stop 1000000") >= sizeof r->command)
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
  if (!status) status = find_function(&r, err);
  if (!status) status = find_from(&r, err);
  if (!status) status = settle(&r, err);
  if (!status) status = train(&r, err);
  weights_free(&r.weights);
  campaign_free(&r.campaign);
  return status;
}
