/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-handler"

#include "config.h"

#include "cw-handler.h"
#include "cw-json.h"

G_DEFINE_INTERFACE (CwHandler, cw_handler, G_TYPE_OBJECT)

static void
cw_handler_default_init (CwHandlerInterface *iface)
{
}

/**
 * cw_finding_new:
 * @answer: the answer
 * @where: (nullable): where was looked, in words
 *
 * Returns: (transfer full): a finding without candidates
 */
CwFinding *
cw_finding_new (CwFindingAnswer answer,
                const char     *where)
{
  CwFinding *self = g_new0 (CwFinding, 1);

  self->answer = answer;
  self->candidates = g_ptr_array_new_with_free_func ((GDestroyNotify) json_object_unref);
  self->differences = g_ptr_array_new_with_free_func ((GDestroyNotify) json_object_unref);
  self->where = g_strdup (where);
  return self;
}

/**
 * cw_finding_add_candidate:
 * @self: a finding
 * @outcome: (transfer full): what was found, as an outcome
 */
void
cw_finding_add_candidate (CwFinding  *self,
                          JsonObject *outcome)
{
  g_return_if_fail (self != NULL && outcome != NULL);

  g_ptr_array_add (self->candidates, outcome);
}

/**
 * cw_finding_add_difference:
 * @self: a finding
 * @what: name of what differs
 * @ours: (nullable): what we would send
 * @theirs: (nullable): what is there
 */
void
cw_finding_add_difference (CwFinding  *self,
                           const char *what,
                           const char *ours,
                           const char *theirs)
{
  JsonObject *difference;

  g_return_if_fail (self != NULL && what != NULL);

  difference = json_object_new ();
  json_object_set_string_member (difference, "what", what);
  json_object_set_string_member (difference, "ours", ours != NULL ? ours : "");
  json_object_set_string_member (difference, "theirs", theirs != NULL ? theirs : "");
  g_ptr_array_add (self->differences, difference);
}

/**
 * cw_finding_add_news:
 * @self: a finding
 * @what: name of what came on top
 * @theirs: what it is
 *
 * As cw_finding_add_difference(), where there is nothing of ours to set against it.
 */
void
cw_finding_add_news (CwFinding  *self,
                     const char *what,
                     const char *theirs)
{
  g_return_if_fail (self != NULL && what != NULL && theirs != NULL);

  g_ptr_array_add (self->differences, cw_json_object ("what", what, "theirs", theirs, NULL));
}

/**
 * cw_finding_add_end:
 * @self: a finding
 * @what: name of what differs
 * @ours: what we would send
 * @theirs: what is there
 * @end: CW_END_… : how it came to its end
 *
 * As cw_finding_add_difference(), for what everything of its kind comes to once its time has come
 * (cw_effect_set_may_end()).
 */
void
cw_finding_add_end (CwFinding  *self,
                    const char *what,
                    const char *ours,
                    const char *theirs,
                    const char *end)
{
  g_return_if_fail (self != NULL && what != NULL && end != NULL);

  cw_finding_add_difference (self, what, ours, theirs);
  json_object_set_string_member (g_ptr_array_index (self->differences, self->differences->len - 1), "end", end);
}

/**
 * cw_finding_name_candidate:
 * @self: a finding with several candidates
 * @first: index of the first difference of one of them; all from there on are its own
 * @key: what it is called
 *
 * Where several are found, each difference says of which one.
 */
void
cw_finding_name_candidate (CwFinding  *self,
                           guint       first,
                           const char *key)
{
  g_return_if_fail (self != NULL && key != NULL);

  for (guint i = first; i < self->differences->len; i++)
    {
      JsonObject *one = self->differences->pdata[i];
      g_autofree char *what = g_strdup_printf ("%s %s", key, json_object_get_string_member (one, "what"));

      json_object_set_string_member (one, "what", what);
    }
}

void
cw_finding_free (CwFinding *self)
{
  g_return_if_fail (self != NULL);

  g_ptr_array_unref (self->candidates);
  g_ptr_array_unref (self->differences);
  g_clear_pointer (&self->seen, json_object_unref);
  g_free (self->where);
  g_free (self);
}

#define PICTURES 0x2400 /* of the control characters, in their order */

/**
 * cw_handler_show_in_line:
 * @name: what a service calls a thing, or the first words of it
 *
 * Returns: (transfer full): @name as outcomes have it: without breaks or other control characters
 */
char *
cw_handler_show_in_line (const char *name)
{
  g_autofree char *valid = g_utf8_make_valid (name, -1);
  GString *shown = g_string_new (NULL);

  for (const char *p = valid; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (g_unichar_isspace (c))
        c = ' ';
      else if (c < 0x20)
        c += PICTURES;
      else if (g_unichar_iscntrl (c))
        c = 0xFFFD;
      g_string_append_unichar (shown, c);
    }
  return g_string_free (shown, FALSE);
}

/* What a service calls a thing stands in a line of its own wherever it is shown: a break in it is an odd answer, and
 * could pass for a line of ours. */
static void
keep_in_line (JsonObject *thing)
{
  static const char *const members[] = { "key", "title", "url" };

  for (guint i = 0; i < G_N_ELEMENTS (members); i++)
    {
      const char *name = cw_json_get_string (thing, members[i], NULL);
      g_autofree char *shown = name != NULL ? cw_handler_show_in_line (name) : NULL;

      if (shown != NULL && !g_str_equal (shown, name) && !json_object_is_immutable (thing))
        json_object_set_string_member (thing, members[i], shown);
    }
}

static CwFinding *
keep_candidates_in_line (CwFinding *finding)
{
  if (finding != NULL)
    g_ptr_array_foreach (finding->candidates, (GFunc) keep_in_line, NULL);
  return finding;
}

static JsonObject *
keep_outcome_in_line (JsonObject *outcome)
{
  if (outcome != NULL)
    keep_in_line (outcome);
  return outcome;
}

/**
 * cw_handler_find:
 * @self: a handler
 * @effect: an effect with its payload
 * @cancellable: (nullable): a cancellable
 * @error: where to store the reason
 *
 * Looks outside for what @effect would make.
 *
 * Returns: (transfer full): what was found and how it compares, or %NULL with @error set where that can't be told
 */
CwFinding *
cw_handler_find (CwHandler    *self,
                 CwEffect     *effect,
                 GCancellable *cancellable,
                 GError      **error)
{
  g_return_val_if_fail (CW_IS_HANDLER (self) && CW_IS_EFFECT (effect), NULL);

  return keep_candidates_in_line (CW_HANDLER_GET_IFACE (self)->find (self, effect, cancellable, error));
}

/**
 * cw_handler_find_since:
 * @self: a handler
 * @effect: an effect with its payload
 * @since: when it may have been sent, seconds since 1970; 0 where nobody sent it yet
 * @cancellable: (nullable): a cancellable
 * @error: where to store the reason
 *
 * Looks outside for what an intent may have made; a handler may pass by what is older.
 *
 * Returns: (transfer full): as cw_handler_find()
 */
CwFinding *
cw_handler_find_since (CwHandler    *self,
                       CwEffect     *effect,
                       gint64        since,
                       GCancellable *cancellable,
                       GError      **error)
{
  CwHandlerInterface *iface;

  g_return_val_if_fail (CW_IS_HANDLER (self) && CW_IS_EFFECT (effect), NULL);

  iface = CW_HANDLER_GET_IFACE (self);
  if (iface->find_since == NULL)
    return cw_handler_find (self, effect, cancellable, error);
  return keep_candidates_in_line (iface->find_since (self, effect, since, cancellable, error));
}

/**
 * cw_handler_perform:
 * @self: a handler
 * @effect: an effect with its payload
 * @cancellable: (nullable): a cancellable
 * @error: where to store the reason
 *
 * Sends the one request that can't be repeated, and what follows it. %CW_ERROR_UNKNOWN_OUTCOME says that it may have
 * arrived nevertheless.
 *
 * Returns: (transfer full): the outcome, or %NULL with @error set
 */
JsonObject *
cw_handler_perform (CwHandler    *self,
                    CwEffect     *effect,
                    GCancellable *cancellable,
                    GError      **error)
{
  g_return_val_if_fail (CW_IS_HANDLER (self) && CW_IS_EFFECT (effect), NULL);

  return keep_outcome_in_line (CW_HANDLER_GET_IFACE (self)->perform (self, effect, cancellable, error));
}

/**
 * cw_handler_amend:
 * @self: a handler
 * @effect: an effect with its payload
 * @outcome: what is there already
 * @cancellable: (nullable): a cancellable
 * @error: where to store the reason
 *
 * Brings what is there up to date with the payload.
 *
 * Returns: (transfer full): the outcome as it is then, or %NULL with @error set
 */
JsonObject *
cw_handler_amend (CwHandler    *self,
                  CwEffect     *effect,
                  JsonObject   *outcome,
                  GCancellable *cancellable,
                  GError      **error)
{
  g_return_val_if_fail (CW_IS_HANDLER (self) && CW_IS_EFFECT (effect) && outcome != NULL, NULL);

  return keep_outcome_in_line (CW_HANDLER_GET_IFACE (self)->amend (self, effect, outcome, cancellable, error));
}

/**
 * cw_handler_verify:
 * @self: a handler
 * @effect: an effect with its payload
 * @outcome: what was made
 * @cancellable: (nullable): a cancellable
 * @error: where to store the reason
 *
 * Compares what is outside now with the payload.
 *
 * Returns: (transfer full): how it compares, or %NULL with @error set where that can't be told
 */
CwFinding *
cw_handler_verify (CwHandler    *self,
                   CwEffect     *effect,
                   JsonObject   *outcome,
                   GCancellable *cancellable,
                   GError      **error)
{
  g_return_val_if_fail (CW_IS_HANDLER (self) && CW_IS_EFFECT (effect) && outcome != NULL, NULL);

  return keep_candidates_in_line (CW_HANDLER_GET_IFACE (self)->verify (self, effect, outcome, cancellable, error));
}

/**
 * cw_handler_can_retract:
 * @self: a handler
 *
 * Returns: whether what it made can be taken back by it
 */
gboolean
cw_handler_can_retract (CwHandler *self)
{
  g_return_val_if_fail (CW_IS_HANDLER (self), FALSE);

  return CW_HANDLER_GET_IFACE (self)->retract != NULL;
}

/**
 * cw_handler_retract:
 * @self: a handler
 * @effect: an effect
 * @outcome: what was made
 * @cancellable: (nullable): a cancellable
 * @error: where to store the reason
 *
 * Takes back what was made; what is gone already counts as taken back.
 *
 * Returns: %FALSE with @error set
 */
gboolean
cw_handler_retract (CwHandler    *self,
                    CwEffect     *effect,
                    JsonObject   *outcome,
                    GCancellable *cancellable,
                    GError      **error)
{
  g_return_val_if_fail (cw_handler_can_retract (self) && CW_IS_EFFECT (effect) && outcome != NULL, FALSE);

  return CW_HANDLER_GET_IFACE (self)->retract (self, effect, outcome, cancellable, error);
}

guint
cw_handler_get_lag (CwHandler *self)
{
  g_return_val_if_fail (CW_IS_HANDLER (self), 0);

  return CW_HANDLER_GET_IFACE (self)->get_lag != NULL ? CW_HANDLER_GET_IFACE (self)->get_lag (self) : 0;
}

/**
 * cw_handler_is_guarded:
 * @self: a handler
 * @first: whether the first sending is meant, else a change or a withdrawal
 *
 * Returns: whether the service refuses such a request once another one has done its work
 */
gboolean
cw_handler_is_guarded (CwHandler *self,
                       gboolean   first)
{
  g_return_val_if_fail (CW_IS_HANDLER (self), FALSE);

  return CW_HANDLER_GET_IFACE (self)->is_guarded != NULL && CW_HANDLER_GET_IFACE (self)->is_guarded (self, first);
}

/**
 * cw_handler_check_amend:
 * @self: a handler
 * @effect: an effect that is to be brought up to date
 * @outcome: what stands outside
 * @differences: (nullable): how it differs from what was sent, as it was seen last
 * @seen: (nullable): an object: what was seen beside that
 * @error: where to store why an update of it would be refused, with the way on
 *
 * Returns: whether nothing that is known speaks against it
 */
gboolean
cw_handler_check_amend (CwHandler   *self,
                        CwEffect    *effect,
                        JsonObject  *outcome,
                        JsonArray   *differences,
                        JsonNode    *seen,
                        GError     **error)
{
  CwHandlerInterface *iface;

  g_return_val_if_fail (CW_IS_HANDLER (self) && CW_IS_EFFECT (effect) && outcome != NULL, FALSE);

  iface = CW_HANDLER_GET_IFACE (self);
  return iface->check_amend == NULL || differences == NULL
         || iface->check_amend (self, effect, outcome, differences, seen, error);
}

/**
 * cw_handler_find_theirs:
 * @differences: (nullable): how what stands outside differs from what was sent
 * @what: the name of a difference
 *
 * Returns: (transfer none) (nullable): what stands there, where that differs
 */
const char *
cw_handler_find_theirs (JsonArray  *differences,
                        const char *what)
{
  g_return_val_if_fail (what != NULL, NULL);

  for (guint i = 0; differences != NULL && i < json_array_get_length (differences); i++)
    {
      JsonNode *node = json_array_get_element (differences, i);
      JsonObject *one = JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;

      if (one != NULL && g_str_equal (cw_json_get_string (one, "what", ""), what))
        return cw_json_get_string (one, "theirs", "");
    }
  return NULL;
}

/**
 * cw_handler_keeps:
 * @self: a handler
 * @differences: (nullable): how what stands outside differs from what was sent
 *
 * Returns: whether somebody else wrote what is never written over
 */
gboolean
cw_handler_keeps (CwHandler *self,
                  JsonArray *differences)
{
  const char *const *kept;

  g_return_val_if_fail (CW_IS_HANDLER (self), FALSE);

  kept = CW_HANDLER_GET_IFACE (self)->kept;
  for (guint i = 0; kept != NULL && kept[i] != NULL; i++)
    if (cw_handler_find_theirs (differences, kept[i]) != NULL)
      return TRUE;
  return FALSE;
}
