// What the wrapped Reader and Sender share: a notifier, staying reachable while they wait, and
// being closed before the environment goes.
#pragma once

#include <napi.h>

#include "arguments.hpp"
#include "notifier.hpp"

namespace sysvmq {

// Derived defines
//   shut_down(bool environment_ends): end every wait and let go; called once
//   wait_is_over(): whether a notification was the last one of the wait
// and calls close(false) in its destructor.
template <class Derived>
class Wrap : public Napi::ObjectWrap<Derived>, protected Notified {
 public:
  // `method` of the JavaScript object is called at each notification.
  Wrap(const Napi::CallbackInfo& info, const char* name, const char* method)
      : Napi::ObjectWrap<Derived>(info),
        environment_(info.Env()),
        method_(method),
        notifier_(environment_, name, this) {
    // After the notifier's own hook, and so run before it: a thread that notifies must have ended.
    const napi_status status =
        napi_add_env_cleanup_hook(environment_, environment_ends, static_cast<Wrap*>(this));
    require(status == napi_ok, "napi_add_env_cleanup_hook failed");
  }

 protected:
  void close(bool environment_ends) {
    if (closed_) return;
    closed_ = true;
    derived().shut_down(environment_ends);
    notifier_.close();
    if (environment_ends) return;
    napi_remove_env_cleanup_hook(environment_, Wrap::environment_ends, static_cast<Wrap*>(this));
    set_waiting(false);
  }
  bool closed() const { return closed_; }

  // From any thread.
  void notify() { notifier_.notify(); }

  // While it waits it can't be collected, and keeps the event loop alive unless unref() was called.
  void set_waiting(bool waiting) {
    if (waiting == waiting_) return;
    waiting_ = waiting;
    if (waiting) {
      this->Ref();
    } else {
      this->Unref();
    }
    notifier_.keep_alive(waiting_ && referenced_);
  }

  void set_referenced(bool referenced) {
    referenced_ = referenced;
    notifier_.keep_alive(waiting_ && referenced_);
  }

 private:
  static void environment_ends(void* self) { static_cast<Wrap*>(self)->close(true); }

  void notified(Napi::Env env) override {
    // One that was on its way when the wait was cancelled.
    if (closed_ || !waiting_) return;
    const Napi::HandleScope scope(env);
    napi_value self = this->Value();
    if (derived().wait_is_over()) set_waiting(false);
    napi_value method = nullptr;
    if (napi_get_named_property(env, self, method_, &method) != napi_ok) return;
    call_function(env, self, method, {});
  }

  Derived& derived() { return *static_cast<Derived*>(this); }

  const Napi::Env environment_;
  const char* const method_;
  Notifier notifier_;
  bool closed_ = false;
  bool waiting_ = false;
  bool referenced_ = true;
};

}  // namespace sysvmq
