/* Reading something for a page: what came, what went wrong, whether it is on its way. An answer that
 * a later question overtook is dropped; what was read before stays while it is read again. */
import { computed, ref, shallowRef, watch, type WatchSource } from 'vue'

export function useLoad<T>(read: (signal: AbortSignal) => Promise<T>, when: WatchSource[] = []) {
  const data = shallowRef<T | null>(null)
  const fault = shallowRef<unknown>(null)
  const isLoading = ref(false)
  let latest: AbortController | undefined
  async function reload() {
    latest?.abort()
    const mine = latest = new AbortController()
    isLoading.value = true
    try {
      const told = await read(mine.signal)
      if (mine !== latest) return
      data.value = told
      fault.value = null
    } catch (reason) {
      if (mine !== latest || (reason as Error).name === 'AbortError') return
      fault.value = reason
    }
    isLoading.value = false
  }
  watch(when, reload, { immediate: true })
  return { data, fault, isLoading, isFirst: computed(() => data.value === null && fault.value === null), reload }
}
export type Load<T> = ReturnType<typeof useLoad<T>>
