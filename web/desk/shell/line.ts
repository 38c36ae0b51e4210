/* Tries the line again while it is down, so that the banner goes away by itself. */
import { onBeforeUnmount, watch } from 'vue'
import { line } from '@shared/api/client'
import { readSession } from '@shared/api/session'

const EVERY_MS = 5000

export function retryLine() {
  let timer: ReturnType<typeof setInterval> | undefined
  const stop = () => { clearInterval(timer); timer = undefined }
  watch(() => line.isDown, isDown => {
    stop()
    if (isDown) timer = setInterval(() => { readSession().catch(() => {}) }, EVERY_MS)
  }, { immediate: true })
  onBeforeUnmount(stop)
}
