/* report.c -- `optbench report`: one folder of results as a page to read, report.html, and the
 * same as report.md. Figures that are missing are drawn first. */
#include <stdlib.h>
#include <string.h>

#include "bench/command/commands.h"
#include "bench/io/options.h"
#include "bench/io/say.h"
#include "bench/io/shell.h"
#include "bench/plot/ranked.h"
#include "bench/record/results_find.h"
#include "bench/report/report.h"
#include "src/number.h"

struct request {
  const char *results, *out;
  bool no_figures, help;
};

static const struct option_row rows[] = {
    {0, "out", "DIR", "write the page, and the figures that it shows, here instead"},
    {0, "no-figures", NULL, "tables only: nothing is drawn, and gnuplot is not needed"},
    {'h', "help", NULL, "show this"},
    {0, NULL, NULL, NULL},
};

static int take(void *context, const struct option_row *row, const char *value, struct error *err)
{
  struct request *r = context;
  if (!row && r->results)
    return error_set(err, STATUS_USAGE, "report takes one folder of results, not '%.60s' too",
                     value);
  if (!row)
    r->results = value;
  else if (!strcmp(row->name, "out"))
    r->out = value;
  else if (!strcmp(row->name, "no-figures"))
    r->no_figures = true;
  else
    r->help = true;
  return STATUS_OK;
}

static void section_id(size_t function, char id[32]) { snprintf(id, 32, "function-%zu", function); }

static void put_contents(struct report *r)
{
  const struct campaign *c = &r->set->campaign;
  char id[32], title[TITLE_SIZE];
  page_contents_begin(&r->page);
  page_contents_item(&r->page, "overall", "Overall");
  for (size_t f = 0; f < c->function_count; f++) {
    section_id(f, id);
    function_title(&c->functions[f], title);
    page_contents_item(&r->page, id, title);
  }
  page_contents_item(&r->page, "outcomes", "How the runs ended");
  if (report_has_tuned(r)) page_contents_item(&r->page, "tuned", "How the parameters were found");
  page_contents_item(&r->page, "setting", "What was run");
  page_contents_item(&r->page, "method", "How the numbers are made");
  page_contents_end(&r->page);
}

static void put_lead(struct report *r)
{
  const struct campaign *c = &r->set->campaign;
  char budget[NUMBER_TEXT], cost[TITLE_SIZE];
  const struct budget *b = &c->budget;
  bool plain = !b->own && !(b->steps > 0) && !b->share_count;
  number_format(b->amount, budget);
  cost_title(c, cost);
  page_text(&r->page,
            "%zu optimizer%s on %zu function%s: %zu cells with %zu repetition%s each, every run "
            "with a budget %s%s%s, where cost = %s.",
            c->optimizer_count, c->optimizer_count == 1 ? "" : "s", c->function_count,
            c->function_count == 1 ? "" : "s", r->set->cell_count, c->runs, c->runs == 1 ? "" : "s",
            plain    ? "of "
            : b->own ? "of its function's own"
                     : "that is told below",
            plain ? budget : "", plain && b->per_dimension ? " × dimension" : "", cost);
  size_t cells = campaign_cell_count(c);
  if (r->set->cell_count < cells)
    page_text(&r->page,
              "%s%zu of the campaign's %zu cells have no results here, and no part in what is said "
              "below.",
              r->set->unfinished ? "The campaign is not finished: " : "",
              cells - r->set->cell_count, cells);
}

/* What a reader should know before the figures. */
static void put_notes(struct report *r, bool no_figures)
{
  size_t cells = campaign_cell_count(&r->set->campaign);
  if (no_figures)
    page_text(&r->page, "Made without figures; `optbench report %s%s` adds them.", r->results,
              r->elsewhere ? " --out ." : "");
  else if (!r->drawing_count)
    page_text(&r->page,
              "There are no figures: they are drawn from traces and from a row a target, "
              "and the results hold neither. `optbench run %s --out again` makes them.",
              r->file);
  else if (!r->traces)
    page_text(&r->page, "The folder holds no traces, so there are no figures of convergence; "
                        "`optbench run` with `--trace log` keeps traces.");
  else if (r->traces < cells)
    page_text(&r->page, "%zu of %zu cells have no trace here; the figures show the others.",
              cells - r->traces, cells);
}

static int put_report(struct report *r, bool no_figures, struct error *err)
{
  const struct campaign *c = &r->set->campaign;
  char title[NAME_SIZE + 64], id[32], name[TITLE_SIZE];
  snprintf(title, sizeof title, "Campaign %s: how its optimizers fared", c->name);
  page_begin(&r->page, title);
  put_lead(r);
  report_answer(r);
  report_ranking(r);
  put_contents(r);
  put_notes(r, no_figures);
  page_heading(&r->page, 2, "overall", "Overall");
  int status = report_put_figures(r, c->function_count, err);
  report_summary(r);
  report_pairs(r);
  for (size_t f = 0; f < c->function_count && !status; f++) {
    section_id(f, id);
    function_title(&c->functions[f], name);
    page_heading(&r->page, 2, id, name);
    const char *summary = c->functions[f].spec.type->summary;
    const char *end = summary[strlen(summary) - 1] == '?' ? "" : ".";
    page_text(&r->page, "`%s`: %s%s", c->functions[f].label, summary, end);
    report_answer_function(r, f);
    status = report_put_figures(r, f, err);
    report_costs(r, f);
    if (!status) status = report_budgets(r, f, err);
  }
  report_outcomes(r);
  report_tuned(r);
  if (!status) status = report_setting(r, err);
  if (!status) status = report_machine(r, err);
  report_method(r);
  if (!status) status = report_campaign_file(r, err);
  page_end(&r->page);
  return status;
}

/* Both files, or neither. */
static int write_report(struct report *r, bool no_figures, struct error *err)
{
  struct file html = {0}, md = {0};
  int status = file_create(&html, r->out, "report.html", err);
  if (!status) status = file_create(&md, r->out, "report.md", err);
  if (!status) {
    r->page = (struct page){.html = html.stream, .md = md.stream};
    status = put_report(r, no_figures, err);
  }
  if (!status) status = file_commit(&html, err);
  if (!status) status = file_commit(&md, err);
  file_abandon(&html);
  file_abandon(&md);
  if (!status) say(stdout, "%s/report.html\n%s/report.md\n", r->out, r->out);
  return status;
}

/* What commands that are run in `out` call the results: a path that holds everywhere, if they are
 * in another folder. */
static int name_results(struct report *r, char results[SHELL_WORD], char file[SHELL_WORD],
                        struct error *err)
{
  if (r->elsewhere) {
    char *whole = realpath(r->set->folder, NULL);
    if (!whole || strlen(whole) >= PATH_SIZE / 2) {
      free(whole);
      return error_set(err, STATUS_IO, "cannot find the whole path of %.300s", r->set->folder);
    }
    shell_path(whole, NULL, results);
    shell_path(whole, "campaign.ini", file);
    free(whole);
  } else {
    strcpy(results, ".");
    strcpy(file, "campaign.ini");
  }
  r->results = results;
  r->file = file;
  return STATUS_OK;
}

static int make_pairs(struct report *r, struct error *err)
{
  size_t count = r->set->campaign.optimizer_count;
  if (!r->set->campaign.metric || count < 2) return STATUS_OK;
  r->contender = paired_contenders(r->set);
  if (!r->contender) return error_memory(err, "a comparison");
  return paired_make(r->contender, count, paired_reference(r->contender, count), &r->paired, err);
}

static int make_report(const struct libraries *libraries, const struct results_set *set,
                       const char *out, bool no_figures, struct error *err)
{
  struct report report = {
      .libraries = libraries, .set = set, .out = out ? out : set->folder, .elsewhere = out != NULL};
  char results[SHELL_WORD], file[SHELL_WORD];
  int status = name_results(&report, results, file, err);
  if (!status && out) status = paths_make_folder(out, err);
  if (!status) status = ranking_make(set, &report.ranking, err);
  if (!status) status = make_pairs(&report, err);
  if (!status) status = styles_of_set(libraries, set, &report.styles, err);
  if (!status) status = report_compare(&report, err);
  if (!status) status = report_see_traces(&report, err);
  if (!status) status = report_views(&report, err);
  if (!status && !no_figures) status = report_draw(&report, err);
  if (!status) status = write_report(&report, no_figures, err);
  ranking_free(&report.ranking);
  paired_free(&report.paired);
  report_compare_free(&report);
  report_views_free(&report);
  free(report.contender);
  free(report.styles);
  free(report.traced);
  free(report.drawing);
  return status;
}

int cmd_report(const struct libraries *libraries, int argc, char **argv, struct error *err)
{
  struct request request = {0};
  struct results_set set;
  char folder[PATH_SIZE];
  int status = options_parse(rows, argc, argv, take, &request, err);
  if (status) return status;
  if (request.help) {
    puts(
        "optbench report [RESULTS] [OPTIONS]\n\n"
        "Write RESULTS/report.html, one page that needs no network and holds its figures, and the\n"
        "same as RESULTS/report.md. RESULTS is the folder of a campaign's results, or that\n"
        "folder's name under results/; without it, the one last written there.\n");
    options_help(rows, stdout);
    return STATUS_OK;
  }
  status = results_locate(request.results, folder, err);
  if (!status && request.out && (!*request.out || strlen(request.out) >= PATH_SIZE / 2))
    return error_set(err, STATUS_USAGE, "--out needs a folder's name");
  if (!status) status = results_read(libraries, folder, &set, err);
  if (status) return status;
  results_set_note(&set);
  status = make_report(libraries, &set, request.out, request.no_figures, err);
  results_set_free(&set);
  return status;
}
