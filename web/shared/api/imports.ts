/* A file of rows: look at it first, bring it in, follow the work, take it back. */
import { get, post, url } from './client'

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
