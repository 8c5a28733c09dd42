// SPDX-License-Identifier: MIT
// The news of a room: what people are told of once. Pure.
import type { News, RoomState } from './state';

const kMaxNews = 16;

export function withNews(state: RoomState, news: Omit<News, 'key'>): RoomState {
  const all = [...state.news, { ...news, key: state.nextKey }].slice(-kMaxNews);
  return { ...state, news: all, nextKey: state.nextKey + 1 };
}
