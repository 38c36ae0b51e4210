/* What is due, late and done; alarms; what a level would switch on. */
import { get, post } from './client'
import type { Link } from './model'

export type DutyView = 'due' | 'late' | 'missed' | 'done'
export interface Duty {
  id: string | null; rule: string; label: string; ledger: string | null; subject: Link; place: Link; assignee: Link | null
  opens_at: string; due_at: string; late_at: string; status: 'due' | 'in_time' | 'late' | 'missed' | 'excused'; open: boolean
  done_at: string | null; done_by: Link | null; proof: { ledger: string; id: string } | null; reason: string; alarm: string | null
}
export interface DutyMine { due: number; late: number; done: number; escalated: number }
export interface DutyGroup { place: Link; late: number; due: number; in_time: number; late_today: number; missed: number; excused: number }
export interface Alarm {
  id: string; at: string; rule: string; label: string; step: number; place: Link; count: number; why: string
  to: { id: string; title: string; phone: string }[]; sent: { kind: string; state: string; tries: number; sent_at: string | null }[]
  taken_at: string | null; taken_by: Link | null
}
export interface LevelPreview {
  level: string; now: string | null; from_above: boolean; on: { name: string; label: string; level: string }[]
  standards: { name: string; label: string; unit: string; was: unknown; is: unknown }[]
  duties: { rule: string; label: string; moves: number }[]; moves: number
}

const flags: Record<DutyView, Record<string, string>> = { due: { due: 'today' }, late: { late: 'true' }, missed: { missed: 'true' }, done: { done: 'true' } }
export const listDuties = (view: DutyView, query: { place?: string; mine?: boolean; rule?: string; alarm?: string; after?: string } = {}, signal?: AbortSignal) =>
  get<{ rows: Duty[]; next: string | null }>('duties', { query: { ...flags[view], ...query, mine: query.mine ? 'true' : undefined }, signal })
export const readMine = (signal?: AbortSignal) => get<DutyMine>('duties/mine', { signal })
export const listGroups = (place: string | undefined, by?: string, signal?: AbortSignal) =>
  get<{ rows: DutyGroup[] }>('duties/groups', { query: { place, by, with_due: 'true' }, signal }).then(a => a.rows)
export const couldNot = (d: Duty, reason: string) =>
  post<{ id: string }>('duties/could-not', { body: d.id ? { id: d.id, reason } : { rule: d.rule, subject: d.subject.id, reason } })
export const listAlarms = (mine: boolean, signal?: AbortSignal) =>
  get<{ rows: Alarm[] }>('alarms', { query: { mine: mine ? 'true' : undefined }, signal }).then(a => a.rows)
export const takeAlarm = (id: string) => post<{ id: string }>(`alarms/${id}/take`)
export interface LevelProposal { level: string; label: string; now: string | null; from_above: boolean; because: string }
export const proposedLevels = (place: string, signal?: AbortSignal) => get<{ rows: LevelProposal[] }>('levels/proposals', { query: { place }, signal }).then(a => a.rows)
export const previewLevel = (place: string, level: string, signal?: AbortSignal) =>
  get<LevelPreview>('levels/preview', { query: { place, level }, signal })
