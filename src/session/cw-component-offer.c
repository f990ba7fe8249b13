/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-session"

#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "cw-branch-fixes.h"
#include "cw-component-offer.h"
#include "cw-error.h"
#include "cw-hand-edit.h"
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

/**
 * cw_component_offer_new_fix:
 * @fix: what was changed at the other site; taken a reference on
 * @source_site: id of that site
 *
 * Returns: (transfer full): the offer, without steps where a component would be added
 */
CwComponentOffer *
cw_component_offer_new_fix (CwFix      *fix,
                            const char *source_site)
{
  CwComponentOffer *self;

  if (fix->added != NULL)
    return cw_component_offer_new (fix->added, source_site);
  self = g_new0 (CwComponentOffer, 1);
  self->source_site = g_strdup (source_site);
  self->fix = cw_fix_ref (fix);
  self->trouble = g_strdup (fix->trouble);
  return self;
}

void
cw_component_offer_free (CwComponentOffer *self)
{
  g_return_if_fail (self != NULL);

  g_free (self->source_site);
  g_strfreev (self->also);
  g_free (self->seen);
  g_free (self->here);
  g_clear_pointer (&self->fix, cw_fix_unref);
  g_clear_pointer (&self->theirs, cw_inventory_item_free);
  g_clear_pointer (&self->ours, cw_inventory_item_free);
  g_free (self->value);
  g_clear_pointer (&self->steps, g_ptr_array_unref);
  g_free (self->trouble);
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
  copy->fix = self->fix != NULL ? cw_fix_ref (self->fix) : NULL;
  copy->theirs = self->theirs != NULL ? cw_inventory_item_copy (self->theirs) : NULL;
  copy->source_site = g_strdup (self->source_site);
  copy->also = g_strdupv (self->also);
  copy->seen = g_strdup (self->seen);
  copy->copied = self->copied;
  copy->here = g_strdup (self->here);
  copy->ours = self->ours != NULL ? cw_inventory_item_copy (self->ours) : NULL;
  copy->field = self->field;
  copy->value = g_strdup (self->value);
  copy->steps = self->steps != NULL ? g_ptr_array_ref (self->steps) : NULL;
  copy->second = self->second;
  copy->trouble = g_strdup (self->trouble);
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

/* This site's component, or the other one's that would be added. */
static const CwInventoryItem *
get_item (const CwComponentOffer *self)
{
  return self->ours != NULL ? self->ours : self->theirs;
}

/**
 * cw_component_offer_get_name:
 * @self: an offer
 *
 * Returns: what a person calls the component, or the file
 */
const char *
cw_component_offer_get_name (const CwComponentOffer *self)
{
  return self->fix != NULL ? self->fix->name : get_item (self)->name;
}

const char *
cw_component_offer_get_repository (const CwComponentOffer *self)
{
  return self->fix != NULL ? self->fix->repository : get_item (self)->repository;
}

const char *
cw_component_offer_get_path (const CwComponentOffer *self)
{
  return self->fix != NULL ? self->fix->path : get_item (self)->path;
}

/**
 * cw_component_offer_get_place:
 * @self: an offer
 *
 * Returns: (nullable): what would be changed; %NULL where a component would be added
 */
const char *
cw_component_offer_get_place (const CwComponentOffer *self)
{
  if (self->fix != NULL)
    return self->fix->place;
  return self->ours != NULL ? cw_inventory_field_to_word (self->field) : NULL;
}

/**
 * cw_component_offer_get_before:
 * @self: an offer
 *
 * Returns: (nullable): what this site says
 */
const char *
cw_component_offer_get_before (const CwComponentOffer *self)
{
  if (self->fix != NULL)
    return self->fix->before;
  return self->ours != NULL ? self->ours->fields[self->field] : NULL;
}

/**
 * cw_component_offer_get_after:
 * @self: an offer
 *
 * Returns: (nullable): what it would say
 */
const char *
cw_component_offer_get_after (const CwComponentOffer *self)
{
  return self->fix != NULL ? self->fix->after : self->value;
}

static char *
make_id (const CwComponentOffer *self,
         const char             *site,
         const char             *kind)
{
  const char *place = cw_component_offer_get_place (self), *after = cw_component_offer_get_after (self);
  const char *name = cw_component_offer_get_name (self);
  g_autofree char *whole = g_strjoin ("\n", cw_component_offer_get_repository (self),
                                      self->theirs != NULL ? self->theirs->id : self->fix->path, name,
                                      place != NULL ? place : "", after != NULL ? after : "", NULL);
  g_autofree char *hash = g_compute_checksum_for_string (G_CHECKSUM_SHA256, whole, -1);

  return g_strdup_printf ("%s/%s/%s/%.8s", site, kind, name, hash);
}

/**
 * cw_component_offer_make_id:
 * @self: a fix
 * @site: id of the site that could take it over
 *
 * The same fix has the same name on every machine, and at whichever stand it was made; another one at the same place
 * has another.
 *
 * Returns: (transfer full): the id of its question
 */
char *
cw_component_offer_make_id (const CwComponentOffer *self,
                            const char             *site)
{
  return make_id (self, site, CW_QUESTION_FIX);
}

/**
 * cw_component_offer_add_site:
 * @self: a fix
 * @site: id of another site that has just the same
 */
void
cw_component_offer_add_site (CwComponentOffer *self,
                             const char       *site)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  if (self->also != NULL)
    g_strv_builder_addv (builder, (const char **) self->also);
  g_strv_builder_add (builder, site);
  g_strfreev (self->also);
  self->also = g_strv_builder_end (builder);
}

static int
compare_names (gconstpointer a,
               gconstpointer b)
{
  return strcmp (cw_component_offer_get_name (*(const CwComponentOffer *const *) a),
                 cw_component_offer_get_name (*(const CwComponentOffer *const *) b));
}

/**
 * cw_component_offers_sort:
 * @offers: (element-type CwComponentOffer): the fixes of several repositories and sites
 *
 * Puts those of a component together.
 */
void
cw_component_offers_sort (GPtrArray *offers)
{
  g_ptr_array_sort (offers, compare_names);
}

static void
set_where_said (JsonObject *object,
                const char *member,
                const char *text)
{
  if (text != NULL)
    json_object_set_string_member (object, member, text);
}

/**
 * cw_component_offer_record:
 * @self: what is taken over
 * @site: id of the site that takes it
 * @procedure: the procedure
 * @by: who does
 * @at: when
 *
 * Returns: (transfer full): whose it is, as #CwHandEdit remembers it
 */
JsonObject *
cw_component_offer_record (const CwComponentOffer *self,
                           const char             *site,
                           CwProcedure            *procedure,
                           const char             *by,
                           GDateTime              *at)
{
  const CwSite *source;
  g_autofree char *id = NULL, *when = NULL;

  g_return_val_if_fail (self != NULL && site != NULL && by != NULL && at != NULL, NULL);

  source = cw_procedure_get_site (procedure, self->source_site);
  id = make_id (self, site, self->copied ? CW_TAKEN_COPY : CW_QUESTION_FIX);
  when = g_date_time_format_iso8601 (at);
  return cw_json_object ("id", id, "kind", self->copied ? CW_TAKEN_COPY : CW_TAKEN_FIX, "from", self->source_site, "site",
                         source != NULL ? source->name : self->source_site,
                         "commit", self->seen, "name", cw_component_offer_get_name (self), "place",
                         cw_component_offer_get_place (self), "by", by, "at", when, NULL);
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
  g_autoptr (JsonArray) also = json_array_new ();
  JsonObject *object = cw_json_object ("id", id, "from", self->source_site, "repository",
                                       cw_component_offer_get_repository (self), "path",
                                       cw_component_offer_get_path (self), "name", cw_component_offer_get_name (self),
                                       NULL);

  for (guint i = 0; self->also != NULL && self->also[i] != NULL; i++)
    json_array_add_string_element (also, self->also[i]);
  if (self->also != NULL)
    json_object_set_array_member (object, "also", json_array_ref (also));
  set_where_said (object, "place", cw_component_offer_get_place (self));
  set_where_said (object, "before", cw_component_offer_get_before (self));
  set_where_said (object, "after", cw_component_offer_get_after (self));
  if (self->fix != NULL && self->fix->gone)
    json_object_set_boolean_member (object, "gone", TRUE);
  set_where_said (object, "trouble", self->trouble);
  set_where_said (object, "seen", self->seen);
  set_where_said (object, "here", self->here);
  set_where_said (object, "replaced", self->fix != NULL ? self->fix->replaced : NULL);
  set_where_said (object, "changes-also", self->fix != NULL ? self->fix->also : NULL);
  return object;
}
