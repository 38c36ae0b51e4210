export const words = {
  zh: {
    title: '指标查询', help: '每个数字只在预案中定义一次；可按地点、日期、分组查看，并与上期、去年同期比较。', which: '指标', span: '时段', days: '{n} 天', custom: '自定', compare: '比较', compares: { none: '不比较', previous: '上期', last_year: '去年同期' },
    rule: '口径', counted: '随登记即时累计', asked: '查询时统计', flow: '发生数', level: '现有数', byDay: '逐日', byPlace: '按地点', bySplit: '按分组', place: '地点', now: '本期', before: { previous: '上期', last_year: '去年同期' }, change: '增减', share: '幅度', all: '合计', day: '日期', cell: '分组', value: '数值',
    trace: '以往数字的变动', traceHelp: '补录、更正、撤销使以往日期的数字改变，均留痕。', traceNone: '这段时间的数字没有事后变动', at: '变动时间', of: '所属日期', by: '操作人', act: '原因', record: '记录', late: '补录', correction: '更正', moved: '办理', erased: '期满清除', imported: '导入', opened: '录入以前累计',
    covered: '覆盖 {n} 条记录', interval: '95% 区间', none: '没有可查看的指标', noneHow: '您的岗位所见台账没有定义指标。', up: '上一级', noRows: '没有数据', unknown: '无数据',
  },
  en: {
    title: 'Figures', help: 'Every figure is defined once, in the plan; by place, day and group, beside the period before or the same of last year.', which: 'Figure', span: 'Span', days: '{n} d', custom: 'Other', compare: 'Compare', compares: { none: 'nothing', previous: 'period before', last_year: 'last year' },
    rule: 'Counting rule', counted: 'kept with every entry', asked: 'counted when asked', flow: 'what happened', level: 'what there is', byDay: 'By day', byPlace: 'By place', bySplit: 'By group', place: 'Place', now: 'Now', before: { previous: 'Before', last_year: 'Last year' }, change: 'Change', share: 'Share', all: 'All', day: 'Day', cell: 'Group', value: 'Value',
    trace: 'How past figures changed', traceHelp: 'Late entries, corrections and undoing move figures of past days; each leaves a trace.', traceNone: 'No figure of this span was changed afterwards', at: 'Changed at', of: 'Of day', by: 'By', act: 'Why', record: 'Record', late: 'late entry', correction: 'correction', moved: 'moved on', erased: 'erased when due', imported: 'import', opened: 'opening total',
    covered: 'of {n} records', interval: '95 % interval', none: 'There is no figure to show', noneHow: 'None is defined over the ledgers your posts see.', up: 'One up', noRows: 'Nothing there', unknown: 'not known',
  },
}
