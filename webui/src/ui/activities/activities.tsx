// SPDX-License-Identifier: MIT
// The tools of a room: the list of them in the panel, and those that run. Loaded on use, as each
// tool is.
import { useEffect, useMemo, useRef } from 'preact/hooks';
import { ArrowLeft, LoaderCircle } from 'lucide-preact';
import '../../styles/activities.css';
import { Button } from '../components/button';
import { Panel } from '../components/panel';
import { t } from '../i18n';
import type { RoomSession } from '../room/room_session';
import type { StageView } from '../room/stage_view';
import { kTools } from './tools';
import { ToolShelf } from './tool_shelf';

interface Props {
  session: RoomSession;
  view: StageView;
  /** The panel is open. */
  open: boolean;
  onOpen: () => void;
  onClose: () => void;
}

function ToolList({ shelf, session }: { shelf: ToolShelf; session: RoomSession }) {
  const awaited = shelf.awaited.value;
  // Who may use what can change while the list is open.
  void session.state.value.self.role;
  return (
    <ul class="tools">
      {kTools
        .filter(({ unlisted }) => !unlisted)
        .map((tool) => {
          const refusal = tool.refusal(session);
          const Icon = awaited === tool.id ? LoaderCircle : tool.icon;
          return (
            <li key={tool.id}>
              <button
                type="button"
                class="tool"
                aria-disabled={refusal !== null}
                aria-busy={awaited === tool.id}
                onClick={() => refusal === null && shelf.choose(tool)}
                data-testid={`tool-${tool.id}`}
              >
                <span class="tool-icon">
                  <Icon size={24} class={awaited === tool.id ? 'spin' : ''} aria-hidden />
                </span>
                <span>
                  <span class="tool-name">{t(tool.name)}</span>
                  <span class="muted small">{t(refusal ?? tool.text)}</span>
                </span>
              </button>
            </li>
          );
        })}
    </ul>
  );
}

export function Activities({ session, view, open, onOpen, onClose }: Props) {
  const panel = useRef({ open: onOpen, close: onClose });
  panel.current = { open: onOpen, close: onClose };
  const shelf = useMemo(
    () =>
      new ToolShelf(session, view, {
        open: () => panel.current.open(),
        close: () => panel.current.close(),
      }),
    [session],
  );
  const desk = session.activities;
  useEffect(() => {
    desk.stop = () => shelf.stop();
    const asked = desk.asked.subscribe((id) => {
      const tool = kTools.find((one) => one.id === id);
      if (tool) shelf.choose(tool);
      desk.asked.value = null;
    });
    const unheard = desk.unheard.subscribe((lanes) => {
      for (const tool of kTools) if (tool.lanes.some((lane) => lanes.has(lane))) shelf.start(tool);
    });
    const needed = desk.needed.subscribe((ids) => {
      for (const tool of kTools) if (ids.has(tool.id)) shelf.start(tool);
    });
    return () => {
      needed();
      asked();
      unheard();
    };
  }, [shelf]);
  const running = shelf.running.value;
  const shown = kTools.find(({ id }) => id === shelf.shown.value);
  const ToolPanel = shown && running.get(shown.id)?.Panel;
  return (
    <>
      {[...running].map(([id, { Always }]) => Always && <Always key={id} />)}
      {open && (
        <Panel title={t(shown && ToolPanel ? shown.name : 'room.activities')} onClose={onClose}>
          {ToolPanel ? (
            <>
              <div class="tool-back">
                <Button
                  kind="plain"
                  onClick={() => (shelf.shown.value = null)}
                  data-testid="tools-back"
                >
                  <ArrowLeft size={20} aria-hidden />
                  {t('room.activities')}
                </Button>
              </div>
              <ToolPanel />
            </>
          ) : (
            <ToolList shelf={shelf} session={session} />
          )}
        </Panel>
      )}
    </>
  );
}
