/* number.h -- numbers as text: shortest form that reads back, and whole numbers with SI suffixes.
 */
#ifndef OPTBENCH_SRC_NUMBER_H
#define OPTBENCH_SRC_NUMBER_H

#include <stdbool.h>
#include <stddef.h>

enum { NUMBER_TEXT = 32 }; /* bytes that any formatted number fits in */

/* Write the fewest of 15 to 17 significant digits that strtod reads back to the same double;
 * "nan", "inf", "-inf" whatever the sign or payload of a NaN. Returns the length. */
size_t number_format(double value, char text[NUMBER_TEXT]);

/* Whole text as a finite real; false if it is anything else. */
bool number_parse(const char *text, double *value);

/* Whole text as a whole number in decimal (12, 1e6, 2.0), exactly; false if it is anything else or
 * beyond 2^53, up to which a double holds every one. */
bool number_parse_whole(const char *text, double *value);

/* Whole text as a count, with an optional suffix k, M or G (10k, 1.5M, 1e6);
 * false if it is not a whole number from 0 to 2^53. */
bool number_parse_count(const char *text, double *value);

/* For people, to three digits: 950, 12.3k, 4.56M, 7.89G. */
void number_format_count(double value, char text[16]);

/* For people, to two digits, below 0.01 and from 1000 on as 1.3e-2; "nan", "inf", "-inf". */
void number_format_brief(double value, char text[NUMBER_TEXT]);

#endif
