// SPDX-License-Identifier: MIT
#include "signaling/ws_server_uv.hpp"

#include <uv.h>

#include <chrono>

namespace signaling {

UvLoop::UvLoop(net::EventLoop& loop) : loop_(loop), uv_(std::make_unique<uv_loop_s>()) {}

base::Result<std::unique_ptr<UvLoop>> UvLoop::open(net::EventLoop& loop) {
  std::unique_ptr<UvLoop> self{new UvLoop{loop}};
  if (const int error = uv_loop_init(self->uv_.get()); error != 0) {
    return base::failure(base::Errc::io, std::string{"uv_loop_init: "} + uv_strerror(error));
  }
  self->initialized_ = true;
  self->timer_ = std::make_unique<net::Timer>(loop, [raw = self.get()] { raw->pump(); });
  self->watch_ = std::make_unique<net::IoWatch>(loop, uv_backend_fd(self->uv_.get()), *self);
  self->watch_->set(net::Interest::read);
  return self;
}

UvLoop::~UvLoop() {
  watch_.reset();
  timer_.reset();
  if (initialized_) uv_loop_close(uv_.get());
}

int UvLoop::descriptor() const noexcept { return uv_backend_fd(uv_.get()); }

std::vector<int> UvLoop::polled_descriptors() const {
  std::vector<int> found;
  const auto visit = [](uv_handle_t* handle, void* out) {
    uv_os_fd_t fd = -1;
    if (uv_handle_get_type(handle) != UV_POLL || uv_fileno(handle, &fd) != 0) return;
    static_cast<std::vector<int>*>(out)->push_back(fd);
  };
  uv_walk(uv_.get(), visit, &found);
  return found;
}

void UvLoop::on_io(net::Interest) noexcept { pump(); }

void UvLoop::pump() noexcept {
  if (running_) return;  // called from a callback: the current run continues
  running_ = true;
  uv_run(uv_.get(), UV_RUN_NOWAIT);
  running_ = false;
  const int wait = uv_backend_timeout(uv_.get());  // milliseconds; -1: no timer; 0: work is due now
  if (wait < 0) timer_->stop();
  else timer_->start_after(std::chrono::milliseconds{wait});
}

bool UvLoop::run_down() noexcept {
  watch_->set(net::Interest::none);
  timer_->stop();
  running_ = true;  // stays true: nothing called from here may run the loop again
  // Closing needs a few turns and no waiting; a thousand turns are far more than it takes.
  for (int turn = 0; turn < 1000 && uv_loop_alive(uv_.get()) != 0; ++turn)
    uv_run(uv_.get(), UV_RUN_NOWAIT);
  return uv_loop_alive(uv_.get()) == 0;
}

}  // namespace signaling
