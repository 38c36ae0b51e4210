import type { DeskPage, Store } from '../page'

const holds = (store: Store) => !!store.session?.posts.length

export const pages: DeskPage[] = [
  { path: 'report', name: 'reports', component: () => import('./List.vue'), label: { zh: '报表', en: 'Reports' }, icon: 'report', area: 'J', order: 1, may: holds },
  { path: 'report/:report', name: 'report', component: () => import('./Show.vue'), label: { zh: '报表', en: 'Report' }, props: true },
  { path: 'report/:report/status', name: 'report-status', component: () => import('./Status.vue'), label: { zh: '报送情况', en: 'Who has reported' }, props: true },
]
