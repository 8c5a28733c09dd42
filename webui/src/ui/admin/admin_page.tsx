// SPDX-License-Identifier: MIT
// The administration: people, the audit log, the mails that wait.
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
import { PeoplePart } from './people_part';

const kViews = { people: PeoplePart, audit: AuditPart, mail: MailPart } as const;

export function AdminPage({ part }: { part: AdminPart }) {
  const { user } = useEnv();
  const title = t('app.admin');
  const View = kViews[part];
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
          <nav class="segments" aria-label={title}>
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
