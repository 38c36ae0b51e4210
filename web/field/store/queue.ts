/* What was recorded and not yet uploaded, and the last that was. Nothing leaves the queue but by the
 * server's receipt or by its owner's hand. */
import { defineStore } from 'pinia'
import { computed, ref } from 'vue'
import { uuid7 } from '@shared/api/client'
import type { Values } from '@shared/api/model'
import { isoNow } from '@shared/text'
import { seal, unseal } from './crypt'
import { dropQueue, listQueue, putQueue, type State } from './db'
import { useWho } from './who'

const KEPT = 20
const KEPT_MS = 2 * 86_400_000

export interface Item {
  key: string                    /* idempotency key */
  ledger: string
  state: State
  at: string
  what: 'create' | 'move'
  title: string
  note?: string
  fields: Values
  move?: string
  of?: string                    /* key of the creation this move follows */
  id?: string
  rev?: number
  isUndone?: boolean
  problem?: { detail: string; field?: string }
}

export const useQueue = defineStore('queue', () => {
  const who = useWho()
  const items = ref<Item[]>([])
  const others = ref(0)          /* waiting of those who share the phone */

  async function save(item: Item) {
    if (!who.now || !who.dataKey) return
    const { key, ledger, state, at, ...rest } = item
    await putQueue({ key, user: who.now.user, ledger, state, at, box: seal(who.dataKey, rest) })
  }
  async function load() {
    const all = await listQueue()
    const me = who.now?.user
    others.value = all.filter(s => s.user !== me && s.state !== 'sent').length
    items.value = []
    if (!me || !who.dataKey) return
    for (const s of all.filter(s => s.user === me)) {
      const rest = unseal<Omit<Item, 'key' | 'ledger' | 'state' | 'at'>>(who.dataKey, s.box)
      if (rest) items.value.push({ key: s.key, ledger: s.ledger, state: s.state, at: s.at, ...rest })
    }
    items.value.sort((a, b) => a.key.localeCompare(b.key))
    await prune()
  }
  async function prune() {
    const sent = items.value.filter(i => i.state === 'sent')
    const limit = Date.now() - KEPT_MS
    for (const i of sent.slice(0, Math.max(0, sent.length - KEPT)))
      if (new Date(i.at).getTime() < limit) { await dropQueue(i.key); items.value = items.value.filter(k => k.key !== i.key) }
  }
  async function add(ledger: string, fields: Values, title: string, note = ''): Promise<Item> {
    const item: Item = { key: uuid7(), ledger, state: 'waiting', at: isoNow(), what: 'create', title, note, fields }
    await save(item)
    items.value.push(item)
    return item
  }
  async function undo(key: string) {
    const item = items.value.find(i => i.key === key)
    if (!item || item.isUndone) return
    if (item.state !== 'sent') return drop(key)
    item.isUndone = true
    await save(item)
    const back: Item = { key: uuid7(), ledger: item.ledger, state: 'waiting', at: isoNow(), what: 'move', move: 'void', of: key, title: item.title, fields: {} }
    await save(back)
    items.value.push(back)
  }
  async function drop(key: string) {
    await dropQueue(key)
    items.value = items.value.filter(i => i.key !== key)
  }
  async function update(key: string, change: Partial<Item>) {
    const item = items.value.find(i => i.key === key)
    if (!item) return
    Object.assign(item, change)
    await save(item)
  }
  /* A corrected entry is a new write: the old key may have been seen by the server. */
  async function again(key: string, fields: Values) {
    const item = items.value.find(i => i.key === key)
    if (!item) return
    await drop(key)
    const next: Item = { ...item, key: uuid7(), fields, state: 'waiting', problem: undefined }
    await save(next)
    items.value.push(next)
  }

  const waiting = computed(() => items.value.filter(i => i.state === 'waiting'))
  const trouble = computed(() => items.value.filter(i => i.state === 'refused' || i.state === 'conflict'))
  const pending = computed(() => waiting.value.length + trouble.value.length + others.value)
  const last = (ledger: string) => items.value.filter(i => i.ledger === ledger && i.what === 'create').slice(-KEPT).reverse()
  return { items, others, waiting, trouble, pending, last, load, add, undo, drop, update, again }
})
