// SPDX-License-Identifier: MIT
// The board as a tool of the room: it keeps the board as long as the room is open, and brings it
// onto the stage when the person or a host opens it. Each group has a board of its own; the board
// of the lesson is there again afterwards.
import { signal } from '@preact/signals';
import { moderates } from '../../core/model/permissions';
import type { RunningTool, ToolRoom } from '../activities/tool';
import { Button } from '../components/button';
import { t } from '../i18n';
import { BoardModel, newBoard, type BoardContent } from './board_model';
import { BoardStage } from './board_stage';
import { KeptBoard } from './kept';
import { boardKeeper, restoreLesson } from './lesson_board';

export function makeBoard(room: ToolRoom): RunningTool {
  const { activities, state } = room.session;
  const lesson = newBoard();
  const boards = new Map<number, BoardContent>([[0, lesson]]);
  const kept = new KeptBoard(lesson, room.session.seated.seat.meeting.meetingId);
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
  const host = (userId: string): boolean => {
    const peer = state.peek().peers.find((one) => one.userId === userId);
    return peer !== undefined && moderates(peer.role);
  };
  const modelOf = (group: number): BoardModel => {
    const content = boards.get(group) ?? newBoard();
    boards.set(group, content);
    const model = new BoardModel(room, content, group);
    model.onShown = (userId, shown) => {
      if (!shown || isShown()) return;
      if (host(userId) && !hidden) {
        show();
        model.say(t('board.opened', { name: model.nameOf(userId) }));
      } else if (!hidden) opened.value = userId;
    };
    return model;
  };
  let group = state.peek().group;
  const model = signal(modelOf(group));
  function Stage() {
    const shown = model.value;
    return <BoardStage key={group} model={shown} onHide={hide} />;
  }

  const undo = [
    state.subscribe((now) => {
      if (now.group === group) return;
      group = now.group;
      model.peek().stop();
      // The boards of groups go with them.
      if (!now.groups) for (const old of [...boards.keys()]) if (old !== 0) boards.delete(old);
      opened.value = null;
      model.value = modelOf(group);
      model.peek().exchange.show(isShown());
    }),
    activities.stage.subscribe((stage) => model.peek().exchange.show(stage === Stage)),
    lesson.document.subscribe(() => kept.changed()),
  ];
  void kept.restore().then(() => restoreLesson(lesson, room.session));
  const keeper = boardKeeper(lesson);
  activities.keepers.value = [...activities.keepers.peek(), keeper];

  function Always() {
    const by = opened.value;
    if (by === null) return null;
    return (
      <div class="board-opened" role="status" data-testid="board-opened">
        <span dir="auto">{t('board.opened', { name: model.value.nameOf(by) })}</span>
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
      model.peek().stop();
    },
  };
}
