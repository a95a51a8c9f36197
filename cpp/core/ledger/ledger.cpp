#include "ledger/ledger.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/random.h>
#include <sys/stat.h>

#include <cerrno>
#include <cstdio>
#include <ctime>

namespace sysvmq {

namespace {

using namespace ledger_format;
using Kind = Problem::Kind;

// Other names that are tried, should one exist.
constexpr int kNames = 8;

std::int64_t coarse_now() {
  timespec now{};
  clock_gettime(CLOCK_MONOTONIC_COARSE, &now);
  return std::int64_t{now.tv_sec} * 1'000'000'000 + now.tv_nsec;
}

int allocate(int fd, std::uint64_t size) {
  int error = 0;
  // EINTR: it begins anew with what it has.
  while ((error = posix_fallocate(fd, 0, static_cast<off_t>(size))) == EINTR) continue;
  return error;
}

// Gives the file its name, at which moment it is whole and locked.
Problem publish(const LedgerDirectory& directory, const QueueIdentity& queue, int fd,
                std::string* name) {
  char path[32];
  std::snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
  for (int i = 0; i < kNames; ++i) {
    *name = LedgerDirectory::new_name(queue);
    if (linkat(AT_FDCWD, path, directory.fd(), name->c_str(), AT_SYMLINK_FOLLOW) == 0) return {};
    if (errno != EEXIST) break;
  }
  return {Kind::kPublish, errno};
}

}  // namespace

Problem Ledger::make(const LedgerDirectory& directory, const QueueIdentity& queue, Shape shape,
                     std::unique_ptr<Ledger>* out) try {
  const Layout layout{shape.slots, shape.capacity};
  // Without a name nobody finds it, and it goes by itself should this fail or be killed.
  Descriptor file(openat(directory.fd(), ".", O_TMPFILE | O_RDWR | O_CLOEXEC, 0600));
  // The umask may have taken some of the mode.
  if (!file || fchmod(file.get(), 0600) != 0) return {Kind::kMakeFile, errno};
  if (flock(file.get(), LOCK_EX | LOCK_NB) != 0) return {Kind::kLock, errno};
  if (const int error = allocate(file.get(), layout.file_bytes())) return {Kind::kAllocate, error};

  const auto mapping = Mapping::make(file.get(), layout.file_bytes());
  if (!mapping) return {Kind::kMap, errno};
  std::uint64_t seed = 0;
  if (getrandom(&seed, sizeof seed, 0) != sizeof seed) return {Kind::kMakeFile, errno};
  auto filling = Filling::make(seed, layout.capacity);
  if (!filling) return {Kind::kMemory, ENOMEM};
  Header header{};
  std::copy(std::begin(kMagic), std::end(kMagic), header.magic);
  header.version = kVersion;
  header.long_bytes = sizeof(long);
  header.slots = layout.slots;
  header.capacity = layout.capacity;
  header.seed = seed;
  header.queue = queue;
  header.digest = header.computed_digest();
  std::memcpy(mapping->data(), &header, sizeof header);

  std::unique_ptr<Ledger> ledger(new Ledger(directory, layout, seed, mapping, std::move(*filling)));
  if (!ledger->directory_) return {Kind::kOpenDirectory, errno};
  // As much as is allowed; see above.
  static_cast<void>(mlock(mapping->data(), mapping->size()));
  if (const Problem problem = publish(directory, queue, file.get(), &ledger->name_)) {
    ledger->name_.clear();
    return problem;
  }
  ledger->file_ = std::move(file);
  *out = std::move(ledger);
  return {};
} catch (const std::bad_alloc&) {
  return {Kind::kMemory, ENOMEM};
}

Ledger::Ledger(const LedgerDirectory& directory, Layout layout, std::uint64_t seed,
               std::shared_ptr<Mapping> mapping, Filling filling)
    : layout_(layout),
      seed_(seed),
      mapping_(std::move(mapping)),
      filling_(std::move(filling)),
      directory_(fcntl(directory.fd(), F_DUPFD_CLOEXEC, 0)),
      taken_(layout.slots),
      dirty_(layout.slots, 0) {
  free_.reserve(layout.slots);
  for (std::uint32_t slot = layout.slots; slot-- > 0;) {
    // Writes each page, so that no fault is left for the kernel's copy.
    filling_.fill(text_of(slot), layout.capacity);
    free_.push_back(slot);
  }
}

Ledger::~Ledger() {
  // Still locked: nobody can have begun to adopt it.
  if (!name_.empty() && live() == 0) unlinkat(directory_.get(), name_.c_str(), 0);
  // Closing is not enough: whoever shares the mapping keeps the open file, and the lock with it.
  if (file_) flock(file_.get(), LOCK_UN);
}

Words& Ledger::words_of(std::uint32_t slot) const {
  return reinterpret_cast<Words*>(mapping_->data() + layout_.words_offset())[slot];
}

std::int32_t* Ledger::words() const {
  return reinterpret_cast<std::int32_t*>(mapping_->data() + layout_.words_offset());
}

Record& Ledger::record_of(std::uint32_t slot) const {
  return *reinterpret_cast<Record*>(mapping_->data() + layout_.slot_offset(slot));
}

std::byte* Ledger::text_of(std::uint32_t slot) const {
  return mapping_->data() + layout_.slot_offset(slot) + kTextOffset;
}

bool Ledger::find_free() {
  if (!free_.empty()) return true;
  for (std::uint32_t slot = layout_.slots; slot-- > 0;) {
    if (!taken_[slot] || words_of(slot).state.load(std::memory_order_relaxed) != kFree) continue;
    taken_[slot] = false;
    free_.push_back(slot);
  }
  return !free_.empty();
}

bool Ledger::arm() {
  if (ready_) return true;
  if (!find_free()) return false;
  const std::uint32_t slot = free_.back();
  free_.pop_back();
  filling_.fill(text_of(slot), dirty_[slot]);
  dirty_[slot] = 0;
  Record& record = record_of(slot);
  record.mtype = no_type(seed_);
  record.length.store(kUnknownLength, std::memory_order_relaxed);
  record.sequence = sequence_++;
  record.stamp = coarse_now();
  words_of(slot).attempts.store(encode_attempts(0), std::memory_order_relaxed);
  words_of(slot).state.store(kLive, std::memory_order_release);
  ready_ = slot;
  return true;
}

Result Ledger::receive(int id, Selector selector, Mode mode) {
  const std::uint32_t slot = *ready_;
  const Result result =
      receive_message(id, &record_of(slot).mtype, layout_.capacity, selector, mode);
  if (result.error == 0) record(slot, result.value);
  return result;
}

void Ledger::record(std::uint32_t slot, std::size_t length) {
  Record& record = record_of(slot);
  dirty_[slot] = static_cast<std::uint32_t>(length);
  record.stamp = coarse_now();
  record.digest = message_digest(seed_, slot, record.sequence, &record.mtype, length);
  record.length.store(static_cast<std::uint32_t>(length), std::memory_order_release);
}

std::uint32_t Ledger::take() {
  const std::uint32_t slot = *ready_;
  ready_.reset();
  taken_[slot] = true;
  return slot;
}

const std::byte* Ledger::message(std::uint32_t slot) const { return text_of(slot) - sizeof(long); }

std::uint32_t Ledger::length(std::uint32_t slot) const {
  return record_of(slot).length.load(std::memory_order_relaxed);
}

bool Ledger::holds_message(std::uint32_t slot) const {
  return words_of(slot).state.load(std::memory_order_relaxed) == kLive &&
         record_of(slot).mtype != no_type(seed_);
}

std::size_t Ledger::live() const {
  std::size_t count = 0;
  for (std::uint32_t slot = 0; slot < layout_.slots; ++slot) count += holds_message(slot);
  return count;
}

void Ledger::discard() {
  for (std::uint32_t slot = 0; slot < layout_.slots; ++slot) {
    words_of(slot).state.store(kFree, std::memory_order_relaxed);
  }
}

}  // namespace sysvmq
