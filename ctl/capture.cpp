// SPDX-License-Identifier: MIT
// lecternctl turn capture: fetches a session's packets from the daemon and writes them to a file
// that Wireshark reads.
#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>

#include "base/encoding.hpp"
#include "base/fd.hpp"
#include "base/write_all.hpp"
#include "config/value.hpp"
#include "control/client.hpp"
#include "ctl/complain.hpp"
#include "ctl/line.hpp"

namespace ctl {
namespace {

using base::Json;

constexpr timespec kInterval{0, 200'000'000};

struct Words {
  std::string session, file;
  std::int64_t seconds = 0, packets = 0, snaplen = 65535;
  std::string size = "1GiB";
  std::int64_t bytes = 0;
};

// Opens the file so that only its owner may read it. "-" is standard output.
base::UniqueFd open_output(const std::string& file) {
  if (file == "-") return base::UniqueFd{::dup(STDOUT_FILENO)};
  base::UniqueFd fd{
      ::open(file.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600)};
  // A named pipe of Wireshark keeps its own mode.
  struct stat facts {};
  if (fd && ::fstat(fd.get(), &facts) == 0 && S_ISREG(facts.st_mode))
    (void)::fchmod(fd.get(), 0600);
  return fd;
}

std::string why(std::string_view end) {
  if (end == "session-ended") return "the session has ended";
  if (end == "time") return "the time is over";
  if (end == "packets") return "the limit of packets is reached";
  if (end == "size") return "the limit of bytes is reached";
  return "stopped";
}

// Blocks SIGINT and SIGTERM; capture() waits for them between two requests.
sigset_t take_signals() {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGINT);
  sigaddset(&set, SIGTERM);
  (void)::pthread_sigmask(SIG_BLOCK, &set, nullptr);
  return set;
}

int capture(const Job& job, const Words& words) {
  const auto started = control::ask_daemon(
      job.socket, {"capture-start", Json::object({{"session", words.session},
                                                  {"seconds", words.seconds},
                                                  {"packets", words.packets},
                                                  {"bytes", words.bytes},
                                                  {"snaplen", words.snaplen}})});
  if (!started) return complain(started.error());
  const Json number = (*started)["capture"];
  const base::UniqueFd file = open_output(words.file);
  const sigset_t signals = take_signals();
  bool stop = !file;
  if (!file) complain(words.file + ": " + std::generic_category().message(errno));
  else std::fprintf(stderr, "Capturing session %s; Ctrl-C ends it.\n", words.session.c_str());
  for (;;) {
    const auto piece = control::ask_daemon(
        job.socket, {"capture-read", Json::object({{"capture", number}, {"stop", stop}})});
    if (!piece) return complain(piece.error());
    if (!file) return 1;
    const auto bytes = base::decode_base64url((*piece)["data"].text());
    if (!bytes || !base::write_all(file.get(), *bytes)) {
      complain(words.file + ": " + std::generic_category().message(errno));
      if (stop) return 1;
      (void)control::ask_daemon(
          job.socket, {"capture-read", Json::object({{"capture", number}, {"stop", true}})});
      return 1;
    }
    const std::string end = (*piece)["end"].text();
    if (end != "running") {
      const auto lost = (*piece)["lost"].as_integer().value_or(0);
      std::fprintf(stderr, "%lld packets, %lld lost: %s.\n",
                   static_cast<long long>((*piece)["packets"].as_integer().value_or(0)),
                   static_cast<long long>(lost), why(end).c_str());
      return 0;
    }
    stop = ::sigtimedwait(&signals, nullptr, &kInterval) > 0;
  }
}

}  // namespace

void add_capture(Line& line) {
  const auto words = std::make_shared<Words>();
  CLI::App* command = line.add(*line.group("turn", "the relay"), "capture",
                               "write a session's packets, decrypted, to a file for Wireshark");
  command->add_option("--session", words->session, "an ID of turn sessions")->required();
  command
      ->add_option("-o,--output", words->file,
                   "the file, made with mode 0600 (pcapng); - = standard output")
      ->required();
  command->add_option("--seconds", words->seconds, "end after this time; 0 = none")
      ->check(CLI::Range(std::int64_t{0}, std::int64_t{864000}));
  command->add_option("--packets", words->packets, "end after that many; 0 = none")
      ->check(CLI::NonNegativeNumber);
  command
      ->add_option("--snaplen", words->snaplen,
                   "bytes of each packet that are kept; 32 leaves the media out")
      ->check(CLI::Range(1, 65535))
      ->capture_default_str();
  command->add_option("--size", words->size, "end when the file is that long")
      ->capture_default_str();
  command->callback([&line, words] {
    const auto bytes = config::parse_size(words->size);
    if (!bytes || *bytes < 1) throw CLI::ValidationError("--size", "wants a size such as 100MiB");
    words->bytes = *bytes;
    line.run(Job{"", false, [words](const Job& job) { return capture(job, *words); }});
  });
}

}  // namespace ctl
