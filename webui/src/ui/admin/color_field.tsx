// SPDX-License-Identifier: MIT
// One of the school's colours: whether it can be read, and the nearest that can.
import { useId } from 'preact/hooks';
import {
  contrastAt,
  isReadable,
  nearestReadable,
  parseColor,
  printColor,
  type Daytime,
} from '../../core/readable_colors';
import { Button } from '../components/button';
import { Field } from '../components/field';
import { locale, t } from '../i18n';

/** Empty is right: then the brand's colour counts. */
export function isRight(text: string, when: Daytime): boolean {
  const color = parseColor(text);
  return text === '' || (color !== null && isReadable(color, when));
}

export function ColorField({
  label,
  when,
  value,
  onValue,
}: {
  label: string;
  when: Daytime;
  value: string;
  onValue: (value: string) => void;
}) {
  const id = useId();
  const color = parseColor(value);
  const nearest = color && printColor(nearestReadable(color, when));
  const ratio =
    color && new Intl.NumberFormat(locale(), { maximumFractionDigits: 1 }).format(
      Math.floor(contrastAt(color, when) * 10) / 10,
    );
  const wrong =
    value !== '' && !color
      ? t('admin.color.wrong')
      : isRight(value, when)
        ? null
        : t('admin.color.unreadable', { ratio: ratio ?? '' });
  return (
    <div class="color-field" data-testid={`color-${when}`}>
      <Field
        label={label}
        value={value}
        onValue={(text) => onValue(text.trim().toLowerCase())}
        error={wrong}
        hint={ratio ? t('admin.color.readable', { ratio }) : t('admin.color.hint')}
        placeholder="#313d6a"
        maxLength={7}
        autocomplete="off"
        dir="ltr"
        data-testid={`color-${when}-text`}
      />
      <label class="visually-hidden" for={id}>
        {t('admin.color.pick', { label })}
      </label>
      <input
        id={id}
        type="color"
        class="color-pick"
        value={color ? value : '#313d6a'}
        onInput={(event) => onValue(event.currentTarget.value)}
      />
      {wrong && nearest && (
        <Button onClick={() => onValue(nearest)} data-testid={`color-${when}-nearest`}>
          <span class="color-drop" style={{ background: nearest }} />
          {t('admin.color.nearest', { color: nearest })}
        </Button>
      )}
    </div>
  );
}
