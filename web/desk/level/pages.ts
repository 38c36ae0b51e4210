/* Response levels: declared above and received here, or activated here where the plan gives the power. */
import type { DeskPage } from '../page'
export const pages: DeskPage[] = [
  { path: 'levels', name: 'levels', area: 'A', icon: 'bell', order: 20, label: { zh: '应急响应', en: 'Response levels' }, component: () => import('./List.vue') },
]
