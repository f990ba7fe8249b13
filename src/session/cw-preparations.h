/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * CwPreparationInfo:
 * @id: its name, `c0045-rubin-2023`
 * @path: its journal
 * @rehearsal: whether it is a rehearsal
 * @procedure: the procedure it was made with
 * @tag: its cycle or revision
 * @created: when it was made, µs since 1970
 * @given_up: (nullable): why it was given up
 * @trouble: (nullable): why its journal can't be read; then only @id and @path are known
 */
typedef struct {
  char    *id;
  char    *path;
  gboolean rehearsal;
  char    *procedure;
  char    *tag;
  gint64   created;
  char    *given_up;
  char    *trouble;
} CwPreparationInfo;

char       *cw_preparations_get_folder  (const char *data_dir,
                                         gboolean    rehearsal);
char       *cw_preparations_get_journal (const char *data_dir,
                                         gboolean    rehearsal,
                                         const char *id);
char       *cw_preparations_get_cache   (const char *data_dir,
                                         gboolean    rehearsal);
char       *cw_preparations_make_id     (const char *tag,
                                         const char *procedure);
gboolean    cw_preparations_is_given_up (const char *path);
GPtrArray  *cw_preparations_list        (const char *data_dir,
                                         GError    **error);

G_END_DECLS
