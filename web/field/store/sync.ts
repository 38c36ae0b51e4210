/* Uploads in order, one at a time, whenever there is a network. A repeated request makes one record:
 * its key is the server's idempotency key. What the server refuses stays, with its reason. */
import { reactive, watch } from 'vue'
import { Problem } from '@shared/api/client'
import { createRecord, moveRecord } from '@shared/api/records'
import { useQueue, type Item } from './queue'
import { useWho } from './who'

const EVERY_MS = 10_000
export const sync = reactive({ isBusy: false, isOnline: navigator.onLine })
let isAsked = false

async function send(item: Item) {
  const queue = useQueue()
  if (item.what === 'create') {
    const entry = await createRecord(item.ledger, item.fields, item.key)
    await queue.update(item.key, { state: 'sent', id: entry.id, rev: entry.rev, problem: undefined })
    return
  }
  const base = queue.items.find(i => i.key === item.of)
  const id = item.id ?? base?.id, rev = item.rev ?? base?.rev
  if (!id || rev === undefined) { await queue.drop(item.key); return }
  await moveRecord(item.ledger, id, rev, item.move!, item.fields)
  await queue.drop(item.key)
}
/* Whether to go on with the next one. */
async function failed(item: Item, reason: unknown): Promise<boolean> {
  const p = reason instanceof Problem ? reason : null
  if (!p || p.isOffline) { sync.isOnline = false; return false }
  if (p.isSignedOut) { useWho().hasEnded = true; return false }
  if (p.status === 429 || p.status >= 500) return false
  await useQueue().update(item.key, { state: p.isConflict ? 'conflict' : 'refused', problem: { detail: p.detail || p.title, field: p.errors[0]?.field } })
  return true
}
export async function upload() {
  if (sync.isBusy) { isAsked = true; return }
  const who = useWho(), queue = useQueue()
  if (!who.now) return
  sync.isBusy = true
  try {
    do {
      isAsked = false
      for (const item of [...queue.waiting]) {
        try {
          await send(item)
          sync.isOnline = true
        } catch (reason) {
          if (!(await failed(item, reason))) return
        }
      }
    } while (isAsked)
  } finally { sync.isBusy = false }
}
export function startSync() {
  const who = useWho(), queue = useQueue()
  watch(() => who.now?.user, () => queue.load().then(upload), { immediate: true })
  watch(() => queue.waiting.length, (n, before) => { if (n > before) upload() })
  window.addEventListener('online', () => { sync.isOnline = true; upload() })
  window.addEventListener('offline', () => { sync.isOnline = false })
  setInterval(() => { if (queue.waiting.length) upload() }, EVERY_MS)
}
