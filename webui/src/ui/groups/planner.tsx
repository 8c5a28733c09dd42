// SPDX-License-Identifier: MIT
// How a host divides people before the groups are opened: at random, by hand (dragging, or the list
// beside each name), or by themselves.
import { useState } from 'preact/hooks';
import { Shuffle } from 'lucide-preact';
import { fitted, kMostGroups, spread, wishesOf, type Places } from '../../core/model/grouping';
import { moderates } from '../../core/model/permissions';
import type { RoomState } from '../../core/model/state';
import { Button } from '../components/button';
import { Field } from '../components/field';
import { plural, t } from '../i18n';
import type { Act } from './groups_tool';

type Way = 'random' | 'hand' | 'choice';
const kWays = ['random', 'hand', 'choice'] as const;
const kMinutes = [0, 5, 10, 15, 20, 30, 45, 60];

interface Person {
  readonly peerId: string;
  readonly name: string;
}

/** The group of one person, for the keyboard and for fingers. */
export function PlaceSelect(props: {
  person: Person;
  names: readonly string[];
  value: number;
  onChange: (group: number) => void;
}) {
  const { person, names, value, onChange } = props;
  return (
    <select
      class="input groups-select"
      aria-label={t('groups.placeOf', { name: person.name })}
      value={String(value)}
      onChange={({ currentTarget }) => onChange(Number(currentTarget.value))}
      data-testid={`group-of-${person.name}`}
    >
      <option value="0">{t('groups.lesson')}</option>
      {names.map((name, index) => (
        <option key={index} value={String(index + 1)}>
          {name}
        </option>
      ))}
    </select>
  );
}

export function Planner({ state, act }: { state: RoomState; act: Act }) {
  const people: Person[] = state.peers.filter(({ role }) => !moderates(role));
  const ids = people.map(({ peerId }) => peerId);
  const [text, setText] = useState('2');
  const [way, setWay] = useState<Way>('random');
  const [minutes, setMinutes] = useState(0);
  const [busy, setBusy] = useState(false);
  const count = Math.min(kMostGroups, Math.max(1, Math.floor(Number(text)) || 1));
  const [chosen, setPlaces] = useState<Places>(() => spread(ids, count, Math.random));
  const places = fitted(chosen, ids, count);
  const names = Array.from({ length: count }, (_, index) =>
    t('groups.number', { number: String(index + 1) }),
  );
  const put = (peerId: string, group: number): void =>
    setPlaces(new Map(places).set(peerId, group));
  const shuffle = (groups: number): void => setPlaces(spread(ids, groups, Math.random));
  const setCount = (value: string): void => {
    setText(value);
    const wanted = Math.floor(Number(value));
    if (way === 'random' && wanted >= 1 && wanted <= kMostGroups) shuffle(wanted);
  };
  const choose = (next: Way): void => {
    setWay(next);
    if (next === 'random') shuffle(count);
    if (next === 'choice') setPlaces(new Map());
  };
  const open = async (): Promise<void> => {
    setBusy(true);
    await act({
      action: 'open',
      groups: wishesOf(names, way === 'choice' ? new Map() : places),
      mode: way === 'choice' ? 'choice' : 'assigned',
      ...(minutes > 0 ? { seconds: minutes * 60 } : {}),
    });
    setBusy(false);
  };
  return (
    <>
      <Field
        label={t('groups.howMany')}
        type="number"
        min="1"
        max={String(kMostGroups)}
        value={text}
        onValue={setCount}
        data-testid="groups-count"
      />
      <fieldset class="groups-ways">
        <legend class="field-label">{t('groups.how')}</legend>
        {kWays.map((one) => (
          <label key={one}>
            <input
              type="radio"
              name="groups-way"
              checked={way === one}
              onChange={() => choose(one)}
              data-testid={`groups-${one}`}
            />
            {t(`groups.${one}`)}
          </label>
        ))}
      </fieldset>
      <label class="field">
        <span class="field-label">{t('groups.time')}</span>
        <select
          class="input"
          value={String(minutes)}
          onChange={({ currentTarget }) => setMinutes(Number(currentTarget.value))}
          data-testid="groups-minutes"
        >
          {kMinutes.map((one) => (
            <option key={one} value={String(one)}>
              {one === 0 ? t('groups.openEnd') : plural('groups.minutes', one)}
            </option>
          ))}
        </select>
      </label>
      {way === 'random' && (
        <Button onClick={() => shuffle(count)} data-testid="groups-shuffle">
          <Shuffle size={20} aria-hidden />
          {t('groups.shuffle')}
        </Button>
      )}
      {way !== 'choice' &&
        [0, ...names.map((_, index) => index + 1)].map((group) => (
          <section
            key={group}
            class="groups-box"
            aria-label={group === 0 ? t('groups.lesson') : names[group - 1]}
            onDragOver={(event) => event.preventDefault()}
            onDrop={(event) => {
              event.preventDefault();
              const peerId = event.dataTransfer?.getData('text/plain') ?? '';
              if (ids.includes(peerId)) put(peerId, group);
            }}
            data-testid={`groups-box-${group}`}
          >
            <h3>{group === 0 ? t('groups.lesson') : names[group - 1]}</h3>
            <ul>
              {people
                .filter(({ peerId }) => places.get(peerId) === group)
                .map((person) => (
                  <li
                    key={person.peerId}
                    draggable
                    onDragStart={(event) =>
                      event.dataTransfer?.setData('text/plain', person.peerId)
                    }
                  >
                    <span class="groups-name" dir="auto">
                      {person.name}
                    </span>
                    <PlaceSelect
                      person={person}
                      names={names}
                      value={group}
                      onChange={(to) => put(person.peerId, to)}
                    />
                  </li>
                ))}
            </ul>
          </section>
        ))}
      <p class="muted small">{t('groups.boards')}</p>
      <Button kind="primary" wide busy={busy} onClick={() => void open()} data-testid="groups-open">
        {t('groups.open')}
      </Button>
    </>
  );
}
