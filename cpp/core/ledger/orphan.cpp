#include "ledger/orphan.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <limits>
#include <new>

namespace sysvmq {

namespace {

using namespace ledger_format;
using Kind = Problem::Kind;

bool read_at(int fd, void* data, std::size_t size, std::uint64_t offset) {
  auto* to = static_cast<std::byte*>(data);
  while (size > 0) {
    const ssize_t count = pread(fd, to, size, static_cast<off_t>(offset));
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return false;
    to += count;
    offset += static_cast<std::uint64_t>(count);
    size -= static_cast<std::size_t>(count);
  }
  return true;
}

int write_word(int fd, std::int32_t word, std::uint64_t offset) {
  if (pwrite(fd, &word, sizeof word, static_cast<off_t>(offset)) == sizeof word) return 0;
  return errno;
}

Problem check_file(const struct stat& stat) {
  if (!S_ISREG(stat.st_mode)) return {Kind::kNotRegular, 0};
  if (stat.st_uid != geteuid()) return {Kind::kFileOwner, 0};
  if ((stat.st_mode & 07777) != 0600) return {Kind::kFileMode, 0};
  if (stat.st_nlink > 1) return {Kind::kLinks, 0};
  return {};
}

// Invalid and no problem: it has an owner, or is gone.
Problem open_locked(const LedgerDirectory& directory, const std::string& name, Descriptor* out) {
  // O_NONBLOCK: opening a FIFO would wait for a writer.
  Descriptor file(openat(directory.fd(), name.c_str(),
                         O_RDWR | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC));
  if (!file) {
    if (errno == ENOENT) return {};
    if (errno == ELOOP || errno == ENXIO || errno == EISDIR) return {Kind::kNotRegular, 0};
    return {Kind::kOpenFile, errno};
  }
  struct stat stat {};
  if (fstat(file.get(), &stat) != 0) return {Kind::kOpenFile, errno};
  if (const Problem problem = check_file(stat)) return problem;
  if (flock(file.get(), LOCK_EX | LOCK_NB) != 0) {
    if (errno == EWOULDBLOCK || errno == EINTR) return {};
    return {Kind::kLock, errno};
  }
  // Its owner, or another adopter, may have removed it before it let go of the lock.
  if (fstat(file.get(), &stat) != 0) return {Kind::kOpenFile, errno};
  if (stat.st_nlink == 0) return {};
  *out = std::move(file);
  return {};
}

}  // namespace

Orphan::Orphan(const LedgerDirectory& directory, std::string name, Descriptor file)
    : name_(std::move(name)),
      directory_(fcntl(directory.fd(), F_DUPFD_CLOEXEC, 0)),
      file_(std::move(file)) {}

Orphan::~Orphan() {
  if (removable_ && live_ == 0) unlinkat(directory_.get(), name_.c_str(), 0);
}

Problem Orphan::adopt(const LedgerDirectory& directory, const std::string& name,
                      const QueueIdentity& queue, std::unique_ptr<Orphan>* out) try {
  Descriptor file;
  const Problem closed = open_locked(directory, name, &file);
  if (closed || !file) return closed;
  std::unique_ptr<Orphan> orphan(new Orphan(directory, name, std::move(file)));
  if (!orphan->directory_) return {Kind::kOpenDirectory, errno};
  if (const Problem problem = orphan->read_header()) return problem;
  switch (compare(queue, orphan->header_.queue)) {
    case Sameness::kUnknown:
      return {Kind::kOtherQueue, 0};
    case Sameness::kGone:
      orphan->removable_ = true;
      return {};
    case Sameness::kSame:
      break;
  }
  if (const Problem problem = orphan->read_messages()) return problem;
  orphan->removable_ = true;
  if (orphan->live_ > 0) *out = std::move(orphan);
  return {};
} catch (const std::bad_alloc&) {
  return {Kind::kMemory, ENOMEM};
}

void Orphan::remove_stale(const LedgerDirectory& directory, const std::string& name) try {
  Descriptor file;
  if (open_locked(directory, name, &file) || !file) return;
  Orphan orphan(directory, name, std::move(file));
  orphan.removable_ = orphan.directory_ && !orphan.read_header();
} catch (const std::bad_alloc&) {
  // It is there another time.
}

Problem Orphan::read_header() {
  struct stat stat {};
  if (fstat(file_.get(), &stat) != 0) return {Kind::kReadFile, errno};
  const auto size = static_cast<std::uint64_t>(stat.st_size);
  if (size < kHeaderBytes) return {Kind::kSize, 0};
  if (!read_at(file_.get(), &header_, sizeof header_, 0)) return {Kind::kReadFile, EIO};
  if (!std::equal(std::begin(kMagic), std::end(kMagic), header_.magic)) return {Kind::kMagic, 0};
  if (header_.version != kVersion || header_.long_bytes != sizeof(long)) {
    return {Kind::kVersion, 0};
  }
  if (header_.digest != header_.computed_digest()) return {Kind::kHeader, 0};
  // A digest can be forged.
  if (header_.slots == 0 || header_.slots > kMaxSlots || header_.capacity > kMaxCapacity) {
    return {Kind::kHeader, 0};
  }
  layout_ = {header_.slots, header_.capacity};
  if (size != layout_.file_bytes()) return {Kind::kSize, 0};
  return {};
}

Problem Orphan::read_messages() {
  std::vector<std::int32_t> words(2 * std::size_t{layout_.slots});
  if (!read_at(file_.get(), words.data(), words.size() * sizeof words[0], layout_.words_offset())) {
    return {Kind::kReadFile, EIO};
  }
  std::vector<std::uint64_t> sequences;
  std::size_t unknown_lengths = 0;
  for (std::uint32_t number = 0; number < layout_.slots; ++number) {
    const std::int32_t state = words[2 * number];
    if (state == kFree) continue;
    const auto attempts = decode_attempts(words[2 * number + 1]);
    if (state != kLive || !attempts) return {Kind::kSlot, 0};
    Record record{};
    if (!read_at(file_.get(), static_cast<void*>(&record), kTextOffset,
                 layout_.slot_offset(number))) {
      return {Kind::kReadFile, EIO};
    }
    if (record.mtype == no_type(header_.seed)) continue;
    Message message{number, *attempts, record.stamp, record.mtype, false, 0, {}};
    if (const Problem problem = read_text(record, &message)) return problem;
    // Only one receive is under way at a time.
    if (!message.length_known && ++unknown_lengths > 1) return {Kind::kSlot, 0};
    const auto place = std::upper_bound(sequences.begin(), sequences.end(), record.sequence);
    messages_.insert(messages_.begin() + (place - sequences.begin()), std::move(message));
    sequences.insert(place, record.sequence);
  }
  std::int64_t stamp = std::numeric_limits<std::int64_t>::min();
  for (Message& each : messages_) stamp = each.stamp = std::max(each.stamp, stamp);
  live_ = messages_.size();
  return {};
}

Problem Orphan::read_text(const Record& record, Message* out) const {
  // The second: no kernel has written a type that is but the sign away from none.
  if (record.mtype <= 0 ||
      (record.mtype ^ no_type(header_.seed)) == std::numeric_limits<long>::min()) {
    return {Kind::kSlot, 0};
  }
  const std::uint32_t length = record.length.load(std::memory_order_relaxed);
  out->length_known = length != kUnknownLength;
  if (out->length_known && length > layout_.capacity) return {Kind::kSlot, 0};
  const std::size_t size = out->length_known ? length : layout_.capacity;
  // With the mtype before it, which the digest covers as well.
  std::vector<std::byte>& text = out->text;
  text.resize(sizeof(long) + size);
  if (!read_at(file_.get(), text.data(), text.size(),
               layout_.slot_offset(out->slot) + offsetof(Record, mtype))) {
    return {Kind::kReadFile, EIO};
  }
  if (out->length_known) {
    const std::uint64_t expected =
        message_digest(header_.seed, out->slot, record.sequence, text.data(), size);
    if (expected != record.digest) return {Kind::kSlot, 0};
    out->length = size;
  } else {
    auto filling = Filling::make(header_.seed, layout_.capacity);
    if (!filling) return {Kind::kMemory, ENOMEM};
    const auto written = filling->written(text.data() + sizeof(long), size);
    if (!written) return {Kind::kSlot, 0};
    out->length = *written;
  }
  text.erase(text.begin(), text.begin() + sizeof(long));
  return {};
}

Problem Orphan::read(std::uint32_t number, Message* out) const try {
  Record record{};
  if (!read_at(file_.get(), static_cast<void*>(&record), kTextOffset,
               layout_.slot_offset(number))) {
    return {Kind::kReadFile, EIO};
  }
  *out = {number, 0, record.stamp, record.mtype, false, 0, {}};
  return read_text(record, out);
} catch (const std::bad_alloc&) {
  return {Kind::kMemory, ENOMEM};
}

int Orphan::begin_attempt(std::uint32_t slot, std::uint32_t attempts) {
  return write_word(file_.get(), encode_attempts(attempts),
                    layout_.words_offset() + slot * sizeof(Words) + offsetof(Words, attempts));
}

int Orphan::settle(std::uint32_t slot) {
  --live_;
  return write_word(file_.get(), kFree,
                    layout_.words_offset() + slot * sizeof(Words) + offsetof(Words, state));
}

}  // namespace sysvmq
