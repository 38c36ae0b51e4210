/* Which parameters stand in front as sliders, and how far each goes. */
import type { Lever } from '@shared/api/drills'

export const USUAL = ['disease.r0', 'outbreak.seeds', 'clinic.seek_care', 'test.result_days', 'mass.trigger', 'mass.pool', 'mass.samplers', 'lab.tubes',
  'trace.delay', 'staff.investigators', 'staff.tracers', 'quarantine.days', 'quarantine.home_days', 'quarantine.rooms', 'staff.site', 'staff.visitors', 'staff.cleaners',
  'isolation.beds', 'hospital.beds', 'hospital.icu', 'stock.kits', 'stock.gear']

const nice = (x: number) => {
  const step = 10 ** Math.floor(Math.log10(Math.max(x, 1e-9)))
  return [1, 2, 5, 10].map(n => n * step).find(n => n >= x - 1e-9)!
}

/* A slider's ends: the parameter's own where they are near, else four times what the plan has. */
export function ends(l: Lever): { least: number; most: number; step: number } {
  const value = Number(l.value)
  const most = l.most <= 100 ? Math.min(l.most, l.most <= 1 ? 1 : nice(Math.max(4 * value, 10))) : nice(Math.max(4 * value, 100))
  const isShare = l.most <= 1
  return { least: Math.max(l.least, 0), most, step: isShare ? 0.01 : l.name === 'disease.r0' ? 0.1 : most >= 10000 ? nice(most / 1000) : most > 400 ? 5 : most > 40 || Number.isInteger(value) ? 1 : 0.1 }
}

export const group = (l: Lever) => l.name.split('.')[0]
