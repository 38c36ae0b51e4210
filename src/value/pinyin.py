#!/usr/bin/env python3
"""Makes the table of readings: pinyin.py OUTPUT. Reads Unihan_Readings.txt.bz2 of Debian's package
unicode-data (kMandarin, first reading, without tone)."""
import bz2
import sys
import unicodedata

SOURCE = '/usr/share/unicode/Unihan_Readings.txt.bz2'


def plain(reading):
    text = unicodedata.normalize('NFD', reading.replace('ü', 'v').replace('Ü', 'v'))
    text = ''.join('v' if c == '\u0308' else c for c in text if c == '\u0308' or not unicodedata.combining(c))
    return text.replace('uv', 'v')


readings = {}
with bz2.open(SOURCE, 'rt', encoding='utf-8') as file:
    for line in file:
        parts = line.rstrip('\n').split('\t')
        if len(parts) == 3 and parts[1] == 'kMandarin':
            readings[int(parts[0][2:], 16)] = plain(parts[2].split()[0])
syllables = [''] + sorted(set(readings.values()))
index = {s: i for i, s in enumerate(syllables)}
ranges, codes = [], sorted(readings)
for code in codes:
    if ranges and code - ranges[-1][1] <= 8:
        ranges[-1][1] = code
    else:
        ranges.append([code, code])
with open(sys.argv[1], 'w', encoding='utf-8') as out:
    out.write('/* Made by pinyin.py from Unihan: do not edit. */\n#include "value/pinyin_int.h"\n')
    out.write('const struct pinyin_range pinyin_ranges[] = {\n')
    at, flat = 0, []
    for first, last in ranges:
        out.write(f'{{{first}, {last}, {at}}},\n')
        flat += [index[readings.get(c, '')] for c in range(first, last + 1)]
        at += last - first + 1
    out.write(f'}};\nconst size_t pinyin_ranges_n = {len(ranges)};\nconst uint16_t pinyin_sounds[] = {{\n')
    out.write(',\n'.join(','.join(map(str, flat[i:i + 24])) for i in range(0, len(flat), 24)))
    out.write('};\nconst char *const pinyin_syllables[] = {\n')
    out.write(',\n'.join(f'"{s}"' for s in syllables) + '};\n')
