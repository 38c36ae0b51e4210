import type { DeskPage, Store } from '../page'

/* Who administers a place may rehearse its plan; shared drills are for everybody there. */
const holds = (store: Store) => !!store.session?.posts.length

export const pages: DeskPage[] = [
  { path: 'drill', name: 'drills', component: () => import('./List.vue'), label: { zh: '推演', en: 'Drills' }, icon: 'drill', area: 'K', order: 10, may: holds },
  { path: 'forecast', name: 'forecast', component: () => import('./Forecast.vue'), label: { zh: '需求预测', en: 'Forecast' }, icon: 'chart', area: 'K', order: 20, may: holds },
  { path: 'exercise', name: 'exercise', component: () => import('./Exercise.vue'), label: { zh: '演练', en: 'Exercise' }, icon: 'flag', area: 'K', order: 30, may: store => !!store.session?.mark },
  { path: 'drill/new', name: 'drill-new', component: () => import('./Edit.vue'), label: { zh: '新推演', en: 'New drill' } },
  { path: 'drill/:id', name: 'drill', component: () => import('./Show.vue'), label: { zh: '推演结果', en: 'Drill' }, props: true },
]
