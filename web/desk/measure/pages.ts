import type { DeskPage, Store } from '../page'

const holds = (store: Store) => !!store.session?.posts.length

export const pages: DeskPage[] = [
  { path: 'measure', name: 'measures', component: () => import('./Show.vue'), label: { zh: '指标查询', en: 'Figures' }, icon: 'chart', area: 'J', order: 2, may: holds },
]
