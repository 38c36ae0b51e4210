/* What this desk remembers of its user between visits: language, appearance, area, columns,
 * saved filters. Kept in the browser; nothing about a person in the records. */
import { defineStore } from 'pinia'
import { reactive, watch } from 'vue'
import { setLang, type Lang } from '@shared/text'
import { line } from './client'
import type { Link } from './model'

export type Theme = 'auto' | 'light' | 'dark'
export interface SavedFilter { name: string; query: Record<string, string> }

export function keep<T>(name: string, otherwise: T): T {
  try {
    const text = localStorage.getItem('lf.' + name)
    return text === null ? otherwise : (JSON.parse(text) as T)
  } catch { return otherwise }
}
export function store(name: string, value: unknown) {
  try {
    if (value === null || value === undefined) localStorage.removeItem('lf.' + name)
    else localStorage.setItem('lf.' + name, JSON.stringify(value))
  } catch { /* storage full or forbidden: the page works without it */ }
}

/* theme and lang are plain words, not JSON: public/theme.js reads them before anything else. */
function word(name: string, otherwise: string) {
  try { return localStorage.getItem('lf.' + name) || otherwise } catch { return otherwise }
}
function storeWord(name: string, value: string) {
  try { localStorage.setItem('lf.' + name, value) } catch { /* as above */ }
}

export const useSettings = defineStore('settings', () => {
  const system = matchMedia('(prefers-color-scheme: dark)')
  const own = reactive({
    lang: word('lang', /^zh/i.test(navigator.language) ? 'zh' : 'en') as Lang,
    theme: word('theme', 'auto') as Theme,
    scope: keep<Link | null>('scope', null),
    navFolded: keep('nav', false),
    areasFolded: keep<string[]>('areas', []),
    columns: keep<Record<string, string[]>>('columns', {}),
    filters: keep<Record<string, SavedFilter[]>>('filters', {}),
  })
  const paint = () => document.documentElement.classList.toggle('dark',
    own.theme === 'dark' || (own.theme === 'auto' && system.matches))
  system.addEventListener('change', paint)
  watch(() => own.lang, to => { setLang(to); line.lang = to; storeWord('lang', to) }, { immediate: true })
  watch(() => own.theme, to => { paint(); storeWord('theme', to) }, { immediate: true })
  watch(() => own.scope, to => store('scope', to))
  watch(() => own.navFolded, to => store('nav', to))
  watch(() => own.areasFolded, to => store('areas', to), { deep: true })
  watch(() => own.columns, to => store('columns', to), { deep: true })
  watch(() => own.filters, to => store('filters', to), { deep: true })
  return { own }
})
