/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-session"

#include "config.h"

#include <string.h>

#include "cw-owner.h"
#include "cw-session-offers.h"
#include "cw-session-private.h"
#include "cw-translate.h"
#include "cw-yaml-copy.h"
#include "cw-yaml-layout.h"
#include "cw-yaml-path.h"

/* A block that is no component, an item of a list or a file, as another site has it: it is taken over as a fix is. */

static CwFix *
make_file (const CwInventoryItem *theirs,
           const char            *own,
           GBytes                *source,
           GPtrArray             *words)
{
  g_autoptr (GPtrArray) replaced = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_replaced_free);
  CwFix *fix = g_atomic_rc_box_new0 (CwFix);

  fix->repository = g_strdup (theirs->repository);
  fix->path = g_strdup (own);
  fix->name = g_strdup (own);
  fix->place = g_strdup ("");
  fix->to = cw_replacements_apply (words, source, replaced);
  fix->after = g_strndup (g_bytes_get_data (fix->to, NULL), g_bytes_get_size (fix->to));
  return fix;
}

/* As it will stand here. */
static char *
dup_text (const CwYaml     *yaml,
          const CwYamlNode *node,
          GPtrArray        *words)
{
  g_autoptr (GPtrArray) replaced = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_replaced_free);
  CwYamlText text = cw_yaml_layout_text (yaml);
  gsize end = cw_yaml_layout_value_end (text, node);
  g_autoptr (GBytes) source = g_bytes_new (text.data + node->start, end - node->start);
  g_autoptr (GBytes) after = cw_replacements_apply (words, source, replaced);

  return g_strchomp (g_strndup (g_bytes_get_data (after, NULL), g_bytes_get_size (after)));
}

/* Behind the items of its list, where it is one. */
static char *
find_target (const char *place)
{
  g_autoptr (GArray) steps = cw_yaml_path_read (place, NULL);
  g_autofree char *list = NULL;

  if (steps == NULL || steps->len == 0
      || g_array_index (steps, CwYamlStep, steps->len - 1).kind != CW_YAML_STEP_MATCH)
    return g_strdup (place);
  list = cw_yaml_path_write (steps, steps->len - 1);
  return g_strconcat (list, "[+]", NULL);
}

/* A key that is there without a value gets one. */
static CwOperation *
make_operation (const CwInventoryItem *theirs,
                GBytes                *source,
                GBytes                *onto,
                const char            *after,
                GPtrArray             *words)
{
  g_autofree char *target = find_target (theirs->place);
  g_autoptr (CwYaml) yaml = cw_yaml_read (onto, NULL);
  gboolean there = yaml != NULL && cw_yaml_find (yaml, target, NULL) != NULL;
  CwOperation *operation = cw_operation_new (there ? CW_OPERATION_SET : CW_OPERATION_COPY, target, there ? after : NULL);

  operation->is_yaml = there;
  operation->retypes = there;
  if (there)
    return operation;
  operation->source = g_bytes_ref (source);
  operation->source_path = g_strdup (theirs->place);
  operation->replacements = g_ptr_array_ref (words);
  return operation;
}

static CwFix *
make_block (const CwInventoryItem *theirs,
            const char            *own,
            GBytes                *source,
            GBytes                *onto,
            GPtrArray             *words)
{
  g_autoptr (CwYaml) yaml = cw_yaml_read (source, NULL);
  const CwYamlNode *node = yaml != NULL ? cw_yaml_find (yaml, theirs->place, NULL) : NULL;
  g_autoptr (GBytes) after = NULL;
  g_autoptr (GError) error = NULL;
  CwFix *fix = g_atomic_rc_box_new0 (CwFix);

  fix->repository = g_strdup (theirs->repository);
  fix->path = g_strdup (own);
  fix->name = g_strdup (own);
  fix->place = g_strdup (theirs->place);
  fix->after = node != NULL ? dup_text (yaml, node, words) : NULL;
  fix->operation = make_operation (theirs, source, onto, fix->after, words);
  after = cw_fix_apply (fix, onto, &error);
  fix->trouble = after == NULL ? g_strdup (error->message) : NULL;
  return fix;
}

static GBytes *
find_bytes (const CwComponentTable *table,
            guint                   site,
            const char             *repository,
            const char             *path)
{
  CwSnapshot *snapshot = site != G_MAXUINT ? cw_snapshot_find (g_ptr_array_index (table->snapshots, site), repository)
                                           : NULL;

  return snapshot != NULL ? cw_snapshot_get_bytes (snapshot, path) : NULL;
}

/**
 * cw_session_offer_block:
 * @self: a session
 * @table: what stands at the sites; the first is the one that could take it over
 * @source_site: id of the other site
 * @theirs: a block of it
 * @learned: (nullable) (element-type CwReplacement): what the one site says where the other says its own
 * @offers: (element-type CwComponentOffer): where the offer is added; none where there is no such file here
 */
void
cw_session_offer_block (CwSession              *self,
                        const CwComponentTable *table,
                        const char             *source_site,
                        const CwInventoryItem  *theirs,
                        GPtrArray              *learned,
                        GPtrArray              *offers)
{
  const CwRepository *repository = cw_procedure_get_repository (self->procedure, theirs->repository);
  const char *word = NULL, *own_word = NULL;
  g_autofree char *own = cw_owner_find_sibling (self->procedure, repository, source_site, table->sites[0], theirs->path,
                                                &word, &own_word);
  GBytes *source = find_bytes (table, cw_component_table_find_site (table, source_site), theirs->repository, theirs->path);
  GBytes *onto = own != NULL ? find_bytes (table, 0, theirs->repository, own) : NULL;
  g_autoptr (GPtrArray) words = NULL;
  g_autoptr (CwFix) fix = NULL;

  if (own == NULL || source == NULL || (onto == NULL) != (*theirs->place == '\0'))
    return;
  words = cw_translate_list_words (learned, theirs->path, own, word, own_word);
  fix = onto == NULL ? make_file (theirs, own, source, words) : make_block (theirs, own, source, onto, words);
  g_ptr_array_add (offers, cw_component_offer_new_fix (fix, source_site));
}
