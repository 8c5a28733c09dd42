// SPDX-License-Identifier: MIT
// Paints the film in a worker, whose timer also runs while the page is hidden. It reads the frames
// of every source, and keeps only the newest one of each.
import { kFilmHeight, kFilmRate, kFilmWidth } from '../../core/recording/composition';
import { paint, type Painting, type Picture } from './paint';

export type ToWorker =
  | { readonly type: 'begin'; readonly output: WritableStream<VideoFrame> }
  /** Where there is no output: only the beat, for a page that paints by itself. */
  | { readonly type: 'beat' }
  | { readonly type: 'source'; readonly key: string; readonly frames: ReadableStream<VideoFrame> }
  | { readonly type: 'forget'; readonly key: string }
  | { readonly type: 'paint'; readonly painting: Painting };

interface Source {
  readonly reader: ReadableStreamDefaultReader<VideoFrame>;
  newest: VideoFrame | null;
}

const sources = new Map<string, Source>();
let painting: Painting = { boxes: [], more: 0 };

async function read(key: string, frames: ReadableStream<VideoFrame>): Promise<void> {
  forget(key);
  const source: Source = { reader: frames.getReader(), newest: null };
  sources.set(key, source);
  try {
    for (;;) {
      const { value, done } = await source.reader.read();
      if (done) break;
      source.newest?.close();
      source.newest = value;
      if (sources.get(key) !== source) break;
    }
  } catch {
    // The track has ended.
  }
  source.newest?.close();
  source.newest = null;
}

function forget(key: string): void {
  const source = sources.get(key);
  sources.delete(key);
  void source?.reader.cancel().catch(() => undefined);
}

function pictureOf(key: string): Picture | null {
  const frame = sources.get(key)?.newest;
  return frame ? { image: frame, width: frame.displayWidth, height: frame.displayHeight } : null;
}

function begin(output: WritableStream<VideoFrame>): void {
  const canvas = new OffscreenCanvas(kFilmWidth, kFilmHeight);
  const context = canvas.getContext('2d', { alpha: false });
  const writer = output.getWriter();
  if (!context) return;
  let writes = 0;
  setInterval(() => {
    // An encoder that is behind gets fewer pictures, and no queue grows.
    if (writes > 1) return;
    paint(context, painting, pictureOf);
    const frame = new VideoFrame(canvas, { timestamp: Math.round(performance.now() * 1000) });
    writes += 1;
    writer.write(frame).then(
      () => (writes -= 1),
      () => frame.close(),
    );
  }, 1000 / kFilmRate);
}

self.onmessage = ({ data }: MessageEvent<ToWorker>) => {
  switch (data.type) {
    case 'begin':
      return begin(data.output);
    case 'beat':
      return void setInterval(() => self.postMessage('beat'), 1000 / kFilmRate);
    case 'source':
      return void read(data.key, data.frames);
    case 'forget':
      return forget(data.key);
    case 'paint':
      painting = data.painting;
  }
};
