// SPDX-License-Identifier: MIT
// LiveSender: tells the others of a stroke while it is drawn. It sends by time and not by length:
// a slow hand must be seen as soon as a fast one.
import type { Cancel, Clock } from '../clock';
import { encodeLive, kMostAtOnce, kRepeated, type LiveMessage, type StrokeStyle } from './live';
import { idParts, type Body, type ObjectId } from './shapes';

export const kLiveMs = 40;

interface Running {
  readonly time: number;
  readonly style: StrokeStyle;
  /** Grows while the stroke does: x, y, pressure. */
  readonly points: readonly number[];
  sent: number;
}

export class LiveSender {
  private stroke: Running | null = null;
  private body: LiveMessage | null = null;
  private pointer: LiveMessage | null = null;
  private cancel: Cancel | null = null;

  constructor(
    private readonly clock: Clock,
    private readonly send: (bytes: Uint8Array<ArrayBuffer>) => void,
  ) {}

  /** `points` is the caller's own list, which grows. */
  begin(id: ObjectId, style: StrokeStyle, points: readonly number[]): void {
    this.stroke = { time: idParts(id)[1], style, points, sent: 0 };
    this.later();
  }

  grew(): void {
    this.later();
  }

  /** A shape that is pulled. */
  shape(id: ObjectId, body: Body): void {
    this.body = { type: 'body', time: idParts(id)[1], body };
    this.later();
  }

  point(pointer: Extract<LiveMessage, { type: 'point' | 'away' }>): void {
    this.pointer = pointer;
    this.later();
  }

  /** Done: the finished thing goes another way. `dropped`: there is none. */
  end(id: ObjectId, dropped: boolean): void {
    this.stroke = null;
    this.body = null;
    if (dropped) this.send(encodeLive({ type: 'end', time: idParts(id)[1] }));
  }

  stop(): void {
    this.cancel?.();
    this.stroke = this.body = this.pointer = null;
  }

  private later(): void {
    this.cancel ??= this.clock.after(kLiveMs, () => {
      this.cancel = null;
      this.flush();
    });
  }

  private flush(): void {
    const { stroke } = this;
    if (stroke) {
      const count = stroke.points.length / 3;
      const from = Math.max(0, Math.max(stroke.sent - kRepeated, count - kMostAtOnce));
      const points = stroke.points.slice(from * 3);
      this.send(
        encodeLive({ type: 'stroke', time: stroke.time, style: stroke.style, from, points }),
      );
      stroke.sent = count;
    }
    if (this.body) this.send(encodeLive(this.body));
    if (this.pointer) this.send(encodeLive(this.pointer));
    this.body = this.pointer = null;
  }
}
