/* The tree of places over HTTP. */
import { get, put, remove } from './client'
import type { Link, PlaceRow, Values } from './model'

export interface PlaceShown extends PlaceRow { parent?: string | null; fields?: Values; retired_on?: string | null; successors?: Link[] }

type Rows = PlaceRow[] | { rows: PlaceRow[] }
const rows = (told: Rows) => (Array.isArray(told) ? told : told.rows)

export const listPlaces = async (under?: string) => rows(await get<Rows>('places', { query: { under } }))
export const searchPlaces = async (q: string, kinds?: string[], signal?: AbortSignal) =>
  rows(await get<Rows>('places', { query: { q, kind: kinds?.join(','), limit: 30 }, signal }))
export const readPlace = (id: string) => get<PlaceShown>(`places/${id}`)

/* Boundaries of the places below one, as GeoJSON; each feature names its place. null: none. */
export interface PlaceMap { type: 'FeatureCollection'; features: { properties: { place: string }; geometry: unknown }[] }
export const readMap = (id: string, signal?: AbortSignal) => get<{ map: PlaceMap | null }>(`places/${id}/map`, { signal }).then(a => a.map)
export const storeMap = (id: string, map: unknown) => put<{ features: number }>(`places/${id}/map`, { body: map })
export const dropMap = (id: string) => remove(`places/${id}/map`)
