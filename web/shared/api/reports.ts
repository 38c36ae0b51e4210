/* Reports: filled in now or as issued, who has sent one, issuing; and measures behind them. */
import { get, post, url } from './client'
import type { ReportAnswer, ReportIssued, ReportList, ReportStatus } from './types'

export type { ReportAnswer, ReportFigure, ReportHead, ReportIssued, ReportStatus, ReportUnit } from './types'

export interface ReportAsk { place?: string; day?: string; issue?: string }

export const listReports = (place?: string, signal?: AbortSignal) => get<ReportList>('reports', { query: { place }, signal })
export const readIssues = (report: string, place?: string, day?: string, signal?: AbortSignal): Promise<ReportIssued[]> =>
  get<ReportList>('reports', { query: { report, place, day }, signal }).then(a => a.issued)
export const readReport = (report: string, ask: ReportAsk, signal?: AbortSignal) =>
  get<ReportAnswer>(`reports/${report}`, { query: { ...ask }, signal })
export const readStatus = (report: string, place?: string, day?: string, signal?: AbortSignal) =>
  get<ReportStatus>(`reports/${report}/status`, { query: { place, day }, signal })
export const issueReport = (report: string, place: string | undefined, day: string | undefined, note: string) =>
  post<ReportAnswer>(`reports/${report}/issue`, { body: { place, day, note } })

export const FORMATS = ['docx', 'pdf', 'xlsx', 'html'] as const
export const reportFile = (report: string, ask: ReportAsk, format: string) => url(`reports/${report}`, { ...ask, format })
