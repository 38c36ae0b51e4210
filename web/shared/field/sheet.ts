/* The rules of a bulk sheet: which columns it has, how a typed or pasted text becomes a value, what
 * of it survives a closed tab. No drawing and no HTTP here. */
import type { Entry, Field, Ledger, Values } from '@shared/api/model'
import { isoNow, say, today } from '@shared/text'
import { isComputed, temperature, tidy } from './check'
import { isBlank, startValue } from './value'

export type RowState = 'empty' | 'filled' | 'saving' | 'saved' | 'failed'
export interface SheetRow {
  subject: Entry
  values: Values
  key: string
  state: RowState
  faults: Record<string, string>
  already?: Entry
}

const IN_CELLS = ['text', 'integer', 'number', 'money', 'flag', 'choice', 'choices', 'phone', 'time', 'plate', 'duration']

/* Once for the whole sheet: days, times, and what makes an entry unique beside its subject. */
export function headFields(l: Ledger): Field[] {
  const inUnique = new Set((l.unique ?? []).flatMap(u => u.fields))
  return l.fields.filter(f => f.name !== l.grid && !isComputed(f)
    && (['date', 'datetime'].includes(f.type) || (inUnique.has(f.name) && f.type === 'choice')))
}
export function cellFields(l: Ledger): Field[] {
  const head = new Set(headFields(l))
  return l.fields.filter(f => f.name !== l.grid && !isComputed(f) && !head.has(f) && IN_CELLS.includes(f.type))
}
export const startRow = (l: Ledger): Values =>
  Object.fromEntries(cellFields(l).map(f => [f.name, startValue(f, isoNow(), today())]))
export const startHead = (l: Ledger): Values =>
  Object.fromEntries(headFields(l).map(f => [f.name, startValue(f, isoNow(), today())]))

/* A cell's text as a value; a label in either language is as good as its code. */
export function readCell(f: Field, text: string): unknown {
  const s = tidy(text)
  if (!s) return null
  const code = (word: string) => f.of?.find(c => c.code === word || say(c.label) === word
    || (typeof c.label === 'object' && (c.label?.zh === word || c.label?.en === word)))?.code
  if (f.type === 'choice') return code(s) ?? null
  if (f.type === 'choices') return s.split(/[,，、;；\s]+/).flatMap(w => code(w) ?? [])
  if (f.type === 'flag') return /^(1|是|有|yes|y|true|√)$/i.test(s) ? true : /^(0|否|无|no|n|false|×)$/i.test(s) ? false : null
  if (f.unit === 'degC') return temperature(s)
  return s
}
/* Three digits are a whole temperature: nothing more is to come. */
export const isWhole = (f: Field, text: string) => f.unit === 'degC' && /^[34]\d{2}$|^[34]\d\.\d$/.test(tidy(text))

export const isTouched = (row: SheetRow, start: Values) =>
  Object.keys(row.values).some(k => !isBlank(row.values[k]) && JSON.stringify(row.values[k]) !== JSON.stringify(start[k] ?? null))
