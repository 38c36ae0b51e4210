/* Looking at many people's data takes a second person. */
import type { DeskPage } from '../page'
export const pages: DeskPage[] = [
  { path: 'approvals', name: 'approvals', area: 'A', icon: 'eye', order: 910, label: { zh: '查看审批', en: 'Approvals' }, component: () => import('./List.vue') },
]
