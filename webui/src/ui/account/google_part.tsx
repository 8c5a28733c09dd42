// SPDX-License-Identifier: MIT
// The calendar at Google that has the person's own meetings; only where the site connects them, or
// one is connected still.
import { useEffect, useState } from 'preact/hooks';
import {
  beginGoogleCalendar,
  disconnectGoogleCalendar,
  googleCalendar,
  kArrivals,
  type Arrival,
  type GoogleCalendar,
} from '../../core/api/google_calendar';
import { useKept } from '../calendar/hooks';
import { dayOf } from '../calendar/days';
import { Button } from '../components/button';
import { useGone } from '../components/hooks';
import { ErrorMessage } from '../components/message';
import { useEnv } from '../env';
import { t } from '../i18n';
import { isolated } from '../i18n/isolated';
import { sentenceFor } from '../i18n/problems';
import { formatDay, ownZone } from '../i18n/times';
import { inFragment } from '../router';

/** How the way to Google and back ended; the address forgets it, so no reload says it again. */
function takeArrival(): Arrival | null {
  const word = inFragment(location.hash, 'google');
  const arrival = kArrivals.find((one) => one === word) ?? null;
  if (arrival) history.replaceState(history.state, '', location.pathname);
  return arrival;
}

function State({ calendar }: { calendar: GoogleCalendar }) {
  const { connected, name, since, trouble } = calendar;
  const day = since ? formatDay(dayOf(Date.parse(since), ownZone()), 'year') : '';
  return (
    <>
      {connected && (
        <p data-testid="google-connected">
          {name
            ? t('google.connected.as', { name: isolated(name), day })
            : t('google.connected', { day })}
        </p>
      )}
      {trouble && (
        <div class="message" role="status" data-testid="google-trouble">
          <div class="message-body">
            <p>{t(`google.trouble.${trouble}`)}</p>
          </div>
        </div>
      )}
    </>
  );
}

export function GooglePart() {
  const { api } = useEnv();
  const [arrival] = useState(takeArrival);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string | null>(null);
  const { value, reload } = useKept('google calendar', () => googleCalendar(api));
  const gone = useGone();
  useEffect(() => {
    if (arrival && value) document.getElementById('google-title')?.scrollIntoView();
  }, [value !== null]);
  const connect = async (): Promise<void> => {
    setBusy(true);
    setError(null);
    const answer = await beginGoogleCalendar(api);
    if (answer.ok) return location.assign(answer.value);
    if (gone.current) return;
    setBusy(false);
    setError(sentenceFor(answer.error));
  };
  const disconnect = async (): Promise<void> => {
    setBusy(true);
    const answer = await disconnectGoogleCalendar(api);
    if (gone.current) return;
    setBusy(false);
    setError(answer.ok ? null : sentenceFor(answer.error));
    reload();
  };
  if (!value || !(value.available || value.connected)) return null;
  return (
    <section class="card stack" aria-labelledby="google-title" data-testid="google">
      <h2 id="google-title">{t('google.title')}</h2>
      <p class="muted">{t('google.text')}</p>
      {error && <ErrorMessage text={error} />}
      {arrival && arrival !== 'connected' && !value.connected && !error && (
        <ErrorMessage text={t(`google.arrival.${arrival}`)} />
      )}
      <State calendar={value} />
      <div class="row">
        {value.connected ? (
          <Button onClick={() => void disconnect()} busy={busy} data-testid="google-disconnect">
            {t('google.disconnect')}
          </Button>
        ) : (
          <Button onClick={() => void connect()} busy={busy} data-testid="google-connect">
            {value.trouble ? t('google.again') : t('google.connect')}
          </Button>
        )}
      </div>
    </section>
  );
}
