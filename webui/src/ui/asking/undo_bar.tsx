// SPDX-License-Identifier: MIT
// What was pressed, and the way back while there is one.
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { Undo2 } from 'lucide-preact';
import { systemClock } from '../../core/clock';
import { Button } from '../components/button';
import { t } from '../i18n';
import { UndoQueue, type Waiting } from './undo_queue';

/** The queue of a page; it is sent when the page is left or put away. */
export function useUndo<Item, Action>(
  send: (items: readonly Item[], action: Action) => void,
): { queue: UndoQueue<Item, Action>; waiting: Waiting<Item, Action> | null } {
  const [waiting, setWaiting] = useState<Waiting<Item, Action> | null>(null);
  const current = useRef(send);
  current.current = send;
  const queue = useMemo(
    () =>
      new UndoQueue<Item, Action>(
        systemClock,
        (items, action) => current.current(items, action),
        setWaiting,
      ),
    [],
  );
  useEffect(() => {
    const flush = (): void => queue.flush();
    window.addEventListener('pagehide', flush);
    return () => {
      window.removeEventListener('pagehide', flush);
      flush();
    };
  }, []);
  return { queue, waiting };
}

export function UndoBar({ text, onUndo }: { text: string | null; onUndo: () => void }) {
  return (
    <div class="undo" role="status">
      {text !== null && (
        <div class="undo-bar" data-testid="undo-bar">
          <span>{text}</span>
          <Button onClick={onUndo} data-testid="undo">
            <Undo2 size={20} aria-hidden />
            {t('app.undo')}
          </Button>
        </div>
      )}
    </div>
  );
}
