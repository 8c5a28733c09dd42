// SPDX-License-Identifier: MIT
// What a film shows and plays now, from the state of the room and from who has agreed. Whoever has
// not is in it neither with picture nor with sound nor by name.
import { kFocusMs, nextFocus, type SpeakerFocus } from '../../core/layout/arrange';
import { speaks } from '../../core/layout/audience';
import type { PeerView, RoomState } from '../../core/model/state';
import type { FilmScene } from '../../core/recording/composition';
import type { LocalMedia } from '../../core/rtc/slots';
import type { FilmTracks } from './picture';

type StreamsOf = ReadonlyMap<string, MediaStream>;

export interface SceneInput {
  readonly room: RoomState;
  readonly streams: ReadonlyMap<string, StreamsOf>;
  readonly local: LocalMedia;
  readonly cameraOn: boolean;
  readonly agreed: ReadonlySet<string>;
  /** The names to show, by user id. */
  readonly names: ReadonlyMap<string, string>;
}

export interface Scene {
  readonly film: FilmScene;
  readonly tracks: FilmTracks;
  readonly voices: readonly MediaStreamTrack[];
}

export const kRefocusMs = kFocusMs;

function liveOf(stream: MediaStream | null | undefined, kind: 'audio' | 'video') {
  const tracks = kind === 'audio' ? stream?.getAudioTracks() : stream?.getVideoTracks();
  return (tracks ?? []).filter((track) => track.readyState === 'live');
}

/** Keeps what a scene needs of the ones before: whose share is the newest, who spoke. */
export class SceneMaker {
  private focus: SpeakerFocus = { id: null, since: 0 };
  private readonly since = new Map<string, number>();
  private shares = 0;

  constructor(private readonly now: () => number) {}

  make(input: SceneInput): Scene {
    const { room, names, local } = input;
    const { self } = room;
    const others = room.peers.filter((peer) => speaks(peer) && input.agreed.has(peer.userId));
    const tracks = new Map<string, MediaStreamTrack>();
    const voices: MediaStreamTrack[] = [];
    const sharing: string[] = [];
    if (input.cameraOn && local.video?.readyState === 'live')
      tracks.set(`person ${self.userId}`, local.video);
    if (local.audio?.readyState === 'live') voices.push(local.audio);
    voices.push(...liveOf(local.screen, 'audio'));
    const [ownScreen] = liveOf(local.screen, 'video');
    if (ownScreen) {
      tracks.set(`share ${self.userId}`, ownScreen);
      sharing.push(self.userId);
    }
    for (const peer of others)
      this.add(peer, input.streams.get(peer.userId), tracks, voices, sharing);
    const nameOf = (userId: string): string => names.get(userId) ?? '';
    return {
      film: {
        people: [self.userId, ...others.map(({ userId }) => userId)].map((id) => ({
          id,
          name: nameOf(id),
        })),
        shares: this.ranked(sharing).map(({ id, since }) => ({ id, since, name: nameOf(id) })),
        speaker: this.speakerOf(room),
      },
      tracks,
      voices,
    };
  }

  private add(
    { userId, media, blocked, link }: PeerView,
    streams: StreamsOf | undefined,
    tracks: Map<string, MediaStreamTrack>,
    voices: MediaStreamTrack[],
    sharing: string[],
  ): void {
    for (const [id, stream] of streams ?? []) {
      const isScreen = media.screen && id === media.screenStream;
      if (!blocked.includes('audio')) voices.push(...liveOf(stream, 'audio'));
      const [picture] = liveOf(stream, 'video');
      if (!picture || link === 'lost') continue;
      if (isScreen && !blocked.includes('screen')) {
        tracks.set(`share ${userId}`, picture);
        sharing.push(userId);
      } else if (!isScreen && media.video && !blocked.includes('video')) {
        tracks.set(`person ${userId}`, picture);
      }
    }
  }

  private ranked(sharing: readonly string[]): { id: string; since: number }[] {
    for (const id of [...this.since.keys()]) if (!sharing.includes(id)) this.since.delete(id);
    return sharing.map((id) => {
      const since = this.since.get(id) ?? (this.shares += 1);
      this.since.set(id, since);
      return { id, since };
    });
  }

  /** Whom a host wants to be seen, else who spoke last; short words do not change the picture. */
  private speakerOf({ self, peers, spotlight, speaker }: RoomState): string | null {
    this.focus = nextFocus(this.focus, speaker, '', this.now());
    if (spotlight === null) return this.focus.id;
    if (spotlight === self.peerId) return self.userId;
    return peers.find(({ peerId }) => peerId === spotlight)?.userId ?? this.focus.id;
  }
}
