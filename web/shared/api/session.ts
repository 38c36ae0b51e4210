/* Who is signed in, and their sessions. */
import { get, post, remove } from './client'
import type { Page, Session } from './model'

export interface SessionRow { id: string; from?: string; agent?: string; created_at: string; seen_at?: string; current?: boolean }

export const readSession = () => get<Session>('session')
export const signIn = (login: string, password: string) =>
  post<Session>('session', { body: { login, password } })
export const signOut = () => remove('session')
export const changePassword = (old: string, fresh: string) =>
  post('session/password', { body: { old, new: fresh } })
export const listSessions = async () => (await get<Page<SessionRow>>('sessions')).rows
export const endSession = (id: string) => remove(`sessions/${id}`)
