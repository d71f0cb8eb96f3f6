/* level.h -- one source, several vector widths.
 *
 * Files whose loops matter are compiled once for each level, with -DLEVEL=sse2, avx2 or avx512 and
 * the machine flags of that level; the Makefile says which files. What such a file exports is named
 * LEVELED(name), so that the copies live side by side in one program. Each level has a table of its
 * own (struct library), and the program picks one of them when it starts.
 *
 * Every copy gives the same bits: nothing is contracted or reassociated, and sums go in the fixed
 * order of vec.h. */
#ifndef OPTBENCH_SRC_NUMERIC_LEVEL_H
#define OPTBENCH_SRC_NUMERIC_LEVEL_H

#ifndef LEVEL
#error "this header is for files that are compiled once a level; see LEVELS in the Makefile"
#endif

#define LEVEL_PASTE_AGAIN(name, level) name##_##level
#define LEVEL_PASTE(name, level)       LEVEL_PASTE_AGAIN(name, level)
#define LEVELED(name)                  LEVEL_PASTE(name, LEVEL)

#endif
