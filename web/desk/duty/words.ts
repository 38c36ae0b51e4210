export const words = {
  zh: {
    mine: '我的工作', mineHelp: '按时办结的从这里消失；办不了的，写明原因。', views: { due: '今日待办', late: '逾期', missed: '漏办', done: '今日已办', escalated: '上报给我' },
    none: { due: '今天没有待办的任务', late: '没有逾期的任务', missed: '今天没有漏办的任务', done: '今天还没有办结的任务', escalated: '没有待受理的提醒' }, noneHow: '任务由预案和台账自动产生。',
    what: '任务', subject: '对象', place: '地点', due: '期限', state: '状态', doneAt: '办结', who: '责任人', late: '逾期 {t}', opens: '{t} 起', now: '现在可办', record: '登记', could: '办不了', because: '因何未能办理', send: '提交', cancel: '取消', saved: '已记录原因',
    status: { due: '待办', in_time: '按时', late: '逾期', missed: '漏办', excused: '有因未办' },
    take: '受理', taken: '已受理，不再上报', step: '第 {n} 级', countOf: '{n} 项', to: '已告知', why: { roster: '当班', post: '任职', deputy: '代理', above: '上级', none: '无人可告知' }, sentBy: { email: '邮件', webhook: '推送' }, sentState: { waiting: '待发', sending: '发送中', sent: '已发', failed: '失败' }, open: '查看',
    lateTitle: '各地逾期', lateHelp: '现在逾期未办的任务，按下级地点；数字可点开。', back: '上一级', cols: { late: '现逾期', due: '今日待办', in_time: '今日按时', late_today: '今日逾期', missed: '今日漏办', excused: '有因未办', ring: '今日完成' }, all: '合计',
    board: '交办反馈板', boardHelp: '谁还没有签收、谁还没有反馈；一行一个承办地点。', boardNone: '没有未了的交办', boardViews: { open: '未反馈', sent: '未签收', answered: '待销号' }, subjectOf: '事项', forWhom: '承办', dueAt: '反馈期限', chased: '催办', newOrder: '新交办', newCall: '登记来电', newMeeting: '会议研判', chase: '催办', overdue: '已超期',
  },
  en: {
    mine: 'My work', mineHelp: 'What is done in time goes from here; where you could not, say why.', views: { due: 'Due today', late: 'Late', missed: 'Missed', done: 'Done today', escalated: 'Escalated to me' },
    none: { due: 'Nothing is due today', late: 'Nothing is late', missed: 'Nothing was missed today', done: 'Nothing done yet today', escalated: 'No alarm waits for you' }, noneHow: 'Duties come from the plan and its ledgers by themselves.',
    what: 'Duty', subject: 'Of', place: 'Place', due: 'Due', state: 'State', doneAt: 'Done', who: 'Who', late: 'late by {t}', opens: 'from {t}', now: 'can be done now', record: 'Record', could: 'Could not', because: 'Because', send: 'Send', cancel: 'Cancel', saved: 'The reason is kept',
    status: { due: 'Due', in_time: 'In time', late: 'Late', missed: 'Missed', excused: 'Could not' },
    take: 'Take up', taken: 'Taken up; it goes no further', step: 'Step {n}', countOf: '{n} duties', to: 'Told', why: { roster: 'on duty', post: 'in post', deputy: 'deputy', above: 'above', none: 'nobody to tell' }, sentBy: { email: 'e-mail', webhook: 'webhook' }, sentState: { waiting: 'waiting', sending: 'sending', sent: 'sent', failed: 'failed' }, open: 'Show',
    lateTitle: 'Late by place', lateHelp: 'What is late and not done now, by the places below; figures open.', back: 'One up', cols: { late: 'Late now', due: 'Due today', in_time: 'In time', late_today: 'Late today', missed: 'Missed', excused: 'Could not', ring: 'Done today' }, all: 'All',
    board: 'Order board', boardHelp: 'Who has not received, who has not answered; a row for each place.', boardNone: 'No order is open', boardViews: { open: 'Not answered', sent: 'Not received', answered: 'To be closed' }, subjectOf: 'Subject', forWhom: 'For', dueAt: 'Answer due', chased: 'Chased', newOrder: 'New order', newCall: 'Log a call', newMeeting: 'Meeting', chase: 'Chase', overdue: 'overdue',
  },
}
