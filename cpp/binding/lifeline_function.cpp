#include "lifeline_function.hpp"

#include "arguments.hpp"
#include "lifeline.hpp"

namespace sysvmq {

namespace {

// (descriptor, milliseconds): 0, or -errno
Napi::Value follow_parent(const Napi::CallbackInfo& info) {
  const std::chrono::milliseconds grace(to_int(info[1]));
  return Napi::Number::New(info.Env(), -follow(to_int(info[0]), grace));
}

}  // namespace

void define_lifeline_function(Napi::Env env, Napi::Object exports) {
  exports.Set("followParent", Napi::Function::New(env, follow_parent, "followParent"));
}

}  // namespace sysvmq
