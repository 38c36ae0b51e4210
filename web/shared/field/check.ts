/* Rules a form tells while one types: required, limits, formats, check digits. The server judges
 * again and has the last word; nothing here may refuse what the server would accept. */
import type { Field, Ledger, Standard, Values } from '@shared/api/model'
import { say, t } from '@shared/text'
import { holds } from './condition'

/* Full-width digits and letters, stray blanks: what a Chinese keyboard leaves behind. */
export const tidy = (text: string) => text.normalize('NFKC').trim()

/* A thermometer reads 368; the book says 36.8. */
export function temperature(text: string): string {
  const s = tidy(text).replace(/[。．,，]/g, '.')
  return /^[34]\d{2}$/.test(s) ? s.slice(0, 2) + '.' + s[2] : s
}

const isDay = (y: number, m: number, d: number) => {
  const day = new Date(Date.UTC(y, m - 1, d))
  return day.getUTCFullYear() === y && day.getUTCMonth() === m - 1 && day.getUTCDate() === d
}

/* GB 11643-1999: 17 digits, birth date inside, weighted check digit modulo 11. */
export function idNumberFault(text: string): string | null {
  const s = tidy(text).toUpperCase()
  if (s.length !== 18) return t('rule.idLength', { n: s.length })
  if (!/^\d{17}[\dX]$/.test(s)) return t('rule.idCharacter')
  if (!isDay(+s.slice(6, 10), +s.slice(10, 12), +s.slice(12, 14))) return t('rule.idDate')
  let sum = 0
  for (let i = 0; i < 17; i++) sum += Number(s[i]) * (2 ** (17 - i) % 11)
  if ('10X98765432'[sum % 11] === s[17]) return null
  return t(s.endsWith('000') ? 'rule.idRounded' : 'rule.idCheck')
}
export function idNumberTells(text: string): { born: string; isMale: boolean } | null {
  if (idNumberFault(text)) return null
  const s = tidy(text)
  return { born: `${s.slice(6, 10)}-${s.slice(10, 12)}-${s.slice(12, 14)}`, isMale: Number(s[16]) % 2 === 1 }
}

const PROVINCES = '京津冀晋蒙辽吉黑沪苏浙皖闽赣鲁豫鄂湘粤桂琼渝川贵云藏陕甘青宁新'
const PLATE = new RegExp(`^[${PROVINCES}][A-HJ-Z][A-HJ-NP-Z0-9]{4,5}[A-HJ-NP-Z0-9挂学警港澳领]$`)
export const plateProvinces = PROVINCES

type Check = (value: string, field: Field) => string | null
const formats: Partial<Record<Field['type'], Check>> = {
  integer: v => (/^[-+]?\d+$/.test(v) ? null : t('rule.whole')),
  number: v => (/^[-+]?\d+(\.\d{1,6})?$/.test(v) ? null : /^[-+]?\d+\.\d+$/.test(v) ? t('rule.decimals', { n: 6 }) : t('rule.number')),
  money: v => (/^[-+]?\d+(\.\d{1,2})?$/.test(v) ? null : /^[-+]?\d+\.\d+$/.test(v) ? t('rule.decimals', { n: 2 }) : t('rule.number')),
  date: v => { const m = /^(\d{4})-(\d{2})-(\d{2})$/.exec(v); return m && isDay(+m[1], +m[2], +m[3]) ? null : t('rule.date') },
  time: v => (/^([01]\d|2[0-3]):[0-5]\d(:[0-5]\d)?$/.test(v) ? null : t('rule.time')),
  duration: v => (/^(\d+d)?\s*(\d+h)?\s*(\d+m(in)?)?\s*(\d+s)?$/.test(v) ? null : t('rule.duration')),
  phone: v => (/^(\+?86[- ]?)?1[3-9]\d{9}$|^(0\d{2,3}[- ]?)?\d{7,8}([- ]\d{1,5})?$|^\+\d{6,15}$|^1\d{2}$|^[48]00[- ]?\d{3}[- ]?\d{4}$/.test(v) ? null : t('rule.phone')),
  id_number: v => idNumberFault(v),
  plate: v => (PLATE.test(v) || /^WJ|^[VKHBSLJNGC][A-Z]\d{5}$|^\d{6}使$/.test(v) ? null : t(v.length < 7 ? 'rule.plateWhole' : 'rule.plate')),
}

const isEmpty = (v: unknown) =>
  v === null || v === undefined || v === '' || (Array.isArray(v) && v.length === 0)

export const isShown = (f: Field, values: Values) => {
  if (!f.show) return true
  const shown = holds(f.show, { values })
  return shown === undefined || shown === true
}
export const isRequired = (f: Field, values: Values) =>
  !!f.required || holds(f.required_when, { values }) === true
export const isComputed = (f: Field) => !!f.computed

function limits(f: Field, text: string): string | null {
  const n = Number(text)
  if (Number.isNaN(n)) return null
  if (f.min !== null && f.min !== undefined && n < Number(f.min)) return t('rule.minNumber', { min: f.min })
  if (f.max !== null && f.max !== undefined && n > Number(f.max)) return t('rule.maxNumber', { max: f.max })
  return null
}

/* What is wrong with one field, in the user's language; null when nothing is. */
export function check(f: Field, values: Values): string | null {
  if (isComputed(f) || !isShown(f, values)) return null
  const value = values[f.name]
  if (isEmpty(value)) {
    if (!isRequired(f, values)) return null
    return t(['choice', 'choices', 'ref', 'place', 'user', 'flag'].includes(f.type) ? 'rule.choose' : 'rule.required')
  }
  if (f.type === 'lines') return null
  if (typeof value !== 'string' && typeof value !== 'number') return null
  const text = tidy(String(value))
  const fault = formats[f.type]?.(text, f)
  if (fault) return fault
  if (['integer', 'number', 'money'].includes(f.type)) return limits(f, text)
  if (f.type === 'text') {
    const length = [...text].length
    if (f.max_chars && length > f.max_chars) return t('rule.chars', { n: f.max_chars, now: length })
    /* eslint-disable-next-line no-control-regex */
    if (/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/.test(text)) return t('rule.control')
  }
  return null
}

export interface Hint { text: string; isWarning: boolean }
/* The plan's own rules that the form can already tell, beside their fields. They never stop a
 * sending: a standard may be another at this place. */
export function hints(l: Ledger, values: Values, standards: Standard[]): Record<string, Hint> {
  const told: Record<string, Hint> = {}
  for (const rule of l.rules ?? [])
    if (rule.field && !(rule.field in told) && holds(rule.when, { values, fields: l.fields, standards }) === true)
      told[rule.field] = { text: say(rule.say), isWarning: rule.warning }
  return told
}

/* As the server takes it: tidied texts, numbers as exact texts, links by id, hidden fields empty. */
export function wire(f: Field, values: Values): unknown {
  const value = values[f.name]
  if (isEmpty(value) || !isShown(f, values)) return null
  if (f.type === 'integer') return Number.isSafeInteger(Number(value)) ? Number(value) : String(value)
  if (f.type === 'id_number' || f.type === 'plate') return tidy(String(value)).toUpperCase()
  if (f.type === 'text') return String(value).trim()
  if (['number', 'money', 'phone'].includes(f.type)) return tidy(String(value))
  if (['ref', 'place', 'user'].includes(f.type) && typeof value === 'object') return (value as { id: string }).id
  if (f.type === 'lines')
    return (value as Values[]).map(row => Object.fromEntries((f.fields ?? []).map(part => [part.name, wire(part, row)])))
  return value
}
