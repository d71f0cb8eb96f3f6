/* test_forms.c -- texts of figures for LaTeX, tables as spreadsheets leave them, and the settings
 * of a figure's form as gnuplot is told them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bench/io/file.h"
#include "bench/plot/form.h"
#include "bench/plot/latex.h"
#include "bench/plot/tidy.h"

static char folder[] = "/tmp/optbench-forms-XXXXXX";

static int set_up(void **state)
{
  (void)state;
  return mkdtemp(folder) ? 0 : -1;
}

static int tear_down(void **state)
{
  (void)state;
  return rmdir(folder);
}

static void becomes(const char *markup, const char *latex)
{
  char *text = NULL;
  size_t size = 0;
  FILE *out = open_memstream(&text, &size);
  assert_non_null(out);
  latex_text(out, markup, strlen(markup));
  assert_int_equal(fclose(out), 0);
  assert_string_equal(text, latex);
  free(text);
}

static void test_markup(void **state)
{
  (void)state;
  becomes("{/:Bold Adam}, d = 2", "{\\bfseries Adam}, d = 2");
  becomes("~{/*0.85 {/:Italic x}}  y", "{{\\itshape x}}\\  y");
  becomes("10^{−2}", "10\\textsuperscript{{\\ensuremath{-}2}}");
  becomes("f_0 x^2", "f\\textsubscript{0} x\\textsuperscript{2}");
  becomes("a\\_b\\^c\\{d\\}\\~\\&\\@\\\\",
          "a\\_b\\textasciicircum{}c\\{d\\}\\textasciitilde{}\\&@\\textbackslash{}");
  becomes("50 % #1 $", "50 \\% \\#1 \\$");
  becomes("[a] <b>", "{[}a{]} \\ensuremath{<}b\\ensuremath{>}");
  becomes("$-10$", "$-10$");
  becomes("$−0.5$", "$-0.5$");
  becomes("$1\\times 10^{3}$", "$1\\times 10^{3}$");
  becomes("$HOME$", "\\$HOME\\$");
}

/* Whatever is open ends with the text, and nothing stands for nothing. */
static void test_broken_markup(void **state)
{
  (void)state;
  becomes("", "");
  becomes("{", "{}");
  becomes("}", "");
  becomes("{/", "{}");
  becomes("{/:Bold", "{\\bfseries }");
  becomes("^", "\\textsuperscript{}");
  becomes("\\", "");
  becomes("{{a}", "{{a}}");
  char deep[400];
  memset(deep, '^', sizeof deep);
  deep[sizeof deep - 1] = '\0';
  char *text = NULL;
  size_t size = 0;
  FILE *out = open_memstream(&text, &size);
  latex_text(out, deep, strlen(deep));
  fclose(out);
  size_t open = 0, closed = 0;
  for (size_t i = 0; i < size; i++) {
    open += text[i] == '{';
    closed += text[i] == '}';
  }
  free(text);
  assert_int_equal(open, closed);
}

static int tidied(const char *bytes, size_t size, char **text, struct error *err)
{
  char from[128], to[128];
  size_t length;
  snprintf(from, sizeof from, "%s/from", folder);
  snprintf(to, sizeof to, "%s/to.csv", folder);
  FILE *out = fopen(from, "wb");
  assert_non_null(out);
  assert_int_equal(fwrite(bytes, 1, size, out), size);
  assert_int_equal(fclose(out), 0);
  int status = tidy(from, folder, "to.csv", err);
  *text = status ? NULL : file_read(to, &length);
  unlink(from);
  if (status) assert_int_equal(access(to, F_OK), -1);
  unlink(to);
  return status;
}

static void reads_as(const char *bytes, const char *wanted)
{
  struct error err = {.text = ""};
  char *text;
  assert_int_equal(tidied(bytes, strlen(bytes), &text, &err), STATUS_OK);
  assert_string_equal(text, wanted);
  free(text);
}

static void test_tables(void **state)
{
  (void)state;
  reads_as("a,b\n1,x\n", "a,b\n1,x\n");
  reads_as("\xEF\xBB\xBF"
           "a,b\r\n1,x",
           "a,b\n1,x\n");
  reads_as("a,b,,\r1,x,,\r,,,\r", "a,b\n1,x\n");
  reads_as("sep=;\r\na;b\r\n1,5;x\r\n", "a,b\n1.5,x\n");
  reads_as("a;b;\n-1,5E-08;\"x, \"\"y\"\"\"\n", "a,b\n-1.5e-08,x; 'y'\n");
  reads_as("a\tb\n2,0\t+3\n", "a,b\n2,3\n");
  reads_as("a,b\nNaN,Inf\n1E5,-INF\n", "a,b\nnan,inf\n100000,-inf\n");
  reads_as("a,b\n\"two\nlines\",\"#1\"\n", "a,b\ntwo lines,\"#1\"\n");
  reads_as("a,b\n1.7777777777777777,0.1\n", "a,b\n1.7777777777777777,0.1\n");
  reads_as("a,b\n,\n1,\n", "a,b\n1,\n");
}

static void test_bad_tables(void **state)
{
  (void)state;
  static const struct {
    const char *bytes;
    size_t size;
    const char *why;
  } cases[] = {{"", 0, "is empty"},
               {"\n,,\n", 4, "is empty"},
               {"a,b\n1\n", 6, ":2: 1 fields, and the first line has 2"},
               {"a,b\n1,2\n1,2,3\n", 14, ":3: 3 fields"},
               {"a\0b\0", 4, "UTF-8"}};
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    struct error err = {.text = ""};
    char *text;
    assert_int_equal(tidied(cases[i].bytes, cases[i].size, &text, &err), STATUS_IO);
    assert_non_null(strstr(err.text, cases[i].why));
  }
  struct error err;
  assert_int_equal(tidy("/nonexistent/a.csv", folder, "to.csv", &err), STATUS_IO);
}

static void test_settings(void **state)
{
  (void)state;
  struct form form = {.theme = NULL};
  struct error err;
  char text[FORM_TEXT];
  form_commands(&form, false, text);
  assert_string_equal(text, "form_grows=1; form_zoom=1.0*1");
  assert_int_equal(form_size(&form, "2.54x2.54", &err), STATUS_USAGE);
  assert_int_equal(form_size(&form, "25.4x12.7", &err), STATUS_OK);
  assert_int_equal(form_font(&form, "Liberation Serif,12", &err), STATUS_OK);
  assert_int_equal(form_theme(&form, "dark", &err), STATUS_OK);
  assert_int_equal(form_title(&form, "it's a_b", &err), STATUS_OK);
  form_commands(&form, true, text);
  assert_string_equal(text,
                      "form_grows=1; form_zoom=1.0*1.2; form_wide=1.0*960; form_tall=1.0*480; "
                      "form_theme='dark'; form_font='Liberation Serif'; form_tex=1; "
                      "form_title='it'.\"'\".'s a\\_b'");
  /* The longest title, of what takes most room. */
  char longest[FORM_LETTERS + 2];
  memset(longest, '\'', FORM_LETTERS);
  longest[FORM_LETTERS] = '\0';
  assert_int_equal(form_title(&form, longest, &err), STATUS_OK);
  form_commands(&form, true, text);
  assert_true(strlen(text) < sizeof text);
  strcat(longest, "x");
  assert_int_equal(form_title(&form, longest, &err), STATUS_USAGE);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_markup),   cmocka_unit_test(test_broken_markup),
      cmocka_unit_test(test_tables),   cmocka_unit_test(test_bad_tables),
      cmocka_unit_test(test_settings),
  };
  return cmocka_run_group_tests(tests, set_up, tear_down);
}
