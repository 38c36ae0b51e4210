/* Picks nothing itself: the command line does, with the program that assemble.c puts together. */
#include "assemble.h"

#include <malloc.h>

#define KEPT_FREE (32 << 20) /* bytes of freed memory that are kept for the next request */

int main(int argc, char **argv)
{
    /* Each request frees what it took: giving it back to the system at once, and asking again for
     * the next, costs a call every few requests. */
    mallopt(M_TRIM_THRESHOLD, KEPT_FREE);
    mallopt(M_TOP_PAD, 1 << 20);
    return cli_main(&assembly, argc, argv);
}
