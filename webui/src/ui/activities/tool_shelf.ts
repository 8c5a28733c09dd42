// SPDX-License-Identifier: MIT
// ToolShelf: which tools of a room run, and which one the panel shows. A tool starts when the
// person chooses it, or when somebody else uses it, and runs until the room is left.
import { signal } from '@preact/signals';
import { Chunk } from '../components/chunk';
import { loadArea } from '../i18n';
import type { RoomSession } from '../room/room_session';
import type { StageView } from '../room/stage_view';
import type { RunningTool, Tool, ToolRoom } from './tool';

type MakeTool = (room: ToolRoom) => RunningTool;

interface PanelWays {
  open(): void;
  close(): void;
}

export class ToolShelf {
  readonly running = signal<ReadonlyMap<string, RunningTool>>(new Map());
  /** The tool in the panel; null: the list. */
  readonly shown = signal<string | null>(null);
  /** The person chose it, and its code is not there yet. */
  readonly awaited = signal<string | null>(null);
  private readonly chunks = new Map<string, Chunk<MakeTool>>();
  private stopped = false;

  constructor(
    private readonly session: RoomSession,
    private readonly view: StageView,
    private readonly panel: PanelWays,
  ) {}

  choose(tool: Tool): void {
    const running = this.running.value.get(tool.id);
    if (running) {
      this.show(tool.id, running);
    } else {
      this.awaited.value = tool.id;
      this.start(tool);
    }
  }

  start(tool: Tool): void {
    let chunk = this.chunks.get(tool.id);
    if (!chunk) {
      chunk = new Chunk(
        () => Promise.all([tool.load(), ...tool.areas.map(loadArea)]).then(([make]) => make),
        (make) => this.onCome(tool.id, make),
        (retry) => this.session.retries.add(retry),
      );
      this.chunks.set(tool.id, chunk);
    }
    chunk.want();
  }

  /** The room is left. */
  stop(): void {
    this.stopped = true;
    for (const tool of this.running.value.values()) tool.stop();
    this.running.value = new Map();
  }

  private onCome(id: string, make: MakeTool): void {
    if (this.stopped) return;
    const running = make({
      session: this.session,
      view: this.view,
      open: () => {
        this.shown.value = id;
        this.panel.open();
      },
      close: () => this.panel.close(),
    });
    this.running.value = new Map(this.running.value).set(id, running);
    if (this.awaited.value === id) this.show(id, running);
  }

  private show(id: string, running: RunningTool): void {
    this.awaited.value = null;
    running.onChosen?.();
    if (running.Panel) this.shown.value = id;
    else this.panel.close();
  }
}
