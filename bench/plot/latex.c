/* latex.c -- see latex.h. The markup is that of gnuplot's manual, "Enhanced text mode". */
#include "bench/plot/latex.h"

#include <stdbool.h>
#include <string.h>

#include "src/utf8.h"

/* Characters that LaTeX does not take as they are. */
static const struct {
  const char *text, *latex;
} signs[] = {{"#", "\\#"},
             {"$", "\\$"},
             {"%", "\\%"},
             {"&", "\\&"},
             {"_", "\\_"},
             {"{", "\\{"},
             {"}", "\\}"},
             {"~", "\\textasciitilde{}"},
             {"^", "\\textasciicircum{}"},
             {"\\", "\\textbackslash{}"},
             {"<", "\\ensuremath{<}"},
             {">", "\\ensuremath{>}"},
             {"|", "\\ensuremath{|}"},
             {"\"", "''"}, /* OT1 has no straight one */
             {"[", "{[}"}, /* behind a line's end LaTeX looks for an option */
             {"]", "{]}"},
             {"−", "\\ensuremath{-}"},
             {"×", "\\ensuremath{\\times}"},
             {"≤", "\\ensuremath{\\leq}"},
             {"≥", "\\ensuremath{\\geq}"},
             {"±", "\\ensuremath{\\pm}"},
             {"∞", "\\ensuremath{\\infty}"},
             {"★", "\\ensuremath{\\star}"},
             {"…", "\\dots{}"},
             {"–", "--"},
             {"—", "---"},
             {"α", "\\ensuremath{\\alpha}"},
             {"β", "\\ensuremath{\\beta}"},
             {"λ", "\\ensuremath{\\lambda}"},
             {"μ", "\\ensuremath{\\mu}"},
             {"σ", "\\ensuremath{\\sigma}"},
             {"→", "\\ensuremath{\\rightarrow}"}};

/* One character as it is read; returns its length. */
static size_t put_sign(FILE *out, const char *text, size_t left)
{
  uint32_t code;
  size_t length = utf8_first(text, &code);
  if (length > left) length = left;
  for (size_t i = 0; i < sizeof signs / sizeof *signs; i++)
    if (strlen(signs[i].text) == length && !memcmp(signs[i].text, text, length)) {
      fputs(signs[i].latex, out);
      return length;
    }
  fwrite(text, 1, length, out);
  return length;
}

static size_t put_group(FILE *out, const char *text, size_t left, unsigned depth);

/* Of some levels of braces more are read as if they were not there. */
enum { DEPTH_MOST = 40 };

/* What stands at `text`: a character, a group, or a mark with what it is for; its length. */
static size_t put_one(FILE *out, const char *text, size_t left, unsigned depth)
{
  size_t used = 1;
  switch (*text) {
  case '\\': /* the next one as it is */
    return left > 1 ? 1 + put_sign(out, text + 1, left - 1) : 1;
  case '^':
  case '_':
    fputs(*text == '^' ? "\\textsuperscript{" : "\\textsubscript{", out);
    if (left > 1 && depth < DEPTH_MOST) used += put_one(out, text + 1, left - 1, depth + 1);
    fputc('}', out);
    return used;
  case '{':
    return depth < DEPTH_MOST ? put_group(out, text, left, depth + 1) : 1;
  case '@': /* no width, space of a text, overprint: only what they hold */
  case '&':
  case '~':
  case '}':
    return 1;
  case ' ': /* LaTeX takes a row of blanks for one */
    fputs(text[1] == ' ' && left > 1 ? "\\ " : " ", out);
    return 1;
  default:
    return put_sign(out, text, left);
  }
}

/* A group from its brace on, with or without a font: "{/:Bold text}", "{text}". */
static size_t put_group(FILE *out, const char *text, size_t left, unsigned depth)
{
  size_t at = 1;
  fputc('{', out);
  if (left > 1 && text[1] == '/') {
    size_t length = 1;
    while (at + length < left && text[at + length] != ' ' && text[at + length] != '}') length++;
    if (length >= 6 && !memcmp(text + at, "/:Bold", 6)) fputs("\\bfseries ", out);
    if (length >= 8 && !memcmp(text + at, "/:Italic", 8)) fputs("\\itshape ", out);
    at += length;
    if (at < left && text[at] == ' ') at++;
  }
  while (at < left && text[at] != '}') at += put_one(out, text + at, left - at, depth);
  fputc('}', out);
  return at < left ? at + 1 : at;
}

/* A number that gnuplot itself wrote for TeX, as $-10$. */
static bool is_formula(const char *text, size_t length)
{
  static const char *const parts[] = {"\\times", "\\cdot", "−"};
  if (length < 3 || *text != '$' || text[length - 1] != '$') return false;
  for (size_t i = 1; i + 1 < length;) {
    size_t step = strchr("+-.0123456789{}^ ", text[i]) ? 1 : 0;
    for (size_t k = 0; k < sizeof parts / sizeof *parts && !step; k++)
      if (!strncmp(text + i, parts[k], strlen(parts[k]))) step = strlen(parts[k]);
    if (!step) return false;
    i += step;
  }
  return true;
}

void latex_text(FILE *out, const char *markup, size_t length)
{
  static const char minus[] = "−";
  if (!is_formula(markup, length)) {
    for (size_t at = 0; at < length;) at += put_one(out, markup + at, length - at, 0);
    return;
  }
  for (size_t at = 0; at < length;) {
    bool sign = !strncmp(markup + at, minus, sizeof minus - 1);
    fputc(sign ? '-' : markup[at], out);
    at += sign ? sizeof minus - 1 : 1;
  }
}

/* The end of a line, its '\n' not counted. */
static const char *line_end(const char *line) { return line + strcspn(line, "\n"); }

/* Where `what` begins in the line, or NULL. */
static const char *find(const char *line, const char *end, const char *what)
{
  const char *found = strstr(line, what);
  return found && found + strlen(what) <= end ? found : NULL;
}

/* The line with its text, from `from` to `to`, turned into LaTeX. */
static void put_line(FILE *out, const char *line, const char *from, const char *to, const char *end)
{
  fwrite(line, 1, (size_t)(from - line), out);
  latex_text(out, from, (size_t)(to - from));
  fwrite(to, 1, (size_t)(end - to), out);
}

void latex_tikz(FILE *out, const char *drawn)
{
  fputs("% In the preamble: \\usepackage{gnuplot-lua-tikz}, which comes with gnuplot.\n", out);
  for (const char *line = drawn, *end; *line; line = *end ? end + 1 : end) {
    end = line_end(line);
    bool said = !strncmp(line, "%%", 2) && !find(line, end, "gnuplot variables");
    if (said) continue; /* gnuplot's version, and when it ran */
    const char *node = strncmp(line, "\\node[", 6) ? NULL : find(line, end, "] at (");
    const char *text = node ? find(node, end, ") {") : NULL;
    if (text && end - text >= 5)
      put_line(out, line, text + 3, end - 2, end);
    else
      fwrite(line, 1, (size_t)(end - line), out);
    if (*end) fputc('\n', out);
  }
}

void latex_picture(FILE *out, const char *drawn, const char *part)
{
  static const char box[] = "{\\strut{}", image[] = "{\\includegraphics[";
  fputs("% In the preamble: \\usepackage{graphicx,xcolor}; where the file is in another folder,\n"
        "% \\graphicspath{{FOLDER/}} there.\n",
        out);
  for (const char *line = drawn, *end; *line; line = *end ? end + 1 : end) {
    end = line_end(line);
    const char *text = find(line, end, "\\makebox(0,0)") ? find(line, end, box) : NULL;
    const char *name = find(line, end, image) ? find(line, end, "]{") : NULL;
    const char *close = find(line, end, "\\rotatebox{") ? "}}}%" : "}}%";
    if (text && end - text >= (long)(sizeof box + strlen(close))) {
      put_line(out, line, text + sizeof box - 1, end - strlen(close), end);
    } else if (name) {
      fprintf(out, "%.*s]{%s}}%%", (int)(name - line), line, part);
    } else {
      fwrite(line, 1, (size_t)(end - line), out);
    }
    if (*end) fputc('\n', out);
  }
}
