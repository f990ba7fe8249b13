/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * CW_PREPARATIONS_SUMMARY:
 *
 * Among the journal's drafts, how many stages were done as the preparation was last open: "3/8". The list shows it.
 */
#define CW_PREPARATIONS_SUMMARY "summary"

/**
 * CwPreparationInfo:
 * @id: its name, `c0045-rubin-2023`
 * @path: its journal
 * @rehearsal: whether it is a rehearsal
 * @procedure: the procedure it was made with
 * @tag: its cycle or revision
 * @sites: ids of the sites that it prepares
 * @names: what people call each of them
 * @starts: (element-type GDateTime): when each of them begins, in the procedure's zone; %NULL where no time is known
 * @zone_name: (nullable): what people call that zone; %NULL where the procedure can't be read any more
 * @n_done: how many stages were done as it was last open
 * @n_stages: of how many; 0 where nobody knows
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
  GStrv    sites;
  GStrv    names;
  GPtrArray *starts;
  char    *zone_name;
  guint    n_done;
  guint    n_stages;
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
GPtrArray  *cw_preparations_list        (const char *data_dir,
                                         GError    **error);
CwPreparationInfo *cw_preparations_find_same (const char *data_dir,
                                         gboolean    rehearsal,
                                         GHashTable *facts,
                                         GError    **error);

void        cw_preparation_info_free    (CwPreparationInfo *self);
int         cw_preparation_info_find_next (const CwPreparationInfo *self,
                                         GDateTime  *now);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwPreparationInfo, cw_preparation_info_free)

G_END_DECLS
