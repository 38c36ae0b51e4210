/* A report's Markdown as blocks: what src/report/paper.c makes papers of, for the screen. */
export type Block =
  | { kind: 'title' | 'heading' | 'text' | 'item'; text: string }
  | { kind: 'table'; head: string[]; rows: string[][] }
  | { kind: 'chart'; name: string; from: string; values: number[] }

const cells = (line: string) => line.replace(/^\||\|\s*$/g, '').split('|').map(c => c.trim())

export function blocksOf(markdown: string): Block[] {
  const all: Block[] = []
  let table: Extract<Block, { kind: 'table' }> | null = null
  for (const line of markdown.split('\n')) {
    if (line.startsWith('|')) {
      if (/^[|\-: ]+$/.test(line)) continue
      if (table) table.rows.push(cells(line))
      else all.push(table = { kind: 'table', head: cells(line), rows: [] })
      continue
    }
    table = null
    if (!line.trim()) continue
    if (line.startsWith('#')) all.push({ kind: all.some(b => b.kind === 'title') ? 'heading' : 'title', text: line.replace(/^#+\s*/, '') })
    else if (line.startsWith('- ')) all.push({ kind: 'item', text: line.slice(2) })
    else if (line.startsWith('!chart ')) {
      const [name, from, values] = line.slice(7).split('|')
      all.push({ kind: 'chart', name, from, values: values.split(',').map(Number) })
    } else all.push({ kind: 'text', text: line })
  }
  return all
}

export const isFigure = (text: string) => /^[\d,.%\-<—]+$/.test(text)

/* "**bold**" as pieces. */
export const runs = (text: string) => text.split('**').map((part, i) => ({ part, bold: i % 2 === 1 })).filter(r => r.part)

const DAY_MS = 86400000
export const dayAfter = (day: string, by: number) => new Date(Date.parse(day) + by * DAY_MS).toISOString().slice(0, 10)
