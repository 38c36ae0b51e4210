#!/usr/bin/env python3
"""Writes a C file that carries files inside the program.

embed.py text NAME IN OUT.c           one text as `const char NAME[]`
embed.py texts NAME OUT.c FILE …       every file as a row {name without ending, text} of `struct
                                      embed_text NAME[]` (base/text.h), ends with {0}
embed.py tree NAME OUT.c FOLDER …     every file of the folders as `struct embed NAME[]` (http/static.h),
                                      with its gzip form where that is smaller. A folder that does
                                      not exist gives no files. FOLDER=PREFIX puts a path in front.
OUT.c is left alone when nothing changed, so nothing is compiled again."""
import gzip
import hashlib
import os
import re
import sys

TYPES = {'.html': 'text/html; charset=utf-8', '.js': 'text/javascript; charset=utf-8',
         '.mjs': 'text/javascript; charset=utf-8', '.css': 'text/css; charset=utf-8',
         '.json': 'application/json', '.webmanifest': 'application/manifest+json',
         '.svg': 'image/svg+xml', '.png': 'image/png', '.ico': 'image/x-icon',
         '.woff2': 'font/woff2', '.woff': 'font/woff', '.txt': 'text/plain; charset=utf-8',
         '.wasm': 'application/wasm', '.webp': 'image/webp', '.jpg': 'image/jpeg'}
HASHED = re.compile(r'/assets/.*[-.][A-Za-z0-9_-]{8,}\.[a-z0-9]+$')


def quote(text):
    return '"' + text.replace('\\', '\\\\').replace('"', '\\"') + '"'


def write(path, content):
    if os.path.exists(path):
        with open(path, encoding='utf-8') as file:
            if file.read() == content:
                return
    with open(path, 'w', encoding='utf-8') as file:
        file.write(content)


def text(name, source, out):
    with open(source, encoding='utf-8') as file:
        lines = file.read().split('\n')
    body = '\n'.join('    ' + quote(line)[:-1] + '\\n"' for line in lines[:-1]) or '    ""'
    write(out, f'/* Made by tools/embed.py. */\nextern const char {name}[];\n'
               f'const char {name}[] =\n{body};\n')


def texts(name, out, sources):
    rows = []
    for source in sorted(sources):
        with open(source, encoding='utf-8') as file:
            lines = file.read().split('\n')
        body = '\n'.join('     ' + quote(line)[:-1] + '\\n"' for line in lines[:-1])
        stem = os.path.splitext(os.path.basename(source))[0]
        rows.append(f'    {{{quote(stem)},\n{body}}},\n')
    write(out, '/* Made by tools/embed.py. */\n#include "base/text.h"\n'
               f'const struct embed_text {name}[] = {{\n' + ''.join(rows) + '    {0},\n};\n')


def files(folder):
    for base, folders, names in os.walk(folder):
        folders.sort()
        for name in sorted(names):
            if not name.endswith(('.gz', '.br', '.map')):
                yield os.path.join(base, name)


def blob(label, path):
    return (f'__asm__(".section .rodata\\n.balign 16\\n{label}:\\n.incbin " {quote(quote(path))}'
            f' "\\n.byte 0\\n.previous\\n");\nextern const unsigned char {label}[];\n')


def tree(name, out, folders):
    parts, rows = [], []
    gz_folder = out + '.gz'
    os.makedirs(gz_folder, exist_ok=True)
    for argument in folders:
        folder, _, prefix = argument.partition('=')
        for path in files(folder) if os.path.isdir(folder) else []:
            web = prefix + '/' + os.path.relpath(path, folder).replace(os.sep, '/')
            with open(path, 'rb') as file:
                data = file.read()
            digest = hashlib.sha256(data).hexdigest()[:32]
            label = f'{name}_{len(rows)}'
            # The digest stands in the file so that a changed file changes OUT.c.
            parts.append(f'/* {digest} */\n' + blob(label, os.path.abspath(path)))
            gz_label, gz_len, gz_path = '0', 0, os.path.join(gz_folder, digest)
            if not os.path.exists(gz_path):
                with open(gz_path, 'wb') as file:
                    file.write(gzip.compress(data, 9, mtime=0))
            if os.path.getsize(gz_path) < len(data) * 0.9:
                gz_label, gz_len = label + '_gz', os.path.getsize(gz_path)
                parts.append(blob(gz_label, os.path.abspath(gz_path)))
            kind = TYPES.get(os.path.splitext(path)[1], 'application/octet-stream')
            rows.append((web, f'    {{{quote(web)}, {quote(kind)}, "\\"{digest}\\"", {label}, '
                              f'{len(data)}, {gz_label}, {gz_len}, '
                              f'{1 if HASHED.search(web) else 0}}},\n'))
    rows.sort()
    write(out, '/* Made by tools/embed.py. */\n#include "http/static.h"\n' + ''.join(parts) +
          f'const struct embed {name}[] = {{\n' + ''.join(row for _, row in rows) +
          '    {0},\n};\n' + f'const int {name}_n = {len(rows)};\n')


if sys.argv[1] == 'text':
    text(*sys.argv[2:5])
elif sys.argv[1] == 'texts':
    texts(sys.argv[2], sys.argv[3], sys.argv[4:])
else:
    tree(sys.argv[2], sys.argv[3], sys.argv[4:])
