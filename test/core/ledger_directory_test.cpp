// Which directories are fit for ledgers, and the names in them.
#include <linux/magic.h>
#include <sys/vfs.h>

#include "ledger/directory.hpp"
#include "private_directory.hpp"

using namespace sysvmq;
using namespace sysvmq::test;

namespace {

using Kind = Problem::Kind;

QueueIdentity queue_with(int id, std::uint32_t key = 0xabc) {
  QueueIdentity queue{};
  queue.id = id;
  queue.key = key;
  queue.namespace_inode = 4026531839;
  return queue;
}

void expect(const std::string& path, Kind kind, int error = 0, Where where = Where::here()) {
  LedgerDirectory directory;
  const Problem problem = LedgerDirectory::open(path, &directory);
  equal(static_cast<int>(problem.kind), static_cast<int>(kind), where);
  equal(problem.error, error, where);
}

void makes_it_for_its_user_alone() {
  const PrivateDirectory parent;
  const std::string path = parent.at("ledgers");
  expect(path, Kind::kNone);
  struct stat stat {};
  equal(::stat(path.c_str(), &stat), 0);
  equal(stat.st_mode & 07777u, 0700u);
  expect(path, Kind::kNone);
  rmdir(path.c_str());
}

void refuses_one_that_others_may_enter() {
  const PrivateDirectory directory;
  chmod(directory.path().c_str(), 0750);
  expect(directory.path(), Kind::kDirectoryMode);
  chmod(directory.path().c_str(), 0700);
}

void refuses_a_symbolic_link() {
  const PrivateDirectory directory;
  const std::string link = directory.at("link");
  equal(symlink(directory.path().c_str(), link.c_str()), 0);
  expect(link, Kind::kOpenDirectory, ENOTDIR);
}

void refuses_what_is_no_directory() {
  const PrivateDirectory directory;
  write_file(directory.at("file"), "x");
  expect(directory.at("file"), Kind::kOpenDirectory, ENOTDIR);
  expect(directory.at("none/ledgers"), Kind::kMakeDirectory, ENOENT);
}

void refuses_another_user() {
  if (geteuid() != 0) return;  // only root can give a directory away
  const PrivateDirectory directory;
  equal(chown(directory.path().c_str(), 12345, 12345), 0);
  expect(directory.path(), Kind::kDirectoryOwner);
}

void refuses_what_is_not_in_memory() {
  // Where the tests are built: hardly a tmpfs, but if so it is fit.
  char path[] = "ledgers-XXXXXX";
  check(mkdtemp(path) != nullptr, "a directory");
  struct statfs system {};
  equal(statfs(path, &system), 0);
  const bool memory = system.f_type == TMPFS_MAGIC;
  LedgerDirectory directory;
  const Problem problem = LedgerDirectory::open(path, &directory);
  rmdir(path);
  equal(static_cast<int>(problem.kind), static_cast<int>(memory ? Kind::kNone : Kind::kNotTmpfs));
}

void names_tell_queue_and_age() {
  const QueueIdentity queue = queue_with(7);
  const std::string first = LedgerDirectory::new_name(queue);
  const std::string second = LedgerDirectory::new_name(queue);
  check(first < second, "sorted by age");
  const std::string prefix = LedgerDirectory::prefix(queue);
  equal(first.compare(0, prefix.size(), prefix), 0);
  equal(LedgerDirectory::queue_of(first, queue_with(3)), 7);
  for (const QueueIdentity& other : {queue_with(70), queue_with(7, 0xabd)}) {
    check(LedgerDirectory::prefix(other) != prefix, "of another queue");
  }
  QueueIdentity elsewhere = queue_with(7);
  elsewhere.namespace_inode = 1;
  equal(LedgerDirectory::queue_of(first, elsewhere), std::nullopt);
  equal(LedgerDirectory::queue_of("notes.ledger", queue), std::nullopt);
}

void lists_ledgers_alone() {
  const PrivateDirectory place;
  LedgerDirectory directory;
  check(!LedgerDirectory::open(place.path(), &directory), "opened");
  for (const char* const name : {"b.ledger", "a.ledger", "notes", ".hidden"}) {
    write_file(place.at(name), "");
  }
  std::vector<std::string> names;
  check(!directory.list(&names), "listed");
  equal(names, {"a.ledger", "b.ledger"});
  unlink(place.at(".hidden").c_str());
}

}  // namespace

int main() {
  return run({
      {"makes it for its user alone", makes_it_for_its_user_alone},
      {"refuses one that others may enter", refuses_one_that_others_may_enter},
      {"refuses a symbolic link", refuses_a_symbolic_link},
      {"refuses what is no directory", refuses_what_is_no_directory},
      {"refuses another user", refuses_another_user},
      {"refuses what is not in memory", refuses_what_is_not_in_memory},
      {"names tell queue and age", names_tell_queue_and_age},
      {"lists ledgers alone", lists_ledgers_alone},
  });
}
