// The whole job in C: datagrams on a UDP port go into the queue and are acknowledged, many a system
// call; two forked workers take them out and print them.
#include <arpa/inet.h>
#include <netinet/in.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>

#include "common.h"

enum { kBatch = 64, kWorkers = 2 };

static volatile sig_atomic_t stopped = 0;
static void stop(int signal_number) {
  (void)signal_number;
  stopped = 1;
}

// What is printed is flushed whenever the worker is about to sleep, and never kept longer.
static void work(int id, int number) {
  static struct message message;
  for (;;) {
    ssize_t size = msgrcv(id, &message, sizeof message.text, 0, IPC_NOWAIT);
    if (size < 0 && errno == ENOMSG) {
      fflush(stdout);
      size = (ssize_t)receive_text(id, &message);
    }
    if (size < 0) fail("msgrcv");
    if (size == kEndSize) break;
    printf("[Worker %d] %.*s\n", number, (int)size, message.text);
  }
  fflush(stdout);
}

static int bind_socket(int port) {
  const struct sockaddr_in address = {.sin_family = AF_INET,
                                      .sin_port = htons((in_port_t)port),
                                      .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  // So that the flag is looked at now and then, whenever the signal came.
  const struct timeval patience = {.tv_usec = 100000};
  int fd = socket(AF_INET, SOCK_DGRAM, 0);
  if (fd < 0) fail("socket");
  if (setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience) < 0) fail("setsockopt");
  if (bind(fd, (const struct sockaddr*)&address, sizeof address) < 0) fail("bind");
  return fd;
}

static void proxy(int id, int fd) {
  static struct message messages[kBatch];
  static struct sockaddr_in remotes[kBatch];
  static char ok[] = "OK\n";
  struct iovec texts[kBatch], reply = {.iov_base = ok, .iov_len = sizeof ok - 1};
  struct mmsghdr received[kBatch], replies[kBatch];
  while (!stopped) {
    for (int i = 0; i < kBatch; i++) {
      texts[i] = (struct iovec){.iov_base = messages[i].text, .iov_len = sizeof messages[i].text};
      received[i].msg_hdr = (struct msghdr){.msg_name = &remotes[i],
                                            .msg_namelen = sizeof remotes[i],
                                            .msg_iov = &texts[i],
                                            .msg_iovlen = 1};
    }
    int count = recvmmsg(fd, received, kBatch, MSG_WAITFORONE, NULL);
    if (count < 0 && (errno == EINTR || errno == EAGAIN)) continue;
    if (count < 0) fail("recvmmsg");
    for (int i = 0; i < count; i++) {
      messages[i].type = 1;
      while (msgsnd(id, &messages[i], received[i].msg_len, 0) < 0)
        if (errno != EINTR) fail("msgsnd");
      replies[i].msg_hdr = (struct msghdr){.msg_name = &remotes[i],
                                           .msg_namelen = sizeof remotes[i],
                                           .msg_iov = &reply,
                                           .msg_iovlen = 1};
    }
    for (int sent = 0; sent < count;) {
      int more = sendmmsg(fd, replies + sent, (unsigned)(count - sent), 0);
      if (more < 0 && errno != EINTR) fail("sendmmsg");
      if (more > 0) sent += more;
    }
  }
}

int main(int argc, char** argv) {
  if (argc != 3) usage("udp_job KEY PORT");
  live_at_most(120);
  const int id = open_queue(argv[1]);
  for (int number = 1; number <= kWorkers; number++) {
    pid_t pid = fork();
    if (pid < 0) fail("fork");
    if (pid == 0) {
      live_at_most(120);
      signal(SIGINT, SIG_IGN);
      work(id, number);
      return 0;
    }
  }
  const struct sigaction action = {.sa_handler = stop};
  sigaction(SIGTERM, &action, NULL);
  proxy(id, bind_socket(atoi(argv[2])));

  const struct message end = {.type = 1};
  for (int i = 0; i < kWorkers; i++) send_text(id, &end, kEndSize);
  int failed = 0;
  for (int i = 0, status; i < kWorkers; i++) failed |= wait(&status) < 0 || status != 0;
  return failed;
}
