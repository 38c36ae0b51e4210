import type { DeskPage, Store } from '../page'

const sees = (store: Store) => { const l = store.ledger('test_campaign'); return !!l && store.may(l, 'view') }

export const pages: DeskPage[] = [
  { path: 'testing/board', name: 'testing-board', component: () => import('./Board.vue'), label: { zh: '检测看板', en: 'Test board' }, icon: 'screen', area: 'B', order: 10, may: sees },
]
