/* The clocks of a case: what is due by when, counted from when it was recorded. */
import type { Entry, Tone } from '@shared/api/model'
import type { useSession } from '@shared/api/sessionStore'
import { moment, t } from '@shared/text'

export const CLOCKS = ['report', 'core', 'full'] as const
export type ClockName = (typeof CLOCKS)[number]
export const FIELD: Record<ClockName, string> = { report: 'reported_at', core: 'core_at', full: 'full_at' }
export interface Clock { name: ClockName; text: string; tone: Tone; isDone: boolean; share: number }

const UNIT: Record<string, number> = { d: 86400e3, h: 3600e3, m: 60e3, s: 1e3 }
const lengthOf = (text: unknown) => [...String(text ?? '').matchAll(/(\d+)\s*([dhms])/g)].reduce((sum, m) => sum + Number(m[1]) * UNIT[m[2]], 0)
const span = (ms: number) => { const m = Math.round(ms / 60e3); return m >= 2880 ? `${Math.floor(m / 1440)} d` : m >= 60 ? `${Math.floor(m / 60)} h ${m % 60} m` : `${m} m` }

export function clocks(e: Entry, store: ReturnType<typeof useSession>, now: number): Clock[] {
  return CLOCKS.map(name => {
    const within = lengthOf(store.plan?.standards.find(s => s.name === `${name}_within`)?.value) || 24 * 3600e3
    const due = Date.parse(e.created_at) + within, done = e.fields[FIELD[name]] as string | null
    const share = Math.min(1, Math.max(0, (now - Date.parse(e.created_at)) / within))
    if (done) {
      const isLate = Date.parse(done) > due
      return { name, isDone: true, share: 1, tone: isLate ? 'warning' : 'done', text: t(isLate ? 'cases.doneLate' : 'cases.doneAt', { t: moment(done) }) }
    }
    const left = due - now
    return { name, isDone: false, share, tone: left < 0 ? 'critical' : share > 0.75 ? 'warning' : 'progress', text: t(left < 0 ? 'cases.over' : 'cases.left', { t: span(Math.abs(left)) }) }
  })
}
