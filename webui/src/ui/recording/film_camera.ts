// SPDX-License-Identifier: MIT
// The browser's recorder: one picture and one mix of voices, whatever comes and goes behind them. A
// track that was added to the stream that is recorded would end the film.
import type { Camera, CameraEvents } from '../../core/recording/recording';
import type { MovingPicture } from './picture';

/** A piece every two seconds: a crash loses no more, and no hour makes a million pieces. */
const kPieceMs = 2_000;
const kVideoBits = 1_500_000;
const kAudioBits = 96_000;
/** So that players jump well, and the server cuts at the right places. */
const kKeyFrameMs = 2_000;

type Options = MediaRecorderOptions & { videoKeyFrameIntervalDuration?: number };

/** Everybody's sound as one track. The voices also play on the page, or Chromium gives silence. */
export class Mixer {
  private readonly out: MediaStreamAudioDestinationNode;
  private readonly nodes = new Map<string, MediaStreamAudioSourceNode>();

  constructor(private readonly context: AudioContext) {
    this.out = context.createMediaStreamDestination();
  }

  get track(): MediaStreamTrack {
    const [track] = this.out.stream.getAudioTracks();
    if (!track) throw new Error('no sound');
    return track;
  }

  /** These tracks, and no others, are heard from now on. */
  mix(tracks: readonly MediaStreamTrack[]): void {
    const wanted = new Map(tracks.map((track) => [track.id, track]));
    for (const [id, node] of [...this.nodes]) {
      if (wanted.has(id)) continue;
      node.disconnect();
      this.nodes.delete(id);
    }
    for (const [id, track] of wanted) {
      if (this.nodes.has(id)) continue;
      const node = this.context.createMediaStreamSource(new MediaStream([track]));
      node.connect(this.out);
      this.nodes.set(id, node);
    }
  }

  close(): void {
    this.mix([]);
    this.track.stop();
  }
}

export class FilmCamera implements Camera {
  private recorder: MediaRecorder | null = null;

  constructor(
    private readonly picture: MovingPicture,
    private readonly mixer: Mixer,
    private readonly mimeType: string,
    private readonly close: () => void,
  ) {}

  start(events: CameraEvents): Promise<void> {
    const options: Options = {
      mimeType: this.mimeType,
      videoBitsPerSecond: kVideoBits,
      audioBitsPerSecond: kAudioBits,
      videoKeyFrameIntervalDuration: kKeyFrameMs,
    };
    const stream = new MediaStream([this.picture.track, this.mixer.track]);
    const recorder = new MediaRecorder(stream, options);
    this.recorder = recorder;
    recorder.ondataavailable = ({ data }) => events.onPiece(data);
    recorder.onerror = () => events.onBroken();
    return new Promise((resolve, reject) => {
      recorder.onstart = () => {
        recorder.onstop = () => events.onBroken();
        resolve();
      };
      recorder.onstop = () => {
        this.close();
        reject(new Error('the recorder did not start'));
      };
      recorder.start(kPieceMs);
    });
  }

  pause(): void {
    if (this.recorder?.state === 'recording') this.recorder.pause();
  }

  resume(): void {
    if (this.recorder?.state === 'paused') this.recorder.resume();
  }

  async stop(): Promise<void> {
    const { recorder } = this;
    if (recorder && recorder.state !== 'inactive') {
      await new Promise<void>((resolve) => {
        recorder.onstop = () => resolve();
        recorder.stop();
      });
    }
    this.close();
  }
}
