// SPDX-License-Identifier: MIT
// A labelled input with its hint and its error, tied together for screen readers.
import { useId, useLayoutEffect, useRef } from 'preact/hooks';
import type { JSX } from 'preact';
import { CircleAlert } from 'lucide-preact';

export interface FieldProps extends Omit<
  JSX.IntrinsicElements['input'],
  'ref' | 'class' | 'className' | 'onInput' | 'value' | 'label'
> {
  label: string;
  value: string;
  onValue: (value: string) => void;
  hint?: string | undefined;
  error?: string | null | undefined;
}

export function FieldError({ id, text }: { id?: string; text: string }) {
  return (
    <p class="field-error" id={id} role="alert">
      <CircleAlert size={18} aria-hidden />
      <span>{text}</span>
    </p>
  );
}

/**
 * A field that has become wrong gets the keyboard, which also scrolls it into sight; of several the
 * first one does.
 */
function useErrorFocus(
  input: { readonly current: HTMLInputElement | null },
  error: string | null | undefined,
): void {
  useLayoutEffect(() => {
    if (error && document.activeElement?.getAttribute('aria-invalid') !== 'true')
      input.current?.focus();
  }, [error]);
}

export function Field({ label, value, onValue, hint, error, ...rest }: FieldProps) {
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  useErrorFocus(input, error);
  return (
    <div class="field">
      <label class="field-label" for={id}>
        {label}
      </label>
      <input
        // An empty one would be as English is, also around the words of another language in it.
        dir={value === '' ? undefined : 'auto'}
        {...rest}
        ref={input}
        id={id}
        class="input"
        value={value}
        onInput={(event) => onValue(event.currentTarget.value)}
        aria-invalid={error ? 'true' : undefined}
        aria-describedby={error ? `${id}-error` : hint ? `${id}-hint` : undefined}
      />
      {hint && !error && (
        <p class="field-hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
      {error && <FieldError id={`${id}-error`} text={error} />}
    </div>
  );
}

export interface SelectProps {
  label: string;
  value: string;
  options: readonly { readonly value: string; readonly label: string }[];
  onValue: (value: string) => void;
  /** Label and list on one line. */
  inline?: boolean;
  testId?: string;
}

export function Select({ label, value, options, onValue, inline, testId }: SelectProps) {
  const id = useId();
  return (
    <div class={inline ? 'field field-inline' : 'field'}>
      <label class="field-label" for={id}>
        {label}
      </label>
      <select
        id={id}
        class="input"
        value={value}
        onChange={(event) => onValue(event.currentTarget.value)}
        data-testid={testId}
      >
        {options.map((option) => (
          <option key={option.value} value={option.value} selected={option.value === value}>
            {option.label}
          </option>
        ))}
      </select>
    </div>
  );
}
