/* Users, as far as a field that names one needs them. */
import { get } from './client'
import type { Link, Page } from './model'

export async function searchUsers(q: string): Promise<Link[]> {
  const told = await get<Page<{ id: string; name?: string; title?: string }>>('users', { query: { q, limit: 20 } })
  return told.rows.map(u => ({ id: u.id, title: u.title ?? u.name ?? u.id }))
}
