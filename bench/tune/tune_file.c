/* tune_file.c -- see tune_file.h. */
#include "bench/tune/tune_file.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/io/file.h"
#include "bench/tune/tune_write.h"

/* The line of a file's mark, and where it is; 0 if there is none. */
static size_t find_mark(const char *text, const char **mark)
{
  size_t line = 1, length = strlen(TUNE_MARK);
  for (const char *at = text; *at; line++) {
    if (!strncmp(at, TUNE_MARK, length)) {
      *mark = at;
      return line;
    }
    at += strcspn(at, "\n");
    at += *at == '\n';
  }
  return 0;
}

/* The file's text, which campaign_load has read before; malloc'ed. */
static int read_text(const char *path, char **text, struct error *err)
{
  size_t size;
  FILE *in = fopen(path, "rb");
  if (!in) return error_set(err, STATUS_IO, "cannot read the campaign %.300s", path);
  *text = NULL;
  FILE *out = open_memstream(text, &size);
  for (int c; out && (c = getc(in)) != EOF;) putc(c, out);
  fclose(in);
  if (!out || fclose(out)) {
    free(*text);
    return error_memory(err, "the campaign's text");
  }
  return STATUS_OK;
}

int tune_file_mark(const char *path, size_t *line, struct error *err)
{
  char *text;
  const char *mark;
  int status = read_text(path, &text, err);
  if (status) return status;
  *line = find_mark(text, &mark);
  free(text);
  return STATUS_OK;
}

int tune_file_write(const struct libraries *libraries, const char *path, const char *sections,
                    bool trial, struct error *err)
{
  char *text, folder[PATH_SIZE];
  const char *mark, *slash = strrchr(path, '/');
  int status = read_text(path, &text, err);
  if (status) return status;
  size_t length = find_mark(text, &mark) ? (size_t)(mark - text) : strlen(text);
  while (length && strchr("\n ", text[length - 1])) length--;
  text[length] = '\0';
  snprintf(folder, sizeof folder, "%.*s", slash ? (int)(slash - path) : 1, slash ? path : ".");
  struct file file;
  status = file_create(&file, folder, slash ? slash + 1 : path, err);
  if (status == STATUS_IO)
    error_set(err, status,
              "cannot write beside %.200s: %s; leave --write out, and the sections are in the "
              "folder of what was found",
              path, strerror(errno));
  if (!status) {
    struct campaign back;
    struct error why;
    fprintf(file.stream, "%s\n\n%s\n%s", text, TUNE_MARK, sections);
    fflush(file.stream);
    if (campaign_load(libraries, file.aside, &back, &why)) {
      file_abandon(&file);
      const char *reason = strstr(why.text, FILE_ASIDE);
      status =
          error_set(err, STATUS_USAGE, "the sections do not go with the rest of %.200s: %.200s",
                    path, reason ? reason + strlen(FILE_ASIDE) : why.text);
    } else {
      campaign_free(&back);
      if (trial)
        file_abandon(&file);
      else
        status = file_commit(&file, err);
    }
  }
  free(text);
  return status;
}
