// SPDX-License-Identifier: MIT
// A password that one can look at while typing.
import { useState } from 'preact/hooks';
import { t } from '../i18n';
import { Field, type FieldProps } from './field';

export function PasswordField(props: Omit<FieldProps, 'type'>) {
  const [shown, setShown] = useState(false);
  return (
    <div class="stack tight">
      <Field {...props} type={shown ? 'text' : 'password'} spellcheck={false} />
      <label class="check">
        <input
          type="checkbox"
          checked={shown}
          onChange={(event) => setShown(event.currentTarget.checked)}
        />
        <span>{t('app.showPassword')}</span>
      </label>
    </div>
  );
}
