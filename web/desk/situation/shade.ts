/* Five shades by rank, so that one large town does not make all others pale; 0 stays blank. Boundaries
 * as SVG paths: an equirectangular picture is true enough for a county. */
export const SHADES = 5

export function shadeOf(values: (number | null)[]): (v: number | null) => number {
  const some = values.filter((v): v is number => v !== null && v > 0).sort((a, b) => a - b)
  return v => (v === null || v <= 0 || !some.length ? 0 : 1 + Math.min(SHADES - 1, Math.floor((SHADES * some.filter(x => x < v).length) / some.length)))
}

type Ring = [number, number][]
export interface Feature { properties: { place: string }; geometry: { type: 'Polygon' | 'MultiPolygon'; coordinates: Ring[] | Ring[][] } }
export interface Boundaries { type: 'FeatureCollection'; features: Feature[] }
export interface Shape { place: string; path: string; x: number; y: number }

const rings = (f: Feature): Ring[] => (f.geometry.type === 'Polygon' ? (f.geometry.coordinates as Ring[]) : (f.geometry.coordinates as Ring[][]).flat())

export function shapesOf(map: Boundaries, width: number, height: number): Shape[] {
  const all = map.features.flatMap(rings).flat()
  const lons = all.map(p => p[0]), lats = all.map(p => p[1])
  const least = (n: number[]) => n.reduce((a, b) => Math.min(a, b), Infinity), most = (n: number[]) => n.reduce((a, b) => Math.max(a, b), -Infinity)
  const west = least(lons), east = most(lons), south = least(lats), north = most(lats)
  const squeeze = Math.cos(((south + north) / 2) * Math.PI / 180)
  const scale = Math.min(width / Math.max((east - west) * squeeze, 1e-9), height / Math.max(north - south, 1e-9))
  const x = (lon: number) => (lon - west) * squeeze * scale + (width - (east - west) * squeeze * scale) / 2
  const y = (lat: number) => (north - lat) * scale + (height - (north - south) * scale) / 2
  return map.features.map(f => {
    const outer = rings(f).reduce((a, b) => (b.length > a.length ? b : a))
    const mid = (i: 0 | 1) => (least(outer.map(p => p[i])) + most(outer.map(p => p[i]))) / 2
    return { place: f.properties.place, x: x(mid(0)), y: y(mid(1)), path: rings(f).map(r => 'M' + r.map(p => `${x(p[0]).toFixed(1)},${y(p[1]).toFixed(1)}`).join('L') + 'Z').join('') }
  })
}
