/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "cw-operation.h"
#include "cw-yaml.h"
#include "fuzz.h"

/*
 * An edit as a person may ask for it, of any file. The input's first line is the operation: a letter, then path, value
 * and part parted by `|`; what is behind it is the file. It is refused with a reason, or the result reads again.
 */

static const struct
{
  char            letter;
  CwOperationKind kind;
} kinds[] = {
  { 's', CW_OPERATION_SET },           { 'a', CW_OPERATION_ADD },    { 'r', CW_OPERATION_REMOVE },
  { 'n', CW_OPERATION_RENAME },        { 't', CW_OPERATION_REPLACE }, { 'c', CW_OPERATION_COPY },
  { 'm', CW_OPERATION_MOVE },          { 'v', CW_OPERATION_SET_VARIABLE },
  { 'u', CW_OPERATION_REMOVE_VARIABLE },
};

static CwOperation *
read_operation (const char *line)
{
  g_auto (GStrv) words = g_strsplit (*line != '\0' ? line + 1 : line, "|", 4);
  guint n = g_strv_length (words);
  CwOperation *operation = NULL;
  CwOperationKind kind = CW_OPERATION_SET;

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (g_ascii_tolower (*line) == kinds[i].letter)
      kind = kinds[i].kind;
  operation = cw_operation_new (kind, n > 0 ? words[0] : "", n > 1 ? words[1] : NULL);
  if (operation->value != NULL)
    g_strdelimit (operation->value, "~", '\n');
  operation->part = n > 2 ? g_strdup (words[2]) : NULL;
  operation->source_path = n > 2 ? g_strdup (words[2]) : NULL;
  operation->after = n > 3 && *words[3] != '\0' ? g_strdup (words[3]) : NULL;
  operation->is_yaml = g_ascii_isupper (*line);
  operation->prunes = n > 3;
  operation->retypes = n != 2;
  operation->origin = n % 2 == 0 ? CW_ORIGIN_HERE : CW_ORIGIN_SOURCE;
  return operation;
}

static void
check (const char  *name,
       GBytes      *text,
       const char  *line)
{
  g_autoptr (GPtrArray) operations = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_operation_free);
  g_autoptr (GPtrArray) notes = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_operation_note_free);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) result = NULL;

  g_ptr_array_add (operations, read_operation (line));
  result = cw_operations_apply (name, text, operations, notes, &error);
  fuzz_assert_refused (result, error);
  if (result != NULL && g_str_has_suffix (name, ".yaml"))
    {
      g_autoptr (CwYaml) yaml = cw_yaml_read (result, &error);

      g_assert_no_error (error);
    }
}

int
LLVMFuzzerTestOneInput (const guint8 *data,
                        size_t        size)
{
  const guint8 *feed = size > 0 ? memchr (data, '\n', size) : NULL;
  size_t length = feed != NULL ? (size_t) (feed - data) : size;
  g_autofree char *line = fuzz_text (data, length);
  g_autoptr (GBytes) text = fuzz_bytes (feed != NULL ? feed + 1 : data + size, size - length - (feed != NULL ? 1 : 0));

  if (size == 0)
    return 0;
  check ("f.yaml", text, line);
  check ("f.env", text, line);
  return 0;
}
