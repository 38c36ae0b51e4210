/* The plan in force as people read it, what changed between editions, and the checklists in use. */
import type { DeskPage } from '../page'
export const pages: DeskPage[] = [
  { path: 'plan', name: 'plan', area: 'K', icon: 'file', order: 10, label: { zh: '预案', en: 'The plan' }, component: () => import('./Show.vue') },
  { path: 'plan/editions', name: 'editions', area: 'K', icon: 'diff', order: 11, label: { zh: '版本对比', en: 'Editions compared' }, component: () => import('./Diff.vue') },
  { path: 'checklists/:name?', name: 'checklists', area: 'H', icon: 'inspect', order: 10, props: true, label: { zh: '检查表', en: 'Checklists' }, component: () => import('./Checklists.vue') },
]
