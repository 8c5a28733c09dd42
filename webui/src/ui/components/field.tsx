// SPDX-License-Identifier: MIT
// A labelled input with its hint and its error, tied together for screen readers.
import { useId } from 'preact/hooks';
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

export function Field({ label, value, onValue, hint, error, ...rest }: FieldProps) {
  const id = useId();
  return (
    <div class="field">
      <label class="field-label" for={id}>
        {label}
      </label>
      <input
        {...rest}
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
}

export function Select({ label, value, options, onValue }: SelectProps) {
  const id = useId();
  return (
    <div class="field">
      <label class="field-label" for={id}>
        {label}
      </label>
      <select
        id={id}
        class="input"
        value={value}
        onChange={(event) => onValue(event.currentTarget.value)}
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
