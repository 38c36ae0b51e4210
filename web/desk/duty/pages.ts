import type { DeskPage, Store } from '../page'

const holds = (store: Store) => !!store.session?.posts.length
const orders = (store: Store) => !!store.plan?.ledgers.some(l => l.name === 'task' && store.may(l, 'view'))

export const pages: DeskPage[] = [
  { path: 'duty/mine', name: 'duty-mine', component: () => import('./Mine.vue'), label: { zh: '我的工作', en: 'My work' }, icon: 'check', area: 'A', order: 1, may: holds },
  { path: 'duty/late', name: 'duty-late', component: () => import('./Late.vue'), label: { zh: '各地逾期', en: 'Late by place' }, icon: 'clock', area: 'A', order: 2, may: holds },
  { path: 'duty/board', name: 'duty-board', component: () => import('./Board.vue'), label: { zh: '交办反馈板', en: 'Order board' }, icon: 'bell', area: 'A', order: 3, may: orders },
]
