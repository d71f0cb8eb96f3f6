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
int setting_set_target(const struct setting *s, const struct libraries *libraries,
                       struct campaign *c, const char *value, struct error *err);
void setting_write_target(const struct setting *s, const struct campaign *c, FILE *out);
int setting_set_targets(const struct setting *s, const struct libraries *libraries,
                        struct campaign *c, const char *value, struct error *err);
void setting_write_targets(const struct setting *s, const struct campaign *c, FILE *out);
void setting_define_targets(const struct setting *s, const struct campaign *c,
                            const struct cell *cell, FILE *out);
void setting_tell_target(const struct campaign *c, FILE *out);

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
