#include "loop_poll.hpp"

#include <cstddef>
#include <memory>
#include <string_view>

#include "arguments.hpp"
#include "libuv.hpp"

namespace sysvmq {

// libuv's handle, and the hook that keeps the environment until libuv has let go of it: in the hook
// Node runs the loop until it is removed.
struct LoopPoll::Handle {
  std::unique_ptr<std::byte[]> memory;
  Polled* target;  // null when closed
  napi_async_cleanup_hook_handle hook;

  uv_poll_s* poll() { return reinterpret_cast<uv_poll_s*>(memory.get()); }
  uv_handle_s* base() { return reinterpret_cast<uv_handle_s*>(memory.get()); }

  static void polled(uv_poll_s* poll, int status, int events) {
    auto* const self =
        static_cast<Handle*>(uv_handle_get_data(reinterpret_cast<uv_handle_s*>(poll)));
    // An error of the socket: whoever reads or writes is told which.
    if (status < 0) events = libuv::kReadable | libuv::kWritable;
    self->target->polled((events & libuv::kReadable) != 0, (events & libuv::kWritable) != 0);
  }

  static void environment_ends(napi_async_cleanup_hook_handle, void* data) {
    auto* const self = static_cast<Handle*>(data);
    if (self->target != nullptr) self->target->environment_ends();
  }

  static void closed(uv_handle_s* base) {
    const std::unique_ptr<Handle> self(static_cast<Handle*>(uv_handle_get_data(base)));
    napi_remove_async_cleanup_hook(self->hook);
  }
};

int LoopPoll::open(napi_env env, int fd, Polled* target) {
  require(std::string_view(uv_handle_type_name(libuv::kPoll)) == "poll", "a libuv that is not 1.x");
  uv_loop_s* loop = nullptr;
  require(napi_get_uv_event_loop(env, &loop) == napi_ok, "napi_get_uv_event_loop failed");
  auto handle = std::make_unique<Handle>();
  handle->memory.reset(new std::byte[uv_handle_size(libuv::kPoll)]);
  if (const int error = uv_poll_init(loop, handle->poll(), fd)) return -error;
  uv_handle_set_data(handle->base(), handle.get());
  handle->target = target;
  const napi_status status =
      napi_add_async_cleanup_hook(env, Handle::environment_ends, handle.get(), &handle->hook);
  require(status == napi_ok, "napi_add_async_cleanup_hook failed");
  handle_ = handle.release();
  return 0;
}

void LoopPoll::watch(bool readable, bool writable) {
  const int events = (readable ? libuv::kReadable : 0) | (writable ? libuv::kWritable : 0);
  if (events == 0) {
    uv_poll_stop(handle_->poll());
  } else {
    // Fails for nothing but a handle that is closed.
    uv_poll_start(handle_->poll(), events, Handle::polled);
  }
}

void LoopPoll::keep_alive(bool keep) {
  if (keep) {
    uv_ref(handle_->base());
  } else {
    uv_unref(handle_->base());
  }
}

void LoopPoll::close() {
  if (handle_ == nullptr) return;
  handle_->target = nullptr;
  uv_close(handle_->base(), Handle::closed);
  handle_ = nullptr;
}

}  // namespace sysvmq
