/* fonts.h -- whether this system has a font of a name. */
#ifndef OPTBENCH_BENCH_PLOT_FONTS_H
#define OPTBENCH_BENCH_PLOT_FONTS_H

/* Say on standard error which family fontconfig takes in place of `family` (letters, digits, blanks
 * and '-'; "": the usual one, of which nothing is said), where it knows none of that name; the
 * names of kinds, such as serif, stand for one. Silent where fc-match, which tells, is not
 * installed. */
void fonts_tell(const char *family);

#endif
