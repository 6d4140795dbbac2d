/* The wall clock of a process, PLANYARD_CHAOS_SKEW seconds off, and as much to the other side every few seconds. */
#define _GNU_SOURCE
#include <stdlib.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

static long shift(void) {
  struct timespec up;
  const char *by = getenv("PLANYARD_CHAOS_SKEW");
  syscall(SYS_clock_gettime, CLOCK_MONOTONIC, &up);
  return (by ? atol(by) : 0) * (up.tv_sec / 4 % 2 ? 1 : -1);
}

int clock_gettime(clockid_t which, struct timespec *at) {
  int answer = (int)syscall(SYS_clock_gettime, which, at);
  if (answer == 0 && (which == CLOCK_REALTIME || which == CLOCK_REALTIME_COARSE)) at->tv_sec += shift();
  return answer;
}

int gettimeofday(struct timeval *at, void *zone) {
  struct timespec now;
  (void)zone;
  clock_gettime(CLOCK_REALTIME, &now);
  if (at) { at->tv_sec = now.tv_sec; at->tv_usec = now.tv_nsec / 1000; }
  return 0;
}

time_t time(time_t *at) {
  struct timespec now;
  clock_gettime(CLOCK_REALTIME, &now);
  if (at) *at = now.tv_sec;
  return now.tv_sec;
}
