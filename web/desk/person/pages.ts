/* Who may be in the register twice. */
import type { DeskPage } from '../page'
import { peopleLedgers } from './people'
export const pages: DeskPage[] = [
  { path: 'duplicates', name: 'duplicates', area: 'B', icon: 'user', order: 920, label: { zh: '疑似重复', en: 'Duplicates' }, may: store => peopleLedgers(store).length > 0, component: () => import('./Duplicates.vue') },
]
