/* Which books of the field this user keeps: the checkpoint's, the gate's, and a round for each
 * ledger with a bulk sheet (a class's temperatures, the doors of a day). */
import { computed } from 'vue'
import type { RouteLocationRaw } from 'vue-router'
import type { Ledger } from '@shared/api/model'
import { say, t } from '@shared/text'
import { useWho } from './who'

export interface Book { ledger: Ledger; name: string; icon: string; to: RouteLocationRaw }

const OWN: Record<string, string> = { checkpoint_entry: 'checkpoint', gate_entry: 'gate' }
const ICONS: Record<string, string> = { checkpoint_entry: 'truck', gate_entry: 'place' }

export function useBooks() {
  const who = useWho()
  return computed<Book[]>(() => (who.plan?.ledgers ?? []).filter(l => who.may(l, 'add')).flatMap<Book>(l => {
    if (l.name in OWN) return [{ ledger: l, name: t(`f.book.${l.name}`), icon: ICONS[l.name], to: { name: OWN[l.name] } }]
    if (l.grid) return [{ ledger: l, name: say(l.label), icon: 'list', to: { name: 'round', params: { ledger: l.name } } }]
    return []
  }))
}
