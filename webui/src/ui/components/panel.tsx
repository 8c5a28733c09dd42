// SPDX-License-Identifier: MIT
// The frame of a panel beside the stage; on phones a sheet over it.
import type { ComponentChildren } from 'preact';
import { useId, useLayoutEffect, useRef } from 'preact/hooks';
import { useFocusReturn } from './focus';
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
  const element = useRef<HTMLElement>(null);
  useFocusReturn(element);
  // A panel without a field of its own is read from its title.
  useLayoutEffect(() => {
    if (!element.current?.contains(document.activeElement)) element.current?.focus();
  }, []);
  return (
    <aside
      class="panel"
      ref={element}
      tabIndex={-1}
      aria-labelledby={id}
      onKeyDown={(event) => {
        // A dialog that the panel opened closes alone.
        if (event.target instanceof Element && event.target.closest('dialog')) return;
        if (event.key === 'Escape' && !event.defaultPrevented) onClose();
      }}
    >
      <TitleBar id={id} title={title} onClose={onClose} />
      {children}
    </aside>
  );
}
