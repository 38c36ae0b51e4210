/* The whole program, for main.c and for tests that need all of it. */
#ifndef ASSEMBLE_H
#define ASSEMBLE_H
#include "cli/cli.h"

extern const struct assembly assembly;
#endif
