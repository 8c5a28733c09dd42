// SPDX-License-Identifier: MIT
// For whoever came by the link of an invitation: says the host whether the person is coming.
import { useEffect, useState } from 'preact/hooks';
import type { Problem } from '../../core/api/problem';
import type { Invitation, InvitationAnswer } from '../../core/api/types';
import { kInvitationAnswers } from '../../core/api/types';
import { Button } from '../components/button';
import { useGone } from '../components/hooks';
import { ErrorMessage } from '../components/message';
import { useEnv } from '../env';
import { t } from '../i18n';
import { sentenceFor } from '../i18n/problems';

const kStatusOf: Readonly<Record<InvitationAnswer, Invitation['status']>> = {
  accept: 'accepted',
  tentative: 'tentative',
  decline: 'declined',
};

export function Invited({ token }: { token: string }) {
  const { api } = useEnv();
  const [invitation, setInvitation] = useState<Invitation | null>(null);
  const [answered, setAnswered] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const gone = useGone();

  useEffect(() => {
    void api.invitation(token).then((answer) => {
      if (answer.ok && !gone.current) setInvitation(answer.value);
    });
  }, []);

  const say = async (action: InvitationAnswer): Promise<void> => {
    setProblem(null);
    const answer = await api.answerInvitation(token, action);
    if (gone.current) return;
    setAnswered(answer.ok);
    if (answer.ok) setInvitation(answer.value);
    else setProblem(answer.error);
  };

  if (!invitation) return null;
  return (
    <div class="stack tight" role="group" aria-label={t('invited.title')}>
      <p>{t('invited.title')}</p>
      {invitation.message !== null && (
        <blockquote class="muted" dir="auto">
          {invitation.message}
        </blockquote>
      )}
      <div class="row">
        {kInvitationAnswers.map((action) => (
          <Button
            key={action}
            kind={invitation.status === kStatusOf[action] ? 'primary' : undefined}
            aria-pressed={invitation.status === kStatusOf[action]}
            onClick={() => void say(action)}
            data-testid={`invited-${action}`}
          >
            {t(`invited.${action}`)}
          </Button>
        ))}
      </div>
      {answered && (
        <p class="muted" role="status">
          {t('invited.told')}
        </p>
      )}
      {problem && <ErrorMessage text={sentenceFor(problem)} />}
    </div>
  );
}
