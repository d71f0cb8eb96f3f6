/* dissect.c -- `optbench dissect`: opens up the network of a learned optimizer, or two of them side
 * by side. */
#include <stdlib.h>
#include <string.h>

#include "bench/command/commands.h"
#include "bench/command/execute.h"
#include "bench/dissect/sheets.h"
#include "bench/io/file.h"
#include "bench/io/options.h"
#include "bench/io/say.h"
#include "bench/plot/image.h"
#include "src/names.h"
#include "src/utf8.h"

static const char *const formats[] = {"png", "svg", "pdf", NULL};
enum { FORMATS = 3, JOBS = 2, TITLE_MOST = 40 };

struct request {
  const char *word[SUBJECTS_MOST], *out;
  size_t words, threads;
  bool format[FORMATS], any_format, help;
};

/* What a word names. */
struct subject {
  char title[TITLE_MOST + 8];
  struct weights weights;
  struct dissection *dissection; /* owned; NULL: none yet */
};

static const struct option_row rows[] = {
    {0, "out", "DIR", "write here instead of results/dissect-NAME"},
    {0, "format", "FORMATS", "png, svg, pdf; the default is png,svg"},
    {'j', "threads", "N", "threads; 0: one a processor (the default)"},
    {'h', "help", NULL, "show this"},
    {0, NULL, NULL, NULL},
};

static void help(void)
{
  puts("optbench dissect WEIGHTS [WEIGHTS] [OPTIONS]\n\n"
       "Open up the network of a learned optimizer: where its state rests without gradient, and\n"
       "whether it has momentum, clips, follows a schedule, and adapts its rate. Of each a CSV, a\n"
       "figure, and a line with a verdict; of two networks side by side. WEIGHTS is a file, or a\n"
       "name that `optbench describe learned` lists. Its input has to be the raw gradient.\n");
  options_help(rows, stdout);
}

static int take(void *context, const struct option_row *row, const char *value, struct error *err)
{
  struct request *r = context;
  if (!row) {
    if (r->words == SUBJECTS_MOST)
      return error_set(err, STATUS_USAGE, "dissect takes two files of weights at most, not '%.60s'",
                       value);
    r->word[r->words++] = value;
  } else if (!strcmp(row->name, "out")) {
    if (!*value || strlen(value) >= PATH_SIZE)
      return error_set(err, STATUS_USAGE, "--out needs a folder's name");
    r->out = value;
  } else if (!strcmp(row->name, "format")) {
    r->any_format = true;
    return names_mark(value, "format", "dissect", formats, FORMATS, r->format, err);
  } else if (!strcmp(row->name, "threads")) {
    return threads_parse(value, &r->threads, err);
  } else {
    r->help = true;
  }
  return STATUS_OK;
}

/* A file's name without folder and ending, as far as it can be shown. */
static void name_subject(const char *word, char title[TITLE_MOST + 8])
{
  static const char ending[] = ".weights";
  const char *slash = strrchr(word, '/'), *name = slash ? slash + 1 : word;
  size_t length = strlen(name), cut = strlen(ending);
  if (length > cut && !strcmp(name + length - cut, ending)) length -= cut;
  char stem[PATH_SIZE];
  snprintf(stem, sizeof stem, "%.*s", (int)length, name);
  utf8_plain(stem, "", title, TITLE_MOST);
}

static int read_all(const struct request *r, struct subject *subject, struct error *err)
{
  int status = STATUS_OK;
  for (size_t i = 0; i < r->words && !status; i++) {
    name_subject(r->word[i], subject[i].title);
    status = weights_read(r->word[i], &subject[i].weights, err);
  }
  /* Rows and panels are told apart by it. */
  if (r->words == 2 && !strcmp(subject[0].title, subject[1].title))
    for (size_t i = 0; i < 2; i++) strcat(subject[i].title, i ? " (2)" : " (1)");
  return status;
}

static int choose_folder(const struct request *r, const struct subject *subject,
                         char folder[PATH_SIZE], struct error *err)
{
  char label[LABEL_SIZE], name[LABEL_SIZE];
  snprintf(label, sizeof label, "dissect-%s%s%s", subject[0].title, r->words > 1 ? "-" : "",
           r->words > 1 ? subject[1].title : "");
  label_file_name(label, name);
  int status = STATUS_OK;
  if (r->out)
    strcpy(folder, r->out);
  else
    status = paths_join(folder, "results", name, err);
  return status ? status : folder_check(folder, FOLDER_DISSECTION, err);
}

static int dissect_all(const struct libraries *libraries, const struct request *r,
                       struct subject *subject, struct error *err)
{
  int status = STATUS_OK;
  for (size_t i = 0; i < r->words && !status; i++) {
    struct dissection *d = malloc(sizeof *d);
    if (!d) return error_memory(err, "a dissection");
    status = dissect(libraries, subject[i].title, &subject[i].weights, threads_wanted(r->threads),
                     d, err);
    if (status)
      free(d);
    else
      subject[i].dissection = d;
  }
  return status;
}

static void tell(const struct subjects *s, FILE *out)
{
  for (size_t i = 0; i < s->count; i++) {
    const struct weights *w = s->of[i]->weights;
    fprintf(out, "%s, trained on %s d%zu, dissected on %d fresh runs\n", s->of[i]->title, w->task,
            w->dim, VISIT_RUNS);
    if (s->of[i]->suits != SUITS_ALL)
      fprintf(
          out,
          "  its input is `%s`, which jumps at 0: what needs a derivative there cannot be told; "
          "train one with --inputs gradient\n",
          network_inputs[w->network.inputs]);
    for (int a = 0; a < ANALYSES; a++) {
      struct verdict v = verdict_of(s->of[i], (enum analysis)a);
      fprintf(out, "  %-12s  %s: %s\n", analysis_names[a], v.text, finding_names[v.finding]);
    }
  }
}

static int write_verdicts(const struct subjects *s, const char *folder, struct error *err)
{
  struct file file;
  int status = file_create(&file, folder, folder_verdicts, err);
  if (status) return status;
  fputs(folder_marks[FOLDER_DISSECTION], file.stream);
  tell(s, file.stream);
  return file_commit(&file, err);
}

/* The images, and none of an analysis that is not there. */
static int draw_all(const struct request *r, const struct subjects *s, const char *folder,
                    const struct image_folder *held, struct error *err)
{
  struct image image[ANALYSES * FORMATS];
  size_t count = 0;
  int status = STATUS_OK;
  for (int a = 0; a < ANALYSES; a++)
    for (size_t k = 0; k < FORMATS && !status; k++) {
      status = image_make(analysis_names[a], formats[k], folder, &image[count], err);
      if (status) break;
      if (!subjects_have(s, (enum analysis)a))
        file_remove(image[count].path);
      else if (r->format[k])
        count++;
    }
  return status ? status : images_draw(image, count, JOBS, held, err);
}

static int write_all(const struct request *r, const struct subjects *s, const char *folder,
                     struct error *err)
{
  struct image_folder held;
  struct error missing;
  int status = images_hold(folder, &held, err);
  if (status) return status;
  status = write_verdicts(s, folder, err);
  if (!status) status = sheets_write(s, folder, err);
  if (!status) tell(s, stdout);
  if (!status && images_check(&missing))
    fprintf(stderr, "optbench: note: no figures: %s\n", missing.text);
  else if (!status)
    status = draw_all(r, s, folder, &held, err);
  if (!status)
    say(stdout, "%s: %s, and a CSV and a figure of each analysis\n", folder, folder_verdicts);
  images_release(&held);
  return status;
}

int cmd_dissect(const struct libraries *libraries, int argc, char **argv, struct error *err)
{
  struct request r = {0};
  struct subject subject[SUBJECTS_MOST] = {0};
  struct subjects subjects = {.count = 0};
  char folder[PATH_SIZE];
  int status = options_parse(rows, argc, argv, take, &r, err);
  if (status) return status;
  if (r.help) {
    help();
    return STATUS_OK;
  }
  if (!r.words)
    return error_set(
        err, STATUS_USAGE,
        "dissect needs a file of weights, or a name; `optbench describe learned` lists "
        "those that come along");
  if (!r.any_format) r.format[0] = r.format[1] = true;
  status = read_all(&r, subject, err);
  if (!status) status = choose_folder(&r, subject, folder, err);
  if (!status) status = dissect_all(libraries, &r, subject, err);
  for (size_t i = 0; i < r.words; i++) subjects.of[subjects.count++] = subject[i].dissection;
  if (!status) status = write_all(&r, &subjects, folder, err);
  for (size_t i = 0; i < r.words; i++) {
    if (subject[i].dissection) dissection_free(subject[i].dissection);
    free(subject[i].dissection);
    weights_free(&subject[i].weights);
  }
  return status;
}
