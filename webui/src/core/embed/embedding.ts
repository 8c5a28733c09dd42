// SPDX-License-Identifier: MIT
// Embedding: the meeting in a frame of a page that the site allows. It takes commands from that
// page only, and tells it what happens. Names of people go to no other page: whom the site allows
// is the operator's choice ([site] frame_ancestors).
import type { RoomState } from '../model/state';
import { kVersion, readCommand, type Asked, type Person, type Told, type Where } from './contract';

/** The lobby, while it can be entered. Resolves with the code of what hindered it, or null. */
export interface LobbyDoor {
  join(name: string | undefined): Promise<string | null>;
}

/** What a command may do in the room: to be silent, unseen, and gone. */
export interface RoomSwitches {
  leave(): void;
  mute(): void;
  stopVideo(): void;
  setHand(raised: boolean): void;
}

export interface EmbeddingDeps {
  /** The origins of pages that may show us; "*": every page. */
  readonly origins: readonly string[];
  /** To the page around us, which the browser delivers to this origin only. */
  post(message: object, origin: string): void;
}

type MediaTold = Extract<Told, { event: 'media' }>;

function mediaOf({ self }: RoomState): MediaTold {
  const { audio, video, screen, hand } = self.media;
  return { event: 'media', microphone: audio, camera: video, screen, hand };
}

export class Embedding {
  private door: LobbyDoor | null = null;
  private room: RoomSwitches | null = null;
  private where: Where = 'loading';
  private people: ReadonlyMap<string, Person> = new Map();
  private media = '';
  private joined = false;
  /** Who has spoken to us; before, every allowed origin is told, and the right one hears it. */
  private partner: string | null = null;

  constructor(private readonly deps: EmbeddingDeps) {}

  lobby(door: LobbyDoor | null, where: 'lobby' | 'waiting'): void {
    this.door = door;
    this.move(where);
  }

  /** In the room from now on; `onState` follows. */
  enter(room: RoomSwitches): void {
    this.door = null;
    this.room = room;
    this.joined = false;
    this.people = new Map();
    this.media = '';
    this.move('room');
  }

  left(reason: string): void {
    this.room = null;
    this.people = new Map();
    this.where = 'left';
    this.tell({ event: 'left', reason });
  }

  onState(state: RoomState): void {
    if (state.phase !== 'in' || !this.room) return;
    const { userId, name, role } = state.self;
    if (!this.joined) {
      this.joined = true;
      this.tell({ event: 'joined', self: { id: userId, name, role } });
    }
    this.tellPeople(
      new Map(
        state.peers.map((peer) => [
          peer.userId,
          { id: peer.userId, name: peer.name, role: peer.role },
        ]),
      ),
    );
    const media = mediaOf(state);
    const key = JSON.stringify(media);
    if (key === this.media) return;
    this.media = key;
    this.tell(media);
  }

  /** Resolves when it is answered; a stranger's message is not. */
  async onMessage(origin: string, data: unknown): Promise<void> {
    if (!this.allows(origin)) return;
    const asked = readCommand(data);
    if (asked === null) return;
    this.partner = origin;
    if (!('command' in asked))
      return this.tell({ event: 'refused', id: asked.id, code: 'bad-command' });
    const code = await this.obey(asked);
    this.tell(
      code === null
        ? { event: 'done', id: asked.id }
        : { event: 'refused', id: asked.id, code },
    );
  }

  private allows(origin: string): boolean {
    const { origins } = this.deps;
    return origin !== 'null' && (origins.includes('*') || origins.includes(origin));
  }

  private async obey({ command }: Asked): Promise<string | null> {
    if (command.do === 'tell') {
      this.tellWhere();
      return null;
    }
    if (command.do === 'join') return this.door ? this.door.join(command.name) : 'not-in-lobby';
    const { room } = this;
    if (!room) return 'not-in-room';
    switch (command.do) {
      case 'leave':
        room.leave();
        return null;
      case 'mute':
        room.mute();
        return null;
      case 'stop-video':
        room.stopVideo();
        return null;
      case 'raise-hand':
      case 'lower-hand':
        room.setHand(command.do === 'raise-hand');
        return null;
    }
  }

  private tellPeople(now: ReadonlyMap<string, Person>): void {
    const before = this.people;
    this.people = now;
    for (const [id, person] of now)
      if (!before.has(id)) this.tell({ event: 'person-joined', person });
    for (const [id, person] of before)
      if (!now.has(id)) this.tell({ event: 'person-left', person });
  }

  private move(where: Where): void {
    if (this.where === where) return;
    this.where = where;
    this.tellWhere();
  }

  private tellWhere(): void {
    const people = this.where === 'room' ? this.people.size + 1 : 0;
    this.tell({ event: 'state', where: this.where, people });
  }

  private tell(told: Told): void {
    const message = { lectern: kVersion, ...told };
    const to = this.partner === null ? this.deps.origins : [this.partner];
    for (const origin of to) this.deps.post(message, origin);
  }
}
