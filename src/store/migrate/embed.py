#!/usr/bin/env python3
"""Turns the numbered migrations into one C table.

usage: embed.py OUT.c FILE.sql...   The order is that of the file names."""
import os
import sys


def quoted(text):
    lines = []
    for line in text.splitlines(keepends=True):
        line = line.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
        lines.append('        "%s"' % line.replace("??", '?""?'))
    return "\n".join(lines)


def main():
    out, paths = sys.argv[1], sorted(sys.argv[2:], key=os.path.basename)
    names = [os.path.splitext(os.path.basename(path))[0] for path in paths]
    if len(set(names)) != len(names):
        sys.exit("two migrations of one name")
    with open(out, "w", encoding="utf-8") as f:
        f.write("/* Made by src/store/migrate/embed.py from the files of src/store/migrate. */\n")
        f.write('#include "store/store_int.h"\n\nconst struct migration migrations[] = {\n')
        for name, path in zip(names, paths):
            with open(path, encoding="utf-8") as sql:
                f.write('    {"%s",\n%s},\n' % (name, quoted(sql.read())))
        f.write("    {NULL, NULL},\n};\n")


main()
