/* test_colours.c -- that curves are told apart, whoever looks at them, and on paper without colour.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/plan/levels.h"
#include "bench/plot/colours.h"
#include "src/stream.h"
#include "tests/support/colour_vision.h"
#include "tests/support/looks.h"
#include "tests/support/reference.h"

enum { SETS = 100, NAMES_MOST = 100, TEXT = 1000 };
static const double distance_least = 17, lightness_least = 9.9, contrast_least = 2.2;
static const char *const card = "sgd,momentum,adam,rmsprop,fd,random,es,nes,vo";
static struct libraries libraries = {0};

static int set_up(void **state)
{
  (void)state;
  struct error err;
  return levels_pick(NULL, &libraries, &err);
}

static void test_difference(void **state)
{
  (void)state;
  struct reference *r = reference_read("tests/reference/colour/ciede2000.csv");
  assert_int_equal(r->rows, 34);
  for (size_t i = 0; i < r->rows; i++) {
    const double *v = reference_row(r, i);
    struct lab x = {v[0], v[1], v[2]}, y = {v[3], v[4], v[5]};
    if (fabs(ciede2000(x, y) - v[6]) > 0.5001e-4 || fabs(ciede2000(y, x) - v[6]) > 0.5001e-4)
      fail_msg("pair %zu: %.6f, not %.4f", i + 1, ciede2000(x, y), v[6]);
  }
  reference_free(r);
}

/* White, mid grey and red have known places; greys look the same to everybody. */
static void test_vision(void **state)
{
  (void)state;
  assert_true(fabs(lab_of(0xffffff, VISION_NORMAL).l - 100) < 1e-3);
  assert_true(fabs(lab_of(0x777777, VISION_NORMAL).l - 50) < 0.1);
  struct lab red = lab_of(0xff0000, VISION_NORMAL);
  assert_true(fabs(red.l - 53.24) < 0.01 && fabs(red.a - 80.09) < 0.02);
  for (enum vision v = VISION_NORMAL; v < VISIONS; v++)
    assert_true(ciede2000(lab_of(0x8a8a8a, v), lab_of(0x8a8a8a, VISION_NORMAL)) < 0.1);
  /* Red and green of a lightness are one colour to a deuteranope. */
  assert_true(ciede2000(lab_of(0xa06a00, VISION_DEUTAN), lab_of(0x7a7a00, VISION_DEUTAN)) < 8);
  assert_true(fabs(contrast_of(0xffffff, 0) - 21) < 1e-9);
}

static void test_hues(void **state)
{
  (void)state;
  for (size_t i = 0; i < COLOURS; i++) {
    double lightness = lab_of(colours[i].colour, VISION_NORMAL).l;
    if (fabs(lightness - colours[i].lightness) > 0.051)
      fail_msg("the lightness of #%06x is %.2f", colours[i].colour, lightness);
    assert_true(contrast_of(colours[i].colour, 0xffffff) > contrast_least);
  }
}

/* Each pair is told apart: by the line, or by its colours, to each kind of eye and in greyscale. */
static void expect_apart(const struct style *s, size_t count, const char *names)
{
  for (size_t i = 0; i < count; i++)
    for (size_t k = 0; k < i; k++) {
      struct lab x, y;
      if (s[i].colour == s[k].colour)
        fail_msg("%s: %s and %s have one colour", names, s[i].title, s[k].title);
      if (s[i].dash != s[k].dash) continue;
      for (enum vision v = VISION_NORMAL; v < VISIONS; v++) {
        x = lab_of(s[i].colour, v);
        y = lab_of(s[k].colour, v);
        if (ciede2000(x, y) < distance_least)
          fail_msg("%s: %s and %s look alike to vision %d: %.1f", names, s[i].title, s[k].title,
                   (int)v, ciede2000(x, y));
      }
      x = lab_of(s[i].colour, VISION_NORMAL);
      y = lab_of(s[k].colour, VISION_NORMAL);
      if (fabs(x.l - y.l) < lightness_least)
        fail_msg("%s: %s and %s look alike in greyscale: L* differs by %.1f", names, s[i].title,
                 s[k].title, fabs(x.l - y.l));
    }
}

static size_t all_names(const char *names[NAMES_MOST])
{
  const struct library *l = libraries.optimizers;
  size_t count = 0;
  for (size_t i = 0; l->rules[i]; i++) names[count++] = l->rules[i]->name;
  for (size_t i = 0; l->searches[i]; i++) names[count++] = l->searches[i]->name;
  for (size_t i = 0; l->aliases[i].name; i++) names[count++] = l->aliases[i].name;
  assert_true(count > 40 && count < NAMES_MOST);
  return count;
}

/* `size` of the names, drawn without replacement, with commas. */
static void draw_names(struct stream stream, size_t size, char text[TEXT])
{
  const char *names[NAMES_MOST];
  size_t count = all_names(names), used = 0;
  for (size_t i = 0; i < size; i++) {
    size_t k = i + (size_t)(stream_uniform(stream, i) * (double)(count - i));
    const char *drawn = names[k];
    names[k] = names[i];
    names[i] = drawn;
    used += (size_t)snprintf(text + used, TEXT - used, "%s%s", i ? "," : "", drawn);
    assert_true(used < TEXT);
  }
}

static void test_card(void **state)
{
  (void)state;
  struct style *s = looks_of(&libraries, card);
  expect_apart(s, 9, card);
  free(s);
}

static void test_any_ten(void **state)
{
  (void)state;
  struct stream sets = stream_named(stream_root(21), "colours");
  for (size_t i = 0; i < SETS; i++) {
    char text[TEXT];
    size_t size = 2 + i % (COLOURS - 1);
    draw_names(stream_numbered(sets, i), size, text);
    struct style *s = looks_of(&libraries, text);
    expect_apart(s, size, text);
    free(s);
  }
}

/* Families that had a hue together once. */
static void test_families(void **state)
{
  (void)state;
  static const char *const sets[] = {
      "newton,bfgs,conjugate_fr,adam,lm,dogleg,bfgs2,lbfgs,sgd,fd",
      "nes,adam,xnes,canonical-nes,snes,cmaes,sep-cmaes,ipop,bipop",
      "es:sigma=1,es:sigma=2,es:sigma=3,es:sigma=4,es:sigma=5,es:sigma=6,es:sigma=7",
      "adam@es,es,sgd@es,es:share=0.3+adam,adam,cmaes:share=0.3+bfgs"};
  static const size_t sizes[] = {10, 9, 7, 6};
  for (size_t i = 0; i < 4; i++) {
    struct style *s = looks_of(&libraries, sets[i]);
    expect_apart(s, sizes[i], sets[i]);
    free(s);
  }
}

/* The ten names that own a hue have it in any company of ten, and the first line is solid. */
static void test_owners(void **state)
{
  (void)state;
  static const char *const names[] = {"adam",   "rmsprop",  "es", "fd",  "sgd",
                                      "random", "momentum", "vo", "nes", "cmaes"};
  for (size_t i = 0; i < COLOURS; i++) {
    char mixed[128];
    snprintf(mixed, sizeof mixed, "nesterov,xnes,adam@central,sep-cmaes,snes,%s", names[i]);
    struct style *alone = looks_of(&libraries, names[i]), *among = looks_of(&libraries, mixed);
    assert_int_equal(alone[0].colour, colours[i].colour);
    assert_int_equal(among[5].colour, colours[i].colour);
    assert_true(alone[0].dash == 1 && among[0].dash == 1);
    free(alone);
    free(among);
  }
}

/* Where a wish is free it is granted, and to the first who has it. */
static void test_wishes(void **state)
{
  (void)state;
  struct style *s = looks_of(&libraries, "nesterov,heavyball,adam@es,xnes,adam:rate=1,adam:rate=2");
  struct style *owners = looks_of(&libraries, "momentum,es,nes,adam");
  assert_int_equal(s[0].colour, owners[0].colour);
  assert_int_equal(s[2].colour, owners[1].colour);
  assert_int_equal(s[3].colour, owners[2].colour);
  assert_int_equal(s[4].colour, owners[3].colour);
  free(s);
  free(owners);
}

/* Up to twenty differ by hue or dash; kin share a hue first. */
static void test_twenty(void **state)
{
  (void)state;
  struct stream sets = stream_named(stream_root(22), "colours");
  for (size_t i = 0; i < SETS; i++) {
    char text[TEXT];
    size_t size = COLOURS + 1 + i % COLOURS;
    draw_names(stream_numbered(sets, i), size, text);
    struct style *s = looks_of(&libraries, text);
    for (size_t a = 0; a < size; a++)
      for (size_t b = 0; b < a; b++)
        if (s[a].colour == s[b].colour && s[a].dash == s[b].dash)
          fail_msg("%s: %s and %s look the same", text, s[a].title, s[b].title);
    free(s);
  }
  struct style *s = looks_of(&libraries, "sgd,momentum,nesterov,adam,rmsprop,fd,random,es,nes,vo,"
                                         "cmaes,sep-cmaes");
  assert_true(s[1].colour == s[2].colour && s[1].dash != s[2].dash);
  assert_true(s[10].colour == s[11].colour && s[10].dash != s[11].dash);
  free(s);
}

/* Of more the best eight have a colour, apart as any eight are; of twenty all keep theirs. */
static void test_best(void **state)
{
  (void)state;
  for (size_t size = COLOURS_MOST; size < COLOURS_MOST + 10; size++) {
    char text[TEXT];
    struct campaign campaign = {0};
    struct style best[COLOURS_BEST], *s = NULL;
    struct error err = {0};
    size_t order[COLOURS_MOST + 10], grey = 0;
    draw_names(stream_numbered(stream_root(23), size), size, text);
    for (size_t i = 0; i < size; i++) order[i] = (7 * i + 3) % size;
    if (size % 7 == 0) continue;
    assert_int_equal(campaign_set_optimizers(&libraries, &campaign, text, &err), STATUS_OK);
    assert_int_equal(styles_new(&libraries, &campaign, &s, &err), STATUS_OK);
    for (size_t i = 0; i < size; i++) assert_true(s[i].colour != COLOUR_REST);
    assert_int_equal(styles_rank(&libraries, &campaign, order, s, &err), STATUS_OK);
    for (size_t i = 0; i < size; i++) grey += s[i].colour == COLOUR_REST;
    assert_int_equal(grey, size > COLOURS_MOST ? size - COLOURS_BEST : 0);
    for (size_t i = 0; i < COLOURS_BEST; i++) best[i] = s[order[i]];
    if (grey) expect_apart(best, COLOURS_BEST, text);
    /* It does not matter which of them is best. */
    for (size_t i = 0; i < COLOURS_BEST; i++) order[i] = (7 * (COLOURS_BEST - 1 - i) + 3) % size;
    assert_int_equal(styles_rank(&libraries, &campaign, order, s, &err), STATUS_OK);
    for (size_t i = 0; grey && i < COLOURS_BEST; i++) {
      assert_int_equal(best[i].colour, s[order[COLOURS_BEST - 1 - i]].colour);
      assert_int_equal(best[i].dash, s[order[COLOURS_BEST - 1 - i]].dash);
    }
    free(s);
    campaign_free(&campaign);
  }
}

/* The scripts know grey curves by their colour, and have as many dash types. */
static void test_scripts(void **state)
{
  (void)state;
  char text[20000] = "", grey[16], dash[32];
  FILE *file = fopen("plots/text.gp", "r");
  assert_non_null(file);
  text[fread(text, 1, sizeof text - 1, file)] = '\0';
  fclose(file);
  snprintf(grey, sizeof grey, "\"#%06x\"", (unsigned)COLOUR_REST);
  assert_non_null(strstr(text, grey));
  file = fopen("plots/style.gp", "r");
  assert_non_null(file);
  text[fread(text, 1, sizeof text - 1, file)] = '\0';
  fclose(file);
  for (int i = 2; i <= DASHES; i++) {
    snprintf(dash, sizeof dash, "set dashtype %d (", i);
    assert_non_null(strstr(text, dash));
  }
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_difference), cmocka_unit_test(test_vision),
      cmocka_unit_test(test_hues),       cmocka_unit_test(test_card),
      cmocka_unit_test(test_any_ten),    cmocka_unit_test(test_families),
      cmocka_unit_test(test_owners),     cmocka_unit_test(test_wishes),
      cmocka_unit_test(test_twenty),     cmocka_unit_test(test_best),
      cmocka_unit_test(test_scripts),
  };
  return cmocka_run_group_tests(tests, set_up, NULL);
}
