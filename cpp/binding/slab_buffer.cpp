#include "slab_buffer.hpp"

namespace sysvmq {

namespace {

void finalize(napi_env /*env*/, void* /*data*/, void* slab) { static_cast<Slab*>(slab)->release(); }

}  // namespace

// By the C API: node-addon-api would allocate, and end the process where that fails.
Napi::Value slab_buffer(Napi::Env env, const std::shared_ptr<Slab>& slab) {
  Slab::retain(slab);
  napi_value buffer = nullptr;
  const napi_status status = napi_create_external_arraybuffer(env, slab->data(), slab->size(),
                                                              finalize, slab.get(), &buffer);
  require(status == napi_ok, "napi_create_external_arraybuffer failed");
  return {env, buffer};
}

}  // namespace sysvmq
