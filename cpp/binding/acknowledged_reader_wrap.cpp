#include "acknowledged_reader_wrap.hpp"

#include <cerrno>

#include "slab_buffer.hpp"

namespace sysvmq {

namespace {

// Words of the table's header.
constexpr int kSlabNumber = 0;
constexpr int kLedgerNumber = 1;

std::uint32_t to_uint(const Napi::Value& value) {
  require(value.IsNumber(), "a number was expected");
  return value.As<Napi::Number>().Uint32Value();
}

// [kind, errno], or undefined for none
Napi::Value to_value(Napi::Env env, const Problem& problem) {
  if (!problem) return env.Undefined();
  const Napi::Array pair = Napi::Array::New(env, 2);
  pair.Set(0u, static_cast<double>(problem.kind));
  pair.Set(1u, problem.error);
  return pair;
}

Napi::Object to_object(Napi::Env env, const Orphan::Message& message) {
  const Napi::Object object = Napi::Object::New(env);
  object.Set("slot", message.slot);
  object.Set("attempts", message.attempts);
  object.Set("type", Napi::BigInt::New(env, message.type));
  object.Set("lengthKnown", message.length_known);
  object.Set("length", static_cast<double>(message.length));
  object.Set("text", Napi::Buffer<std::byte>::Copy(env, message.text.data(), message.text.size()));
  return object;
}

}  // namespace

Napi::Function AcknowledgedReaderWrap::define(Napi::Env env) {
  using Self = AcknowledgedReaderWrap;
  return DefineClass(
      env, "AcknowledgedReader",
      {InstanceMethod<&Self::open>("open"), InstanceMethod<&Self::fill>("fill"),
       InstanceMethod<&Self::problem>("problem"), InstanceMethod<&Self::slab>("slab"),
       InstanceMethod<&Self::words>("words"), InstanceMethod<&Self::wait>("wait"),
       InstanceMethod<&Self::waiting>("waiting"), InstanceMethod<&Self::cancel>("cancel"),
       InstanceMethod<&Self::keep_alive>("keepAlive"), InstanceMethod<&Self::adopt>("adopt"),
       InstanceMethod<&Self::begin_attempt>("beginAttempt"),
       InstanceMethod<&Self::settle>("settle"), InstanceMethod<&Self::read>("read"),
       InstanceMethod<&Self::close_method>("close")});
}

// (id, type, except, slabSize, table, slots)
AcknowledgedReaderWrap::AcknowledgedReaderWrap(const Napi::CallbackInfo& info)
    : Wrap(info, "sysvmq.AcknowledgedReader", "onready"),
      table_(to_table(info[4])),
      slots_(info[5].As<Napi::Int32Array>().Data()),
      table_owner_(Napi::Persistent(info[4].As<Napi::Object>())),
      slots_owner_(Napi::Persistent(info[5].As<Napi::Object>())),
      reader_(to_int(info[0]), {to_long(info[1]), info[2].ToBoolean()}, to_size(info[3]),
              [this] { notify(); }) {
  require(info[5].As<Napi::Int32Array>().ElementLength() >= table_.capacity,
          "a slot for each entry was expected");
}

AcknowledgedReaderWrap::~AcknowledgedReaderWrap() { close(false); }

// (directory, slots): undefined, or why there is no ledger; to be called once, before the others
Napi::Value AcknowledgedReaderWrap::open(const Napi::CallbackInfo& info) {
  require(!closed() && reader_.ledger_number() == 0, "open() twice, or after close()");
  return to_value(info.Env(), reader_.open(info[0].ToString(), to_uint(info[1])));
}

// (limit): the number of entries, or -errno
Napi::Value AcknowledgedReaderWrap::fill(const Napi::CallbackInfo& info) {
  require(!closed(), "fill() after close()");
  const std::size_t limit = to_size(info[0]);
  require(limit > 0 && limit <= table_.capacity, "a limit within the table was expected");
  const auto batch = reader_.fill(table_.entries, slots_, limit);
  if (batch.error != 0) return Napi::Number::New(info.Env(), -batch.error);
  table_.header[kLedgerNumber] = static_cast<std::int32_t>(reader_.ledger_number());
  if (announced_slab_.lock() != reader_.slab()) {
    announced_slab_ = reader_.slab();
    ++table_.header[kSlabNumber];
  }
  return Napi::Number::New(info.Env(), static_cast<double>(batch.count));
}

// (): after fill() has said -E2BIG
Napi::Value AcknowledgedReaderWrap::problem(const Napi::CallbackInfo& info) {
  return to_value(info.Env(), reader_.problem());
}

Napi::Value AcknowledgedReaderWrap::slab(const Napi::CallbackInfo& info) {
  return slab_buffer(info.Env(), reader_.slab());
}

// (): two words a slot. Precondition: called once a ledger. V8 does not take the same memory twice.
Napi::Value AcknowledgedReaderWrap::words(const Napi::CallbackInfo& info) {
  require(!closed(), "words() after close()");
  Ledger& ledger = reader_.ledger();
  auto* const owner = new std::shared_ptr<Mapping>(ledger.mapping());
  return Napi::ArrayBuffer::New(
      info.Env(), ledger.words(), ledger.slots() * sizeof(ledger_format::Words),
      [](Napi::Env, void*, std::shared_ptr<Mapping>* held) { delete held; }, owner);
}

// (): 0, or -errno
Napi::Value AcknowledgedReaderWrap::wait(const Napi::CallbackInfo& info) {
  require(!closed() && !reader_.waiting(), "wait() while waiting or after close()");
  const int error = reader_.wait();
  if (error == 0) set_waiting(true);
  return Napi::Number::New(info.Env(), -error);
}

Napi::Value AcknowledgedReaderWrap::waiting(const Napi::CallbackInfo& info) {
  return Napi::Boolean::New(info.Env(), reader_.waiting());
}

// (): whether a message had been taken, that fill() returns first
Napi::Value AcknowledgedReaderWrap::cancel(const Napi::CallbackInfo& info) {
  const bool taken = !closed() && reader_.cancel();
  if (!closed()) set_waiting(false);
  return Napi::Boolean::New(info.Env(), taken);
}

// (alive): whether a wait keeps the event loop alive, as it does by default
void AcknowledgedReaderWrap::keep_alive(const Napi::CallbackInfo& info) {
  set_referenced(info[0].ToBoolean());
}

// (enough): { problem, messages, refused: [name, kind, errno][] }
Napi::Value AcknowledgedReaderWrap::adopt(const Napi::CallbackInfo& info) {
  require(!closed(), "adopt() after close()");
  const Napi::Env env = info.Env();
  AcknowledgedReader::Adoption adoption;
  const Napi::Object result = Napi::Object::New(env);
  result.Set("problem", to_value(env, reader_.adopt(to_size(info[0]), &adoption)));
  const Napi::Array messages = Napi::Array::New(env, adoption.messages.size());
  std::uint32_t index = 0;
  for (const auto& [ledger, message] : adoption.messages) {
    // There may be as many as a ledger has slots.
    const Napi::HandleScope scope(env);
    const Napi::Object object = to_object(env, message);
    object.Set("ledger", ledger);
    messages.Set(index++, object);
  }
  result.Set("messages", messages);
  const Napi::Array refused = Napi::Array::New(env);
  for (const auto& [name, problem] : adoption.refused) {
    const Napi::Array each = Napi::Array::New(env, 3);
    each.Set(0u, name);
    each.Set(1u, static_cast<double>(problem.kind));
    each.Set(2u, problem.error);
    refused.Set(refused.Length(), each);
  }
  result.Set("refused", refused);
  return result;
}

// (ledger, slot, attempts): 0, or -errno; for messages of adopted ledgers
Napi::Value AcknowledgedReaderWrap::begin_attempt(const Napi::CallbackInfo& info) {
  require(!closed(), "beginAttempt() after close()");
  const int error = reader_.begin_attempt(to_uint(info[0]), to_uint(info[1]), to_uint(info[2]));
  return Napi::Number::New(info.Env(), -error);
}

// (ledger, slot): 0, or -errno; for messages of adopted ledgers
Napi::Value AcknowledgedReaderWrap::settle(const Napi::CallbackInfo& info) {
  require(!closed(), "settle() after close()");
  return Napi::Number::New(info.Env(), -reader_.settle(to_uint(info[0]), to_uint(info[1])));
}

// (ledger, slot): the message, or why it can't be read
Napi::Value AcknowledgedReaderWrap::read(const Napi::CallbackInfo& info) {
  require(!closed(), "read() after close()");
  Orphan::Message message{};
  const Problem problem = reader_.read(to_uint(info[0]), to_uint(info[1]), &message);
  if (problem) return to_value(info.Env(), problem);
  return to_object(info.Env(), message);
}

// (discard): whether the queue is gone, and what is in the ledgers with it
void AcknowledgedReaderWrap::close_method(const Napi::CallbackInfo& info) {
  discard_ = info[0].ToBoolean();
  close(false);
}

void AcknowledgedReaderWrap::shut_down(bool environment_ends) {
  reader_.close(discard_);
  if (!environment_ends) {
    table_owner_.Reset();
    slots_owner_.Reset();
    return;
  }
  table_owner_.SuppressDestruct();
  slots_owner_.SuppressDestruct();
}

}  // namespace sysvmq
