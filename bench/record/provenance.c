/* provenance.c -- see provenance.h. */
#include "bench/record/provenance.h"

#include <math.h>
#include <stdio.h>
#include <string.h>
#include <sys/utsname.h>
#include <time.h>

#include "bench/io/csv_write.h"
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

static void put_field(struct csv_file *csv, const char *key, const char *value)
{
  put_text(csv, key, ',');
  put_text(csv, value, '\n');
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

static void put_value(struct csv_file *csv, const char *key, const char *format, double value)
{
  char text[64] = "";
  if (!isnan(value)) snprintf(text, sizeof text, format, value);
  put_field(csv, key, text);
}

int provenance_write(const char *folder, const struct provenance *p, struct error *err)
{
  struct csv_file csv;
  int status = csv_create(&csv, folder, "provenance.csv", "key,value", err);
  if (status) return status;
  char text[256];
  struct utsname machine = {0};
  time_t now = time(NULL);
  struct tm utc = {0};
  uname(&machine);
  gmtime_r(&now, &utc);
  put_field(&csv, "version", OPTBENCH_VERSION);
  put_field(&csv, "compiler", COMPILER __VERSION__);
  put_field(&csv, "flags", OPTBENCH_FLAGS);
  put_field(&csv, "vector level", p->level);
  processor_name(text, sizeof text);
  put_field(&csv, "processor", text);
  snprintf(text, sizeof text, "%.60s %.60s %.60s", machine.sysname, machine.release,
           machine.machine);
  put_field(&csv, "system", text);
  put_field(&csv, "host", machine.nodename);
  put_value(&csv, "ranks", "%.0f", (double)p->ranks);
  put_value(&csv, "threads", "%.0f", (double)p->threads);
  put_value(&csv, "bytes told a generation", "%.1f", p->told);
  put_value(&csv, "bytes heard a generation", "%.1f", p->heard);
  strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &utc);
  put_field(&csv, "date", text);
  put_value(&csv, "wall seconds", "%.3f", p->seconds);
  return file_commit(&csv.file, err);
}

int provenance_write_alone(const char *folder, const char *level, size_t threads, double seconds,
                           struct error *err)
{
  const struct provenance alone = {.level = level,
                                   .ranks = 1,
                                   .threads = threads,
                                   .seconds = seconds,
                                   .told = NAN,
                                   .heard = NAN};
  return provenance_write(folder, &alone, err);
}
