/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-operation"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "cw-env.h"
#include "cw-error.h"
#include "cw-operation.h"
#include "cw-yaml-operate.h"

/**
 * cw_operation_new:
 * @kind: what to do
 * @path: where
 * @value: (nullable): the new value, key or text
 *
 * Returns: (transfer full): an operation, whose other fields may be filled in
 */
CwOperation *
cw_operation_new (CwOperationKind kind,
                  const char     *path,
                  const char     *value)
{
  CwOperation *self = NULL;

  g_return_val_if_fail (path != NULL, NULL);

  self = g_new0 (CwOperation, 1);
  self->kind = kind;
  self->path = g_strdup (path);
  self->value = g_strdup (value);
  return self;
}

void
cw_operation_free (CwOperation *self)
{
  g_return_if_fail (self != NULL);

  g_free (self->path);
  g_free (self->value);
  g_free (self->part);
  g_free (self->before);
  g_free (self->after);
  g_clear_pointer (&self->source, g_bytes_unref);
  g_free (self->source_path);
  g_clear_pointer (&self->replacements, g_ptr_array_unref);
  g_free (self);
}

void
cw_operation_note_free (CwOperationNote *self)
{
  g_return_if_fail (self != NULL);

  g_free (self->path);
  g_free (self->from);
  g_free (self->to);
  g_free (self);
}

static gboolean
is_yaml (const char *name)
{
  return g_str_has_suffix (name, ".yaml") || g_str_has_suffix (name, ".yml");
}

static GBytes *
apply_to_yaml (GBytes    *text,
               GPtrArray *operations,
               GPtrArray *notes,
               GError   **error)
{
  g_autoptr (CwYaml) yaml = cw_yaml_read (text, error);

  for (guint i = 0; yaml != NULL && i < operations->len; i++)
    {
      guint known = notes->len;
      CwYaml *next = cw_yaml_operate (yaml, operations->pdata[i], notes, error);

      for (guint j = known; j < notes->len; j++)
        ((CwOperationNote *) notes->pdata[j])->operation = i;
      cw_yaml_unref (yaml);
      yaml = next;
    }
  return yaml != NULL ? g_bytes_ref (cw_yaml_get_text (yaml)) : NULL;
}

static GBytes *
apply_to_env (GBytes    *text,
              GPtrArray *operations,
              GError   **error)
{
  g_autoptr (GBytes) current = g_bytes_ref (text);

  for (guint i = 0; current != NULL && i < operations->len; i++)
    {
      GBytes *next = cw_env_operate (current, operations->pdata[i], error);

      g_bytes_unref (current);
      current = next;
    }
  return g_steal_pointer (&current);
}

/* What a person or a file of theirs gave must be text, for it comes into files and messages. */
static gboolean
check_texts (GPtrArray *operations,
             GError   **error)
{
  for (guint i = 0; i < operations->len; i++)
    {
      const CwOperation *one = operations->pdata[i];
      const char *texts[] = { one->path, one->value, one->part, one->before, one->after, one->source_path };

      for (guint j = 0; j < G_N_ELEMENTS (texts); j++)
        if (texts[j] != NULL && !g_utf8_validate (texts[j], -1, NULL))
          {
            g_set_error (error, CW_ERROR, CW_ERROR_VALIDATION, _ ("What is asked for is no UTF-8 text"));
            return FALSE;
          }
    }
  return TRUE;
}

/**
 * cw_operations_apply:
 * @name: the file's name, for messages; one that ends in `.yaml` or `.yml` is YAML, any other one an env file
 * @text: the file
 * @operations: (element-type CwOperation): what to do, one after the other: each sees what those before it did
 * @notes: (element-type CwOperationNote): where is added what the person should know
 * @error: where to store why nothing is changed: a message that names file, line and path. %CW_ERROR_NEEDS_PERSON asks
 *   for a #CwOrigin; %CW_ERROR_NOT_FOUND: there is no such path; %CW_ERROR_VALIDATION: it can't be done like that;
 *   %CW_ERROR_INVALID_DATA: the file can't be read, or would not read afterwards as it was meant
 *
 * Edits a file byte by byte: what isn't edited stays as it is, and after each operation the file is read again and
 * proved to differ in exactly the planned places.
 *
 * Returns: (transfer full): the new text
 */
GBytes *
cw_operations_apply (const char *name,
                     GBytes     *text,
                     GPtrArray  *operations,
                     GPtrArray  *notes,
                     GError    **error)
{
  GBytes *result = NULL;

  g_return_val_if_fail (name != NULL && text != NULL && operations != NULL && notes != NULL, NULL);

  if (!check_texts (operations, error))
    result = NULL;
  else if (is_yaml (name))
    result = apply_to_yaml (text, operations, notes, error);
  else
    result = apply_to_env (text, operations, error);
  if (result == NULL)
    g_prefix_error (error, "%s: ", name);
  return result;
}
