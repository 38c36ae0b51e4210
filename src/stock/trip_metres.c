/* Distances for trips. */
#include "stock/decide.h"

#include <math.h>

#define EARTH_M 6371000.0

double trip_metres(const int64_t a[2], const int64_t b[2])
{
    double to_rad = M_PI / 180 / NUMBER_ONE;
    double lat = ((double)a[0] + (double)b[0]) / 2 * to_rad;
    double dy = ((double)a[0] - (double)b[0]) * to_rad;
    double dx = ((double)a[1] - (double)b[1]) * to_rad * cos(lat);
    return EARTH_M * hypot(dx, dy); /* a county is flat enough */
}
