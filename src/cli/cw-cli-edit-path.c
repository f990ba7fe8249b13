/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-cli"

#include "config.h"

#include <string.h>

#include <glib/gi18n.h>

#include "cw-cli-edit.h"
#include "cw-error.h"
#include "cw-operation.h"
#include "cw-yaml-copy.h"

/* An edit at a path of a file: every byte outside it stays. */

typedef struct {
  const char *word;
  CwOperationKind kind;
  int min_words;
  int max_words;
} Deed;

static const Deed deeds[] = {
  { "set", CW_OPERATION_SET, 3, 3 },
  { "add", CW_OPERATION_ADD, 3, 3 },
  { "remove", CW_OPERATION_REMOVE, 2, 2 },
  { "copy", CW_OPERATION_COPY, 1, 2 },
};

static const Deed *
find_deed (const CwCliEdit *options)
{
  for (guint i = 0; i < G_N_ELEMENTS (deeds); i++)
    if (g_str_equal (deeds[i].word, options->words[0]))
      return &deeds[i];
  return NULL;
}

/**
 * cw_cli_edit_find_misuse:
 * @options: what the person said, with words behind the path
 *
 * Returns: (nullable): what is wrong with it
 */
const char *
cw_cli_edit_find_misuse (const CwCliEdit *options)
{
  const Deed *deed = find_deed (options);

  if (deed == NULL)
    return _ ("At a path of the file one of set, add, remove and copy can be done");
  if (options->n_words < deed->min_words || options->n_words > deed->max_words)
    return _ ("“set” and “add” need a key and a value, “remove” a key; “copy” takes a key or none");
  if ((deed->kind == CW_OPERATION_COPY) != (options->from_site != NULL))
    return _ ("“copy” needs --from-site, and nothing else takes it");
  if (options->here && options->source)
    return _ ("What comes from an anchor is changed --here or --at-source, not both");
  return NULL;
}

static gboolean
add_replacements (const CwCliEdit *options,
                  GPtrArray       *replacements,
                  GError         **error)
{
  for (guint i = 0; options->replace != NULL && options->replace[i] != NULL; i++)
    {
      const char *equals = strchr (options->replace[i], '=');
      g_autofree char *from = NULL;

      if (equals == NULL || equals == options->replace[i])
        {
          g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, _ ("“%s” is no OLD=NEW"), options->replace[i]);
          return FALSE;
        }
      from = g_strndup (options->replace[i], (gsize) (equals - options->replace[i]));
      g_ptr_array_add (replacements, cw_replacement_new (from, equals + 1));
    }
  return TRUE;
}

static void
say_replaced (const char *from,
              const char *to,
              guint       line)
{
  g_printerr (_ ("Line %u of what is copied: “%s” became “%s”.\n"), line, from, to);
}

static void
say_notes (GPtrArray *notes)
{
  for (guint i = 0; i < notes->len; i++)
    {
      const CwOperationNote *note = g_ptr_array_index (notes, i);

      if (note->kind == CW_OPERATION_NOTE_ALSO)
        g_printerr (_ ("%s changes as well: it comes from the same anchor.\n"), note->path);
      else if (note->kind == CW_OPERATION_NOTE_ANCHOR)
        g_printerr (_ ("“*%s” is that of line %u here, which says something else than the one of the other file.\n"),
                    note->from, note->line);
      else
        say_replaced (note->from, note->to, note->line);
    }
}

static guint
count_lines (GBytes *text,
             gsize   end)
{
  const char *data = g_bytes_get_data (text, NULL);
  guint line = 1;

  for (gsize i = 0; i < end; i++)
    line += data[i] == '\n';
  return line;
}

/* A whole file of another site, with that site's words replaced. */
static GBytes *
copy_file (GBytes    *source,
           GPtrArray *replacements)
{
  g_autoptr (GPtrArray) replaced = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_replaced_free);
  GBytes *text = cw_replacements_apply (replacements, source, replaced);

  for (guint i = 0; i < replaced->len; i++)
    {
      const CwReplaced *one = g_ptr_array_index (replaced, i);

      say_replaced (one->from, one->to, count_lines (text, one->start));
    }
  return text;
}

/* Whoever quotes for YAML means no quotes in the text. */
static void
warn_of_quotes (const CwCliEdit   *options,
                const CwOperation *operation)
{
  gsize length = operation->value != NULL ? strlen (operation->value) : 0;

  if (!options->yaml && length > 1 && strchr ("\"'", *operation->value) != NULL
      && operation->value[length - 1] == *operation->value)
    g_printerr (_ ("The quotes around %s become part of the text; with --yaml they only quote it\n"), operation->value);
}

static GBytes *
operate (const CwCliEdit  *options,
         const CwFileText *file,
         CwOperation      *operation,
         GError          **error)
{
  g_autoptr (GPtrArray) operations = g_ptr_array_new ();
  g_autoptr (GPtrArray) notes = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_operation_note_free);
  GBytes *text;

  if (file->text == NULL)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_NOT_FOUND, _ ("There is no file %s on %s"), file->path, file->base_name);
      return NULL;
    }
  operation->is_yaml = options->yaml;
  operation->before = g_strdup (options->before);
  operation->after = g_strdup (options->after);
  operation->origin = options->here ? CW_ORIGIN_HERE : options->source ? CW_ORIGIN_SOURCE : CW_ORIGIN_ASK;
  g_ptr_array_add (operations, operation);
  text = cw_operations_apply (file->path, file->text, operations, notes, error);
  if (text != NULL)
    {
      say_notes (notes);
      warn_of_quotes (options, operation);
    }
  return text;
}

static GBytes *
copy (CwCli            *cli,
      CwSession        *session,
      const CwCliEdit  *options,
      const CwFileText *file,
      GError          **error)
{
  const char *key = options->n_words > 1 ? options->words[1] : NULL;
  g_autoptr (GPtrArray) replacements = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_replacement_free);
  g_autoptr (GBytes) source = cw_session_read_sibling (session, file, options->from_site, replacements, cli->stop,
                                                       error);
  g_autoptr (CwOperation) operation = NULL;

  if (source == NULL || !add_replacements (options, replacements, error))
    return NULL;
  if (key == NULL && file->text == NULL)
    return copy_file (source, replacements);
  if (key == NULL)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_CONFLICT, _ ("There is a file %s already: name what is copied in it"),
                   file->path);
      return NULL;
    }
  operation = cw_operation_new (CW_OPERATION_COPY, key, NULL);
  operation->source = g_bytes_ref (source);
  operation->source_path = g_strdup (key);
  operation->replacements = g_ptr_array_ref (replacements);
  return operate (options, file, operation, error);
}

/**
 * cw_cli_edit_at_path:
 * @cli: what every command knows
 * @session: the preparation at work
 * @options: what the person said
 * @file: the file as it stands
 * @error: where to store the reason
 *
 * Says on standard error what else changes, and what was replaced in a copy.
 *
 * Returns: (transfer full) (nullable): the file's new text
 */
GBytes *
cw_cli_edit_at_path (CwCli            *cli,
                     CwSession        *session,
                     const CwCliEdit  *options,
                     const CwFileText *file,
                     GError          **error)
{
  const Deed *deed = find_deed (options);
  g_autoptr (CwOperation) operation = NULL;

  if (deed->kind == CW_OPERATION_COPY)
    return copy (cli, session, options, file, error);
  operation = cw_operation_new (deed->kind, options->words[1], options->n_words > 2 ? options->words[2] : NULL);
  return operate (options, file, operation, error);
}
