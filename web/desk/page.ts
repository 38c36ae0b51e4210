/* How a module brings pages of its own. A folder desk/<module>/ may hold
 *
 *   pages.ts   export const pages: DeskPage[]       collected into the routes and the navigation
 *   words.ts   export const words = { zh, en }      its texts: t('<module>.key')
 *   work.ts    export const work: HomeWork[]        tiles on the first page: what is mine and late
 *
 * Nothing else has to be edited. A ledger needs no page: it is drawn from the plan. */
import type { Label, Tone } from '@shared/api/model'
import type { useSession } from '@shared/api/sessionStore'
import { i18n } from '@shared/text'
import type { RouteLocationRaw } from 'vue-router'

export type Store = ReturnType<typeof useSession>

export interface DeskPage {
  path: string                        /* below "/": 'stock/balance' or 'stock/:place?' */
  name: string                        /* of the route; unique on the desk */
  component: () => Promise<unknown>
  label: Label
  icon?: string                       /* a name of shared/ui/Icon.vue */
  area?: string                       /* 'A' … 'K' of the mission; absent: not in the navigation */
  order?: number                      /* within the area; 100 when absent */
  props?: boolean                     /* hand the path's parameters to the component as props */
  may?: (store: Store) => boolean     /* shown to whom; the server judges anyway */
}

/* A tile on the first page. `read` is called once a visit and again when the area changes; it
 * answers nothing where there is nothing to say. */
export interface HomeTile { label: Label; value: number; tone: Tone; note?: Label; to: RouteLocationRaw }
export interface HomeWork { name: string; may?: (store: Store) => boolean; read: (place?: string) => Promise<HomeTile[]> }

type Words = Record<string, unknown>
const of = <T>(found: Record<string, unknown>) => Object.values(found) as T[]

export const pages = of<{ pages: DeskPage[] }>(import.meta.glob('./*/pages.ts', { eager: true }))
  .flatMap(m => m.pages).sort((a, b) => (a.order ?? 100) - (b.order ?? 100))
export const work = of<{ work: HomeWork[] }>(import.meta.glob('./*/work.ts', { eager: true })).flatMap(m => m.work)

export function mergeWords() {
  const found = import.meta.glob<{ words: { zh: Words; en: Words } }>('./*/words.ts', { eager: true })
  for (const [path, { words }] of Object.entries(found)) {
    const module = path.split('/')[1]
    i18n.global.mergeLocaleMessage('zh', { [module]: words.zh })
    i18n.global.mergeLocaleMessage('en', { [module]: words.en })
  }
}
