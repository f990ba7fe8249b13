/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-workbench.h"

G_BEGIN_DECLS

/**
 * CwBenchTell:
 * @owner: (transfer full): the bench's owner, whose last reference belongs to the main thread
 * @what: what is being done now
 *
 * Called in the worker.
 */
typedef void (*CwBenchTell) (GObject    *owner,
                             const char *what);

/**
 * CwBench:
 *
 * The part of a workbench that lives in the worker: the session, and what it is opened with. Counted, since a deed may
 * still run there when the workbench goes; the locked functions may be called anywhere.
 */
typedef struct _CwBench CwBench;

/**
 * CwErrand:
 * @bench: where it is done
 * @facts: (nullable): make a preparation of these
 * @id: (nullable): open this one
 * @takes_over: open what is read along so far as its owner
 * @deed: (nullable): do this
 * @data: for @deed
 * @data_free: (nullable): frees @data, in any thread
 *
 * One thing for the worker: exactly one of @facts, @id, @takes_over and @deed is given.
 */
typedef struct {
  CwBench        *bench;
  GHashTable     *facts;
  char           *id;
  gboolean        takes_over;
  CwWorkbenchDeed deed;
  gpointer        data;
  GDestroyNotify  data_free;
} CwErrand;

CwBench   *cw_bench_new          (const CwSessionConfig *config,
                                  GObject               *owner,
                                  CwBenchTell            tell);
CwBench   *cw_bench_ref          (CwBench               *self);
void       cw_bench_unref        (CwBench               *self);
gboolean   cw_bench_is_rehearsal (CwBench               *self);
CwView    *cw_bench_dup_view     (CwBench               *self);
gboolean   cw_bench_has_owner    (CwBench               *self);
char      *cw_bench_dup_address  (CwBench               *self);
void       cw_bench_begin_end    (void);
void       cw_bench_finish_end   (void);

CwErrand  *cw_errand_new         (CwBench               *bench);
void       cw_errand_free        (gpointer               data);

/* Functions of a worker. */
gpointer   cw_errand_run         (gpointer               input,
                                  GCancellable          *cancellable,
                                  GError               **error);
gpointer   cw_errand_end         (gpointer               input,
                                  GCancellable          *cancellable,
                                  GError               **error);

G_END_DECLS
