/* Calls that hide errors, overflow buffers or read the clock behind our back. Included by every
 * .c file through the compiler's -include; base/clock.c and base/text.c say why they may. */
#ifndef BASE_BANNED_H
#define BASE_BANNED_H
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#ifndef BANNED_ALLOWED
#pragma GCC poison sprintf vsprintf strcpy strcat strtok atoi atol atof strtol strtoul localtime   \
    gmtime
#pragma GCC poison rand srand random
#endif
#endif
