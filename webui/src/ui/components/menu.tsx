// SPDX-License-Identifier: MIT
// A button that opens a menu. A second press, Escape, Tab and a press elsewhere close it; focus
// then is on the button again.
import type { ComponentChildren, ComponentType, JSX } from 'preact';
import { useId, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { LucideProps } from 'lucide-preact';
import { isRightToLeft } from '../i18n';

export interface MenuItem {
  readonly icon?: ComponentType<LucideProps>;
  readonly text: string;
  readonly testId: string;
  /** Of the text, where it is not the page's. */
  readonly lang?: string;
  readonly danger?: boolean;
  /** A switch: what it is now. */
  readonly checked?: boolean;
  readonly onPress: () => void;
}

/**
 * Which button of `count` a key leads to; null for another key. The arrow to the right leads to
 * what is on the right: in a language that is read from the right that is the one before.
 */
export function nextIndex(
  key: string,
  index: number,
  count: number,
  rightToLeft = false,
): number | null {
  switch (key) {
    case 'ArrowDown':
    case rightToLeft ? 'ArrowLeft' : 'ArrowRight':
      return (index + 1) % count;
    case 'ArrowUp':
    case rightToLeft ? 'ArrowRight' : 'ArrowLeft':
      return (index - 1 + count) % count;
    case 'Home':
      return 0;
    case 'End':
      return count - 1;
    default:
      return null;
  }
}

interface ListProps {
  items: readonly MenuItem[];
  /** Above the items, beside each other. */
  row: readonly MenuItem[];
  label: string;
  id: string;
  onClose: (refocus: boolean) => void;
}

function MenuList({ items, row, label, id, onClose }: ListProps) {
  const element = useRef<HTMLDivElement>(null);
  // Before the next key: a person may be faster than the next frame.
  useLayoutEffect(() => element.current?.querySelector('button')?.focus(), []);
  const onKey = (event: KeyboardEvent): void => {
    if (event.key === 'Tab') {
      onClose(true);
      return;
    }
    const buttons = [...(element.current?.querySelectorAll('button') ?? [])];
    const at = buttons.indexOf(document.activeElement as HTMLButtonElement);
    const next = nextIndex(event.key, at, buttons.length, isRightToLeft());
    if (next === null) return;
    event.preventDefault();
    buttons[next]?.focus();
  };
  const draw = ({ icon: IconOf, text, testId, lang, danger, checked, onPress }: MenuItem) => (
    <button
      key={testId}
      type="button"
      role={checked === undefined ? 'menuitem' : 'menuitemcheckbox'}
      aria-checked={checked}
      tabIndex={-1}
      class={`menu-item${danger ? ' menu-item-danger' : ''}`}
      data-testid={testId}
      onClick={() => {
        // Before anything opens: what opens then gives the focus back to the menu's button.
        onClose(true);
        onPress();
      }}
    >
      {IconOf && <IconOf size={20} aria-hidden />}
      <span lang={lang}>{text}</span>
    </button>
  );
  return (
    <div class="menu" id={id} ref={element} role="menu" aria-label={label} onKeyDown={onKey}>
      {row.length > 0 && (
        <div class="menu-row" role="none">
          {row.map(draw)}
        </div>
      )}
      {items.map(draw)}
    </div>
  );
}

interface MenuButtonProps {
  readonly items: readonly MenuItem[];
  readonly label: string;
  readonly class: string;
  readonly testId: string;
  /** Pictures, beside each other above the items. */
  readonly row?: readonly MenuItem[];
  readonly children: ComponentChildren;
}

export function MenuButton({
  items,
  label,
  row = [],
  class: kind,
  testId,
  children,
}: MenuButtonProps) {
  const [open, setOpen] = useState(false);
  const holder = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  const id = useId();
  useLayoutEffect(() => {
    if (!open) return;
    // A press on the button itself closes by its click, not before it.
    const outside = (event: PointerEvent): void => {
      if (!holder.current?.contains(event.target as Node)) setOpen(false);
    };
    // Wherever the focus is.
    const escape = (event: KeyboardEvent): void => {
      if (event.key !== 'Escape') return;
      event.stopPropagation();
      event.preventDefault();
      setOpen(false);
      button.current?.focus();
    };
    document.addEventListener('pointerdown', outside);
    document.addEventListener('keydown', escape, true);
    return () => {
      document.removeEventListener('pointerdown', outside);
      document.removeEventListener('keydown', escape, true);
    };
  }, [open]);
  const props: JSX.HTMLAttributes<HTMLButtonElement> = {
    'aria-label': label,
    'aria-haspopup': 'menu',
    'aria-expanded': open,
    ...(open ? { 'aria-controls': id } : {}),
  };
  return (
    <div class="menu-holder" ref={holder}>
      <button
        type="button"
        ref={button}
        class={open ? `${kind} control-on` : kind}
        title={label}
        onClick={() => setOpen(!open)}
        data-testid={testId}
        {...props}
      >
        {children}
      </button>
      {open && (
        <MenuList
          items={items}
          row={row}
          label={label}
          id={id}
          onClose={(refocus) => {
            if (refocus) button.current?.focus();
            setOpen(false);
          }}
        />
      )}
    </div>
  );
}
