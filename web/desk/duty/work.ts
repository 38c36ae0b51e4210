import { readMine } from '@shared/api/duties'
import type { HomeWork } from '../page'

export const work: HomeWork[] = [{
  name: 'duty',
  may: store => !!store.session?.posts.length,
  read: async () => {
    const mine = await readMine()
    const to = (view: string) => ({ name: 'duty-mine', query: { view } })
    return [
      ...(mine.escalated ? [{ label: { zh: '上报给我', en: 'Escalated to me' }, value: mine.escalated, tone: 'critical' as const, note: { zh: '待受理', en: 'not taken up' }, to: to('escalated') }] : []),
      ...(mine.late ? [{ label: { zh: '逾期未办', en: 'Late' }, value: mine.late, tone: 'warning' as const, note: { zh: '我的任务', en: 'my duties' }, to: to('late') }] : []),
      ...(mine.due ? [{ label: { zh: '今日待办', en: 'Due today' }, value: mine.due, tone: 'progress' as const, note: { zh: '我的任务', en: 'my duties' }, to: to('due') }] : []),
    ]
  },
}]
