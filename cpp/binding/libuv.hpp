// The part of libuv's binary interface that is used here. The Node-API headers, which are all that
// a build has, say that there is a loop (napi_get_uv_event_loop) and leave out what to do with it.
// These functions are exported by each Node, and libuv keeps them as they are throughout 1.x.
#pragma once

#include <cstddef>

extern "C" {
struct uv_loop_s;
struct uv_handle_s;
struct uv_poll_s;

std::size_t uv_handle_size(int type);
const char* uv_handle_type_name(int type);
void uv_handle_set_data(uv_handle_s* handle, void* data);
void* uv_handle_get_data(const uv_handle_s* handle);
int uv_poll_init(uv_loop_s* loop, uv_poll_s* handle, int fd);
int uv_poll_start(uv_poll_s* handle, int events, void (*callback)(uv_poll_s*, int, int));
int uv_poll_stop(uv_poll_s* handle);
void uv_ref(uv_handle_s* handle);
void uv_unref(uv_handle_s* handle);
void uv_close(uv_handle_s* handle, void (*callback)(uv_handle_s*));
}

namespace sysvmq::libuv {

// Of enum uv_handle_type.
constexpr int kPoll = 8;
// Of enum uv_poll_event.
constexpr int kReadable = 1;
constexpr int kWritable = 2;

}  // namespace sysvmq::libuv
