/* options.c -- see options.h. */
#include "bench/io/options.h"

#include <stdbool.h>
#include <string.h>

#include "src/names.h"

static const struct option_row *find_long(const struct option_row *rows, const char *word,
                                          size_t length, const char *command, struct error *err)
{
  char text[64];
  snprintf(text, sizeof text, "%.*s", (int)(length < 63 ? length : 63), word);
  struct nearest near = nearest_begin(text);
  for (const struct option_row *r = rows; r->name; r++) {
    if (strlen(r->name) == length && !strncmp(r->name, word, length)) return r;
    nearest_try(&near, r->name);
  }
  if (near.name)
    error_set(err, STATUS_USAGE, "%s has no option '--%s'; did you mean '--%s'?", command, text,
              near.name);
  else
    error_set(err, STATUS_USAGE, "%s has no option '--%s'; `optbench %s --help` lists them",
              command, text, command);
  return NULL;
}

static const struct option_row *find_letter(const struct option_row *rows, char letter,
                                            const char *command, struct error *err)
{
  for (const struct option_row *r = rows; r->name; r++)
    if (r->letter == letter) return r;
  error_set(err, STATUS_USAGE, "%s has no option '-%c'; `optbench %s --help` lists them", command,
            letter, command);
  return NULL;
}

int options_parse(const struct option_row *rows, int argc, char **argv, option_taker *take,
                  void *context, struct error *err)
{
  bool ended = false; /* behind "--" all are operands */
  for (int i = 1; i < argc; i++) {
    const char *word = argv[i];
    const struct option_row *row = NULL;
    const char *value = NULL;
    int status;
    if (!ended && !strcmp(word, "--")) {
      ended = true;
      continue;
    }
    if (!ended && !strncmp(word, "--", 2)) {
      const char *name = word + 2, *equals = strchr(name, '=');
      row = find_long(rows, name, equals ? (size_t)(equals - name) : strlen(name), argv[0], err);
      if (!row) return err->status;
      if (equals) value = equals + 1;
      if (equals && !row->value)
        return error_set(err, STATUS_USAGE, "--%s takes no value; drop '%.60s'", row->name, equals);
    } else if (!ended && word[0] == '-' && word[1]) {
      row = find_letter(rows, word[1], argv[0], err);
      if (!row) return err->status;
      if (word[2]) value = word + 2;
      if (word[2] && !row->value)
        return error_set(err, STATUS_USAGE, "-%c takes no value; drop '%.60s'", row->letter,
                         word + 2);
    } else {
      status = take(context, NULL, word, err);
      if (status) return status;
      continue;
    }
    if (row->value && !value) {
      if (i + 1 >= argc)
        return error_set(err, STATUS_USAGE, "%s needs a value: %s %s", word, word, row->value);
      value = argv[++i];
    }
    status = take(context, row, value, err);
    if (status) return status;
  }
  return STATUS_OK;
}

void options_help(const struct option_row *rows, FILE *out)
{
  for (const struct option_row *r = rows; r->name; r++) {
    char left[64], letter[8] = "    ";
    if (r->letter) snprintf(letter, sizeof letter, "-%c, ", r->letter);
    snprintf(left, sizeof left, "%s--%s%s%s", letter, r->name, r->value ? " " : "",
             r->value ? r->value : "");
    fprintf(out, "  %-30s %s\n", left, r->help);
  }
}
