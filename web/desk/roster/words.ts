export const words = {
  zh: {
    title: '值班值守', help: '现在谁当班、谁带班，电话多少；前方空岗、重岗当即可见。', now: '现在当班', nobody: '此处现在无人当班', until: '至 {t}', leads: '带班', vacant: '空岗',
    wrong: '七日内的问题', allRight: '七日内无空岗、重岗和超期驻守', mine: '我的班次', noShifts: '您近期没有班次', asked: '请您换班', asking: '您发出的换班', wait: '待对方答复', yes: '同意', no: '不同意', back: '撤回', inFor: '换 {t}', takeOver: '请代班',
    notes: '待您接班签收', accept: '接班签收', books: '各值班表', people: '人员', thisMonth: '本月', nextMonth: '下月', states: { none: '未编排', draft: '草稿', published: '已发布' },
    month: '月份', prev: '上月', next: '下月', make: '编排', makeAgain: '重新编排', publish: '发布', made: '已编排 {n} 个班位，空 {v}', print: '打印', day: '日期', problems: '问题', none: '本月尚未编排', noneHow: '先添加值班人员，再点“编排”：夜班、周末、节假日在同等人员间相差不超过一班。', noneOther: '本月尚未发布。',
    staff: '人员与电话', name: '姓名', phone: '电话', crew: '班组', skills: '技能', nights: '夜班', weekends: '周末', holidays: '节假日', all: '合计', awayDays: '缺勤', remove: '移出', add: '添加人员', user: '用户', away: '我有几天不能值班', from: '自', to: '至', because: '原因', send: '提交', cancel: '取消', sure: '移出后不再编排此人',
    handOver: '交接班', handHow: '交给下一班的事项；须由下一班本人签收。', hand: '交班', handText: '交接事项', by: '交班', accepted: '接班', notYet: '未签收', noNotes: '还没有交接记录', swap: '换班', give: '请谁代班', withWhom: '换哪一班', choose: '请选择', set: '指定人员', today: '今天', weekdays: { 1: '一', 2: '二', 3: '三', 4: '四', 5: '五', 6: '六', 0: '日' },
  },
  en: {
    title: 'On duty', help: 'Who is on now and who leads, with phones; gaps and double posts ahead show at once.', now: 'On now', nobody: 'Nobody is on duty here now', until: 'until {t}', leads: 'leads', vacant: 'vacant',
    wrong: 'Wrong within seven days', allRight: 'No gap, double post or stay too long within seven days', mine: 'My shifts', noShifts: 'No shift ahead of you', asked: 'Swaps asked of you', asking: 'Swaps you asked for', wait: 'not answered yet', yes: 'Consent', no: 'Refuse', back: 'Take back', inFor: 'for {t}', takeOver: 'to take over',
    notes: 'For you to accept', accept: 'Take over', books: 'Rosters', people: 'People', thisMonth: 'This month', nextMonth: 'Next month', states: { none: 'not made', draft: 'draft', published: 'published' },
    month: 'Month', prev: 'Month before', next: 'Month after', make: 'Make', makeAgain: 'Make anew', publish: 'Publish', made: '{n} seats made, {v} vacant', print: 'Print', day: 'Day', problems: 'Problems', none: 'This month has not been made', noneHow: 'Add people, then press Make: nights, weekends and holidays differ by one at most among equals.', noneOther: 'This month has not been published.',
    staff: 'People and phones', name: 'Name', phone: 'Phone', crew: 'Crew', skills: 'Skills', nights: 'Nights', weekends: 'Weekends', holidays: 'Holidays', all: 'All', awayDays: 'Away', remove: 'Remove', add: 'Add a person', user: 'User', away: 'Days I cannot be on', from: 'From', to: 'To', because: 'Because', send: 'Send', cancel: 'Cancel', sure: 'This person will not be put on any more',
    handOver: 'Hand-over', handHow: 'What the next shift must know; it accepts by name.', hand: 'Hand over', handText: 'What is left', by: 'Left by', accepted: 'Accepted', notYet: 'not accepted', noNotes: 'Nothing has been handed over yet', swap: 'Swap', give: 'Who takes it', withWhom: 'For which shift', choose: 'Choose', set: 'Put on', today: 'Today', weekdays: { 1: 'Mon', 2: 'Tue', 3: 'Wed', 4: 'Thu', 5: 'Fri', 6: 'Sat', 0: 'Sun' },
  },
}
