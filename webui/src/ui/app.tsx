// SPDX-License-Identifier: MIT
// Chooses the page for the address.
import { useSignalEffect } from '@preact/signals';
import { ForgotPage } from './account/forgot_page';
import { ResetPage } from './account/reset_page';
import { VerifyPage } from './account/verify_page';
import { Page } from './components/page';
import { buttonClass } from './components/button';
import { CreatePage } from './create/create_page';
import { useEnv } from './env';
import { HomePage } from './home/home_page';
import { t } from './i18n';
import { JoinPage } from './join/join_page';
import { RegisterPage } from './register/register_page';
import { SignInPage } from './signin/signin_page';

function MissingPage() {
  return (
    <Page width="narrow">
      <div class="card stack centered">
        <h1>{t('app.missing.title')}</h1>
        <p class="muted">{t('app.missing.text')}</p>
        <a class={buttonClass('primary')} href="/">
          {t('app.missing.action')}
        </a>
      </div>
    </Page>
  );
}

export function App() {
  const { router, site } = useEnv();
  useSignalEffect(() => {
    document.title = site.value ? site.value.name : 'Lectern';
  });
  const route = router.route.value;
  switch (route.page) {
    case 'home':
      return <HomePage />;
    case 'signin':
      return <SignInPage />;
    case 'register':
      return <RegisterPage />;
    case 'forgot':
      return <ForgotPage />;
    case 'reset':
      return <ResetPage />;
    case 'verify':
      return <VerifyPage />;
    case 'create':
      return <CreatePage />;
    case 'join':
      return <JoinPage key={route.code} code={route.code} />;
    case 'missing':
      return <MissingPage />;
  }
}
