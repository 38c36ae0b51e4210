/* The only door to ECharts, loaded when the first chart is drawn. Colours are tokens, so that light
 * and dark follow; the set of series is Okabe and Ito's, told apart by all kinds of colour sight,
 * each with its own dash or pattern for grey print. */
import { BarChart, BoxplotChart, CustomChart, GaugeChart, GraphChart, HeatmapChart, LineChart, PieChart, ScatterChart } from 'echarts/charts'
import { AriaComponent, DataZoomComponent, GridComponent, LegendComponent, MarkAreaComponent, MarkLineComponent, TitleComponent, TooltipComponent, VisualMapComponent } from 'echarts/components'
import { init, use, type EChartsCoreOption } from 'echarts/core'
import { CanvasRenderer, SVGRenderer } from 'echarts/renderers'

use([BarChart, BoxplotChart, CustomChart, GaugeChart, GraphChart, HeatmapChart, LineChart, PieChart, ScatterChart, AriaComponent, DataZoomComponent,
  GridComponent, LegendComponent, MarkAreaComponent, MarkLineComponent, TitleComponent, TooltipComponent, VisualMapComponent, CanvasRenderer, SVGRenderer])

/* Okabe and Ito, Color Universal Design (2008); the yellow, too pale for a line, is darkened. */
const LIGHT = ['#0072b2', '#d55e00', '#009e73', '#cc79a7', '#56b4e9', '#e69f00', '#8a8300', '#333333']
const DARK = ['#56b4e9', '#e69f00', '#2fc79a', '#e39cc4', '#8fd0f5', '#f3824a', '#f0e442', '#d7dbe2']

const token = (name: string) => getComputedStyle(document.documentElement).getPropertyValue(`--lf-${name}`).trim()
const isDark = () => document.documentElement.classList.contains('dark')

/* A token's colour as it is now: for a series that stands for a state ('critical', 'done', …). */
export const chartColor = (name: string) => token(name)

function theme() {
  const ink = token('ink-2'), line = token('line-soft'), font = token('font')
  const axis = {
    axisLine: { lineStyle: { color: token('line-strong') } }, axisTick: { lineStyle: { color: token('line-strong') } },
    axisLabel: { color: ink, fontFamily: font }, splitLine: { lineStyle: { color: line } }, nameTextStyle: { color: ink },
  }
  return {
    color: isDark() ? DARK : LIGHT,
    textStyle: { fontFamily: font, fontSize: 12, color: ink },
    legend: { textStyle: { color: ink }, itemWidth: 16, itemHeight: 10, icon: 'roundRect' },
    categoryAxis: { ...axis, splitLine: { show: false } }, valueAxis: { ...axis, axisLine: { show: false }, axisTick: { show: false } }, timeAxis: axis, logAxis: axis,
    tooltip: { backgroundColor: token('raised'), borderColor: token('line-strong'), textStyle: { color: token('ink'), fontSize: 12 }, extraCssText: 'box-shadow: var(--lf-shadow)' },
    line: { symbolSize: 5, lineStyle: { width: 2 } }, bar: { barMaxWidth: 28 },
  }
}

export type Option = EChartsCoreOption

/* Draws into `box`; the caller disposes of what it gets. On a canvas where there are thousands of marks. */
export function draw(box: HTMLElement, option: Option, isCanvas = false) {
  const chart = init(box, theme(), { renderer: isCanvas ? 'canvas' : 'svg' })
  chart.setOption({ animationDuration: 200, aria: { enabled: true }, grid: { left: 8, right: 16, top: 32, bottom: 8, containLabel: true }, tooltip: { trigger: 'axis' }, ...option })
  return chart
}
