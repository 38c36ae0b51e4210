/* Figures and changes of the first page. */
import { get } from './client'
import type { Link, Page } from './model'

export interface CountRow { ledger: string; state: string; count: number | null }
export interface ChangeRow { at: string; ledger: string; record: string; title: string; state?: string; act: string; user?: Link | null; place?: Link | null }

export const readCounts = async (place?: string, ledger?: string) =>
  (await get<Page<CountRow>>('counts', { query: { place, ledger } })).rows
export const readChanges = async (place?: string) =>
  (await get<Page<ChangeRow>>('changes', { query: { place } })).rows
