/* Ledgers of people: named by a text that is not sealed, with an ID number (src/person/alike.c). */
import type { Ledger } from '@shared/api/model'
import type { Store } from '../page'

export const peopleLedgers = (store: Store): Ledger[] =>
  (store.plan?.ledgers ?? []).filter(l => l.fields.some(f => f.type === 'id_number') && store.may(l, 'amend'))
