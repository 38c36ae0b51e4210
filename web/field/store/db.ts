/* What stays on the phone. Three stores:
 *   profile  who has signed in here: name, posts, and their token sealed under six digits
 *   queue    writes by key (UUID version 7: their order is their time), contents sealed
 *   cache    the plan, the passes' public key (plain); lists of people (sealed) */
import { openDB, type DBSchema } from 'idb'
import type { Session } from '@shared/api/model'
import type { Box } from './crypt'

export interface Profile { user: string; name: string; login: string; session: Session; salt: string; box: Box; tries: number; until: string }
export type State = 'waiting' | 'sent' | 'refused' | 'conflict'
export interface Stored { key: string; user: string; ledger: string; state: State; at: string; box: Box }

interface Schema extends DBSchema {
  profile: { key: string; value: Profile }
  queue: { key: string; value: Stored; indexes: { user: string } }
  cache: { key: string; value: unknown }
}
const opened = openDB<Schema>('lianfang-field', 1, {
  upgrade(db) {
    db.createObjectStore('profile', { keyPath: 'user' })
    db.createObjectStore('queue', { keyPath: 'key' }).createIndex('user', 'user')
    db.createObjectStore('cache')
  },
})

export const listProfiles = async () => (await opened).getAll('profile')
export const putProfile = async (p: Profile) => { await (await opened).put('profile', p) }
export const dropProfile = async (user: string) => { await (await opened).delete('profile', user) }
export const listQueue = async (user?: string) => (user ? (await opened).getAllFromIndex('queue', 'user', user) : (await opened).getAll('queue'))
export const putQueue = async (s: Stored) => { await (await opened).put('queue', s) }
export const dropQueue = async (key: string) => { await (await opened).delete('queue', key) }
export const readCache = async <T>(name: string) => (await (await opened).get('cache', name)) as T | undefined
export const putCache = async (name: string, value: unknown) => { await (await opened).put('cache', value, name) }
