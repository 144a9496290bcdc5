/** Reads the first code on a picture; none when there is none. */
export type Read = (picture: ImageData) => Promise<string | undefined>;

/** What some browsers have built in; not in the DOM library, because not all do. */
interface Detector {
  detect: (picture: ImageData) => Promise<{ rawValue: string }[]>;
}
type DetectorClass = (new () => Detector) & { getSupportedFormats: () => Promise<string[]> };

/** The reader of codes of this browser, else our own, which is loaded for it. */
export async function reader(): Promise<Read> {
  const Own = (window as { BarcodeDetector?: DetectorClass }).BarcodeDetector;
  if (Own && (await Own.getSupportedFormats()).includes("code_128")) {
    const detector = new Own();
    return async (picture) => (await detector.detect(picture))[0]?.rawValue;
  }
  const [{ prepareZXingModule, readBarcodes }, { default: wasm }] = await Promise.all([
    import("zxing-wasm/reader"),
    import("zxing-wasm/reader/zxing_reader.wasm?url"),
  ]);
  await prepareZXingModule({ overrides: { locateFile: () => wasm }, fireImmediately: true });
  return async (picture) => (await readBarcodes(picture, { maxNumberOfSymbols: 1 }))[0]?.text || undefined;
}

/** Longest side of what is read, in pixels: enough for small print, quick enough for a phone. */
const side = 1280;

/** A frame or a picture as the reader takes it. */
export function pixels(source: CanvasImageSource, width: number, height: number): ImageData | undefined {
  const scale = Math.min(1, side / Math.max(width, height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(width * scale);
  canvas.height = Math.round(height * scale);
  const ground = canvas.getContext("2d", { willReadFrequently: true });
  if (!ground || canvas.width === 0 || canvas.height === 0) return undefined;
  ground.drawImage(source, 0, 0, canvas.width, canvas.height);
  return ground.getImageData(0, 0, canvas.width, canvas.height);
}
