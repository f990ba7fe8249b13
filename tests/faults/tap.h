/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define TAP_MAX_POINTS 1000
#define TAP_MAX_EVENTS 100
#define TAP_NAME_SIZE  80
#define TAP_ERROR_SIZE 500

/*
 * Tap:
 *
 * Memory that a life of the program (a child) shares with the test: at which points it passes, where it shall be killed
 * or held there, and what it reports. The points are seen through the seams that the libraries offer, SQLite's VFS and
 * the signals of libsoup's messages (git's too): the program itself knows of nothing.
 */
typedef struct {
  /* What shall happen; points and writes are counted from 1, 0 is never. */
  guint kill_at;   /* the point at which the life ends by SIGKILL */
  guint stop_at;   /* the point at which it is held (SIGSTOP) until the test lets it go on */
  guint torn_at;   /* the journal's write that reaches the disk by half, and then SIGKILL */
  guint full_from; /* from this write of the journal on the disk is full */

  /* What has happened. */
  guint n_points;
  guint n_writes;
  char points[TAP_MAX_POINTS][TAP_NAME_SIZE];
  guint n_requests;
  char requests[TAP_MAX_POINTS][TAP_NAME_SIZE];
  guint n_events;
  gint64 events[TAP_MAX_EVENTS]; /* what the program was told to be on the disk */
  char error[TAP_ERROR_SIZE];    /* the last refusal or failure, in the words for the person */
} Tap;

Tap     *tap_new             (void);
void     tap_clear           (Tap        *self);
void     tap_free            (Tap        *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Tap, tap_free)

/* In the child, before it uses any of the libraries. */
void     tap_install         (Tap        *self);
void     tap_install_journal (Tap        *self);

void     tap_pass            (Tap        *self,
                              const char *format,
                              ...) G_GNUC_PRINTF (2, 3);
void     tap_request         (Tap        *self,
                              const char *name);
void     tap_event           (Tap        *self,
                              gint64      seq);

G_END_DECLS
