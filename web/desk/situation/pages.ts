import type { DeskPage, Store } from '../page'

const holds = (store: Store) => !!store.session?.posts.length

export const pages: DeskPage[] = [
  { path: 'situation', name: 'situation', component: () => import('./Show.vue'), label: { zh: '态势一屏', en: 'Situation' }, icon: 'target', area: 'J', order: 0, may: holds },
]
