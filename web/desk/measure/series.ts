/* A measure's days as a chart: now, the period compared with dashed; R(t) with its interval as a band. */
import type { MeasureFigure } from '@shared/api/measures'
import type { Option } from '@shared/ui/chart'

export const numberOf = (v: MeasureFigure['value'] | undefined): number | null => (typeof v === 'number' ? v : null)
/* Durations travel in seconds. */
export const scaled = (v: MeasureFigure['value'] | undefined, type: string, isPercent: boolean) => {
  const n = numberOf(v)
  return n === null ? null : type === 'duration' ? Math.round(n / 36) / 100 : isPercent ? Math.round(n * 1000) / 10 : n
}

export function daysChart(days: MeasureFigure[], told: { label: string; before: string; type: string; percent: boolean; flow: boolean; compares: boolean }): Option {
  const value = (v: MeasureFigure['value'] | undefined) => scaled(v, told.type, told.percent)
  const hasBand = days.some(d => d.high !== undefined)
  const base = { type: 'line', symbol: 'none', silent: true, lineStyle: { opacity: 0 }, stack: 'band', stackStrategy: 'all', tooltip: { show: false } }
  const isBar = told.flow && !hasBand && days.length <= 45
  return {
    animation: false,
    grid: { left: 4, right: 12, top: 28, bottom: 4, containLabel: true },
    legend: told.compares ? { top: 0, right: 90, data: [told.label, told.before] } : undefined,
    tooltip: { trigger: 'axis' },
    xAxis: { type: 'category', data: days.map(d => d.day?.slice(5) ?? ''), axisLabel: { hideOverlap: true } },
    yAxis: { type: 'value', splitNumber: 4, minInterval: told.type === 'integer' ? 1 : undefined },
    series: [
      ...(hasBand ? [{ ...base, data: days.map(d => d.low ?? null) }, { ...base, data: days.map(d => (d.high === undefined ? null : d.high - (d.low ?? 0))), areaStyle: { color: '#0072b2', opacity: 0.18 } }] : []),
      { type: isBar ? 'bar' : 'line', name: told.label, symbol: 'none', data: days.map(d => value(d.value)), ...(hasBand ? { markLine: { silent: true, symbol: 'none', data: [{ yAxis: 1 }], lineStyle: { type: 'dashed' }, label: { formatter: 'R = 1' } } } : {}) },
      ...(told.compares ? [{ type: 'line', name: told.before, symbol: 'none', data: days.map(d => value(d.before)), lineStyle: { type: 'dashed', width: 2 } }] : []),
    ],
  }
}
