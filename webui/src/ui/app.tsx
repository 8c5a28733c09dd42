// SPDX-License-Identifier: MIT
// Chooses the page for the address. What people need who only join is here; all else loads on use.
import { buttonClass } from './components/button';
import { Page } from './components/page';
import { useEnv } from './env';
import { HomePage } from './home/home_page';
import { t } from './i18n';
import { JoinPage } from './join/join_page';
import { lazyPage } from './lazy';
import { SignInPage } from './signin/signin_page';

const Register = lazyPage(
  () => import('./register/register_page').then((file) => file.RegisterPage),
  ['account'],
);
const Forgot = lazyPage(
  () => import('./account/forgot_page').then((file) => file.ForgotPage),
  ['account'],
);
const Reset = lazyPage(
  () => import('./account/reset_page').then((file) => file.ResetPage),
  ['account'],
);
const Verify = lazyPage(
  () => import('./account/verify_page').then((file) => file.VerifyPage),
  ['account'],
);
const Meetings = lazyPage(
  () => import('./calendar/meetings_page').then((file) => file.MeetingsPage),
  ['calendar'],
);
const Create = lazyPage(
  () => import('./create/create_page').then((file) => file.CreatePage),
  ['planning', 'calendar'],
);

const Meeting = lazyPage(
  () => import('./create/meeting_page').then((file) => file.MeetingPage),
  ['planning', 'calendar', 'recordings'],
);
const Change = lazyPage(
  () => import('./create/change_page').then((file) => file.ChangePage),
  ['planning', 'calendar'],
);

const Requests = lazyPage(
  () => import('./asking/requests_page').then((file) => file.RequestsPage),
  ['asking', 'calendar'],
);
const Invitations = lazyPage(
  () => import('./asking/invitations_page').then((file) => file.InvitationsPage),
  ['asking', 'calendar'],
);
const AttendancePage = lazyPage(
  () => import('./attendance/attendance_page').then((file) => file.AttendancePage),
  ['asking', 'calendar', 'planning'],
);

const Recordings = lazyPage(
  () => import('./recordings/recordings_page').then((file) => file.RecordingsPage),
  ['recordings', 'recording', 'calendar'],
);
const Recording = lazyPage(
  () => import('./recordings/recording_page').then((file) => file.RecordingPage),
  ['recordings', 'calendar'],
);
const Shared = lazyPage(
  () => import('./recordings/shared_page').then((file) => file.SharedPage),
  ['recordings'],
);

const AccountPage = lazyPage(
  () => import('./account/account_page').then((file) => file.AccountPage),
  ['settings', 'account'],
);

const Admin = lazyPage(
  () => import('./admin/admin_page').then((file) => file.AdminPage),
  ['admin', 'planning', 'settings', 'operations', 'auditKinds', 'branding'],
);

const Test = lazyPage(
  () => import('./connection_test/connection_test_page').then((file) => file.ConnectionTestPage),
  ['testing'],
);

function MissingPage() {
  return (
    <Page width="narrow" title={t('app.missing.title')}>
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
  const { router } = useEnv();
  const route = router.route.value;
  switch (route.page) {
    case 'home':
      return <HomePage />;
    case 'signin':
      return <SignInPage />;
    case 'register':
      return <Register />;
    case 'forgot':
      return <Forgot />;
    case 'reset':
      return <Reset />;
    case 'verify':
      return <Verify />;
    case 'meetings':
      return <Meetings />;
    case 'create':
      return <Create />;
    case 'meeting':
      return <Meeting key={route.id} id={route.id} />;
    case 'change':
      return <Change key={route.id} id={route.id} />;
    case 'join-requests':
      return <Requests />;
    case 'invitations':
      return <Invitations />;
    case 'attendance':
      return <AttendancePage key={route.id} id={route.id} />;
    case 'recordings':
      return <Recordings />;
    case 'recording':
      return <Recording key={route.id} id={route.id} />;
    case 'shared':
      return <Shared key={route.token} token={route.token} />;
    case 'account':
      return <AccountPage />;
    case 'test':
      return <Test />;
    case 'admin':
      return <Admin part={route.part} />;
    case 'join':
      return <JoinPage key={route.code} code={route.code} />;
    case 'missing':
      return <MissingPage />;
  }
}
