/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-plan-alone"

#include "config.h"

#include "cw-branch-fixes.h"
#include "cw-fix-question.h"
#include "cw-fix-search.h"
#include "cw-fixes.h"
#include "cw-hand-edit.h"
#include "cw-json.h"
#include "cw-plan-alone.h"
#include "cw-planner.h"
#include "cw-translate.h"
#include "cw-world-private.h"

/* What was fixed at a test stand since its deployment, asked of a plan on git directories: nothing is kept, so that a
 * fix which is taken over is planned anew each time, as the edit by hand that it would be in a preparation. */

/* A copy that more may be added to: one that was read takes nothing more. */
static CwSnapshot *
copy_snapshot (CwSnapshot *snapshot)
{
  g_autoptr (CwSnapshot) none = cw_snapshot_new (cw_snapshot_get_repository (snapshot),
                                                 cw_snapshot_get_reference (snapshot),
                                                 cw_snapshot_get_commit (snapshot));

  return cw_snapshot_join (snapshot, none);
}

/* The files as @plan makes them. */
static GPtrArray *
apply_plan (GPtrArray *snapshots,
            CwPlan    *plan)
{
  GPtrArray *planned = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < snapshots->len; i++)
    {
      CwSnapshot *copy = copy_snapshot (g_ptr_array_index (snapshots, i));
      const CwChangeSet *changes = cw_plan_get_change_set (plan, cw_snapshot_get_repository (copy));

      g_ptr_array_add (planned, copy);
      for (guint j = 0; changes != NULL && j < changes->files->len; j++)
        {
          const CwFileChange *file = g_ptr_array_index (changes->files, j);

          cw_snapshot_add (copy, file->path, file->mode, NULL, file->new_bytes);
        }
    }
  return planned;
}

static guint
find_snapshot (GPtrArray  *snapshots,
               const char *repository)
{
  guint i = 0;

  while (!g_str_equal (cw_snapshot_get_repository (g_ptr_array_index (snapshots, i)), repository))
    i++;
  return i;
}

static GBytes *
get_text (GPtrArray  *snapshots,
          const char *repository,
          const char *path)
{
  return cw_snapshot_get_bytes (g_ptr_array_index (snapshots, find_snapshot (snapshots, repository)), path);
}

/* (nullable): the same fix, made at another stand */
static CwComponentOffer *
find_same (GPtrArray              *offers,
           const CwComponentOffer *offer,
           const char             *site)
{
  g_autofree char *id = cw_component_offer_make_id (offer, site);

  for (guint i = 0; i < offers->len; i++)
    {
      g_autofree char *other = cw_component_offer_make_id (g_ptr_array_index (offers, i), site);

      if (g_str_equal (id, other))
        return g_ptr_array_index (offers, i);
    }
  return NULL;
}

/* What the site has as it is planned, once it is needed: most histories have nothing to compare it with. */
static CwSnapshot *
get_ours (CwPlanSource  *self,
          CwPlan        *plan,
          const char    *repository,
          GPtrArray    **planned)
{
  if (*planned == NULL)
    *planned = apply_plan (self->snapshots, plan);
  return g_ptr_array_index (*planned, find_snapshot (*planned, repository));
}

/* What can't be added is asked all the same, to be added by hand. */
static void
try_addition (CwPlanSource     *self,
              const char       *site,
              GPtrArray        *planned,
              CwComponentOffer *offer)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) steps = cw_component_copy (self->procedure, planned, site, offer->theirs, offer->source_site,
                                                   NULL, &error);

  if (steps == NULL)
    offer->trouble = g_strdup (error->message);
}

static void
add_offer (CwPlanSource *self,
           CwFix        *fix,
           const char   *site,
           const char   *other,
           GPtrArray    *planned,
           GPtrArray    *offers)
{
  g_autoptr (CwComponentOffer) offer = cw_component_offer_new_fix (fix, other);
  CwComponentOffer *same = find_same (offers, offer, site);

  if (same != NULL)
    {
      if (!g_str_equal (same->source_site, other))
        cw_component_offer_add_site (same, other);
      return;
    }
  if (offer->theirs != NULL)
    try_addition (self, site, planned, offer);
  g_ptr_array_add (offers, g_steal_pointer (&offer));
}

static gboolean
add_fixes (CwPlanSource      *self,
           CwPlan            *plan,
           const CwFixSearch *search,
           CwSnapshot        *snapshot,
           GPtrArray        **planned,
           GPtrArray         *offers,
           GError           **error)
{
  const char *site = cw_plan_get_site (plan);
  g_autoptr (CwSnapshot) then = NULL, now = NULL;
  g_autoptr (GPtrArray) learned = NULL, fixes = NULL;

  if (!cw_fix_search_read (search, cw_snapshot_get_commit (snapshot), &then, &now, error))
    return FALSE;
  if (then == NULL)
    return TRUE;
  learned = cw_translate_learn (search->procedure, search->repository, snapshot, search->other, site);
  fixes = cw_fixes_find (&(const CwFixSides) { search->procedure, search->repository, search->other, site, then, now,
                                               get_ours (self, plan, search->repository->id, planned), learned,
                                               self->aside, TRUE });
  for (guint i = 0; i < fixes->len; i++)
    {
      guint n_before = offers->len;

      add_offer (self, g_ptr_array_index (fixes, i), site, search->other, *planned, offers);
      if (offers->len > n_before)
        ((CwComponentOffer *) offers->pdata[n_before])->seen = g_strdup (cw_snapshot_get_commit (now));
    }
  return TRUE;
}

static gboolean
add_fixes_of_site (CwPlanSource  *self,
                   CwPlan        *plan,
                   const char    *other,
                   GPtrArray    **planned,
                   GPtrArray     *offers,
                   GCancellable  *cancellable,
                   GError       **error)
{
  for (guint i = 0; i < self->snapshots->len; i++)
    {
      CwSnapshot *snapshot = g_ptr_array_index (self->snapshots, i);
      const CwRepository *repository = cw_procedure_get_repository (self->procedure,
                                                                    cw_snapshot_get_repository (snapshot));
      g_autofree char *folder = cw_plan_source_find_folder (self, repository);
      const CwFixSearch search = { self->procedure, repository, other, self->world != NULL ? self->world->git : NULL,
                                   folder != NULL ? folder : repository->url, cancellable };

      if (cw_procedure_get_site_files (self->procedure, repository, other) != NULL
          && !add_fixes (self, plan, &search, snapshot, planned, offers, error))
        return FALSE;
    }
  return TRUE;
}

/* What is answered takes no other one's place: each time that many are asked as a person can bear. */
static GPtrArray *
ask (CwPlanSource *self,
     GPtrArray    *offers,
     const char   *site,
     GHashTable   *answers)
{
  GPtrArray *questions = cw_fix_questions_new (offers, site);
  guint n_asked = 0;

  self->n_unasked = 0;
  for (guint i = 0; i < questions->len;)
    {
      const CwFixQuestion *question = g_ptr_array_index (questions, i);
      gboolean answered = answers != NULL && g_hash_table_contains (answers, question->id);

      if (answered || n_asked < CW_FIX_SEARCH_MAX)
        {
          n_asked += answered ? 0 : 1;
          i++;
          continue;
        }
      self->n_unasked++;
      g_ptr_array_remove_index (questions, i);
    }
  return questions;
}

/**
 * cw_plan_source_find_fixes:
 * @self: what was planned on
 * @plan: the plan
 * @answers: (nullable) (element-type utf8 JsonNode): question → answer: what is answered takes no other one's place
 * @cancellable: (nullable): a cancellable
 * @error: where to store the reason
 *
 * Looks through the histories for what was changed at a test stand since its present cycle began there, from a value
 * that the site still has: the same that a preparation asks.
 *
 * Returns: (transfer full) (nullable) (element-type CwFixQuestion): what is asked; empty where the histories have none
 */
GPtrArray *
cw_plan_source_find_fixes (CwPlanSource  *self,
                           CwPlan        *plan,
                           GHashTable    *answers,
                           GCancellable  *cancellable,
                           GError       **error)
{
  g_autoptr (GPtrArray) offers = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_component_offer_free);
  g_autoptr (GPtrArray) planned = NULL;
  GPtrArray *sites = cw_procedure_get_sites (self->procedure);

  g_return_val_if_fail (self != NULL && CW_IS_PLAN (plan), NULL);

  g_ptr_array_set_size (self->aside, 0);
  for (guint i = 0; i < sites->len; i++)
    {
      const char *other = ((const CwSite *) g_ptr_array_index (sites, i))->id;

      if (!g_str_equal (other, cw_plan_get_site (plan)) && cw_fix_search_is_test_stand (self->procedure, other)
          && !add_fixes_of_site (self, plan, other, &planned, offers, cancellable, error))
        return NULL;
    }
  cw_component_offers_sort (offers);
  return ask (self, offers, cw_plan_get_site (plan), answers);
}

static CwSnapshot *
leave_out (CwSnapshot *snapshot,
           const char *path)
{
  CwSnapshot *rest = cw_snapshot_new (cw_snapshot_get_repository (snapshot), cw_snapshot_get_reference (snapshot),
                                      cw_snapshot_get_commit (snapshot));
  const char *const *paths = cw_snapshot_get_paths (snapshot, NULL);

  for (guint i = 0; paths[i] != NULL; i++)
    if (!g_str_equal (paths[i], path))
      cw_snapshot_add (rest, paths[i], cw_snapshot_get_mode (snapshot, paths[i]), NULL,
                       cw_snapshot_get_bytes (snapshot, paths[i]));
  return rest;
}

/* Puts @text into @work, %NULL where the file goes, and into @files what stood there before the first fix. */
static void
put_text (GPtrArray  *work,
          const char *repository,
          const char *path,
          GBytes     *text,
          GHashTable *files)
{
  guint index = find_snapshot (work, repository);
  g_autoptr (CwSnapshot) old = g_ptr_array_index (work, index);
  CwSnapshot *copy = text != NULL ? copy_snapshot (old) : leave_out (old, path);
  GBytes *before = cw_snapshot_get_bytes (old, path);
  g_autofree char *key = g_strconcat (repository, "\n", path, NULL);

  if (!g_hash_table_contains (files, key))
    g_hash_table_insert (files, g_steal_pointer (&key), before != NULL ? g_bytes_ref (before) : NULL);
  if (text != NULL)
    cw_snapshot_add (copy, path, before != NULL ? cw_snapshot_get_mode (old, path) : 0100644, NULL, text);
  work->pdata[index] = copy;
}

static gboolean
take_change (const CwFix  *fix,
             GPtrArray    *work,
             GHashTable   *files,
             GError      **error)
{
  gboolean goes = cw_fix_takes_file (fix);
  g_autoptr (GBytes) after = goes ? NULL : cw_fix_apply (fix, get_text (work, fix->repository, fix->path), error);

  if (after == NULL && !goes)
    return FALSE;
  put_text (work, fix->repository, fix->path, after, files);
  return TRUE;
}

/* Whose that is which was taken into a file. */
static void
note (CwPlanSource           *self,
      const char             *site,
      const CwComponentOffer *offer,
      const char             *repository,
      const char             *path,
      GHashTable             *records)
{
  g_autofree char *key = g_strconcat (repository, "\n", path, NULL);
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();
  JsonArray *all = g_hash_table_lookup (records, key);

  if (all == NULL)
    {
      all = json_array_new ();
      g_hash_table_insert (records, g_steal_pointer (&key), all);
    }
  json_array_add_object_element (all, cw_component_offer_record (offer, site, self->procedure, g_get_user_name (), now));
}

static gboolean
take_component (CwPlanSource           *self,
                const char             *site,
                const CwComponentOffer *offer,
                GPtrArray              *work,
                GHashTable             *files,
                GHashTable             *records,
                GError                **error)
{
  g_autoptr (GPtrArray) steps = cw_component_copy (self->procedure, work, site, offer->theirs, offer->source_site, NULL,
                                                   error);

  for (guint i = 0; steps != NULL && i < steps->len; i++)
    {
      const CwComponentStep *step = g_ptr_array_index (steps, i);

      if (step->text == NULL)
        continue;
      put_text (work, step->repository, step->path, step->text, files);
      note (self, site, offer, step->repository, step->path, records);
    }
  return steps != NULL;
}

/* What can't be taken over stays a question, with the reason; what only couldn't be before others may be now. */
static void
take (CwPlanSource     *self,
      const char       *site,
      CwComponentOffer *offer,
      GPtrArray        *work,
      GHashTable       *files,
      GHashTable       *records)
{
  g_autoptr (GError) error = NULL;

  if (offer->fix != NULL)
    g_clear_pointer (&offer->trouble, g_free);
  if (offer->trouble == NULL
      && !(offer->fix != NULL ? take_change (offer->fix, work, files, &error)
                              : take_component (self, site, offer, work, files, records, &error)))
    offer->trouble = g_strdup (error->message);
  else if (offer->trouble == NULL && offer->fix != NULL)
    note (self, site, offer, offer->fix->repository, offer->fix->path, records);
}

/* What the answers take over of a question; of one whose places are asked one by one, what they take of these. */
static void
list_taken (const CwFixQuestion *question,
            GHashTable          *answers,
            GPtrArray           *taken)
{
  JsonNode *node = g_hash_table_lookup (answers, question->id);
  const char *answer = node != NULL ? json_node_get_string (node) : NULL;

  if (g_strcmp0 (answer, CW_ANSWER_EACH) == 0)
    for (guint i = 0; question->parts != NULL && i < question->parts->len; i++)
      list_taken (question->parts->pdata[i], answers, taken);
  else if (answer != NULL)
    g_ptr_array_extend_and_steal (taken, cw_fix_question_choose (question, answer));
}

/* The files that the fixes changed, as edits by hand. */
static GPtrArray *
make_edits (const char *site,
            GPtrArray  *work,
            GHashTable *files,
            GHashTable *records)
{
  GPtrArray *edits = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_hand_edit_free);
  g_autoptr (GList) keys = g_list_sort (g_hash_table_get_keys (files), (GCompareFunc) g_strcmp0);
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();

  for (GList *key = keys; key != NULL; key = key->next)
    {
      g_auto (GStrv) parts = g_strsplit (key->data, "\n", 2);
      GBytes *text = get_text (work, parts[0], parts[1]);

      CwHandEdit *edit = cw_hand_edit_new (site, parts[0], parts[1], g_hash_table_lookup (files, key->data), text,
                                           g_get_user_name (), now);

      cw_hand_edit_take_over (edit, NULL, g_hash_table_lookup (records, key->data), NULL);
      g_ptr_array_add (edits, edit);
    }
  return edits;
}

static void
unref_bytes (gpointer bytes)
{
  if (bytes != NULL)
    g_bytes_unref (bytes);
}

/**
 * cw_plan_source_take_fixes:
 * @self: what was planned on
 * @plan: the plan
 * @components: (nullable): components of a revision
 * @answers: (element-type utf8 JsonNode): question id → answer
 * @questions: (element-type CwFixQuestion): what is asked
 * @error: where to store why that can't be planned
 *
 * Plans again with the fixes that @answers take over. What can't be taken over is left out, and its offer says why.
 *
 * Returns: (transfer full) (nullable): the plan; @plan itself where none is taken
 */
CwPlan *
cw_plan_source_take_fixes (CwPlanSource       *self,
                           CwPlan             *plan,
                           const char *const  *components,
                           GHashTable         *answers,
                           GPtrArray          *questions,
                           GError            **error)
{
  g_autoptr (GHashTable) files = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, unref_bytes);
  g_autoptr (GHashTable) records = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                                          (GDestroyNotify) json_array_unref);
  g_autoptr (GPtrArray) work = NULL, edits = NULL, taken = g_ptr_array_new (), later = g_ptr_array_new ();
  const char *site = cw_plan_get_site (plan);

  for (guint i = 0; i < questions->len; i++)
    list_taken (g_ptr_array_index (questions, i), answers, taken);
  if (taken->len == 0)
    return g_object_ref (plan);
  work = apply_plan (self->snapshots, plan);
  /* From the last: what is added then finds its place among its neighbours. What can't be done by itself comes after
   * those that it may need. */
  for (guint i = taken->len; i > 0; i--)
    if (((const CwComponentOffer *) taken->pdata[i - 1])->trouble == NULL)
      take (self, site, g_ptr_array_index (taken, i - 1), work, files, records);
    else
      g_ptr_array_add (later, g_ptr_array_index (taken, i - 1));
  for (guint i = 0; i < later->len; i++)
    take (self, site, g_ptr_array_index (later, i), work, files, records);
  edits = make_edits (site, work, files, records);
  return cw_planner_plan (self->procedure, site, cw_plan_get_target (plan), self->snapshots, components, answers, edits,
                          error);
}

static void
tell (CwProcedure *procedure,
      const char  *site,
      JsonObject  *fix)
{
  JsonArray *members = cw_json_get_array (fix, "members");
  g_autofree char *text = cw_branch_describe_fix (procedure, site, fix), *details = cw_branch_detail_fix (procedure, fix);

  json_object_set_string_member (fix, "text", text);
  if (details != NULL)
    json_object_set_string_member (fix, "details", details);
  for (guint i = 0; members != NULL && i < json_array_get_length (members); i++)
    tell (procedure, site, json_array_get_object_element (members, i));
}

/**
 * cw_plan_describe_fix:
 * @procedure: what this observatory does
 * @plan: a plan
 * @fix: what is asked of it
 *
 * Returns: (transfer full): the question, with its `id`, its `text` and, where there are, its `details`
 */
JsonObject *
cw_plan_describe_fix (CwProcedure         *procedure,
                      CwPlan              *plan,
                      const CwFixQuestion *fix)
{
  JsonObject *object = cw_fix_question_describe (fix, cw_plan_get_site (plan));

  tell (procedure, cw_plan_get_site (plan), object);
  return object;
}
