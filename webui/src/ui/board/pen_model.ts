// SPDX-License-Identifier: MIT
// PenModel: pens and pointers on shared screens, as this page knows them: what it draws itself, and
// what comes on the lane `pen`.
import { signal } from '@preact/signals';
import { mayDraw } from '../../core/board/may_draw';
import { encodePen, kMostLine, ScreenPens, type PenMessage } from '../../core/board/screen_pen';
import { moderates } from '../../core/model/permissions';
import type { ToolRoom } from '../activities/tool';

const kPointMs = 40;
const kMostWaiting = 16 * 1024;
const kAgainMs = 1_000;

export class PenModel {
  readonly pens = new ScreenPens();
  readonly draws = signal(true);
  readonly colour = signal(1);
  readonly stays = signal(false);
  /** Who points at our own screen while it is not large here. */
  readonly onOurs = signal<string | null>(null);
  /** Layers that are on the page. */
  readonly layers = new Set<() => void>();
  private number = 0;
  private line: { owner: string; number: number; points: number[] } | null = null;
  private pointer: PenMessage | null = null;
  private timer: ReturnType<typeof setTimeout> | null = null;
  private readonly undo: (() => void)[] = [];

  constructor(readonly room: ToolRoom) {
    const { lanes } = room.session.activities;
    this.undo.push(
      lanes.listen('pen', {
        onOpen: (userId) => {
          this.tellLines(userId);
          this.ask(userId);
        },
        onClosed: (userId) => {
          this.pens.onGone(userId);
          this.changed();
        },
        onBytes: (userId, bytes) => this.hear(userId, bytes),
      }),
      room.session.state.subscribe(({ peers }) => {
        for (const { userId, media } of peers) if (!media.screen) this.pens.end(userId);
        if (!room.session.tracks.screenOn) {
          this.pens.end(this.self);
          this.onOurs.value = null;
        }
      }),
    );
  }

  get self(): string {
    return this.room.session.state.peek().self.userId;
  }

  get mayDraw(): boolean {
    const { self, meeting } = this.room.session.state.value;
    return mayDraw(self.role, meeting?.settings);
  }

  stop(): void {
    for (const undo of this.undo.splice(0)) undo();
    if (this.timer) clearTimeout(this.timer);
  }

  point(owner: string, x: number, y: number): void {
    this.pointer = { type: 'point', owner, x, y };
    this.later();
  }

  away(owner: string): void {
    this.pointer = null;
    this.send({ type: 'away', owner });
  }

  begin(owner: string, x: number, y: number): void {
    this.number += 1;
    this.line = { owner, number: this.number, points: [x, y] };
    this.show();
  }

  draw(x: number, y: number): void {
    if (!this.line) return;
    this.line.points.push(x, y);
    // A long line goes on as another one.
    if (this.line.points.length >= kMostLine * 2) {
      const { owner } = this.line;
      this.end();
      this.begin(owner, x, y);
    }
    this.show();
    this.later();
  }

  end(): void {
    if (!this.line) return;
    // Twice: the lane may lose the last one.
    this.sendLine();
    this.sendLine();
    this.line = null;
  }

  clear(owner: string): void {
    const all = this.mayClear(this.self, owner);
    this.send({ type: 'clear', owner, all });
    this.pens.apply(this.self, { type: 'clear', owner, all }, performance.now());
    this.changed();
  }

  private mayClear(userId: string, owner: string): boolean {
    const { self, peers } = this.room.session.state.peek();
    const role = [self, ...peers].find((one) => one.userId === userId)?.role;
    return userId === owner || (role !== undefined && moderates(role));
  }

  private lineMessage(): PenMessage | null {
    if (!this.line) return null;
    const { owner, number, points } = this.line;
    const [colour, stays] = [this.colour.value, this.stays.value];
    return { type: 'line', owner, number, colour, stays, points: [...points] };
  }

  private show(): void {
    const message = this.lineMessage();
    if (message) this.pens.apply(this.self, message, performance.now());
    this.changed();
  }

  private later(): void {
    this.timer ??= setTimeout(() => {
      this.timer = null;
      if (this.line) this.sendLine();
      else if (this.pointer) this.send(this.pointer);
    }, kPointMs);
  }

  private sendLine(): void {
    const message = this.lineMessage();
    if (message) this.send(message);
  }

  private send(message: PenMessage): void {
    const { lanes } = this.room.session.activities;
    const bytes = encodePen(message);
    for (const userId of lanes.reachable('pen'))
      if (lanes.waiting(userId, 'pen') < kMostWaiting) lanes.send(userId, 'pen', bytes);
  }

  /** What was drawn before this code was here; twice, because the lane may lose it. */
  private ask(userId: string): void {
    const { lanes } = this.room.session.activities;
    const bytes = encodePen({ type: 'ask', owner: '' });
    lanes.send(userId, 'pen', bytes);
    setTimeout(() => lanes.send(userId, 'pen', bytes), kAgainMs);
  }

  /** Whoever comes later sees what is still there. */
  private tellLines(userId: string): void {
    const { state, activities } = this.room.session;
    const { self, peers } = state.peek();
    for (const owner of [self.userId, ...peers.map((one) => one.userId)])
      for (const line of this.pens.lines(owner, performance.now()))
        if (line.userId === self.userId)
          activities.lanes.send(userId, 'pen', encodePen({ ...line, type: 'line', owner }));
  }

  private hear(userId: string, bytes: Uint8Array): void {
    const { self, peers, meeting } = this.room.session.state.peek();
    const role = peers.find((one) => one.userId === userId)?.role ?? 'listener';
    const may = (owner: string) => ({
      draw: mayDraw(role, meeting?.settings) || userId === owner,
      clear: this.mayClear(userId, owner),
    });
    const heard = this.pens.hear(userId, bytes, may, performance.now());
    if (heard === null) return;
    const { owner } = heard;
    if (heard.type === 'ask') {
      this.tellLines(userId);
      return;
    }
    if (owner === self.userId && this.room.session.tracks.screenOn && this.layers.size === 0)
      this.onOurs.value = userId;
    this.changed();
  }

  private changed(): void {
    for (const paint of this.layers) paint();
  }
}
