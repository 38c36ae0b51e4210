/* Rooms proposed for arrivals: families together, the least beds left over, barrier-free rooms for
 * who needs them and for nobody else while others are free. A family too large for any room gets
 * rooms side by side. A proposal only: a person confirms it, the server judges every bed again. */
export interface Room { id: string; number: string; floor: number; beds: number; fit: string }
export interface Guest { id: string; family: string; barrierFree: boolean }
export interface Placed { guest: string; room: string; bed: number }
export interface Proposal { placed: Placed[]; split: string[]; without: string[] }

const byNumber = (a: Room, b: Room) => a.floor - b.floor || a.number.localeCompare(b.number, 'en', { numeric: true })

/* Lower is better: beds left over, then a room meant for others. */
const cost = (room: Room, size: number, barrierFree: boolean) =>
  (room.beds - size) * 10 + (barrierFree !== (room.fit === 'barrier_free') ? 100 : 0) + (room.fit === 'family' && size < 2 ? 5 : 0)

export function propose(free: Room[], guests: Guest[]): Proposal {
  const rooms = [...free].sort(byNumber)
  const answer: Proposal = { placed: [], split: [], without: [] }
  const families = new Map<string, Guest[]>()
  for (const g of guests) families.set(g.family, [...(families.get(g.family) ?? []), g])
  const take = (room: Room, people: Guest[]) => {
    rooms.splice(rooms.indexOf(room), 1)
    people.forEach((g, i) => answer.placed.push({ guest: g.id, room: room.id, bed: i + 1 }))
  }
  const best = (size: number, barrierFree: boolean) =>
    rooms.filter(r => r.beds >= size).reduce<Room | null>((a, b) => (a && cost(a, size, barrierFree) <= cost(b, size, barrierFree) ? a : b), null)
  const inOrder = [...families.values()].sort((a, b) => b.length - a.length || Number(b.some(g => g.barrierFree)) - Number(a.some(g => g.barrierFree)))
  for (const people of inOrder) {
    const room = best(people.length, people.some(g => g.barrierFree))
    if (room) { take(room, people); continue }
    const side = neighbours(rooms, people.length)
    if (!side.length) { answer.without.push(...people.map(g => g.id)); continue }
    answer.split.push(people[0].family)
    let at = 0
    for (const r of side) { take(r, people.slice(at, at + r.beds)); at += r.beds }
  }
  return answer
}

/* The shortest run of rooms of one floor, in the order of their numbers, with beds for all. */
function neighbours(rooms: Room[], size: number): Room[] {
  let shortest: Room[] = []
  for (let i = 0; i < rooms.length; i++) {
    let beds = 0
    for (let k = i; k < rooms.length && rooms[k].floor === rooms[i].floor; k++) {
      beds += rooms[k].beds
      if (beds < size) continue
      if (!shortest.length || k - i + 1 < shortest.length) shortest = rooms.slice(i, k + 1)
      break
    }
  }
  return shortest
}
