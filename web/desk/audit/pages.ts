/* Who looked at whose details, and what was changed lately. */
import type { DeskPage } from '../page'
export const pages: DeskPage[] = [
  { path: 'looks', name: 'looks', area: 'A', icon: 'history', order: 920, label: { zh: '谁看过', en: 'Who looked' }, component: () => import('./List.vue') },
]
