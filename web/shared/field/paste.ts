/* A row copied from a spreadsheet, into a form: cells between tabs, in the order of the fields, or as
 * a heading row above says. What cannot be read (a place, a person, a file) is left for the clerk. */
import type { Field, Values } from '@shared/api/model'
import { say } from '@shared/text'
import { readCell } from './sheet'

const SKIPPED = ['lines', 'checklist', 'photo', 'file', 'stock', 'point']
const BY_HAND = ['ref', 'place', 'user']
const two = (n: string) => n.padStart(2, '0')

/* 2026/2/3, 2026.2.3 and 2026年2月3日, with or without a time, as the form's own. */
export function tidyDay(text: string): string {
  const m = /^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[ T]+(\d{1,2}):(\d{2}))?/.exec(text)
  if (!m) return text
  return `${m[1]}-${two(m[2])}-${two(m[3])}` + (m[4] ? `T${two(m[4])}:${m[5]}:00` : '')
}
const isNamed = (f: Field, head: string) => head === f.name || head === say(f.label)
  || (typeof f.label === 'object' && (head === f.label?.zh || head === f.label?.en))

export function pastedRow(fields: Field[], text: string): Values | null {
  const rows = text.replace(/\r/g, '').split('\n').filter(l => l.trim()).map(l => l.split('\t').map(c => c.trim()))
  if (!rows.length || rows[0].length < 2) return null
  const open = fields.filter(f => !SKIPPED.includes(f.type))
  const heads = rows.length > 1 ? rows[0].map(h => open.find(f => isNamed(f, h))) : []
  const hasHeads = heads.filter(Boolean).length >= 2
  const cells = hasHeads ? rows[1] : rows[0]
  const values: Values = {}
  cells.forEach((cell, i) => {
    const f = hasHeads ? heads[i] : open[i]
    if (!f || !cell || BY_HAND.includes(f.type)) return
    const value = readCell(f, ['date', 'datetime'].includes(f.type) ? tidyDay(cell) : cell)
    if (value !== null && value !== undefined) values[f.name] = value
  })
  return Object.keys(values).length ? values : null
}
