/* The columns of a ledger's table: which there are, which are shown at first, how wide. */
import type { Entry, Field, Ledger } from '@shared/api/model'
import { fieldTable, tell } from '@shared/field'
import { moment, say, t, unitText } from '@shared/text'

export interface Column {
  name: string
  heading: string
  width: number
  isFigure: boolean
  isSortable: boolean
  field?: Field
  text: (entry: Entry) => string
}

const SHOWN_MAX = 11
const LONG_CHARS = 120
const HEADING_MAX = 168
const isSensitive = (f: Field) => !!f.sensitive || (!!f.seal && f.seal !== 'none')

/* Wide enough for its heading, within reason: a cut heading is no heading. */
const headingWidth = (text: string) =>
  Math.min(HEADING_MAX, 28 + [...text].reduce((sum, c) => sum + (c.charCodeAt(0) > 255 ? 12.5 : 7), 0))

function ofField(f: Field): Column {
  const row = fieldTable[f.type]
  const heading = say(f.label, f.name) + (row?.isFigure && f.unit ? ` (${unitText(f.unit)})` : '')
  const width = f.type === 'text' ? Math.min(220, Math.max(80, (f.max_chars ?? 60) * 2 + 20)) : row?.width ?? 120
  return {
    name: f.name,
    heading,
    width: Math.max(width, headingWidth(heading)),
    isFigure: !!row?.isFigure,
    isSortable: !!f.sort,
    field: f,
    text: entry => tell(f, entry.fields[f.name], true),
  }
}
const own = (name: string, heading: string, width: number, text: Column['text']): Column =>
  ({ name, heading, width, isFigure: false, isSortable: false, text })

/* Every column of the ledger, in the order of the table. */
export function columnsOf(l: Ledger): Column[] {
  const fields = new Map(l.fields.map(f => [f.name, f]))
  const first = (l.title ?? []).flatMap(n => fields.get(n) ?? [])
  const occurs = l.fields.filter(f => f.occurs && !first.includes(f))
  const rest = l.fields.filter(f => !first.includes(f) && !occurs.includes(f))
  return [
    ...(first.length ? first.map(ofField) : [own('#title', say(l.label), 200, e => e.title)]),
    own('#state', t('list.state'), 108, e => e.state),
    ...(l.key ? [own('#key', t('list.key'), 124, e => e.key ?? '')] : []),
    ...occurs.map(ofField),
    ...rest.map(ofField),
    ...(l.fields.some(f => f.type === 'place' && f.required) ? [] : [own('#place', t('list.place'), 144, e => e.place?.title ?? '')]),
    own('#created', t('list.created'), 108, e => moment(e.created_at)),
    own('#by', t('list.by'), 96, e => e.created_by?.title ?? ''),
  ]
}

/* What a clerk wants to see before choosing: short, not sensitive, at most eleven. */
export function shownAtFirst(l: Ledger, all: Column[]): string[] {
  const isPlain = (c: Column) => !c.field
    ? c.name !== '#created' && c.name !== '#by'
    : !['lines', 'checklist', 'file', 'photo', 'stock'].includes(c.field.type)
      && (c.field.max_chars ?? 0) <= LONG_CHARS && !isSensitive(c.field) && !c.field.show
  const isNeeded = (c: Column) => !c.field || c.field.sort || c.field.required || c.field.occurs || c.field.type === 'number' || l.title?.includes(c.name)
  const plain = all.filter(isPlain)
  const chosen = new Set([...plain.filter(isNeeded), ...plain].slice(0, SHOWN_MAX).map(c => c.name))
  if (!l.fields.some(f => f.occurs)) chosen.add('#created')
  return all.filter(c => chosen.has(c.name)).map(c => c.name)
}
