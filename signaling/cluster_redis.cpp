// SPDX-License-Identifier: MIT
#include "signaling/cluster_redis.hpp"

#include <hiredis/adapters/libevent.h>
#include <hiredis/async.h>

#include <algorithm>
#include <chrono>
#include <optional>
#include <utility>
#include <vector>

namespace signaling {
namespace {

using namespace std::chrono_literals;

constexpr auto kConnect = 3s;  // for all of: name, connection, password, subscription, probe
constexpr auto kSilence = 5s;  // of the channel, on which this node hears itself every second
constexpr auto kLook = 500ms;
constexpr auto kFirstWait = 200ms;
constexpr auto kLongestWait = 2s;
constexpr std::string_view kProbe = "probe";

std::string text_of(const redisReply& reply) {
  return reply.str == nullptr ? std::string{} : std::string{reply.str, reply.len};
}

// hiredis parses arrays in arrays seven deep.
// NOLINTNEXTLINE(misc-no-recursion)
RedisReply reply_of(const redisReply& reply) {
  if (reply.type == REDIS_REPLY_INTEGER) return {std::to_string(reply.integer), {}};
  RedisReply out{text_of(reply), {}};
  if (reply.type != REDIS_REPLY_ARRAY) return out;
  for (std::size_t i = 0; i < reply.elements; ++i) out.items.push_back(reply_of(*reply.element[i]));
  return out;
}

}  // namespace

// hiredis frees a context by itself after an error, so a callback of that kind forgets it; it must
// not be freed inside a callback, so fail() only asks for that, and the timer does it.
class RedisBus::Impl : public std::enable_shared_from_this<RedisBus::Impl> {
 public:
  Impl(net::EventLoop& loop, RedisBusParts parts)
      : loop_(loop),
        parts_(std::move(parts)),
        drop_(loop, [this] { drop(); }),
        retry_(loop, [this] { begin(); }),
        look_(loop, [this] { look(); }) {
    if (parts_.sentinels.places.empty()) return;
    sentinels_.emplace(loop_, parts_.sentinels, parts_.in_background, [this] {
      wait_ = kFirstWait;
      fail("the Sentinels have made another server the master");
    });
  }

  void begin() {
    if (sentinels_) {
      return sentinels_->find([this](const RedisPlace& master) { resolve(master); },
                              [this](const std::string& why) { fail(why); });
    }
    resolve({parts_.server.host, parts_.server.port});
  }

  void resolve(const RedisPlace& server) {
    began_ = loop_.now();
    look_.start_after(kLook);
    place_ = server;
    if (!parts_.server.path.empty()) return connect({});
    const std::uint64_t attempt = ++attempt_;
    const bool asked =
        parts_.in_background([self = weak_from_this(), host = place_.host, attempt, loop = &loop_] {
          auto address = numeric_address(host);
          loop->post([self, attempt, address = std::move(address)] {
            if (const auto bus = self.lock()) bus->resolved(attempt, address);
          });
        });
    if (!asked) fail("the server is busy");
  }

  void publish(const std::string& text) {
    if (up_) send(commands_, {"PUBLISH", parts_.channel, text}, on_published);
  }

  void command(const std::vector<std::string>& words, Then then) {
    if (!up_ || commands_ == nullptr || commands_waiting_ >= kMostWaiting) return then({});
    const Words views(words.begin(), words.end());
    auto waiting = std::make_unique<Waiting>(*this, std::move(then));
    ++commands_waiting_;
    // hiredis calls back exactly once, also when it frees the context.
    if (send(commands_, views, on_answer, waiting.get())) (void)waiting.release();
    else waiting->end({});
  }

  void stop() noexcept {
    stopped_ = true;
    for (net::Timer* timer : {&drop_, &retry_, &look_}) timer->stop();
    if (sentinels_) sentinels_->stop();
    release();
  }

 private:
  using Words = std::vector<std::string_view>;
  // A command whose answer is on its way.
  struct Waiting {
    Waiting(Impl& owner, Then call) : bus(owner), then(std::move(call)) {}
    void end(std::optional<RedisReply> reply) {
      --bus.commands_waiting_;
      if (!bus.stopped_) then(std::move(reply));
    }
    Impl& bus;
    Then then;
  };

  static Impl& of(const redisAsyncContext* context) { return *static_cast<Impl*>(context->data); }
  // Null for a context that was released.
  static Impl* alive(const redisAsyncContext* context) { return static_cast<Impl*>(context->data); }

  void resolved(std::uint64_t attempt, const std::string& address) {
    if (stopped_ || attempt != attempt_ || failing_) return;
    if (address.empty()) return fail("the name " + place_.host + " has no address");
    connect(address);
  }

  void connect(const std::string& address) {
    for (redisAsyncContext** context : {&commands_, &subscriber_}) {
      *context = parts_.server.path.empty() ? ::redisAsyncConnect(address.c_str(), place_.port)
                                            : ::redisAsyncConnectUnix(parts_.server.path.c_str());
      if (*context == nullptr) return fail("no memory");
      (*context)->data = this;
      if ((*context)->err != 0) return fail((*context)->errstr);
      ::redisLibeventAttach(*context, loop_.native());
      ::redisAsyncSetConnectCallback(*context, on_connect);
      ::redisAsyncSetDisconnectCallback(*context, on_disconnect);
      log_in(*context);
    }
    // Another server may have become the master since the Sentinel was asked.
    if (sentinels_) send(commands_, {"ROLE"}, on_role);
    send(subscriber_, {"SUBSCRIBE", parts_.channel}, on_subscription);
  }

  void log_in(redisAsyncContext* context) {
    const base::RedisUrl& server = parts_.server;
    if (!server.password.empty()) {
      Words words{"AUTH"};
      if (!server.user.empty()) words.push_back(server.user);
      words.push_back(server.password.reveal_text());
      send(context, words, on_done);
    }
    const std::string database = std::to_string(server.database);
    if (server.database != 0) send(context, {"SELECT", database}, on_done);
  }

  bool send(redisAsyncContext* context, const Words& words, redisCallbackFn* then,
            void* data = nullptr) {
    if (context == nullptr) return false;
    std::vector<const char*> begins;
    std::vector<std::size_t> sizes;
    for (const std::string_view word : words) {
      begins.push_back(word.data());
      sizes.push_back(word.size());
    }
    const bool sent = ::redisAsyncCommandArgv(context, then, data, static_cast<int>(words.size()),
                                              begins.data(), sizes.data()) == REDIS_OK;
    if (!sent) fail("the connection ends");
    return sent;
  }

  static void on_connect(const redisAsyncContext* context, int status) {
    Impl* const self = alive(context);
    if (self == nullptr || status == REDIS_OK) return;
    const std::string why = context->errstr;
    self->forget(context);
    self->fail(why);
  }
  static void on_disconnect(const redisAsyncContext* context, int) {
    Impl* const self = alive(context);
    if (self == nullptr) return;
    const std::string why = context->err == 0 ? "closed" : context->errstr;
    self->forget(context);
    self->fail(why);
  }
  // A reply of a command of which only a failure matters.
  static void on_done(redisAsyncContext* context, void* reply, void*) {
    const auto* const said = static_cast<const redisReply*>(reply);
    Impl* const self = alive(context);
    if (self != nullptr && said != nullptr && said->type == REDIS_REPLY_ERROR)
      self->fail(text_of(*said));
  }
  static void on_answer(redisAsyncContext* context, void* reply, void* data) {
    const std::unique_ptr<Waiting> waiting{static_cast<Waiting*>(data)};
    const auto* const said = static_cast<const redisReply*>(reply);
    if (said == nullptr) return waiting->end({});
    if (said->type != REDIS_REPLY_ERROR) return waiting->end(reply_of(*said));
    if (Impl* const self = alive(context)) self->fail(text_of(*said));
    waiting->end({});
  }
  static void on_published(redisAsyncContext* context, void* reply, void* data) {
    on_done(context, reply, data);
  }
  static void on_subscription(redisAsyncContext* context, void* reply, void*) {
    const auto* const said = static_cast<const redisReply*>(reply);
    Impl* const self = alive(context);
    if (self == nullptr || said == nullptr) return;
    if (said->type == REDIS_REPLY_ERROR) return self->fail(text_of(*said));
    if (said->type != REDIS_REPLY_ARRAY || said->elements != 3) return;
    const std::string kind = text_of(*said->element[0]);
    if (kind == "subscribe") {
      self->subscribed_ = true;
      self->probe();
    }
    if (kind == "message") self->heard(text_of(*said->element[2]));
  }

  static void on_role(redisAsyncContext* context, void* reply, void*) {
    const auto* const said = static_cast<const redisReply*>(reply);
    Impl* const self = alive(context);
    if (self == nullptr || said == nullptr) return;
    if (said->type == REDIS_REPLY_ERROR) return self->fail(text_of(*said));
    const RedisReply role = reply_of(*said);
    if (role.items.empty() || role.items.front().text != "master")
      return self->fail("the server " + self->place_.host + " is no master");
    self->is_master_ = true;
    self->probe();
  }

  void probe() {
    if (subscribed_ && (is_master_ || !sentinels_))
      send(commands_, {"PUBLISH", parts_.channel, kProbe}, on_done);
  }

  void heard(const std::string& text) {
    if (failing_ || stopped_) return;
    heard_ = loop_.now();
    if (text == kProbe) {
      if (std::exchange(up_, true)) return;  // another node's
      wait_ = kFirstWait;
      said_.clear();
      parts_.on_up();
    } else if (up_) {
      parts_.on_message(text);
    }
  }

  void look() {
    const base::Instant now = loop_.now();
    if (!up_ && now - began_ >= kConnect) return fail("no answer");
    if (up_ && now - heard_ >= kSilence) return fail("the channel is silent");
    look_.start_after(kLook);
  }

  void forget(const redisAsyncContext* context) noexcept {
    if (context == commands_) commands_ = nullptr;
    if (context == subscriber_) subscriber_ = nullptr;
  }

  void fail(const std::string& why) {
    if (failing_ || stopped_) return;
    failing_ = true;
    up_ = false;
    why_ = why;
    drop_.start_after(0s);
  }

  void drop() {
    look_.stop();
    release();
    failing_ = false;
    if (why_ != said_) parts_.on_down(said_ = why_);
    retry_.start_after(wait_);
    wait_ = std::min<std::chrono::nanoseconds>(2 * wait_, kLongestWait);
  }

  void release() noexcept {
    up_ = subscribed_ = is_master_ = false;
    for (redisAsyncContext** context : {&commands_, &subscriber_}) {
      redisAsyncContext* const old = std::exchange(*context, nullptr);
      if (old == nullptr) continue;
      old->data = nullptr;  // its callbacks run once more
      ::redisAsyncFree(old);
    }
  }

  net::EventLoop& loop_;
  const RedisBusParts parts_;
  std::optional<RedisSentinels> sentinels_;
  RedisPlace place_;  // of the server
  redisAsyncContext* commands_ = nullptr;
  redisAsyncContext* subscriber_ = nullptr;
  bool subscribed_ = false, is_master_ = false;
  bool up_ = false, failing_ = false, stopped_ = false;
  std::size_t commands_waiting_ = 0;
  std::uint64_t attempt_ = 0;
  base::Instant began_{}, heard_{};
  std::chrono::nanoseconds wait_ = kFirstWait;
  std::string why_, said_;
  net::Timer drop_, retry_, look_;
};

RedisBus::RedisBus(net::EventLoop& loop, RedisBusParts parts)
    : impl_(std::make_shared<Impl>(loop, std::move(parts))) {}
RedisBus::~RedisBus() { stop(); }
void RedisBus::start() { impl_->begin(); }
void RedisBus::publish(const std::string& text) { impl_->publish(text); }
void RedisBus::command(const std::vector<std::string>& words, Then then) {
  impl_->command(words, std::move(then));
}
void RedisBus::stop() noexcept { impl_->stop(); }

}  // namespace signaling
