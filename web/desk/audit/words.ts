/* t('audit.key') */
export const words = {
  zh: { title: '谁看过', help: '每次查看被遮盖的个人信息都记在这里：谁、何时、为何、看了多少人。自己的任何人都能看，本级及以下用户的由管理员查看。', who: '查看人', when: '时间', ledger: '台账', fields: '内容', purpose: '用途', people: '人数', approved: '经审批', single: '逐条', emptyTitle: '还没有人查看过', emptyHow: '查看被遮盖的信息时须写明用途，届时会出现在这里。', all: '全部台账', many: '一次20人以上', view: '台账' },
  en: { title: 'Who looked', help: 'Every look at masked details: who, when, what for, how many people. Everyone sees their own; administrators those of their users.', who: 'Who', when: 'When', ledger: 'Ledger', fields: 'What', purpose: 'Purpose', people: 'People', approved: 'Approved', single: 'One by one', emptyTitle: 'Nobody has looked yet', emptyHow: 'Looking at masked details takes a purpose, and then shows here.', all: 'All ledgers', many: 'More than 20 at once', view: 'Ledger' },
}
