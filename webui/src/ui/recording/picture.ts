// SPDX-License-Identifier: MIT
// The moving picture of a film. Chromium paints it in a worker, which a hidden tab does not stop.
// Other browsers paint it on the page, to the beat of a worker's timer: there a hidden tab may get
// fewer pictures, because its videos are not decoded for show.
import { kFilmHeight, kFilmRate, kFilmWidth } from '../../core/recording/composition';
import { paint, type Painting, type Picture } from './paint';
import type { ToWorker } from './picture_worker';

/** By the key of a box: the track whose frames fill it. */
export type FilmTracks = ReadonlyMap<string, MediaStreamTrack>;

export interface MovingPicture {
  readonly track: MediaStreamTrack;
  /** Paints this from now on. */
  show(painting: Painting, tracks: FilmTracks): void;
  close(): void;
}

interface Processor {
  readonly readable: ReadableStream<VideoFrame>;
}

interface Generator extends MediaStreamTrack {
  readonly writable: WritableStream<VideoFrame>;
}

interface Breakout {
  MediaStreamTrackProcessor?: new (init: {
    track: MediaStreamTrack;
    maxBufferSize?: number;
  }) => Processor;
  MediaStreamTrackGenerator?: new (init: { kind: 'video' }) => Generator;
}

function newWorker(): Worker {
  return new Worker(new URL('./picture_worker.ts', import.meta.url), { type: 'module' });
}

/** What changed between two sets of tracks. */
function changes(before: ReadonlyMap<string, string>, now: FilmTracks) {
  return {
    gone: [...before].filter(([key, id]) => now.get(key)?.id !== id).map(([key]) => key),
    come: [...now].filter(([key, track]) => before.get(key) !== track.id),
  };
}

class WorkerPicture implements MovingPicture {
  private readonly worker = newWorker();
  private readonly generator: Generator;
  private known = new Map<string, string>();

  constructor(private readonly breakout: Required<Breakout>) {
    this.generator = new breakout.MediaStreamTrackGenerator({ kind: 'video' });
    const { writable } = this.generator;
    this.post({ type: 'begin', output: writable }, [writable]);
  }

  get track(): MediaStreamTrack {
    return this.generator;
  }

  show(painting: Painting, tracks: FilmTracks): void {
    const { gone, come } = changes(this.known, tracks);
    for (const key of gone) this.post({ type: 'forget', key });
    for (const [key, track] of come) {
      const { readable } = new this.breakout.MediaStreamTrackProcessor({ track, maxBufferSize: 2 });
      this.post({ type: 'source', key, frames: readable }, [readable]);
    }
    this.known = new Map([...tracks].map(([key, { id }]) => [key, id]));
    this.post({ type: 'paint', painting });
  }

  close(): void {
    this.worker.terminate();
    this.generator.stop();
  }

  private post(message: ToWorker, transfer: Transferable[] = []): void {
    this.worker.postMessage(message, transfer);
  }
}

class PagePicture implements MovingPicture {
  private readonly worker = newWorker();
  private readonly canvas = document.createElement('canvas');
  private readonly videos = new Map<string, HTMLVideoElement>();
  private readonly stream: MediaStream;
  private known = new Map<string, string>();
  private painting: Painting = { boxes: [], more: 0 };

  constructor() {
    this.canvas.width = kFilmWidth;
    this.canvas.height = kFilmHeight;
    const context = this.canvas.getContext('2d', { alpha: false });
    if (!context) throw new Error('no canvas');
    paint(context, this.painting, () => null);
    this.stream = this.canvas.captureStream(kFilmRate);
    this.worker.onmessage = () => paint(context, this.painting, (key) => this.pictureOf(key));
    this.worker.postMessage({ type: 'beat' } satisfies ToWorker);
  }

  get track(): MediaStreamTrack {
    const [track] = this.stream.getVideoTracks();
    if (!track) throw new Error('no track');
    return track;
  }

  show(painting: Painting, tracks: FilmTracks): void {
    const { gone, come } = changes(this.known, tracks);
    for (const key of gone) this.forget(key);
    for (const [key, track] of come) {
      const video = document.createElement('video');
      video.muted = true;
      video.playsInline = true;
      video.srcObject = new MediaStream([track]);
      void video.play().catch(() => undefined);
      this.videos.set(key, video);
    }
    this.known = new Map([...tracks].map(([key, { id }]) => [key, id]));
    this.painting = painting;
  }

  close(): void {
    this.worker.terminate();
    for (const key of [...this.videos.keys()]) this.forget(key);
    for (const track of this.stream.getTracks()) track.stop();
  }

  private forget(key: string): void {
    const video = this.videos.get(key);
    if (video) video.srcObject = null;
    this.videos.delete(key);
  }

  private pictureOf(key: string): Picture | null {
    const video = this.videos.get(key);
    if (!video || video.readyState < HTMLMediaElement.HAVE_CURRENT_DATA) return null;
    return { image: video, width: video.videoWidth, height: video.videoHeight };
  }
}

export function newPicture(): MovingPicture {
  const { MediaStreamTrackProcessor, MediaStreamTrackGenerator } = window as unknown as Breakout;
  if (MediaStreamTrackProcessor && MediaStreamTrackGenerator && 'OffscreenCanvas' in window)
    return new WorkerPicture({ MediaStreamTrackProcessor, MediaStreamTrackGenerator });
  return new PagePicture();
}
