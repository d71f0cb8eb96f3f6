/* utf8.c -- see utf8.h. */
#include "src/utf8.h"

#include <string.h>

size_t utf8_first(const char *text, uint32_t *code)
{
  static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
  const unsigned char *at = (const unsigned char *)text;
  size_t length = at[0] < 0x80   ? 1
                  : at[0] < 0xc0 ? 0
                  : at[0] < 0xe0 ? 2
                  : at[0] < 0xf0 ? 3
                  : at[0] < 0xf8 ? 4
                                 : 0;
  uint32_t value = length > 1 ? at[0] & (0x7fu >> length) : at[0];
  for (size_t i = 1; i < length; i++)
    if ((at[i] & 0xc0) == 0x80)
      value = value << 6 | (at[i] & 0x3f);
    else
      length = 0; /* at the text's end, too */
  bool surrogate = value >= 0xd800 && value < 0xe000;
  if (length && value >= least[length] && value <= 0x10ffff && !surrogate &&
      (value & 0xfffe) != 0xfffe) {
    *code = value;
    return length;
  }
  *code = UTF8_WRONG_CODE;
  return 1;
}

bool utf8_steers(uint32_t code)
{
  return code < ' ' || (code >= 0x7f && code < 0xa0) || code == 0x61c || code == 0x200e ||
         code == 0x200f || (code >= 0x2028 && code <= 0x202e) || (code >= 0x2066 && code <= 0x2069);
}

size_t utf8_plain(const char *text, const char *kept, char *out, size_t size)
{
  size_t used = 0;
  while (*text) {
    uint32_t code;
    size_t length = utf8_first(text, &code);
    bool steers = utf8_steers(code) && !(length == 1 && strchr(kept, *text));
    bool wrong = code == UTF8_WRONG_CODE;
    const char *shown = wrong ? UTF8_WRONG : steers ? "?" : text;
    size_t room = wrong ? strlen(UTF8_WRONG) : steers ? 1 : length;
    if (used + room >= size) break;
    memcpy(out + used, shown, room);
    used += room;
    text += length;
  }
  out[used] = '\0';
  return used;
}
