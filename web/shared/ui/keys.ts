/* Keyboard of the desk: single letters while nobody is typing. Each page lists its keys; the help
 * under "?" shows what shared/text says about them. */
import { onBeforeUnmount, onMounted } from 'vue'

export function isTyping(target: EventTarget | null): boolean {
  const el = target as HTMLElement | null
  return !!el && (el.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(el.tagName))
}
const hasDialog = () => !!document.querySelector('.el-overlay:not([style*="display: none"]) .el-dialog, .palette-open')

/* Handlers by key; a handler that returns false lets the event pass on. Esc works while typing. */
export function useKeys(keys: Record<string, (event: KeyboardEvent) => unknown>) {
  const listen = (event: KeyboardEvent) => {
    if (event.defaultPrevented || event.isComposing || event.altKey) return
    const name = (event.ctrlKey || event.metaKey ? 'Ctrl+' : '') + event.key
    const run = keys[name]
    if (!run) return
    if (!name.startsWith('Ctrl+') && hasDialog()) return
    if (event.key !== 'Escape' && !name.startsWith('Ctrl+') && isTyping(event.target)) return
    if (run(event) !== false) event.preventDefault()
  }
  /* Before any widget: a list must not swallow Ctrl K, nor a closed one Esc. */
  const listenFirst = (event: KeyboardEvent) => {
    const at = event.target as HTMLElement
    const isClosedList = at?.getAttribute?.('role') === 'combobox' && at.getAttribute('aria-expanded') !== 'true'
    if (event.ctrlKey || event.metaKey || (event.key === 'Escape' && isClosedList)) listen(event)
  }
  onMounted(() => {
    window.addEventListener('keydown', listen)
    window.addEventListener('keydown', listenFirst, true)
  })
  onBeforeUnmount(() => {
    window.removeEventListener('keydown', listen)
    window.removeEventListener('keydown', listenFirst, true)
  })
}

/* Enter in a form: on to the next field, or to sending at its end. Bound in the capture phase, so
 * that a closed list does not swallow it; an open list and long texts keep their Enter. */
export function enterMovesOn(event: KeyboardEvent, send: () => void) {
  if (event.key !== 'Enter' || event.isComposing || event.shiftKey) return
  const take = () => { event.preventDefault(); event.stopPropagation() }
  if (event.ctrlKey || event.metaKey) { take(); send(); return }
  const at = event.target as HTMLElement
  if (at.tagName === 'TEXTAREA' || at.getAttribute('aria-expanded') === 'true') return
  if (at.tagName === 'BUTTON' && at.getAttribute('role') !== 'radio') return
  const form = event.currentTarget as HTMLElement
  const stops = [...form.querySelectorAll<HTMLElement>('input, textarea, [role=radio][tabindex="0"], [role=checkbox]')]
    .filter(el => !el.hasAttribute('disabled') && el.tabIndex >= 0 && el.offsetParent !== null)
  const field = at.closest('[data-field]')
  const next = stops.slice(stops.indexOf(at) + 1).find(el => !field || !field.contains(el))
  take()
  if (!next) return send()
  next.focus()
  if (next instanceof HTMLInputElement) next.select()
}
