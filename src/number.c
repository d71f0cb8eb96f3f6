/* number.c -- see number.h. The program never calls setlocale, so the C locale holds. */
#include "src/number.h"

#include <float.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

size_t number_format(double value, char text[NUMBER_TEXT])
{
  if (isnan(value) || isinf(value)) {
    strcpy(text, isnan(value) ? "nan" : value < 0 ? "-inf" : "inf");
    return strlen(text);
  }
  if (value == 0) {
    strcpy(text, signbit(value) ? "-0" : "0");
    return strlen(text);
  }
  char digits[NUMBER_TEXT];
  int length = 0;
  bool whole = fabs(value) < 1e15 && value == floor(value);
  if (whole) length = snprintf(digits, sizeof digits, "%lld", (long long)value);
  /* A subnormal carries fewer digits than 15, so its shortest form is shorter too. */
  for (int count = fabs(value) < DBL_MIN ? 1 : 15; !whole && count <= 17; count++) {
    length = snprintf(digits, sizeof digits, "%.*g", count, value);
    if (strtod(digits, NULL) == value) break;
  }
  memcpy(text, digits, (size_t)length + 1);
  return (size_t)length;
}

bool number_parse(const char *text, double *value)
{
  if (!*text || strchr(" \t\n\r\f\v", *text)) return false;
  char *end;
  double v = strtod(text, &end);
  if (end == text || *end || !isfinite(v)) return false;
  *value = v;
  return true;
}

bool number_parse_count(const char *text, double *value)
{
  size_t length = strlen(text);
  char digits[NUMBER_TEXT];
  if (!length || length >= sizeof digits) return false;
  double unit = 1;
  switch (text[length - 1]) {
  case 'k':
    unit = 1e3;
    break;
  case 'M':
    unit = 1e6;
    break;
  case 'G':
    unit = 1e9;
    break;
  }
  if (unit > 1) length--;
  memcpy(digits, text, length);
  digits[length] = '\0';
  double v;
  if (!number_parse(digits, &v)) return false;
  v *= unit;
  if (!(v >= 0 && v <= 0x1p53) || v != floor(v)) return false;
  *value = v;
  return true;
}
