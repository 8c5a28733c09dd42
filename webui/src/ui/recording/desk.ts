// SPDX-License-Identifier: MIT
// RecordingDesk: what a room knows of recordings, ours and those of others. The recorder itself is
// a chunk of its own (recorder.ts), which puts the running film here.
import { signal, type ReadonlySignal } from '@preact/signals';
import type { RoomState } from '../../core/model/state';
import type { RecordingState } from '../../core/recording/recording';
import type { Talk } from '../../core/recording/talk';
import type { UploadState } from '../../core/recording/uploading';

/** The film that this page makes, until it is on the server or on the person's disk. */
export interface RunningFilm {
  readonly state: ReadonlySignal<RecordingState>;
  readonly upload: ReadonlySignal<UploadState>;
  /** Bytes: made, and taken by the server. */
  readonly made: ReadonlySignal<number>;
  readonly sent: ReadonlySignal<number>;
  /** Milliseconds of film. */
  ms(): number;
  pause(): void;
  resume(): void;
  stop(): Promise<void>;
  /** Sends again what the server refused. */
  retry(): void;
  /** Gives the person the file. */
  save(): Promise<void>;
  /** The person is done with a film that the server did not take. */
  dismiss(): void;
}

export interface DeskDeps {
  /** Beside the media. Returns false while there is no way to the person. */
  say(userId: string, text: string): boolean;
  onRecording(on: boolean): void;
  onAnswered(userId: string): void;
  tell(sentence: string): void;
}

export class RecordingDesk {
  /** Grows with every word that is said about a recording. */
  readonly said = signal(0);
  /** The person has pressed "Record". */
  readonly asked = signal(false);
  readonly film = signal<RunningFilm | null>(null);
  /** What the notice about a recording offers to do. */
  offer: { readonly text: string; readonly run: () => void } | null = null;
  /** Comes with the chunk of whoever records or is recorded (talking.ts). */
  talk: Talk | null = null;
  peers: RoomState['peers'] = [];
  /** Answers that were given before that. */
  readonly early = new Map<string, boolean>();

  constructor(readonly deps: DeskDeps) {}

  hear(userId: string, text: string): void {
    this.talk?.hear(userId, text);
  }

  onPeers(peers: RoomState['peers']): void {
    this.peers = peers;
    this.talk?.onPeers(peers);
  }

  /** Whether `userId`, who records, may record us. */
  answer(userId: string, agreed: boolean): void {
    if (this.talk) this.talk.answer(userId, agreed);
    else this.early.set(userId, agreed);
    this.deps.onAnswered(userId);
  }

  /** Tells the person here what became of the film, and what to do about it. */
  tell(sentence: string, offer: RecordingDesk['offer'] = null): void {
    this.offer = offer;
    this.deps.tell(sentence);
  }

  /** The room is left: a film that runs ends, and goes on to the server. */
  close(): void {
    void this.film.value?.stop();
    this.talk?.close();
  }

  /** Whether there is something to show: somebody records, or a film of ours is on its way. */
  shows({ peers }: Pick<RoomState, 'peers'>): boolean {
    return this.film.value !== null || peers.some(({ media }) => media.recording);
  }

  /** Whether this page records now. */
  get runs(): boolean {
    const kind = this.film.value?.state.value.kind;
    return kind === 'recording' || kind === 'paused';
  }
}
