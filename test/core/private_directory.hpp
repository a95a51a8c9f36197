// A directory for ledgers that nobody else knows, and that is gone at the end of the test.
#pragma once

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <memory>
#include <string>
#include <vector>

#include "check.hpp"

namespace sysvmq::test {

class PrivateDirectory {
 public:
  explicit PrivateDirectory(Where where = Where::here()) {
    char path[] = "/dev/shm/sysvmq-test-XXXXXX";
    if (mkdtemp(path) == nullptr) throw Failure("no directory", where);
    path_ = path;
  }
  ~PrivateDirectory() {
    for (const std::string& name : names()) unlink(at(name).c_str());
    rmdir(path_.c_str());
  }
  PrivateDirectory(const PrivateDirectory&) = delete;
  PrivateDirectory& operator=(const PrivateDirectory&) = delete;

  const std::string& path() const { return path_; }
  std::string at(const std::string& name) const { return path_ + "/" + name; }
  std::vector<std::string> names() const {
    std::vector<std::string> found;
    const std::unique_ptr<DIR, int (*)(DIR*)> entries(opendir(path_.c_str()), closedir);
    while (const dirent* entry = entries ? readdir(entries.get()) : nullptr) {
      if (entry->d_name[0] != '.') found.emplace_back(entry->d_name);
    }
    return found;
  }
  // Of the only ledger.
  std::string only(Where where = Where::here()) const {
    const auto all = names();
    equal(all.size(), 1, where);
    return at(all[0]);
  }

 private:
  std::string path_;
};

inline std::string read_file(const std::string& path) {
  std::string content;
  const int fd = open(path.c_str(), O_RDONLY);
  char buffer[65536];
  for (ssize_t count; (count = read(fd, buffer, sizeof buffer)) > 0;) {
    content.append(buffer, static_cast<std::size_t>(count));
  }
  close(fd);
  return content;
}

// Over what is there, which keeps the mode.
inline void write_file(const std::string& path, const std::string& content,
                       Where where = Where::here()) {
  const int fd = open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
  const ssize_t count = write(fd, content.data(), content.size());
  close(fd);
  equal(count, static_cast<ssize_t>(content.size()), where);
}

}  // namespace sysvmq::test
