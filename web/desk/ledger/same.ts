/* A likely duplicate, looked for while the form is filled in: shown before saving, never a refusal.
 * Follows the ledger's `unique` rules; what the server refuses is its own business. */
import { ref, watch, type Ref } from 'vue'
import type { Entry, Field, Ledger, Values } from '@shared/api/model'
import { listRecords } from '@shared/api/records'
import { isBlank } from '@shared/field'
import { check, wire } from '@shared/field/check'

const WAIT_MS = 500

/* A value as the plan's expressions write it; null when it cannot be written plainly. */
export function literal(f: Field, value: unknown): string | null {
  if (value === null || value === undefined) return null
  const text = String(value)
  if (['integer', 'number', 'money', 'ref', 'place', 'user'].includes(f.type)) return /^-?\d+(\.\d+)?$/.test(text) ? text : null
  if (f.type === 'date') return /^\d{4}-\d{2}-\d{2}$/.test(text) ? text : null
  if (f.type === 'choice') return text
  return /['\\\n]/.test(text) ? null : `'${text}'`
}

export function useSame(ledger: Ledger, values: Ref<Values>, own: string | undefined): Ref<Entry | null> {
  const same = ref<Entry | null>(null)
  let timer: ReturnType<typeof setTimeout> | undefined
  let latest = 0

  async function look() {
    const ask = ++latest
    for (const rule of ledger.unique ?? []) {
      const fields = rule.fields.flatMap(n => ledger.fields.find(f => f.name === n) ?? [])
      if (!fields.length || fields.some(f => isBlank(values.value[f.name]) || check(f, values.value))) continue
      const sealed = fields.filter(f => f.seal && f.seal !== 'none')
      const terms = fields.filter(f => !sealed.includes(f)).map(f => { const l = literal(f, wire(f, values.value)); return l && `${f.name} = ${l}` })
      if (terms.includes(null) || sealed.length > 1) continue
      const page = await listRecords(ledger.name, {
        where: terms.join(' and ') || undefined, q: sealed.length ? String(wire(sealed[0], values.value)) : undefined, state: openStates(ledger), limit: 2,
      }).catch(() => ({ rows: [] as Entry[] }))
      if (ask !== latest) return
      const found = page.rows.find(r => r.id !== own)
      if (found) { same.value = found; return }
    }
    if (ask === latest) same.value = null
  }
  watch(() => JSON.stringify((ledger.unique ?? []).flatMap(u => u.fields.map(n => values.value[n]))), () => {
    clearTimeout(timer)
    timer = setTimeout(look, WAIT_MS)
  })
  return same
}
const openStates = (l: Ledger) => l.states.filter(s => s.initial || !s.final).map(s => s.name).join(',')
