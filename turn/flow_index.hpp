// SPDX-License-Identifier: MIT
// FlowIndex: finds one of many objects by a hash, by open addressing in one array of 16-byte
// entries. A look-up touches one cache line of the array and then the object itself. Objects know
// their keys, so the array stores none. insert() and erase() are the only places that change it.
// One thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace turn {

template <class T>
class FlowIndex {
 public:
  // nullptr: there is none. `is_it(const T&)` compares the keys of objects with the same hash.
  template <class F>
  T* find(std::uint32_t hash, F&& is_it) const noexcept {
    if (entries_.empty()) return nullptr;
    for (std::size_t i = hash & mask(); entries_[i].object != nullptr; i = (i + 1) & mask()) {
      if (entries_[i].hash == hash && is_it(*entries_[i].object)) return entries_[i].object;
    }
    return nullptr;
  }

  // An object may have several entries, with a hash for each of its keys.
  void insert(std::uint32_t hash, T& object) {
    if ((size_ + 1) * 4 > entries_.size() * 3)
      resize(entries_.empty() ? kLeast : entries_.size() * 2);
    place(Entry{&object, hash});
    ++size_;
  }

  // Does nothing if there is no entry of this object with this hash.
  void erase(std::uint32_t hash, const T& object) noexcept {
    if (entries_.empty()) return;
    std::size_t hole = hash & mask();
    while (entries_[hole].object != &object || entries_[hole].hash != hash) {
      if (entries_[hole].object == nullptr) return;
      hole = (hole + 1) & mask();
    }
    --size_;
    // A look-up ends at a hole. So an entry behind the hole moves into it, unless the hole lies
    // before the place where the look-up of that entry begins.
    for (std::size_t i = (hole + 1) & mask(); entries_[i].object != nullptr; i = (i + 1) & mask()) {
      const std::size_t home = entries_[i].hash & mask();
      if (((i - home) & mask()) < ((i - hole) & mask())) continue;
      entries_[hole] = entries_[i];
      hole = i;
    }
    entries_[hole] = Entry{};
  }

  std::size_t size() const noexcept { return size_; }
  std::size_t capacity() const noexcept { return entries_.size(); }

  // Calls f(const T&, hash) for each entry.
  template <class F>
  void for_each(F&& f) const {
    for (const Entry& entry : entries_) {
      if (entry.object != nullptr) f(*entry.object, entry.hash);
    }
  }

  // Gives back memory that the present number of entries does not need.
  void shrink() {
    std::size_t needed = kLeast;
    while ((size_ + 1) * 2 > needed) needed *= 2;
    if (needed < entries_.size()) resize(needed);
  }

 private:
  struct Entry {
    T* object = nullptr;
    std::uint32_t hash = 0;
  };
  static constexpr std::size_t kLeast = 16;

  std::size_t mask() const noexcept { return entries_.size() - 1; }
  void place(const Entry& entry) noexcept {
    std::size_t i = entry.hash & mask();
    while (entries_[i].object != nullptr) i = (i + 1) & mask();
    entries_[i] = entry;
  }
  void resize(std::size_t capacity) {
    std::vector<Entry> old(capacity);
    old.swap(entries_);
    for (const Entry& entry : old) {
      if (entry.object != nullptr) place(entry);
    }
  }

  std::vector<Entry> entries_;  // a power of two of them, at most three quarters in use
  std::size_t size_ = 0;
};

}  // namespace turn
