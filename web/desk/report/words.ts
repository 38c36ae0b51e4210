export const words = {
  zh: {
    title: '报表', help: '数字由台账汇总，无须填写；核对、说明变动后签发。', mine: '待我报送', mineNone: '现在没有待您报送的报表', by: '{time} 前', overdue: '已逾期',
    nil: '零报告', nilSent: '零报告已报送', open: '核对并签发', all: '各类报表', fill: '按现在的数字', units: '报送情况', missing: '{n} 个单位未报', complete: '全部已报', issued: '已签发', issuedNone: '本地点尚未签发过报表。', issuedHow: '从上面打开一份报表，核对后签发。',
    number: '编号', report: '报表', day: '日期', who: '签发人', when: '签发时间', revision: '更正', revisionOf: '第 {n} 次更正', first: '原件', note: '说明',
    figures: '数字与来源', figure: '指标', now: '本期', before: '上期', change: '增减', share: '幅度', rule: '口径', oneDay: '{from} 当日，截至 {h} 时', window: '{from} 至 {to}，每日截至 {h} 时', asOf: '截至 {to} 末', explainMark: '须说明', same: '持平',
    noteLabel: '变动说明', noteFor: '变动超过规定幅度，须说明：{what}', noteCorrect: '更正原因（必填）', noteFree: '可不填', sign: '签发', correct: '签发更正', signHelp: '签发后编号、定格并记入日志，只能再行更正。', signed: '已签发', mayNot: '您的岗位不能代此处签发。',
    isIssued: '第 {n} 号，{who} 于 {when} 签发', live: '按现在的数字', differs: '签发后有 {n} 项数字因补录、更正而变化', sameNow: '签发后数字没有变化', inIssue: '签发时', inBooks: '现在', show: '查看', trace: '签发与更正记录', download: '下载', preview: '公文样式', previous: '前一期', next: '后一期', draft: '（未签发）',
    status: '报送情况', statusHelp: '谁已报、谁未报、找谁催；右边是各单位签发时的数字。', unit: '单位', state: '状态', sent: '已报', late: '未报', phone: '联系人', sumSent: '已报合计', sumNow: '台账现数', copy: '复制未报名单', copied: '已复制', views: { all: '全部', missing: '未报', sent: '已报' }, none: '没有应报送的单位', chart: '{name}，{from} 起',
  },
  en: {
    title: 'Reports', help: 'Figures come from the ledgers, nobody types one; look, explain what changed, sign.', mine: 'Due from me', mineNone: 'No report is due from you now', by: 'by {time}', overdue: 'overdue',
    nil: 'Nil report', nilSent: 'The nil report is sent', open: 'Look and sign', all: 'Reports', fill: 'With the figures of now', units: 'Who has reported', missing: '{n} missing', complete: 'all have reported', issued: 'Issued', issuedNone: 'No report was issued here yet.', issuedHow: 'Open one above, look at its figures and sign.',
    number: 'No.', report: 'Report', day: 'Day', who: 'Signed by', when: 'Issued at', revision: 'Correction', revisionOf: 'correction {n}', first: 'original', note: 'Note',
    figures: 'Figures and where they come from', figure: 'Figure', now: 'Now', before: 'Before', change: 'Change', share: 'Share', rule: 'Counting rule', oneDay: 'on {from}, the day ends at {h}:00', window: '{from} to {to}, days end at {h}:00', asOf: 'at the end of {to}', explainMark: 'say why', same: 'unchanged',
    noteLabel: 'What explains the change', noteFor: 'These changed by more than the plan lets pass: {what}', noteCorrect: 'Why it is corrected (needed)', noteFree: 'may stay empty', sign: 'Sign and issue', correct: 'Issue the correction', signHelp: 'It gets a number, is frozen and journalled; after that it can only be corrected.', signed: 'Issued', mayNot: 'Your posts do not report for this place.',
    isIssued: 'No. {n}, signed by {who} at {when}', live: 'With the figures of now', differs: '{n} figures changed since by late entries or corrections', sameNow: 'No figure changed since', inIssue: 'As issued', inBooks: 'Now', show: 'Show', trace: 'Issues and corrections', download: 'Download', preview: 'As a paper', previous: 'One before', next: 'One after', draft: '(not issued)',
    status: 'Who has reported', statusHelp: 'Who has, who has not, whom to call; on the right the figures each unit signed.', unit: 'Unit', state: 'State', sent: 'sent', late: 'missing', phone: 'Call', sumSent: 'Sum of those sent', sumNow: 'In the ledgers now', copy: 'Copy who is missing', copied: 'Copied', views: { all: 'All', missing: 'Missing', sent: 'Sent' }, none: 'No unit has to report', chart: '{name}, from {from}',
  },
}
