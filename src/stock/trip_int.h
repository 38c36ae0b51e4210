/* Shared by trip.c and trip_exact.c. */
#ifndef STOCK_TRIP_INT_H
#define STOCK_TRIP_INT_H
#include "stock/trip.h"

static inline int64_t trip_at(const struct trip_ask *q, const int64_t *matrix, int from, int to)
{
    return matrix[from * (q->n + 1) + to];
}
enum outcome trip_exact(struct trip_plan *ret, const struct trip_ask *q, struct err *e);
enum outcome trip_too_few(struct err *e);
#endif
