import type { DeskPage, Store } from '../page'

/* Who administers a place may rehearse its plan; shared drills are for everybody there. */
const holds = (store: Store) => !!store.session?.posts.length

export const pages: DeskPage[] = [
  { path: 'drill', name: 'drills', component: () => import('./List.vue'), label: { zh: '推演', en: 'Drills' }, icon: 'drill', area: 'K', order: 10, may: holds },
  { path: 'drill/new', name: 'drill-new', component: () => import('./Edit.vue'), label: { zh: '新推演', en: 'New drill' } },
  { path: 'drill/:id', name: 'drill', component: () => import('./Show.vue'), label: { zh: '推演结果', en: 'Drill' }, props: true },
]
