/* Who was where, who met whom, who infected whom. */
import { get, post, uuid7 } from './client'
import { listRecords, type Filter } from './records'
import type { Entry, Values } from './model'
import type { BulkAnswer, TraceChain, TraceContact, TraceContacts, TraceStays } from './types'

export type { TraceChain, TraceContact, TraceContacts, TraceStays }
export interface ChainRow { id: string; at?: string | null; by?: string[] }

export const readContacts = (id: string, query: { hops?: number; minutes?: number }, signal?: AbortSignal) =>
  get<TraceContacts>(`trace/${id}`, { query, signal })
export const readPresent = (place: string, from: string, until: string, signal?: AbortSignal) =>
  get<TraceStays>(`trace/places/${place}`, { query: { from, until }, signal })
export const workChain = (rows: ChainRow[], settled?: string | null, signal?: AbortSignal) =>
  post<TraceChain>('trace/chain', { body: { rows, settled: settled ?? null }, signal })

/* Many records in one go: all or none. */
export const createMany = (ledger: string, rows: Values[]) =>
  post<BulkAnswer>(`ledgers/${ledger}/bulk`, { body: { rows: rows.map(fields => ({ fields })) }, key: uuid7() })

/* Every record that fits, page by page. */
export async function listAll(ledger: string, filter: Filter, most: number, signal?: AbortSignal): Promise<Entry[]> {
  const rows: Entry[] = []
  let after: string | undefined
  do {
    const page = await listRecords(ledger, { ...filter, limit: 200, after }, signal)
    rows.push(...page.rows)
    after = page.next ?? undefined
  } while (after && rows.length < most)
  return rows
}
