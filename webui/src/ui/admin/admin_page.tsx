// SPDX-License-Identifier: MIT
// The administration: how the site does, people, meetings, the relay, mails, the audit log.
import { useEffect, useRef } from 'preact/hooks';
import { Page } from '../components/page';
import { SignInFirst } from '../components/sign_in_first';
import { ErrorMessage } from '../components/message';
import { useEnv } from '../env';
import { t } from '../i18n';
import { kAdminParts, type AdminPart } from '../router';
import '../../styles/account.css';
import '../../styles/admin.css';
import { AuditPart } from './audit_part';
import { MailPart } from './mail_part';
import { MeetingsPart } from './meetings_part';
import { NodesPart } from './nodes_part';
import { OverviewPart } from './overview_part';
import { PeoplePart } from './people_part';
import { RelayPart } from './relay_part';
import { SettingsPart } from './settings_part';
import { WebhooksPart } from './webhooks_part';

const kViews = {
  overview: OverviewPart,
  people: PeoplePart,
  meetings: MeetingsPart,
  relay: RelayPart,
  nodes: NodesPart,
  mail: MailPart,
  webhooks: WebhooksPart,
  audit: AuditPart,
  settings: SettingsPart,
} as const;

export function AdminPage({ part }: { part: AdminPart }) {
  const { user } = useEnv();
  const title = t('app.admin');
  const View = kViews[part];
  const ways = useRef<HTMLElement>(null);
  // On a phone the parts are one line that is pushed sideways.
  useEffect(() => {
    const here = ways.current?.querySelector('[aria-current]');
    here?.scrollIntoView({ block: 'nearest', inline: 'center' });
  }, [part]);
  if (!user.value)
    return (
      <Page width="narrow" title={title}>
        <SignInFirst title={title} />
      </Page>
    );
  return (
    <Page width="wide" title={`${t(`admin.${part}`)} – ${title}`}>
      <h1>{title}</h1>
      {user.value.role !== 'admin' ? (
        <ErrorMessage text={t('admin.only')} />
      ) : (
        <>
          <nav class="segments admin-ways" aria-label={title} ref={ways}>
            {kAdminParts.map((one) => (
              <a
                key={one}
                class="segment"
                href={`/admin/${one}`}
                aria-current={one === part ? 'page' : undefined}
                data-testid={`admin-${one}`}
              >
                {t(`admin.${one}`)}
              </a>
            ))}
          </nav>
          <View />
        </>
      )}
    </Page>
  );
}
