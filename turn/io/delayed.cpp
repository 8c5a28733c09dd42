// SPDX-License-Identifier: MIT
#include "turn/io/delayed.hpp"

namespace turn::io {

void Delayed::Line::clear() noexcept {
  bytes.clear();
  items.clear();
  head = first = 0;
}

Delayed::Data Delayed::Line::front() const noexcept {
  const base::Bytes oldest = base::Bytes{bytes}.subspan(head, items[first].size);
  Data data = items[first].data;
  if (auto* forward = std::get_if<Forward>(&data)) {
    forward->payload = oldest;
    forward->wait_room = 0;
  } else if (auto* framed = std::get_if<ToClient>(&data)) {
    framed->message = oldest;
    framed->wait_room = 0;
  }
  return data;
}

void Delayed::Line::append(const Item& item, base::Bytes what) {
  // Removes the bytes that are sent or dropped, once they are more than the waiting ones.
  if (head > size()) {
    bytes.erase(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(head));
    items.erase(items.begin(), items.begin() + static_cast<std::ptrdiff_t>(first));
    head = first = 0;
  }
  bytes.insert(bytes.end(), what.begin(), what.end());
  items.push_back(item);
}

Delayed::Line& Delayed::line_for(AllocationId allocation, Direction direction, base::Instant now) {
  const Key key{allocation.slot, direction};
  Line& line = lines_[key];
  if (line.allocation != allocation) {
    // Another allocation uses the slot now: the data of the old allocation is dropped.
    held_ -= line.size();
    line.clear();
    line.allocation = allocation;
  }
  if (line.empty() && !timers_.pending(line.timer)) line.timer = timers_.add(now, key);
  return line;
}

void Delayed::tidy() noexcept {
  for (const Key& key : emptied_) {
    const auto at = lines_.find(key);
    if (at == lines_.end() || !at->second.empty()) continue;
    timers_.cancel(at->second.timer);
    lines_.erase(at);
  }
  emptied_.clear();
}

}  // namespace turn::io
