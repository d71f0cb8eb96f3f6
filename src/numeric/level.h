/* level.h -- one source, several vector widths.
 *
 * Files whose loops matter (src/loops, src/rules, src/sources, src/search and
 * functions) are compiled once for each level with -DLEVEL=sse2, avx2, avx512 and
 * the matching machine flags. What such a file exports is named LEVELED(name), so
 * the copies live side by side in one program, and library_pick chooses one copy
 * at run time. Every copy gives the same bits: no contraction, no reassociation,
 * sums in the fixed order of vec.h. */
#ifndef OPTBENCH_SRC_NUMERIC_LEVEL_H
#define OPTBENCH_SRC_NUMERIC_LEVEL_H

#ifndef LEVEL
#error "this header is for files that are compiled once a level; see LEVELS in the Makefile"
#endif

#define LEVEL_PASTE_AGAIN(name, level) name##_##level
#define LEVEL_PASTE(name, level)       LEVEL_PASTE_AGAIN(name, level)
#define LEVELED(name)                  LEVEL_PASTE(name, LEVEL)

#endif
