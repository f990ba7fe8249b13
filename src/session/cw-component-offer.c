/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-session"

#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "cw-branch-fixes.h"
#include "cw-component-offer.h"
#include "cw-error.h"
#include "cw-json.h"
#include "cw-owner.h"
#include "cw-translate.h"
#include "cw-yaml-copy.h"

/* What a site could take over from another one, as one thing that can be asked. */

/**
 * cw_component_offer_new:
 * @theirs: the other site's component; copied
 * @source_site: id of that site
 *
 * Returns: (transfer full): an offer that says nothing of this site yet
 */
CwComponentOffer *
cw_component_offer_new (const CwInventoryItem *theirs,
                        const char            *source_site)
{
  CwComponentOffer *self = g_new0 (CwComponentOffer, 1);

  self->theirs = cw_inventory_item_copy (theirs);
  self->source_site = g_strdup (source_site);
  return self;
}

static const CwInventoryItem *
find_same (GPtrArray             *items,
           const CwInventoryItem *theirs)
{
  for (guint i = 0; i < items->len; i++)
    {
      const CwInventoryItem *item = g_ptr_array_index (items, i);

      if (g_str_equal (item->repository, theirs->repository) && g_str_equal (item->id, theirs->id))
        return item;
    }
  return NULL;
}

/**
 * cw_component_offer_new_fix:
 * @procedure: what this observatory does
 * @site: id of the site that could take it over
 * @source_site: id of the other site
 * @fix: what was changed there
 * @ours: (element-type CwInventoryItem): the components of @site
 * @learned: (nullable) (element-type CwReplacement): what @site says where @source_site says its own
 *
 * Returns: (transfer full) (nullable): the offer, without steps where the component would be added; %NULL where @site
 *   says so already
 */
CwComponentOffer *
cw_component_offer_new_fix (CwProcedure *procedure,
                            const char  *site,
                            const char  *source_site,
                            const CwFix *fix,
                            GPtrArray   *ours,
                            GPtrArray   *learned)
{
  const CwInventoryItem *own = find_same (ours, fix->theirs);
  g_autofree char *value = NULL;
  CwComponentOffer *self;

  if (fix->added)
    return cw_component_offer_new (fix->theirs, source_site);
  value = cw_component_offer_translate (procedure, site, source_site, fix->theirs, fix->value, learned);
  if (g_strcmp0 (value, own->fields[fix->field]) == 0)
    return NULL;
  self = cw_component_offer_new (fix->theirs, source_site);
  self->ours = cw_inventory_item_copy (own);
  self->field = fix->field;
  self->value = g_steal_pointer (&value);
  return self;
}

void
cw_component_offer_free (CwComponentOffer *self)
{
  g_return_if_fail (self != NULL);

  cw_inventory_item_free (self->theirs);
  g_free (self->source_site);
  g_clear_pointer (&self->ours, cw_inventory_item_free);
  g_free (self->value);
  g_clear_pointer (&self->steps, g_ptr_array_unref);
  g_free (self);
}

/**
 * cw_component_offer_copy:
 * @self: an offer
 *
 * Returns: (transfer full): another one of it
 */
CwComponentOffer *
cw_component_offer_copy (const CwComponentOffer *self)
{
  CwComponentOffer *copy;

  g_return_val_if_fail (self != NULL, NULL);

  copy = g_new0 (CwComponentOffer, 1);
  copy->theirs = cw_inventory_item_copy (self->theirs);
  copy->source_site = g_strdup (self->source_site);
  copy->ours = self->ours != NULL ? cw_inventory_item_copy (self->ours) : NULL;
  copy->field = self->field;
  copy->value = g_strdup (self->value);
  copy->steps = self->steps != NULL ? g_ptr_array_ref (self->steps) : NULL;
  return copy;
}

/**
 * cw_component_offer_translate:
 * @procedure: what this observatory does
 * @site: id of the site that could take it over
 * @source_site: id of the other site
 * @theirs: the other site's component
 * @value: (nullable): what is said of it
 * @learned: (nullable) (element-type CwReplacement): what @site says where @source_site says its own
 *
 * A launch command-line may name the site that it is for.
 *
 * Returns: (transfer full) (nullable): @value, the other site's words replaced
 */
char *
cw_component_offer_translate (CwProcedure           *procedure,
                              const char            *site,
                              const char            *source_site,
                              const CwInventoryItem *theirs,
                              const char            *value,
                              GPtrArray             *learned)
{
  const CwRepository *repository = cw_procedure_get_repository (procedure, theirs->repository);
  const char *word = NULL, *other_word = NULL;
  g_autofree char *path = cw_owner_find_sibling (procedure, repository, source_site, site, theirs->path, &word,
                                                 &other_word);
  g_autoptr (GPtrArray) replacements = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_replacement_free);
  g_autoptr (GPtrArray) replaced = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_replaced_free);
  g_autoptr (GBytes) text = NULL, after = NULL;

  if (value == NULL || path == NULL)
    return g_strdup (value);
  for (guint i = 0; learned != NULL && i < learned->len; i++)
    {
      const CwReplacement *one = g_ptr_array_index (learned, i);

      if (one->key == NULL)
        g_ptr_array_add (replacements, cw_replacement_new (one->from, one->to));
    }
  cw_translate_add_names (replacements, theirs->path, path, word, other_word);
  text = g_bytes_new (value, strlen (value));
  after = cw_replacements_apply (replacements, text, replaced);
  return g_strndup (g_bytes_get_data (after, NULL), g_bytes_get_size (after));
}

/**
 * cw_component_offer_make_id:
 * @self: a fix
 * @site: id of the site that could take it over
 *
 * The same fix has the same name on every machine; another one at the same place has another.
 *
 * Returns: (transfer full): the id of its question
 */
char *
cw_component_offer_make_id (const CwComponentOffer *self,
                            const char             *site)
{
  const char *field = self->ours != NULL ? cw_inventory_field_to_word (self->field) : "";
  g_autofree char *whole = g_strjoin ("\n", self->source_site, self->theirs->repository, self->theirs->id, field,
                                      self->value != NULL ? self->value : "", NULL);
  g_autofree char *hash = g_compute_checksum_for_string (G_CHECKSUM_SHA256, whole, -1);

  return g_strdup_printf ("%s/" CW_QUESTION_FIX "/%s/%.8s", site, self->theirs->name, hash);
}

/**
 * cw_component_offer_describe:
 * @self: a fix
 * @site: id of the site that could take it over
 *
 * Returns: (transfer full): the fix, as the plan's stage reads it
 */
JsonObject *
cw_component_offer_describe (const CwComponentOffer *self,
                             const char             *site)
{
  g_autofree char *id = cw_component_offer_make_id (self, site);
  const CwInventoryItem *at = self->ours != NULL ? self->ours : self->theirs;
  JsonObject *object = cw_json_object ("id", id, "from", self->source_site, "repository", at->repository, "path",
                                       at->path, "name", at->name, NULL);

  if (self->ours == NULL)
    return object;
  json_object_set_string_member (object, "field", cw_inventory_field_to_word (self->field));
  if (self->ours->fields[self->field] != NULL)
    json_object_set_string_member (object, "before", self->ours->fields[self->field]);
  if (self->value != NULL)
    json_object_set_string_member (object, "after", self->value);
  return object;
}

/**
 * cw_component_offer_check_answer:
 * @answer: (nullable): a person's word on a fix
 * @error: where to store a %CW_ERROR_VALIDATION that says what is accepted
 *
 * Returns: whether it can be one
 */
gboolean
cw_component_offer_check_answer (const char  *answer,
                                 GError     **error)
{
  if (g_strcmp0 (answer, CW_ANSWER_TAKE) == 0 || g_strcmp0 (answer, CW_ANSWER_LEAVE) == 0
      || (answer != NULL && g_str_has_prefix (answer, CW_ANSWER_LEAVE ":")))
    return TRUE;
  return cw_error_refuse (error, CW_ERROR_VALIDATION, _ ("A fix is answered by %s, %s or “%s: why”"), CW_ANSWER_TAKE,
                          CW_ANSWER_LEAVE, CW_ANSWER_LEAVE);
}
