/* setting_parts.h -- what the files of setting.h share. */
#ifndef OPTBENCH_BENCH_PLAN_SETTING_PARTS_H
#define OPTBENCH_BENCH_PLAN_SETTING_PARTS_H

#include "bench/plan/setting.h"

/* In setting_value.c: a number in its shortest form; a refusal of what is no count. */
void setting_put_number(double value, FILE *out);
int setting_refuse_count(const struct setting *s, const char *value, double low, double high,
                         struct error *err);

/* In setting_goal.c: rows of the table, where runs start and what they aim at. */
int setting_set_start(const struct setting *s, const struct libraries *libraries,
                      struct campaign *c, const char *value, struct error *err);
void setting_write_start(const struct setting *s, const struct campaign *c, FILE *out);
void setting_define_start(const struct setting *s, const struct campaign *c,
                          const struct cell *cell, FILE *out);
void setting_tell_start(const struct campaign *c, FILE *out);
int setting_set_region(const struct setting *s, const struct libraries *libraries,
                       struct campaign *c, const char *value, struct error *err);
void setting_write_region(const struct setting *s, const struct campaign *c, FILE *out);
void setting_define_region(const struct setting *s, const struct campaign *c,
                           const struct cell *cell, FILE *out);
void setting_tell_region(const struct campaign *c, FILE *out);
int setting_set_target(const struct setting *s, const struct libraries *libraries,
                       struct campaign *c, const char *value, struct error *err);
void setting_write_target(const struct setting *s, const struct campaign *c, FILE *out);
int setting_set_tolerance(const struct setting *s, const struct libraries *libraries,
                          struct campaign *c, const char *value, struct error *err);
void setting_write_tolerance(const struct setting *s, const struct campaign *c, FILE *out);
void setting_define_tolerance(const struct setting *s, const struct campaign *c,
                              const struct cell *cell, FILE *out);
void setting_tell_tolerance(const struct campaign *c, FILE *out);
/* Is the text a number and a word for steps? Then only the number is left of it. */
bool setting_take_steps(char *text);
int setting_set_targets(const struct setting *s, const struct libraries *libraries,
                        struct campaign *c, const char *value, struct error *err);
void setting_write_targets(const struct setting *s, const struct campaign *c, FILE *out);
void setting_define_targets(const struct setting *s, const struct campaign *c,
                            const struct cell *cell, FILE *out);
void setting_tell_target(const struct campaign *c, FILE *out);

/* In setting_cells.c: what runs on what. */
int setting_set_suite(const struct setting *s, const struct libraries *libraries,
                      struct campaign *c, const char *value, struct error *err);
void setting_write_suite(const struct setting *s, const struct campaign *c, FILE *out);
void setting_tell_suite(const struct campaign *c, FILE *out);
int setting_set_year(const struct setting *s, const struct libraries *libraries, struct campaign *c,
                     const char *value, struct error *err);
void setting_write_year(const struct setting *s, const struct campaign *c, FILE *out);
int setting_set_functions(const struct setting *s, const struct libraries *libraries,
                          struct campaign *c, const char *value, struct error *err);
void setting_write_functions(const struct setting *s, const struct campaign *c, FILE *out);
int setting_set_optimizers(const struct setting *s, const struct libraries *libraries,
                           struct campaign *c, const char *value, struct error *err);
void setting_write_optimizers(const struct setting *s, const struct campaign *c, FILE *out);
int setting_set_dims(const struct setting *s, const struct libraries *libraries, struct campaign *c,
                     const char *value, struct error *err);
void setting_write_dims(const struct setting *s, const struct campaign *c, FILE *out);
int setting_set_data_dims(const struct setting *s, const struct libraries *libraries,
                          struct campaign *c, const char *value, struct error *err);
void setting_write_data_dims(const struct setting *s, const struct campaign *c, FILE *out);

/* In setting_budget.c: what a run may spend. */
int setting_set_budget(const struct setting *s, const struct libraries *libraries,
                       struct campaign *c, const char *value, struct error *err);
void setting_write_budget(const struct setting *s, const struct campaign *c, FILE *out);
void setting_define_budget(const struct setting *s, const struct campaign *c,
                           const struct cell *cell, FILE *out);
void setting_tell_budget(const struct campaign *c, FILE *out);

/* In setting_instances.c: lists of instances. */
int setting_set_instances(const struct setting *s, const struct libraries *libraries,
                          struct campaign *c, const char *value, struct error *err);
void setting_write_instances(const struct setting *s, const struct campaign *c, FILE *out);
int setting_set_tune_instances(const struct setting *s, const struct libraries *libraries,
                               struct campaign *c, const char *value, struct error *err);
void setting_write_tune_instances(const struct setting *s, const struct campaign *c, FILE *out);

#endif
