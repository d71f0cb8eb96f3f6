/* version.h -- the program's version. */
#ifndef OPTBENCH_SRC_VERSION_H
#define OPTBENCH_SRC_VERSION_H

#define OPTBENCH_VERSION "0.1.0"

#endif
