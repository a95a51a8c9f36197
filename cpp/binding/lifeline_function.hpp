// The function of lib/native.ts that ties this process to the life of another.
#pragma once

#include <napi.h>

namespace sysvmq {

void define_lifeline_function(Napi::Env env, Napi::Object exports);

}  // namespace sysvmq
