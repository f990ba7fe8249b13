/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-session"

#include "config.h"

#include <string.h>

#include "cw-branch-fixes.h"
#include "cw-fix-question.h"
#include "cw-json.h"

/* One edit that was made in all of a stand's files is one question, and so is one place that two stands mended
 * differently: what a person decides once is asked once. */

static CwFixQuestion *
question_new (void)
{
  CwFixQuestion *self = g_new0 (CwFixQuestion, 1);

  self->offers = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_component_offer_free);
  return self;
}

void
cw_fix_question_free (CwFixQuestion *self)
{
  g_return_if_fail (self != NULL);

  g_free (self->id);
  g_clear_pointer (&self->offers, g_ptr_array_unref);
  g_clear_pointer (&self->parts, g_ptr_array_unref);
  g_free (self);
}

static const CwComponentOffer *
get_first (const CwFixQuestion *self)
{
  return g_ptr_array_index (self->offers, 0);
}

/* A component that was added as a whole stands alone, and so do what can't be taken over, lines without a name and what
 * joins a list: of these, one stand's doesn't shut out another's. */
static gboolean
has_one_value (const CwComponentOffer *offer)
{
  const char *place = cw_component_offer_get_place (offer);

  return place != NULL && *place != '\0' && offer->trouble == NULL
         && (cw_component_offer_get_before (offer) != NULL || !g_str_has_suffix (place, "]"));
}

/* Whether another stand has something else at the place that @self asks about. */
static gboolean
is_at (const CwFixQuestion    *self,
       const CwComponentOffer *offer)
{
  const CwComponentOffer *first = get_first (self);

  for (guint i = 0; i < self->offers->len; i++)
    if (g_str_equal (((const CwComponentOffer *) self->offers->pdata[i])->source_site, offer->source_site))
      return FALSE;
  return has_one_value (offer)
         && g_strcmp0 (cw_component_offer_get_place (offer), cw_component_offer_get_place (first)) == 0
         && g_strcmp0 (cw_component_offer_get_before (offer), cw_component_offer_get_before (first)) == 0
         && g_str_equal (cw_component_offer_get_repository (offer), cw_component_offer_get_repository (first))
         && g_str_equal (cw_component_offer_get_path (offer), cw_component_offer_get_path (first))
         && g_str_equal (cw_component_offer_get_name (offer), cw_component_offer_get_name (first));
}

static GPtrArray *
list_places (GPtrArray *offers)
{
  GPtrArray *places = g_ptr_array_new ();

  for (guint i = 0; i < offers->len; i++)
    {
      const CwComponentOffer *offer = g_ptr_array_index (offers, i);
      CwFixQuestion *found = NULL;

      for (guint j = 0; found == NULL && j < places->len; j++)
        if (is_at (places->pdata[j], offer))
          found = places->pdata[j];
      if (found == NULL)
        {
          found = question_new ();
          g_ptr_array_add (places, found);
        }
      g_ptr_array_add (found->offers, cw_component_offer_copy (offer));
    }
  return places;
}

static char *
hash_ids (GPtrArray  *ids,
          const char *site,
          const char *name)
{
  g_autoptr (GString) whole = g_string_new (NULL);
  g_autofree char *hash = NULL;

  for (guint i = 0; i < ids->len; i++)
    g_string_append_printf (whole, "%s\n", (const char *) ids->pdata[i]);
  hash = g_compute_checksum_for_string (G_CHECKSUM_SHA256, whole->str, -1);
  return g_strdup_printf ("%s/" CW_QUESTION_FIX "/%s/%.8s", site, name, hash);
}

/* That of what is offered, where that is one thing. */
static char *
make_place_id (const CwFixQuestion *self,
               const char          *site)
{
  g_autoptr (GPtrArray) ids = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < self->offers->len; i++)
    g_ptr_array_add (ids, cw_component_offer_make_id (g_ptr_array_index (self->offers, i), site));
  return ids->len == 1 ? g_strdup (ids->pdata[0]) : hash_ids (ids, site, cw_component_offer_get_name (get_first (self)));
}

static char *
make_whole_id (const CwFixQuestion *self,
               const char          *site)
{
  g_autoptr (GPtrArray) ids = g_ptr_array_new ();
  g_autofree char *name = NULL;

  for (guint i = 0; i < self->parts->len; i++)
    g_ptr_array_add (ids, ((const CwFixQuestion *) self->parts->pdata[i])->id);
  name = g_strdup_printf ("%u", self->parts->len);
  return hash_ids (ids, site, name);
}

static gboolean
is_same_list (GStrv a,
              GStrv b)
{
  return a == NULL || b == NULL ? a == b : g_strv_equal ((const char *const *) a, (const char *const *) b);
}

static gboolean
is_same_offer (const CwComponentOffer *a,
               const CwComponentOffer *b)
{
  return g_str_equal (a->source_site, b->source_site) && is_same_list (a->also, b->also)
         && g_strcmp0 (cw_component_offer_get_before (a), cw_component_offer_get_before (b)) == 0
         && g_strcmp0 (cw_component_offer_get_after (a), cw_component_offer_get_after (b)) == 0
         && g_strcmp0 (a->fix != NULL ? a->fix->replaced : NULL, b->fix != NULL ? b->fix->replaced : NULL) == 0
         && g_strcmp0 (a->fix != NULL ? a->fix->also : NULL, b->fix != NULL ? b->fix->also : NULL) == 0;
}

/* The same is asked of the same place of another file, or of another component. */
static gboolean
is_same (const CwFixQuestion *a,
         const CwFixQuestion *b)
{
  const CwComponentOffer *one = get_first (a), *other = get_first (b);
  const char *place = cw_component_offer_get_place (one);

  if (place == NULL || one->trouble != NULL || other->trouble != NULL || g_strcmp0 (place, cw_component_offer_get_place (other)) != 0
      || !g_str_equal (cw_component_offer_get_repository (one), cw_component_offer_get_repository (other))
      || a->offers->len != b->offers->len)
    return FALSE;
  for (guint i = 0; i < a->offers->len; i++)
    if (!is_same_offer (a->offers->pdata[i], b->offers->pdata[i]))
      return FALSE;
  return TRUE;
}

/* Takes over @places. */
static CwFixQuestion *
join (GPtrArray  *places,
      const char *site)
{
  CwFixQuestion *self;

  if (places->len == 1)
    return places->pdata[0];
  self = g_new0 (CwFixQuestion, 1);
  self->parts = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_fix_question_free);
  for (guint i = 0; i < places->len; i++)
    g_ptr_array_add (self->parts, places->pdata[i]);
  self->id = make_whole_id (self, site);
  return self;
}

/**
 * cw_fix_questions_new:
 * @offers: (element-type CwComponentOffer): fixes of test stands
 * @site: id of the site that could take them over
 *
 * Returns: (transfer full) (element-type CwFixQuestion): what is to be asked of them, in their order
 */
GPtrArray *
cw_fix_questions_new (GPtrArray  *offers,
                      const char *site)
{
  GPtrArray *questions = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_fix_question_free);
  g_autoptr (GPtrArray) places = NULL;

  g_return_val_if_fail (offers != NULL && site != NULL, questions);

  places = list_places (offers);
  for (guint i = 0; i < places->len; i++)
    {
      CwFixQuestion *place = g_ptr_array_index (places, i);

      place->id = make_place_id (place, site);
    }
  while (places->len > 0)
    {
      g_autoptr (GPtrArray) same = g_ptr_array_new ();

      g_ptr_array_add (same, g_ptr_array_steal_index (places, 0));
      for (guint i = 0; i < places->len;)
        if (is_same (same->pdata[0], places->pdata[i]))
          g_ptr_array_add (same, g_ptr_array_steal_index (places, i));
        else
          i++;
      g_ptr_array_add (questions, join (same, site));
    }
  return questions;
}

static void
set_trouble (JsonObject *object,
             JsonObject *part)
{
  const char *trouble = cw_json_get_string (part, "trouble", NULL);

  if (trouble != NULL)
    json_object_set_string_member (object, "trouble", trouble);
}

/**
 * cw_fix_question_describe:
 * @self: a question
 * @site: id of the site that is asked
 *
 * Returns: (transfer full): the question, as the plan's stage reads it: with `choices` where two stands have something
 *   else at the place, with `members` where it is asked of several places
 */
JsonObject *
cw_fix_question_describe (const CwFixQuestion *self,
                          const char          *site)
{
  GPtrArray *inner = self->parts != NULL ? self->parts : self->offers;
  JsonObject *object;
  JsonArray *all;

  if (self->parts == NULL && inner->len == 1)
    return cw_component_offer_describe (get_first (self), site);
  object = self->parts != NULL ? cw_fix_question_describe (inner->pdata[0], site)
                               : cw_component_offer_describe (get_first (self), site);
  json_object_set_string_member (object, "id", self->id);
  all = json_array_new ();
  for (guint i = 0; i < inner->len; i++)
    json_array_add_object_element (all, self->parts != NULL ? cw_fix_question_describe (inner->pdata[i], site)
                                                            : cw_component_offer_describe (inner->pdata[i], site));
  json_object_set_array_member (object, self->parts != NULL ? "members" : "choices", all);
  for (guint i = 0; i < inner->len; i++)
    set_trouble (object, json_array_get_object_element (all, i));
  return object;
}

/**
 * cw_fix_question_choose:
 * @self: a question
 * @answer: what a person said
 *
 * Returns: (transfer container) (element-type CwComponentOffer): what that takes over
 */
GPtrArray *
cw_fix_question_choose (const CwFixQuestion *self,
                        const char          *answer)
{
  GPtrArray *chosen = g_ptr_array_new ();

  for (guint i = 0; self->parts != NULL && i < self->parts->len; i++)
    g_ptr_array_extend_and_steal (chosen, cw_fix_question_choose (self->parts->pdata[i], answer));
  for (guint i = 0; self->offers != NULL && i < self->offers->len; i++)
    {
      const CwComponentOffer *offer = g_ptr_array_index (self->offers, i);
      g_autofree char *of_stand = g_strconcat (CW_ANSWER_TAKE ":", offer->source_site, NULL);

      if (g_str_equal (answer, self->offers->len == 1 ? CW_ANSWER_TAKE : of_stand))
        g_ptr_array_add (chosen, (gpointer) offer);
    }
  return chosen;
}

/**
 * cw_fix_question_list_ways:
 * @self: a question
 *
 * Returns: (transfer full) (element-type GPtrArray): for each stand that has something of its own, what taking that over
 *   takes: CwComponentOffers of @self
 */
GPtrArray *
cw_fix_question_list_ways (const CwFixQuestion *self)
{
  const CwFixQuestion *first = self->parts != NULL ? g_ptr_array_index (self->parts, 0) : self;
  GPtrArray *ways = g_ptr_array_new_with_free_func ((GDestroyNotify) g_ptr_array_unref);

  for (guint i = 0; i < first->offers->len; i++)
    {
      GPtrArray *way = g_ptr_array_new ();

      for (guint j = 0; self->parts != NULL && j < self->parts->len; j++)
        g_ptr_array_add (way, ((const CwFixQuestion *) self->parts->pdata[j])->offers->pdata[i]);
      if (self->parts == NULL)
        g_ptr_array_add (way, self->offers->pdata[i]);
      g_ptr_array_add (ways, way);
    }
  return ways;
}
