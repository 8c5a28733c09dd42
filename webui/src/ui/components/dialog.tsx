// SPDX-License-Identifier: MIT
// A modal dialog on the browser's own <dialog>: focus stays inside, Escape closes.
import type { ComponentChildren } from 'preact';
import { useId, useLayoutEffect, useRef } from 'preact/hooks';
import '../../styles/dialog.css';
import { useFocusReturn } from './focus';
import { TitleBar } from './title_bar';

export function Dialog({
  title,
  onClose,
  children,
}: {
  title: string;
  onClose: () => void;
  children: ComponentChildren;
}) {
  const element = useRef<HTMLDialogElement>(null);
  const id = useId();
  useFocusReturn(element);
  useLayoutEffect(() => {
    const dialog = element.current;
    dialog?.showModal();
    return () => dialog?.close();
  }, []);
  return (
    <dialog
      ref={element}
      class="dialog"
      aria-labelledby={id}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onClick={(event) => {
        // Only the backdrop is the dialog element itself.
        if (event.target === element.current) onClose();
      }}
    >
      {/* Focus starts at the dialog: its title is read first, no button is lit by chance. */}
      <div class="dialog-inner" tabIndex={-1} autofocus>
        <TitleBar id={id} title={title} onClose={onClose} />
        {children}
      </div>
    </dialog>
  );
}
