// SPDX-License-Identifier: MIT
// Tokens for other programs: a token is shown once.
import { useState } from 'preact/hooks';
import {
  kScopes,
  makeToken,
  removeToken,
  tokens,
  type ApiToken,
  type TokenScope,
} from '../../core/api/own_account';
import { useKept } from '../calendar/hooks';
import { dayOf } from '../calendar/days';
import { Button } from '../components/button';
import { CopyButton } from '../components/copy_button';
import { Field, Select } from '../components/field';
import { useGone } from '../components/hooks';
import { ErrorMessage } from '../components/message';
import { useEnv } from '../env';
import { plural, t } from '../i18n';
import { sentenceFor } from '../i18n/problems';
import { formatDay, ownZone } from '../i18n/times';

const kDays = [30, 90, 365];

function NewToken({ admin, onMade }: { admin: boolean; onMade: () => void }) {
  const { api } = useEnv();
  const [name, setName] = useState('');
  const [scopes, setScopes] = useState<readonly TokenScope[]>(['meetings:read']);
  const [days, setDays] = useState(90);
  const [wrong, setWrong] = useState(false);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string | null>(null);
  const [made, setMade] = useState<ApiToken | null>(null);
  const gone = useGone();
  const submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    if (name.trim() === '') return setWrong(true);
    setBusy(true);
    setError(null);
    const answer = await makeToken(api, {
      name: name.trim(),
      scopes,
      expiresAt: new Date(Date.now() + days * 86_400_000).toISOString(),
    });
    if (gone.current) return;
    setBusy(false);
    if (!answer.ok) return setError(sentenceFor(answer.error));
    setMade(answer.value);
    setName('');
    onMade();
  };
  return (
    <form class="stack" onSubmit={(event) => void submit(event)} noValidate>
      {error && <ErrorMessage text={error} />}
      {made?.token && (
        <div class="message" role="status" data-testid="token-made">
          <div class="message-body">
            <p>{t('tokens.made')}</p>
            <p class="mono long">{made.token}</p>
            <div>
              <CopyButton text={made.token} label={t('tokens.copy')} />
            </div>
          </div>
        </div>
      )}
      <Field
        label={t('tokens.name')}
        value={name}
        onValue={(value) => {
          setWrong(false);
          setName(value);
        }}
        error={wrong ? t('tokens.name.missing') : null}
        maxLength={80}
        data-testid="token-name"
      />
      <fieldset class="fieldset">
        <legend class="field-label">{t('tokens.may')}</legend>
        {kScopes
          .filter((scope) => admin || scope !== 'admin')
          .map((scope) => (
            <label key={scope} class="check">
              <input
                type="checkbox"
                checked={scopes.includes(scope)}
                onChange={(event) => {
                  const { checked } = event.currentTarget;
                  const others = scopes.filter((one) => one !== scope);
                  setScopes(checked ? [...others, scope] : others);
                }}
              />
              <span>{t(`tokens.scope.${scope}`)}</span>
            </label>
          ))}
      </fieldset>
      <Select
        label={t('tokens.until')}
        value={String(days)}
        options={kDays.map((count) => ({
          value: String(count),
          label: plural('tokens.days', count),
        }))}
        onValue={(value) => setDays(Number(value))}
      />
      <div>
        <Button type="submit" busy={busy} disabled={scopes.length === 0} data-testid="token-submit">
          {t('tokens.submit')}
        </Button>
      </div>
    </form>
  );
}

export function TokensPart({ admin }: { admin: boolean }) {
  const { api } = useEnv();
  const [error, setError] = useState<string | null>(null);
  const { value, problem, reload } = useKept('tokens', () => tokens(api));
  const day = (iso: string): string => formatDay(dayOf(Date.parse(iso), ownZone()), 'year');
  const remove = async (id: string): Promise<void> => {
    const answer = await removeToken(api, id);
    setError(answer.ok ? null : sentenceFor(answer.error));
    reload();
  };
  return (
    <section class="card stack" aria-labelledby="tokens-title">
      <h2 id="tokens-title">{t('tokens.title')}</h2>
      <p class="muted">{t('tokens.text')}</p>
      {problem && <ErrorMessage text={sentenceFor(problem)} onRetry={reload} />}
      {error && <ErrorMessage text={error} />}
      <ul class="account-list">
        {(value ?? []).map((token) => (
          <li key={token.id} data-testid="token-row">
            <div class="account-text">
              <b dir="auto">{token.name}</b>
              <span class="muted small">
                {[
                  token.scopes.join(', '),
                  t('tokens.expires', { day: day(token.expiresAt) }),
                  token.lastUsedAt
                    ? t('tokens.used', { day: day(token.lastUsedAt) })
                    : t('tokens.unused'),
                ].join(' · ')}
              </span>
            </div>
            <Button
              onClick={() => void remove(token.id)}
              aria-label={t('tokens.remove.one', { name: token.name })}
              data-testid="token-remove"
            >
              {t('tokens.remove')}
            </Button>
          </li>
        ))}
      </ul>
      <details class="fold">
        <summary data-testid="token-new">{t('tokens.new')}</summary>
        <NewToken admin={admin} onMade={reload} />
      </details>
    </section>
  );
}
