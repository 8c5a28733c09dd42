// SPDX-License-Identifier: MIT
// AddressMonitor: watches the addresses of this machine. The kernel notifies it of each change, and
// it then reads all lists again, so that a lost notification does no harm. It also reads them again
// from time to time without a notification. All descriptors are opened once, so that a process that
// has no descriptor left still learns of new addresses. Loop thread, or the thread that builds the
// loop.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <vector>

#include "base/fd.hpp"
#include "base/result.hpp"
#include "net/event_loop.hpp"
#include "net/kernel_view.hpp"

namespace net {

class AddressMonitor final : private IoHandler {
 public:
  struct Reactions {
    std::function<void(const KernelView&)> changed;
    // The lists cannot be read. Called once for a series of failures; the monitor tries again
    // every second, and the last view stays.
    std::function<void(const base::Error&)> failed;
  };
  // A change is told within this time (three tenths of a second), and the lists are not read more
  // often, however often they change.
  static constexpr std::chrono::milliseconds kSettle{50};
  static constexpr std::chrono::milliseconds kPause{250};

  // Reads the lists at once, and calls one of the reactions before it returns. Never waits.
  AddressMonitor(EventLoop& loop, Reactions reactions);
  AddressMonitor(const AddressMonitor&) = delete;
  AddressMonitor& operator=(const AddressMonitor&) = delete;

  const KernelView& view() const noexcept { return view_; }

 private:
  void on_io(Interest ready) noexcept override;
  void look();
  base::Result<KernelView> read();
  base::Result<KernelView> read_once();
  base::Status open();
  base::Status list(int type, int family, KernelView& view);
  base::Result<std::optional<base::IpAddress>> route_source(base::Family family);
  base::Status ask(const void* question, std::size_t size);
  base::Result<base::Bytes> receive();

  EventLoop& loop_;
  const Reactions reactions_;
  base::UniqueFd notices_;    // a socket to which the kernel sends notifications
  base::UniqueFd questions_;  // a socket for questions
  std::uint32_t sequence_ = 0;
  bool interrupted_ = false;
  bool failing_ = false;
  bool told_ = false;
  std::vector<std::byte> buffer_;
  KernelView view_;
  base::Instant read_at_{};
  std::unique_ptr<IoWatch> watch_;  // after notices_, which is closed later
  Timer timer_;
};

}  // namespace net
