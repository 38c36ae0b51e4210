/* Fan charts: median, 50 % and 90 % bands, the capacity as a line; a second plan dashed over it. */
import type { Series } from '@shared/api/drills'
import { t } from '@shared/text'
import type { Option } from '@shared/ui/chart'

const FIRST = '#0072b2'
const SECOND = '#d55e00'
const LIMIT = '#b3261e'

const less = (a: number[], b: number[]) => a.map((x, i) => x - b[i])

function band(s: Series, low: 'low90' | 'low50', high: 'high90' | 'high50', color: string, opacity: number, stack: string) {
  const base = { type: 'line', symbol: 'none', lineStyle: { opacity: 0 }, stack, stackStrategy: 'all', silent: true, tooltip: { show: false }, emphasis: { disabled: true } }
  return [{ ...base, data: s[low] }, { ...base, data: less(s[high], s[low]), areaStyle: { color, opacity } }]
}

/* An end of the second plan's 90 % band: bands over bands would be mud. */
const edge = (data: number[]) => ({ type: 'line', symbol: 'none', data, silent: true, tooltip: { show: false }, lineStyle: { color: SECOND, width: 1, opacity: 0.45 } })

export const short = (x: number): string => {
  const size = Math.abs(x)
  if (size >= 1e8) return `${+(x / 1e8).toPrecision(3)}×10⁸`
  if (size >= 1e5) return `${Math.round(x / 1e3).toLocaleString('en-US')}k`
  return size >= 100 ? Math.round(x).toLocaleString('en-US') : String(+x.toFixed(1))
}

export const unitOf = (unit: string): string => {
  const told = t(`drill.units.${unit}`)
  return told === `drill.units.${unit}` ? unit : told
}

function tip(s: Series, second: Series | undefined, day: number) {
  const row = (x: Series, name: string, color: string) =>
    `<div><b style="color:${color}">${name ? name + ' ' : ''}${short(x.median[day])}</b> <small>${unitOf(x.unit)}</small><br><small>50 %: ${short(x.low50[day])}–${short(x.high50[day])} · 90 %: ${short(x.low90[day])}–${short(x.high90[day])}</small></div>`
  return `<div>${t('drill.day', { n: day })}</div>${row(s, second ? t('drill.firstPlan') : '', FIRST)}${second ? row(second, t('drill.secondPlan'), SECOND) : ''}`
}

export function fan(s: Series, second?: Series): Option {
  const most = Math.max(...s.high90, ...(second?.high90 ?? []), 1e-9)
  const isNear = s.capacity !== undefined && s.capacity > 0 && s.capacity < 3 * most
  const line = (x: Series, color: string, type: string) => ({
    type: 'line', symbol: 'none', data: x.median, lineStyle: { color, width: 2, type }, itemStyle: { color },
    ...(isNear && x === s ? { markLine: { silent: true, symbol: 'none', label: { formatter: t('drill.limit'), position: 'insideEndTop', color: LIMIT, fontSize: 11 }, lineStyle: { color: LIMIT, type: 'dashed' }, data: [{ yAxis: s.capacity }] } } : {}),
  })
  return {
    animation: false,
    grid: { left: 4, right: 12, top: 10, bottom: 4, containLabel: true },
    tooltip: { trigger: 'axis', formatter: (rows: { dataIndex: number }[]) => tip(s, second, rows[0].dataIndex) },
    xAxis: { type: 'category', data: s.median.map((_, i) => i), boundaryGap: false, axisLabel: { hideOverlap: true } },
    yAxis: { type: 'value', splitNumber: 3, axisLabel: { formatter: short }, ...(isNear ? { max: (v: { max: number }) => Math.max(v.max, (s.capacity ?? 0) * 1.08) } : {}) },
    series: [
      ...band(s, 'low90', 'high90', FIRST, 0.16, 'a'), ...band(s, 'low50', 'high50', FIRST, 0.3, 'b'),
      ...(second ? [edge(second.low90), edge(second.high90), line(second, SECOND, 'dashed')] : []),
      line(s, FIRST, 'solid'),
    ],
  }
}
