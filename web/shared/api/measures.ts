/* Figures of measures: which there are, asked by place and day, compared, and why past ones changed. */
import { get } from './client'
import type { MeasureAnswer, MeasureHead, MeasureList, MeasureTrace } from './types'

export type { MeasureAnswer, MeasureFigure, MeasureHead } from './types'
export type Compare = 'none' | 'previous' | 'last_year'
export interface MeasureAsk { place?: string; from?: string; to?: string; by?: string; compare?: Compare }

export const listMeasures = (signal?: AbortSignal): Promise<MeasureHead[]> => get<MeasureList>('measures', { signal }).then(a => a.measures)
export const readMeasure = (name: string, ask: MeasureAsk, signal?: AbortSignal) =>
  get<MeasureAnswer>(`measures/${name}`, { query: { ...ask, compare: ask.compare === 'none' ? undefined : ask.compare }, signal })
export const readTrace = (name: string, ask: MeasureAsk, signal?: AbortSignal) =>
  get<MeasureTrace>(`measures/${name}/trace`, { query: { place: ask.place, from: ask.from, to: ask.to }, signal }).then(a => a.changes)
