// Whatever is in the directory under the name of a ledger: it is refused or read right.
#include <sys/un.h>

#include <cstdint>
#include <limits>
#include <random>

#include "acknowledged.hpp"

using namespace sysvmq;
using namespace sysvmq::test;

namespace {

using Kind = Problem::Kind;

struct Orphaned {
  Place place;
  std::string path;
  std::string content;

  explicit Orphaned(int count = 3) {
    place.queue.put(numbered(0, count));
    take_and_die(place, 4);
    path = place.directory.only();
    content = read_file(path);
  }
  // What a reader makes of it; its own ledger is gone again afterwards.
  struct Outcome {
    Messages messages;
    std::optional<Kind> refused;
  };
  Outcome adopt() {
    TestReader one(place, 1);
    Outcome outcome;
    outcome.messages = messages_of(one.adopt());
    if (!one.refused.empty()) outcome.refused = one.refused[0].problem.kind;
    return outcome;
  }
  void expect_refused(Kind kind, Where where = Where::here()) {
    const Outcome outcome = adopt();
    equal(outcome.messages.size(), 0, where);
    check(outcome.refused.has_value(), "refused", where);
    equal(static_cast<int>(*outcome.refused), static_cast<int>(kind), where);
    struct stat stat {};
    check(lstat(path.c_str(), &stat) == 0, "left alone", where);
  }
};

void every_flipped_bit_of_the_header() {
  Orphaned one;
  for (std::size_t bit = 0; bit < 88 * 8; ++bit) {
    std::string damaged = one.content;
    damaged[bit / 8] = static_cast<char>(damaged[bit / 8] ^ (1 << bit % 8));
    write_file(one.path, damaged);
    const auto outcome = one.adopt();
    equal(outcome.messages.size(), 0);
    check(outcome.refused.has_value(), "refused");
    equal(read_file(one.path) == damaged, true);
  }
}

void no_flipped_bit_invents_a_message() {
  Orphaned one;
  const Messages original = numbered(0, 3);
  std::minstd_rand random(1);
  for (int round = 0; round < 3000; ++round) {
    std::string damaged = one.content;
    // Half of them where most of what counts is.
    const std::size_t bytes = round % 2 == 0 ? damaged.size() : 4096 + 64 + 256;
    const std::size_t byte = 4096 + random() % (bytes - 4096);
    damaged[byte] = static_cast<char>(damaged[byte] ^ (1 << random() % 8));
    write_file(one.path, damaged);
    for (const Message& each : one.adopt().messages) {
      check(std::find(original.begin(), original.end(), each) != original.end(), "a true message");
    }
  }
}

void every_shorter_file() {
  Orphaned one;
  for (std::size_t size = 0; size < one.content.size(); size += 97) {
    write_file(one.path, one.content.substr(0, size));
    one.expect_refused(Kind::kSize);
  }
  write_file(one.path, one.content + '\0');
  one.expect_refused(Kind::kSize);
}

void noise() {
  Orphaned one;
  std::minstd_rand random(2);
  for (int round = 0; round < 200; ++round) {
    std::string content(random() % 20000, '\0');
    for (char& each : content) each = static_cast<char>(random());
    write_file(one.path, content);
    one.expect_refused(content.size() < 4096 ? Kind::kSize : Kind::kMagic);
    if (content.size() < 4096) continue;
    // Behind a header that is right.
    write_file(one.path, one.content.substr(0, 4096) + content);
    equal(one.adopt().messages.size(), 0);
  }
}

// A header with a right digest can still say anything.
void forged_header(std::uint32_t slots, std::uint32_t capacity) {
  Orphaned one;
  ledger_format::Header header{};
  std::memcpy(static_cast<void*>(&header), one.content.data(), sizeof header);
  header.slots = slots;
  header.capacity = capacity;
  header.digest = header.computed_digest();
  std::string forged = one.content;
  std::memcpy(forged.data(), &header, sizeof header);
  write_file(one.path, forged);
  const auto outcome = one.adopt();
  equal(outcome.messages.size(), 0);
  check(outcome.refused.has_value(), "refused");
}

void forged_sizes() {
  constexpr std::uint32_t kMost = std::numeric_limits<std::uint32_t>::max();
  for (const std::uint32_t slots : {0u, 1u, 5u, 1u << 20, kMost}) {
    for (const std::uint32_t capacity : {0u, 1u, 8193u, 1u << 30, kMost}) {
      forged_header(slots, capacity);
    }
  }
}

void another_version() {
  Orphaned one;
  std::string other = one.content;
  other[8] = 2;
  write_file(one.path, other);
  one.expect_refused(Kind::kVersion);
}

void a_symbolic_link() {
  Orphaned one;
  const std::string elsewhere = one.place.directory.at("elsewhere");
  rename(one.path.c_str(), elsewhere.c_str());
  equal(symlink(elsewhere.c_str(), one.path.c_str()), 0);
  one.expect_refused(Kind::kNotRegular);
}

void a_second_name() {
  Orphaned one;
  equal(link(one.path.c_str(), one.place.directory.at("second").c_str()), 0);
  one.expect_refused(Kind::kLinks);
}

void what_others_may_write() {
  Orphaned one;
  chmod(one.path.c_str(), 0660);
  one.expect_refused(Kind::kFileMode);
}

void another_user() {
  if (geteuid() != 0) return;  // only root can give a file away
  Orphaned one;
  equal(chown(one.path.c_str(), 12345, 12345), 0);
  one.expect_refused(Kind::kFileOwner);
}

void what_is_no_file() {
  Orphaned one;
  unlink(one.path.c_str());
  equal(mkfifo(one.path.c_str(), 0600), 0);
  one.expect_refused(Kind::kNotRegular);
  unlink(one.path.c_str());
  equal(mkdir(one.path.c_str(), 0700), 0);
  one.expect_refused(Kind::kNotRegular);
  rmdir(one.path.c_str());
}

void is_told_of_once() {
  Orphaned one;
  write_file(one.path, "short");
  TestReader reader(one.place);
  reader.adopt();
  equal(reader.refused.size(), 1);
  reader.adopt();
  equal(reader.refused.size(), 0);
}

}  // namespace

int main() {
  return run({
      {"every flipped bit of the header", every_flipped_bit_of_the_header},
      {"no flipped bit invents a message", no_flipped_bit_invents_a_message},
      {"every shorter file", every_shorter_file},
      {"noise", noise},
      {"forged sizes", forged_sizes},
      {"another version", another_version},
      {"a symbolic link", a_symbolic_link},
      {"a second name", a_second_name},
      {"what others may write", what_others_may_write},
      {"another user", another_user},
      {"what is no file", what_is_no_file},
      {"is told of once", is_told_of_once},
  });
}
