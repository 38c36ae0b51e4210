/* The chain of transmission drawn: onset across, branches down; 2,000 cases stay fluent, so nothing
 * is laid out by force: a tree has its places already. */
import type { TraceChain } from '@shared/api/trace'
import { t } from '@shared/text'
import { chartColor, type Option } from '@shared/ui/chart'

export interface ChainCase { id: string; title: string; at: string | null; by: string[]; group: string }
const COLORS = ['#0072b2', '#d55e00', '#009e73', '#cc79a7', '#56b4e9', '#8a8300', '#333333', '#e69f00']
const DAY = 86400e3

/* Rows: a child below its parent, in order of onset; every root opens a new block. */
export function place(chain: TraceChain, cases: Map<string, ChainCase>): Map<string, number> {
  const below = new Map<string | null, string[]>()
  for (const n of chain.rows) below.set(n.parent, [...(below.get(n.parent) ?? []), n.id])
  const at = (id: string) => cases.get(id)?.at ?? ''
  const cluster = new Map(chain.rows.map(n => [n.id, n.cluster]))
  const order = (a: string, b: string) => cluster.get(a)! - cluster.get(b)! || at(a).localeCompare(at(b))
  const rows = new Map<string, number>()
  const stack = [...(below.get(null) ?? [])].sort(order).reverse()
  while (stack.length) {
    const id = stack.pop()!
    if (rows.has(id)) continue
    rows.set(id, rows.size)
    stack.push(...[...(below.get(id) ?? [])].sort(order).reverse())
  }
  return rows
}

function tip(chain: TraceChain, cases: Map<string, ChainCase>, id: string) {
  const c = cases.get(id)!, n = chain.rows.find(r => r.id === id)!
  const box = document.createElement('div')
  const line = (text: string) => { const p = document.createElement('div'); p.textContent = text; box.append(p) }
  line(c.title)
  line(`${t('cases.onset')} ${c.at?.slice(0, 10) ?? '–'} · ${t('cases.gen', { n: n.generation })}`)
  line(`${t('cases.caused')} ${+n.caused.toFixed(2)}${n.super ? ' · ' + t('cases.superspreaders') : ''}`)
  if (c.by.length) line(`${t('cases.by2')} ${c.by.map(b => cases.get(b)?.title ?? b).join(' / ')}`)
  for (const p of n.problems) line('⚠ ' + t('cases.problem.' + p))
  return box
}

export function graph(chain: TraceChain, list: ChainCase[]): Option {
  const cases = new Map(list.map(c => [c.id, c]))
  const rows = place(chain, cases)
  const known = list.filter(c => c.at).map(c => Date.parse(c.at!))
  const first = Math.min(...known), when = (c: ChainCase) => (c.at ? Date.parse(c.at) : first - 3 * DAY)
  const isMany = list.length > 300
  const size = (caused: number) => Math.min(isMany ? 16 : 30, (isMany ? 3 : 7) + Math.sqrt(caused) * (isMany ? 2.5 : 4))
  const ink = chartColor('ink'), line = chartColor('ink-3')
  return {
    animation: false, aria: { enabled: false },
    grid: { left: 12, right: 24, top: 12, bottom: 44, containLabel: true },
    tooltip: { trigger: 'item', formatter: (p: { dataType?: string; data: { id?: string; name?: string } }) => (p.data.name && p.dataType !== 'edge' ? tip(chain, cases, p.data.name) : '') },
    xAxis: { type: 'time', position: 'bottom', axisLine: { onZero: false }, min: first - (known.length < list.length ? 4 : 1) * DAY },
    yAxis: { type: 'value', inverse: true, show: false, min: -1, max: rows.size },
    dataZoom: [{ type: 'inside', xAxisIndex: 0, filterMode: 'none' }, { type: 'inside', yAxisIndex: 0, filterMode: 'none', zoomOnMouseWheel: 'shift' }, { type: 'slider', xAxisIndex: 0, filterMode: 'none', height: 16, bottom: 6 }],
    series: [{
      type: 'graph', coordinateSystem: 'cartesian2d', silent: false, emphasis: { focus: isMany ? 'none' : 'adjacency' },
      data: chain.rows.map(n => { const c = cases.get(n.id)!; return {
        name: n.id, value: [when(c), rows.get(n.id) ?? 0], symbol: n.super ? 'diamond' : c.at ? 'circle' : 'emptyCircle', symbolSize: size(n.caused) + (n.super ? 4 : 0),
        itemStyle: { color: COLORS[n.generation % COLORS.length], borderColor: n.problems.length ? chartColor('critical') : n.super ? ink : 'transparent', borderWidth: n.problems.length || n.super ? 2 : 0 },
        label: { show: n.super || list.length <= 60, formatter: c.title, position: 'right', color: ink, fontSize: 11 },
      } }),
      links: chain.rows.flatMap(n => cases.get(n.id)!.by.filter(b => cases.has(b) && b !== n.id).map(b => ({ source: b, target: n.id, lineStyle: { type: b === n.parent ? 'solid' : 'dashed', opacity: b === n.parent ? 0.55 : 0.4 } }))),
      edgeSymbol: ['none', isMany ? 'none' : 'arrow'], edgeSymbolSize: 5, lineStyle: { color: line, width: 1, curveness: 0 },
    }],
  }
}

/* How many each infected: counts of cases by their number, superspreaders coloured. */
export function offspring(chain: TraceChain): Option {
  const most = Math.ceil(Math.max(0, ...chain.rows.map(n => n.caused)))
  const bins = Array.from({ length: most + 1 }, () => 0)
  for (const n of chain.rows) bins[Math.round(n.caused)]++
  return {
    animation: false, grid: { left: 4, right: 8, top: 10, bottom: 4, containLabel: true }, tooltip: { trigger: 'axis' },
    xAxis: { type: 'category', data: bins.map((_, i) => String(i)) }, yAxis: { type: 'value', splitNumber: 3 },
    series: [{ type: 'bar', data: bins.map((value, i) => ({ value, itemStyle: { color: i >= chain.super_from ? chartColor('critical') : COLORS[0] } })) }],
  }
}

/* ---- a file with any column names ---- */
const CELL = /("(?:[^"]|"")*"|[^,\t\r\n]*)(,|\t|\r?\n|$)/g
export function readCsv(text: string): string[][] {
  const rows: string[][] = [[]]
  CELL.lastIndex = 0
  for (let m = CELL.exec(text.replace(/^\uFEFF/, '')); m; m = CELL.exec(text.replace(/^\uFEFF/, ''))) {
    rows[rows.length - 1].push(m[1].startsWith('"') ? m[1].slice(1, -1).replace(/""/g, '"') : m[1].trim())
    if (m[2] === '') break
    if (m[2] !== ',' && m[2] !== '\t') rows.push([])
  }
  return rows.filter(r => r.some(c => c))
}
const GUESS: Record<string, RegExp> = { id: /case.?id|编号|^id$|^no\.?$|序号|病例号/i, at: /onset|prodrome|发病|起病|date/i, by: /infector|source|传染来源|传染源|infected.?by|^by$/i, group: /setting|场合|family|class|cluster/i }
export const guess = (head: string[], what: string) => head.findIndex(h => GUESS[what].test(h))
export function casesOf(rows: string[][], columns: Record<string, number>): ChainCase[] {
  const cell = (r: string[], what: string) => (columns[what] >= 0 ? (r[columns[what]] ?? '').replace(/^NA$/, '') : '')
  return rows.slice(1).map((r, i) => ({ id: cell(r, 'id') || String(i + 1), title: cell(r, 'id') || String(i + 1), at: cell(r, 'at') || null, by: cell(r, 'by').split(/[;；、|]/).map(b => b.trim()).filter(Boolean), group: cell(r, 'group') }))
}
