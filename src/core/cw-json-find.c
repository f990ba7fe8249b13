/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-json"

#include "config.h"

#include <string.h>

#include "cw-json.h"

/* Behind the text whose opening quote is at @at; (nullable): %NULL where it doesn't end. */
static const char *
skip_text (const char *at)
{
  for (at++; *at != '\0' && *at != '"'; at++)
    if (*at == '\\' && at[1] != '\0')
      at++;
  return *at == '"' ? at + 1 : NULL;
}

/**
 * cw_json_find_text:
 * @json: canonical JSON of an object, as cw_json_canonical() writes it
 * @member: a plain name
 *
 * Finds one member without reading the whole, which is for when there are thousands to look into.
 *
 * Returns: (transfer full) (nullable): the text that @json itself has as @member; %NULL where there is none, or it
 *   isn't plain: cw_json_parse() tells
 */
char *
cw_json_find_text (const char *json,
                   const char *member)
{
  gsize length;
  guint depth = 0;

  g_return_val_if_fail (json != NULL && member != NULL, NULL);

  length = strlen (member);
  for (const char *at = json, *end; *at != '\0'; at = end)
    {
      end = *at == '"' ? skip_text (at) : at + 1;
      if (end == NULL)
        return NULL;
      depth += *at == '{' || *at == '[';
      depth -= (*at == '}' || *at == ']') && depth > 0;
      if (*at != '"' || depth != 1 || (gsize) (end - at) != length + 2 || strncmp (at + 1, member, length) != 0
          || end[0] != ':' || end[1] != '"')
        continue;
      at = end + 1;
      end = skip_text (at);
      return end != NULL && memchr (at, '\\', (gsize) (end - at)) == NULL
               ? g_strndup (at + 1, (gsize) (end - at) - 2) : NULL;
    }
  return NULL;
}
