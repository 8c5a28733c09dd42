// SPDX-License-Identifier: MIT
// The open groups in the panel: what hosts do with them, and where others may go.
import { useState } from 'preact/hooks';
import { DoorOpen, Hand, Megaphone, Undo2 } from 'lucide-preact';
import type { GroupsInfo } from '../../core/protocol/messages';
import { moderates } from '../../core/model/permissions';
import { Button } from '../components/button';
import { Field } from '../components/field';
import { plural, t } from '../i18n';
import type { Act } from './groups_tool';
import { PlaceSelect } from './planner';

const kCallBackSeconds = 60;

export function nameOfGroup(groups: GroupsInfo, group: number): string {
  return groups.groups[group - 1]?.name ?? t('groups.lesson');
}

/** All groups, the lesson first where it is known. */
function listOf(groups: GroupsInfo) {
  const lesson = groups.lesson ?? { name: '', count: -1, members: [] };
  return [lesson, ...groups.groups].map((one, group) => ({
    ...one,
    group,
    name: nameOfGroup(groups, group),
  }));
}

function Help({ groups, act }: { groups: GroupsInfo; act: Act }) {
  if (groups.help.length === 0) return null;
  return (
    <ul class="groups-help" aria-label={t('groups.helpWanted')}>
      {groups.help.map(({ peerId, name, group }) => (
        <li key={peerId}>
          <Hand size={20} aria-hidden />
          <span class="groups-name" dir="auto">
            {t('groups.asks', { name, group: nameOfGroup(groups, group) })}
          </span>
          <Button onClick={() => void act({ action: 'go', group })} data-testid="groups-answer">
            {t('groups.visit')}
          </Button>
        </li>
      ))}
    </ul>
  );
}

function Broadcast({ act }: { act: Act }) {
  const [message, setMessage] = useState('');
  const send = async (): Promise<void> => {
    if (message.trim() !== '' && (await act({ action: 'broadcast', message }))) setMessage('');
  };
  return (
    <form
      class="groups-broadcast"
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
    >
      <Field
        label={t('groups.broadcast')}
        value={message}
        onValue={setMessage}
        maxLength={500}
        data-testid="groups-message"
      />
      <Button type="submit" data-testid="groups-send">
        <Megaphone size={20} aria-hidden />
        {t('groups.send')}
      </Button>
    </form>
  );
}

export function Leading({ groups, act }: { groups: GroupsInfo; act: Act }) {
  const names = groups.groups.map(({ name }) => name);
  return (
    <>
      <Help groups={groups} act={act} />
      <Broadcast act={act} />
      {listOf(groups).map(({ group, name, count, members }) => (
        <section key={group} class="groups-box" aria-label={name} data-testid={`group-${group}`}>
          <div class="groups-head">
            <h3 dir="auto">
              {name} <span class="muted small">{plural('groups.people', count)}</span>
            </h3>
            {groups.own === group ? (
              <span class="muted small">{t('groups.here')}</span>
            ) : (
              <Button
                onClick={() => void act({ action: 'go', group })}
                data-testid={`visit-${group}`}
              >
                <DoorOpen size={20} aria-hidden />
                {t(group === 0 ? 'groups.back' : 'groups.visit')}
              </Button>
            )}
          </div>
          <ul>
            {members
              .filter(({ role }) => !moderates(role))
              .map((person) => (
                <li key={person.peerId}>
                  <span class="groups-name" dir="auto">
                    {person.name}
                  </span>
                  <PlaceSelect
                    person={person}
                    names={names}
                    value={group}
                    onChange={(to) =>
                      void act({ action: 'move', targetId: person.peerId, group: to })
                    }
                  />
                </li>
              ))}
          </ul>
        </section>
      ))}
      {groups.callBackAt === null && (
        <Button
          kind="primary"
          wide
          onClick={() => void act({ action: 'call-back', seconds: kCallBackSeconds })}
          data-testid="groups-call-back"
        >
          <Undo2 size={20} aria-hidden />
          {plural('groups.callBack', kCallBackSeconds)}
        </Button>
      )}
      <Button wide onClick={() => void act({ action: 'close' })} data-testid="groups-close">
        {t('groups.close')}
      </Button>
    </>
  );
}

export function Choosing({ groups, act }: { groups: GroupsInfo; act: Act }) {
  const may = (group: number): boolean =>
    group !== groups.own &&
    (groups.mode === 'choice' || (group !== 0 && group === groups.home));
  return (
    <>
      <p>{t(groups.mode === 'choice' ? 'groups.chooseOne' : 'groups.hostChooses')}</p>
      {listOf(groups).map(({ group, name, count, members }) => (
        <section key={group} class="groups-box" aria-label={name} data-testid={`group-${group}`}>
          <div class="groups-head">
            <h3 dir="auto">
              {name}{' '}
              {count >= 0 && <span class="muted small">{plural('groups.people', count)}</span>}
            </h3>
            {groups.own === group && <span class="muted small">{t('groups.here')}</span>}
            {may(group) && (
              <Button onClick={() => void act({ action: 'go', group })} data-testid={`go-${group}`}>
                {t('groups.go')}
              </Button>
            )}
          </div>
          {members.length > 0 && (
            <p class="muted small" dir="auto">
              {members.map((member) => member.name).join(', ')}
            </p>
          )}
        </section>
      ))}
    </>
  );
}
