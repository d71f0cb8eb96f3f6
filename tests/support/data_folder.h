/* data_folder.h -- a folder for the files of data that a test writes. */
#ifndef OPTBENCH_TESTS_SUPPORT_DATA_FOLDER_H
#define OPTBENCH_TESTS_SUPPORT_DATA_FOLDER_H

extern char folder[], path[64], other[64]; /* the folder, and two files in it */

/* A group's set-up and tear-down, as cmocka wants them. */
int data_folder_make(void **state);
int data_folder_remove(void **state);

void data_folder_write(const char *name, const char *text);

#endif
