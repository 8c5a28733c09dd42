// SPDX-License-Identifier: MIT
// Counts the heap calls and the locks of a program, so that a test can assert that a path has
// neither. It replaces functions of the C library, so only one source file of a program includes
// it. Any thread; it does not count a thread that has called counted(false), and not libevent,
// which takes the lock of its own loop once a turn.
#pragma once

#include <dlfcn.h>
#include <pthread.h>

#include <atomic>
#include <cerrno>
#include <cstddef>
#include <cstdlib>
#include <cstring>

#if defined(__has_feature)
#define LECTERN_HAS_FEATURE(x) __has_feature(x)
#else
#define LECTERN_HAS_FEATURE(x) 0
#endif
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__) || \
    LECTERN_HAS_FEATURE(address_sanitizer) || LECTERN_HAS_FEATURE(thread_sanitizer)
#define LECTERN_HEAP_BY_HOOK \
  1  // the sanitizer has taken the heap's functions, and tells of each call
#endif

namespace lectern_test {

struct Calls {
  std::size_t heap = 0;
  std::size_t locks = 0;
};

namespace counting {

inline std::atomic<bool> on{false};
inline std::atomic<std::size_t> heap{0}, locks{0};
inline thread_local bool left_out = false;

inline void note_heap() noexcept {
  if (on.load(std::memory_order_relaxed) && !left_out) heap.fetch_add(1, std::memory_order_relaxed);
}
inline void note_lock(const void* caller) noexcept {
  if (!on.load(std::memory_order_relaxed) || left_out) return;
  Dl_info by{};
  const bool known = ::dladdr(caller, &by) != 0 && by.dli_fname != nullptr;
  if (!known || std::strstr(by.dli_fname, "libevent") == nullptr)
    locks.fetch_add(1, std::memory_order_relaxed);
}

using Lock = int (*)(pthread_mutex_t*);
// Looked up once, also where a static initializer locks before any of ours has run.
inline Lock real_lock() noexcept {
  static std::atomic<Lock> found{nullptr};
  Lock lock = found.load(std::memory_order_relaxed);
  if (lock == nullptr) {
    void* const symbol = ::dlsym(RTLD_NEXT, "pthread_mutex_lock");
    std::memcpy(&lock, &symbol, sizeof lock);
    found.store(lock, std::memory_order_relaxed);
  }
  return lock;
}

}  // namespace counting

// The calling thread's calls count (as at first), or not.
inline void counted(bool yes) noexcept { counting::left_out = !yes; }

#if defined(__SANITIZE_THREAD__) || LECTERN_HAS_FEATURE(thread_sanitizer)
inline constexpr bool kLocksAreCounted = false;  // the sanitizer needs to see them itself
#else
inline constexpr bool kLocksAreCounted = true;
#endif

// Counts the calls of all counted threads while `f` runs.
template <class F>
Calls calls_during(F&& f) {
  counting::heap = counting::locks = 0;
  counting::on = true;
  f();
  counting::on = false;
  return Calls{counting::heap, counting::locks};
}

}  // namespace lectern_test

extern "C" {

#if defined(LECTERN_HEAP_BY_HOOK)

void __sanitizer_malloc_hook(const volatile void*, std::size_t) {
  lectern_test::counting::note_heap();
}

#else

void* __libc_malloc(std::size_t);
void* __libc_calloc(std::size_t, std::size_t);
void* __libc_realloc(void*, std::size_t);
void* __libc_memalign(std::size_t, std::size_t);

void* malloc(std::size_t size) noexcept {
  lectern_test::counting::note_heap();
  return __libc_malloc(size);
}
void* calloc(std::size_t count, std::size_t size) noexcept {
  lectern_test::counting::note_heap();
  return __libc_calloc(count, size);
}
void* realloc(void* at, std::size_t size) noexcept {
  lectern_test::counting::note_heap();
  return __libc_realloc(at, size);
}
void* aligned_alloc(std::size_t alignment, std::size_t size) noexcept {
  lectern_test::counting::note_heap();
  return __libc_memalign(alignment, size);
}
int posix_memalign(void** out, std::size_t alignment, std::size_t size) noexcept {
  lectern_test::counting::note_heap();
  *out = __libc_memalign(alignment, size);
  return *out == nullptr ? ENOMEM : 0;
}

#endif

#if !defined(__SANITIZE_THREAD__) && !LECTERN_HAS_FEATURE(thread_sanitizer)
int pthread_mutex_lock(pthread_mutex_t* mutex) noexcept {
  lectern_test::counting::note_lock(__builtin_return_address(0));
  return lectern_test::counting::real_lock()(mutex);
}
#endif

}  // extern "C"
