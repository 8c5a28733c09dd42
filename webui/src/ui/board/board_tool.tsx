// SPDX-License-Identifier: MIT
// The board as a tool of the room: it keeps the board as long as the room is open, and brings it
// onto the stage when the person or a host opens it.
import { signal } from '@preact/signals';
import { moderates } from '../../core/model/permissions';
import type { RunningTool, ToolRoom } from '../activities/tool';
import { Button } from '../components/button';
import { t } from '../i18n';
import { BoardModel } from './board_model';
import { BoardStage } from './board_stage';
import { KeptBoard } from './kept';
import { boardKeeper, restoreLesson } from './lesson_board';

export function makeBoard(room: ToolRoom): RunningTool {
  const { activities, state } = room.session;
  const model = new BoardModel(room);
  const kept = new KeptBoard(model, room.session.seated.seat.meeting.meetingId);
  /** Who has opened the board, for whoever does not have it on the stage. */
  const opened = signal<string | null>(null);
  /** The person put it away: nobody brings it back but the person. */
  let hidden = false;

  const isShown = (): boolean => activities.stage.peek() === Stage;
  const show = (): void => {
    hidden = false;
    opened.value = null;
    activities.stage.value = Stage;
    activities.remember('board');
  };
  const hide = (): void => {
    hidden = true;
    activities.stage.value = null;
    activities.remember(null);
  };
  function Stage() {
    return <BoardStage model={model} onHide={hide} />;
  }

  const host = (userId: string): boolean => {
    const peer = state.peek().peers.find((one) => one.userId === userId);
    return peer !== undefined && moderates(peer.role);
  };
  model.onShown = (userId, shown) => {
    if (!shown || isShown()) return;
    if (host(userId) && !hidden) {
      show();
      model.say(t('board.opened', { name: model.nameOf(userId) }));
    } else if (!hidden) opened.value = userId;
  };
  const undo = [
    activities.stage.subscribe((stage) => model.exchange.show(stage === Stage)),
    model.document.subscribe(() => kept.changed()),
  ];
  void kept.restore().then(() => restoreLesson(model, room.session));
  const keeper = boardKeeper(model);
  activities.keepers.value = [...activities.keepers.peek(), keeper];

  function Always() {
    const by = opened.value;
    if (by === null) return null;
    return (
      <div class="board-opened" role="status" data-testid="board-opened">
        <span dir="auto">{t('board.opened', { name: model.nameOf(by) })}</span>
        <Button kind="primary" onClick={show} data-testid="board-show">
          {t('board.show')}
        </Button>
      </div>
    );
  }

  return {
    Always,
    onChosen: show,
    stop: () => {
      for (const end of undo) end();
      kept.close();
      activities.keepers.value = activities.keepers.peek().filter((one) => one !== keeper);
      if (isShown()) activities.stage.value = null;
      model.stop();
    },
  };
}
