/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-plan"

#include "config.h"

#include <string.h>

#include "cw-plan-private.h"

struct _CwPlan
{
  GObject parent_instance;

  char      *site;
  CwCycle    target;
  GPtrArray *change_sets; /* (element-type CwChangeSet) */
  GPtrArray *mentions;    /* (element-type CwMention) */
  GPtrArray *warnings;    /* (element-type CwPlanWarning) */
  GPtrArray *resolutions; /* (element-type CwResolution) */
  GPtrArray *images;      /* (element-type utf8): sorted, once each, when sealed */
  GPtrArray *hand;        /* (element-type CwHandChange) */
};

G_DEFINE_FINAL_TYPE (CwPlan, cw_plan, G_TYPE_OBJECT)

static void
free_file_change (gpointer data)
{
  CwFileChange *file = data;

  g_free (file->path);
  g_free (file->old_blob);
  g_free (file->new_blob);
  g_bytes_unref (file->old_bytes);
  g_bytes_unref (file->new_bytes);
  g_ptr_array_unref (file->edits);
  g_free (file);
}

/* For the planner. */
CwChangeSet *
cw_change_set_new (const char *repository,
                   const char *base,
                   const char *base_name)
{
  CwChangeSet *self = g_new0 (CwChangeSet, 1);

  self->repository = g_strdup (repository);
  self->base = g_strdup (base);
  self->base_name = g_strdup (base_name);
  self->present = (CwCycle) { 'c', 0, CW_CYCLE_NO_REVISION };
  self->files = g_ptr_array_new_with_free_func (free_file_change);
  self->paths = g_ptr_array_new_with_free_func (g_free);
  return self;
}

void
cw_change_set_free (CwChangeSet *self)
{
  g_return_if_fail (self != NULL);

  g_free (self->repository);
  g_free (self->base);
  g_free (self->base_name);
  g_ptr_array_unref (self->files);
  g_ptr_array_unref (self->paths);
  g_free (self);
}

void
cw_mention_free (CwMention *self)
{
  g_return_if_fail (self != NULL);

  g_free (self->repository);
  g_free (self->path);
  g_free (self->text);
  g_free (self->value);
  g_free (self->target);
  g_free (self->rule);
  g_free (self->reason);
  g_free (self->question);
  g_free (self->choice);
  g_strfreev (self->options);
  g_free (self->edit);
  g_free (self);
}

static void
free_hand_change (gpointer data)
{
  CwHandChange *hand = data;

  g_free (hand->repository);
  g_free (hand->path);
  g_free (hand->origin);
  g_clear_pointer (&hand->planned, g_bytes_unref);
  g_clear_pointer (&hand->mine, g_bytes_unref);
  g_clear_pointer (&hand->result, g_bytes_unref);
  g_clear_pointer (&hand->marked, g_bytes_unref);
  g_clear_pointer (&hand->reach, g_ptr_array_unref);
  g_free (hand->question);
  g_clear_pointer (&hand->taken, json_array_unref);
  g_free (hand);
}

static void
free_resolution (gpointer data)
{
  CwResolution *resolution = data;

  g_free (resolution->repository);
  g_free (resolution->path);
  g_free (resolution->choice);
  g_free (resolution->component);
  g_free (resolution->before);
  g_free (resolution->after);
  g_free (resolution);
}

static void
cw_plan_finalize (GObject *object)
{
  CwPlan *self = CW_PLAN (object);

  g_free (self->site);
  g_ptr_array_unref (self->change_sets);
  g_ptr_array_unref (self->mentions);
  g_ptr_array_unref (self->warnings);
  g_ptr_array_unref (self->resolutions);
  g_ptr_array_unref (self->images);
  g_ptr_array_unref (self->hand);

  G_OBJECT_CLASS (cw_plan_parent_class)->finalize (object);
}

static void
cw_plan_class_init (CwPlanClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = cw_plan_finalize;
}

static void
cw_plan_init (CwPlan *self)
{
  self->change_sets = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_change_set_free);
  self->mentions = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_mention_free);
  self->warnings = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_plan_warning_free);
  self->resolutions = g_ptr_array_new_with_free_func (free_resolution);
  self->images = g_ptr_array_new_with_free_func (g_free);
  self->hand = g_ptr_array_new_with_free_func (free_hand_change);
}

/* For the planner. */
CwPlan *
cw_plan_new (const char    *site,
             const CwCycle *target)
{
  CwPlan *self = g_object_new (CW_TYPE_PLAN, NULL);

  self->site = g_strdup (site);
  self->target = *target;
  return self;
}

void
cw_plan_take_change_set (CwPlan      *self,
                         CwChangeSet *changes)
{
  g_ptr_array_add (self->change_sets, changes);
}

void
cw_plan_take_mention (CwPlan    *self,
                      CwMention *mention)
{
  g_ptr_array_add (self->mentions, mention);
}

/**
 * cw_plan_note_odd:
 * @self: a plan
 * @mention: (transfer full): what looks like a slip; where the plan has a mention in it already, that one is odd
 *
 * Counts what an alarm names among the mentions.
 */
void
cw_plan_note_odd (CwPlan    *self,
                  CwMention *mention)
{
  for (guint i = 0; i < self->mentions->len; i++)
    {
      CwMention *known = g_ptr_array_index (self->mentions, i);

      if (known->line != mention->line || known->fate != CW_FATE_KEPT || !g_str_equal (known->path, mention->path)
          || !g_str_equal (known->repository, mention->repository) || strstr (mention->value, known->value) == NULL)
        continue;
      known->fate = CW_FATE_ODD;
      g_free (known->reason);
      known->reason = g_steal_pointer (&mention->reason);
      cw_mention_free (mention);
      return;
    }
  cw_plan_take_mention (self, mention);
}

void
cw_plan_add_warning (CwPlan     *self,
                     const char *repository,
                     char       *id,
                     char       *text)
{
  CwPlanWarning *warning = g_new0 (CwPlanWarning, 1);

  warning->id = id;
  warning->repository = g_strdup (repository);
  warning->text = text;
  cw_plan_take_warning (self, warning);
}

void
cw_plan_take_warning (CwPlan        *self,
                      CwPlanWarning *warning)
{
  g_ptr_array_add (self->warnings, warning);
}

void
cw_plan_take_resolution (CwPlan       *self,
                         CwResolution *resolution)
{
  g_ptr_array_add (self->resolutions, resolution);
}

void
cw_plan_take_image (CwPlan *self,
                    char   *image)
{
  g_ptr_array_add (self->images, image);
}

void
cw_plan_take_hand_change (CwPlan       *self,
                          CwHandChange *hand)
{
  g_ptr_array_add (self->hand, hand);
}

static int
compare_texts (gconstpointer a,
               gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

void
cw_plan_seal (CwPlan *self)
{
  g_ptr_array_sort (self->images, compare_texts);
  for (guint i = self->images->len; i > 1; i--)
    if (g_str_equal (self->images->pdata[i - 1], self->images->pdata[i - 2]))
      g_ptr_array_remove_index (self->images, i - 1);
}

/**
 * cw_plan_get_site:
 * @self: a plan
 *
 * Returns: (transfer none): id of the site that it is for
 */
const char *
cw_plan_get_site (CwPlan *self)
{
  g_return_val_if_fail (CW_IS_PLAN (self), NULL);

  return self->site;
}

/**
 * cw_plan_get_target:
 * @self: a plan
 *
 * Returns: (transfer none): the cycle or revision that it leads to
 */
const CwCycle *
cw_plan_get_target (CwPlan *self)
{
  g_return_val_if_fail (CW_IS_PLAN (self), NULL);

  return &self->target;
}

/**
 * cw_plan_get_change_sets:
 * @self: a plan
 *
 * Returns: (transfer none) (element-type CwChangeSet): one for each snapshot whose repository concerns the site
 */
GPtrArray *
cw_plan_get_change_sets (CwPlan *self)
{
  g_return_val_if_fail (CW_IS_PLAN (self), NULL);

  return self->change_sets;
}

/**
 * cw_plan_get_change_set:
 * @self: a plan
 * @repository: id of a repository
 *
 * Returns: (transfer none) (nullable): its change set, %NULL where it was not planned
 */
const CwChangeSet *
cw_plan_get_change_set (CwPlan     *self,
                        const char *repository)
{
  g_return_val_if_fail (CW_IS_PLAN (self) && repository != NULL, NULL);

  for (guint i = 0; i < self->change_sets->len; i++)
    {
      const CwChangeSet *changes = self->change_sets->pdata[i];

      if (g_str_equal (changes->repository, repository))
        return changes;
    }
  return NULL;
}

/**
 * cw_plan_get_mentions:
 * @self: a plan
 *
 * Returns: (transfer none) (element-type CwMention): every mention of a cycle, revision or pin in the site's files, by
 *   repository, path and place
 */
GPtrArray *
cw_plan_get_mentions (CwPlan *self)
{
  g_return_val_if_fail (CW_IS_PLAN (self), NULL);

  return self->mentions;
}

/**
 * cw_plan_get_warnings:
 * @self: a plan
 *
 * Returns: (transfer none) (element-type CwPlanWarning): what the person should look at
 */
GPtrArray *
cw_plan_get_warnings (CwPlan *self)
{
  g_return_val_if_fail (CW_IS_PLAN (self), NULL);

  return self->warnings;
}

/**
 * cw_plan_count:
 * @self: a plan
 * @repository: (nullable): id of a repository; %NULL counts all
 * @fate: a fate
 *
 * Returns: how many mentions have that fate
 */
guint
cw_plan_count (CwPlan     *self,
               const char *repository,
               CwFate      fate)
{
  guint count = 0;

  g_return_val_if_fail (CW_IS_PLAN (self), 0);

  for (guint i = 0; i < self->mentions->len; i++)
    {
      const CwMention *mention = self->mentions->pdata[i];

      if (mention->fate == fate && (repository == NULL || g_str_equal (mention->repository, repository)))
        count++;
    }
  return count;
}

/**
 * cw_plan_offers:
 * @self: a plan
 * @choice: the id of a question or choice
 *
 * Returns: whether a person can decide something in this plan by @choice
 */
gboolean
cw_plan_offers (CwPlan     *self,
                const char *choice)
{
  g_autofree char *pins = NULL, *back = NULL;

  g_return_val_if_fail (CW_IS_PLAN (self) && choice != NULL, FALSE);

  back = g_strconcat (self->site, "/", CW_QUESTION_BACK, NULL);
  pins = g_strconcat (self->site, "/", CW_QUESTION_PINS, NULL);
  for (guint i = 0; i < self->mentions->len; i++)
    {
      const CwMention *mention = self->mentions->pdata[i];

      if (g_strcmp0 (mention->choice, choice) == 0 || g_strcmp0 (mention->question, choice) == 0)
        return TRUE;
    }
  return g_str_equal (choice, pins) || g_str_equal (choice, back);
}

/**
 * cw_plan_get_resolutions:
 * @self: a plan
 *
 * Returns: (transfer none) (element-type CwResolution): each component with the image it resolves to before and after
 */
GPtrArray *
cw_plan_get_resolutions (CwPlan *self)
{
  g_return_val_if_fail (CW_IS_PLAN (self), NULL);

  return self->resolutions;
}

/**
 * cw_plan_get_images:
 * @self: a plan
 *
 * The images that the site's files name after the change, as `NAME:TAG`, NAME without the registry's host: what the
 * registry must have.
 *
 * Returns: (transfer none) (element-type utf8): sorted, each once
 */
GPtrArray *
cw_plan_get_images (CwPlan *self)
{
  g_return_val_if_fail (CW_IS_PLAN (self), NULL);

  return self->images;
}

/**
 * cw_plan_get_hand_changes:
 * @self: a plan
 *
 * Returns: (transfer none) (element-type CwHandChange): the files that a person edited, by repository and path
 */
GPtrArray *
cw_plan_get_hand_changes (CwPlan *self)
{
  g_return_val_if_fail (CW_IS_PLAN (self), NULL);

  return self->hand;
}

/**
 * cw_plan_find_hand_change:
 * @self: a plan
 * @repository: id of a repository
 * @path: path of a file
 *
 * Returns: (transfer none) (nullable): how the plan takes what a person made of that file
 */
const CwHandChange *
cw_plan_find_hand_change (CwPlan     *self,
                          const char *repository,
                          const char *path)
{
  g_return_val_if_fail (CW_IS_PLAN (self) && repository != NULL && path != NULL, NULL);

  for (guint i = 0; i < self->hand->len; i++)
    {
      const CwHandChange *hand = g_ptr_array_index (self->hand, i);

      if (g_str_equal (hand->repository, repository) && g_str_equal (hand->path, path))
        return hand;
    }
  return NULL;
}
