// SPDX-License-Identifier: MIT
// Buttons in their few kinds; an icon alone always has a name and a tooltip.
import type { ComponentChildren, JSX } from 'preact';
import { LoaderCircle } from 'lucide-preact';

type Native = Omit<JSX.IntrinsicElements['button'], 'ref' | 'class' | 'className' | 'icon'>;

export interface ButtonProps extends Native {
  kind?: 'primary' | 'danger' | 'plain' | undefined;
  large?: boolean | undefined;
  wide?: boolean | undefined;
  busy?: boolean | undefined;
  children: ComponentChildren;
}

export function buttonClass(kind?: ButtonProps['kind'], large?: boolean, wide?: boolean): string {
  return ['button', kind && `button-${kind}`, large && 'button-large', wide && 'button-wide']
    .filter(Boolean)
    .join(' ');
}

export function Button({ kind, large, wide, busy, children, disabled, ...rest }: ButtonProps) {
  return (
    <button
      type="button"
      {...rest}
      class={buttonClass(kind, large, wide)}
      disabled={disabled || busy}
      aria-busy={busy}
    >
      {busy && <LoaderCircle class="spin" size={20} aria-hidden />}
      {children}
    </button>
  );
}

export interface IconButtonProps extends Native {
  label: string;
  children: ComponentChildren;
}

export function IconButton({ label, children, ...rest }: IconButtonProps) {
  return (
    <button type="button" {...rest} class="button button-icon" aria-label={label} title={label}>
      {children}
    </button>
  );
}
