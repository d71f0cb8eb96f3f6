/* data_folder.c -- see data_folder.h. */
#include "tests/support/data_folder.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

char folder[] = "/tmp/optbench-data-XXXXXX";
char path[64], other[64];

int data_folder_make(void **state)
{
  (void)state;
  if (!mkdtemp(folder)) return -1;
  snprintf(path, sizeof path, "%s/a.csv", folder);
  snprintf(other, sizeof other, "%s/b.csv", folder);
  return 0;
}

int data_folder_remove(void **state)
{
  (void)state;
  unlink(path);
  unlink(other);
  return rmdir(folder);
}

void data_folder_write(const char *name, const char *text)
{
  FILE *out = fopen(name, "wb");
  assert_non_null(out);
  fputs(text, out);
  assert_int_equal(fclose(out), 0);
}
