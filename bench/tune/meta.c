/* meta.c -- see meta.h. */
#include "bench/tune/meta.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "bench/driver/jobs.h"
#include "bench/driver/repetition.h"
#include "bench/driver/team.h"
#include "bench/plan/problems.h"
#include "src/method.h"
#include "src/numeric/elementary.h"

static const double pi = 3.141592653589793;
/* Share of sigma that is left at the end. */
static const double sigma_end = 0.5;

/* A training under way. */
struct training {
  const struct meta_setup *setup;
  const struct meta_record *record;
  struct meta_result *result;
  const struct rule_type *rule;
  struct campaign campaign; /* stands for the seed in repetition.h */
  struct method es;
  void *optimizer;
  size_t size; /* numbers of the network */
  struct team *team;
  struct tally *progress;
  const struct progress *bar;
  const atomic_bool *halt;
  /* The batch that the team scores: `count` of these, each `tasks` problems from instance `first`
   * on, under `networks` sets of numbers, `size` each, whose scores go to `score`. */
  const double *number;
  size_t count, tasks, networks;
  unsigned first;
  double *score;
  atomic_size_t next;
  struct error *part_err; /* one a part of the team */
};

static void close_tasks(struct unroll_task *task, size_t count)
{
  for (size_t t = 0; t < count; t++) {
    if (task[t].problem) problem_free(task[t].problem);
    free(task[t].start);
  }
  free(task);
}

/* The problems of instances first ... first + count - 1, each with its first repetition. */
static int open_tasks(const struct training *w, unsigned first, size_t count,
                      struct unroll_task **tasks, struct error *err)
{
  const struct meta_setup *s = w->setup;
  struct unroll_task *task = *tasks = calloc(count, sizeof *task);
  if (!task) return error_memory(err, "a batch of problems");
  int status = STATUS_OK;
  for (size_t t = 0; t < count && !status; t++) {
    struct cell cell = {.function = s->function, .dim = s->dim, .instance = first + (unsigned)t};
    status = problem_open(s->libraries, &s->function->spec, s->dim, cell.instance, &task[t].problem,
                          err);
    if (status) break;
    task[t].start = malloc(s->dim * sizeof *task[t].start);
    if (!task[t].start) status = error_memory(err, "a start");
    if (status) break;
    repetition_start(&w->campaign, task[t].problem, &cell, 0, task[t].start);
    task[t].noise = repetition_stream(&w->campaign, &cell, 0, "noise");
  }
  if (status) close_tasks(task, count);
  return status;
}

static struct network network_of(const struct meta_setup *s, const double *number)
{
  return (struct network){s->hidden, s->inputs, s->output, number};
}

/* Score one after the other of the batch, whoever is free the next. */
static void score_part(void *context, size_t part)
{
  struct training *w = context;
  struct error *err = &w->part_err[part];
  for (size_t i; !err->status && (i = atomic_fetch_add(&w->next, 1)) < w->count;) {
    struct unroll_task *task;
    if (atomic_load_explicit(w->halt, memory_order_relaxed)) return;
    if (open_tasks(w, w->first + (unsigned)(i * w->tasks), w->tasks, &task, err)) return;
    for (size_t k = 0; k < w->networks && !err->status; k++) {
      size_t of = w->networks > 1 ? i * w->networks + k : 0;
      struct network network = network_of(w->setup, w->number + of * w->size);
      struct unroll unroll = {w->rule, &network, w->setup->steps, w->setup->metric};
      unroll_score(&unroll, task, w->tasks, &w->score[i * w->networks + k], err);
    }
    close_tasks(task, w->tasks);
  }
}

static int score_batch(struct training *w, struct error *err)
{
  size_t parts = team_size(w->team);
  for (size_t k = 0; k < parts; k++) w->part_err[k].status = STATUS_OK;
  atomic_store(&w->next, 0);
  team_run(w->team, score_part, w);
  for (size_t k = 0; k < parts; k++)
    if (w->part_err[k].status) {
      *err = w->part_err[k];
      return err->status;
    }
  return STATUS_OK;
}

static bool halted(const struct training *w)
{
  return atomic_load_explicit(w->halt, memory_order_relaxed);
}

/* What the mean is worth on the validation batch. */
static int validate(struct training *w, const double *number, double *score, struct error *err)
{
  enum { EACH = 16, BATCHES = META_VALIDATION_TASKS / EACH };
  double scores[BATCHES], sum = 0;
  w->number = number;
  w->count = BATCHES;
  w->tasks = EACH;
  w->networks = 1;
  w->first = META_VALIDATION;
  w->score = scores;
  int status = score_batch(w, err);
  if (status || halted(w)) return status;
  for (size_t i = 0; i < BATCHES; i++) sum += scores[i];
  *score = sum / BATCHES;
  return STATUS_OK;
}

/* The pairs of one query, from pair number `done` of the generation on. */
static int score_pairs(struct training *w, size_t generation, const struct query *query,
                       size_t done, double *score, struct error *err)
{
  const struct meta_setup *s = w->setup;
  w->number = query->x;
  w->count = query->count / 2;
  w->tasks = s->tasks;
  w->networks = 2;
  w->first = META_FIRST + (unsigned)((generation * s->pairs + done) * s->tasks);
  w->score = score;
  return score_batch(w, err);
}

/* Ask, score unless the row is known, tell. */
static int make_generation(struct training *w, size_t generation, bool known, struct meta_row *row,
                           struct error *err)
{
  const struct optimizer_type *type = w->es.type;
  struct query query = {.more = true};
  for (size_t done = 0; query.more; done += query.count / 2) {
    query = (struct query){0};
    type->ask(w->optimizer, &query);
    double *score = row->score + 2 * done;
    int status = known ? STATUS_OK : score_pairs(w, generation, &query, done, score, err);
    if (status || halted(w)) return status;
    const struct answer answer = {.f = score};
    type->tell(w->optimizer, &answer);
  }
  return STATUS_OK;
}

static void take_best(struct training *w, size_t generation, double score)
{
  struct meta_result *r = w->result;
  if (isnan(score) || score >= r->score) return;
  r->score = score;
  r->best = generation;
  memcpy(r->number, w->es.type->incumbent(w->optimizer), w->size * sizeof *r->number);
}

static int one_generation(struct training *w, size_t generation, struct error *err)
{
  const struct meta_setup *s = w->setup;
  struct meta_row row = {.validation = NAN};
  bool known = w->record->earlier(w->record->context, generation, &row);
  int status = make_generation(w, generation, known, &row, err);
  if (status || halted(w)) return status;
  if (!known) {
    if ((generation + 1) % s->every == 0 || generation + 1 == s->generations)
      status = validate(w, w->es.type->incumbent(w->optimizer), &row.validation, err);
    if (status || halted(w)) return status;
    status = w->record->keep(w->record->context, generation, &row, err);
  }
  take_best(w, generation + 1, row.validation);
  w->result->generations = generation + 1;
  return status;
}

static int train(void *context, void *local, size_t index, double *evaluations, struct error *err)
{
  struct training *w = context;
  const struct meta_setup *s = w->setup;
  double each = (double)(2 * s->pairs * s->tasks) * (double)(s->steps + 1);
  int status = STATUS_OK;
  (void)local;
  (void)index;
  (void)evaluations;
  for (size_t g = 0; g < s->stop && !status && !halted(w); g++) {
    if (s->seconds > 0 && progress_seconds(w->bar) > s->seconds && g > 0) {
      w->result->out_of_time = true;
      break;
    }
    status = one_generation(w, g, err);
    atomic_store(&w->progress->evaluations, (double)(g + 1) * each);
    atomic_store(&w->progress->runs_done, g + 1);
  }
  return status;
}

static void clean(void *local) { (void)local; }

static int open_es(struct training *w, const double *start, struct error *err)
{
  const struct meta_setup *s = w->setup;
  char text[400];
  snprintf(text, sizeof text,
           "adam@es:rate=%.17g,beta1=0.9,beta2=0.99,population=%zu,sigma=%.17g,shrink=%.17g,"
           "antithetic=yes,utility=clipped,schedule=cosine,decay=0,horizon=%zu",
           s->rate, 2 * s->pairs, s->sigma, repro_pow(sigma_end, 1 / (double)s->generations),
           s->generations);
  int status = method_parse(s->libraries->optimizers, text, &w->es, err);
  if (status) return status;
  const struct setup setup = {
      .dim = w->size,
      .start = start,
      .budget = (double)(2 * s->pairs) * (double)s->generations,
      .gradient_cost = 1,
      .stream = stream_named(stream_root(s->seed), "meta-train"),
  };
  w->optimizer = w->es.type->alloc(&setup, method_config(&w->es));
  return w->optimizer ? STATUS_OK : error_memory(err, "an evolution strategy");
}

/* A standard normal of a stream, by its number (Box and Muller, 1958). */
static double normal(struct stream stream, uint64_t number)
{
  double u = stream_uniform(stream, 2 * number), v = stream_uniform(stream, 2 * number + 1);
  return sqrt(-2 * repro_log(u)) * repro_cos(2 * pi * v);
}

/* Weights into a gate of variance 1 / (how many go into a unit), all else zero but the scale. */
static void draw_weights(const struct meta_setup *s, double *number)
{
  const struct network network = network_of(s, NULL);
  struct network_parts p = network_parts(&network);
  struct stream stream = stream_named(stream_root(s->seed), "meta-train weights");
  double inputs = (double)network_input_count(s->inputs), hidden = (double)s->hidden;
  memset(number, 0, p.size * sizeof *number);
  for (int g = 0; g < GATES; g++) {
    for (size_t i = p.input[g]; i < p.state[g]; i++) number[i] = normal(stream, i) / sqrt(inputs);
    for (size_t i = p.state[g]; i < p.bias[g]; i++) number[i] = normal(stream, i) / sqrt(hidden);
  }
  number[p.log_scale] = s->log_scale;
}

static const struct rule_type *find_rule(const struct library *library)
{
  for (size_t i = 0; library->rules[i]; i++)
    if (library->rules[i]->slot) return library->rules[i];
  return NULL;
}

static int prepare(struct training *w, struct error *err)
{
  const struct meta_setup *s = w->setup;
  const struct network network = network_of(s, NULL);
  double start[NETWORK_MOST];
  size_t threads = s->threads;
  w->size = network_parts(&network).size;
  w->rule = find_rule(s->libraries->optimizers);
  if (s->from)
    memcpy(start, s->from->network.number, w->size * sizeof *start);
  else
    draw_weights(s, start);
  int status = threads > 1 ? team_new(threads, &w->team, err) : STATUS_OK;
  if (status) return status;
  w->part_err = calloc(threads, sizeof *w->part_err);
  if (!w->part_err) return error_memory(err, "threads");
  memcpy(w->result->number, start, w->size * sizeof *start);
  return open_es(w, start, err);
}

int meta_train(const struct meta_setup *s, const struct meta_record *record,
               struct meta_result *result, struct error *err)
{
  struct tally progress = {0};
  struct progress bar;
  atomic_bool halt = false;
  struct training w = {.setup = s,
                       .record = record,
                       .result = result,
                       .campaign = {.seed = s->seed, .start_mode = START_RANDOM},
                       .progress = &progress,
                       .bar = &bar,
                       .halt = &halt};
  struct jobs jobs = {.count = 1,
                      .threads = 1,
                      .job = train,
                      .clean = clean,
                      .context = &w,
                      .progress = &progress,
                      .bar = &bar,
                      .total = s->stop,
                      .halt = &halt,
                      .last_words = "optbench: interrupted; what is done is kept: run it again"};
  *result = (struct meta_result){.score = INFINITY};
  sigset_t before;
  watch_begin(&before); /* before the team's threads, which inherit what is blocked */
  int status = prepare(&w, err);
  progress_begin(&bar);
  if (!status) status = jobs_run(&jobs, &result->interrupted, err);
  result->seconds = progress_seconds(&bar);
  progress_end(&bar);
  watch_end(&before);
  if (w.optimizer) w.es.type->free(w.optimizer);
  if (w.es.type) method_free(&w.es);
  team_free(w.team);
  free(w.part_err);
  return status;
}
