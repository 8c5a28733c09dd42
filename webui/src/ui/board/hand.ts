// SPDX-License-Identifier: MIT
// Hand: pens, mice and fingers on the board. Two fingers move and zoom; after the first pen one
// finger does, too, and a palm draws nothing. A pen that only hovers draws nothing either.
import { panned, pinched, toSheet, zoomed } from '../../core/board/view';
import type { Spot } from '../../core/board/geometry';
import { kForms } from '../../core/board/shapes';
import { wheelFactor } from '../../core/layout/zoom';
import type { BoardModel, ToolName } from './board_model';
import { Draw, Erase, Laser, Select, Shape, type Gesture, type Sample } from './gestures';
import type { Surface } from './surface';

/** A second finger within so long: the first one was not meant to draw. */
const kPinchMs = 250;

export class Hand {
  private readonly fingers = new Map<number, Spot>();
  private gesture: Gesture | null = null;
  private pointer: number | null = null;
  private since = 0;
  private pans = false;
  private shift = false;
  private space = false;
  private readonly undo: (() => void)[] = [];

  constructor(
    private readonly model: BoardModel,
    private readonly surface: Surface,
    private readonly element: HTMLElement,
    /** A press of the tool `text`. */
    private readonly onText: (at: Spot) => void,
  ) {
    const listen = <K extends keyof HTMLElementEventMap>(
      type: K,
      action: (event: HTMLElementEventMap[K]) => void,
    ): void => {
      element.addEventListener(type, action, { passive: false });
      this.undo.push(() => element.removeEventListener(type, action));
    };
    listen('pointerdown', (event) => this.press(event));
    listen('pointermove', (event) => this.move(event));
    listen('pointerup', (event) => this.release(event, false));
    listen('pointercancel', (event) => this.release(event, true));
    listen('pointerleave', (event) => this.leave(event));
    listen('wheel', (event) => this.wheel(event));
    listen('contextmenu', (event) => event.preventDefault());
  }

  /** The space bar is held: the sheet is moved. */
  setSpace(space: boolean): void {
    this.space = space;
  }

  close(): void {
    this.gesture?.drop();
    for (const undo of this.undo.splice(0)) undo();
  }

  private at(event: MouseEvent): Spot {
    const box = this.element.getBoundingClientRect();
    return { x: event.clientX - box.left, y: event.clientY - box.top };
  }

  private sample(event: PointerEvent): Sample {
    const spot = toSheet(this.surface.view, this.at(event));
    return { ...spot, pressure: event.pointerType === 'pen' ? event.pressure : 0.5 };
  }

  private press(event: PointerEvent): void {
    const { model } = this;
    this.shift = event.shiftKey;
    if (event.pointerType === 'pen') {
      model.fingerDraws.value = false;
      // The palm lies down before the pen does.
      this.dropGesture();
      this.fingers.clear();
    }
    if (event.pointerType === 'touch') {
      this.fingers.set(event.pointerId, this.at(event));
      if (this.gesture && this.fingers.size > 1 && event.timeStamp - this.since < kPinchMs)
        this.dropGesture();
      if (this.gesture) return;
      if (this.fingers.size > 1 || !model.fingerDraws.value || this.space) {
        this.capture(event);
        return;
      }
    }
    if (this.pointer !== null) return;
    this.element.focus({ preventScroll: true });
    this.capture(event);
    this.pointer = event.pointerId;
    this.since = event.timeStamp;
    const middle = event.pointerType === 'mouse' && event.button === 1;
    const tool = event.button === 5 || (event.buttons & 32) !== 0 ? 'eraser' : model.tool.value;
    if (event.pointerType === 'mouse' && event.button === 2) return;
    this.pans = middle || this.space || tool === 'hand';
    this.fingers.set(event.pointerId, this.at(event));
    if (this.pans) return;
    this.gesture = this.begin(tool, event);
  }

  private begin(tool: ToolName, event: PointerEvent): Gesture | null {
    const { model, surface } = this;
    const first = this.sample(event);
    if (tool === 'select') return new Select(model, surface, first, event.shiftKey);
    if (!model.mayDraw.value) return null;
    model.select([]);
    const form = kForms.find((kind) => kind === tool);
    if (form) return new Shape(model, surface, first, form, () => this.shift);
    switch (tool) {
      case 'pen':
      case 'marker':
        return new Draw(model, surface, first, event.pointerType === 'pen', tool);
      case 'eraser':
        return new Erase(model, surface, first);
      case 'laser':
        return new Laser(model, surface, first);
      case 'text':
        // The field takes the focus, and the press must not take it back.
        event.preventDefault();
        this.onText(first);
        return null;
      default:
        return null;
    }
  }

  private move(event: PointerEvent): void {
    this.shift = event.shiftKey;
    const before = this.fingers.get(event.pointerId);
    if (this.gesture && event.pointerId === this.pointer) {
      if (event.buttons === 0) return;
      // Firefox on Android always gives an empty list.
      const all = event.getCoalescedEvents?.() ?? [];
      this.gesture.move((all.length > 0 ? all : [event]).map((one) => this.sample(one)));
      this.fingers.set(event.pointerId, this.at(event));
      return;
    }
    if (!before || event.buttons === 0) {
      this.hover(event);
      return;
    }
    const now = this.at(event);
    const others = [...this.fingers].filter(([id]) => id !== event.pointerId).map(([, at]) => at);
    const [other] = others;
    this.fingers.set(event.pointerId, now);
    if (this.gesture || others.length > 1) return;
    const { view, box } = this.surface;
    if (other) this.surface.setView(pinched(view, [before, other], [now, other], box));
    else if (this.pans || event.pointerType === 'touch')
      this.surface.setView(panned(view, now.x - before.x, now.y - before.y, box));
  }

  /** The others see where a mouse or a pen is. */
  private hover(event: PointerEvent): void {
    if (event.pointerType === 'touch' || !this.model.mayDraw.value) return;
    const { x, y } = this.sample(event);
    const page = this.model.page.value;
    this.model.sender.point({ type: 'point', page, x, y, laser: false });
  }

  private leave(event: PointerEvent): void {
    if (event.pointerType !== 'touch' && this.pointer === null)
      this.model.sender.point({ type: 'away' });
  }

  private release(event: PointerEvent, cancelled: boolean): void {
    this.fingers.delete(event.pointerId);
    if (event.pointerId !== this.pointer) return;
    const { gesture } = this;
    this.pointer = null;
    this.gesture = null;
    this.pans = false;
    if (!gesture) return;
    // A browser may call the lift of a pen a cancel: what was drawn stays.
    const keeps = !cancelled || (event.pointerType === 'pen' && gesture instanceof Draw);
    if (keeps && !(cancelled && gesture instanceof Draw && !gesture.isStroke)) gesture.end();
    else gesture.drop();
  }

  private dropGesture(): void {
    this.gesture?.drop();
    this.gesture = null;
    this.pointer = null;
  }

  private capture(event: PointerEvent): void {
    try {
      this.element.setPointerCapture(event.pointerId);
    } catch {
      // The pointer is gone already.
    }
  }

  private wheel(event: WheelEvent): void {
    event.preventDefault();
    const { view, box } = this.surface;
    // A pinch on a touch pad comes as a wheel with Ctrl.
    if (event.ctrlKey || event.metaKey) {
      const factor = wheelFactor(event.deltaY * 3, event.deltaMode);
      this.surface.setView(zoomed(view, factor, this.at(event), box));
      return;
    }
    const unit = event.deltaMode === 1 ? 16 : event.deltaMode === 2 ? 400 : 1;
    const [dx, dy] = event.shiftKey ? [event.deltaY, event.deltaX] : [event.deltaX, event.deltaY];
    this.surface.setView(panned(view, -dx * unit, -dy * unit, box));
  }
}
