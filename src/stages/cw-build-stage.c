/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-build-stage"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "cw-json.h"
#include "cw-stage-private.h"

/* How many images are named; the rest is counted. */
#define NAMED_IMAGES 12

static char *
name_images (JsonArray *images)
{
  g_autoptr (GString) names = g_string_new (NULL);
  guint n_images = json_array_get_length (images);

  for (guint i = 0; i < MIN (n_images, NAMED_IMAGES); i++)
    g_string_append_printf (names, "%s%s", i > 0 ? ", " : "", json_array_get_string_element (images, i));
  if (n_images > NAMED_IMAGES)
    {
      guint more = n_images - NAMED_IMAGES;

      g_string_append (names, ", ");
      g_string_append_printf (names, ngettext ("%u more", "%u more", more), more);
    }
  return g_string_free (g_steal_pointer (&names), FALSE);
}

static void
note_missing (CwStageResult *result,
              JsonObject    *images)
{
  JsonArray *missing = cw_json_get_array (images, "missing");
  JsonObject *since = cw_json_get_object (images, "since");
  gint64 total = cw_json_get_int (images, "total", 0);
  guint n_missing = missing != NULL ? json_array_get_length (missing) : 0;

  if (missing == NULL)
    return;
  result->n_parts = (guint) total;
  result->fact = n_missing > 0
                   ? g_strdup_printf (ngettext ("%u missing", "%u missing", n_missing), n_missing)
                   : g_strdup_printf (ngettext ("%u image", "%u images", (gulong) total), (guint) total);
  for (guint i = 0; i < n_missing; i++)
    {
      CwMissing *one = g_new0 (CwMissing, 1);

      one->name = g_strdup (json_array_get_string_element (missing, i));
      one->since = since != NULL ? cw_json_get_int (since, one->name, 0) : 0;
      g_ptr_array_add (result->missing, one);
    }
}

/* A pin that went back to 0 names the cycle's first revision; the newest one is another image. */
static void
check_older (const CwStageInput *input,
             CwStageResult      *result,
             JsonArray          *older)
{
  guint n_older = older != NULL ? json_array_get_length (older) : 0;
  g_autofree char *names = n_older > 0 ? name_images (older) : NULL;

  if (n_older > 0)
    cw_stage_check (input, result, "images-older", NULL, CW_CHECK_WARNING,
                    ngettext ("%u image is the first of its cycle, and the floating tag means a newer one: %s",
                              "%u images are the first of their cycle, and the floating tag means newer ones: %s",
                              n_older),
                    n_older, names);
}

static void
add_names (JsonArray  *names,
           GHashTable *set)
{
  for (guint i = 0; names != NULL && i < json_array_get_length (names); i++)
    g_hash_table_add (set, (gpointer) json_array_get_string_element (names, i));
}

static JsonArray *
keep_those (JsonArray  *names,
            GHashTable *set)
{
  JsonArray *kept = json_array_new ();

  for (guint i = 0; names != NULL && i < json_array_get_length (names); i++)
    if (g_hash_table_contains (set, json_array_get_string_element (names, i)))
      json_array_add_string_element (kept, json_array_get_string_element (names, i));
  return kept;
}

/* The images that the plans resolve to now. */
static GHashTable *
list_planned (const CwStageInput *input)
{
  GHashTable *planned = g_hash_table_new (g_str_hash, g_str_equal);
  GHashTableIter iter;
  gpointer plan;

  g_hash_table_iter_init (&iter, input->plans);
  while (g_hash_table_iter_next (&iter, NULL, &plan))
    {
      GPtrArray *images = cw_plan_get_images (plan);

      for (guint i = 0; i < images->len; i++)
        g_hash_table_add (planned, g_ptr_array_index (images, i));
    }
  return planned;
}

/* What was asked for the plans as they were then is narrowed to what they resolve to now; the rest is counted. */
static JsonObject *
narrow (const CwStageInput *input,
        JsonObject         *images,
        guint              *n_unasked)
{
  g_autoptr (GHashTable) planned = list_planned (input), asked = g_hash_table_new (g_str_hash, g_str_equal);
  JsonObject *narrowed;
  GHashTableIter iter;
  gpointer image;

  if (!json_object_has_member (images, "there"))
    return json_object_ref (images);
  narrowed = json_object_new ();
  add_names (cw_json_get_array (images, "there"), asked);
  add_names (cw_json_get_array (images, "missing"), asked);
  g_hash_table_iter_init (&iter, planned);
  while (g_hash_table_iter_next (&iter, &image, NULL))
    *n_unasked += !g_hash_table_contains (asked, image);
  json_object_set_int_member (narrowed, "total", g_hash_table_size (planned));
  json_object_set_array_member (narrowed, "missing", keep_those (cw_json_get_array (images, "missing"), planned));
  json_object_set_array_member (narrowed, "older", keep_those (cw_json_get_array (images, "older"), planned));
  if (cw_json_get_object (images, "since") != NULL)
    json_object_set_object_member (narrowed, "since", json_object_ref (cw_json_get_object (images, "since")));
  return narrowed;
}

static void
check_unasked (const CwStageInput *input,
               CwStageResult      *result,
               guint               n_unasked)
{
  if (n_unasked > 0)
    cw_stage_check (input, result, "images-unasked", NULL, CW_CHECK_UNKNOWN,
                    ngettext ("The registry was not asked yet for %u image that the plans resolve to now",
                              "The registry was not asked yet for %u images that the plans resolve to now", n_unasked),
                    n_unasked);
}

/* What a person knows to be missing isn't done and missing at once. */
static void
tell_waved (CwStageResult *result,
            guint          n_missing)
{
  g_free (result->fact);
  /* Translators: images; it stands beside “Done”. */
  result->fact = g_strdup_printf (ngettext ("%u missing, waved", "%u missing, waved", n_missing), n_missing);
}

/* What it said before is still the best that is known, of what the plans resolve to now. */
static void
check_out_of_reach (const CwStageInput *input,
                    CwStageResult      *result,
                    JsonObject         *last,
                    const char         *trouble)
{
  g_autoptr (JsonObject) present = NULL;
  guint n_unasked = 0;

  cw_stage_check (input, result, "images", NULL, CW_CHECK_UNKNOWN, _ ("The registry is out of reach: %s"), trouble);
  cw_stage_result_add_out_of_reach (result, _ ("the registry"), NULL, trouble, FALSE);
  if (last == NULL)
    return;
  present = narrow (input, last, &n_unasked);
  note_missing (result, present);
}

/* The registry's answer is an observation of the session: {"total": 70, "missing": [names], "older": [names],
 * "there": [names], "since": {name: seconds}}, or {"trouble": text, "last": its last answer, if there was one}. */
static void
check_images (const CwStageInput *input,
              CwStageResult      *result)
{
  JsonNode *node = cw_stage_observe (input, "images");
  JsonObject *images = node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
  const char *trouble = images != NULL ? cw_json_get_string (images, "trouble", NULL) : NULL;
  JsonArray *missing = images != NULL ? cw_json_get_array (images, "missing") : NULL;
  JsonObject *last = images != NULL ? cw_json_get_object (images, "last") : NULL;
  g_autoptr (JsonObject) present = NULL;
  g_autofree char *names = NULL;
  guint n_missing, n_unasked = 0, total;

  if (images == NULL)
    {
      cw_stage_check (input, result, "images", NULL, CW_CHECK_UNKNOWN,
                      _ ("The registry was not asked yet which images are there"));
      return;
    }
  if (trouble != NULL || missing == NULL)
    {
      check_out_of_reach (input, result, last, trouble != NULL ? trouble : _ ("no answer"));
      return;
    }
  present = narrow (input, images, &n_unasked);
  check_unasked (input, result, n_unasked);
  missing = cw_json_get_array (present, "missing");
  note_missing (result, present);
  check_older (input, result, cw_json_get_array (present, "older"));
  n_missing = json_array_get_length (missing);
  if (n_missing == 0)
    {
      total = (guint) cw_json_get_int (present, "total", 0);
      /* Of what nobody asked, or where there is nothing to be asked, nothing holds. */
      if (n_unasked > 0 || total == 0)
        return;
      cw_stage_check (input, result, "images", NULL, CW_CHECK_HOLDS,
                      ngettext ("The registry has the %u image that the plans resolve to",
                                "The registry has all %u images that the plans resolve to", total),
                      total);
      return;
    }
  names = name_images (missing);
  /* Of those that were asked: a word about it holds whatever else is planned since. */
  total = (guint) cw_json_get_int (images, "total", 0);
  if (cw_stage_check (input, result, "images", NULL, CW_CHECK_WARNING,
                      ngettext ("%u of %u images is not in the registry: %s",
                                "%u of %u images are not in the registry: %s", n_missing),
                      n_missing, total, names) == CW_CHECK_WAVED)
    tell_waved (result, n_missing);
}

/**
 * cw_build_stage:
 * @input: all that it may know
 * @result: where it says its effects
 *
 * Step 3 of the specification: following the build with the build team. Base artifacts and packages are a person's
 * word, since no service answers for them; images are looked up in the registry.
 */
void
cw_build_stage (const CwStageInput *input,
                CwStageResult      *result)
{
  CwCycle cycle;

  if (!cw_deployment_get_cycle (input->deployment, &cycle))
    return;
  check_images (input, result);
  cw_stage_add_tasks (input, result, "build", FALSE);
  cw_stage_check_effects (input, result);
}
