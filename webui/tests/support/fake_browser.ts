// SPDX-License-Identifier: MIT
// The part of a browser that gives cameras, microphones and screens: what it was asked for, what it
// gave, and a question to the person that stays open as long as the test wants.
import { Tracks, type MediaSource, type Permission } from '../../src/core/media/tracks';
import { FakeStream, FakeTrack } from './fake_rtc';

export class FakeBrowser {
  readonly asked: MediaStreamConstraints[] = [];
  readonly given: FakeTrack[] = [];
  refuse: { audio?: string; video?: string } = {};
  screen: FakeTrack | null = null;
  permissions: { audio?: Permission; video?: Permission } = {};
  /** By the id that a request names. */
  readonly refusedIds = new Map<string, string>();
  /** While it is set, every answer waits: the browser's question is open. */
  private question: Promise<void> | null = null;
  private answerQuestion = (): void => undefined;
  readonly askedForScreen: unknown[] = [];

  readonly source = {
    getUserMedia: async (constraints: MediaStreamConstraints) => {
      this.asked.push(constraints);
      await this.question;
      const kinds = (['audio', 'video'] as const).filter((kind) => constraints[kind]);
      for (const kind of kinds) {
        const { deviceId } = constraints[kind] as { deviceId?: { exact: string } };
        const name = this.refuse[kind] ?? this.refusedIds.get(deviceId?.exact ?? '');
        if (name) throw Object.assign(new Error(name), { name });
      }
      const tracks = kinds.map((kind) => new FakeTrack(kind));
      this.given.push(...tracks);
      return new FakeStream(tracks);
    },
    getDisplayMedia: async (options: unknown) => {
      this.askedForScreen.push(options);
      await this.question;
      if (!this.screen) throw Object.assign(new Error('no'), { name: 'NotAllowedError' });
      return new FakeStream([this.screen]);
    },
  } as unknown as MediaSource;

  ask(): void {
    this.question = new Promise((resolve) => (this.answerQuestion = resolve));
  }

  allow(): void {
    this.question = null;
    this.answerQuestion();
  }

  /** `onPermission` runs before the browser tells what it permits. */
  tracks(onPermission: () => void = () => undefined): Tracks {
    return new Tracks({
      source: this.source,
      newStream: () => new FakeStream() as unknown as MediaStream,
      permission: async (kind) => {
        onPermission();
        return this.permissions[kind] ?? 'granted';
      },
    });
  }
}
