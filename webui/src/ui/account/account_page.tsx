// SPDX-License-Identifier: MIT
// The person's own account, from the name to its end. Each part saves by itself.
import { useEffect, useState } from 'preact/hooks';
import { account as load, type Account } from '../../core/api/own_account';
import type { Problem } from '../../core/api/problem';
import { ErrorMessage } from '../components/message';
import { Page } from '../components/page';
import { useGone } from '../components/hooks';
import { SignInFirst } from '../components/sign_in_first';
import { Skeleton } from '../components/skeleton';
import { useEnv } from '../env';
import { t } from '../i18n';
import { sentenceFor } from '../i18n/problems';
import '../../styles/account.css';
import { DataPart } from './data_part';
import { GooglePart } from './google_part';
import { PasswordPart } from './password_part';
import { ProfilePart } from './profile_part';
import { SessionsPart } from './sessions_part';
import { TokensPart } from './tokens_part';

function Body() {
  const { api } = useEnv();
  const [account, setAccount] = useState<Account | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const gone = useGone();
  // Read once: what somebody is typing must not change under the hands.
  const read = async (): Promise<void> => {
    const answer = await load(api);
    if (gone.current) return;
    setProblem(answer.ok ? null : answer.error);
    if (answer.ok) setAccount(answer.value);
  };
  useEffect(() => void read(), []);
  if (problem) return <ErrorMessage text={sentenceFor(problem)} onRetry={() => void read()} />;
  if (!account) return <Skeleton />;
  return (
    <>
      <ProfilePart account={account} onSaved={setAccount} />
      <PasswordPart />
      <SessionsPart />
      <GooglePart />
      <TokensPart admin={account.role === 'admin'} />
      <DataPart />
    </>
  );
}

export function AccountPage() {
  const { user } = useEnv();
  const title = t('app.account');
  return (
    <Page width="narrow" title={title}>
      {user.value ? (
        <>
          <h1>{title}</h1>
          <Body />
        </>
      ) : (
        <SignInFirst title={title} />
      )}
    </Page>
  );
}
