// SPDX-License-Identifier: MIT
// Cancels a meeting or dates of a series. Who is invited gets a mail.
import { useState } from 'preact/hooks';
import { cancel, kLongestFarewell, type Plan, type Scope } from '../../core/api/plans';
import { Button } from '../components/button';
import { Dialog } from '../components/dialog';
import { TextArea } from '../components/text_area';
import { useGone } from '../components/hooks';
import { ErrorMessage } from '../components/message';
import { useEnv } from '../env';
import { t } from '../i18n';
import { sentenceFor } from '../i18n/problems';
import type { Place } from './draft';
import { ScopeChoice } from './scope_choice';

export function CancelDialog({
  plan,
  place,
  onClose,
}: {
  plan: Plan;
  place: Place;
  onClose: (cancelled: boolean) => void;
}) {
  const { api } = useEnv();
  const [scope, setScope] = useState<Scope>(place.occurrence ? 'this' : 'all');
  const [message, setMessage] = useState('');
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string | null>(null);
  const gone = useGone();
  const confirm = async (): Promise<void> => {
    setBusy(true);
    setError(null);
    const answer = await cancel(api, plan.meetingId, {
      scope,
      occurrence: place.occurrence,
      etag: plan.etag,
      message: message.trim(),
    });
    if (gone.current) return;
    setBusy(false);
    if (answer.ok) onClose(true);
    else setError(sentenceFor(answer.error));
  };
  return (
    <Dialog title={t('cancel.title', { title: place.title })} onClose={() => onClose(false)}>
      {place.occurrence && <ScopeChoice place={place} scope={scope} onScope={setScope} />}
      <p>{t('cancel.text')}</p>
      <TextArea
        label={t('cancel.message')}
        value={message}
        onValue={setMessage}
        maxLength={kLongestFarewell}
        testId="cancel-message"
      />
      {error && <ErrorMessage text={error} />}
      <div class="row">
        <Button
          kind="danger"
          busy={busy}
          onClick={() => void confirm()}
          data-testid="cancel-confirm"
        >
          {t('meeting.cancel')}
        </Button>
        <Button onClick={() => onClose(false)}>{t('cancel.keep')}</Button>
      </div>
    </Dialog>
  );
}
