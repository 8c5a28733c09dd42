// SPDX-License-Identifier: MIT
// Groups as a tool of the room: hosts divide people and lead the groups in the panel; everybody in
// a group has a banner over the pictures.
import { useRef, useState } from 'preact/hooks';
import '../../styles/groups.css';
import type { GroupsWish } from '../../core/protocol/messages';
import { moderates } from '../../core/model/permissions';
import type { RunningTool, ToolRoom } from '../activities/tool';
import { ErrorMessage } from '../components/message';
import { t } from '../i18n';
import { Banner } from './banner';
import { Choosing, Leading } from './leading';
import { Planner } from './planner';

export type Act = (wish: GroupsWish) => Promise<boolean>;

export function makeGroups(room: ToolRoom): RunningTool {
  const { session } = room;

  function Panel() {
    const [failed, setFailed] = useState(false);
    const state = session.state.value;
    const act = useRef<Act>(async (wish) => {
      const done = await session.groups(wish);
      setFailed(!done.ok);
      return done.ok;
    });
    const host = moderates(state.self.role);
    return (
      <div class="groups-panel" data-testid="groups-panel">
        {failed && <ErrorMessage text={t('groups.failed')} />}
        {!state.groups && host && <Planner state={state} act={act.current} />}
        {!state.groups && !host && <p class="muted">{t('tool.groups.hosts')}</p>}
        {state.groups && host && <Leading groups={state.groups} act={act.current} />}
        {state.groups && !host && <Choosing groups={state.groups} act={act.current} />}
      </div>
    );
  }

  return {
    Panel,
    Always: () => <Banner room={room} />,
    stop: () => undefined,
  };
}
