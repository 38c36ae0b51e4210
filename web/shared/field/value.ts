/* Values before anything is drawn: what is empty, and what the plan lets a form begin with. */
import type { Field, Values } from '@shared/api/model'

export const isBlank = (value: unknown) =>
  value === null || value === undefined || value === '' || (Array.isArray(value) && value.length === 0)

/* A default of the plan that the form can fill itself; now() and the like are left to the widget. */
export function startValue(field: Field, now: string, day: string): unknown {
  const d = field.default
  if (d === null || d === undefined) return null
  if (typeof d !== 'string') return d
  if (d === 'now()') return field.type === 'date' ? day : now
  if (d === 'today()') return day
  if (/^'.*'$/.test(d)) return d.slice(1, -1)
  if (field.type === 'flag') return d === 'true'
  if (field.of) return field.of.some(c => c.code === d) ? d : null
  if (/^-?\d+(\.\d+)?$/.test(d)) return field.type === 'integer' ? Number(d) : d
  return /[()\s.]/.test(d) ? null : d
}
export const startValues = (fields: Field[], now: string, day: string): Values =>
  Object.fromEntries(fields.map(f => [f.name, startValue(f, now, day)]))
