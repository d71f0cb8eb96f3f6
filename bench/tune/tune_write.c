/* tune_write.c -- the files of tune_write.h. */
#include "bench/tune/tune_write.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "bench/io/csv_write.h"
#include "bench/plan/setting.h"
#include "bench/plan/tuned.h"
#include "bench/record/folder.h"
#include "bench/record/provenance.h"
#include "src/number.h"

enum { SECTION_LIMIT = 49, COMMENT_WIDTH = 96 }; /* a campaign file takes no longer section */

/* A label's name alone, or the whole label where another has the same name. */
static void short_label(const char *label, const char *const *labels, size_t count,
                        char out[LABEL_SIZE])
{
  char head[LABEL_SIZE], other[LABEL_SIZE];
  size_t same = 0;
  method_head(label, head, sizeof head);
  for (size_t i = 0; i < count; i++) {
    method_head(labels[i], other, sizeof other);
    same += !strcmp(head, other);
  }
  snprintf(out, LABEL_SIZE, "%s", same > 1 ? label : head);
}

/* The section of a cell, without key and value. */
static int section_of(const struct tuning *t, const struct tune_cell *cell, struct override *o,
                      struct error *err)
{
  const struct campaign *c = &t->campaign;
  size_t most = c->optimizer_count > c->function_count ? c->optimizer_count : c->function_count;
  const char **labels = malloc(most * sizeof *labels);
  if (!labels) return error_memory(err, "the sections");
  *o = (struct override){.dim = cell->cell.dim};
  for (size_t i = 0; i < c->optimizer_count; i++) labels[i] = c->optimizers[i].label;
  short_label(cell->cell.optimizer->label, labels, c->optimizer_count, o->optimizer);
  for (size_t i = 0; i < c->function_count; i++) labels[i] = c->functions[i].label;
  short_label(cell->cell.function->label, labels, c->function_count, o->function);
  free(labels);
  return STATUS_OK;
}

static int section_text(const struct override *o, char text[3 * LABEL_SIZE])
{
  return snprintf(text, 3 * LABEL_SIZE, "%s on %s d%zu", o->optimizer, o->function, o->dim);
}

int tune_check_sections(const struct tuning *t, struct error *err)
{
  for (size_t i = 0; i < t->cells; i++) {
    struct override o;
    char text[3 * LABEL_SIZE];
    if (!t->cell[i].axes) continue;
    int status = section_of(t, &t->cell[i], &o, err);
    if (status) return status;
    if (section_text(&o, text) > SECTION_LIMIT)
      return error_set(err, STATUS_USAGE,
                       "the section [%.80s...] would be over %d characters; tune optimizers or "
                       "functions of the same name one by one",
                       text, SECTION_LIMIT);
  }
  return STATUS_OK;
}

/* Words of a comment, broken into lines. */
static void put_comment(const char *text, FILE *out)
{
  size_t column = 0;
  while (*text) {
    size_t word = strcspn(text, " ");
    if (column && column + 1 + word > COMMENT_WIDTH) {
      fputc('\n', out);
      column = 0;
    }
    column += (size_t)fprintf(out, "%s%.*s", column ? " " : "; ", (int)word, text);
    text += word + strspn(text + word, " ");
  }
  fputc('\n', out);
}

static bool put_header(const struct tuning *t, FILE *out)
{
  const struct tune_setup *s = &t->setup;
  const struct campaign *c = s->campaign;
  char text[2048], runs[256] = "", target[NUMBER_TEXT];
  char *budget = setting_text(setting_find("budget"), c);
  if (!budget) return false;
  setting_flatten(budget);
  for (size_t i = 0, used = 0; i < t->rounds; i++)
    used +=
        (size_t)snprintf(runs + used, sizeof runs - used, "%s%zu", i ? ", " : "", t->round[i].runs);
  number_format(c->target, target);
  char judged[256], goal[NUMBER_TEXT + 16] = "";
  if (c->target == TARGET_AUTO)
    snprintf(goal, sizeof goal, "the target");
  else if (c->target != TARGET_NONE)
    snprintf(goal, sizeof goal, "an error of %s", target);
  if (c->metric)
    snprintf(judged, sizeof judged, "where the lowest mean of their metric, %s, won",
             metric_title((enum metric)c->metric));
  else
    snprintf(
        judged, sizeof judged,
        "where the best run at quantile %g won: %s%s%slower best error, and last what diverged",
        s->quantile, c->target == TARGET_NONE ? "" : "lower cost to ", goal,
        c->target == TARGET_NONE ? "" : ", if that was reached, else ");
  char instances[64] = "";
  if (c->tune_instance_count)
    snprintf(instances, sizeof instances, " on the campaign's %zu instances for tuning,",
             c->tune_instance_count);
  snprintf(
      text, sizeof text,
      "Each optimizer, function and dimension had %zu runs of at most the budget %s:%s %zu "
      "candidates (the campaign's own and %zu point%s of a Sobol sequence), halved while their "
      "runs grew: %s. The best and the campaign's own, %zu in all, then made %zu runs from "
      "fresh starts, %s. Where none was better than the campaign's own, nothing is set. `tuned` "
      "says what was spent, and which parameters of the best lie within 2%% of an end of the range "
      "that was searched. "
      "Parameters: %s. Seed %llu of the streams tune and confirm, which no campaign draws "
      "from.",
      t->trials, budget, instances, s->candidates, s->candidates - 1, s->candidates > 2 ? "s" : "",
      runs, t->finalists, s->runs, judged, *s->parameters ? s->parameters : "all that have a range",
      (unsigned long long)c->seed);
  put_comment(text, out);
  free(budget);
  return true;
}

/* Where the best lies at the end of a range: "rate high, momentum low". */
static void edges_text(const struct tune_cell *cell, char text[TUNED_EDGES])
{
  const struct tune_candidate *best = &cell->candidate[cell->order[0]];
  size_t used = 0;
  strcpy(text, "none");
  for (size_t a = 0; a < cell->axes; a++) {
    int edge = tune_edge(&cell->axis[a], best->value[a]);
    if (!edge || used + strlen(cell->axis[a].key) + 8 > TUNED_EDGES) continue;
    used += (size_t)snprintf(text + used, TUNED_EDGES - used, "%s%s %s", used ? ", " : "",
                             cell->axis[a].key, tune_edges[1 + edge]);
  }
}

/* What the search of a cell was. */
static void record_text(const struct tuning *t, const struct tune_cell *cell, char text[LABEL_SIZE])
{
  struct tuned_record record = {.candidates = t->setup.candidates};
  for (size_t k = 0; k < t->setup.candidates; k++) {
    const struct tune_score *score[] = {&cell->candidate[k].search, &cell->candidate[k].fresh};
    for (size_t s = 0; s < 2; s++)
      for (size_t i = 0; i < score[s]->runs; i++) {
        record.runs++;
        record.cost += score[s]->trial[i].cost;
      }
  }
  edges_text(cell, record.edges);
  tuned_format(&record, text);
}

static void put_section(const struct tuning *t, const struct tune_cell *cell,
                        const struct override *o, const struct tune_candidate *best, FILE *out)
{
  char text[3 * LABEL_SIZE], value[NUMBER_TEXT], record[LABEL_SIZE];
  section_text(o, text);
  fprintf(out, "\n[%s]\n", text);
  for (size_t a = 0; best && a < cell->axes; a++) {
    number_format(best->value[a], value);
    fprintf(out, "%s = %s\n", cell->axis[a].key, value);
  }
  record_text(t, cell, record);
  fprintf(out, "%s = %s\n", tuned_key, record);
}

/* Does a section of this label, written whole, speak for the other as well? */
static bool covers(const char *label, const char *other)
{
  char head[LABEL_SIZE];
  method_head(other, head, sizeof head);
  return !strcmp(label, other) || !strcmp(label, head);
}

/* What the section of a cell is to say: the best, if there is any. Else what the campaign says, if
 * the section of a cell with a bare name would change it. Else NULL, and there is no section. */
static const struct tune_candidate *written(const struct tuning *t, const struct tune_cell *cell)
{
  const struct tune_candidate *best = tune_best(cell);
  for (size_t i = 0; !best && cell->axes && i < t->cells; i++) {
    const struct tune_cell *other = &t->cell[i];
    if (tune_best(other) && other->cell.dim == cell->cell.dim &&
        covers(other->cell.optimizer->label, cell->cell.optimizer->label) &&
        covers(other->cell.function->label, cell->cell.function->label))
      best = cell->candidate;
  }
  return best;
}

static char *sections(const struct tuning *t, bool any)
{
  char *text = NULL;
  size_t size;
  struct error err;
  FILE *out = open_memstream(&text, &size);
  if (!out) return NULL;
  bool failed = !put_header(t, out);
  /* Sections that name a whole label come last, since the last word counts. */
  for (int whole = 0; whole < 2; whole++)
    for (size_t i = 0; i < t->cells && !failed; i++) {
      struct override o;
      const struct tune_cell *cell = &t->cell[i];
      const struct tune_candidate *best = NULL;
      if (cell->axes) best = any ? cell->candidate : written(t, cell);
      if (!cell->axes) continue;
      failed = section_of(t, cell, &o, &err) != STATUS_OK;
      bool named = strchr(o.optimizer, ':') || strchr(o.function, ':');
      if (!failed && named == whole) put_section(t, cell, &o, best, out);
    }
  failed |= ferror(out) != 0;
  if (fclose(out) || failed) {
    free(text);
    return NULL;
  }
  return text;
}

char *tune_sections(const struct tuning *t) { return sections(t, false); }
char *tune_sections_possible(const struct tuning *t) { return sections(t, true); }

static bool same_section(const struct override *a, const struct override *b)
{
  return !strcmp(a->optimizer, b->optimizer) && !strcmp(a->function, b->function) &&
         a->dim == b->dim && !strcmp(a->key, b->key);
}

/* The campaign's sections and those of tuning, which replace the same ones. */
static int join_overrides(const struct tuning *t, struct campaign *joined, struct error *err)
{
  const struct campaign *c = t->setup.campaign;
  size_t count = 0, most = c->override_count + t->cells * (TUNE_AXES + 1);
  struct override *list = calloc(most, sizeof *list);
  if (!list) return error_memory(err, "the sections");
  if (c->override_count) memcpy(list, c->overrides, c->override_count * sizeof *list);
  count = c->override_count;
  int status = STATUS_OK;
  for (size_t i = 0; i < t->cells && !status; i++) {
    const struct tune_cell *cell = &t->cell[i];
    const struct tune_candidate *best = written(t, cell);
    struct override o;
    status = cell->axes ? section_of(t, cell, &o, err) : STATUS_OK;
    for (size_t a = best ? 0 : cell->axes; !status && cell->axes && a <= cell->axes; a++) {
      size_t at = 0;
      bool record = a == cell->axes;
      snprintf(o.key, sizeof o.key, "%s", record ? tuned_key : cell->axis[a].key);
      if (record)
        record_text(t, cell, o.value);
      else
        number_format(best->value[a], o.value);
      while (at < count && !same_section(&list[at], &o)) at++;
      list[at] = o;
      count += at == count;
    }
  }
  *joined = *c;
  joined->overrides = list;
  joined->override_count = count;
  return status;
}

/* FOLDER/name with the campaign's text, which is freed. */
static int write_text(const char *folder, const char *name, char *text, struct error *err)
{
  if (!text) return error_memory(err, "the campaign's text");
  int status = file_write(folder, name, text, err);
  free(text);
  return status;
}

static int write_campaigns(const struct tuning *t, const char *folder, struct error *err)
{
  struct campaign tuned = *t->setup.campaign, plain = tuned;
  int status = join_overrides(t, &tuned, err);
  if (!status) status = write_text(folder, "tuned.ini", campaign_text(&tuned), err);
  if (tuned.overrides != plain.overrides) free(tuned.overrides);
  plain.trace = TRACE_NONE;
  strcpy(plain.figures, "sensitivity");
  if (!status) status = folder_write_campaign(folder, FOLDER_TUNING, &plain, "", err);
  if (!status) status = write_text(folder, "sections.ini", tune_sections(t), err);
  return status;
}

/* Nothing, where there is none. */
static void put_known(double value, char end, struct csv_file *out)
{
  if (isnan(value))
    put_text(out, "", end);
  else
    put_number(out, value, end);
}

/* The cost, if the run reached the target, and the error, infinite if it diverged, as it ranks; no
 * run: two empty fields. */
static void put_result(const struct trial *trial, char end, struct csv_file *out)
{
  if (!trial) {
    put_text(out, "", ',');
    put_text(out, "", end);
    return;
  }
  if (trial->outcome == OUTCOME_TARGET)
    put_number(out, trial->cost, ',');
  else
    put_text(out, "", ',');
  put_number(out, trial->outcome == OUTCOME_DIVERGED ? INFINITY : trial->error, end);
}

static void put_candidate(const struct tune_cell *cell, size_t rank, struct csv_file *out)
{
  size_t number = cell->order[rank];
  const struct tune_candidate *c = &cell->candidate[number];
  for (size_t a = 0; a < cell->axes; a++) {
    put_text(out, cell->cell.function->label, ',');
    put_number(out, (double)cell->cell.dim, ',');
    put_text(out, cell->cell.optimizer->label, ',');
    put_number(out, (double)(rank + 1), ',');
    put_number(out, (double)number, ',');
    put_text(out, cell->axis[a].key, ',');
    put_number(out, c->value[a], ',');
    put_number(out, (double)c->search.runs, ',');
    put_number(out, (double)c->search.reached, ',');
    put_result(&c->search.judged, ',', out);
    put_result(&c->first, ',', out);
    put_number(out, (double)c->fresh.runs, ',');
    put_number(out, (double)c->fresh.reached, ',');
    put_result(c->fresh.runs ? &c->fresh.judged : NULL, ',', out);
    put_known(c->search.standard_error, ',', out);
    put_known(c->fresh.runs ? c->fresh.standard_error : NAN, ',', out);
    put_text(out, tune_edges[1 + tune_edge(&cell->axis[a], c->value[a])], '\n');
  }
}

/* The parameters as a label has them: "rate=0.1,sigma=0.2". */
static void parameters_text(const struct tune_cell *cell, const struct tune_candidate *c,
                            char *text, size_t size)
{
  size_t used = 0;
  text[0] = '\0';
  for (size_t a = 0; a < cell->axes && used < size; a++) {
    char value[NUMBER_TEXT];
    number_format(c->value[a], value);
    used += (size_t)snprintf(text + used, size - used, "%s%s=%s", a ? "," : "", cell->axis[a].key,
                             value);
  }
}

/* A row a run, of the rounds or of the fresh ones, which count as one round more. */
static void put_trials(const struct tuning *t, const struct tune_cell *cell, size_t number,
                       bool fresh, struct csv_file *out)
{
  const struct tune_candidate *c = &cell->candidate[number];
  const struct tune_score *score = fresh ? &c->fresh : &c->search;
  char parameters[TUNE_AXES * (NAME_SIZE + NUMBER_TEXT)];
  parameters_text(cell, c, parameters, sizeof parameters);
  for (size_t run = 0; run < score->runs; run++) {
    const struct trial *trial = &score->trial[run];
    size_t round = fresh ? t->rounds : 0;
    while (!fresh && t->round[round].runs <= run) round++;
    put_text(out, cell->cell.function->label, ',');
    put_number(out, (double)cell->cell.dim, ',');
    put_number(out, t->campaign.instances[run % t->campaign.instance_count], ',');
    put_text(out, cell->cell.optimizer->label, ',');
    put_number(out, (double)number, ',');
    put_text(out, parameters, ',');
    put_number(out, (double)(round + 1), ',');
    put_number(out, (double)run, ',');
    put_text(out, outcome_names[trial->outcome], ',');
    put_number(out, trial->counts.values, ',');
    put_number(out, trial->counts.gradients, ',');
    put_number(out, trial->cost, ',');
    put_number(out, trial->error, '\n');
  }
}

static int write_tables(const struct tuning *t, const char *folder, struct error *err)
{
  struct csv_file candidates = {0}, trials = {0};
  int status = csv_create(&candidates, folder, "candidates.csv",
                          "function,dimension,optimizer,rank,candidate,parameter,value,runs,"
                          "reached,cost,error,first_cost,first_error,fresh_runs,fresh_reached,"
                          "fresh_cost,fresh_error,standard_error,fresh_standard_error,edge",
                          err);
  if (!status)
    status = csv_create(&trials, folder, "trials.csv",
                        "function,dimension,instance,optimizer,candidate,parameters,round,"
                        "repetition,outcome,values,gradients,cost,error",
                        err);
  for (size_t i = 0; i < t->cells && !status; i++)
    for (size_t k = 0; t->cell[i].axes && k < t->setup.candidates; k++) {
      put_candidate(&t->cell[i], k, &candidates);
      put_trials(t, &t->cell[i], k, false, &trials);
      put_trials(t, &t->cell[i], k, true, &trials);
    }
  if (!status) status = file_commit(&trials.file, err);
  if (!status) status = file_commit(&candidates.file, err);
  file_abandon(&candidates.file);
  file_abandon(&trials.file);
  return status;
}

int tune_write(const struct tuning *t, const char *folder, struct error *err)
{
  int status = paths_make_folder(folder, err);
  if (!status) status = write_campaigns(t, folder, err); /* what says whose the folder is, first */
  if (!status) status = write_tables(t, folder, err);
  if (!status)
    status = provenance_write_alone(folder, t->setup.libraries->optimizers->level, t->setup.threads,
                                    t->seconds, err);
  return status;
}
