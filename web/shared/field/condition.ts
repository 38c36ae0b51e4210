/* The plan's expressions in the browser: enough of the grammar to show, hide and require fields and
 * to tell rules while one types. It judges only what the form itself and the plan's standards know;
 * for anything else (other ledgers, tables) it answers undefined, and the server, which judges
 * every write, has the say.
 *
 * Null means "not known": comparison with null is null, and/or/not follow Kleene. Bare words that
 * are no field are codes. Days, moments and durations are counted in seconds of the county's clock,
 * so that they compare and add up as in the plan. */
import type { Field, FieldType, Standard, Values } from '@shared/api/model'
import { isoNow } from '@shared/text'

export interface Scope { values: Values; fields?: Field[]; standards?: Standard[]; now?: Date }

type Part = { kind: 'name' | 'number' | 'text' | 'mark' | 'duration'; text: string }
type Known = string | number | boolean | null | unknown[]
const UNKNOWN = Symbol('beyond the form')
type Result = Known | typeof UNKNOWN

const DAY = 86400
const UNITS: Record<string, number> = { d: DAY, h: 3600, m: 60, s: 1 }
const PARTS_MAX = 400
const PART = /\s*(?:(\d+(?:\.\d+)?)([dhms])?\b|([A-Za-z_一-鿿][\w一-鿿.]*)|'([^']*)'|"([^"]*)"|(<=|>=|!=|[-+*/=<>()[\],]))/y

function split(text: string): Part[] | null {
  const parts: Part[] = []
  PART.lastIndex = 0
  while (text.slice(PART.lastIndex).trim()) {
    const m = PART.exec(text)
    if (!m) return null
    if (m[1] !== undefined) parts.push({ kind: m[2] ? 'duration' : 'number', text: m[1] + (m[2] ?? '') })
    else if (m[3] !== undefined) parts.push({ kind: 'name', text: m[3] })
    else if (m[6] !== undefined) parts.push({ kind: 'mark', text: m[6] })
    else parts.push({ kind: 'text', text: m[4] ?? m[5] ?? '' })
  }
  return parts
}

/* The county's wall clock, as seconds: datetimes are compared as their text reads. */
const local = (d: Date) => Date.parse(isoNow(d).slice(0, 19) + 'Z') / 1000
const dayOf = (seconds: number) => Math.floor(seconds / DAY) * DAY

function duration(text: string): number | null {
  let sum = 0
  for (const m of text.matchAll(/(\d+)\s*([dhms])/g)) sum += Number(m[1]) * UNITS[m[2]]
  return /\d/.test(text) ? sum : null
}

/* What a form holds as the plan sees it. */
function plain(value: unknown, type: FieldType | string = 'text'): Known {
  if (value === undefined || value === null || value === '') return null
  if (Array.isArray(value)) return value.length ? value : null
  if (typeof value === 'object') return String((value as { id?: unknown }).id ?? '') || null
  if (typeof value === 'boolean') return value
  const text = String(value)
  if (type === 'date') return /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(text + 'T00:00:00Z') / 1000 : null
  if (type === 'datetime') {
    const at = Date.parse(text.slice(0, 19) + 'Z')
    return Number.isNaN(at) ? null : at / 1000
  }
  if (type === 'duration') return duration(text)
  if (['integer', 'number', 'money'].includes(type)) return /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : null
  return text
}

class Reader {
  private at = 0
  constructor(private parts: Part[], private scope: Scope) {}

  private peek(...texts: string[]) {
    const part = this.parts[this.at]
    return !!part && part.kind !== 'text' && texts.includes(part.text)
  }
  private take(...texts: string[]) {
    if (!this.peek(...texts)) return false
    this.at++
    return true
  }
  get isDone() { return this.at >= this.parts.length }

  either(): Result {
    let left = this.both()
    while (this.take('or')) {
      const right = this.both()
      left = left === true || right === true ? true
        : left === UNKNOWN || right === UNKNOWN ? UNKNOWN
        : left === null || right === null ? null : false
    }
    return left
  }
  private both(): Result {
    let left = this.not()
    while (this.take('and')) {
      const right = this.not()
      left = left === false || right === false ? false
        : left === UNKNOWN || right === UNKNOWN ? UNKNOWN
        : left === null || right === null ? null : true
    }
    return left
  }
  private not(): Result {
    if (!this.take('not')) return this.compare()
    const value = this.not()
    return typeof value === 'boolean' ? !value : value
  }
  private compare(): Result {
    const left = this.sum()
    if (this.peek('in') || (this.peek('not') && this.parts[this.at + 1]?.text === 'in')) {
      const isNot = this.take('not')
      this.take('in')
      const list = this.list()
      if (left === UNKNOWN || list === UNKNOWN) return UNKNOWN
      return left === null ? null : list.some(item => item === left) !== isNot
    }
    if (this.take('between')) {
      const low = this.sum()
      this.take('and')
      const high = this.sum()
      return this.order(left, low, (a, b) => a >= b, () => this.order(left, high, (a, b) => a <= b))
    }
    const mark = ['=', '!=', '<', '<=', '>', '>='].find(m => this.peek(m))
    if (!mark) return left
    this.at++
    const right = this.sum()
    return this.order(left, right, (a, b) => {
      switch (mark) {
        case '=': return a === b
        case '!=': return a !== b
        case '<': return a < b
        case '<=': return a <= b
        case '>': return a > b
        default: return a >= b
      }
    })
  }
  private order(left: Result, right: Result, test: (a: number, b: number) => boolean, then?: () => Result): Result {
    if (left === UNKNOWN || right === UNKNOWN) return UNKNOWN
    if (left === null || right === null) return null
    if (typeof left !== typeof right) return UNKNOWN
    return test(left as number, right as number) ? then?.() ?? true : false
  }
  private sum(): Result {
    let left = this.product()
    while (this.peek('+', '-')) {
      const isPlus = this.take('+') || !this.take('-')
      left = this.reckon(left, this.product(), (a, b) => (isPlus ? a + b : a - b))
    }
    return left
  }
  private product(): Result {
    let left = this.one()
    while (this.peek('*', '/')) {
      const isTimes = this.take('*') || !this.take('/')
      left = this.reckon(left, this.one(), (a, b) => (isTimes ? a * b : b ? a / b : null))
    }
    return left
  }
  private reckon(left: Result, right: Result, run: (a: number, b: number) => number | null): Result {
    if (left === UNKNOWN || right === UNKNOWN) return UNKNOWN
    if (left === null || right === null) return null
    return typeof left === 'number' && typeof right === 'number' ? run(left, right) : UNKNOWN
  }
  private list(): Known[] | typeof UNKNOWN {
    if (!this.take('[')) { this.one(); return UNKNOWN }
    const items: Known[] = []
    let isWhole = true
    while (!this.isDone && !this.take(']')) {
      const item = this.sum()
      if (item === UNKNOWN) isWhole = false
      else items.push(item)
      this.take(',')
    }
    return isWhole ? items : UNKNOWN
  }
  private one(): Result {
    const part = this.parts[this.at++]
    if (!part) return UNKNOWN
    if (part.kind === 'number') return Number(part.text)
    if (part.kind === 'text') return part.text
    if (part.kind === 'duration') return duration(part.text)
    if (part.text === '(') {
      const inner = this.either()
      this.take(')')
      return inner
    }
    if (part.text === '-') {
      const n = this.one()
      return typeof n === 'number' ? -n : n
    }
    if (part.kind !== 'name') return UNKNOWN
    if (this.take('(')) return this.call(part.text)
    return this.named(part.text)
  }
  private named(name: string): Result {
    if (name === 'true' || name === 'false') return name === 'true'
    if (name === 'null') return null
    const field = this.scope.fields?.find(f => f.name === name)
    if (field) return plain(this.scope.values[name], field.type)
    if (name in this.scope.values) return plain(this.scope.values[name])
    return name.includes('.') || ['this', 'state', 'id', 'key', 'place'].includes(name) ? UNKNOWN : name
  }
  private call(name: string): Result {
    if (name === 'std') {
      const standard = this.scope.standards?.find(s => s.name === this.parts[this.at]?.text)
      this.skip()
      return standard ? plain(standard.value, standard.type) : UNKNOWN
    }
    const given: Result[] = []
    while (!this.isDone && !this.take(')')) {
      const from = this.at
      given.push(this.either())
      this.take(',')
      if (this.peek('where') || this.at === from) { this.skip(); return UNKNOWN }
    }
    return given.includes(UNKNOWN) ? UNKNOWN : this.apply(name, given as Known[])
  }
  private apply(name: string, [first]: Known[]): Result {
    const now = local(this.scope.now ?? new Date())
    switch (name) {
      case 'known': return first !== null && first !== undefined
      case 'count': return Array.isArray(first) ? first.length : 0
      case 'now': return now
      case 'today': return dayOf(now)
      case 'date': return typeof first === 'number' ? dayOf(first) : first === null ? null : UNKNOWN
      default: return UNKNOWN
    }
  }
  private skip() {
    for (let depth = 1; !this.isDone && depth > 0; this.at++)
      depth += this.peek('(') ? 1 : this.peek(')') ? -1 : 0
  }
}

/* A plan's conditions are few and asked at every key: each is split once. */
const known = new Map<string, Part[] | null>()

/* true, false, null (not known yet), or undefined (the form cannot tell). */
export function holds(text: string | null | undefined, scope: Scope): boolean | null | undefined {
  if (!text) return undefined
  let parts = known.get(text)
  if (parts === undefined) known.set(text, parts = split(text))
  if (!parts || parts.length > PARTS_MAX) return undefined
  const reader = new Reader(parts, scope)
  const result = reader.either()
  if (!reader.isDone || result === UNKNOWN) return undefined
  return result === null ? null : result === true
}
