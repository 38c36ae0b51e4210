import type { DeskPage, Store } from '../page'

const sees = (name: string) => (store: Store) => !!store.plan?.ledgers.some(l => l.name === name && store.may(l, 'view'))

export const pages: DeskPage[] = [
  { path: 'cases', name: 'cases', component: () => import('./Board.vue'), label: { zh: '病例研判板', en: 'Case board' }, icon: 'medical', area: 'C', order: 1, may: sees('case') },
  { path: 'recall', name: 'recall', component: () => import('./Recall.vue'), label: { zh: '同时段在场人员', en: 'Recall list' }, icon: 'place', area: 'C', order: 2, may: sees('stay') },
  { path: 'chain', name: 'chain', component: () => import('./Chain.vue'), label: { zh: '传播链', en: 'Chain of transmission' }, icon: 'link', area: 'C', order: 3, may: sees('case') },
  { path: 'cases/:id', name: 'case', component: () => import('./Show.vue'), label: { zh: '流调工作台', en: 'Investigation' }, props: true },
]
