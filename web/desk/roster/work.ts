import { myRoster, rosterProblems } from '@shared/api/rosters'
import type { HomeWork } from '../page'

export const work: HomeWork[] = [{
  name: 'roster',
  may: store => !!store.session?.posts.length,
  read: async place => {
    const [mine, wrong] = await Promise.all([myRoster(), rosterProblems(place)])
    const waits = mine.notes.length + mine.asked.length
    const to = { name: 'roster' }
    return [
      ...(waits ? [{ label: { zh: '待接班与换班', en: 'Take over, swaps' }, value: waits, tone: 'warning' as const, note: { zh: '等您答复', en: 'wait for you' }, to }] : []),
      ...(wrong.length ? [{ label: { zh: '值班问题', en: 'Roster problems' }, value: wrong.length, tone: 'warning' as const, note: { zh: '七日内', en: 'within a week' }, to }] : []),
    ]
  },
}]
