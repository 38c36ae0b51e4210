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

/* Every record of a board, page after page; `most` guards against a list that is no board. */
export async function listAll(ledger: string, filter: Filter, signal?: AbortSignal, most = 2000) {
  const rows: Entry[] = []
  for (let after: string | null | undefined = ''; after !== null && after !== undefined && rows.length < most;) {
    const page: Page<Entry> = await listRecords(ledger, { limit: 500, ...filter, ...(after ? { after } : {}) }, signal)
    rows.push(...page.rows)
    after = page.next
  }
  return rows
}

/* One move of many records, each with values of its own or all with the same: all or none. */
export const moveMany = (ledger: string, move: string, ids: (string | { id: string; rev?: number; fields: Values })[], fields: Values = {}) =>
  post(`ledgers/${ledger}/bulk/moves/${move}`, { body: { ids, fields } })

export const readHistory = async (ledger: string, id: string) =>
  (await get<Page<HistoryEntry>>(`${at(ledger, id)}/history`)).rows
