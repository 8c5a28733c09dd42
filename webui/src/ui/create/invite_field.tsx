// SPDX-License-Identifier: MIT
// Whom to invite: addresses as people paste them, and those that were invited before.
import { useEffect, useState } from 'preact/hooks';
import { Plus } from 'lucide-preact';
import type { ApiClient } from '../../core/api/client';
import { invited, list } from '../../core/api/plans';
import { inParallel } from '../calendar/source';
import { Field } from '../components/field';
import { useGone } from '../components/hooks';
import { useEnv } from '../env';
import { t } from '../i18n';
import { addressesIn } from './draft';

const kMeetings = 8;
const kPeople = 12;

/** From the invitations of the newest own meetings, the most recent first. */
export async function metBefore(api: ApiClient): Promise<string[]> {
  const mine = await list(api, { role: 'host', limit: kMeetings });
  if (!mine.ok) return [];
  const pages = await inParallel(
    mine.value.items.map((plan) => () => invited(api, plan.meetingId)),
  );
  if (!pages.ok) return [];
  const emails = pages.value.flatMap((page) => page.items.map((one) => one.email));
  return [...new Set(emails.filter((email) => email !== ''))].slice(0, kPeople);
}

export function InviteField({
  text,
  onText,
  wrong,
  except = [],
}: {
  text: string;
  onText: (text: string) => void;
  /** Says what is no address. */
  wrong: boolean;
  /** They are invited already. */
  except?: readonly string[];
}) {
  const { api } = useEnv();
  const [known, setKnown] = useState<readonly string[]>([]);
  const gone = useGone();
  useEffect(() => {
    void metBefore(api).then((emails) => !gone.current && setKnown(emails));
  }, []);
  const { good, bad } = addressesIn(text);
  const rest = known.filter((email) => !good.includes(email) && !except.includes(email));
  return (
    <div class="stack tight">
      <Field
        label={t('invite.label')}
        hint={t('invite.hint')}
        value={text}
        onValue={onText}
        error={wrong && bad.length > 0 ? t('invite.wrong', { word: bad[0] ?? '' }) : null}
        type="text"
        inputMode="email"
        autocomplete="off"
        data-testid="invite-emails"
      />
      {rest.length > 0 && (
        <div role="group" aria-label={t('invite.before')}>
          <p class="field-hint">{t('invite.before')}</p>
          <div class="chips">
            {rest.map((email) => (
              <button
                key={email}
                type="button"
                class="chip"
                onClick={() => onText([...good, email].join(', '))}
                data-testid="invite-known"
              >
                <Plus size={16} aria-hidden />
                {email}
              </button>
            ))}
          </div>
        </div>
      )}
    </div>
  );
}
