// SPDX-License-Identifier: MIT
// What everybody sees of the groups over the pictures: where they are, with whom, how long still;
// that a host calls them back; and the way to ask for help.
import { useEffect, useMemo, useState } from 'preact/hooks';
import { CircleHelp, UsersRound } from 'lucide-preact';
import { minutesAndSeconds } from '../../core/model/grouping';
import { moderates } from '../../core/model/permissions';
import type { GroupsInfo } from '../../core/protocol/messages';
import type { ToolRoom } from '../activities/tool';
import { Button } from '../components/button';
import { t } from '../i18n';
import { nameOfGroup } from './leading';

const kAskedMs = 20_000;

/** The server's time now, by our clock. */
function useServerNow(groups: GroupsInfo | null): number {
  const skew = useMemo(() => (groups ? Date.parse(groups.now) - Date.now() : 0), [groups]);
  const [now, setNow] = useState(Date.now());
  const ticks = groups !== null && (groups.endsAt ?? groups.callBackAt) !== null;
  useEffect(() => {
    if (!ticks) return;
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, [ticks]);
  return Math.max(now, Date.now() - 1000) + skew;
}

export function Banner({ room }: { room: ToolRoom }) {
  const { session } = room;
  const { groups, self } = session.state.value;
  const now = useServerNow(groups);
  const [asked, setAsked] = useState(false);
  useEffect(() => {
    if (!asked) return;
    const timer = setTimeout(() => setAsked(false), kAskedMs);
    return () => clearTimeout(timer);
  }, [asked]);
  if (!groups) return null;
  const own = groups.groups[groups.own - 1];
  const name = nameOfGroup(groups, groups.own);
  const others = own?.members.filter(({ userId }) => userId !== self.userId) ?? [];
  const names = others.map((member) => member.name).join(', ');
  const left = (at: string): string => minutesAndSeconds(Date.parse(at) - now);
  const calls = groups.callBackAt !== null;
  const help = async (): Promise<void> => {
    if ((await session.groups({ action: 'help' })).ok) setAsked(true);
  };
  return (
    <section
      class={`groups-banner${calls ? ' groups-called' : ''}`}
      aria-label={t('groups.region')}
      data-testid="groups-banner"
    >
      {/* The time would be read out each second. */}
      <span class="visually-hidden" role="status">
        {calls ? t('groups.called') : t('groups.in', { name })}
      </span>
      <button
        type="button"
        class="groups-where"
        onClick={() => {
          session.activities.ask('groups');
          room.open();
        }}
        data-testid="groups-where"
      >
        <UsersRound size={20} aria-hidden />
        <span dir="auto">
          <strong>{name}</strong>
          {names && ` · ${names}`}
        </span>
      </button>
      {groups.callBackAt !== null && (
        <span class="groups-time" data-testid="groups-countdown">
          {t('groups.backIn', { time: left(groups.callBackAt) })}
        </span>
      )}
      {groups.endsAt !== null && !calls && (
        <span class="groups-time">{t('groups.endsIn', { time: left(groups.endsAt) })}</span>
      )}
      {!moderates(self.role) && groups.own !== 0 && (
        <Button disabled={asked} onClick={() => void help()} data-testid="groups-help">
          <CircleHelp size={20} aria-hidden />
          {t(asked ? 'groups.asked' : 'groups.ask')}
        </Button>
      )}
    </section>
  );
}
