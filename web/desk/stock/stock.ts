/* What the stock pages share: items of the plan, words of accounts, yuan, tones of alarms. */
import type { Tone } from '@shared/api/model'
import type { Cover } from '@shared/api/stock'
import { useSession } from '@shared/api/sessionStore'
import { say, t } from '@shared/text'

export function useItems() {
  const store = useSession()
  const of = (name: string) => store.plan?.items?.find(i => i.name === name)
  return {
    of,
    goods: () => store.plan?.items?.filter(i => i.class !== 'money') ?? [],
    label: (name: string) => say(of(name)?.label ?? name, name),
    unit: (name: string) => of(name)?.unit ?? '',
    units: (name: string) => { const i = of(name); return i ? [i.unit, ...i.packs.map(p => p.word)] : [] },
  }
}
/* "warehouse@PLACE/PARTY" → the word of the account. */
export const accountWord = (account: string) => t('stock.accounts.' + account.split('@')[0])
export const alarmTone = (row: Cover): Tone => row.alarm === 'expired' ? 'critical' : row.alarm === 'reorder' || row.alarm === 'short' || row.alarm === 'expiring' ? 'warning' : row.days === null ? 'neutral' : 'done'
/* Fen as yuan; large sums in 10,000 yuan, as the offices write. */
export const yuan = (fen: number) => (fen / 100).toLocaleString('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 })
export const wan = (fen: number) => (fen / 1e6).toLocaleString('en-US', { maximumFractionDigits: 1 })
export const days = (n: number | null) => n === null ? '–' : n >= 100 ? String(Math.round(n)) : n.toFixed(1)
