/* Drills: a plan rehearsed on invented people. The server plays them one after another. */
import { get, patch, post, remove, url } from './client'
import type { Label, Link } from './model'

export interface Band { low90: number; low50: number; median: number; high50: number; high90: number; mean: number }
export interface Shortage { name: string; label: Label; unit: string; capacity: number; probability: number; first: number; day: Band }
export interface Series { name: string; unit: string; label: Label; capacity?: number; low90: number[]; low50: number[]; median: number[]; high50: number[]; high90: number[] }
export interface Totals { controlled: number; infections: Band; confirmed: Band; deaths: Band; peak: Band; peak_day: Band; series: Series[] }
export interface Played extends Totals { title: string; pathogen: string; days: number; runs: number; r0: number; shortages: Shortage[] }
export interface Result { first: Played; second: Played | null; difference: Totals | null }
export interface Settings { scenario: string; people: number; days: number; runs: number; seed: number; set: Record<string, string>; against_set: Record<string, string> }
export interface Headline { infections: Band; confirmed: Band; deaths: Band; controlled: number; first: Shortage | null }
export type DrillState = 'waiting' | 'running' | 'done' | 'failed' | 'cancelled'
export interface Drill {
  id: string; name: string; place: Link; owner: string; is_own: boolean; is_shared: boolean
  edition: string | null; against: string | null; settings: Settings; state: DrillState
  done: number; total: number; problem: string; headline: Headline | null; created_at: string; ended_at: string | null
}
export interface Lever { name: string; label: Label; unit: string; value: string; source: string; origin: 'default' | 'scenario' | 'plan' | 'override'; is_number: boolean; least: number; most: number }
export interface Edition { id: string; plan: string; edition: string; is_current: boolean; activated_at: string }
export interface Choices { scenarios: { name: string; title: string; pathogen: string }[]; levers: Lever[]; editions: Edition[] }
export interface Asked extends Settings { place: string; name: string; edition: string | null; against: string | null }

export const listDrills = (signal?: AbortSignal) => get<{ rows: Drill[] }>('drills', { signal }).then(a => a.rows)
export const readDrill = (id: string, signal?: AbortSignal) => get<Drill>(`drills/${id}`, { signal })
export const readResult = (id: string, signal?: AbortSignal) => get<Result>(`drills/${id}/result`, { signal })
export const readChoices = (scenario: string, edition: string | null, signal?: AbortSignal) => get<Choices>('drills/choices', { query: { scenario, edition }, signal })
export const askDrill = (body: Asked) => post<Drill>('drills', { body })
export const amendDrill = (id: string, body: { name?: string; is_shared?: boolean }) => patch<Drill>(`drills/${id}`, { body })
export const cancelDrill = (id: string) => post<Drill>(`drills/${id}/cancel`)
export const deleteDrill = (id: string) => remove<null>(`drills/${id}`)
export const drillFile = (id: string, form: string) => url(`drills/${id}/export`, { form })

export interface Need extends Series { is_flow: boolean; total: Band; short_probability?: number; short_day?: Band }
export interface Forecast { place: string; first_day: string; is_given: boolean; cases: number[]; forecast: { growth: Band; doubling: Band; needs: Need[] } }
export const readForecast = (place: string, signal?: AbortSignal) => get<Forecast>('forecast', { query: { place }, signal })
export const askForecast = (body: { place: string; cases: number[]; contacts_per_case?: number; people?: number }) => post<Forecast>('forecast', { body })

export interface Inject { id: string; alert: string; kind: string; label: Label; day: number; text: Label; told_at: string; answer_h: number; is_taken: boolean; taken_by: string; late_min: number }
export interface Exercise { name: string; scenario: string; speed: number; days: number; day: number; hour: number; is_over: boolean; injects: Inject[] }
export const readExercise = (signal?: AbortSignal) => get<Exercise>('exercise', { signal })
export const takeInject = (alert: string) => post<unknown>(`alerts/${alert}/take`)
export const exerciseReport = (form: string) => url('exercise/report', { form })
