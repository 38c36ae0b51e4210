/* What the server's answers look like, as the pages use them. The answers' own types are generated
 * into types.ts at build; this file holds the shapes of the plan's metadata and of a record. */

export type Label = string | { zh?: string | null; en?: string | null } | null | undefined
export type Tone = 'neutral' | 'progress' | 'done' | 'warning' | 'critical'

export type FieldType =
  | 'text' | 'integer' | 'number' | 'money' | 'flag' | 'date' | 'time' | 'datetime' | 'duration'
  | 'choice' | 'choices' | 'ref' | 'place' | 'user' | 'phone' | 'id_number' | 'plate' | 'photo'
  | 'file' | 'point' | 'stock' | 'lines' | 'checklist'

export interface Code { code: string; label: Label }

export interface Field {
  name: string
  label: Label
  help?: Label
  type: FieldType
  unit?: string | null
  required?: boolean
  required_when?: string | null
  show?: string | null
  default?: unknown
  value?: string | null
  of?: Code[]
  to?: string | null
  kinds?: string[]
  min?: string | number | null
  max?: string | number | null
  max_chars?: number
  sort?: boolean
  search?: boolean
  occurs?: boolean
  unique?: boolean
  sensitive?: unknown
  seal?: string | null
  compartment?: string | null
  fields?: Field[]
  among?: string | null
  computed?: boolean
  checklist?: string | null
}

export interface State { name: string; label: Label; tone: Tone; initial?: boolean; final?: boolean }

export interface Move {
  name: string
  label: Label
  from: string[]
  to: string
  needs: string[]
  by?: string[]
  by_member?: boolean
  auto?: string | null
  confirm?: boolean
}

/* What a write is refused for, or warned of, in the plan's words. */
export interface Rule { name: string; when: string; say: Label; field: string | null; warning: boolean }

export type Verb = 'view' | 'add' | 'amend' | 'move' | 'import' | 'export' | 'history' | 'bulk' | 'import_history'

export interface Ledger {
  name: string
  label: Label
  help?: Label
  module: string
  icon?: string | null
  fields: Field[]
  states: State[]
  moves: Move[]
  title: string[]
  key?: unknown
  grid?: string | null
  occurs?: string | null
  unique?: { fields: string[] }[]
  restricts?: string | null
  grants?: { post: string | null; member_of: string | null; verbs: Verb[] }[]
  rules?: Rule[]
}

export interface Kind { name: string; label: Label; area?: boolean; level?: string; under?: string[]; fields?: Field[] }
export interface Module { name: string; label: Label; area?: string | null; icon?: string | null }
export interface Post { name: string; label: Label; at?: string | null; admin?: boolean; disclose?: boolean; stock?: string[] }
export interface Standard { name: string; label: Label; type?: string; value: unknown; unit?: string | null }
export interface Item { name: string; label: Label; unit: string; counted_in: string; packs: { word: string; size: number }[]; class: string; grade: string | null; for: string[]; reusable: boolean; lead_days: number; safety_days: number; substitutes: string[] }
export interface Driver { name: string; label: Label; sum: Record<string, number>; source: string | null }
export interface CheckItem { id: string; label: Label; must?: boolean; exempt?: boolean; common?: boolean; score?: number }
export interface Checklist { name: string; label: Label; items: CheckItem[] }

export interface Plan {
  plan: string
  edition: string
  title: Label
  calendar: { offset_s: number }
  modules: Module[]
  ledgers: Ledger[]
  kinds: Kind[]
  posts: Post[]
  standards: Standard[]
  checklists: Checklist[]
  items?: Item[]
  drivers?: Driver[]
  levels: { name: string; label: Label; rank: number }[]
  rosters: { name: string; label: Label; skills: string[] }[]
  duties: { rule: string; label: Label; ledger: string | null; proof: { ledger: string | null; field: string | null; itself: boolean; report: string | null } }[]
}

export interface Link { id: string; title: string }

export type Values = Record<string, unknown>

export interface Entry {
  id: string
  ledger: string
  rev: number
  state: string
  key?: string | null
  title: string
  place?: Link | null
  also?: Link[]
  created_at: string
  created_by?: Link | null
  changed_at: string
  changed_by?: Link | null
  edition?: string
  fields: Values
  kept?: Values
  masked?: string[]
  moves?: string[]
  may?: Verb[]
  warnings?: { field?: string; detail: string }[]
}

export interface Page<T> { rows: T[]; next?: string | null; count?: number | null }

export interface Holding { post: string; label?: Label; place: Link; deputy_for?: string | null }

export interface Session {
  mark?: string | null /* stands on every page: an exercise */
  user: { id: string; name: string; login: string }
  lang?: string
  must_change_password: boolean
  posts: Holding[]
}

export interface PlaceRow { id: string; name: string; code?: string; kind: string; children: number; path?: Link[] | string }

export interface Change { field: string; before: unknown; after: unknown }
export interface HistoryEntry {
  at: string
  act: string
  move?: string | null
  state?: string | null
  user?: Link | null
  rev: number
  changes: Change[]
}

export interface FieldError { field?: string; rule?: string; detail: string; row?: number }
