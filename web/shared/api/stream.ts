/* Changes within one's scope as they happen (SSE). One connection for the whole desk; the browser
 * reconnects by itself. What this desk wrote itself is left out: it has shown it already. */
import { onBeforeUnmount, onMounted } from 'vue'

export interface StreamChange { ledger: string; id: string; act: string }
type Listener = (change: StreamChange) => void

const OWN_MS = 8000
const listeners = new Set<Listener>()
const own = new Map<string, number>()
let source: EventSource | null = null

export function wroteHere(id: string) {
  const now = Date.now()
  for (const [known, until] of own) if (until < now) own.delete(known)
  own.set(id, now + OWN_MS)
}

function hear(event: MessageEvent) {
  try {
    const change = JSON.parse(event.data) as StreamChange
    if ((own.get(change.id) ?? 0) > Date.now()) return
    for (const listener of listeners) listener(change)
  } catch { /* a keep-alive or a word we do not know */ }
}
function open() {
  if (source || typeof EventSource === 'undefined') return
  source = new EventSource('/api/stream')
  source.onmessage = hear
  source.addEventListener('change', hear as EventListener)
}
export function useStream(listener: Listener) {
  onMounted(() => { listeners.add(listener); open() })
  onBeforeUnmount(() => {
    listeners.delete(listener)
    if (!listeners.size) { source?.close(); source = null }
  })
}
