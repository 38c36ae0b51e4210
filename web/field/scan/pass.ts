/* A pass as its QR code says it: LF1.<what>.<signature>, both base64url; the signature (Ed25519) covers
 * the text before the last dot. src/ledger/pass.c signs it. Checked here without a network. */
import { fromBase64Url, isSigned } from '../store/crypt'

export type Verdict = 'good' | 'expired' | 'forged' | 'unread' | 'nokey'
export interface Told { verdict: Verdict; ledger?: string; id?: string; key?: string; until?: number; shown?: Record<string, string> }
interface Content { l: string; id: string; k: string | null; u: number; f: Record<string, string> }

export function readPass(text: string, key: string | undefined, now_s: number): Told {
  /* A code may be an address that carries the pass. */
  const found = /LF1\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+/.exec(text)?.[0]
  if (!found) return { verdict: 'unread' }
  const at = found.lastIndexOf('.')
  const [head, signature] = [found.slice(0, at), found.slice(at + 1)]
  try {
    const content = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(fromBase64Url(head.slice(4)))) as Content
    if (!key) return { verdict: 'nokey' }
    if (!isSigned(head, fromBase64Url(signature), key)) return { verdict: 'forged' }
    return { verdict: content.u <= now_s ? 'expired' : 'good', ledger: content.l, id: content.id, key: content.k ?? '', until: content.u, shown: content.f }
  } catch { return { verdict: 'unread' } }
}
