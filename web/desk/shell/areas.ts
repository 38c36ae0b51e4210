/* The areas of the mission and what this user may open in each. A ledger stands in the area of its
 * module; the plan decides which areas there are. */
import { computed } from 'vue'
import type { Ledger } from '@shared/api/model'
import { useSession } from '@shared/api/sessionStore'
import { t } from '@shared/text'

export interface Area { code: string; name: string; ledgers: Ledger[] }

const KNOWN = 'ABCDEFGHIJK'

export function useAreas() {
  const store = useSession()
  return computed<Area[]>(() => {
    const found = new Map<string, Ledger[]>()
    for (const l of store.plan?.ledgers ?? []) {
      if (!store.may(l, 'view') && !store.may(l, 'add')) continue
      const area = store.plan!.modules.find(m => m.name === l.module)?.area?.trim().charAt(0).toUpperCase() ?? ''
      const code = KNOWN.includes(area) && area ? area : '·'
      found.set(code, [...(found.get(code) ?? []), l])
    }
    return [...found].sort(([a], [b]) => a.localeCompare(b))
      .map(([code, ledgers]) => ({ code, ledgers, name: t(code === '·' ? 'area.other' : `area.${code}`) }))
  })
}
