/* The stock books over HTTP: what lies where, how long it lasts, counts, sharing out, money. */
import { get, post, url, uuid7 } from './client'
import type { StockAllocation, StockBalance, StockBalances, StockCount, StockCounted, StockCounts, StockCover, StockCovers, StockDays, StockFunds, StockLot, StockMove, StockMoves, StockNeeds, StockPosted } from './types'

export type Balance = StockBalance
export type Cover = StockCover
export type Move = StockMove
export type Counted = StockCounted
export type CountRow = StockCount
export type Lot = StockLot
export type Funds = StockFunds
export type Needs = StockNeeds
export type Allocation = StockAllocation

export interface BalanceAsk { place?: string; item?: string; account?: string; lots?: boolean; exact?: boolean; day?: string }
export const readBalances = async (ask: BalanceAsk, signal?: AbortSignal) =>
  (await get<StockBalances>('stock/balances', { query: { ...ask }, signal })).rows
export const readCover = async (place: string | undefined, sum: boolean, signal?: AbortSignal) =>
  (await get<StockCovers>('stock/cover', { query: { place, sum: sum || undefined }, signal })).rows
export const readDays = async (item: string, place: string | undefined, days: number, signal?: AbortSignal) =>
  (await get<StockDays>('stock/days', { query: { item, place, days }, signal })).rows
export const readMoves = (ask: { place?: string; item?: string; record?: string; after?: string; limit?: number }, signal?: AbortSignal) =>
  get<StockMoves>('stock/movements', { query: { ...ask }, signal })
export const readLot = (id: string) => get<StockLot>(`stock/lots/${id}`)
export const readFunds = (place: string | undefined, signal?: AbortSignal) => get<StockFunds>('stock/funds', { query: { place }, signal })
export const readCounts = async (place: string, signal?: AbortSignal) => (await get<StockCounts>('stock/counts', { query: { place }, signal })).rows
export const sendCount = (body: { place: string; item: string; lot: string; quantity: string; unit?: string; since?: string }) =>
  post<StockCounted>('stock/counts', { body })
export const reverseMove = (id: string, note: string) => post<StockPosted>(`stock/movements/${id}/reverse`, { body: { note } })
export const askNeeds = (body: { place: string; days: number; level: string; heads?: Record<string, number> }) => post<StockNeeds>('stock/needs', { body })
export interface ShareAsk { place: string; asked: number; weight: number; priority: number }
export const askShares = (body: { place: string; item: string; supply?: number; pack?: string; requests: ShareAsk[] }) => post<StockAllocation>('stock/allocations', { body })
export const labelsUrl = (place: string, item?: string) => url('stock/labels', { place, item })
export const letterUrl = (ledger: string, id: string) => url(`stock/letters/${ledger}/${id}`)
export const newKey = uuid7
