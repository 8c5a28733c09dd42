// SPDX-License-Identifier: MIT
// The frame of a panel beside the stage; on phones a sheet over it.
import type { ComponentChildren } from 'preact';
import { useEffect, useId } from 'preact/hooks';
import { TitleBar } from './title_bar';

export function Panel({
  title,
  onClose,
  children,
}: {
  title: string;
  onClose: () => void;
  children: ComponentChildren;
}) {
  const id = useId();
  useEffect(() => {
    const before = document.activeElement;
    return () => {
      // Keyboards come back to the button that opened the panel.
      if (before instanceof HTMLElement && before.isConnected) before.focus();
    };
  }, []);
  return (
    <aside
      class="panel"
      aria-labelledby={id}
      onKeyDown={(event) => {
        // A dialog that the panel opened closes alone.
        if (event.target instanceof Element && event.target.closest('dialog')) return;
        if (event.key === 'Escape') onClose();
      }}
    >
      <TitleBar id={id} title={title} onClose={onClose} />
      {children}
    </aside>
  );
}
