/* check.c -- optbench check: has convergence become worse since the baseline? */
#include <stdlib.h>
#include <string.h>

#include "bench/command/commands.h"
#include "bench/command/cover.h"
#include "bench/command/self_test.h"
#include "bench/io/options.h"
#include "bench/io/say.h"
#include "bench/judge/gate_digests.h"
#include "bench/judge/gate_explain.h"
#include "bench/judge/gate_print.h"
#include "bench/plan/changes.h"
#include "bench/record/results_find.h"
#include "src/number.h"

static const struct option_row rows[] = {
    {0, "format", "WHAT", "text (the default), markdown, json or junit"},
    {0, "threshold", "RATIO", "least mean cost ratio of a regression (1.10)"},
    {0, "level", "P", "largest adjusted p of a regression (0.0007)"},
    {0, "strict", NULL, "exit 1 if any byte of a cell differs, whatever the statistics say"},
    {0, "self-test", NULL, "plant slowdowns and exit 1 if the gate does not fire"},
    {0, "explain", "CELL", "the pairs of this cell, such as 'adam on rosenbrock d2 i1', too"},
    {'j', "threads", "N", "threads; 0: one a processor (the default)"},
    {0, "out", "DIR", "where the campaign's results go when check runs it (results/check-NAME)"},
    {'h', "help", NULL, "show this"},
    {0},
};

struct request {
  const char *baseline, *results, *out, *explain;
  struct gate_rule rule;
  enum print_format format;
  size_t threads;
  bool strict, self_test, help;
};

static int take_operand(struct request *r, const char *value, struct error *err)
{
  if (!r->baseline)
    r->baseline = value;
  else if (!r->results)
    r->results = value;
  else
    return error_set(err, STATUS_USAGE,
                     "check takes a baseline and a folder of results; '%.60s' is a third", value);
  return STATUS_OK;
}

static int take(void *context, const struct option_row *row, const char *value, struct error *err)
{
  struct request *r = context;
  double number;
  if (!row) return take_operand(r, value, err);
  if (!strcmp(row->name, "help")) {
    r->help = true;
  } else if (!strcmp(row->name, "strict")) {
    r->strict = true;
  } else if (!strcmp(row->name, "self-test")) {
    r->self_test = true;
  } else if (!strcmp(row->name, "out")) {
    if (!*value) return error_set(err, STATUS_USAGE, "--out needs a folder's name");
    r->out = value;
  } else if (!strcmp(row->name, "explain")) {
    r->explain = value;
  } else if (!strcmp(row->name, "format")) {
    return print_format_parse(value, CHECK_FORMATS, &r->format, err);
  } else if (!strcmp(row->name, "threads")) {
    return threads_parse(value, &r->threads, err);
  } else if (!strcmp(row->name, "threshold")) {
    if (!number_parse(value, &number) || number < 1)
      return error_set(err, STATUS_USAGE,
                       "--threshold: '%.40s' is not a ratio from 1 on; 1.10 is a tenth slower",
                       value);
    r->rule.threshold = number;
  } else {
    if (!number_parse(value, &number) || !(number > 0 && number < 1))
      return error_set(err, STATUS_USAGE, "--level: '%.40s' is not between 0 and 1", value);
    r->rule.group_level = r->rule.group_level / r->rule.level * number;
    r->rule.level = number;
  }
  return STATUS_OK;
}

/* Where the runs that check makes go. */
static int choose_folder(const struct request *r, const struct results_set *baseline,
                         char folder[PATH_SIZE], struct error *err)
{
  char name[NAME_SIZE + 16];
  snprintf(name, sizeof name, "%s-%s", r->self_test ? "self-test" : "check",
           baseline->campaign.name);
  if (!r->out) return paths_join(folder, "results", name, err);
  if (strlen(r->out) >= PATH_SIZE)
    return error_set(err, STATUS_USAGE, "--out: the folder's name is too long");
  strcpy(folder, r->out);
  return STATUS_OK;
}

/* A folder that nobody named should not surprise whoever finds it. */
static void note_folder(const char *folder)
{
  say(stderr, "optbench: note: its runs are in %s\n", folder);
}

/* Everything is run afresh: what an earlier check left is another program's. */
static int run_baseline(const struct libraries *libraries, const struct request *r,
                        const struct results_set *baseline, const char *folder, double *seconds,
                        struct error *err)
{
  struct tasks tasks;
  struct execution execution = {.libraries = libraries,
                                .campaign = &baseline->campaign,
                                .folder = folder,
                                .threads = r->threads,
                                .kind = FOLDER_SCRATCH,
                                .force = true};
  int status = tasks_make(libraries, &baseline->campaign, &tasks, err);
  if (status) return status;
  status = execute(&execution, &tasks, err);
  tasks_free(&tasks);
  *seconds = execution.seconds;
  return status;
}

/* Say what came out, and what that means for the exit code. */
static int conclude(const struct request *r, const struct judgement *judgement,
                    const char *baseline, const char *folder, double seconds, struct error *err)
{
  struct printed printed = {.judgement = judgement,
                            .rule = &r->rule,
                            .before = baseline,
                            .after = folder,
                            .strict = r->strict,
                            .seconds = seconds};
  gate_print(&printed, r->format, stdout);
  if (judgement_regressed(judgement) || (r->strict && judgement_differing(judgement)))
    return STATUS_REGRESSED;
  if (judgement_complete(judgement)) return STATUS_OK;
  return error_set(err, STATUS_USAGE,
                   "%zu cells or groups could not be judged (missing, redefined, with too few "
                   "repetitions, or worse in too few of them); run them all, or make the "
                   "baseline again",
                   judgement->of[VERDICT_MISSING] + judgement->of[VERDICT_REDEFINED] +
                       judgement->of[VERDICT_TOO_FEW] + judgement->groups_of[VERDICT_TOO_FEW]);
}

/* In which settings the results' campaign is another one than the baseline's. */
static void note_changes(const struct results_set *baseline, const struct results_set *results)
{
  char *text = changes_text(&results->campaign, &baseline->campaign);
  if (text && *text)
    say(stderr, "optbench: note: %.200s ran with another campaign than the baseline: %.400s\n",
        results->folder, text);
  free(text);
}

static int judge(const struct libraries *libraries, const struct request *r,
                 const struct results_set *baseline, const char *folder, double seconds,
                 struct error *err)
{
  struct results_set results;
  struct judgement judgement;
  int status = results_read(libraries, folder, &results, err);
  if (status) return status;
  results_set_note(&results);
  status = gate_judge(baseline, &results, &r->rule, &judgement, err);
  if (!status) {
    note_changes(baseline, &results);
    if (r->explain && !gate_explain(&judgement, r->explain, stdout))
      status =
          error_set(err, STATUS_USAGE,
                    "--explain: there is no cell '%.100s'; the table names them as in 'adam on "
                    "rosenbrock d2 i1'",
                    r->explain);
    if (!status) status = conclude(r, &judgement, baseline->folder, folder, seconds, err);
    judgement_free(&judgement);
  }
  results_set_free(&results);
  return status;
}

static int check_costs(const struct libraries *libraries, const struct request *r,
                       struct error *err)
{
  struct results_set baseline;
  char folder[PATH_SIZE], given[PATH_SIZE];
  double seconds = -1;
  int status = results_locate(r->baseline, folder, err);
  if (!status && r->results) status = results_locate(r->results, given, err);
  if (!status) status = results_read(libraries, folder, &baseline, err);
  if (status) return status;
  status = choose_folder(r, &baseline, folder, err);
  if (!status && r->self_test) {
    status = gate_self_test(libraries, &baseline, &r->rule, folder, r->threads, err);
    if (!r->out && (!status || status == STATUS_REGRESSED)) note_folder(folder);
  } else if (!status) {
    if (!r->results) status = run_baseline(libraries, r, &baseline, folder, &seconds, err);
    if (!status && !r->results && !r->out) note_folder(folder);
    if (!status) status = judge(libraries, r, &baseline, r->results ? given : folder, seconds, err);
  }
  results_set_free(&baseline);
  return status;
}

/* Its runs leave nothing but digests. */
static int check_cover(const struct libraries *libraries, const struct request *r,
                       struct error *err)
{
  struct campaign campaign;
  struct digests before = {0}, after = {0};
  struct judgement judgement;
  char path[PATH_SIZE];
  double seconds;
  const char *extra = r->results     ? r->results
                      : r->out       ? "--out"
                      : r->self_test ? "--self-test"
                                     : "";
  if (*extra)
    return error_set(
        err, STATUS_USAGE,
        "%.200s keeps digests of its cells and no costs, so check runs them itself and "
        "leaves no results; drop '%.60s'",
        r->baseline, extra);
  int status = paths_join(path, r->baseline, "campaign.ini", err);
  if (!status) status = campaign_load(libraries, path, &campaign, err);
  if (status) return status;
  status = digests_read(r->baseline, &before, err);
  if (!status) status = cover_run(libraries, &campaign, r->threads, &after, &seconds, err);
  if (!status) status = gate_judge_digests(&before, &after, &judgement, err);
  if (!status) {
    status = conclude(r, &judgement, r->baseline, r->baseline, seconds, err);
    judgement_free(&judgement);
  }
  digests_free(&before);
  digests_free(&after);
  campaign_free(&campaign);
  return status;
}

static int check(const struct libraries *libraries, const struct request *r, struct error *err)
{
  if (!cover_is_baseline(libraries, r->baseline)) return check_costs(libraries, r, err);
  int status = check_cover(libraries, r, err);
  if (status == EXIT_INTERRUPTED) fputs("optbench: interrupted; nothing was judged\n", stderr);
  return status;
}

int cmd_check(const struct libraries *libraries, int argc, char **argv, struct error *err)
{
  struct request r = {.rule = gate_rule_default};
  int status = options_parse(rows, argc, argv, take, &r, err);
  if (status) return status;
  if (r.help) {
    puts("optbench check BASELINE [RESULTS] [OPTIONS]\n\n"
         "Compare a campaign with its baseline, cell by cell and pair by pair; without RESULTS, "
         "run\n"
         "the baseline's own campaign first. Exit code 0: nothing became worse; 1: a regression,\n"
         "or, with --strict, another byte; 2: not every cell of the baseline could be judged.\n");
    options_help(rows, stdout);
    return STATUS_OK;
  }
  if (!r.baseline)
    return error_set(err, STATUS_USAGE,
                     "check needs a baseline: optbench check BASELINE [RESULTS]; `optbench "
                     "baseline` makes one");
  if (r.self_test && r.results)
    return error_set(err, STATUS_USAGE, "--self-test runs its own campaign; drop '%.60s'",
                     r.results);
  if (r.self_test && r.strict)
    return error_set(err, STATUS_USAGE,
                     "--self-test has no baseline to be the same as; drop "
                     "--strict");
  if (r.self_test && r.format != PRINT_TEXT)
    return error_set(err, STATUS_USAGE, "--self-test prints text only; drop --format");
  return check(libraries, &r, err);
}
