#include "udp_socket_wrap.hpp"

#include <cerrno>
#include <cstring>
#include <optional>
#include <string>

#include "arguments.hpp"
#include "notifier.hpp"

namespace sysvmq {

namespace {

// Words of a table's header.
constexpr int kGeneration = 0;  // of received ones
constexpr int kStaged = 0;      // of answers

// Datagrams up to this share a block of memory of about this size, one behind the other.
constexpr std::size_t kBlock = 8192;
constexpr std::size_t kSenders = 1024;
constexpr UdpOutbox::Bounds kBounds{1024, 1 << 20};

std::string to_text(const Napi::Value& value) {
  require(value.IsString(), "a string was expected");
  return value.As<Napi::String>().Utf8Value();
}

std::optional<UdpAddress> to_address(const Napi::Value& literal, const Napi::Value& port) {
  return UdpAddress::parse(to_text(literal), static_cast<std::uint16_t>(to_int(port)));
}

Napi::Value to_pair(Napi::Env env, const UdpAddress& address) {
  const Napi::Array pair = Napi::Array::New(env, 2);
  pair.Set(0u, Napi::String::New(env, address.literal()));
  pair.Set(1u, Napi::Number::New(env, address.port()));
  return pair;
}

Napi::Value to_number(const Napi::CallbackInfo& info, std::uint64_t value) {
  return Napi::Number::New(info.Env(), static_cast<double>(value));
}

}  // namespace

Napi::Function UdpSocketWrap::define(Napi::Env env) {
  return DefineClass(env, "UdpSocket",
                     {InstanceMethod<&UdpSocketWrap::open>("open"),
                      InstanceMethod<&UdpSocketWrap::address>("address"),
                      InstanceMethod<&UdpSocketWrap::receive>("receive"),
                      InstanceMethod<&UdpSocketWrap::block>("block"),
                      InstanceMethod<&UdpSocketWrap::sender>("sender"),
                      InstanceMethod<&UdpSocketWrap::number>("number"),
                      InstanceMethod<&UdpSocketWrap::send>("send"),
                      InstanceMethod<&UdpSocketWrap::keep_alive>("keepAlive"),
                      InstanceMethod<&UdpSocketWrap::replies>("replies"),
                      InstanceMethod<&UdpSocketWrap::reply_errors>("replyErrors"),
                      InstanceMethod<&UdpSocketWrap::dropped>("dropped"),
                      InstanceMethod<&UdpSocketWrap::close_method>("close")});
}

// (received, staged, texts)
UdpSocketWrap::UdpSocketWrap(const Napi::CallbackInfo& info)
    : ObjectWrap(info),
      environment_(info.Env()),
      received_(info[0]),
      staged_(info[1]),
      texts_(to_bytes(info[2])),
      inbox_(received_.capacity),
      outbox_(kBounds),
      batch_(staged_.capacity) {
  const Napi::Array owner = Napi::Array::New(info.Env(), 3);
  for (std::uint32_t i = 0; i < 3; ++i) owner.Set(i, info[i]);
  owner_ = Napi::Persistent(owner.As<Napi::Object>());
}

UdpSocketWrap::~UdpSocketWrap() { close(); }

// (literal, port, reuseAddr, receiveBufferSize, onevent): nothing, or [call that failed, errno]
Napi::Value UdpSocketWrap::open(const Napi::CallbackInfo& info) {
  require(!socket_.is_open() && !closing_, "open() twice, or after close()");
  const Napi::Env env = info.Env();
  // JavaScript has seen that it is a literal: what it can lack is the interface of a scope.
  UdpSocket::Outcome outcome{ENODEV, "bind"};
  if (const auto address = to_address(info[0], info[1])) {
    outcome = socket_.open(*address, {info[2].ToBoolean(), to_int(info[3])});
  }
  if (outcome.error == 0) {
    outcome = {poll_.open(env, socket_.fd(), this), "epoll_ctl"};
    if (outcome.error != 0) socket_.close();
  }
  if (outcome.error != 0) {
    const Napi::Array failure = Napi::Array::New(env, 2);
    failure.Set(0u, Napi::String::New(env, outcome.call));
    failure.Set(1u, Napi::Number::New(env, outcome.error));
    return failure;
  }
  on_event_ = Napi::Persistent(info[4].As<Napi::Function>());
  const napi_status status =
      napi_async_init(env, nullptr, Napi::String::New(env, "sysvmq.UdpSocket"), &context_);
  require(status == napi_ok, "napi_async_init failed");
  watch();
  return env.Undefined();
}

// (): [literal, port]
Napi::Value UdpSocketWrap::address(const Napi::CallbackInfo& info) {
  require(socket_.is_open(), "address() of a socket that is not open");
  return to_pair(info.Env(), socket_.address());
}

// (): the number of entries, or -errno
Napi::Value UdpSocketWrap::receive(const Napi::CallbackInfo& info) {
  require(socket_.is_open(), "receive() of a socket that is not open");
  const UdpInbox::Batch batch = inbox_.receive(socket_.fd());
  if (batch.error != 0) return Napi::Number::New(info.Env(), -batch.error);
  count_ = batch.count;
  if (senders_.make_room(count_, kSenders)) ++received_.header[kGeneration];
  std::size_t offset = 0;
  for (std::size_t i = 0; i < count_; ++i) {
    const std::size_t size = inbox_.size(i);
    if (offset + size > kBlock) offset = 0;
    const UdpSenders::Known sender = senders_.find(inbox_.sender(i));
    received_.entries[i] = {static_cast<std::uint32_t>(offset), static_cast<std::uint32_t>(size),
                            static_cast<std::uint32_t>(sender.number), sender.is_new ? 1u : 0u};
    offset += size;
  }
  return to_number(info, count_);
}

// (first): the block that this entry begins
Napi::Value UdpSocketWrap::block(const Napi::CallbackInfo& info) {
  const std::size_t first = to_size(info[0]);
  require(first < count_, "an entry of the batch was expected");
  std::size_t end = first + 1;
  while (end < count_ && received_.entries[end].offset > 0) ++end;
  const UdpTable::Entry& last = received_.entries[end - 1];
  auto memory = Napi::ArrayBuffer::New(info.Env(), last.offset + last.size);
  auto* const bytes = static_cast<std::byte*>(memory.Data());
  for (std::size_t i = first; i < end; ++i) {
    const UdpTable::Entry& entry = received_.entries[i];
    if (entry.size > 0) std::memcpy(bytes + entry.offset, inbox_.data(i), entry.size);
  }
  return memory;
}

// (entry): [literal, port] of who sent it
Napi::Value UdpSocketWrap::sender(const Napi::CallbackInfo& info) {
  const std::size_t entry = to_size(info[0]);
  require(entry < count_, "an entry of the batch was expected");
  return to_pair(info.Env(), inbox_.sender(entry));
}

// (literal, port): the number of this sender
Napi::Value UdpSocketWrap::number(const Napi::CallbackInfo& info) {
  // An interface that a scope names may have gone since: nobody can be sent to then.
  const UdpAddress address = to_address(info[0], info[1]).value_or(UdpAddress());
  return to_number(info, senders_.find(address).number);
}

void UdpSocketWrap::send(const Napi::CallbackInfo&) {
  require(socket_.is_open(), "send() by a socket that is not open");
  send_staged();
}

// (alive): whether the event loop stays alive for it, as it does by default
void UdpSocketWrap::keep_alive(const Napi::CallbackInfo& info) {
  referenced_ = info[0].ToBoolean();
  if (socket_.is_open()) watch();
}

Napi::Value UdpSocketWrap::replies(const Napi::CallbackInfo& info) {
  return to_number(info, outbox_.sent());
}

Napi::Value UdpSocketWrap::reply_errors(const Napi::CallbackInfo& info) {
  return to_number(info, outbox_.failed());
}

Napi::Value UdpSocketWrap::dropped(const Napi::CallbackInfo& info) {
  return to_number(info, socket_.is_open() ? socket_.dropped() : dropped_);
}

// (): whether it is closed. If not, the kernel has no room for all that is staged; onevent(true)
// tells when it is.
Napi::Value UdpSocketWrap::close_method(const Napi::CallbackInfo& info) {
  closing_ = true;
  if (socket_.is_open()) {
    send_staged();
    if (outbox_.is_empty()) {
      close();
    } else {
      watch();
    }
  }
  return Napi::Boolean::New(info.Env(), !socket_.is_open());
}

void UdpSocketWrap::polled(bool readable, bool writable) {
  if (writable && !outbox_.is_empty()) {
    outbox_.flush(socket_.fd());
    if (closing_ && outbox_.is_empty()) {
      tell(true);
      return;
    }
    watch();
  }
  if (readable && !closing_) tell(false);
}

void UdpSocketWrap::environment_ends() {
  send_staged();
  // No reference may be deleted any more.
  on_event_.SuppressDestruct();
  owner_.SuppressDestruct();
  telling_ = true;
  close();
  napi_async_destroy(environment_, context_);
}

// What JavaScript has staged, and counted in the header.
void UdpSocketWrap::send_staged() {
  const auto count = static_cast<std::size_t>(staged_.header[kStaged]);
  require(count <= staged_.capacity, "a count within the table was expected");
  if (count == 0) return;
  staged_.header[kStaged] = 0;
  for (std::size_t i = 0; i < count; ++i) {
    const UdpTable::Entry& entry = staged_.entries[i];
    require(entry.offset + entry.size <= texts_.size, "a text within its memory was expected");
    batch_[i] = {texts_.data + entry.offset, entry.size, &senders_.at(entry.sender)};
  }
  const bool had_room = outbox_.is_empty();
  outbox_.send(socket_.fd(), batch_.data(), count);
  if (had_room && !outbox_.is_empty()) watch();
}

void UdpSocketWrap::watch() {
  poll_.watch(!closing_, !outbox_.is_empty());
  // What is still to be sent keeps the process.
  poll_.keep_alive(referenced_ || !outbox_.is_empty());
}

// onevent(closed): there is something to receive, or what close() waited for is done.
void UdpSocketWrap::tell(bool closed) {
  const Napi::HandleScope scope(environment_);
  const napi_value argument = Napi::Boolean::New(environment_, closed);
  telling_ = true;
  if (closed) close();
  make_callback(environment_, context_, Value(), on_event_.Value(), {argument});
  telling_ = false;
  if (!socket_.is_open()) let_go();
}

void UdpSocketWrap::close() {
  if (!socket_.is_open()) return;
  dropped_ = socket_.dropped();
  poll_.close();
  socket_.close();
  if (!telling_) let_go();
}

void UdpSocketWrap::let_go() {
  if (context_ == nullptr) return;
  napi_async_destroy(environment_, context_);
  context_ = nullptr;
  on_event_.Reset();
}

}  // namespace sysvmq
