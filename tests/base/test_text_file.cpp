// SPDX-License-Identifier: MIT
#include "base/text_file.hpp"

#include <fcntl.h>
#include <sys/ioctl.h>
#include <sys/stat.h>

#include <chrono>
#include <fstream>

#include "base/fd.hpp"
#include "base/write_all.hpp"
#include "tests/base/interrupts.hpp"
#include "tests/support/temp_folder.hpp"

namespace {

using base::read_text_file;

constexpr std::size_t kMebibyte = 1'048'576;

std::string written(const lectern_test::TempFolder& folder, const std::string& content) {
  std::string path = folder.file("file");
  std::ofstream(path, std::ios::binary | std::ios::trunc) << content;
  return path;
}

void reads_the_whole_file() {
  const lectern_test::TempFolder folder;
  for (const std::size_t size : {0u, 1u, 4095u, 4096u, 4097u, 8192u, 10'000u}) {
    std::string content;
    for (std::size_t i = 0; i < size; ++i) content += static_cast<char>(i % 251);
    CHECK(CHECK_OK(read_text_file(written(folder, content))) == content);
  }
}

void a_file_holds_at_most_one_mebibyte() {
  const lectern_test::TempFolder folder;
  const std::string most(kMebibyte, 'x');
  CHECK_EQ(CHECK_OK(read_text_file(written(folder, most))).size(), kMebibyte);
  const auto larger = read_text_file(written(folder, most + 'x'));
  CHECK(!larger);
  CHECK_EQ(larger.error().code, base::Errc::exhausted);
  CHECK(larger.error().what.find(folder.file("file")) != std::string::npos);
}

void names_the_call_and_the_path_that_failed() {
  const lectern_test::TempFolder folder;
  const auto absent = read_text_file(folder.file("absent"));
  CHECK(!absent);
  CHECK_EQ(absent.error().code, base::Errc::io);
  CHECK_EQ(absent.error().what, "open " + folder.file("absent") + ": No such file or directory");
  const auto directory = read_text_file(folder.path().string());
  CHECK(!directory);
  CHECK_EQ(directory.error().code, base::Errc::io);
  CHECK_EQ(directory.error().what, "read " + folder.path().string() + ": Is a directory");
}

// A FIFO keeps its reader waiting, so signals interrupt read(2) before the first byte comes.
void a_signal_does_not_end_the_reading() {
  using std::chrono::milliseconds;
  const lectern_test::TempFolder folder;
  const std::string path = folder.file("fifo");
  CHECK_EQ(::mkfifo(path.c_str(), 0600), 0);
  base::UniqueFd writer{::open(path.c_str(), O_RDWR | O_CLOEXEC)};
  CHECK(static_cast<bool>(writer));
  std::thread late = lectern_test::Interrupts::start([&] {
    std::this_thread::sleep_for(milliseconds{60});
    (void)base::write_all(writer.get(), base::as_bytes("late"));
    // The reader has taken the bytes, so it has opened the FIFO and will see its end.
    for (int unread = 1; ::ioctl(writer.get(), FIONREAD, &unread) == 0 && unread > 0;)
      std::this_thread::sleep_for(milliseconds{1});
    writer.reset();
  });
  base::Result<std::string> text{""};
  {
    const lectern_test::Interrupts interrupts;
    text = read_text_file(path);
  }
  if (!text) {  // lets the thread end
    char byte;
    const base::UniqueFd rest{::open(path.c_str(), O_RDONLY | O_CLOEXEC)};
    while (::read(rest.get(), &byte, 1) > 0) {}
  }
  late.join();
  CHECK_EQ(CHECK_OK(text), "late");
}

}  // namespace

int main() {
  return lectern_test::run(
      "text_file",
      {TEST(reads_the_whole_file), TEST(a_file_holds_at_most_one_mebibyte),
       TEST(names_the_call_and_the_path_that_failed), TEST(a_signal_does_not_end_the_reading)});
}
