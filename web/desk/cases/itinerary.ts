/* A told itinerary becomes stays: each line has a day (or the one before it), a time or two, and the
 * rest is the place. What is not understood stays for the investigator to fill in. */
export interface Told { line: string; from: string | null; until: string | null; where: string; about: boolean }

const two = (n: number) => String(n).padStart(2, '0')
const DAY = /(?:(\d{4})[年./-])?(\d{1,2})[月./-](\d{1,2})(?:日|号)?/
const NEAR: [RegExp, number][] = [[/前天|day before yesterday/i, 2], [/昨[天日晚]|yesterday/i, 1], [/今[天早晚]|today/i, 0]]
const TIME = /(上午|下午|晚上?|中午|早上?|凌晨)?\s*(\d{1,2})(?:[:：时点](半|\d{1,2})?分?)/g
const ABOUT = /约|大概|左右|前后|about|around/i

function dayOf(line: string, before: string | null, today: string): [string | null, string] {
  for (const [word, back] of NEAR)
    if (word.test(line)) return [new Date(Date.parse(today) - back * 86400e3).toISOString().slice(0, 10), line.replace(word, ' ')]
  const m = DAY.exec(line)
  if (!m) return [before, line]
  let year = Number(m[1] ?? today.slice(0, 4))
  const day = () => `${year}-${two(Number(m[2]))}-${two(Number(m[3]))}`
  if (!m[1] && day() > today) year--
  return [day(), line.replace(m[0], ' ')]
}

function times(line: string): { at: string[]; rest: string } {
  const at: string[] = []
  let part = ''
  const rest = line.replace(TIME, (_all, of: string | undefined, hour: string, minute: string | undefined) => {
    part = of ?? part
    let h = Number(hour)
    if (/下午|晚/.test(part) && h < 12) h += 12
    if (/中午/.test(part) && h < 11) h += 12
    if (h < 24) at.push(`${two(h)}:${minute === '半' ? '30' : two(Number(minute ?? 0))}`)
    return ' '
  })
  return { at, rest }
}

export function readItinerary(text: string, today: string, zone: string): Told[] {
  let day: string | null = null
  return text.split(/[\n；;。]/).map(l => l.trim()).filter(Boolean).map(line => {
    let rest: string
    ;[day, rest] = dayOf(line, day, today)
    const found = times(rest)
    const stamp = (time: string | undefined) => (day && time ? `${day}T${time}:00${zone}` : null)
    const where = found.rest.replace(ABOUT, ' ').replace(/[—–~～\-至到，,、:：]+/g, ' ').replace(/(^|\s)(在|去|前往|乘车|步行|from|to|at)(?=\S|\s)/g, ' ').trim().replace(/\s+/g, ' ')
    return { line, from: stamp(found.at[0]), until: stamp(found.at[1]), where, about: ABOUT.test(line) }
  })
}

/* Names a place may be found by: as told, then shorter and shorter parts of it. */
export function aliases(where: string): string[] {
  const word = where.split(' ').sort((a, b) => b.length - a.length)[0] ?? ''
  const list = [where, word]
  for (let n = word.length - 1; n >= 2; n--) list.push(word.slice(word.length - n), word.slice(0, n))
  return [...new Set(list)].filter(w => w.length >= 2).slice(0, 8)
}
