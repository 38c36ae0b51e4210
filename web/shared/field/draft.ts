/* Unsent forms survive a closed tab: kept in this browser per user, ledger and record. Sensitive
 * fields are never written here, and signing out removes everything. */
import type { Field, Values } from '@shared/api/model'
import { keep, store } from '@shared/api/settings'

export interface Draft { at: string; values: Values; key: string; hasSealed: boolean }

const name = (user: string, ledger: string, record: string) => `draft.${user}.${ledger}.${record}`

const isSensitive = (f: Field) => !!f.sensitive || (!!f.seal && f.seal !== 'none') || f.type === 'id_number'

export function saveDraft(user: string, ledger: string, record: string, fields: Field[], values: Values, key: string) {
  const kept: Values = {}
  let hasSealed = false
  for (const f of fields) {
    const value = values[f.name]
    if (value === null || value === undefined || value === '') continue
    if (isSensitive(f)) hasSealed = true
    else kept[f.name] = value
  }
  store(name(user, ledger, record), { at: new Date().toISOString(), values: kept, key, hasSealed } satisfies Draft)
}
export const readDraft = (user: string, ledger: string, record: string) =>
  keep<Draft | null>(name(user, ledger, record), null)
export const dropDraft = (user: string, ledger: string, record: string) =>
  store(name(user, ledger, record), null)

export function forgetDrafts(user: string) {
  try {
    for (const key of Object.keys(localStorage))
      if (key.startsWith(`lf.draft.${user}.`) || key.startsWith(`lf.sheet.${user}.`)) localStorage.removeItem(key)
  } catch { /* nothing kept */ }
}
