// SPDX-License-Identifier: MIT
// The files of a room while it lasts: takes what is handed in, keeps what comes, and tells of it in
// the chat. Loaded when somebody sends or offers a file.
import { signal } from '@preact/signals';
import '../../styles/files.css';
import { systemClock } from '../../core/clock';
import { sha256, type Source } from '../../core/files/blocks';
import { FileExchange } from '../../core/files/exchange';
import type { Incoming } from '../../core/files/receiver';
import { MemoryStore, type BlockStore } from '../../core/files/store';
import type { Offer } from '../../core/files/wire';
import { mayWrite } from '../../core/model/permissions';
import type { RunningTool, ToolRoom } from '../activities/tool';
import { t } from '../i18n';
import { bytesText } from '../i18n/sizes';
import type { RoomSession } from '../room/room_session';
import { Attach } from './attach';
import { DiskStore } from './disk';
import { fileDeskOf, type FileDesk, type Handed, type Shown } from './desk';
import { FileLines, Troubles } from './lines';
import { safeName } from './names';
import { drawnAnew, mayBePicture } from './picture';

/** Pictures up to so many bytes come by themselves, and so much of one person in all. */
const kItself = 2_000_000;
const kItselfOfOne = 20_000_000;

function sourceOf(file: File): Source {
  return {
    size: file.size,
    read: async (start, end) => new Uint8Array(await file.slice(start, end).arrayBuffer()),
  };
}

async function openStore(now: number): Promise<BlockStore> {
  try {
    const disk = await DiskStore.open();
    await disk.sweep(now);
    return disk;
  } catch {
    return new MemoryStore();
  }
}

class RoomFiles {
  private readonly places = new Map<number, { readonly at: number; readonly time: Date }>();
  private readonly drawing = new Set<number>();
  private readonly itself = new Map<string, number>();
  private store: BlockStore | null = null;
  private exchange: FileExchange | null = null;
  private stopped = false;
  /** The page is loaded anew or closed: what has come is kept for it. */
  private hiding = false;
  private readonly onHide = (): void => void (this.hiding = true);
  private forget: () => void = () => undefined;
  /** What was offered last, in words. */
  readonly heard = signal('');

  constructor(
    private readonly session: RoomSession,
    private readonly names: { readonly value: ReadonlyMap<string, string> },
    private readonly desk: FileDesk,
  ) {
    // Before the room hears of it, and leaves.
    window.addEventListener('pagehide', this.onHide, { capture: true });
    void openStore(Date.now()).then((store) => this.begin(store));
  }

  stop(): void {
    this.stopped = true;
    this.forget();
    window.removeEventListener('pagehide', this.onHide, { capture: true });
    this.exchange?.close();
    this.desk.exchange = null;
    this.session.activities.between.value = null;
    for (const url of this.desk.pictures.value.values()) URL.revokeObjectURL(url);
    if (!this.hiding && this.store instanceof DiskStore)
      void this.store.sweep(Date.now(), this.meetingId).catch(() => undefined);
  }

  private get meetingId(): string {
    return this.session.seated.seat.meeting.meetingId;
  }

  private begin(store: BlockStore): void {
    if (this.stopped) return;
    const { session, desk } = this;
    this.store = store;
    desk.fleeting.value = !store.lasting;
    void store.room().then((room) => (desk.room.value = room));
    this.exchange = new FileExchange({
      clock: systemClock,
      digest: sha256,
      store,
      meetingId: this.meetingId,
      lanes: session.activities.lanes,
      now: () => Date.now(),
      newId: () => crypto.getRandomValues(new Uint8Array(16)),
      maySend: (userId) => {
        const { peers, meeting } = session.state.value;
        const peer = peers.find((one) => one.userId === userId);
        return peer !== undefined && peer.role !== 'listener' && mayWrite(peer, meeting?.settings);
      },
      mayGet: (userId) =>
        session.state.value.peers.find((one) => one.userId === userId)?.role !== 'listener',
      takesItself: (userId, offer) => this.takesItself(userId, offer),
      onChange: () => this.show(),
      onOffer: (incoming) => this.onOffer(incoming),
    });
    desk.exchange = this.exchange;
    session.activities.between.value = FileLinesOf(session, this.names, desk);
    this.forget = desk.handed.subscribe((handed) => {
      if (handed.length === 0) return;
      desk.handed.value = [];
      for (const one of handed) void this.offer(one);
    });
  }

  private async offer({ files, to }: Handed): Promise<void> {
    for (const file of files) {
      const name = safeName(file.name);
      const why = await this.exchange?.offer({ name, type: file.type, source: sourceOf(file) }, to);
      if (why) this.desk.troubles.value = [...this.desk.troubles.value, { why, name }];
    }
  }

  private takesItself(userId: string, { type, size }: Offer): boolean {
    if (!mayBePicture(type, size) || size > kItself) return false;
    const taken = (this.itself.get(userId) ?? 0) + size;
    if (taken > kItselfOfOne) return false;
    this.itself.set(userId, taken);
    return true;
  }

  private onOffer({ from, offer, status }: Incoming): void {
    if (status === 'done') return;
    const name = this.names.value.get(from) ?? '';
    const file = safeName(offer.name);
    const text = t('files.heard', { name, file, size: bytesText(offer.size) });
    this.session.wrote(from, name, t('files.short', { file, size: bytesText(offer.size) }));
    this.heard.value = this.heard.value === text ? `${text} ` : text;
  }

  private show(): void {
    const { exchange, desk } = this;
    if (!exchange) return;
    const shown: Shown[] = [
      ...exchange.incoming.map((file) => ({ own: false as const, file, ...this.place(file.key) })),
      ...exchange.outgoing.map((file) => ({ own: true as const, file, ...this.place(file.key) })),
    ].sort((one, other) => one.file.key - other.file.key);
    desk.shown.value = shown;
    desk.refused.value = new Map(exchange.refusals);
    desk.declined.value = new Map(exchange.declined);
    for (const one of shown) if (!one.own) void this.draw(one.file);
  }

  private place(key: number): { at: number; time: Date } {
    const known = this.places.get(key);
    const place = known ?? { at: this.session.state.value.nextKey, time: new Date() };
    this.places.set(key, place);
    return place;
  }

  private async draw({ key, status, offer }: Incoming): Promise<void> {
    const wanted = status === 'done' && mayBePicture(offer.type, offer.size);
    if (!wanted || this.drawing.has(key)) return;
    this.drawing.add(key);
    const file = await this.exchange?.file(key);
    const picture = file ? await drawnAnew(file) : null;
    if (!picture || this.stopped) return;
    const url = URL.createObjectURL(picture);
    this.desk.pictures.value = new Map(this.desk.pictures.value).set(key, url);
  }
}

/** What the chat draws between two of its lines. */
function FileLinesOf(
  session: RoomSession,
  names: { readonly value: ReadonlyMap<string, string> },
  desk: FileDesk,
) {
  return ({ after, before }: { after: number; before: number }) => (
    <FileLines session={session} names={names} desk={desk} after={after} before={before} />
  );
}

export function makeFiles({ session, view }: ToolRoom): RunningTool {
  const desk = fileDeskOf(session);
  const files = new RoomFiles(session, view.names, desk);
  const Panel = () => (
    <div class="files-panel">
      <ol class="chat-lines files-list">
        <FileLines
          session={session}
          names={view.names}
          desk={desk}
          after={-Infinity}
          before={Infinity}
        />
      </ol>
      <Troubles desk={desk} names={view.names} />
      <Attach session={session} view={view} labelled />
    </div>
  );
  const Always = () => (
    <p class="visually-hidden" role="status" data-testid="files-heard">
      {files.heard.value}
    </p>
  );
  return { Panel, Always, stop: () => files.stop() };
}
