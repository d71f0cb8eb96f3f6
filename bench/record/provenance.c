/* provenance.c -- see provenance.h. */
#include "bench/record/provenance.h"

#include <string.h>
#include <sys/utsname.h>
#include <time.h>

#include "bench/io/file.h"
#include "src/version.h"

/* clang's __VERSION__ begins with its name, gcc's does not. */
#ifdef __clang__
#define COMPILER ""
#else
#define COMPILER "gcc "
#endif

#ifndef OPTBENCH_FLAGS
#define OPTBENCH_FLAGS ""
#endif

static void field(FILE *out, const char *key, const char *value)
{
  fprintf(out, "%s,\"", key);
  for (; *value; value++) {
    if (*value == '"') fputc('"', out);
    fputc(*value, out);
  }
  fputs("\"\n", out);
}

/* The processor's own name, where the system tells it. */
static void processor_name(char *name, size_t size)
{
  snprintf(name, size, "unknown");
  FILE *in = fopen("/proc/cpuinfo", "r");
  if (!in) return;
  char line[256];
  while (fgets(line, sizeof line, in)) {
    char *colon = strchr(line, ':');
    if (strncmp(line, "model name", 10) != 0 || !colon) continue;
    line[strcspn(line, "\n")] = '\0';
    snprintf(name, size, "%s", colon + 1 + (colon[1] == ' '));
    break;
  }
  fclose(in);
}

int provenance_write(const char *folder, const char *level, size_t threads, double seconds,
                     struct error *err)
{
  struct file file;
  int status = file_create(&file, folder, "provenance.csv", err);
  if (status) return status;
  char text[256];
  struct utsname machine = {0};
  time_t now = time(NULL);
  struct tm utc = {0};
  uname(&machine);
  gmtime_r(&now, &utc);
  fputs("key,value\n", file.stream);
  field(file.stream, "version", OPTBENCH_VERSION);
  field(file.stream, "compiler", COMPILER __VERSION__);
  field(file.stream, "flags", OPTBENCH_FLAGS);
  field(file.stream, "vector level", level);
  processor_name(text, sizeof text);
  field(file.stream, "processor", text);
  snprintf(text, sizeof text, "%.60s %.60s %.60s", machine.sysname, machine.release,
           machine.machine);
  field(file.stream, "system", text);
  field(file.stream, "host", machine.nodename);
  snprintf(text, sizeof text, "%zu", threads);
  field(file.stream, "threads", text);
  strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &utc);
  field(file.stream, "date", text);
  snprintf(text, sizeof text, "%.3f", seconds);
  field(file.stream, "wall seconds", text);
  return file_commit(&file, err);
}
