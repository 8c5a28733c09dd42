// SPDX-License-Identifier: MIT
// Notices of the room: what each of them offers to do, and the regions that read them out.
import type { ComponentChildren } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import '../../styles/notices.css';
import { mediaFlows } from '../../core/call/telling';
import { mayUnmute } from '../../core/model/permissions';
import type { Notice } from '../../core/model/notices';
import { useEnv } from '../env';
import { t } from '../i18n';
import { NoticeBar, type NoticeAction, type NoticeView } from '../notices/notice_bar';
import { sentenceOfNotice } from '../notices/words';
import type { DialogName, PanelName } from './controls';
import { AudienceCount } from './lecture';
import type { RoomSession } from './room_session';
import type { StageView } from './stage_view';

interface NoticesProps {
  session: RoomSession;
  view: StageView;
  onDialog: (name: DialogName) => void;
  onPanel: (name: PanelName) => void;
  /** Beside the notices: that somebody records. */
  sign: ComponentChildren;
}

const kNotToClose: ReadonlySet<Notice['kind']> = new Set([
  'recording-ask',
  'reconnecting',
  'asking',
  'sound-blocked',
  'link-weak',
  'link-lost',
]);

function useActions({ session, view, onDialog, onPanel }: NoticesProps) {
  const { preferences } = useEnv();
  const { tracks } = session;
  const action = (kind: string, text: string, run: () => void): NoticeAction => ({
    text,
    run,
    testId: `notice-${kind}`,
  });
  const unmute = (): void => {
    preferences.media = { ...preferences.media, microphone: true };
    void tracks.setMicrophone(true);
  };
  const admit = ({ people }: Notice): void => {
    const [only] = people;
    if (people.length > 1) void session.moderate({ action: 'admit-all' });
    else if (only) void session.moderate({ action: 'admit', targetId: only.id });
  };
  return (notice: Notice): NoticeAction[] => {
    switch (notice.kind) {
      case 'knock': {
        const many = notice.people.length > 1;
        return [
          action('admit', t(many ? 'notice.knock.admitAll' : 'notice.knock.admit'), () =>
            admit(notice),
          ),
          ...(many ? [action('see', t('notice.knock.see'), () => onPanel('people'))] : []),
        ];
      }
      case 'chat':
      case 'chat-failed':
        return [action('chat', t('notice.chat.open'), () => onPanel('chat'))];
      case 'broadcast':
        return [action('chat', t('notice.chat.open'), () => onPanel('chat'))];
      case 'group-help':
        return [
          action('groups', t('notice.knock.see'), () => {
            session.dismiss(notice);
            session.activities.ask('groups');
            onPanel('activities');
          }),
        ];
      case 'speaking-muted':
      case 'may-unmute':
      case 'floor-given':
        return mayUnmute(session.state.value.self)
          ? [action('unmute', t('notice.speaking-muted.unmute'), unmute)]
          : [];
      case 'check-asked':
      case 'check-lost': {
        const lost = notice.kind === 'check-lost';
        return [
          action('check', t(lost ? 'check.again' : 'notice.check-asked.show'), () => {
            view.checking.value = notice.people.at(-1)?.id ?? null;
            session.dismiss(notice);
          }),
        ];
      }
      case 'recording-ask': {
        const answer = (agreed: boolean) => (): void => {
          for (const { id } of notice.people) session.recording.answer(id, agreed);
        };
        return [
          action('agree', t('notice.recording-ask.yes'), answer(true)),
          action('decline', t('notice.recording-ask.no'), answer(false)),
        ];
      }
      case 'recording': {
        const { offer } = session.recording;
        if (!offer) return [];
        return [
          action('recording', offer.text, () => {
            session.dismiss(notice);
            offer.run();
          }),
        ];
      }
      case 'part-failed':
        return [
          action('part', t('app.retry'), () => {
            session.dismiss(notice);
            session.retries.run();
          }),
        ];
      case 'mic-silent':
      case 'device':
        return [action('change', t('notice.device.change'), () => onDialog('devices'))];
      case 'mic-paused':
        return [action('resume', t('notice.mic-paused.resume'), () => session.resumeMedia())];
      case 'ready':
        return [action('turn-on', t('notice.ready.on'), () => void tracks.takeReady())];
      case 'reconnecting':
        return [action('retry', t('notice.reconnecting.now'), () => session.retryNow())];
      case 'sound-blocked':
        return [action('hear', t('notice.sound-blocked.hear'), () => session.resumeMedia())];
      default:
        return [];
    }
  };
}

/** Says each new notice once; what is wrong interrupts. */
function Spoken({ session, say }: { session: RoomSession; say: (notice: Notice) => string }) {
  const last = session.newNotice.value;
  const [spoken, setSpoken] = useState({ polite: '', urgent: '' });
  useEffect(() => {
    if (!last) return;
    const text = say(last);
    setSpoken(last.urgency === 2 ? { polite: '', urgent: text } : { polite: text, urgent: '' });
  }, [last]);
  return (
    <div class="visually-hidden">
      <p role="status" aria-live="polite" data-testid="spoken">
        {spoken.polite}
      </p>
      <p role="alert">{spoken.urgent}</p>
    </div>
  );
}

export function Notices(props: NoticesProps) {
  const { session } = props;
  const actionsOf = useActions(props);
  const state = session.state.value;
  const say = (notice: Notice): string =>
    sentenceOfNotice(notice, { mediaFlows: mediaFlows(state), alone: state.peers.length === 0 });
  const views = session.notices.value.map((notice): NoticeView => ({
    notice,
    sentence: say(notice),
    actions: actionsOf(notice),
    onDismiss: kNotToClose.has(notice.kind) ? null : () => session.dismiss(notice),
  }));
  return (
    <>
      <NoticeBar title={state.meeting?.title ?? session.seated.seat.meeting.title} views={views}>
        {props.sign}
        <AudienceCount view={props.view} />
      </NoticeBar>
      <Spoken session={session} say={say} />
    </>
  );
}
