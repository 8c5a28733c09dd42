// SPDX-License-Identifier: MIT
// Interrupts: a signal every five milliseconds, which ends a blocking system call with EINTR or
// after a part of its bytes. Only the thread that made the object is interrupted; threads that
// shall not be are started by `start`. One object at a time.
#pragma once

#include <sys/time.h>

#include <csignal>
#include <thread>
#include <utility>

namespace lectern_test {

class Interrupts {
 public:
  Interrupts() {
    struct sigaction action {};
    action.sa_handler = [](int) {};  // without SA_RESTART
    ::sigaction(SIGALRM, &action, &old_action_);
    const itimerval often{{0, 5000}, {0, 5000}};
    ::setitimer(ITIMER_REAL, &often, nullptr);
  }
  ~Interrupts() {
    const itimerval never{};
    ::setitimer(ITIMER_REAL, &never, nullptr);
    ::sigaction(SIGALRM, &old_action_, nullptr);
  }
  Interrupts(const Interrupts&) = delete;
  Interrupts& operator=(const Interrupts&) = delete;

  // A thread that gets none of the signals.
  template <class Body>
  static std::thread start(Body body) {
    sigset_t alarm{}, before{};
    sigemptyset(&alarm);
    sigaddset(&alarm, SIGALRM);
    ::pthread_sigmask(SIG_BLOCK, &alarm, &before);  // the thread inherits it
    std::thread thread(std::move(body));
    ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
    return thread;
  }

 private:
  struct sigaction old_action_ {};
};

}  // namespace lectern_test
