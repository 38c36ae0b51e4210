/* Where a place lies, in a line: "蒲城县 › 城关街道". */
import type { Link } from '@shared/api/model'

export function pathText(p: { name?: string; path?: Link[] | string | null }): string {
  if (!p.path) return ''
  if (typeof p.path === 'string') return p.path
  const names = p.path.map(l => l.title).filter(n => n !== p.name)
  return names.slice(-2).join(' › ')
}
