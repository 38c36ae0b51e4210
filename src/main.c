/* Picks nothing itself: the command line does, with the program that assemble.c puts together. */
#include "assemble.h"

int main(int argc, char **argv)
{
    return cli_main(&assembly, argc, argv);
}
