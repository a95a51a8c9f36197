#include "reader_wrap.hpp"

#include <algorithm>
#include <cerrno>
#include <cstdio>

#include "slab_buffer.hpp"

namespace sysvmq {

namespace {

// Words of the table's header.
constexpr int kSlabNumber = 0;
constexpr int kConsumed = 1;

// When a worker thread is terminated nobody can be handed what does not fit the queue any more, so
// there is a second for its readers to make room.
constexpr auto kPatienceAtTheEnd = std::chrono::milliseconds(1000);

// What is left of it: all readers of a thread share one such second.
std::chrono::milliseconds patience_at_the_end() {
  using Clock = std::chrono::steady_clock;
  thread_local const Clock::time_point end = Clock::now() + kPatienceAtTheEnd;
  const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(end - Clock::now());
  return std::max(left, std::chrono::milliseconds(0));
}

Selector to_selector(const Napi::Value& type, const Napi::Value& except) {
  return {to_long(type), except.ToBoolean()};
}

}  // namespace

Napi::Function ReaderWrap::define(Napi::Env env) {
  return DefineClass(
      env, "Reader",
      {InstanceMethod<&ReaderWrap::fill>("fill"), InstanceMethod<&ReaderWrap::slab>("slab"),
       InstanceMethod<&ReaderWrap::wait>("wait"), InstanceMethod<&ReaderWrap::cancel>("cancel"),
       InstanceMethod<&ReaderWrap::select>("select"),
       InstanceMethod<&ReaderWrap::close_method>("close"),
       InstanceMethod<&ReaderWrap::keep_alive>("keepAlive")});
}

// (id, type, except, slabSize, table)
ReaderWrap::ReaderWrap(const Napi::CallbackInfo& info)
    : Wrap(info, "sysvmq.Reader", "onready"),
      table_(to_table(info[4])),
      table_owner_(Napi::Persistent(info[4].As<Napi::Object>())),
      reader_(to_int(info[0]), to_selector(info[1], info[2]), to_size(info[3]),
              [this] { notify(); }) {}

ReaderWrap::~ReaderWrap() { close(false); }

void ReaderWrap::consume() {
  const auto consumed = static_cast<std::uint32_t>(table_.header[kConsumed]);
  reader_.consume(consumed - consumed_);
  consumed_ = consumed;
}

// (limit): the number of entries, or -errno
Napi::Value ReaderWrap::fill(const Napi::CallbackInfo& info) {
  require(!closed(), "fill() after close()");
  const std::size_t limit = to_size(info[0]);
  require(limit > 0 && limit <= table_.capacity, "a limit within the table was expected");
  consume();
  const Reader::Batch batch = reader_.fill(table_.entries, limit);
  if (batch.error != 0) return Napi::Number::New(info.Env(), -batch.error);
  if (announced_slab_.lock() != reader_.slab()) {
    announced_slab_ = reader_.slab();
    ++table_.header[kSlabNumber];
  }
  return Napi::Number::New(info.Env(), static_cast<double>(batch.count));
}

Napi::Value ReaderWrap::slab(const Napi::CallbackInfo& info) {
  return slab_buffer(info.Env(), reader_.slab());
}

// (): 0, or -errno
Napi::Value ReaderWrap::wait(const Napi::CallbackInfo& info) {
  require(!closed() && !reader_.waiting(), "wait() while waiting or after close()");
  consume();
  const int error = reader_.wait();
  if (error == 0) set_waiting(true);
  return Napi::Number::New(info.Env(), -error);
}

// (): whether a message had been taken, that fill() returns first
Napi::Value ReaderWrap::cancel(const Napi::CallbackInfo& info) {
  const bool taken = !closed() && reader_.cancel();
  if (!closed()) set_waiting(false);
  return Napi::Boolean::New(info.Env(), taken);
}

// (type, except)
void ReaderWrap::select(const Napi::CallbackInfo& info) {
  require(!reader_.waiting(), "select() while waiting");
  reader_.select(to_selector(info[0], info[1]));
}

// (alive): whether a wait keeps the event loop alive, as it does by default
void ReaderWrap::keep_alive(const Napi::CallbackInfo& info) { set_referenced(info[0].ToBoolean()); }

// (patience in ms): what could not be put back, as [type, Buffer] pairs
Napi::Value ReaderWrap::close_method(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  patience_ = std::chrono::milliseconds(to_int(info[0]));
  close(false);
  const Napi::Array left = Napi::Array::New(env);
  for (std::size_t i = 0; i < left_.size(); ++i) {
    const Books::Held held = left_.at(i);
    const Napi::Array pair = Napi::Array::New(env, 2);
    pair.Set(0u, Napi::BigInt::New(env, held.entry.type()));
    pair.Set(1u, Napi::Buffer<std::byte>::Copy(env, held.slab->data() + held.entry.offset,
                                               held.entry.length));
    left.Set(left.Length(), pair);
  }
  left_ = {};
  return left;
}

void ReaderWrap::shut_down(bool environment_ends) {
  consume();
  left_ = reader_.close(environment_ends ? patience_at_the_end() : patience_);
  if (environment_ends) {
    table_owner_.SuppressDestruct();
    if (left_.size() > 0) {
      std::fprintf(stderr,
                   "sysvmq: %zu messages that were read ahead did not fit the queue again\n",
                   left_.size());
      left_ = {};
    }
    return;
  }
  table_owner_.Reset();
}

}  // namespace sysvmq
