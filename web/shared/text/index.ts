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

export function today(): string {
  const d = new Date()
  return `${d.getFullYear()}-${two(d.getMonth() + 1)}-${two(d.getDate())}`
}
export function dayName(d = new Date()): string {
  const name = (i18n.global.tm('day') as string[])[d.getDay()]
  return lang() === 'zh' ? `${d.getMonth() + 1}月${d.getDate()}日 星期${name}`
    : `${name} ${today()}`
}

/* Local time with its offset, as the server writes it. */
export function isoNow(d = new Date()): string {
  const off = -d.getTimezoneOffset()
  const sign = off < 0 ? '-' : '+'
  const zone = `${sign}${two(Math.floor(Math.abs(off) / 60))}:${two(Math.abs(off) % 60)}`
  return `${d.getFullYear()}-${two(d.getMonth() + 1)}-${two(d.getDate())}T${two(d.getHours())}:${two(d.getMinutes())}:${two(d.getSeconds())}${zone}`
}

const UNITS: Record<string, Label> = {
  degC: '℃', d: { zh: '天', en: 'd' }, h: { zh: '小时', en: 'h' }, min: { zh: '分钟', en: 'min' },
  m: { zh: '米', en: 'm' }, yuan: { zh: '元', en: 'yuan' },
}
export const unitText = (unit: string | null | undefined) => (unit ? say(UNITS[unit] ?? unit) : '')

/* The program's writing direction for browsers and screen readers. */
export function setLang(to: Lang) {
  i18n.global.locale.value = to
  document.documentElement.lang = to === 'zh' ? 'zh-CN' : 'en'
}
