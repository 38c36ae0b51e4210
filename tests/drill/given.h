/* What tests of the drill share: parameters set by name, a world, runs. */
#ifndef TESTS_DRILL_GIVEN_H
#define TESTS_DRILL_GIVEN_H
#include <stdlib.h>

#include "drill/drill.h"

/* "name=value;name=value" over the defaults, without a response unless the text turns it on. */
void given(struct drill_setup *s, const char *text);
struct world *given_world(const struct drill_setup *s, uint32_t people);
struct drill *given_runs(const struct world *w, int days, int runs, uint64_t seed, int threads);
double given_total(const struct drill *d, int run, enum series series);
int given_repeats(int usual, int extended); /* LIANFANG_LONG set: the second */
#endif
