/* Records of a ledger over HTTP: list, read, write, move, history. */
import { get, patch, post } from './client'
import type { Entry, HistoryEntry, Page, Values } from './model'

export interface Filter {
  place?: string
  state?: string
  q?: string
  where?: string
  sort?: string
  after?: string
  limit?: number
  count?: boolean
}

const at = (ledger: string, id?: string) =>
  `ledgers/${ledger}/records` + (id ? `/${encodeURIComponent(id)}` : '')

export const listRecords = (ledger: string, filter: Filter, signal?: AbortSignal) =>
  get<Page<Entry>>(at(ledger), { query: { ...filter }, signal })

export const readRecord = (ledger: string, id: string, purpose?: string) =>
  get<Entry>(at(ledger, id), { purpose })

export const createRecord = (ledger: string, fields: Values, key: string) =>
  post<Entry>(at(ledger), { body: { fields }, key })

export const amendRecord = (ledger: string, id: string, rev: number, fields: Values) =>
  patch<Entry>(at(ledger, id), { body: { fields }, rev })

export const moveRecord = (ledger: string, id: string, rev: number, move: string, fields: Values) =>
  post<Entry>(`${at(ledger, id)}/moves/${move}`, { body: { fields }, rev })

/* One move of many records: all or none. */
export const moveMany = (ledger: string, move: string, ids: string[], fields: Values) =>
  post(`ledgers/${ledger}/bulk/moves/${move}`, { body: { ids, fields } })

export const readHistory = async (ledger: string, id: string) =>
  (await get<Page<HistoryEntry>>(`${at(ledger, id)}/history`)).rows
