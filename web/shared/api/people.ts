/* People who may be in a ledger twice: pairs to review, and what is decided. */
import { get, post } from './client'
import type { Entry } from './model'

export interface Pair { alike: number; first: Entry; second: Entry }

export const listPairs = (ledger: string, query: { place?: string; after?: string }, signal?: AbortSignal) =>
  get<{ rows: Pair[]; next: string | null }>(`ledgers/${ledger}/pairs`, { query, signal })
export const merge = (ledger: string, keep: string, drop: string) => post<{ merge: string }>(`ledgers/${ledger}/merge`, { body: { keep, drop } })
export const unmerge = (id: string) => post<{ merge: string }>(`merges/${id}/undo`, { body: {} })
export const setDistinct = (ledger: string, keep: string, drop: string) => post(`ledgers/${ledger}/distinct`, { body: { keep, drop } })
