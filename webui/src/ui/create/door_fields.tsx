// SPDX-License-Identifier: MIT
// Who may come in: three plain choices, a password, a waiting room, how many.
import { DoorOpen, Hand, MailCheck } from 'lucide-preact';
import { kAccess } from '../../core/api/plans';
import { Field, Select } from '../components/field';
import { t } from '../i18n';
import type { Draft } from './draft';

const kSizes = [2, 4, 6, 8, 12, 16, 25, 50];
const kIcons = { public: DoorOpen, approval: Hand, private: MailCheck } as const;

interface Props {
  draft: Draft;
  change: (part: Partial<Draft>) => void;
  /** There is one already, which nobody can read. */
  hasPassword?: boolean;
}

export function AccessChoice({ draft, change }: Props) {
  return (
    <fieldset class="fieldset">
      <legend class="field-label">{t('create.access')}</legend>
      {kAccess.map((access) => {
        const Icon = kIcons[access];
        return (
          <label key={access} class="choice">
            <input
              type="radio"
              name="access"
              checked={draft.access === access}
              onChange={() => change({ access })}
              data-testid={`access-${access}`}
            />
            <Icon size={22} aria-hidden />
            <span class="choice-text">
              <b>{t(`create.access.${access}`)}</b>
              <span class="muted small">{t(`create.access.${access}.text`)}</span>
            </span>
          </label>
        );
      })}
    </fieldset>
  );
}

export function DoorFields({ draft, change, hasPassword = false }: Props) {
  return (
    <>
      <AccessChoice draft={draft} change={change} />
      <label class="check">
        <input
          type="checkbox"
          checked={draft.waitingRoom}
          onChange={(event) => change({ waitingRoom: event.currentTarget.checked })}
          data-testid="create-waiting"
        />
        <span>{t('create.waiting')}</span>
      </label>
      {!draft.noPassword && (
        <Field
          label={t('create.password')}
          hint={t(hasPassword ? 'create.password.keep' : 'create.password.hint')}
          value={draft.password}
          onValue={(password) => change({ password })}
          autocomplete="off"
          maxLength={128}
          data-testid="create-password"
        />
      )}
      {hasPassword && (
        <label class="check">
          <input
            type="checkbox"
            checked={draft.noPassword}
            onChange={(event) => change({ noPassword: event.currentTarget.checked })}
          />
          <span>{t('create.password.none')}</span>
        </label>
      )}
      <details class="fold">
        <summary>{t('create.more')}</summary>
        <div class="stack fold-body">
          <Select
            label={t('create.max')}
            value={String(draft.most)}
            options={[...new Set([...kSizes, draft.most])]
              .sort((a, b) => a - b)
              .map((size) => ({ value: String(size), label: String(size) }))}
            onValue={(value) => change({ most: Number(value) })}
          />
          <p class="field-hint">{t('create.max.hint')}</p>
        </div>
      </details>
    </>
  );
}
