/* The rows of one list: first page, further pages by cursor, and their state. */
import { ref, shallowRef, type Ref } from 'vue'
import type { Entry } from '@shared/api/model'
import { listRecords, type Filter } from '@shared/api/records'

const PAGE = 80
/* A rare filter is answered in short pages, even empty ones, that go on where they stopped. */
const EMPTY_MAX = 50

export function useRows(ledger: Ref<string>, filter: () => Filter) {
  const rows = shallowRef<Entry[]>([])
  const total = ref<number | null>(null)
  const next = ref<string | null>(null)
  const isLoading = ref(false)
  const isFirst = ref(true)
  const fault = ref<unknown>(null)
  let asking: AbortController | null = null

  /* Rows already shown stay until the new ones are there: nothing jumps. */
  async function reload() {
    asking?.abort()
    const mine = (asking = new AbortController())
    isLoading.value = true
    fault.value = null
    try {
      let page = await listRecords(ledger.value, { ...filter(), limit: PAGE, count: true }, mine.signal)
      const count = page.count
      for (let i = 0; !page.rows.length && page.next && i < EMPTY_MAX; i++)
        page = await listRecords(ledger.value, { ...filter(), after: page.next, limit: PAGE }, mine.signal)
      if (mine !== asking) return
      rows.value = page.rows
      next.value = page.next ?? null
      total.value = count ?? null
    } catch (e) {
      if (mine !== asking || (e as Error).name === 'AbortError') return
      fault.value = e
    }
    isLoading.value = false
    isFirst.value = false
  }
  async function more() {
    if (!next.value || isLoading.value) return
    const mine = asking
    isLoading.value = true
    try {
      const page = await listRecords(ledger.value, { ...filter(), after: next.value, limit: PAGE }, mine?.signal)
      if (mine !== asking) return
      const known = new Set(rows.value.map(r => r.id))
      rows.value = rows.value.concat(page.rows.filter(r => !known.has(r.id)))
      next.value = page.next ?? null
    } catch (e) { if ((e as Error).name !== 'AbortError') next.value = null }
    if (mine === asking) isLoading.value = false
  }
  const put = (entry: Entry) => { rows.value = rows.value.map(r => (r.id === entry.id ? entry : r)) }
  return { rows, total, next, isLoading, isFirst, fault, reload, more, put }
}
