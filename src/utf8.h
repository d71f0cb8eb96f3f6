/* utf8.h -- text of unknown origin: what is no UTF-8, and what would steer a terminal or a page. */
#ifndef OPTBENCH_SRC_UTF8_H
#define OPTBENCH_SRC_UTF8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Stands for bytes that are no character: U+FFFD, in UTF-8. */
#define UTF8_WRONG "\xEF\xBF\xBD"
enum { UTF8_WRONG_CODE = 0xFFFD };

/* The character that text, not empty, begins with: its length in bytes and its code. A byte that
 * begins none (also of an overlong form, a surrogate, U+FFFE, U+FFFF) is a character of one byte
 * with UTF8_WRONG_CODE. */
size_t utf8_first(const char *text, uint32_t *code);

/* Is it a control character (C0, DEL, C1), a separator of lines, or one that turns the direction of
 * writing? */
bool utf8_steers(uint32_t code);

/* Copy with UTF8_WRONG for what is no character and '?' for what steers, but for the ASCII
 * characters in `kept`; as much as fits `size`, which is not 0. Returns the length. */
size_t utf8_plain(const char *text, const char *kept, char *out, size_t size);

#endif
