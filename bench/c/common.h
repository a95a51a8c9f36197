// What every C program of the benchmarks needs: one message, the clock, and an end on any error.
#pragma once

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ipc.h>
#include <sys/msg.h>
#include <time.h>
#include <unistd.h>

enum { kMaxText = 8192 };

struct message {
  long type;
  char text[kMaxText];
};

// A message of this length says that there is no more; no measured message is as short.
enum { kEndSize = 1 };

static inline _Noreturn void fail(const char* what) {
  fprintf(stderr, "%s: %s\n", what, strerror(errno));
  exit(1);
}

static inline _Noreturn void usage(const char* text) {
  fprintf(stderr, "usage: %s\n", text);
  exit(2);
}

// A bench program never outlives its measurement, whatever becomes of the harness.
static inline void live_at_most(unsigned seconds) { alarm(seconds); }

static inline long now_ns(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec * 1000000000L + now.tv_nsec;
}

static inline int open_queue(const char* key) {
  int id = msgget((key_t)strtoul(key, NULL, 0), 0);
  if (id < 0) fail("msgget");
  return id;
}

static inline void send_text(int id, const struct message* message, size_t size) {
  if (msgsnd(id, message, size, 0) < 0) fail("msgsnd");
}

static inline size_t receive_text(int id, struct message* message) {
  ssize_t size = msgrcv(id, message, sizeof message->text, 0, 0);
  if (size < 0) fail("msgrcv");
  return (size_t)size;
}

static inline void announce(const char* text) {
  puts(text);
  fflush(stdout);
}
