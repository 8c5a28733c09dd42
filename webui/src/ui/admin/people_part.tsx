// SPDX-License-Identifier: MIT
// The accounts: invite, give a role, disable, export, erase.
import { useState } from 'preact/hooks';
import { UserPlus } from 'lucide-preact';
import {
  changePerson,
  erasePerson,
  exportPerson,
  invitePerson,
  people,
  type Person,
  type RegistrationLink,
} from '../../core/api/administration';
import { dayOf } from '../calendar/days';
import { Button } from '../components/button';
import { CopyButton } from '../components/copy_button';
import { Dialog } from '../components/dialog';
import { Field, Select } from '../components/field';
import { useGone } from '../components/hooks';
import { ErrorMessage } from '../components/message';
import { saveFile } from '../components/save_file';
import { Skeleton } from '../components/skeleton';
import { useEnv } from '../env';
import { t } from '../i18n';
import { sentenceFor } from '../i18n/problems';
import { formatDay, fullMoment, ownZone } from '../i18n/times';
import { usePages } from './pages';
import { PersonSessions } from './person_sessions';

type Role = 'admin' | 'user';

function Invite() {
  const { api } = useEnv();
  const [role, setRole] = useState<Role>('user');
  const [link, setLink] = useState<RegistrationLink | null>(null);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string | null>(null);
  const gone = useGone();
  const make = async (): Promise<void> => {
    setBusy(true);
    const answer = await invitePerson(api, role);
    if (gone.current) return;
    setBusy(false);
    setError(answer.ok ? null : sentenceFor(answer.error));
    if (answer.ok) setLink(answer.value);
  };
  return (
    <section class="card stack" aria-labelledby="invite-title">
      <h2 id="invite-title">{t('admin.invite')}</h2>
      {error && <ErrorMessage text={error} />}
      <div class="admin-invite">
        <Select
          label={t('admin.role')}
          value={role}
          options={(['user', 'admin'] as const).map((value) => ({
            value,
            label: t(`admin.role.${value}`),
          }))}
          onValue={(value) => setRole(value as Role)}
        />
        <Button kind="primary" busy={busy} onClick={() => void make()} data-testid="invite-make">
          <UserPlus size={20} aria-hidden />
          {t('admin.invite.make')}
        </Button>
      </div>
      {link && (
        <div class="message" role="status" data-testid="invite-made">
          <div class="message-body">
            <p>{t('admin.invite.made')}</p>
            <p class="mono long">{link.url}</p>
            <p class="muted">
              {t('admin.invite.until', { time: fullMoment(Date.parse(link.expiresAt), ownZone()) })}
            </p>
            <div>
              <CopyButton text={link.url} label={t('created.copyLink')} />
            </div>
          </div>
        </div>
      )}
    </section>
  );
}

function EraseDialog({ person, onClose }: { person: Person; onClose: (done: boolean) => void }) {
  const { api } = useEnv();
  const [typed, setTyped] = useState('');
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string | null>(null);
  const gone = useGone();
  const name = person.email ?? person.name;
  const submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    if (typed.trim() !== name) return setError(t('admin.erase.wrong'));
    setBusy(true);
    const answer = await erasePerson(api, person.id);
    if (gone.current) return;
    setBusy(false);
    if (answer.ok) onClose(true);
    else setError(sentenceFor(answer.error));
  };
  return (
    <Dialog title={t('admin.erase.title', { name: person.name })} onClose={() => onClose(false)}>
      <form class="stack" onSubmit={(event) => void submit(event)} noValidate>
        <p>{t('admin.erase.text')}</p>
        <Field
          label={t('admin.erase.type', { name })}
          value={typed}
          onValue={(value) => {
            setTyped(value);
            setError(null);
          }}
          error={error}
          autocomplete="off"
          data-testid="person-erase-name"
        />
        <div class="row">
          <Button kind="danger" type="submit" busy={busy} data-testid="person-erase-confirm">
            {t('admin.erase.confirm')}
          </Button>
          <Button onClick={() => onClose(false)}>{t('app.cancel')}</Button>
        </div>
      </form>
    </Dialog>
  );
}

function PersonRow({
  person,
  own,
  onChange,
  onTrouble,
  onSessions,
  onErase,
}: {
  person: Person;
  own: boolean;
  onChange: () => void;
  onTrouble: (text: string | null) => void;
  onSessions: () => void;
  onErase: () => void;
}) {
  const { api } = useEnv();
  const change = async (what: { role?: Role; disabled?: boolean }): Promise<void> => {
    const answer = await changePerson(api, person.id, what);
    onTrouble(answer.ok ? null : sentenceFor(answer.error));
    onChange();
  };
  const save = async (): Promise<void> => {
    const file = await exportPerson(api, person.id);
    onTrouble(file.ok ? null : sentenceFor(file.error));
    if (file.ok) saveFile(file.value, 'person.json');
  };
  const since = formatDay(dayOf(Date.parse(person.createdAt), ownZone()), 'year');
  return (
    <li data-testid="person-row" data-email={person.email ?? ''}>
      <div class="account-text">
        <b dir="auto">{person.name}</b>
        <span class="muted small">
          <bdi>{person.email ?? person.issuer}</bdi> · {t('admin.since', { day: since })}
        </span>
        <span class="row tight">
          {person.role === 'admin' && <span class="badge">{t('admin.role.admin')}</span>}
          {person.disabled && <span class="badge badge-alarm">{t('admin.disabled')}</span>}
          {!person.emailVerified && <span class="badge">{t('admin.unverified')}</span>}
          {own && <span class="badge">{t('admin.own')}</span>}
        </span>
      </div>
      {!own && (
        <div class="row">
          <Button
            onClick={() => void change({ role: person.role === 'admin' ? 'user' : 'admin' })}
            data-testid="person-role"
          >
            {t(person.role === 'admin' ? 'admin.makeUser' : 'admin.makeAdmin')}
          </Button>
          <Button
            onClick={() => void change({ disabled: !person.disabled })}
            data-testid="person-disable"
          >
            {t(person.disabled ? 'admin.enable' : 'admin.disable')}
          </Button>
          <Button onClick={onSessions} data-testid="person-sessions">
            {t('admin.sessions')}
          </Button>
          <Button onClick={() => void save()}>{t('admin.export')}</Button>
          <Button kind="danger" onClick={onErase} data-testid="person-erase">
            {t('admin.erase')}
          </Button>
        </div>
      )}
    </li>
  );
}

/** The server has no search yet: what has been loaded is searched. */
export function fits(person: Person, text: string): boolean {
  const where = `${person.name} ${person.email ?? ''}`.toLowerCase();
  return text
    .toLowerCase()
    .split(/\s+/)
    .every((word) => where.includes(word));
}

export function PeoplePart() {
  const { api, user } = useEnv();
  const [text, setText] = useState('');
  const [trouble, setTrouble] = useState<string | null>(null);
  const [erasing, setErasing] = useState<Person | null>(null);
  const [looking, setLooking] = useState<Person | null>(null);
  const { items, more, problem, next, reload } = usePages('people', (cursor) =>
    people(api, cursor),
  );
  const shown = (items ?? []).filter((person) => fits(person, text));
  return (
    <>
      <Invite />
      <section class="card stack" aria-labelledby="people-title">
        <h2 id="people-title">{t('admin.people')}</h2>
        {problem && <ErrorMessage text={sentenceFor(problem)} onRetry={reload} />}
        {trouble && <ErrorMessage text={trouble} />}
        {!items && !problem && <Skeleton />}
        {items && (
          <>
            <Field
              label={t('admin.search')}
              type="search"
              value={text}
              onValue={setText}
              autocomplete="off"
              data-testid="people-search"
            />
            {shown.length === 0 && <p class="muted">{t('admin.none')}</p>}
            <ul class="account-list">
              {shown.map((person) => (
                <PersonRow
                  key={person.id}
                  person={person}
                  own={person.id === user.value?.id}
                  onChange={reload}
                  onTrouble={setTrouble}
                  onSessions={() => setLooking(person)}
                  onErase={() => setErasing(person)}
                />
              ))}
            </ul>
            {more && (
              <Button kind="plain" onClick={next} data-testid="people-more">
                {t('admin.more')}
              </Button>
            )}
          </>
        )}
      </section>
      {looking && <PersonSessions person={looking} onClose={() => setLooking(null)} />}
      {erasing && (
        <EraseDialog
          person={erasing}
          onClose={(done) => {
            setErasing(null);
            if (done) reload();
          }}
        />
      )}
    </>
  );
}
