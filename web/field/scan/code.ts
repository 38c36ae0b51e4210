/* Finding a QR code in a picture: the browser's own detector where there is one, else jsQR. */
interface Detector { detect(source: CanvasImageSource): Promise<{ rawValue: string }[]> }
declare global { interface Window { BarcodeDetector?: new (options: { formats: string[] }) => Detector } }

const LARGEST = 1600
let detector: Detector | undefined

export async function findCode(source: CanvasImageSource, width: number, height: number): Promise<string | null> {
  if (window.BarcodeDetector) {
    try {
      detector ??= new window.BarcodeDetector({ formats: ['qr_code'] })
      const found = await detector.detect(source)
      if (found[0]) return found[0].rawValue
    } catch { /* there in name only: read it ourselves */ }
  }
  const { default: jsQR } = await import('jsqr')
  const scale = Math.min(1, LARGEST / Math.max(width, height))
  const canvas = document.createElement('canvas')
  canvas.width = Math.max(1, Math.round(width * scale))
  canvas.height = Math.max(1, Math.round(height * scale))
  const pen = canvas.getContext('2d', { willReadFrequently: true })
  if (!pen) return null
  pen.drawImage(source, 0, 0, canvas.width, canvas.height)
  const { data } = pen.getImageData(0, 0, canvas.width, canvas.height)
  return jsQR(data, canvas.width, canvas.height)?.data || null
}
export async function findInFile(file: File): Promise<string | null> {
  const picture = await createImageBitmap(file)
  try { return await findCode(picture, picture.width, picture.height) } finally { picture.close() }
}
