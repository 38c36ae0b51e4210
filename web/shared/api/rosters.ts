/* Rosters: who is on when, months, swaps, hand-overs. */
import { get, post, remove, url } from './client'
import type { RosterList, RosterMade, RosterMine, RosterMonth, RosterNoteList, RosterNowList, RosterProblemList } from './types'

export interface Which { roster: string; place: string; month?: string }
const query = (w: Which) => ({ roster: w.roster, place: w.place, month: w.month })
export const listRosters = (place?: string, signal?: AbortSignal) => get<RosterList>('rosters', { query: { place }, signal }).then(a => a.rows)
export const onNow = (place?: string, signal?: AbortSignal) => get<RosterNowList>('rosters/now', { query: { place }, signal }).then(a => a.rows)
export const rosterProblems = (place?: string, signal?: AbortSignal) => get<RosterProblemList>('rosters/problems', { query: { place }, signal }).then(a => a.rows)
export const myRoster = (signal?: AbortSignal) => get<RosterMine>('rosters/mine', { signal })
export const readMonth = (w: Which, signal?: AbortSignal) => get<RosterMonth>('rosters/month', { query: query(w), signal })
export const makeMonth = (w: Which) => post<RosterMade>('rosters/make', { body: query(w) })
export const publishMonth = (w: Which) => post<{ id: string }>('rosters/publish', { body: query(w) })
export const setSeat = (id: string, user?: string) => post<{ id: string }>(`rosters/seats/${id}`, { body: user ? { user } : {} })
export const addPerson = (w: Which, user: string, crew: number, skills: string) =>
  post<{ id: string }>('rosters/members', { body: { roster: w.roster, place: w.place, user, crew, skills } })
export const endPerson = (id: string) => remove<{ id: string }>(`rosters/members/${id}`)
export const addAbsence = (from: string, to: string, reason: string, user?: string) => post<{ id: string }>('rosters/absences', { body: { from, to, reason, user } })
export const askSwap = (seat: string, to: { with?: string; to?: string }, reason: string) => post<{ id: string }>('rosters/swaps', { body: { seat, ...to, reason } })
export const answerSwap = (id: string, yes: boolean) => post<{ id: string }>(`rosters/swaps/${id}`, { body: { yes } })
export const listNotes = (w: Which, signal?: AbortSignal) => get<RosterNoteList>('rosters/notes', { query: { roster: w.roster, place: w.place }, signal }).then(a => a.rows)
export const addNote = (w: Which, text: string) => post<{ id: string }>('rosters/notes', { body: { roster: w.roster, place: w.place, text } })
export const acceptNote = (id: string) => post<{ id: string }>(`rosters/notes/${id}/accept`)
export const paperUrl = (w: Which) => url('rosters/paper', query(w))
