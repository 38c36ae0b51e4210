import type { DeskPage, Store } from '../page'

const sees = (ledger: string) => (store: Store) => { const l = store.ledger(ledger); return !!l && store.may(l, 'view') }

export const pages: DeskPage[] = [
  { path: 'site/rooms', name: 'site-rooms', component: () => import('./Rooms.vue'), label: { zh: '隔离房态', en: 'Room board' }, icon: 'grid', area: 'C', order: 10, may: sees('site_room') },
  { path: 'site/transfers', name: 'site-transfers', component: () => import('./Transfers.vue'), label: { zh: '转运看板', en: 'Transfer board' }, icon: 'truck', area: 'C', order: 11, may: sees('transfer') },
]
