/* campaigns.c -- see campaigns.h. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include <stdio.h>

#include "tests/support/campaigns.h"

int campaigns_load(const struct libraries *libraries, const char *path, const char *text,
                   struct campaign *c, struct error *err)
{
  FILE *out = fopen(path, "wb");
  assert_non_null(out);
  fputs(text, out);
  fclose(out);
  return campaign_load(libraries, path, c, err);
}

struct campaign campaigns_good(const struct libraries *libraries, const char *path,
                               const char *text)
{
  struct campaign c;
  struct error err = {0};
  if (campaigns_load(libraries, path, text, &c, &err)) fail_msg("%s", err.text);
  return c;
}
