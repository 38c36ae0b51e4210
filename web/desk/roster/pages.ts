import type { DeskPage, Store } from '../page'

const holds = (store: Store) => !!store.session?.posts.length

export const pages: DeskPage[] = [
  { path: 'roster', name: 'roster', component: () => import('./List.vue'), label: { zh: '值班值守', en: 'On duty' }, icon: 'phone', area: 'A', order: 4, may: holds },
  { path: 'roster/month', name: 'roster-month', component: () => import('./Month.vue'), label: { zh: '值班月表', en: 'Month roster' }, may: holds },
]
