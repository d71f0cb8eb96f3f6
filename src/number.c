/* number.c -- see number.h. The program never calls setlocale, so the C locale holds. */
#include "src/number.h"

#include <float.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A trace is mostly numbers, and printf and strtod took half the time of a short run: numbers that
 * are neither huge nor tiny are written with integers, exactly, as the loop in number_format would.
 *
 * value = m 2^q is scaled to s = m 5^k 2^(q + k), 10^16 <= s < 10^17, so that 17 digits stand
 * before the point; m 5^k < 2^53 5^27 < 2^116 is exact. */
__extension__ typedef unsigned __int128 wide;

enum { SCALE_MOST = 27, DIGITS_LEAST = 15, DIGITS_MOST = 17 };

static const uint64_t tenth_power[] = {1, 10, 100};
static const uint64_t five_power[SCALE_MOST + 1] = {1,
                                                    5,
                                                    25,
                                                    125,
                                                    625,
                                                    3125,
                                                    15625,
                                                    78125,
                                                    390625,
                                                    1953125,
                                                    9765625,
                                                    48828125,
                                                    244140625,
                                                    1220703125,
                                                    6103515625,
                                                    30517578125,
                                                    152587890625,
                                                    762939453125,
                                                    3814697265625,
                                                    19073486328125,
                                                    95367431640625,
                                                    476837158203125,
                                                    2384185791015625,
                                                    11920928955078125,
                                                    59604644775390625,
                                                    298023223876953125,
                                                    1490116119384765625,
                                                    7450580596923828125};

struct scaled {
  uint64_t five;  /* 5^k */
  wide s;         /* s 2^-t: m 5^k */
  int t;          /* q + k */
  uint64_t whole; /* floor(s) */
  bool rest;      /* s > whole */
};

static struct scaled scale(uint64_t m, int q, int k)
{
  struct scaled z = {.five = five_power[k], .t = q + k};
  z.s = (wide)m * z.five;
  z.whole = (uint64_t)(z.t < 0 ? z.s >> -z.t : z.s << z.t);
  z.rest = z.t < 0 && (wide)z.whole << -z.t != z.s;
  return z;
}

/* s in units of 10^j, to the nearest, a tie to even. */
static inline uint64_t rounded(const struct scaled *z, int j)
{
  uint64_t unit = tenth_power[j], n = j == 2 ? z->whole / 100 : j == 1 ? z->whole / 10 : z->whole;
  uint64_t left = z->whole - n * unit;
  bool up, tie;
  if (j == 0) {
    wide half = z->t < 0 ? (wide)1 << (-z->t - 1) : 0, rest = z->s - ((wide)n << -z->t);
    up = z->rest && rest > half;
    tie = z->rest && rest == half;
  } else {
    up = left > unit / 2 || (left == unit / 2 && z->rest);
    tie = left == unit / 2 && !z->rest;
  }
  return n + (up || (tie && n % 2));
}

/* Whether n 10^j is read back as the value: nearer to s than half the distance between doubles,
 * 5^k 2^t / 2. Just as far it cannot be: what lies between two doubles has 17 digits or more. */
static bool reads_back(const struct scaled *z, uint64_t n, int j)
{
  wide d = (wide)n * tenth_power[j], s = z->s, gap = z->five;
  if (z->t < 0) {
    d <<= -z->t;
  } else {
    s <<= z->t;
    gap <<= z->t;
  }
  wide twice = 2 * (d > s ? d - s : s - d);
  return twice < gap;
}

/* The last `count` digits of n, at most 9. */
static void write_digits(uint32_t n, int count, char *digits)
{
  while (count-- > 0) {
    digits[count] = (char)('0' + n % 10);
    n /= 10;
  }
}

/* The `length` digits of n, with the value d_1.d_2... 10^exponent, as printf's %.{length}g has
 * them. */
static size_t put_digits(uint64_t n, int exponent, int length, bool negative, char *text)
{
  enum { LOW = 9, LOW_POWER = 1000000000 };
  char digits[DIGITS_MOST], *at = text;
  int count = length;
  write_digits((uint32_t)(n / LOW_POWER), length - LOW, digits);
  write_digits((uint32_t)(n % LOW_POWER), LOW, digits + length - LOW);
  while (length > 1 && digits[length - 1] == '0') length--;
  if (negative) *at++ = '-';
  bool scientific = exponent < -4 || exponent >= count;
  int before = scientific ? 1 : exponent + 1; /* digits before the point */
  if (before <= 0) {
    *at++ = '0';
    *at++ = '.';
    for (int i = before; i < 0; i++) *at++ = '0';
  }
  for (int i = 0; i < length || i < before; i++) {
    if (i == before && before > 0) *at++ = '.';
    *at++ = i < length ? digits[i] : '0';
  }
  if (scientific) {
    int size = exponent < 0 ? -exponent : exponent;
    *at++ = 'e';
    *at++ = exponent < 0 ? '-' : '+';
    *at++ = (char)('0' + size / 10);
    *at++ = (char)('0' + size % 10);
  }
  *at = '\0';
  return (size_t)(at - text);
}

/* 0: the value is too large, too small, or a power of two, whose neighbours are not as far away on
 * either side. */
static size_t format_exactly(double value, char *text)
{
  static const uint64_t least = 10000000000000000; /* 10^16 */
  double size = fabs(value);
  if (!(size >= 1e-10 && size < 1e16)) return 0;
  enum { STORED = DBL_MANT_DIG - 1 };
  uint64_t bits, m;
  memcpy(&bits, &size, sizeof bits);
  m = bits & (((uint64_t)1 << STORED) - 1);
  if (!m) return 0;
  m |= (uint64_t)1 << STORED;
  int power = (int)(bits >> STORED) - 1023, q = power - STORED; /* 2^power <= size */
  int exponent = (int)floor(power * 0.3010299956639812);
  struct scaled z = scale(m, q, 16 - exponent);
  if (z.whole >= 10 * least) z = scale(m, q, 16 - ++exponent);
  for (int count = DIGITS_LEAST; count <= DIGITS_MOST; count++) {
    int j = DIGITS_MOST - count;
    uint64_t n = rounded(&z, j);
    if (count < DIGITS_MOST && !reads_back(&z, n, j)) continue;
    if (n * tenth_power[j] < 10 * least) return put_digits(n, exponent, count, value < 0, text);
    return put_digits(n / 10, exponent + 1, count, value < 0, text);
  }
  return 0;
}

static size_t format_whole(long long value, char *text)
{
  char digits[24], *at = text;
  int length = 0;
  unsigned long long left = (unsigned long long)(value < 0 ? -value : value);
  for (; left; left /= 10) digits[length++] = (char)('0' + left % 10);
  if (value < 0) *at++ = '-';
  while (length) *at++ = digits[--length];
  *at = '\0';
  return (size_t)(at - text);
}

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
  if (fabs(value) < 1e15 && value == floor(value)) return format_whole((long long)value, text);
  size_t exact = format_exactly(value, text);
  if (exact) return exact;
  char digits[NUMBER_TEXT];
  int length = 0;
  /* A subnormal carries fewer digits than 15, so its shortest form is shorter too. */
  for (int count = fabs(value) < DBL_MIN ? 1 : DIGITS_LEAST; count <= DIGITS_MOST; count++) {
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

static bool digit(char c) { return c >= '0' && c <= '9'; }

/* [+]DIGITS[.DIGITS][e[+-]DIGITS], as its digits and where its point stands. */
struct decimal {
  const char *digits; /* a point may stand among them */
  size_t count;       /* of digits */
  long scale;         /* the value is the digits, as one whole number, times 10^scale */
};

static bool split_decimal(const char *text, size_t length, struct decimal *d)
{
  const char *at = text, *end = text + length;
  bool point = false;
  if (at < end && *at == '+') at++;
  *d = (struct decimal){.digits = at};
  for (; at < end && (digit(*at) || (*at == '.' && !point)); at++) {
    d->count += *at != '.';
    d->scale -= point;
    point |= *at == '.';
  }
  if (!d->count) return false;
  if (at == end) return true;
  if (*at != 'e' && *at != 'E') return false;
  bool negative = ++at < end && *at == '-';
  if (at < end && (*at == '-' || *at == '+')) at++;
  if (at == end) return false;
  long exponent = 0;
  for (; at < end && digit(*at); at++)
    if (exponent < 1000000) exponent = 10 * exponent + (*at - '0');
  d->scale += negative ? -exponent : exponent;
  return at == end;
}

/* With integers: a double would round what it cannot hold to what it can. */
static bool parse_whole(const char *text, size_t length, int power, double *value)
{
  static const uint64_t most = (uint64_t)1 << DBL_MANT_DIG;
  struct decimal d;
  if (!split_decimal(text, length, &d)) return false;
  d.scale += power;
  uint64_t whole = 0;
  size_t seen = 0, behind = d.scale < 0 ? (size_t)-d.scale : 0; /* digits behind the point */
  for (const char *at = d.digits; seen < d.count; at++) {
    if (*at == '.') continue;
    bool counts = seen + behind < d.count;
    seen++;
    if (!counts && *at != '0') return false;
    if (counts) whole = 10 * whole + (uint64_t)(*at - '0');
    if (whole > most) return false;
  }
  for (; whole && d.scale > 0; d.scale--) {
    whole *= 10;
    if (whole > most) return false;
  }
  *value = (double)whole;
  return true;
}

bool number_parse_whole(const char *text, double *value)
{
  return parse_whole(text, strlen(text), 0, value);
}

bool number_parse_count(const char *text, double *value)
{
  static const char units[] = "kMG";
  size_t length = strlen(text);
  if (!length) return false;
  const char *unit = strchr(units, text[length - 1]);
  return parse_whole(text, unit ? length - 1 : length, unit ? 3 * (int)(unit - units + 1) : 0,
                     value);
}

void number_format_count(double value, char text[16])
{
  static const char *const units[] = {"", "k", "M", "G", "T"};
  size_t unit = 0;
  while (value >= 999.5 && unit < 4) {
    value /= 1000;
    unit++;
  }
  snprintf(text, 16, unit ? "%.3g%s" : "%.0f%s", value, units[unit]);
}

void number_format_brief(double value, char text[NUMBER_TEXT])
{
  double size = fabs(value);
  if (!isfinite(value)) {
    strcpy(text, isnan(value) ? "nan" : value > 0 ? "inf" : "-inf");
    return;
  }
  if (value == 0 || (size >= 0.01 && size < 1000)) {
    snprintf(text, NUMBER_TEXT, size >= 100 ? "%.0f" : "%.2g", value);
    return;
  }
  char digits[NUMBER_TEXT];
  snprintf(digits, sizeof digits, "%.1e", value);
  char *e = strchr(digits, 'e');
  if (e[-1] == '0') { /* 1.0 is 1 */
    memmove(e - 2, e, strlen(e) + 1);
    e -= 2;
  }
  snprintf(text, NUMBER_TEXT, "%.*se%d", (int)(e - digits), digits, atoi(e + 1));
}
