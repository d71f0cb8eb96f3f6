/* colour_vision.h -- how different two colours look, to whom, and in greyscale. */
#ifndef OPTBENCH_TESTS_SUPPORT_COLOUR_VISION_H
#define OPTBENCH_TESTS_SUPPORT_COLOUR_VISION_H

enum vision { VISION_NORMAL, VISION_PROTAN, VISION_DEUTAN, VISION_TRITAN, VISIONS };

/* CIE 1976 L*, a*, b* under D65. */
struct lab {
  double l, a, b;
};

/* What a colour, 0xRRGGBB in sRGB, looks like; to those who lack a kind of cone as G. M. Machado,
 * M. M. Oliveira and L. A. F. Fernandes have it (IEEE Transactions on Visualization and Computer
 * Graphics 15, 2009, at full severity). */
struct lab lab_of(unsigned colour, enum vision vision);

/* CIEDE2000 with all weights 1: G. Sharma, W. Wu, E. N. Dalal (Color Research and Application 30,
 * 2005), equations 2 to 22. 1 is about what can just be seen side by side. */
double ciede2000(struct lab x, struct lab y);

/* The contrast of two colours, 1 to 21 (Web Content Accessibility Guidelines 2.2). */
double contrast_of(unsigned x, unsigned y);

#endif
