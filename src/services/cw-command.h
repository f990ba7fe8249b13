/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* The most that is kept of each output of a program; a program that writes more is ended. */
#define CW_COMMAND_MAX_OUTPUT ((gsize) 256 * 1024)

/**
 * CwCommandResult:
 * @status: exit status; -1 when a signal ended it
 * @output: its standard output, valid UTF-8
 * @errors: its standard error, valid UTF-8
 *
 * How a program ended by itself and what it said.
 */
typedef struct {
  int   status;
  char *output;
  char *errors;
} CwCommandResult;

char            *cw_command_find        (const char         *program);
CwCommandResult *cw_command_run_in      (const char         *folder,
                                         const char *const  *argv,
                                         guint               timeout,
                                         GCancellable       *cancellable,
                                         GError            **error);
CwCommandResult *cw_command_run         (const char *const  *argv,
                                         guint               timeout,
                                         GCancellable       *cancellable,
                                         GError            **error);
void             cw_command_result_free (CwCommandResult    *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwCommandResult, cw_command_result_free)

G_END_DECLS
