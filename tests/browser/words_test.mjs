/* Rules that the pages tell while one types, without a browser page: check digits, formats and the
 * plan's conditions. Compiled as the pages are. Rows B1, B3, K1. */
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import { ok, same } from './harness.mjs'

const { build } = createRequire(new URL('../../web/node_modules/vite/package.json', import.meta.url))('esbuild')
const at = path => fileURLToPath(new URL(`../../web/${path}`, import.meta.url))

async function load(path) {
  const made = await build({
    entryPoints: [at(path)], bundle: true, write: false, format: 'esm', platform: 'neutral', mainFields: ['module', 'main'],
    define: { __VUE_I18N_LEGACY_API__: 'false', __VUE_I18N_FULL_INSTALL__: 'false', __INTLIFY_PROD_DEVTOOLS__: 'false', __INTLIFY_DROP_MESSAGE_COMPILER__: 'false', 'process.env.NODE_ENV': '"production"', __VUE_OPTIONS_API__: 'true', __VUE_PROD_DEVTOOLS__: 'false' },
    alias: { '@shared': at('shared') }, tsconfig: at('tsconfig.json'),
  })
  return import('data:text/javascript;base64,' + Buffer.from(made.outputFiles[0].text).toString('base64'))
}

const ID = [
  ['11010519491231002X', true], ['110105194912310021', false], ['610526198002300014', false],
  ['610526198001010000', false], ['61052619800101001', false], ['11010519491231002x', true],
  ['１１０１０５１９４９１２３１００２Ｘ', true],
]
const TYPED = [
  ['temperature', '368', '36.8'], ['temperature', '36.8', '36.8'], ['temperature', '３６８', '36.8'],
  ['temperature', '36。8', '36.8'], ['temperature', '42', '42'], ['temperature', '4200', '4200'],
]
const FIELDS = [
  [{ type: 'plate' }, '陕E12345', true], [{ type: 'plate' }, '陕ED12345', true], [{ type: 'plate' }, '陕E1234', false],
  [{ type: 'phone' }, '13800138000', true], [{ type: 'phone' }, '0913-7212345', true], [{ type: 'phone' }, '12345', false],
  [{ type: 'date' }, '2026-02-28', true], [{ type: 'date' }, '2026-02-30', false],
  [{ type: 'integer', min: 1, max: 100 }, '100', true], [{ type: 'integer', min: 1 }, '0', false], [{ type: 'integer' }, '1.5', false],
  [{ type: 'number', min: '30', max: '45' }, '36.8', true], [{ type: 'number', max: '45' }, '45.1', false],
  [{ type: 'money' }, '12.345', false], [{ type: 'text', max_chars: 2 }, '𠮷野家', false], [{ type: 'text', max_chars: 3 }, '𠮷野家', true],
  [{ type: 'text' }, 'a\u0000b', false], [{ type: 'text', required: true }, '', false],
]
const CONDITIONS = [
  ['a = 1 and b in [x, y]', { a: '1', b: 'y' }, true], ['a = 1 and b in [x, y]', { a: '2', b: 'y' }, false],
  ['not known(a)', { a: null }, true], ['a > 1', { a: null }, null], ['a > 1 or b = x', { a: null, b: 'x' }, true],
  ['count(c) > 0', { c: ['x'] }, true], ['count(c) > 0', { c: [] }, false],
  ['t >= std(fever) and d in [pass, back]', { t: '37.3', d: 'pass' }, true], ['t >= std(fever)', { t: '37.2' }, false],
  ['day > today()', { day: '2999-01-01' }, true], ['day > today()', { day: '2001-01-01' }, false],
  ['at > now() + 10m', { at: '2001-01-01T00:00:00+08:00' }, false], ['a between 1 and 3', { a: '3' }, true],
  ['order.state != in_force', { order: { id: '1' } }, undefined], ['exists(x where a = 1)', { a: '1' }, undefined],
  ['lookup(t, k, c) > 2', {}, undefined], ['b not in [x]', { b: 'x' }, false], ['(((', {}, undefined], ["b = 'x'", { b: 'x' }, true],
]

export const tests = {
  'an ID number is told wrong by its length, birth date and check digit': async () => {
    const { idNumberFault } = await load('shared/field/check.ts')
    for (const [text, isGood] of ID) same(idNumberFault(text) === null, isGood, text)
  },
  'a temperature typed 368 is 36.8': async () => {
    const rules = await load('shared/field/check.ts')
    for (const [rule, typed, wanted] of TYPED) same(rules[rule](typed), wanted, typed)
  },
  'formats and limits follow the field': async () => {
    const { check } = await load('shared/field/check.ts')
    for (const [field, value, isGood] of FIELDS)
      same(check({ name: 'f', label: 'f', ...field }, { f: value }) === null, isGood, `${field.type} ${JSON.stringify(value)}`)
  },
  'conditions of the plan are judged as far as the form knows': async () => {
    const { holds } = await load('shared/field/condition.ts')
    const fields = ['a', 't'].map(name => ({ name, type: 'number' })).concat([{ name: 'day', type: 'date' }, { name: 'at', type: 'datetime' }, { name: 'order', type: 'ref' }])
    const standards = [{ name: 'fever', type: 'number', value: '37.3' }]
    for (const [text, values, wanted] of CONDITIONS) same(holds(text, { values, fields, standards }), wanted, text)
  },
  'an idempotency key is a version 7 UUID that sorts by time': async () => {
    const { uuid7 } = await load('shared/api/client.ts')
    const early = uuid7(1700000000000), late = uuid7(1700000000001)
    ok(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/.test(early), early)
    ok(early < late, 'later keys sort later')
  },
}
