/* A file of rows: look at it first, bring it in, follow the work, take it back. */
import { get, patch, post, url } from './client'

export interface RowError { row: number; column?: string | number; field?: string; value?: string; rule?: string; detail: string }
export interface ImportResult {
  rows: number
  good: number
  bad: number
  created?: number
  batch?: string | null
  columns?: { header: string; field: string | null }[]
  errors?: RowError[]
  refused?: string | null
}
export interface Job {
  id: string
  kind: string
  state: 'waiting' | 'running' | 'done' | 'refused' | 'cancelled'
  done: number
  total: number
  result?: ImportResult
  problem?: { title?: string; detail?: string }
}
export interface ImportHow { dryRun: boolean; partly: boolean; history?: boolean }

export const startImport = (ledger: string, file: File, how: ImportHow, key: string) =>
  post<{ job: string }>(`ledgers/${ledger}/import`, {
    query: { dry_run: how.dryRun || undefined, partly: how.partly || undefined, history: how.history || undefined, },
    file, key, fileName: file.name,
  })
export const readJob = (id: string) => get<Job>(`jobs/${id}`)
export const takeBack = (batch: string) => post<{ job?: string; count?: number }>(`batches/${batch}/take-back`)
export const exportUrl = (ledger: string, query: Record<string, string | undefined>) => url(`ledgers/${ledger}/export.xlsx`, query)
export const listPdfUrl = (ledger: string, query: Record<string, string | undefined>) => url(`ledgers/${ledger}/list.pdf`, query)
export const recordPdfUrl = (ledger: string, id: string) => url(`ledgers/${ledger}/records/${id}/print.pdf`, {})
export const blankPdfUrl = (ledger: string) => url(`ledgers/${ledger}/blank.pdf`, {})
export const templateUrl = (ledger: string) => url(`ledgers/${ledger}/template.xlsx`, {})
export interface SheetChange { row: number; id: string; rev: number; key: string | null; title: string; fields: Record<string, unknown>; changes: { field: string; before: string; after: string }[] }
export interface SheetChanges { rows: number; same: number; bad: number; changed: SheetChange[]; errors: RowError[]; ignored: string[] }
export const compareSheet = (ledger: string, file: File) => post<SheetChanges>(`ledgers/${ledger}/compare`, { file, fileName: file.name })
/* All or none, each with the revision that was looked at. */
export const applyChanges = (ledger: string, changed: SheetChange[], key: string) =>
  patch<{ count: number }>(`ledgers/${ledger}/bulk`, { body: { records: changed.map(c => ({ id: c.id, rev: c.rev, fields: c.fields })) }, key })
export const pasteList = (ledger: string, body: { text: string; fields: Record<string, string>; dry_run: boolean; partly: boolean }) =>
  post<{ job: string }>(`ledgers/${ledger}/paste`, { body })
/* Asks until the work is done; throws AbortError once nobody looks any more. */
export async function followJob(id: string, tell: (job: Job) => void, isGone: () => boolean, every_ms = 350): Promise<Job> {
  for (;;) {
    const now = await readJob(id)
    tell(now)
    if (now.state !== 'waiting' && now.state !== 'running') return now
    await new Promise(done => setTimeout(done, every_ms))
    if (isGone()) throw new DOMException('left', 'AbortError')
  }
}
