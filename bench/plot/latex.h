/* latex.h -- the texts of figures for LaTeX: gnuplot writes those of its TeX terminals as they
 * stand in the scripts, with its own markup. */
#ifndef OPTBENCH_BENCH_PLOT_LATEX_H
#define OPTBENCH_BENCH_PLOT_LATEX_H

#include <stddef.h>
#include <stdio.h>

/* `length` bytes of gnuplot's enhanced text, written as LaTeX that looks the same: bold and
 * italics, raised and lowered parts, signs of mathematics; changes of size are left out. What is
 * special to LaTeX is escaped, braces are balanced. */
void latex_text(FILE *out, const char *markup, size_t length);

/* What gnuplot drew, with its texts so written, its dates left out and a line in front that says
 * which packages it needs: a picture of TikZ, and one of cairolatex, which then includes the file
 * `part`. */
void latex_tikz(FILE *out, const char *drawn);
void latex_picture(FILE *out, const char *drawn, const char *part);

#endif
