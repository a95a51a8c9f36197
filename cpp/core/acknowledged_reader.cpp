#include "acknowledged_reader.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <new>

#include "yield_to_sender.hpp"

namespace sysvmq {

namespace {

using Kind = Problem::Kind;

// What a message may have by default (kernel.msgmax): slots are of no less where messages may be so
// large.
constexpr std::size_t kUsualMessage = 8192;
// Slots for the largest messages that the queue can hold are made within this, else they are made
// once such a message is there, and then as many as are within it.
constexpr std::size_t kLedgerBudget = 64 * 1024 * 1024;

std::uint32_t first_capacity(int id, std::uint32_t slots) {
  Limits limits{};
  std::size_t largest = kUsualMessage;
  if (read_limits(&limits) == 0) largest = limits.msgmax;
  largest = std::min(largest, max_bytes(id).value_or(largest));
  const std::size_t affordable = std::max(kUsualMessage, kLedgerBudget / slots);
  return static_cast<std::uint32_t>(
      std::min({largest, affordable, std::size_t{ledger_format::kMaxCapacity}}));
}

}  // namespace

AcknowledgedReader::AcknowledgedReader(int id, Selector selector, std::size_t slab_size,
                                       std::function<void()> on_ready)
    : id_(id),
      selector_(selector),
      slab_size_(slab_size),
      thread_([this](const std::atomic<bool>& cancelled) { wait_for_message(cancelled); },
              std::move(on_ready)) {}

Problem AcknowledgedReader::open(const std::string& directory, std::uint32_t slots) {
  if (const Problem problem = LedgerDirectory::open(directory, &directory_)) return problem;
  if (const Problem problem = identify_queue(id_, &queue_)) return problem;
  ledger_number_ = ++last_number_;
  return Ledger::make(directory_, queue_, {slots, first_capacity(id_, slots)}, &ledger_);
}

// E2BIG leaves the message in the queue, so that any number of attempts is safe.
bool AcknowledgedReader::grow() try {
  const std::size_t capacity = std::size_t{ledger_->capacity()} * 2;
  if (capacity > ledger_format::kMaxCapacity) {
    problem_ = {Kind::kAllocate, EFBIG};
    return false;
  }
  const std::size_t affordable = std::max<std::size_t>(kLedgerBudget / capacity, 1);
  std::unique_ptr<Ledger> larger;
  problem_ = Ledger::make(directory_, queue_,
                          {std::min(ledger_->slots(), static_cast<std::uint32_t>(affordable)),
                           static_cast<std::uint32_t>(capacity)},
                          &larger);
  if (problem_) return false;
  if (ledger_->live() > 0) outgrown_.emplace(ledger_number_, std::move(ledger_));
  ledger_ = std::move(larger);
  ledger_number_ = ++last_number_;
  return true;
} catch (const std::bad_alloc&) {
  problem_ = {Kind::kMemory, ENOMEM};
  return false;
}

Result AcknowledgedReader::receive() {
  for (;;) {
    const Result result = ledger_->receive(id_, selector_, Mode::kTry);
    if (result.error != EINTR) return result;
  }
}

// False, with the message still in its slot: the slab has no room and may not be renewed, or there
// is no memory for another.
bool AcknowledgedReader::deliver(std::uint32_t slot, Entry* entry, bool may_renew) {
  const std::size_t length = ledger_->length(slot);
  const std::size_t size = kHeaderSize + length;
  if (!slab_ || slab_->size() - slab_->used() < size) {
    if (!may_renew) return false;
    auto renewed = Slab::make(std::max(slab_size_, size));
    if (!renewed) return false;
    slab_ = std::move(renewed);
  }
  std::memcpy(slab_->next(), ledger_->message(slot), size);
  *entry = slab_->keep(length);
  return true;
}

AcknowledgedReader::Batch AcknowledgedReader::fill(Entry* entries, std::int32_t* slots,
                                                   std::size_t limit) {
  {
    const std::lock_guard lock(mutex_);
    if (wait_ == Wait::kWaiting) return {EBUSY, 0};
    const int taken = wait_ == Wait::kOver ? taken_ : ENOMSG;
    wait_ = Wait::kNone;
    if (taken == 0)
      carried_ = ledger_->take();
    else if (taken != ENOMSG && taken != E2BIG)
      return {taken, 0};
  }
  std::size_t count = 0;
  while (count < limit) {
    if (!carried_) {
      if (!ledger_->arm()) return {count > 0 ? 0 : ENOBUFS, count};
      const Result result = receive();
      if (result.error == E2BIG && count == 0) {
        if (!grow()) return {E2BIG, 0};
        continue;
      }
      if (result.error != 0) return {count > 0 ? 0 : result.error, count};
      carried_ = ledger_->take();
    }
    if (!deliver(*carried_, &entries[count], count == 0)) return {count > 0 ? 0 : ENOMEM, count};
    slots[count++] = static_cast<std::int32_t>(*carried_);
    carried_.reset();
  }
  return {0, count};
}

int AcknowledgedReader::wait() {
  {
    const std::lock_guard lock(mutex_);
    // What a cancelled wait took is in its slot until fill() delivers it: nothing to wait for then.
    if (wait_ != Wait::kOver || taken_ != 0) taken_ = EINTR;
    wait_ = Wait::kWaiting;
  }
  const int error = thread_.run();
  if (error != 0) end_unbegun_wait();
  return error;
}

// The thread is not there, or was told to leave off before it had begun.
void AcknowledgedReader::end_unbegun_wait() {
  const std::lock_guard lock(mutex_);
  if (wait_ == Wait::kWaiting) wait_ = taken_ == 0 ? Wait::kOver : Wait::kNone;
}

void AcknowledgedReader::wait_for_message(const std::atomic<bool>& cancelled) {
  std::unique_lock lock(mutex_);
  int error = taken_;
  lock.unlock();
  const YieldToSender yield_to_sender;
  while (error == EINTR && !cancelled) {
    error = ledger_->receive(id_, selector_, Mode::kWait).error;
  }
  yield_to_sender();
  lock.lock();
  taken_ = error == EINTR ? ENOMSG : error;
  wait_ = Wait::kOver;
}

bool AcknowledgedReader::waiting() {
  const std::lock_guard lock(mutex_);
  return wait_ == Wait::kWaiting;
}

bool AcknowledgedReader::cancel() {
  thread_.cancel();
  end_unbegun_wait();
  const std::lock_guard lock(mutex_);
  return wait_ == Wait::kOver && taken_ == 0;
}

bool AcknowledgedReader::is_held(const std::string& name) const {
  const auto named = [&](const auto& each) { return each.second->name() == name; };
  return ledger_->name() == name || refused_.count(name) > 0 ||
         std::any_of(outgrown_.begin(), outgrown_.end(), named) ||
         std::any_of(adopted_.begin(), adopted_.end(), named);
}

Problem AcknowledgedReader::adopt(std::size_t enough, Adoption* out) try {
  for (auto each = outgrown_.begin(); each != outgrown_.end();) {
    each = each->second->live() == 0 ? outgrown_.erase(each) : std::next(each);
  }
  std::vector<std::string> names;
  if (const Problem problem = directory_.list(&names)) return problem;
  if (!stale_removed_) remove_stale(names);
  stale_removed_ = true;
  if (const Problem problem = identify_queue(id_, &queue_)) return problem;
  const std::string prefix = LedgerDirectory::prefix(queue_);
  for (const std::string& name : names) {
    if (out->messages.size() >= enough) break;
    if (name.compare(0, prefix.size(), prefix) != 0 || is_held(name)) continue;
    std::unique_ptr<Orphan> orphan;
    if (const Problem problem = Orphan::adopt(directory_, name, queue_, &orphan)) {
      // A call that failed may succeed another time; what is wrong with a file stays so.
      if (problem.error == 0) refused_.insert(name);
      if (told_.insert(name).second) out->refused.push_back({name, problem});
      continue;
    }
    if (!orphan || !orphan->all_of([&](std::int64_t type) { return selector_.takes(type); })) {
      continue;
    }
    const std::uint32_t number = ++last_number_;
    for (Orphan::Message& each : orphan->take_messages()) {
      out->messages.push_back({number, std::move(each)});
    }
    adopted_.emplace(number, std::move(orphan));
  }
  std::stable_sort(out->messages.begin(), out->messages.end(),
                   [](const Adopted& one, const Adopted& other) {
                     return one.message.stamp < other.message.stamp;
                   });
  return {};
} catch (const std::bad_alloc&) {
  return {Kind::kMemory, ENOMEM};
}

// What the queues of this namespace left that are gone: nobody will ever ask for it.
void AcknowledgedReader::remove_stale(const std::vector<std::string>& names) {
  for (const std::string& name : names) {
    const auto id = LedgerDirectory::queue_of(name, queue_);
    if (!id || *id == id_) continue;
    msqid_ds ignored{};
    const int error = stat_queue(*id, &ignored);
    if (error == EINVAL || error == EIDRM) Orphan::remove_stale(directory_, name);
  }
}

int AcknowledgedReader::begin_attempt(std::uint32_t ledger, std::uint32_t slot,
                                      std::uint32_t attempts) {
  return adopted_.at(ledger)->begin_attempt(slot, attempts);
}

int AcknowledgedReader::settle(std::uint32_t ledger, std::uint32_t slot) {
  const auto found = adopted_.find(ledger);
  const int error = found->second->settle(slot);
  if (error == 0 && found->second->live() == 0) adopted_.erase(found);
  return error;
}

Problem AcknowledgedReader::read(std::uint32_t ledger, std::uint32_t slot,
                                 Orphan::Message* out) try {
  const auto adopted = adopted_.find(ledger);
  if (adopted != adopted_.end()) return adopted->second->read(slot, out);
  const Ledger& own = ledger == ledger_number_ ? *ledger_ : *outgrown_.at(ledger);
  const std::byte* const message = own.message(slot);
  long type = 0;
  std::memcpy(&type, message, sizeof type);
  const std::byte* const text = message + sizeof type;
  *out = {slot, 0, 0, type, true, own.length(slot), {text, text + own.length(slot)}};
  return {};
} catch (const std::bad_alloc&) {
  return {Kind::kMemory, ENOMEM};
}

void AcknowledgedReader::close(bool discard) {
  cancel();
  thread_.end();
  if (discard && ledger_) ledger_->discard();
  if (discard) {
    for (const auto& each : outgrown_) each.second->discard();
  }
  ledger_.reset();
  outgrown_.clear();
  adopted_.clear();
}

}  // namespace sysvmq
