/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-stage"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "cw-date.h"
#include "cw-stage-private.h"

/*
 * What a stage made and makes no more: its site was put off, dropped or left to someone else, or the stage was left
 * out. It stays in sight with what can be done about it, as a message that is scheduled goes out all the same.
 */

static gboolean
is_in (const CwStageResult *result,
       const char          *id)
{
  for (guint i = 0; i < result->effects->len; i++)
    if (g_str_equal (cw_effect_get_id (g_ptr_array_index (result->effects, i)), id))
      return TRUE;
  return FALSE;
}

/* Of several rounds the last one stands for all, as each goes on where the one before it ended. */
static gboolean
has_later_round (const CwStageInput *input,
                 const char         *id)
{
  const char *slash = strrchr (id, '/');
  guint64 round = g_ascii_strtoull (slash + 1, NULL, 10);
  g_autofree char *later = g_strdup_printf ("%.*s/%" G_GUINT64_FORMAT, (int) (slash - id), id, round + 1);

  return cw_stage_get_record (input, later) != NULL;
}

/* The repository that an effect is of: a branch has its name, what follows from that ends with it. */
static gboolean
is_of_repository (const char         *name,
                  const CwRepository *repository)
{
  gsize length = strlen (name), tail = strlen (repository->id);

  return g_str_has_suffix (name, repository->id) && (length == tail || name[length - tail - 1] == '-');
}

/* Whether it was made in a round of changes before the present one. */
static gboolean
is_earlier (const CwStageInput *input,
            const char         *id)
{
  GPtrArray *repositories = cw_procedure_get_repositories (cw_deployment_get_procedure (input->deployment));
  g_auto (GStrv) parts = g_strsplit (id, "/", 5); /* cw_effect_make_id() */

  for (guint i = 0; g_strv_length (parts) == 5 && i < repositories->len; i++)
    if (is_of_repository (parts[3], g_ptr_array_index (repositories, i)))
      return g_ascii_strtoull (parts[4], NULL, 10)
             < cw_deployment_get_round (input->deployment, parts[1],
                                        ((CwRepository *) g_ptr_array_index (repositories, i))->id);
  return FALSE;
}

/* What a round made stays until the next one has something in its place: a branch until that was pushed. A pull request
 * is the same one in both, and is looked at until the next round has taken it over. */
static gboolean
stays (const CwStageInput  *input,
       const CwStageResult *result,
       const char          *id)
{
  const char *slash = strrchr (id, '/');
  g_autofree char *later = g_strdup_printf ("%.*s/%" G_GUINT64_FORMAT, (int) (slash - id), id,
                                            g_ascii_strtoull (slash + 1, NULL, 10) + 1);
  CwEffectRecord *next;

  if (!is_earlier (input, id) || cw_history_is_plain (input->history, later))
    return FALSE;
  next = cw_stage_get_record (input, later);
  if (strstr (id, "/pull-") != NULL)
    return next == NULL || cw_effect_record_get_outcome (next) == NULL;
  if (g_strcmp0 (cw_effect_record_get_kind (cw_stage_get_record (input, id)), CW_EFFECT_KIND_GIT_BRANCH) == 0)
    return next == NULL || (cw_effect_record_get_phase (next) == CW_PHASE_NONE
                            && cw_effect_record_get_attempt (next) == 1);
  return next == NULL && !is_in (result, later);
}

/**
 * cw_stage_get_round:
 * @input: the stage's input
 * @site: a site
 * @repository: a repository
 *
 * Returns: the newest round of changes that there is something of: an earlier one than the present while nothing is to
 *   be changed in that, and nothing was
 */
guint
cw_stage_get_round (const CwStageInput *input,
                    const CwSite       *site,
                    const CwRepository *repository)
{
  guint present = cw_deployment_get_round (input->deployment, site->id, repository->id);

  if (cw_stage_has_branch (input, site, repository))
    return present;
  for (guint round = present; round > 0; round--)
    {
      g_autofree char *id = cw_stage_effect_id (input, site->id, repository->stage, repository->id, round);

      if (cw_stage_get_record (input, id) != NULL)
        return round;
    }
  return present;
}

static gboolean
is_of_stage (const char *id,
             const char *stage)
{
  const char *part = id; /* cw_effect_make_id() */

  for (guint i = 0; i < 2 && part != NULL; i++)
    {
      part = strchr (part, '/');
      part = part != NULL ? part + 1 : NULL;
    }
  return part != NULL && g_str_has_prefix (part, stage) && part[strlen (stage)] == '/';
}

static gboolean
is_gone (const CwStageInput *input,
         CwEffect           *effect)
{
  const char *site = cw_effect_get_site (effect);

  return site != NULL && !cw_deployment_has_site (input->deployment, site);
}

/* Whether another attempt was begun while this one's thing stood there, as it does until somebody took it away or ended
 * it. What can be there only once is the next attempt's again. */
static gboolean
is_passed_by (const CwStageInput *input,
              CwEffectRecord     *record)
{
  g_autofree char *later = cw_effect_find_later_id (cw_effect_record_get_id (record));
  CwEffectRecord *next = later != NULL ? cw_stage_get_record (input, later) : NULL;

  return later != NULL && !cw_effect_record_is_gone (record) && cw_effect_record_get_end (record) == NULL
         && (next == NULL || g_strcmp0 (cw_effect_record_get_key (next), cw_effect_record_get_key (record)) != 0);
}

static gboolean
is_unsettled (CwEffectRecord *record)
{
  CwEffectPhase phase = cw_effect_record_get_phase (record);

  return phase == CW_PHASE_INTENT || phase == CW_PHASE_ASKING || cw_effect_record_get_doubt (record) != NULL
         || cw_effect_record_may_arrive (record);
}

static void
check_remaining (const CwStageInput *input,
                 CwStageResult      *result,
                 CwEffect           *effect,
                 CwEffectRecord     *record)
{
  const char *site = cw_effect_get_site (effect), *title = cw_effect_get_title (effect);
  const char *key = cw_effect_record_get_key (record), *kind = cw_effect_get_kind (effect);
  g_autofree char *when = cw_stage_say_post_at (input, record);
  g_autofree char *id = g_strconcat ("remains-", cw_effect_get_id (effect), NULL);
  CwEffectState state = cw_stage_get_state (input, effect);

  g_strdelimit (id, "/", '.'); /* an effect's own id stands for its row */
  if (is_unsettled (record))
    cw_stage_check (input, result, id, site, CW_CHECK_OPEN, "%s: %s", title,
                    state == CW_EFFECT_WAITING ? _ ("it did not arrive so far") : cw_effect_state_to_text (state));
  else if (when != NULL)
    cw_stage_check (input, result, id, site, CW_CHECK_OPEN, _ ("%s: still goes out %s unless it is taken back"),
                    title, when);
  else if (is_passed_by (input, record) && !g_str_equal (kind, CW_EFFECT_KIND_MESSAGE))
    cw_stage_check (input, result, id, site, CW_CHECK_WARNING, _ ("%s: %s is still there as well"), title,
                    key != NULL ? key : _ ("what was made"));
  else if (is_gone (input, effect) && !g_str_equal (kind, CW_EFFECT_KIND_MESSAGE))
    cw_stage_check (input, result, id, site, CW_CHECK_WARNING, _ ("%s: %s is still there"), title,
                    key != NULL ? key : _ ("what was made"));
}

static void
add_remaining (const CwStageInput *input,
               CwStageResult      *result,
               CwEffectRecord     *record,
               gboolean            earlier)
{
  CwEffectRecord *doubt = cw_effect_record_get_doubt (record);
  g_autoptr (CwEffect) effect = NULL;
  gboolean message;

  if (doubt == NULL
      && (cw_effect_record_get_outside (record) != record || cw_effect_record_get_phase (record) == CW_PHASE_BY_HAND))
    return;
  effect = cw_effect_record_make_effect (doubt != NULL ? doubt : record);
  if (effect == NULL)
    return;
  message = g_str_equal (cw_effect_get_kind (effect), CW_EFFECT_KIND_MESSAGE);
  if (doubt == NULL && !earlier && !result->skipped && !is_gone (input, effect)
      && !(message && cw_stage_get_post_at (input, record) != 0))
    return;
  if (is_gone (input, effect))
    cw_effect_retire (effect, _ ("The site isn’t prepared here any more: nothing is sent"));
  else if (result->skipped)
    cw_effect_retire (effect, _ ("The stage is left out: nothing is sent"));
  if (is_gone (input, effect))
    cw_effect_set_detail (effect, _ ("The site isn’t prepared here any more"));
  else if (is_passed_by (input, record))
    cw_effect_set_detail (effect, _ ("Another was made since"));
  else
    cw_effect_set_detail (effect, earlier ? _ ("Of an earlier round of changes")
                                          : _ ("Not part of this stage any more"));
  check_remaining (input, result, effect, record);
  cw_stage_result_add_effect (result, g_steal_pointer (&effect));
}

static gboolean
has_site (const CwStageInput *input,
          const char         *id)
{
  g_auto (GStrv) parts = g_strsplit (id, "/", 3); /* cw_effect_make_id() */

  return g_strv_length (parts) == 3
         && (g_str_equal (parts[1], "all") || cw_deployment_has_site (input->deployment, parts[1]));
}

/* Whether it is clear from afar that nothing of it concerns anybody any more: it was done, its site is prepared here as
 * ever, and it is no message, which might still go out. A preparation may hold thousands of these. */
static gboolean
is_past (const CwStageInput  *input,
         const CwStageResult *result,
         const char          *id)
{
  g_autofree char *kind = NULL;

  if (!cw_history_is_plain (input->history, id) || result->skipped || !has_site (input, id))
    return FALSE;
  kind = cw_history_dup_kind (input->history, id);
  return kind != NULL && !g_str_equal (kind, CW_EFFECT_KIND_MESSAGE);
}

static int
compare_ids (gconstpointer a,
             gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

/* Returns: (transfer container): ids of the stage's that are no effects of it now, in their order */
static GPtrArray *
list_others (const CwStageInput  *input,
             const char          *stage,
             const CwStageResult *result)
{
  GPtrArray *all = cw_history_get_ids (input->history), *others = g_ptr_array_new ();

  for (guint i = 0; i < all->len; i++)
    if (is_of_stage (all->pdata[i], stage) && !is_in (result, all->pdata[i]))
      g_ptr_array_add (others, all->pdata[i]);
  g_ptr_array_sort (others, compare_ids);
  return others;
}

/**
 * cw_stage_add_remains:
 * @input: the stage's input
 * @stage: id of the stage
 * @result: what the stage said of itself
 *
 * Adds what was made of the stage, stands outside and is no longer one of its effects: as it was sent, so that nothing
 * of it is to be sent again. What still goes out, and what nobody knows, is open; what stands there for a site that
 * isn't prepared here is a warning, which a person may wave through.
 */
void
cw_stage_add_remains (const CwStageInput *input,
                      const char         *stage,
                      CwStageResult      *result)
{
  g_autoptr (GPtrArray) ids = list_others (input, stage, result);

  for (guint i = 0; i < ids->len; i++)
    {
      const char *id = g_ptr_array_index (ids, i);
      g_autofree char *later = cw_effect_find_later_id (id);
      gboolean earlier = later != NULL ? is_passed_by (input, cw_stage_get_record (input, id))
                                       : stays (input, result, id);

      if (earlier || (later == NULL && !has_later_round (input, id) && !is_past (input, result, id)))
        add_remaining (input, result, cw_stage_get_record (input, id), earlier);
    }
}
