// SPDX-License-Identifier: MIT
// KeptFilm: one film on this device and its way to the server; while it is made, and after a crash.
// It is removed from here when the server has it, or when the person says so.
import { batch, signal } from '@preact/signals';
import type { ApiClient } from '../../core/api/client';
import { recording } from '../../core/api/recordings';
import { systemClock } from '../../core/clock';
import { ChunkQueue, type ChunkStore } from '../../core/recording/chunk_queue';
import { bytesOf, fileName, type Film } from '../../core/recording/film';
import { Uploading, type UploadState } from '../../core/recording/uploading';
import { saveFile } from '../components/save_file';
import type { FilmStore } from './film_store';
import { tusSender } from './tus_sender';

/** Where the browser keeps nothing: the film lives in memory until the server has it. */
const kNoStore: ChunkStore = {
  put: () => Promise.reject(new Error('no storage')),
  get: () => Promise.resolve(null),
  dropBefore: () => Promise.resolve(),
};

const lockOf = (id: string): string => `lectern.film.${id}`;

/** Tells the other tabs that this one has the film. False: another tab has it. */
export async function claim(id: string): Promise<boolean> {
  const locks = navigator.locks as LockManager | undefined;
  // Pages without https have no locks, and no other tab records without https either.
  if (!locks) return true;
  return new Promise((resolve) => {
    void locks.request(lockOf(id), { ifAvailable: true }, (lock) => {
      resolve(lock !== null);
      // Held until the page ends.
      return lock ? new Promise(() => undefined) : undefined;
    });
  });
}

/** The films that this page works on, in a room that may have been left. */
const here = new Map<string, KeptFilm>();

export function filmsOfThisPage(): readonly KeptFilm[] {
  return [...here.values()];
}

export class KeptFilm {
  /** Whether it was ever meant to be sent from this page. */
  readonly sending = signal(false);
  readonly upload = signal<UploadState>({ kind: 'waiting' });
  readonly made = signal(0);
  readonly sent = signal(0);
  /** The disk of this device takes nothing more. */
  readonly diskFull = signal(false);
  private film_: Film;
  private readonly queue: ChunkQueue;
  private readonly uploading: Uploading;
  private saving: Promise<void> = Promise.resolve();

  constructor(
    film: Film,
    private readonly store: FilmStore | null,
    api: ApiClient,
  ) {
    this.film_ = film;
    here.set(film.id, this);
    this.queue = new ChunkQueue(
      film.id,
      store ?? kNoStore,
      {
        onStored: (sizes) => this.note({ sizes, released: this.queue.firstKept }),
        onDiskFull: () => (this.diskFull.value = true),
      },
      film,
    );
    this.made.value = bytesOf(film);
    this.sent.value = film.accepted;
    this.uploading = new Uploading(film.url, {
      clock: systemClock,
      random: Math.random,
      send: tusSender(api, film, this.queue),
      arrived: async (url) => {
        const id = url.split('/').filter((part) => part !== '').at(-1) ?? '';
        const answer = await recording(api, id);
        if (answer.ok) return answer.value.state !== 'uploading';
        return answer.error.status === 404 ? false : null;
      },
      whole: () => this.queue.whole,
      onUrl: (url) => this.note({ url }),
      onAccepted: (bytes) => {
        this.queue.accept(bytes);
        this.sent.value = bytes;
        this.note({ accepted: bytes });
      },
      onState: (state) => this.onUpload(state),
    });
  }

  get film(): Film {
    return this.film_;
  }

  /** No piece follows. */
  get ended(): boolean {
    return this.queue.ended;
  }

  /** The whole film is on this device. */
  get whole(): boolean {
    return this.queue.whole;
  }

  /** Writes it down for the first time. */
  begin(): void {
    this.note({});
  }

  keep(data: Blob): boolean {
    const kept = this.queue.append(data);
    this.made.value = this.queue.total;
    return kept;
  }

  async finish(): Promise<void> {
    await this.queue.end();
    this.note({ ended: true });
    await this.saving;
  }

  /** Sends it to the server, or goes on where that was refused. */
  send(): void {
    this.sending.value = true;
    this.uploading.start();
  }

  /** It stays here: the server takes no recordings. */
  stayHere(code: string): void {
    this.upload.value = { kind: 'refused', code };
  }

  async saveFile(): Promise<void> {
    saveFile(await this.queue.film(this.film_.type), fileName(this.film_));
  }

  /** Forgets it on this device; what the server has stays there. */
  async remove(): Promise<void> {
    here.delete(this.film_.id);
    this.uploading.stop();
    this.queue.close();
    await this.saving;
    await this.store?.remove(this.film_.id).catch(() => undefined);
  }

  private onUpload(state: UploadState): void {
    batch(() => {
      if (state.kind === 'done') this.sent.value = this.made.value;
      this.upload.value = state;
    });
    if (state.kind === 'done') void this.remove();
  }

  private note(change: Partial<Film>): void {
    this.film_ = { ...this.film_, ...change };
    const film = this.film_;
    this.saving = this.saving.then(() => this.store?.save(film).catch(() => undefined));
  }
}
