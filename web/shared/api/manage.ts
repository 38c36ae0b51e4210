/* What administrators ask of the server: users and their posts, tokens, approvals, levels, looks. */
import { get, post, remove } from './client'
import type { Label, Link, Page } from './model'

export interface PostHeld { id: string; post: string; label?: Label; place: Link; from: string | null; until: string | null; deputy_for: Link | null; granted_by: Link | null }
export interface UserRow {
  id: string; name: string; place: Link; login?: string; phone?: string | null; lang?: string; disabled?: boolean; must_change_password?: boolean
  away_from?: string | null; away_until?: string | null; created_at?: string; password_at?: string; posts?: PostHeld[]
}
export interface NewUser { id: string; login: string; password: string }
export interface TokenRow { id: string; name: string; scope: string; ledgers: string | null; until: string | null; created_at: string; revoked_at: string | null }
export interface Approval {
  id: string; user: Link | null; ledger: string; place?: Link; purpose: string; up_to: number; state: 'asked' | 'granted' | 'refused'
  asked_at: string; decided_by: Link | null; decided_at: string | null; ends_at: string; may_decide: boolean
}
export interface LevelRow {
  id: string; place: Link; level: string; authority: string; document: string; reason: string; review_on: string | null
  started_at: string; started_by: string | null; ended_at: string | null; end_document: string | null; end_reason: string | null
}
export interface Look { id: string; at: string; user: Link | null; ledger: string; fields: string; purpose: string; people: number; approved: boolean }
export interface Edition { id: string; plan: string; edition: string; digest: string; is_current: boolean; activated_at: string; activated_by: string | null }
export interface Difference { part: string; ledger: string | null; name: string; change: 'added' | 'removed' | 'changed' | 'renamed'; key: string | null; old: string | null; new: string | null }
export interface AlertRow { id: string; at: string; ledger: string; record: string; place: string; text: string; taken_at: string | null; taken_by: string | null }

export const listUsers = (query: { place?: string; q?: string; after?: string; limit?: number }, signal?: AbortSignal) => get<Page<UserRow>>('users', { query, signal })
export const readUser = (id: string) => get<UserRow>(`users/${id}`)
export const addUser = (body: { login: string; name: string; place: string; phone?: string; lang?: string }) => post<NewUser>('users', { body })
export const grantPost = (user: string, body: { post: string; place: string; from?: string; until?: string; deputy_for?: string }) => post<{ id: string }>(`users/${user}/holdings`, { body })
export const revokePost = (user: string, holding: string) => remove(`users/${user}/holdings/${holding}`)
export const resetPassword = (user: string) => post<{ password: string }>(`users/${user}/reset`, { body: {} })
export const setDisabled = (user: string, off: boolean) => post(`users/${user}/disable`, { body: { off: !off } })
export const setAway = (user: string, from: string | null, until: string | null) => post(`users/${user}/away`, { body: { ...(from ? { from } : {}), ...(until ? { until } : {}) } })
export const listTokens = async (user?: string) => (await get<Page<TokenRow>>('tokens', { query: { user } })).rows
export const addToken = (body: { name: string; scope: string; until?: string; ledgers?: string }) => post<{ id: string; token: string }>('tokens', { body })
export const revokeToken = (id: string) => remove(`tokens/${id}`)

export const listApprovals = async (state?: string) => (await get<Page<Approval>>('approvals', { query: { state } })).rows
export const askApproval = (body: { ledger: string; place: string; purpose: string; up_to: number; hours?: number }) => post<Approval>('approvals', { body })
export const decideApproval = (id: string, isGranted: boolean) => post<Approval>(`approvals/${id}/${isGranted ? 'grant' : 'refuse'}`, { body: {} })

export const listLevels = async (ended: boolean) => (await get<Page<LevelRow>>('levels', { query: { ended: ended || undefined } })).rows
export const activateLevel = (body: Record<string, string>) => post<{ id: string }>('levels', { body })
export const endLevel = (id: string, body: { reason: string; document?: string }) => post(`levels/${id}/end`, { body })

export const listLooks = async (ledger?: string) => (await get<Page<Look>>('looks', { query: { ledger } })).rows
export const listEditions = async () => (await get<Page<Edition>>('editions')).rows
export const diffEditions = async (id: string, against: string) => (await get<Page<Difference>>(`editions/${id}/diff`, { query: { against } })).rows
export const listAlerts = async () => (await get<Page<AlertRow>>('alerts')).rows
export const takeAlert = (id: string) => post(`alerts/${id}/take`, { body: {} })
