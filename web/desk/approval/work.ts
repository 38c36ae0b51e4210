/* Requests that wait for this user's decision. */
import { listApprovals } from '@shared/api/manage'
import type { HomeWork } from '../page'
export const work: HomeWork[] = [{
  name: 'approvals',
  may: store => !!store.session?.posts.some(h => store.plan?.posts.find(p => p.name === h.post)?.disclose),
  read: async () => {
    const waiting = (await listApprovals('asked')).filter(a => a.may_decide).length
    return waiting ? [{ label: { zh: '待审批', en: 'To decide' }, note: { zh: '查看多人信息', en: 'seeing many people' }, value: waiting, tone: 'warning', to: { name: 'approvals' } }] : []
  },
}]
