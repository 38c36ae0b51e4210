/* Short words at the foot of the page, with a way back where there is one. */
import { reactive } from 'vue'

export interface Notice { id: number; text: string; tone: 'plain' | 'critical'; act?: { text: string; run: () => void } }
export const notices = reactive<Notice[]>([])
let next = 1

export function notify(text: string, act?: Notice['act'], tone: Notice['tone'] = 'plain') {
  const id = next++
  notices.push({ id, text, tone, act })
  if (notices.length > 3) notices.shift()
  setTimeout(() => dismiss(id), act ? 8000 : 4000)
}
export const notifyFault = (reason: unknown) => notify((reason as Error).message || String(reason), undefined, 'critical')
export function dismiss(id: number) {
  const at = notices.findIndex(n => n.id === id)
  if (at >= 0) notices.splice(at, 1)
}
