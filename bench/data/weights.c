/* weights.c -- see weights.h. */
#include "bench/data/weights.h"

#include <errno.h>
#include <ini.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/io/paths.h"
#include "src/number.h"
#include "src/stream.h"

enum { FILE_LIMIT = 1 << 19, LINE_LIMIT = 199, A_LINE = 5 }; /* numbers a line */

static const char opening[] =
    "; Weights of a learned optimizer, as `optbench describe learned` tells.\n"
    "[weights]\n";
static const char checksum[] = "\nchecksum = ";

/* The parts of the numbers, in their order. */
static const char *const parts[] = {
    "update_input", "update_state",    "update_bias",     "reset_input",    "reset_state",
    "reset_bias",   "candidate_input", "candidate_state", "candidate_bias", "begin",
    "readout",      "readout_bias",    "log_scale"};
enum { PARTS = sizeof parts / sizeof *parts };

/* Where part k begins; that of PARTS is where they end. */
static size_t part_at(const struct network *n, size_t k)
{
  struct network_parts p = network_parts(n);
  size_t gate = k / 3;
  if (gate < GATES) return k % 3 == 0 ? p.input[gate] : k % 3 == 1 ? p.state[gate] : p.bias[gate];
  const size_t rest[] = {p.begin, p.readout, p.readout_bias, p.log_scale, p.size};
  return rest[k - (size_t)GATES * 3];
}

struct reader {
  struct weights *weights;
  double version;
  bool known; /* all keys so far */
  unsigned given;
  size_t part, count; /* that numbers are read into, and those so far of all */
  double number[NETWORK_MOST];
};

enum given {
  HAS_CELL = 1,
  HAS_HIDDEN = 2,
  HAS_INPUTS = 4,
  HAS_OUTPUT = 8,
  HAS_TASK = 16,
  HAS_DIM = 32,
  HAS_STEPS = 64,
  HAS_METRIC = 128,
  HAS_SCORE = 256,
  HAS_SEED = 512,
  HAS_COMMAND = 1024,
  HAS_ALL = 2047
};

static bool choice(const char *value, const char *const *names, int *chosen)
{
  for (int i = 0; names[i]; i++)
    if (!strcmp(value, names[i])) {
      *chosen = i;
      return true;
    }
  return false;
}

static bool whole(const char *value, double low, double high, double *number)
{
  return number_parse_whole(value, number) && *number >= low && *number <= high;
}

static bool text(const char *value, char *field, size_t size)
{
  if (!*value || strlen(value) >= size) return false;
  strcpy(field, value);
  return true;
}

/* A key of [weights]: its bit, or 0 if its value cannot be. */
static unsigned take_field(struct reader *r, const char *key, const char *value)
{
  struct weights *w = r->weights;
  double number = 0;
  int chosen = 0;
  if (!strcmp(key, "cell")) return strcmp(value, "gru") ? 0 : HAS_CELL;
  if (!strcmp(key, "task")) return text(value, w->task, sizeof w->task) ? HAS_TASK : 0;
  if (!strcmp(key, "command")) return text(value, w->command, sizeof w->command) ? HAS_COMMAND : 0;
  if (!strcmp(key, "score")) return number_parse(value, &w->score) ? HAS_SCORE : 0;
  if (!strcmp(key, "metric")) {
    if (strcmp(value, "ratio") && strcmp(value, "log")) return 0;
    return text(value, w->metric, sizeof w->metric) ? HAS_METRIC : 0;
  }
  if (!strcmp(key, "inputs") && choice(value, network_inputs, &chosen)) {
    w->network.inputs = (enum network_inputs)chosen;
    return HAS_INPUTS;
  }
  if (!strcmp(key, "output") && choice(value, network_outputs, &chosen)) {
    w->network.output = (enum network_result)chosen;
    return HAS_OUTPUT;
  }
  if (!strcmp(key, "hidden") && whole(value, 1, HIDDEN_MOST, &number)) {
    w->network.hidden = (size_t)number;
    return HAS_HIDDEN;
  }
  if (!strcmp(key, "dimension") && whole(value, 1, PARAM_MANY, &number)) {
    w->dim = (size_t)number;
    return HAS_DIM;
  }
  if (!strcmp(key, "steps") && whole(value, 1, PARAM_MANY, &number)) {
    w->steps = (size_t)number;
    return HAS_STEPS;
  }
  if (!strcmp(key, "seed") && whole(value, 0, 0x1p53, &number)) {
    w->seed = (uint64_t)number;
    return HAS_SEED;
  }
  return 0;
}

/* Numbers with blanks between them, of the part that `key` names: parts come in their order, each
 * whole. */
static bool take_numbers(struct reader *r, const char *key, const char *value)
{
  const unsigned shape = HAS_HIDDEN | HAS_INPUTS | HAS_OUTPUT;
  const struct network *n = &r->weights->network;
  if ((r->given & shape) != shape) return false;
  if (r->part < PARTS && r->count >= part_at(n, r->part + 1)) r->part++;
  if (r->part == PARTS || strcmp(key, parts[r->part])) return false;
  for (const char *at = value + strspn(value, " \t"); *at;) {
    char word[NUMBER_TEXT];
    size_t length = strcspn(at, " \t");
    if (length >= sizeof word || r->count >= part_at(n, r->part + 1)) return false;
    memcpy(word, at, length);
    word[length] = '\0';
    if (!number_parse(word, &r->number[r->count++])) return false;
    at += length + strspn(at + length, " \t");
  }
  return true;
}

static int take(void *context, const char *section, const char *key, const char *value)
{
  struct reader *r = context;
  if (!r->known) return 1; /* nothing of it is of use */
  if (!strcmp(section, "weights") && !strcmp(key, "version")) return 1;
  if (!strcmp(section, "weights")) {
    unsigned bit = r->count ? 0 : take_field(r, key, value);
    r->known &= bit && !(r->given & bit);
    r->given |= bit;
  } else if (!strcmp(section, "numbers"))
    r->known &= take_numbers(r, key, value);
  else
    r->known &= !strcmp(section, "end") && !strcmp(key, "checksum");
  return 1;
}

static void digest(const char *text, char hex[17])
{
  snprintf(hex, 17, "%016llx", (unsigned long long)stream_named(stream_root(0), text).key);
}

/* inih cuts longer ones. */
static bool lines_fit(const char *at)
{
  for (; *at; at += strcspn(at, "\n"), at += *at == '\n')
    if (strcspn(at, "\n") > LINE_LIMIT) return false;
  return true;
}

/* The text with its last line cut off, which gives the checksum of the rest; NULL: it has none. */
static char *without_checksum(const char *whole_text, char given[17])
{
  const char *last = NULL;
  for (const char *at = whole_text; (at = strstr(at, checksum)); at++) last = at;
  if (!last) return NULL;
  const char *value = last + strlen(checksum);
  if (strspn(value, "0123456789abcdef") != 16 || strcmp(value + 16, "\n")) return NULL;
  memcpy(given, value, 16);
  given[16] = '\0';
  return strndup(whole_text, (size_t)(last + 1 - whole_text));
}

static int damaged(const char *name, const char *how, struct error *err)
{
  return error_set(err, STATUS_IO,
                   "%.200s %s; take another copy, or make it again with `optbench meta-train`",
                   name, how);
}

static int parse(struct reader *r, const char *name, const char *whole_text, struct error *err)
{
  char sum[17], given[17];
  if (strncmp(whole_text, opening, strlen(opening)) || !lines_fit(whole_text))
    return error_set(err, STATUS_IO,
                     "%.200s is no file of weights as `optbench meta-train` writes them; give one",
                     name);
  if (sscanf(whole_text + strlen(opening), "version = %lf", &r->version) != 1) r->version = 0;
  if (r->version > WEIGHTS_VERSION)
    return error_set(err, STATUS_IO,
                     "%.200s is of version %g, and this program reads up to %d; take a newer one",
                     name, r->version, WEIGHTS_VERSION);
  char *rest = without_checksum(whole_text, given);
  if (!rest) return damaged(name, "is cut short: its checksum is not there", err);
  digest(rest, sum);
  free(rest);
  if (strcmp(sum, given)) return damaged(name, "is damaged: its checksum is another", err);
  r->known = ini_parse_string(whole_text, take, r) == 0 && r->known;
  if (!r->known || r->version < 1 || r->given != HAS_ALL ||
      r->count != network_parts(&r->weights->network).size)
    return damaged(name, "holds what no file of weights does", err);
  strcpy(r->weights->digest, sum);
  return STATUS_OK;
}

int weights_parse(const char *name, const char *whole_text, struct weights *w, struct error *err)
{
  *w = (struct weights){0};
  struct reader *r = calloc(1, sizeof *r);
  if (!r) return error_memory(err, "a network's weights");
  r->weights = w;
  r->known = true;
  int status = parse(r, name, whole_text, err);
  if (!status) {
    w->number = malloc(r->count * sizeof *w->number);
    if (w->number) memcpy(w->number, r->number, r->count * sizeof *w->number);
    w->network.number = w->number;
    if (!w->number) status = error_memory(err, "a network's weights");
  }
  free(r);
  return status;
}

static int find(const char *word, char path[PATH_SIZE], struct error *err)
{
  char relative[PATH_SIZE];
  if (strchr(word, '/') || strchr(word, '.')) {
    snprintf(path, PATH_SIZE, "%s", word);
    return STATUS_OK;
  }
  snprintf(relative, sizeof relative, "bench/learned/%.200s.weights", word);
  if (!*word || paths_data(relative, path, err))
    return error_set(err, STATUS_IO,
                     "no weights are called '%.60s'; give a file's path, or one of those that "
                     "`optbench describe learned` lists",
                     word);
  return STATUS_OK;
}

int weights_read(const char *word, struct weights *w, struct error *err)
{
  char path[PATH_SIZE];
  *w = (struct weights){0};
  int status = find(word, path, err);
  if (status) return status;
  FILE *in = fopen(path, "rb");
  char *buffer = in ? calloc(1, FILE_LIMIT + 2) : NULL;
  size_t length = buffer ? fread(buffer, 1, FILE_LIMIT + 1, in) : 0;
  if (!in || (buffer && ferror(in)))
    status = error_set(err, STATUS_IO, "cannot read the weights %.200s: %s; check the path", path,
                       strerror(errno ? errno : EIO));
  else if (!buffer)
    status = error_memory(err, "a network's weights");
  else if (length > FILE_LIMIT || strlen(buffer) != length)
    status = error_set(err, STATUS_IO, "%.200s is no file of weights; give one", path);
  if (in) fclose(in);
  if (!status) status = weights_parse(path, buffer, w, err);
  free(buffer);
  return status;
}

void weights_free(struct weights *w)
{
  free(w->number);
  *w = (struct weights){0};
}

static void write_numbers(const struct weights *w, FILE *out)
{
  for (size_t k = 0; k < PARTS; k++) {
    fprintf(out, "%s =", parts[k]);
    size_t first = part_at(&w->network, k), end = part_at(&w->network, k + 1);
    for (size_t i = first; i < end; i++) {
      char number[NUMBER_TEXT];
      number_format(w->network.number[i], number);
      bool new_line = i > first && (i - first) % A_LINE == 0;
      fprintf(out, "%s%s", new_line ? "\n  " : " ", number);
    }
    fputc('\n', out);
  }
}

char *weights_text(const struct weights *w)
{
  char *text = NULL, score[NUMBER_TEXT], sum[17];
  size_t size;
  FILE *out = open_memstream(&text, &size);
  if (!out) return NULL;
  number_format(w->score, score);
  fprintf(out,
          "%sversion = %d\ncommand = %s\nseed = %llu\ntask = %s\ndimension = %zu\nsteps = %zu\n"
          "metric = %s\nscore = %s\ncell = gru\nhidden = %zu\ninputs = %s\noutput = %s\n\n"
          "[numbers]\n",
          opening, WEIGHTS_VERSION, w->command, (unsigned long long)w->seed, w->task, w->dim,
          w->steps, w->metric, score, w->network.hidden, network_inputs[w->network.inputs],
          network_outputs[w->network.output]);
  write_numbers(w, out);
  fputs("\n[end]\n", out);
  fflush(out);
  if (text) digest(text, sum);
  fprintf(out, "%s%s\n", checksum + 1, sum);
  bool failed = ferror(out);
  if (!fclose(out) && !failed) return text;
  free(text);
  return NULL;
}
