#include "removal.hpp"

#include <memory>

#include "arguments.hpp"
#include "notifier.hpp"
#include "queue.hpp"
#include "waiting_thread.hpp"

namespace sysvmq {

namespace {

// Deletes itself when it has told JavaScript, or when the environment ends first.
class Removal final : private Notified {
 public:
  Removal(Napi::Env env, int id, Napi::Function callback)
      : env_(env),
        callback_(Napi::Persistent(callback)),
        notifier_(env, "sysvmq.remove", this),
        thread_([this, id](const std::atomic<bool>&) { error_ = remove_queue(id); },
                [this] { notifier_.notify(); }) {
    napi_add_env_cleanup_hook(env_, environment_ends, this);
    notifier_.keep_alive(true);
  }

  int start() {
    const int error = thread_.run();
    if (error != 0) end();
    return error;
  }

 private:
  ~Removal() = default;

  static void environment_ends(void* self) {
    auto* const removal = static_cast<Removal*>(self);
    removal->thread_.cancel();
    removal->notifier_.close();
    removal->callback_.SuppressDestruct();
    delete removal;
  }

  void end() {
    napi_remove_env_cleanup_hook(env_, environment_ends, this);
    notifier_.close();
    delete this;
  }

  void notified(Napi::Env env) override {
    const Napi::HandleScope scope(env);
    const Napi::Function callback = callback_.Value();
    const int error = error_;
    end();
    call_function(env, env.Undefined(), callback, {Napi::Number::New(env, error)});
  }

  const Napi::Env env_;
  Napi::FunctionReference callback_;
  Notifier notifier_;
  int error_ = 0;  // the waiting thread's until it has notified
  WaitingThread thread_;
};

}  // namespace

Napi::Value remove_queue_off_loop(const Napi::CallbackInfo& info) {
  require(info[1].IsFunction(), "a callback was expected");
  auto* const removal = new Removal(info.Env(), to_int(info[0]), info[1].As<Napi::Function>());
  return Napi::Number::New(info.Env(), -removal->start());
}

}  // namespace sysvmq
