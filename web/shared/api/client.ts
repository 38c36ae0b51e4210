/* The one way to the server: headers, languages, revisions and refusals in one place.
 * No component calls fetch itself. Writes carry X-Lianfang (no other site can set it), creations a
 * UUIDv7 so that a repeated request makes one record. */
import { reactive } from 'vue'
import type { FieldError } from './model'

/* A refusal in the caller's language (RFC 9457), or a broken line (status 0). */
export class Problem extends Error {
  constructor(
    readonly status: number,
    readonly title: string,
    readonly detail: string,
    readonly rule: string,
    readonly errors: FieldError[],
  ) {
    super(detail || title)
  }
  get isOffline() { return this.status === 0 }
  get isSignedOut() { return this.status === 401 }
  get isConflict() { return this.status === 409 || this.status === 412 || this.status === 423 }
}

/* What the line to the server is like, for the banner at the top. */
export const line = reactive({ isDown: false, lang: 'zh' as 'zh' | 'en' })

export interface Ask {
  query?: Record<string, string | number | boolean | null | undefined>
  body?: unknown
  form?: FormData
  file?: Blob
  key?: string
  rev?: number
  purpose?: string
  fileName?: string
  signal?: AbortSignal
}

/* A phone speaks with its own token in place of the cookie; null: the cookie again. */
let bearer: string | null = null
export function useBearer(token: string | null) { bearer = token }

let whenSignedOut = () => {}
export function onSignedOut(run: () => void) { whenSignedOut = run }

export function url(path: string, query: Ask['query'] = {}): string {
  const params = new URLSearchParams()
  for (const [name, value] of Object.entries(query))
    if (value !== null && value !== undefined && value !== '') params.set(name, String(value))
  const text = params.toString()
  return '/api/' + path + (text ? '?' + text : '')
}

/* Time-ordered UUID (version 7): idempotency keys of one clerk lie together. */
export function uuid7(now = Date.now()): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  for (let i = 0; i < 6; i++) bytes[i] = Math.floor(now / 2 ** (8 * (5 - i))) % 256
  bytes[6] = 0x70 | (bytes[6] & 0x0f)
  bytes[8] = 0x80 | (bytes[8] & 0x3f)
  const hex = Array.from(bytes, b => b.toString(16).padStart(2, '0')).join('')
  return [8, 12, 16, 20, 32].map((end, i, ends) => hex.slice(i ? ends[i - 1] : 0, end)).join('-')
}

function headersOf(method: string, ask: Ask): Headers {
  const headers = new Headers({ Accept: 'application/json', 'Accept-Language': line.lang })
  if (bearer) headers.set('Authorization', `Bearer ${bearer}`)
  if (method !== 'GET') headers.set('X-Lianfang', '1')
  if (ask.body !== undefined) headers.set('Content-Type', 'application/json')
  if (ask.file) headers.set('Content-Type', ask.file.type || 'application/octet-stream')
  if (ask.key) headers.set('Idempotency-Key', ask.key)
  if (ask.rev !== undefined) headers.set('If-Match', `"${ask.rev}"`)
  if (ask.fileName) headers.set('X-File-Name', encodeURIComponent(ask.fileName))
  if (ask.purpose) headers.set('X-Purpose', encodeURIComponent(ask.purpose))
  return headers
}

async function problemOf(answer: Response): Promise<Problem> {
  const told = await answer.json().catch(() => ({}))
  const errors: FieldError[] = told.errors?.length ? told.errors
    : told.field ? [{ field: told.field, rule: told.rule, row: told.row, detail: told.detail || told.title }]
    : []
  return new Problem(answer.status, told.title ?? '', told.detail ?? '', told.rule ?? '',
    errors.map(e => ({ ...e, detail: e.detail ?? (e as { title?: string }).title ?? '' })))
}

async function send(method: string, path: string, ask: Ask = {}): Promise<Response> {
  let answer: Response
  try {
    answer = await fetch(url(path, ask.query), {
      method,
      credentials: bearer ? 'omit' : 'same-origin',
      headers: headersOf(method, ask),
      body: ask.file ?? ask.form ?? (ask.body === undefined ? undefined : JSON.stringify(ask.body)),
      signal: ask.signal,
    })
  } catch (reason) {
    if ((reason as Error).name === 'AbortError') throw reason
    line.isDown = true
    throw new Problem(0, '', '', 'offline', [])
  }
  line.isDown = false
  if (answer.ok) return answer
  const problem = await problemOf(answer)
  if (problem.isSignedOut && path !== 'session') whenSignedOut()
  throw problem
}

async function read<T>(answer: Response): Promise<T> {
  const text = await answer.text()
  return (text ? JSON.parse(text) : null) as T
}

export const get = async <T>(path: string, ask?: Ask) => read<T>(await send('GET', path, ask))
export const post = async <T>(path: string, ask?: Ask) => read<T>(await send('POST', path, ask))
export const patch = async <T>(path: string, ask?: Ask) => read<T>(await send('PATCH', path, ask))
export const put = async <T>(path: string, ask?: Ask) => read<T>(await send('PUT', path, ask))
export const remove = async <T>(path: string, ask?: Ask) => read<T>(await send('DELETE', path, ask))
