/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-change-row"

#include "config.h"

#include "cw-change-row.h"
#include "cw-text.h"

struct _CwChangeRow
{
  GObject parent_instance;

  CwPlan              *plan; /* (owned) */
  CwChangeRowKind      kind;
  char                *repository; /* (nullable) */
  char                *title;
  char                *subtitle;
  const CwMention     *mention;  /* (nullable): the plan's */
  const CwPlanWarning *warning;  /* (nullable): the plan's */
  const CwFileChange  *file;     /* (nullable): the plan's */
  GListStore          *children; /* (nullable) (owned) */
};

G_DEFINE_FINAL_TYPE (CwChangeRow, cw_change_row, G_TYPE_OBJECT)

static void
cw_change_row_finalize (GObject *object)
{
  CwChangeRow *self = CW_CHANGE_ROW (object);

  g_clear_object (&self->plan);
  g_free (self->repository);
  g_free (self->title);
  g_free (self->subtitle);
  g_clear_object (&self->children);
  G_OBJECT_CLASS (cw_change_row_parent_class)->finalize (object);
}

static void
cw_change_row_class_init (CwChangeRowClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = cw_change_row_finalize;
}

static void
cw_change_row_init (CwChangeRow *self)
{
}

/**
 * cw_change_row_new:
 * @plan: what it is about; a reference is taken
 * @kind: what it is
 * @repository: (nullable): id of the repository
 * @title: its first line, any bytes
 * @subtitle: its second line, any bytes
 *
 * Returns: (transfer full): a row
 */
CwChangeRow *
cw_change_row_new (CwPlan         *plan,
                   CwChangeRowKind kind,
                   const char     *repository,
                   const char     *title,
                   const char     *subtitle)
{
  CwChangeRow *self = NULL;

  g_return_val_if_fail (CW_IS_PLAN (plan) && title != NULL && subtitle != NULL, NULL);

  self = g_object_new (CW_TYPE_CHANGE_ROW, NULL);
  self->plan = g_object_ref (plan);
  self->kind = kind;
  self->repository = g_strdup (repository);
  self->title = g_strdelimit (cw_text_clean (title), "\n", ' ');
  self->subtitle = g_strdelimit (cw_text_clean (subtitle), "\n", ' ');
  return self;
}

/**
 * cw_change_row_set_mention:
 * @self: a row nobody else has
 * @mention: the plan's
 *
 * Sets what a question is about.
 */
void
cw_change_row_set_mention (CwChangeRow     *self,
                           const CwMention *mention)
{
  g_return_if_fail (CW_IS_CHANGE_ROW (self));

  self->mention = mention;
}

/**
 * cw_change_row_set_warning:
 * @self: a row nobody else has
 * @warning: the plan's
 *
 * Sets what is warned of.
 */
void
cw_change_row_set_warning (CwChangeRow         *self,
                           const CwPlanWarning *warning)
{
  g_return_if_fail (CW_IS_CHANGE_ROW (self));

  self->warning = warning;
}

/**
 * cw_change_row_set_file:
 * @self: a row nobody else has
 * @file: (nullable): the plan's
 *
 * Sets the file that is shown for the row.
 */
void
cw_change_row_set_file (CwChangeRow        *self,
                        const CwFileChange *file)
{
  g_return_if_fail (CW_IS_CHANGE_ROW (self));

  self->file = file;
}

/**
 * cw_change_row_add_child:
 * @self: a row nobody else has
 * @child: a reference is taken
 *
 * Puts a row below it.
 */
void
cw_change_row_add_child (CwChangeRow *self,
                         CwChangeRow *child)
{
  g_return_if_fail (CW_IS_CHANGE_ROW (self) && CW_IS_CHANGE_ROW (child));

  if (self->children == NULL)
    self->children = g_list_store_new (CW_TYPE_CHANGE_ROW);
  g_list_store_append (self->children, child);
}

/**
 * cw_change_row_get_kind:
 * @self: a row
 *
 * Returns: what it is
 */
CwChangeRowKind
cw_change_row_get_kind (CwChangeRow *self)
{
  g_return_val_if_fail (CW_IS_CHANGE_ROW (self), CW_CHANGE_ROW_FILE);

  return self->kind;
}

/**
 * cw_change_row_get_repository:
 * @self: a row
 *
 * Returns: (nullable): id of the repository that it is about
 */
const char *
cw_change_row_get_repository (CwChangeRow *self)
{
  g_return_val_if_fail (CW_IS_CHANGE_ROW (self), NULL);

  return self->repository;
}

/**
 * cw_change_row_get_title:
 * @self: a row
 *
 * Returns: its first line
 */
const char *
cw_change_row_get_title (CwChangeRow *self)
{
  g_return_val_if_fail (CW_IS_CHANGE_ROW (self), NULL);

  return self->title;
}

/**
 * cw_change_row_get_subtitle:
 * @self: a row
 *
 * Returns: its second line; may be empty
 */
const char *
cw_change_row_get_subtitle (CwChangeRow *self)
{
  g_return_val_if_fail (CW_IS_CHANGE_ROW (self), NULL);

  return self->subtitle;
}

/**
 * cw_change_row_get_mention:
 * @self: a row
 *
 * Returns: (nullable): the mention that the question is about
 */
const CwMention *
cw_change_row_get_mention (CwChangeRow *self)
{
  g_return_val_if_fail (CW_IS_CHANGE_ROW (self), NULL);

  return self->mention;
}

/**
 * cw_change_row_get_warning:
 * @self: a row
 *
 * Returns: (nullable): what is warned of
 */
const CwPlanWarning *
cw_change_row_get_warning (CwChangeRow *self)
{
  g_return_val_if_fail (CW_IS_CHANGE_ROW (self), NULL);

  return self->warning;
}

/**
 * cw_change_row_get_plan:
 * @self: a row
 *
 * Returns: (transfer none): the plan that it speaks of
 */
CwPlan *
cw_change_row_get_plan (CwChangeRow *self)
{
  g_return_val_if_fail (CW_IS_CHANGE_ROW (self), NULL);

  return self->plan;
}

/**
 * cw_change_row_get_file:
 * @self: a row
 *
 * Returns: (nullable): the file; of a group its first one
 */
const CwFileChange *
cw_change_row_get_file (CwChangeRow *self)
{
  g_return_val_if_fail (CW_IS_CHANGE_ROW (self), NULL);

  return self->file;
}

/**
 * cw_change_row_get_children:
 * @self: a row
 *
 * Returns: (transfer none) (nullable): the rows below it
 */
GListModel *
cw_change_row_get_children (CwChangeRow *self)
{
  g_return_val_if_fail (CW_IS_CHANGE_ROW (self), NULL);

  return self->children != NULL ? G_LIST_MODEL (self->children) : NULL;
}

static void
add_edits (CwChangeRow  *self,
           GStrvBuilder *builder)
{
  GPtrArray *mentions = cw_plan_get_mentions (self->plan);

  for (guint i = 0; self->kind == CW_CHANGE_ROW_FILE && i < mentions->len; i++)
    {
      const CwMention *mention = mentions->pdata[i];

      if (mention->edit != NULL && !mention->left_out && g_strcmp0 (mention->repository, self->repository) == 0
          && g_str_equal (mention->path, self->file->path))
        g_strv_builder_add (builder, mention->edit);
    }
  if (self->kind == CW_CHANGE_ROW_LEFT_OUT && self->mention != NULL)
    g_strv_builder_add (builder, self->mention->edit);
}

/**
 * cw_change_row_list_edits:
 * @self: a row
 *
 * Returns: (transfer full): the ids of the edits that a person may leave out, or take back, with the row: those of a
 *   file, or of all that is below it; empty for edits that have none
 */
GStrv
cw_change_row_list_edits (CwChangeRow *self)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  g_return_val_if_fail (CW_IS_CHANGE_ROW (self), NULL);

  add_edits (self, builder);
  for (guint i = 0; self->children != NULL && i < g_list_model_get_n_items (G_LIST_MODEL (self->children)); i++)
    {
      g_autoptr (CwChangeRow) child = g_list_model_get_item (G_LIST_MODEL (self->children), i);

      add_edits (child, builder);
    }
  return g_strv_builder_end (builder);
}
