/* The rules of the fast entry at a checkpoint: what a key press does, what still stands in the way of
 * letting a vehicle pass, and what is sent. No drawing here. Row B3. */
import type { Ledger, Link, Standard, Values } from '@shared/api/model'
import { check, hints, temperature, wire } from '@shared/field/check'
import { isoNow, t } from '@shared/text'

export interface Draft {
  plate: string; temperature: string; people: number; origin_class: string; vehicle: string; direction: string
  phone: string; origin: string; driver: string; decision: 'pass' | 'hold' | 'turn_back' | 'emergency'; reason: string; isUnread: boolean
}
export const PLATE_LENGTH = 7
export const blank = (prefix: string, direction: string): Draft => ({
  plate: prefix, temperature: '', people: 1, origin_class: 'local', vehicle: 'car', direction,
  phone: '', origin: '', driver: '', decision: 'pass', reason: '', isUnread: false })

/* A new-energy plate has one sign more, and says so by a D or F behind the letter (GA 36-2018). */
export const plateLength = (plate: string) => (/^.[A-Z][DF]/.test(plate) ? PLATE_LENGTH + 1 : PLATE_LENGTH)
export function typePlate(plate: string, key: string): string {
  if (key === 'del') return plate.slice(0, -1)
  const next = plate.length && /[一-鿿]/.test(key) && !/[挂学警]/.test(key) ? key + plate.slice(1) : plate + key
  return next.slice(0, PLATE_LENGTH + 1)
}
/* Three digits are a whole temperature: 368 stands for 36.8. */
export const typeDigits = (digits: string, key: string) => (key === 'del' ? digits.slice(0, -1) : (digits + key).slice(0, 3))
export const degrees = (digits: string) => (digits.length === 3 ? temperature(digits) : digits)

export const standard = (standards: Standard[], name: string) => Number(standards.find(s => s.name === name)?.value ?? NaN)
export const isFever = (d: Draft, standards: Standard[]) => d.temperature.length === 3 && Number(degrees(d.temperature)) >= standard(standards, 'fever_threshold')

/* In the order in which one would be asked; empty when nothing is missing. An emergency lacks nothing. */
export function missing(d: Draft): string[] {
  if (d.decision === 'emergency') return []
  const lacks: string[] = []
  if (['car', 'bus', 'truck'].includes(d.vehicle) && d.plate.length < PLATE_LENGTH) lacks.push(t('f.needPlate'))
  if (['out_province', 'risk_area'].includes(d.origin_class) && !d.phone) lacks.push(t('f.needPhone'))
  if (d.origin_class === 'risk_area' && !d.origin.trim()) lacks.push(t('f.needOrigin'))
  return lacks
}
export function fieldsOf(l: Ledger, d: Draft, station: Link): Values {
  const isEmergency = d.decision === 'emergency'
  const hasPlate = d.plate.length >= PLATE_LENGTH
  const values: Values = {
    station, at: isoNow(), direction: d.direction, people: d.people, driver: d.driver || null, phone: d.phone || null, origin: d.origin || null,
    vehicle: isEmergency && !hasPlate ? 'special' : d.vehicle, plate: hasPlate ? d.plate : null,
    origin_class: isEmergency && !d.phone ? 'local' : d.origin_class,
    temperature: d.isUnread || d.temperature.length < 3 ? null : degrees(d.temperature),
    decision: d.decision, reason: d.reason || null,
  }
  return Object.fromEntries(l.fields.filter(f => f.name in values).map(f => [f.name, wire(f, values)]))
}
/* What the plan would refuse, as far as the phone can tell. */
export function refusal(l: Ledger, values: Values, standards: Standard[]): string | null {
  for (const f of l.fields) {
    const fault = f.name in values ? check(f, values) : null
    if (fault) return fault
  }
  return Object.values(hints(l, values, standards)).find(h => !h.isWarning)?.text ?? null
}
