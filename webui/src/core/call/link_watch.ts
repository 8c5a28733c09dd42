// SPDX-License-Identifier: MIT
// LinkWatch: how each person's connection looks: as the browser says, or worse where nothing comes
// over it.
import type { Clock } from '../clock';
import type { MediaPlane } from '../media_plane';
import type { RoomEvent, RoomState } from '../model/state';
import type { LinkState } from '../rtc/peer';
import { FlowWatch, type Arrival } from './flow';

export interface LinkWatchDeps {
  readonly clock: Clock;
  state(): RoomState;
  dispatch(event: RoomEvent): void;
  plane(): MediaPlane;
  /** True if we do not want a person's picture: then nothing is wrong when none comes. */
  hidesCamera(userId: string): boolean;
  /** Nobody's media comes any more. */
  onCut(): void;
}

export class LinkWatch {
  private readonly links = new Map<string, LinkState>();
  private readonly flow: FlowWatch;

  constructor(private readonly deps: LinkWatchDeps) {
    this.flow = new FlowWatch({
      clock: deps.clock,
      arrivals: () => this.arrivals(),
      onLink: (userId, link) => {
        const shown = deps.state().peers.find((peer) => peer.userId === userId)?.link;
        if (shown !== link) deps.dispatch({ type: 'peer-link', userId, link });
      },
      onCut: () => deps.onCut(),
    });
  }

  start(): void {
    this.flow.start();
  }

  stop(): void {
    this.flow.stop();
  }

  /** What the browser says. */
  onLink(userId: string, link: LinkState): void {
    this.links.set(userId, link);
    this.deps.dispatch({ type: 'peer-link', userId, link });
  }

  onGone(userId: string): void {
    this.links.delete(userId);
    this.deps.dispatch({ type: 'peer-gone', userId });
  }

  private arrivals(): Arrival[] {
    return this.deps.state().peers.map(({ userId, media }) => ({
      userId,
      link: this.links.get(userId) ?? 'connecting',
      sends: media.audio || (media.video && !this.deps.hidesCamera(userId)),
      newest: this.deps.plane().newestPacket(userId),
    }));
  }
}
