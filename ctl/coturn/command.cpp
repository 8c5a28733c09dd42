// SPDX-License-Identifier: MIT
#include "ctl/coturn/command.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <string_view>

#include "base/fd.hpp"
#include "base/text_file.hpp"
#include "base/write_all.hpp"
#include "config/load.hpp"
#include "ctl/coturn/import.hpp"
#include "ctl/coturn/options.hpp"

namespace ctl::coturn {
namespace {

int refuse(const std::string& why) {
  std::fprintf(stderr, "lecternctl: %s\n", harmless(why, 1000).c_str());
  return 1;
}

base::Status write_to(int fd, const std::string& path, std::string_view text) {
  if (!base::write_all(fd, base::as_bytes(text)))
    return base::failure(base::errno_error("write " + path, errno));
  return {};
}

// Writes a new file. O_EXCL: fails where a file or a link exists already.
base::Status write_new(const std::string& path, std::string_view text) {
  const base::UniqueFd fd{::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600)};
  if (!fd) return base::failure(base::errno_error("making " + path, errno));
  auto written = write_to(fd.get(), path, text);
  if (written && ::fsync(fd.get()) != 0)
    written = base::failure(base::errno_error("fsync " + path, errno));
  if (!written) ::unlink(path.c_str());
  return written;
}

// Checks that the daemon can load the result; a failure is a mistake of the importer. The result
// names no secret files.
base::Status check_result(const std::string& toml) {
  const auto loaded = config::load_config({"the result", toml}, {}, base::read_text_file);
  if (loaded) return {};
  std::string why;
  for (const config::Problem& problem : loaded.error())
    why.append(why.empty() ? "" : "; ").append(problem.print());
  return base::failure(base::Errc::internal, why);
}

}  // namespace

int import_command(const ImportCall& call) {
  if (call.options) {
    std::fputs(print_options().c_str(), stdout);
    return 0;
  }
  auto text = base::read_text_file(call.file);
  if (!text) return refuse(text.error().what);
  const auto imported = import_config(
      {call.file, std::move(*text), call.database, call.accept_dangerous}, read_database);
  if (!imported) return refuse(imported.error().what);
  if (const auto checked = check_result(imported->toml); !checked)
    return refuse(checked.error().what);
  const auto written = call.output.empty()
                           ? write_to(STDOUT_FILENO, "standard output", imported->toml)
                           : write_new(call.output, imported->toml);
  if (!written) return refuse(written.error().what);
  const std::string report = call.json ? report_json(imported->findings).print_pretty() + "\n"
                                       : print_report(imported->findings);
  std::fputs(report.c_str(), stderr);
  switch (conclude(imported->findings)) {
    case Conclusion::clean: return 0;
    case Conclusion::warnings: return 4;
    case Conclusion::dangerous_refused: return 5;
  }
  return 1;
}

}  // namespace ctl::coturn
