/* The tree of places over HTTP. */
import { get } from './client'
import type { Link, PlaceRow, Values } from './model'

export interface PlaceShown extends PlaceRow { parent?: string | null; fields?: Values; retired_on?: string | null; successors?: Link[] }

type Rows = PlaceRow[] | { rows: PlaceRow[] }
const rows = (told: Rows) => (Array.isArray(told) ? told : told.rows)

export const listPlaces = async (under?: string) => rows(await get<Rows>('places', { query: { under } }))
export const searchPlaces = async (q: string, kinds?: string[], signal?: AbortSignal) =>
  rows(await get<Rows>('places', { query: { q, kind: kinds?.join(','), limit: 30 }, signal }))
export const readPlace = (id: string) => get<PlaceShown>(`places/${id}`)
