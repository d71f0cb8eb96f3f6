/* markup.h -- text and numbers inside JSON, XML and Markdown. */
#ifndef OPTBENCH_BENCH_IO_MARKUP_H
#define OPTBENCH_BENCH_IO_MARKUP_H

#include <stdio.h>

/* Text of any origin inside quotes of JSON, inside an XML attribute, inside a cell of a Markdown
 * table. Bytes that are no UTF-8 become U+FFFD; what would steer a terminal or turn the direction
 * of writing is escaped in JSON and a '?' in the others. */
void put_json(const char *text, FILE *out);
void put_xml(const char *text, FILE *out);
void put_markdown(const char *text, FILE *out);
/* A number of JSON, null where it is not finite. */
void put_json_number(double value, FILE *out);
#endif
