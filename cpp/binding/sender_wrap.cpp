#include "sender_wrap.hpp"

#include <cerrno>

#include "slab_buffer.hpp"

namespace sysvmq {

namespace {

// Words of the table's header.
constexpr int kError = 0;
constexpr int kWaiting = 1;

}  // namespace

Napi::Function SenderWrap::define(Napi::Env env) {
  return DefineClass(
      env, "Sender",
      {InstanceMethod<&SenderWrap::staging>("staging"), InstanceMethod<&SenderWrap::send>("send"),
       InstanceMethod<&SenderWrap::wait>("wait"), InstanceMethod<&SenderWrap::progress>("progress"),
       InstanceMethod<&SenderWrap::cancel>("cancel"),
       InstanceMethod<&SenderWrap::close_method>("close"),
       InstanceMethod<&SenderWrap::keep_alive>("keepAlive")});
}

// (id, table)
SenderWrap::SenderWrap(const Napi::CallbackInfo& info)
    : Wrap(info, "sysvmq.Sender", "onprogress"),
      table_(to_table(info[1])),
      table_owner_(Napi::Persistent(info[1].As<Napi::Object>())),
      sender_(to_int(info[0]), [this] { notify(); }) {}

SenderWrap::~SenderWrap() { close(false); }

// (size): an ArrayBuffer, or -ENOMEM; each call must ask for more than the one before
Napi::Value SenderWrap::staging(const Napi::CallbackInfo& info) {
  require(!closed() && !sender_.progress().waiting, "staging() while waiting or after close()");
  const auto slab = sender_.staging(to_size(info[0]));
  if (!slab) return Napi::Number::New(info.Env(), -ENOMEM);
  return slab_buffer(info.Env(), slab);
}

// (first, end): how many entries are in the queue now; the header says why not all
Napi::Value SenderWrap::send(const Napi::CallbackInfo& info) {
  require(!closed() && !sender_.progress().waiting, "send() while waiting or after close()");
  const std::size_t end = to_size(info[1]);
  require(end <= table_.capacity, "an end within the table was expected");
  return report(info.Env(), sender_.send(table_.entries, to_size(info[0]), end));
}

// (first, end, report): 0, or -errno
Napi::Value SenderWrap::wait(const Napi::CallbackInfo& info) {
  require(!closed() && !sender_.progress().waiting, "wait() while waiting or after close()");
  const std::size_t end = to_size(info[1]);
  require(end <= table_.capacity, "an end within the table was expected");
  const int error = sender_.wait(table_.entries, to_size(info[0]), end, info[2].ToBoolean());
  if (error == 0) set_waiting(true);
  return Napi::Number::New(info.Env(), -error);
}

Napi::Value SenderWrap::progress(const Napi::CallbackInfo& info) {
  const Sender::Progress progress = sender_.progress();
  // Also when the notice of it is still on its way: that is to be nobody's then.
  if (!progress.waiting) set_waiting(false);
  return report(info.Env(), progress);
}

Napi::Value SenderWrap::cancel(const Napi::CallbackInfo& info) {
  const Sender::Progress progress = sender_.cancel();
  if (!closed()) set_waiting(false);
  return report(info.Env(), progress);
}

// (alive): whether a wait keeps the event loop alive, as it does by default
void SenderWrap::keep_alive(const Napi::CallbackInfo& info) { set_referenced(info[0].ToBoolean()); }

void SenderWrap::close_method(const Napi::CallbackInfo&) { close(false); }

Napi::Value SenderWrap::report(Napi::Env env, const Sender::Progress& progress) {
  table_.header[kError] = progress.error;
  table_.header[kWaiting] = progress.waiting ? 1 : 0;
  return Napi::Number::New(env, static_cast<double>(progress.sent));
}

void SenderWrap::shut_down(bool environment_ends) {
  sender_.close();
  // The table stays: progress() and cancel() still answer.
  if (environment_ends) table_owner_.SuppressDestruct();
}

}  // namespace sysvmq
