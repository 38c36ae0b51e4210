/* The areas of the mission and what this user may open in each. A ledger stands in the area of its
 * module, a module's own page where its pages.ts says. */
import { computed } from 'vue'
import type { Ledger } from '@shared/api/model'
import { useSession } from '@shared/api/sessionStore'
import { t } from '@shared/text'
import { pages, type DeskPage } from '../page'

export interface Area { code: string; name: string; icon: string; pages: DeskPage[]; ledgers: Ledger[] }

const ICONS: Record<string, string> = {
  A: 'command', B: 'screen', C: 'virus', D: 'medical', E: 'box', F: 'basket', G: 'spray', H: 'inspect',
  I: 'school', J: 'report', K: 'drill',
}
const REST = '·'

export function useAreas() {
  const store = useSession()
  return computed<Area[]>(() => {
    const found = new Map<string, Area>()
    const area = (letter: string | null | undefined) => {
      const first = letter?.trim().charAt(0).toUpperCase() ?? ''
      const code = first in ICONS ? first : REST
      if (!found.has(code)) found.set(code, { code, name: t(code === REST ? 'area.other' : `area.${code}`), icon: ICONS[code] ?? 'grid', pages: [], ledgers: [] })
      return found.get(code)!
    }
    for (const p of pages) if (p.area && (p.may?.(store) ?? true)) area(p.area).pages.push(p)
    for (const l of store.plan?.ledgers ?? [])
      if (store.may(l, 'view') || store.may(l, 'add')) area(store.plan!.modules.find(m => m.name === l.module)?.area).ledgers.push(l)
    return [...found.values()].sort((a, b) => a.code.localeCompare(b.code))
  })
}
