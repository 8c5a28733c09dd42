// SPDX-License-Identifier: MIT
// Name, languages, time zone, reminders.
import { useState } from 'preact/hooks';
import {
  changeAccount,
  kMailLanguages,
  resendVerification,
  type Account,
  type AccountChange,
  type MailLanguage,
} from '../../core/api/own_account';
import type { Problem } from '../../core/api/problem';
import { knownZones } from '../../core/time_zone';
import { Button } from '../components/button';
import { Field, Select } from '../components/field';
import { useGone } from '../components/hooks';
import { ErrorMessage } from '../components/message';
import { useEnv } from '../env';
import { chosenLanguage, t } from '../i18n';
import { kLanguageNames, kLanguages } from '../i18n/languages';
import { sentenceFor } from '../i18n/problems';
import { ownZone } from '../i18n/times';

interface Draft {
  readonly name: string;
  readonly language: MailLanguage | null;
  readonly timezone: string | null;
  readonly reminders: boolean;
}

/** Only what differs. */
export function changeOf(account: Account, draft: Draft): AccountChange {
  const name = draft.name.trim();
  return {
    ...(name !== account.name ? { name } : {}),
    ...(draft.language !== account.language ? { language: draft.language } : {}),
    ...(draft.timezone !== account.timezone ? { timezone: draft.timezone } : {}),
    ...(draft.reminders !== account.reminders ? { reminders: draft.reminders } : {}),
  };
}

function Address({ account }: { account: Account }) {
  const { api } = useEnv();
  const [sent, setSent] = useState(false);
  const [error, setError] = useState<string | null>(null);
  if (!account.email) return null;
  const resend = async (): Promise<void> => {
    const answer = await resendVerification(api);
    setSent(answer.ok);
    setError(answer.ok ? null : sentenceFor(answer.error));
  };
  return (
    <div class="stack tight">
      <p>
        <span class="field-label">{t('signin.email')}:</span>{' '}
        <bdi class="long">{account.email}</bdi>
      </p>
      {!account.emailVerified && (
        <div class="row">
          <span class="badge">{t('account.unverified')}</span>
          {!sent && (
            <Button onClick={() => void resend()} data-testid="verify-resend">
              {t('account.verify')}
            </Button>
          )}
          <span role="status">{sent ? t('account.verify.sent') : ''}</span>
        </div>
      )}
      {error && <ErrorMessage text={error} />}
    </div>
  );
}

/** The language of these pages; it is this browser's, and takes hold with a reload. */
function PagesLanguage() {
  const { preferences } = useEnv();
  return (
    <Select
      label={t('account.pages')}
      value={chosenLanguage()}
      options={kLanguages.map((value) => ({ value, label: kLanguageNames[value] }))}
      onValue={(value) => {
        preferences.language = value;
        window.location.reload();
      }}
      testId="account-pages-language"
    />
  );
}

export function ProfilePart({
  account,
  onSaved,
}: {
  account: Account;
  onSaved: (account: Account) => void;
}) {
  const { api } = useEnv();
  const [draft, setDraft] = useState<Draft>(account);
  const [busy, setBusy] = useState(false);
  const [saved, setSaved] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const gone = useGone();
  const change = (part: Partial<Draft>): void => {
    setSaved(false);
    setProblem(null);
    setDraft((old) => ({ ...old, ...part }));
  };
  const submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    setBusy(true);
    const answer = await changeAccount(api, changeOf(account, draft));
    if (gone.current) return;
    setBusy(false);
    setSaved(answer.ok);
    setProblem(answer.ok ? null : answer.error);
    if (answer.ok) onSaved(answer.value);
  };
  const nameError = problem?.field === 'name' ? sentenceFor(problem) : null;
  return (
    <section class="card stack" aria-labelledby="profile-title">
      <h2 id="profile-title">{t('account.you')}</h2>
      <Address account={account} />
      <PagesLanguage />
      <form class="stack" onSubmit={(event) => void submit(event)} noValidate>
        {problem && !nameError && <ErrorMessage text={sentenceFor(problem)} />}
        <Field
          label={t('register.name')}
          hint={t('register.name.hint')}
          value={draft.name}
          onValue={(name) => change({ name })}
          error={nameError}
          autocomplete="name"
          maxLength={80}
          data-testid="account-name"
        />
        <Select
          label={t('account.mails')}
          value={draft.language ?? ''}
          options={[
            { value: '', label: t('account.mails.site') },
            ...kMailLanguages.map((value) => ({ value, label: kLanguageNames[value] })),
          ]}
          onValue={(value) => change({ language: (value || null) as MailLanguage | null })}
          testId="account-language"
        />
        <Select
          label={t('account.zone')}
          value={draft.timezone ?? ''}
          options={[
            { value: '', label: t('account.zone.site') },
            ...knownZones(draft.timezone ?? ownZone()).map((zone) => ({
              value: zone,
              label: zone.replaceAll('_', ' '),
            })),
          ]}
          onValue={(value) => change({ timezone: value || null })}
          testId="account-zone"
        />
        <label class="check">
          <input
            type="checkbox"
            checked={draft.reminders}
            onChange={(event) => change({ reminders: event.currentTarget.checked })}
            data-testid="account-reminders"
          />
          <span>{t('account.reminders')}</span>
        </label>
        <div class="row">
          <Button kind="primary" type="submit" busy={busy} data-testid="account-save">
            {t('app.save')}
          </Button>
          <span role="status" data-testid="account-saved">
            {saved ? t('app.saved') : ''}
          </span>
        </div>
      </form>
    </section>
  );
}
