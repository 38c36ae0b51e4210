/* Conditions of the plan in the browser: enough of the grammar to show, hide and require fields
 * while one types. It judges only what the form itself knows; for anything else (other ledgers,
 * standards, tables) it answers undefined, and the server, which judges every write, has the say.
 *
 * Null means "not known" and follows the plan's rules: comparison with null is null, and/or/not
 * follow Kleene. Bare words that are no field are codes. */
import type { Values } from '@shared/api/model'

type Part = { kind: 'name' | 'number' | 'text' | 'mark' | 'duration'; text: string }
type Known = string | number | boolean | null | unknown[]
const UNKNOWN = Symbol('beyond the form')
type Result = Known | typeof UNKNOWN

const PART = /\s*(?:(\d+(?:\.\d+)?)([dhms])?\b|([A-Za-z_一-鿿][\w一-鿿.]*)|'([^']*)'|"([^"]*)"|(<=|>=|!=|[-+*/=<>()[\],]))/y

function split(text: string): Part[] | null {
  const parts: Part[] = []
  PART.lastIndex = 0
  while (PART.lastIndex < text.length) {
    if (!text.slice(PART.lastIndex).trim()) break
    const m = PART.exec(text)
    if (!m) return null
    if (m[1] !== undefined) parts.push({ kind: m[2] ? 'duration' : 'number', text: m[1] + (m[2] ?? '') })
    else if (m[3] !== undefined) parts.push({ kind: 'name', text: m[3] })
    else if (m[6] !== undefined) parts.push({ kind: 'mark', text: m[6] })
    else parts.push({ kind: 'text', text: m[4] ?? m[5] ?? '' })
  }
  return parts
}

/* What a form holds as the plan sees it: empty is null, figures are numbers, links are ids. */
function plain(value: unknown): Known {
  if (value === undefined || value === null || value === '') return null
  if (Array.isArray(value)) return value.length ? value : null
  if (typeof value === 'object') return String((value as { id?: unknown }).id ?? '') || null
  if (typeof value === 'string' && /^-?\d+(\.\d+)?$/.test(value)) return Number(value)
  return value as Known
}

class Reader {
  private at = 0
  constructor(private parts: Part[], private values: Values) {}

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
      if (left === null) return null
      return list.some(item => item === left) !== isNot
    }
    if (this.take('between')) {
      const low = this.sum(); this.take('and'); const high = this.sum()
      if ([left, low, high].includes(UNKNOWN)) return UNKNOWN
      if (left === null || low === null || high === null) return null
      return (left as number) >= (low as number) && (left as number) <= (high as number)
    }
    const mark = ['=', '!=', '<', '<=', '>', '>='].find(m => this.peek(m))
    if (!mark) return left
    this.at++
    const right = this.sum()
    if (left === UNKNOWN || right === UNKNOWN) return UNKNOWN
    if (left === null || right === null) return null
    const a = left as number, b = right as number
    switch (mark) {
      case '=': return a === b
      case '!=': return a !== b
      case '<': return a < b
      case '<=': return a <= b
      case '>': return a > b
      default: return a >= b
    }
  }
  private sum(): Result {
    let left = this.product()
    while (this.peek('+', '-')) {
      const isPlus = this.take('+') || !this.take('-')
      const right = this.product()
      left = typeof left === 'number' && typeof right === 'number' ? (isPlus ? left + right : left - right)
        : left === null || right === null ? null : UNKNOWN
    }
    return left
  }
  private product(): Result {
    let left = this.one()
    while (this.peek('*', '/')) {
      const isTimes = this.take('*') || !this.take('/')
      const right = this.one()
      left = typeof left === 'number' && typeof right === 'number'
        ? (isTimes ? left * right : right ? left / right : null)
        : left === null || right === null ? null : UNKNOWN
    }
    return left
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
    if (part.kind === 'duration') return UNKNOWN
    if (part.text === '(') { const inner = this.either(); this.take(')'); return inner }
    if (part.text === '-') { const n = this.one(); return typeof n === 'number' ? -n : n }
    if (part.kind !== 'name') return UNKNOWN
    if (this.take('(')) return this.call(part.text)
    if (part.text === 'true' || part.text === 'false') return part.text === 'true'
    if (part.text === 'null') return null
    if (part.text in this.values) return plain(this.values[part.text])
    return part.text.includes('.') || part.text === 'this' || part.text === 'state' ? UNKNOWN : part.text
  }
  private call(name: string): Result {
    const given: Result[] = []
    let depth = 0
    while (!this.isDone && !this.take(')')) {
      const from = this.at
      given.push(this.either())
      this.take(',')
      if (this.at === from && ++depth > 50) return UNKNOWN
      if (this.peek('where')) { this.skip(); return UNKNOWN }
    }
    if (given.includes(UNKNOWN)) return UNKNOWN
    const [first] = given as Known[]
    if (name === 'known') return first !== null && first !== undefined
    if (name === 'count') return Array.isArray(first) ? first.length : 0
    return UNKNOWN
  }
  private skip() {
    for (let depth = 1; !this.isDone && depth > 0; this.at++)
      depth += this.peek('(') ? 1 : this.peek(')') ? -1 : 0
  }
}

/* true, false, null (not known yet), or undefined (the form cannot tell). */
export function holds(text: string | null | undefined, values: Values): boolean | null | undefined {
  if (!text) return undefined
  const parts = split(text)
  if (!parts || parts.length > 400) return undefined
  const reader = new Reader(parts, values)
  const result = reader.either()
  if (!reader.isDone || result === UNKNOWN) return undefined
  return result === null ? null : result === true
}
