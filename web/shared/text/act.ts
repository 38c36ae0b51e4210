/* What was done to a record, in the plan's words where it was one of its moves. */
import type { Ledger } from '@shared/api/model'
import { say, t } from './index'

const KNOWN = ['create', 'amend', 'import', 'erase', 'move', 'state']
export const actName = (act: string) => act.replace(/^record\./, '')

export function actText(ledger: Ledger | undefined, act: string, move?: string | null): string {
  const found = ledger?.moves.find(m => m.name === (move ?? act))
  if (found) return say(found.label, found.name)
  const name = actName(act)
  return KNOWN.includes(name) ? t(`history.${name}`) : name
}
