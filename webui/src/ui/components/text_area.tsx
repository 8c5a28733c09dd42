// SPDX-License-Identifier: MIT
// A labelled field for some lines of text.
import { useId } from 'preact/hooks';

export function TextArea({
  label,
  value,
  onValue,
  maxLength,
  testId,
}: {
  label: string;
  value: string;
  onValue: (value: string) => void;
  maxLength: number;
  testId?: string;
}) {
  const id = useId();
  return (
    <div class="field">
      <label class="field-label" for={id}>
        {label}
      </label>
      <textarea
        id={id}
        class="input text-area"
        rows={3}
        dir={value === '' ? undefined : 'auto'}
        value={value}
        maxLength={maxLength}
        onInput={(event) => onValue(event.currentTarget.value)}
        data-testid={testId}
      />
    </div>
  );
}
