/* dataset.h -- labelled rows that functions are trained on, and what asks for them.
 *
 * A function never opens a file: it says what it wants, and whoever makes the problem hands it the
 * rows, read-only, to outlive the problem. Rows of the training split come first. */
#ifndef OPTBENCH_FUNCTIONS_DATASET_H
#define OPTBENCH_FUNCTIONS_DATASET_H

#include <stdbool.h>
#include <stddef.h>

enum { DATA_TEXT = 256, DATA_DIGEST = 17, CLASSES_MOST = 1000 };

/* Where Debian's dataset-fashion-mnist puts Fashion-MNIST. */
#define DATA_FASHION "/usr/share/datasets/fashion-mnist"

struct dataset {
  size_t inputs;  /* values a row */
  size_t classes; /* labels are 0 ... classes - 1; 0: the rows have targets instead */
  size_t train_rows, test_rows;
  size_t side; /* rows are square images, side x side, row-major; 0: they are not */
  const unsigned char
      *bytes;           /* (train_rows + test_rows) x inputs, an input is byte / 255; or NULL: */
  const double *values; /* the same in doubles */
  const int *label;     /* a label a row, or NULL */
  const double *target; /* a target a row, or NULL */
  char digest[DATA_DIGEST]; /* 16 hexadecimal digits that stand for all of it; made sets: empty */
};

/* Equal requests are one set. */
struct data_request {
  char path[DATA_TEXT];  /* a CSV file; a folder with the four idx files of MNIST's format */
  char label[DATA_TEXT]; /* CSV: name of the label's column; empty: the last one */
  char test[DATA_TEXT];  /* CSV: a share of the rows, or another file with the same columns; empty:
                            0.2 */
  int side;              /* images: reduced to side x side; 0: as they are */
  bool scale;            /* CSV: every column less its training mean, over its training deviation */
  bool numbers;          /* CSV: the label is a number, not a class */
};

#endif
