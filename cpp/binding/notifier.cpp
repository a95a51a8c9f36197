#include "notifier.hpp"

namespace sysvmq {

Notifier::Notifier(Napi::Env env, const char* name, Notified* target)
    // A queue of one: a second notification would tell nothing new.
    : env_(env), function_(Function::New(env, name, 1, 1, target)) {
  keep_alive(false);
}

void Notifier::call(Napi::Env env, Napi::Function /*callback*/, Notified* target, void* /*data*/) {
  // Without an environment it is being torn down, and the target may be gone.
  if (static_cast<napi_env>(env) != nullptr) target->notified(env);
}

void Notifier::keep_alive(bool keep) {
  if (closed_) return;
  if (keep) {
    function_.Ref(env_);
  } else {
    function_.Unref(env_);
  }
}

void Notifier::close() {
  if (closed_) return;
  closed_ = true;
  function_.Abort();
}

namespace {

void report_thrown(napi_env env, napi_status status) {
  if (status != napi_pending_exception) return;
  napi_value thrown = nullptr;
  if (napi_get_and_clear_last_exception(env, &thrown) == napi_ok) napi_fatal_exception(env, thrown);
}

}  // namespace

// By the C API: node-addon-api takes it for fatal that nothing can be called any more.
void call_function(napi_env env, napi_value receiver, napi_value function,
                   std::initializer_list<napi_value> arguments) {
  report_thrown(env, napi_call_function(env, receiver, function, arguments.size(),
                                        arguments.begin(), nullptr));
}

void make_callback(napi_env env, napi_async_context context, napi_value receiver,
                   napi_value function, std::initializer_list<napi_value> arguments) {
  report_thrown(env, napi_make_callback(env, context, receiver, function, arguments.size(),
                                        arguments.begin(), nullptr));
}

}  // namespace sysvmq
