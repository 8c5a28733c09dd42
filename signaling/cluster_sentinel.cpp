// SPDX-License-Identifier: MIT
#include "signaling/cluster_sentinel.hpp"

#include <hiredis/adapters/libevent.h>
#include <hiredis/async.h>
#include <netdb.h>
#include <sys/socket.h>

#include <array>
#include <chrono>
#include <optional>
#include <string_view>
#include <utility>

#include "base/number.hpp"

namespace signaling {
namespace {

using namespace std::chrono_literals;

constexpr auto kPatience = 500ms;  // with one Sentinel
constexpr auto kWatchAgain = 1s;
constexpr std::string_view kChannel = "+switch-master";

std::string text_of(const redisReply& reply) {
  return reply.str == nullptr ? std::string{} : std::string{reply.str, reply.len};
}

std::optional<RedisPlace> place_of(const redisReply& reply) {
  if (reply.type != REDIS_REPLY_ARRAY || reply.elements != 2) return std::nullopt;
  const auto port = base::parse_number<std::uint16_t>(text_of(*reply.element[1]));
  std::string host = text_of(*reply.element[0]);
  if (!port || *port == 0 || host.empty()) return std::nullopt;
  return RedisPlace{std::move(host), *port};
}

}  // namespace

std::string numeric_address(const std::string& host) {
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  if (::getaddrinfo(host.c_str(), nullptr, &hints, &found) != 0) return {};
  std::array<char, NI_MAXHOST> text{};
  const int done = ::getnameinfo(found->ai_addr, found->ai_addrlen, text.data(),
                                 static_cast<socklen_t>(text.size()), nullptr, 0, NI_NUMERICHOST);
  ::freeaddrinfo(found);
  return done == 0 ? std::string{text.data()} : std::string{};
}

// hiredis frees a context by itself after an error, so a callback of that kind forgets it; it must
// not be freed inside a callback, so lose() only asks for that, and the timer does it.
class RedisSentinels::Impl : public std::enable_shared_from_this<RedisSentinels::Impl> {
 public:
  Impl(net::EventLoop& loop, SentinelSettings settings, InBackground in_background,
       std::function<void()> on_switch)
      : loop_(loop),
        settings_(std::move(settings)),
        in_background_(std::move(in_background)),
        on_switch_(std::move(on_switch)),
        drop_(loop, [this] { drop(); }),
        patience_(loop, [this] { lose("no answer"); }),
        watch_(loop, [this] { watch_again(); }) {}

  void find(Found found, Failed failed) {
    watch_.stop();
    drop_.stop();
    release();
    found_ = std::move(found);
    failed_ = std::move(failed);
    asking_ = true;
    left_ = settings_.places.size();
    ask();
  }

  void stop() noexcept {
    stopped_ = true;
    for (net::Timer* timer : {&drop_, &patience_, &watch_}) timer->stop();
    release();
  }

 private:
  // Null for a context that was released.
  static Impl* alive(const redisAsyncContext* context) { return static_cast<Impl*>(context->data); }
  const RedisPlace& place() const { return settings_.places[at_]; }

  void ask() {
    losing_ = false;
    patience_.start_after(kPatience);
    const std::uint64_t attempt = ++attempt_;
    const bool asked =
        in_background_([self = weak_from_this(), host = place().host, attempt, loop = &loop_] {
          auto address = numeric_address(host);
          loop->post([self, attempt, address = std::move(address)] {
            if (const auto sentinels = self.lock()) sentinels->resolved(attempt, address);
          });
        });
    if (!asked) lose("the server is busy");
  }

  void resolved(std::uint64_t attempt, const std::string& address) {
    if (stopped_ || attempt != attempt_ || losing_) return;
    if (address.empty()) return lose("its name has no address");
    context_ = ::redisAsyncConnect(address.c_str(), place().port);
    if (context_ == nullptr) return lose("no memory");
    context_->data = this;
    if (context_->err != 0) return lose(context_->errstr);
    ::redisLibeventAttach(context_, loop_.native());
    ::redisAsyncSetConnectCallback(context_, on_connect);
    ::redisAsyncSetDisconnectCallback(context_, on_disconnect);
    if (!settings_.password.empty()) send({"AUTH", settings_.password.reveal_text()}, on_done);
    send({"SENTINEL", "get-master-addr-by-name", settings_.master}, on_master);
  }

  void send(const std::vector<std::string_view>& words, redisCallbackFn* then) {
    if (context_ == nullptr || losing_) return;
    std::vector<const char*> begins;
    std::vector<std::size_t> sizes;
    for (const std::string_view word : words) {
      begins.push_back(word.data());
      sizes.push_back(word.size());
    }
    if (::redisAsyncCommandArgv(context_, then, nullptr, static_cast<int>(words.size()),
                                begins.data(), sizes.data()) != REDIS_OK)
      lose("the connection ends");
  }

  static void on_connect(const redisAsyncContext* context, int status) {
    if (status != REDIS_OK) ended(context, context->errstr);
  }
  static void on_disconnect(const redisAsyncContext* context, int) {
    ended(context, context->err == 0 ? "closed" : context->errstr);
  }
  static void ended(const redisAsyncContext* context, const std::string& why) {
    Impl* const self = alive(context);
    if (self == nullptr) return;
    if (self->context_ == context) self->context_ = nullptr;
    self->lose(why);
  }
  static void on_done(redisAsyncContext* context, void* reply, void*) {
    const auto* const said = static_cast<const redisReply*>(reply);
    Impl* const self = alive(context);
    if (self != nullptr && said != nullptr && said->type == REDIS_REPLY_ERROR)
      self->lose(text_of(*said));
  }
  static void on_master(redisAsyncContext* context, void* reply, void*) {
    const auto* const said = static_cast<const redisReply*>(reply);
    Impl* const self = alive(context);
    if (self == nullptr || said == nullptr || self->losing_) return;
    if (said->type == REDIS_REPLY_ERROR) return self->lose(text_of(*said));
    if (auto master = place_of(*said)) return self->found(*std::move(master));
    self->lose("it knows no master " + self->settings_.master);
  }
  static void on_subscription(redisAsyncContext* context, void* reply, void*) {
    const auto* const said = static_cast<const redisReply*>(reply);
    Impl* const self = alive(context);
    if (self == nullptr || said == nullptr) return;
    if (said->type == REDIS_REPLY_ERROR) return self->lose(text_of(*said));
    if (said->type != REDIS_REPLY_ARRAY || said->elements != 3) return;
    // "message", the channel, "NAME IP PORT IP PORT"
    if (text_of(*said->element[0]) != "message") return;
    if (text_of(*said->element[2]).starts_with(self->settings_.master + ' ')) self->on_switch_();
  }

  void found(RedisPlace master) {
    patience_.stop();
    asking_ = false;
    known_ = std::move(master);
    send({"SUBSCRIBE", kChannel}, on_subscription);
    const Found found = std::exchange(found_, nullptr);
    failed_ = nullptr;
    if (found) found(*known_);
  }

  void lose(std::string_view why) {
    if (losing_ || stopped_) return;
    losing_ = true;
    patience_.stop();
    why_ = "the Sentinel " + place().host + ':' + std::to_string(place().port) + ": ";
    why_ += why;
    drop_.start_after(0s);
  }

  void drop() {
    release();
    at_ = (at_ + 1) % settings_.places.size();
    if (!asking_) return watch_.start_after(kWatchAgain);  // it had told the master
    if (--left_ > 0) return ask();
    asking_ = false;
    const Failed failed = std::exchange(failed_, nullptr);
    found_ = nullptr;
    if (failed) failed(why_);
  }

  // Nobody has told of a change meanwhile.
  void watch_again() {
    const auto before = known_;
    find(
        [this, before](const RedisPlace& master) {
          if (before && *before != master) on_switch_();
        },
        [this](const std::string&) { watch_.start_after(kWatchAgain); });
  }

  void release() noexcept {
    ++attempt_;
    redisAsyncContext* const old = std::exchange(context_, nullptr);
    if (old == nullptr) return;
    old->data = nullptr;  // its callbacks run once more
    ::redisAsyncFree(old);
  }

  net::EventLoop& loop_;
  const SentinelSettings settings_;
  const InBackground in_background_;
  const std::function<void()> on_switch_;
  redisAsyncContext* context_ = nullptr;
  std::size_t at_ = 0;    // the Sentinel that is asked, or watched
  std::size_t left_ = 0;  // those that may still be asked
  bool asking_ = false, losing_ = false, stopped_ = false;
  std::uint64_t attempt_ = 0;
  Found found_;
  Failed failed_;
  std::optional<RedisPlace> known_;
  std::string why_;
  net::Timer drop_, patience_, watch_;
};

RedisSentinels::RedisSentinels(net::EventLoop& loop, SentinelSettings settings,
                               InBackground in_background, std::function<void()> on_switch)
    : impl_(std::make_shared<Impl>(loop, std::move(settings), std::move(in_background),
                                   std::move(on_switch))) {}
RedisSentinels::~RedisSentinels() { stop(); }
void RedisSentinels::find(Found found, Failed failed) {
  impl_->find(std::move(found), std::move(failed));
}
void RedisSentinels::stop() noexcept { impl_->stop(); }

}  // namespace signaling
