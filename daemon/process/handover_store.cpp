// SPDX-License-Identifier: MIT
#include "daemon/process/handover_store.hpp"

#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <systemd/sd-daemon.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <initializer_list>
#include <string>
#include <string_view>

#include "base/fd.hpp"
#include "base/write_all.hpp"
#include "net/socket_calls.hpp"

namespace lecternd {
namespace {

constexpr const char* kText = "lectern-handover-text";
constexpr const char* kQueueEnd = "lectern-handover-sockets";
// The queue keeps its messages only while its other end is open, so that end is stored, too.
constexpr const char* kOtherEnd = "lectern-handover-sender";
constexpr const char* kRooms = "lectern-handover-rooms";

constexpr std::size_t kMostInMessage = 253;  // SCM_MAX_FD
constexpr std::size_t kMostText = std::size_t{1} << 30;
constexpr std::uint64_t kBarrierMicros = 5'000'000;

base::Error failed(const char* call) { return base::errno_error(call, errno); }

base::Result<base::UniqueFd> text_file(const char* name, const base::Secret& text) {
  base::UniqueFd file{::memfd_create(name, MFD_CLOEXEC)};
  if (!file) return base::failure(failed("memfd_create"));
  if (!base::write_all(file.get(), text.reveal())) return base::failure(failed("write to a memfd"));
  return file;
}

base::Result<base::Secret> text_in(int file) {
  struct stat about {};
  if (::fstat(file, &about) != 0) return base::failure(failed("fstat"));
  if (about.st_size < 0 || static_cast<std::size_t>(about.st_size) > kMostText)
    return base::failure(base::Errc::corrupt, "handed over: a text of impossible size");
  std::string text(static_cast<std::size_t>(about.st_size), '\0');
  std::size_t done = 0;
  while (done < text.size()) {
    const ssize_t n =
        ::pread(file, text.data() + done, text.size() - done, static_cast<off_t>(done));
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return base::failure(failed("read of a memfd"));
    done += static_cast<std::size_t>(n);
  }
  return base::Secret{std::move(text)};
}

// Space for the descriptors of one message.
union Control {
  cmsghdr head;
  std::array<std::byte, CMSG_SPACE(kMostInMessage * sizeof(int))> space;
};

base::Status send_some(int to, const base::UniqueFd* descriptors, std::size_t count) {
  std::array<int, kMostInMessage> numbers;
  for (std::size_t i = 0; i < count; ++i) numbers[i] = descriptors[i].get();
  char byte = 0;
  iovec vector{&byte, 1};
  Control control{};
  msghdr message{};
  message.msg_iov = &vector;
  message.msg_iovlen = 1;
  message.msg_control = &control;
  message.msg_controllen = CMSG_SPACE(count * sizeof(int));
  cmsghdr* const head = CMSG_FIRSTHDR(&message);
  head->cmsg_level = SOL_SOCKET;
  head->cmsg_type = SCM_RIGHTS;
  head->cmsg_len = CMSG_LEN(count * sizeof(int));
  std::memcpy(CMSG_DATA(head), numbers.data(), count * sizeof(int));
  ssize_t sent;
  do { sent = ::sendmsg(to, &message, MSG_NOSIGNAL); } while (sent < 0 && errno == EINTR);
  if (sent != 1) return base::failure(failed("sendmsg of descriptors"));
  return {};
}

// Returns false when the queue is empty.
bool receive_some(int from, std::vector<base::UniqueFd>& descriptors) {
  char byte = 0;
  iovec vector{&byte, 1};
  Control control{};
  msghdr message{};
  message.msg_iov = &vector;
  message.msg_iovlen = 1;
  message.msg_control = &control;
  message.msg_controllen = sizeof control;
  ssize_t got;
  do {
    got = ::recvmsg(from, &message, MSG_CMSG_CLOEXEC | MSG_DONTWAIT);
  } while (got < 0 && errno == EINTR);
  if (got <= 0) return false;
  for (cmsghdr* head = CMSG_FIRSTHDR(&message); head != nullptr;
       head = CMSG_NXTHDR(&message, head)) {
    if (head->cmsg_level != SOL_SOCKET || head->cmsg_type != SCM_RIGHTS) continue;
    const std::size_t count = (head->cmsg_len - CMSG_LEN(0)) / sizeof(int);
    std::array<int, kMostInMessage> numbers{};
    std::memcpy(numbers.data(), CMSG_DATA(head), count * sizeof(int));
    for (std::size_t i = 0; i < count; ++i) descriptors.emplace_back(numbers[i]);
  }
  return true;
}

base::Status put(const char* name, int fd) {
  // FDPOLL=0 because the manager would otherwise drop a descriptor that is readable or hung up.
  const std::string state = std::string{"FDSTORE=1\nFDPOLL=0\nFDNAME="} + name;
  const int done = ::sd_pid_notify_with_fds(0, 0, state.c_str(), &fd, 1);
  if (done > 0) return {};
  if (done == 0) return base::failure(base::Errc::unsupported, "no service manager listens");
  return base::failure(base::errno_error("sd_pid_notify_with_fds", -done));
}

base::Result<turn::io::Handover> read_stored(int text, int queue) {
  turn::io::PackedHandover packed;
  TRY(packed.text, text_in(text));
  while (receive_some(queue, packed.descriptors)) {}
  return turn::io::unpack(std::move(packed));
}

void forget_stored(std::initializer_list<const char*> names) {
  for (const char* name : names) {
    (void)::sd_notify(0, (std::string{"FDSTOREREMOVE=1\nFDNAME="} + name).c_str());
  }
}

// Until the manager has read all messages: it ignores those of a process that has ended.
base::Status wait_for_manager() {
  if (::sd_notify_barrier(0, kBarrierMicros) < 0)
    return base::failure(base::Errc::timeout, "the service manager does not answer");
  return {};
}

}  // namespace

Inherited take_handover(const base::Log& log) {
  char** names = nullptr;
  const int count = ::sd_listen_fds_with_names(1, &names);
  base::UniqueFd text, queue, other, rooms;
  for (int i = 0; i < count; ++i) {
    const std::string_view name = names[i];
    // A name may occur several times; the last one is the latest.
    const int fd = SD_LISTEN_FDS_START + i;
    if (name == kText) text.reset(fd);
    else if (name == kQueueEnd) queue.reset(fd);
    else if (name == kOtherEnd) other.reset(fd);
    else if (name == kRooms) rooms.reset(fd);
    // NOLINTNEXTLINE(cppcoreguidelines-no-malloc): sd_listen_fds_with_names(3) asks for free()
    std::free(names[i]);
  }
  std::free(names);  // NOLINT(cppcoreguidelines-no-malloc)
  if (text || queue || rooms) forget_stored({kText, kQueueEnd, kOtherEnd, kRooms});
  Inherited inherited;
  if (text && queue) {
    auto relay = read_stored(text.get(), queue.get());
    if (relay) inherited.relay = std::move(*relay);
    else log.warning("turn_not_taken_over", {{"why", relay.error().what}});
  }
  if (rooms) {
    auto left = text_in(rooms.get());
    if (left) inherited.rooms = std::move(*left);
    else log.warning("rooms_not_taken_over", {{"why", left.error().what}});
  }
  return inherited;
}

base::Status store_handover(turn::io::Handover handover) {
  const turn::io::PackedHandover packed = turn::io::pack(std::move(handover));
  TRY(const auto text, text_file(kText, packed.text));
  std::array<int, 2> pair{};
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, pair.data()) != 0)
    return base::failure(failed("socketpair"));
  const base::UniqueFd queue{pair[0]}, other{pair[1]};
  // The kernel counts some hundred bytes of bookkeeping for each message.
  (void)net::set_option(other.get(), SOL_SOCKET, SO_SNDBUF, 4 * 1024 * 1024);
  for (std::size_t from = 0; from < packed.descriptors.size(); from += kMostInMessage) {
    const std::size_t some = std::min(kMostInMessage, packed.descriptors.size() - from);
    TRY(send_some(other.get(), &packed.descriptors[from], some));
  }
  forget_stored({kText, kQueueEnd, kOtherEnd});
  for (const auto& [name, fd] : {std::pair{kText, text.get()}, std::pair{kQueueEnd, queue.get()},
                                 std::pair{kOtherEnd, other.get()}}) {
    TRY(put(name, fd));
  }
  return wait_for_manager();
}

base::Status store_rooms(const base::Secret& rooms) {
  TRY(const auto file, text_file(kRooms, rooms));
  forget_stored({kRooms});
  TRY(put(kRooms, file.get()));
  return wait_for_manager();
}

}  // namespace lecternd
