// SPDX-License-Identifier: MIT
// BoardModel: the board of a room on this page. It joins the document, the lanes and what the
// person does; the stage and the toolbar look at its signals.
import { computed, signal } from '@preact/signals';
import type { Cell } from '../../core/board/cells';
import { BoardDocument, type Change } from '../../core/board/document';
import { GroupLanes } from '../../core/board/group_lanes';
import { Exchange, nameOfAuthor } from '../../core/board/exchange';
import { union, boxOf, type Rect } from '../../core/board/geometry';
import { History } from '../../core/board/history';
import { LiveBoard } from '../../core/board/live';
import { LiveSender } from '../../core/board/live_sender';
import { mayDraw } from '../../core/board/may_draw';
import { Pictures } from '../../core/board/pictures';
import {
  kFirstPage,
  type Body,
  type Drawn,
  type Ground,
  type ObjectId,
  type Place,
} from '../../core/board/shapes';
import { systemClock } from '../../core/clock';
import { moderates } from '../../core/model/permissions';
import type { ToolRoom } from '../activities/tool';
import { plural, t } from '../i18n';

export const kToolNames = [
  'pen',
  'marker',
  'eraser',
  'select',
  'text',
  'line',
  'arrow',
  'rectangle',
  'ellipse',
  'laser',
  'hand',
] as const;
export type ToolName = (typeof kToolNames)[number];

/** Above this, a live message waits; the next one is better. */
const kMostLiveWaiting = 16 * 1024;
/** Who begins to draw is said again after so long. */
const kCalmMs = 60_000;

function randomReplica(): number {
  const [high = 0, low = 0] = crypto.getRandomValues(new Uint32Array(2));
  return (high & 0xffff) * 2 ** 32 + low + 1;
}

/** What a board is while nobody of its group is here. */
export interface BoardContent {
  readonly document: BoardDocument;
  readonly pictures: Pictures;
}

export const newBoard = (): BoardContent => ({
  document: new BoardDocument(randomReplica()),
  pictures: new Pictures(),
});

export class BoardModel {
  readonly document: BoardDocument;
  readonly pictures: Pictures;
  readonly live = new LiveBoard();
  readonly history: History;
  readonly sender: LiveSender;
  readonly exchange: Exchange;

  readonly tool = signal<ToolName>('pen');
  readonly colour = signal(0);
  readonly width = signal(4);
  /** Strokes show how hard the pen is pressed. */
  readonly pressure = signal(true);
  /** After the first pen, fingers only move the sheet. */
  readonly fingerDraws = signal(true);
  readonly page = signal<ObjectId>(kFirstPage);
  readonly selection = signal<ReadonlySet<ObjectId>>(new Set());
  /** Grows with every change of the document. */
  readonly version = signal(0);
  readonly syncing = signal(false);
  readonly full = signal(false);
  /** What is read out. */
  readonly said = signal('');
  /** User ids of those who draw just now. */
  readonly drawing = signal<readonly string[]>([]);
  readonly mayDraw;
  readonly leads;
  readonly pages;
  /** The surface paints anew. */
  onChanges: (changes: readonly Change[]) => void = () => undefined;
  onLive: () => void = () => undefined;
  onPicture: (hash: string) => void = () => undefined;
  /** Somebody's board stands on the stage, or no more. */
  onShown: (userId: string, shown: boolean) => void = () => undefined;

  private otherColour = 7;
  private readonly undo: (() => void)[] = [];
  private readonly lastHeard = new Map<string, number>();
  private readonly lastSaid = new Map<string, number>();

  /** `group`: whose board it is; the lesson's is 0. */
  constructor(
    readonly room: ToolRoom,
    { document, pictures }: BoardContent = newBoard(),
    group = 0,
  ) {
    this.document = document;
    this.pictures = pictures;
    this.history = new History(document);
    const { session } = room;
    const lanes = new GroupLanes(session.activities.lanes, group);
    const state = session.state;
    this.mayDraw = computed(() => mayDraw(state.value.self.role, state.value.meeting?.settings));
    this.leads = computed(() => moderates(state.value.self.role));
    this.pages = computed(() => {
      void this.version.value;
      return this.document.pages();
    });
    this.exchange = new Exchange(
      this.document,
      {
        send: (userId, bytes) => lanes.send(userId, 'board', bytes),
        waiting: (userId) => lanes.waiting(userId, 'board'),
      },
      {
        mayDraw: (userId) => this.personMayDraw(userId),
        mayLead: (userId) => moderates(this.roleOf(userId)),
        nameOf: (userId) => this.nameOf(userId),
        onShown: (userId, shown) => this.onShown(userId, shown),
        onHere: (_, page) => this.goTo(page),
        onPicture: (hash) => this.onPicture(hash),
        onSyncing: (syncing) => (this.syncing.value = syncing),
      },
      systemClock,
      this.pictures,
    );
    this.sender = new LiveSender(systemClock, (bytes) => {
      for (const userId of lanes.reachable('live'))
        if (lanes.waiting(userId, 'live') < kMostLiveWaiting) lanes.send(userId, 'live', bytes);
    });
    this.document.setAuthor(this.document.replica, {
      userId: state.value.self.userId,
      name: state.value.self.name,
    });
    this.undo.push(
      this.document.subscribe((changes) => this.changed(changes)),
      lanes.listen('board', {
        onOpen: (userId) => this.exchange.onOpen(userId),
        onClosed: (userId) => this.exchange.onClosed(userId),
        onBytes: (userId, bytes) => this.exchange.onBytes(userId, bytes),
      }),
      lanes.listen('live', {
        onOpen: () => undefined,
        onClosed: (userId) => {
          this.live.onGone(userId);
          this.onLive();
        },
        onBytes: (userId, bytes) => this.hearLive(userId, bytes),
      }),
      this.mayDraw.subscribe(() => this.exchange.permissionsChanged()),
    );
  }

  stop(): void {
    for (const undo of this.undo.splice(0)) undo();
    this.exchange.stop();
    this.sender.stop();
  }

  nameOf(userId: string): string {
    const { self, peers } = this.room.session.state.peek();
    const names = this.room.view.names.peek();
    return names.get(userId) ?? [self, ...peers].find((one) => one.userId === userId)?.name ?? '';
  }

  /** Who drew an object. */
  authorName(id: ObjectId): string | null {
    return nameOfAuthor(this.document.authorOf(id), this.room.view.names.peek());
  }

  personMayDraw(userId: string): boolean {
    const { meeting } = this.room.session.state.peek();
    return mayDraw(this.roleOf(userId), meeting?.settings);
  }

  /** The marker has a colour of its own. */
  choose(tool: ToolName): void {
    const before = this.tool.value;
    if ((tool === 'marker') !== (before === 'marker')) {
      const other = this.colour.value;
      this.colour.value = this.otherColour;
      this.otherColour = other;
    }
    this.tool.value = tool;
  }

  // ---- what the person does ------------------------------------------------------------------

  /** False: the board is full, or the person may not draw. */
  put(
    puts: readonly { readonly id: ObjectId; readonly body: Body; readonly place?: Place }[],
  ): boolean {
    if (!this.mayDraw.value) return false;
    const cells = this.history.record(() => this.document.put(puts));
    this.full.value = cells === null;
    this.publish(cells ?? []);
    return cells !== null;
  }

  erase(ids: readonly ObjectId[]): void {
    if (!this.mayDraw.value || ids.length === 0) return;
    this.publish(this.history.record(() => this.document.erase(ids)));
    this.full.value = false;
    this.select([]);
  }

  move(places: readonly { readonly id: ObjectId; readonly place: Place }[]): void {
    if (!this.mayDraw.value || places.length === 0) return;
    this.publish(this.history.record(() => this.document.move(places)));
  }

  undoLast(): void {
    if (!this.mayDraw.value) return;
    this.publish(this.history.undo());
    this.select([]);
  }

  redoLast(): void {
    if (!this.mayDraw.value) return;
    this.publish(this.history.redo());
  }

  /** Everything that this person sees on the page now; hosts only. */
  clearPage(): void {
    if (!this.leads.value) return;
    this.erase(this.document.on(this.page.value).map(({ id }) => id));
  }

  copySelection(): void {
    const copies: { id: ObjectId; body: Body; place: Place }[] = [];
    for (const { body, place } of this.selected())
      copies.push({
        id: this.document.newId(),
        body: { ...body, page: this.page.value },
        place: { ...place, dx: place.dx + 30, dy: place.dy + 30 },
      });
    if (copies.length > 0 && this.put(copies)) this.select(copies.map(({ id }) => id));
  }

  select(ids: readonly ObjectId[]): void {
    if (ids.length === 0 && this.selection.value.size === 0) return;
    this.selection.value = new Set(ids);
    this.onLive();
  }

  selected(): { readonly id: ObjectId; readonly body: Drawn; readonly place: Place }[] {
    const found: { id: ObjectId; body: Drawn; place: Place }[] = [];
    for (const id of this.selection.value) {
      const object = this.document.get(id);
      if (object?.body && object.body.kind !== 'page')
        found.push({ id, body: object.body, place: object.place });
    }
    return found;
  }

  selectionBox(): Rect | null {
    return union(this.selected().map(({ body, place }) => boxOf(body, place)));
  }

  // ---- pages ---------------------------------------------------------------------------------

  goTo(page: ObjectId): void {
    if (this.page.value === page) return;
    this.select([]);
    this.page.value = page;
  }

  /** After the one that is seen. */
  addPage(): void {
    const pages = this.pages.value;
    const at = pages.findIndex(({ id }) => id === this.page.value);
    const before = pages[at]?.page.rank ?? 0;
    const after = pages[at + 1]?.page.rank;
    const rank = after === undefined ? before + 1 : (before + after) / 2;
    const ground = pages[at]?.page.ground ?? 'plain';
    const id = this.document.newId();
    if (this.put([{ id, body: { kind: 'page', rank, ground } }])) this.goTo(id);
  }

  removePage(): void {
    const pages = this.pages.value;
    const at = pages.findIndex(({ id }) => id === this.page.value);
    if (this.page.value === kFirstPage || !this.leads.value) return;
    const next = pages[at - 1] ?? pages[0];
    this.erase([this.page.value]);
    this.goTo(next?.id ?? kFirstPage);
  }

  setGround(ground: Ground): void {
    const page = this.pages.value.find(({ id }) => id === this.page.value);
    if (page) this.put([{ id: page.id, body: { ...page.page, ground } }]);
  }

  /** Hosts: everybody looks at this page. */
  lead(): void {
    if (this.leads.value) this.exchange.lead(this.page.value);
  }

  say(text: string): void {
    // A region that says the same again says nothing.
    this.said.value = this.said.peek() === text ? `${text} ` : text;
  }

  // ---- what comes ----------------------------------------------------------------------------

  private roleOf(userId: string) {
    const { self, peers } = this.room.session.state.peek();
    if (userId === self.userId) return self.role;
    return peers.find((one) => one.userId === userId)?.role ?? 'listener';
  }

  private publish(cells: readonly Cell[]): void {
    this.exchange.publish(cells);
  }

  private changed(changes: readonly Change[]): void {
    for (const { now, before } of changes) {
      if (now.body && !before.body) this.live.settle(now.id);
      if (!now.body && now.id === this.page.value && before.body?.kind === 'page')
        this.goTo(kFirstPage);
    }
    this.version.value += 1;
    const gone = [...this.selection.value].filter((id) => !this.document.get(id)?.body);
    if (gone.length > 0) this.select([...this.selection.value].filter((id) => !gone.includes(id)));
    this.onChanges(changes);
  }

  private hearLive(userId: string, bytes: Uint8Array): void {
    const now = performance.now();
    const replica = this.exchange.replicaOf(userId);
    if (replica === 0) return;
    this.live.onPerson(userId, replica, now);
    if (!this.live.hear(userId, bytes, this.personMayDraw(userId), now)) return;
    this.onLive();
    this.noteDrawing(now);
  }

  private noteDrawing(now: number): void {
    for (const { userId } of this.live.things(now)) this.lastHeard.set(userId, now);
    const drawing = [...this.lastHeard].filter(([, at]) => now - at < 3_000).map(([id]) => id);
    const before = this.drawing.peek();
    if (drawing.join() === before.join()) return;
    this.drawing.value = drawing;
    const fresh = drawing.filter((id) => now - (this.lastSaid.get(id) ?? -kCalmMs) >= kCalmMs);
    for (const id of drawing) this.lastSaid.set(id, now);
    const [first] = fresh;
    if (first === undefined) return;
    this.say(
      fresh.length === 1
        ? t('board.draws', { name: this.nameOf(first) })
        : plural('board.drawMany', fresh.length),
    );
  }

  /** Names go when nothing more is heard. */
  forgetDrawing(): void {
    const now = performance.now();
    const drawing = this.drawing.peek().filter((id) => now - (this.lastHeard.get(id) ?? 0) < 3_000);
    if (drawing.length !== this.drawing.peek().length) this.drawing.value = drawing;
  }
}
