/* Languages: the catalogue, the plan's labels, dates and figures as an office writes them. */
import { createI18n } from 'vue-i18n'
import type { Label } from '@shared/api/model'
import { en } from './en'
import { zh } from './zh'

export type Lang = 'zh' | 'en'

export const i18n = createI18n({
  legacy: false,
  locale: 'zh',
  fallbackLocale: 'zh',
  messages: { zh, en },
})

export const lang = (): Lang => i18n.global.locale.value as Lang
/* Texts by key; reactive to the language when called while rendering. */
export const t = (key: string, named: Record<string, unknown> = {}): string => i18n.global.t(key, named)

/* The plan's label in the language of the moment; the other one where it is missing. */
export function say(label: Label, otherwise = ''): string {
  if (!label) return otherwise
  if (typeof label === 'string') return label
  return (lang() === 'zh' ? label.zh ?? label.en : label.en ?? label.zh) ?? otherwise
}

/* Within running text English labels start small: "New: checkpoint book". Acronyms stay. */
export function sayInside(label: Label): string {
  const text = say(label)
  return lang() === 'en' && /^[A-Z][a-z]/.test(text) ? text[0].toLowerCase() + text.slice(1) : text
}

export const count = (n: number) => n.toLocaleString('en-US')

/* A number that was not counted because there are too many says so. */
export const figure = (n: number | null) => (n === null ? t('home.many') : count(n))

/* Thousands separators on an exact decimal text; never through a float. */
export function decimal(text: string): string {
  const [whole, part] = text.split('.')
  return whole.replace(/\B(?=(\d{3})+(?!\d))/g, ',') + (part === undefined ? '' : '.' + part)
}

const two = (n: number) => String(n).padStart(2, '0')

/* "11-23 16:05" within the year, "2026-11-23" beyond it. The text carries its own offset: the
 * county's clock is shown, whatever the desk's own clock zone is. */
export function moment(iso: string | null | undefined, now = new Date()): string {
  if (!iso) return ''
  const [day, rest = ''] = iso.split('T')
  if (!rest) return iso
  return day.startsWith(String(now.getFullYear())) ? `${day.slice(5)} ${rest.slice(0, 5)}` : day
}
export const momentFull = (iso: string | null | undefined) =>
  iso ? iso.replace('T', ' ').slice(0, 16) : ''

/* The county's clock: the plan's offset from UTC, whatever the desk's own clock zone is. */
let offset_s = 8 * 3600
export function setOffset(seconds: number) { offset_s = seconds }
/* A Date whose UTC parts are the county's local ones. */
const county = (d: Date) => new Date(d.getTime() + offset_s * 1000)
const zone = () => {
  const minutes = Math.abs(offset_s) / 60
  return `${offset_s < 0 ? '-' : '+'}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`
}

export const today = (): string => county(new Date()).toISOString().slice(0, 10)
export function dayName(now = new Date()): string {
  const d = county(now)
  const name = (i18n.global.tm('day') as string[])[d.getUTCDay()]
  return lang() === 'zh' ? `${d.getUTCMonth() + 1}月${d.getUTCDate()}日 星期${name}`
    : `${name} ${d.toISOString().slice(0, 10)}`
}

/* The county's time with its offset, as the server writes it. */
export const isoNow = (d = new Date()): string => county(d).toISOString().slice(0, 19) + zone()
/* "2026-11-23T16:05:00" of a picker, which knows no zones, to a moment of the county and back. */
export const fromPicker = (text: string | null): string | null => (text ? text + zone() : null)
export const toPicker = (iso: string | null | undefined): string | undefined =>
  iso ? isoNow(new Date(iso)).slice(0, 19) : undefined

const UNITS: Record<string, Label> = {
  degC: '℃', d: { zh: '天', en: 'd' }, h: { zh: '小时', en: 'h' }, min: { zh: '分钟', en: 'min' },
  m: { zh: '米', en: 'm' }, yuan: { zh: '元', en: 'yuan' }, years: { zh: '岁', en: 'years' },
  'per day': { zh: '次/日', en: 'a day' }, share: { zh: '（比例）', en: '(share)' }, rooms: { zh: '间', en: 'rooms' },
}
/* "7d" and "2h 30m" of the plan as an office says them. */
export const spanText = (value: unknown) => {
  const text = String(value ?? '')
  if (!/^(\d+[dhms]\s*)+$/.test(text)) return text
  const words: Record<string, Label> = { d: UNITS.d, h: UNITS.h, m: UNITS.min, s: { zh: '秒', en: 's' } }
  return text.replace(/(\d+)([dhms])/g, (_, n: string, u: string) => `${n} ${say(words[u])}`)
}
export const unitText = (unit: string | null | undefined) => (unit ? say(UNITS[unit] ?? unit) : '')

/* The program's writing direction for browsers and screen readers. */
export function setLang(to: Lang) {
  i18n.global.locale.value = to
  document.documentElement.lang = to === 'zh' ? 'zh-CN' : 'en'
}
