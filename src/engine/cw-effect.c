/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-effect"

#include "config.h"

#include "cw-effect.h"
#include "cw-json.h"

struct _CwEffect
{
  GObject parent_instance;

  char *id;
  char *kind;
  char *title;
  char *stage;
  char *site;
  char *detail;
  char *marker;
  char *waiting;
  char *preview_title;
  char *preview;
  CwDocument *document;    /* (nullable) */
  gboolean optional;
  gboolean may_end;
  gboolean retired;
  JsonNode *payload; /* sealed, (nullable); the two below follow from it */
  char *payload_text;
  char *hash;
  GPtrArray *preconditions; /* %NULL-terminated */
  GHashTable *blobs;        /* blob id → GBytes */
  GHashTable *names;        /* id in the payload → what people call it */
  int handed_out;           /* atomic: somebody relies on the hash, nothing may change any more */
};

G_DEFINE_FINAL_TYPE (CwEffect, cw_effect, G_TYPE_OBJECT)

static gboolean
may_change (CwEffect *self)
{
  return !g_atomic_int_get (&self->handed_out);
}

static void
hand_out (CwEffect *self)
{
  g_atomic_int_set (&self->handed_out, TRUE);
}

static void
set_string (char      **field,
            const char *value)
{
  char *copy = g_strdup (value);

  g_free (*field);
  *field = copy;
}

static void
cw_effect_finalize (GObject *object)
{
  CwEffect *self = CW_EFFECT (object);

  g_free (self->id);
  g_free (self->kind);
  g_free (self->title);
  g_free (self->stage);
  g_free (self->site);
  g_free (self->detail);
  g_free (self->marker);
  g_free (self->waiting);
  g_free (self->preview_title);
  g_free (self->preview);
  g_clear_pointer (&self->document, cw_document_unref);
  g_clear_pointer (&self->payload, json_node_unref);
  g_free (self->payload_text);
  g_free (self->hash);
  g_ptr_array_unref (self->preconditions);
  g_hash_table_unref (self->blobs);
  g_hash_table_unref (self->names);

  G_OBJECT_CLASS (cw_effect_parent_class)->finalize (object);
}

static void
cw_effect_class_init (CwEffectClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = cw_effect_finalize;
}

static void
cw_effect_init (CwEffect *self)
{
  self->preconditions = g_ptr_array_new_with_free_func (g_free);
  g_ptr_array_add (self->preconditions, NULL);
  self->blobs = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_bytes_unref);
  self->names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
}

/**
 * cw_effect_new:
 * @id: its stable id, from cw_effect_make_id()
 * @kind: one of CW_EFFECT_KIND_…
 * @title: what it does, in the person's words
 *
 * Returns: (transfer full): an effect without payload, to be completed and handed out
 */
CwEffect *
cw_effect_new (const char *id,
               const char *kind,
               const char *title)
{
  CwEffect *self;

  g_return_val_if_fail (id != NULL && kind != NULL && title != NULL, NULL);

  self = g_object_new (CW_TYPE_EFFECT, NULL);
  self->id = g_strdup (id);
  self->kind = g_strdup (kind);
  self->title = g_strdup (title);
  return self;
}

/**
 * cw_effect_with_payload:
 * @self: an effect
 * @payload: another payload, such as the one that was sent
 *
 * Returns: (transfer full): a copy of @self with @payload
 */
CwEffect *
cw_effect_with_payload (CwEffect *self,
                        JsonNode *payload)
{
  g_autoptr (CwEffect) copy = NULL;
  GHashTableIter iter;
  gpointer blob, bytes, id, name;

  g_return_val_if_fail (CW_IS_EFFECT (self), NULL);
  g_return_val_if_fail (payload != NULL, NULL);

  copy = cw_effect_new (self->id, self->kind, self->title);
  cw_effect_set_stage (copy, self->stage);
  cw_effect_set_site (copy, self->site);
  cw_effect_set_detail (copy, self->detail);
  cw_effect_set_marker (copy, self->marker);
  cw_effect_set_preview (copy, self->preview_title, self->preview);
  if (self->document != NULL)
    cw_effect_set_document (copy, self->document);
  cw_effect_set_optional (copy, self->optional);
  cw_effect_set_may_end (copy, self->may_end);
  copy->retired = self->retired;
  for (guint i = 0; self->preconditions->pdata[i] != NULL; i++)
    cw_effect_add_precondition (copy, self->preconditions->pdata[i]);
  g_hash_table_iter_init (&iter, self->blobs);
  while (g_hash_table_iter_next (&iter, &blob, &bytes))
    cw_effect_add_blob (copy, blob, bytes);
  g_hash_table_iter_init (&iter, self->names);
  while (g_hash_table_iter_next (&iter, &id, &name))
    cw_effect_add_name (copy, id, name);
  cw_effect_set_payload (copy, payload);
  return g_steal_pointer (&copy);
}

/**
 * cw_effect_set_stage:
 * @self: an effect that has no payload yet
 * @stage: id of the stage that made it
 */
void
cw_effect_set_stage (CwEffect   *self,
                     const char *stage)
{
  g_return_if_fail (CW_IS_EFFECT (self) && may_change (self));

  set_string (&self->stage, stage);
}

/**
 * cw_effect_set_site:
 * @self: an effect that wasn't handed out
 * @site: (nullable): the site's id, %NULL for all
 */
void
cw_effect_set_site (CwEffect   *self,
                    const char *site)
{
  g_return_if_fail (CW_IS_EFFECT (self) && may_change (self));

  set_string (&self->site, site);
}

/**
 * cw_effect_set_detail:
 * @self: an effect that has no payload yet
 * @detail: (nullable): one line below the title: where it goes, and what it says
 */
void
cw_effect_set_detail (CwEffect   *self,
                      const char *detail)
{
  g_return_if_fail (CW_IS_EFFECT (self) && may_change (self));

  set_string (&self->detail, detail);
}

/**
 * cw_effect_set_marker:
 * @self: an effect that has no payload yet
 * @marker: (nullable): the mark by which its service knows it again; %NULL: none is sent
 */
void
cw_effect_set_marker (CwEffect   *self,
                      const char *marker)
{
  g_return_if_fail (CW_IS_EFFECT (self) && may_change (self));

  set_string (&self->marker, marker);
}

/**
 * cw_effect_set_waiting:
 * @self: an effect that wasn't handed out
 * @reason: (nullable): what it waits for, in the person's words
 */
void
cw_effect_set_waiting (CwEffect   *self,
                       const char *reason)
{
  g_return_if_fail (CW_IS_EFFECT (self) && may_change (self));

  set_string (&self->waiting, reason);
}

/**
 * cw_effect_retire:
 * @self: an effect that wasn't handed out
 * @reason: why nothing of it is sent any more, whoever approved it: it is only looked at, adopted or taken back
 */
void
cw_effect_retire (CwEffect   *self,
                  const char *reason)
{
  cw_effect_set_waiting (self, reason);
  self->retired = TRUE;
}

/**
 * cw_effect_set_payload:
 * @self: an effect that wasn't handed out
 * @payload: (transfer none): exactly what will be sent: an object of integers, strings, booleans, lists and objects; it
 *   is sealed and must not be changed any more
 */
void
cw_effect_set_payload (CwEffect *self,
                       JsonNode *payload)
{
  g_return_if_fail (CW_IS_EFFECT (self) && may_change (self));
  g_return_if_fail (payload != NULL && JSON_NODE_HOLDS_OBJECT (payload));

  json_node_seal (payload);
  json_node_ref (payload);
  g_clear_pointer (&self->payload, json_node_unref);
  self->payload = payload;
  g_free (self->payload_text);
  self->payload_text = cw_json_canonical (payload);
  g_free (self->hash);
  self->hash = cw_json_sha256 (payload);
}

/**
 * cw_effect_set_preview:
 * @self: an effect that wasn't handed out
 * @title: (nullable): heading of the preview
 * @text: (nullable): the payload as a person reads it: a diff, a letter
 */
void
cw_effect_set_preview (CwEffect   *self,
                       const char *title,
                       const char *text)
{
  g_return_if_fail (CW_IS_EFFECT (self) && may_change (self));

  set_string (&self->preview_title, title);
  set_string (&self->preview, text);
}

/**
 * cw_effect_set_document:
 * @self: an effect that is being made
 * @document: what the text was written from, for those who draw it
 */
void
cw_effect_set_document (CwEffect   *self,
                        CwDocument *document)
{
  g_return_if_fail (CW_IS_EFFECT (self) && document != NULL);

  g_clear_pointer (&self->document, cw_document_unref);
  self->document = cw_document_ref (document);
}

/**
 * cw_effect_set_optional:
 * @self: an effect that wasn't handed out
 * @optional: whether a preparation is whole without it
 */
void
cw_effect_set_optional (CwEffect *self,
                        gboolean  optional)
{
  g_return_if_fail (CW_IS_EFFECT (self) && may_change (self));

  self->optional = optional;
}

/**
 * cw_effect_set_may_end:
 * @self: an effect that wasn't handed out
 * @may_end: whether its time has come: merged or closed by then is what was to become of it, not a change
 */
void
cw_effect_set_may_end (CwEffect *self,
                       gboolean  may_end)
{
  g_return_if_fail (CW_IS_EFFECT (self) && may_change (self));

  self->may_end = may_end;
}

/**
 * cw_effect_add_precondition:
 * @self: an effect that wasn't handed out
 * @effect_id: id of an effect that must be settled before @self may run
 */
void
cw_effect_add_precondition (CwEffect   *self,
                            const char *effect_id)
{
  g_return_if_fail (CW_IS_EFFECT (self) && may_change (self));
  g_return_if_fail (effect_id != NULL);

  g_ptr_array_insert (self->preconditions, self->preconditions->len - 1, g_strdup (effect_id));
}

/**
 * cw_effect_add_name:
 * @self: an effect that wasn't handed out
 * @id: what the payload has: a field's or an account's id
 * @name: what people call it
 *
 * For whoever reviews the payload; it isn't sent.
 */
void
cw_effect_add_name (CwEffect   *self,
                    const char *id,
                    const char *name)
{
  g_return_if_fail (CW_IS_EFFECT (self) && may_change (self));
  g_return_if_fail (id != NULL && name != NULL);

  g_hash_table_replace (self->names, g_strdup (id), g_strdup (name));
}

/**
 * cw_effect_add_blob:
 * @self: an effect that wasn't handed out
 * @blob: the blob's id as the payload names it
 * @bytes: its bytes
 */
void
cw_effect_add_blob (CwEffect   *self,
                    const char *blob,
                    GBytes     *bytes)
{
  g_return_if_fail (CW_IS_EFFECT (self) && may_change (self));
  g_return_if_fail (blob != NULL && bytes != NULL);

  g_hash_table_replace (self->blobs, g_strdup (blob), g_bytes_ref (bytes));
}

const char *
cw_effect_get_id (CwEffect *self)
{
  g_return_val_if_fail (CW_IS_EFFECT (self), NULL);

  return self->id;
}

const char *
cw_effect_get_kind (CwEffect *self)
{
  g_return_val_if_fail (CW_IS_EFFECT (self), NULL);

  return self->kind;
}

const char *
cw_effect_get_title (CwEffect *self)
{
  g_return_val_if_fail (CW_IS_EFFECT (self), NULL);

  return self->title;
}

const char *
cw_effect_get_stage (CwEffect *self)
{
  g_return_val_if_fail (CW_IS_EFFECT (self), NULL);

  return self->stage;
}

const char *
cw_effect_get_site (CwEffect *self)
{
  g_return_val_if_fail (CW_IS_EFFECT (self), NULL);

  return self->site;
}

const char *
cw_effect_get_detail (CwEffect *self)
{
  g_return_val_if_fail (CW_IS_EFFECT (self), NULL);

  return self->detail;
}

const char *
cw_effect_get_marker (CwEffect *self)
{
  g_return_val_if_fail (CW_IS_EFFECT (self), NULL);

  return self->marker;
}

const char *
cw_effect_get_waiting (CwEffect *self)
{
  g_return_val_if_fail (CW_IS_EFFECT (self), NULL);

  return self->waiting;
}

const char *
cw_effect_get_preview_title (CwEffect *self)
{
  g_return_val_if_fail (CW_IS_EFFECT (self), NULL);

  return self->preview_title;
}

const char *
cw_effect_get_preview (CwEffect *self)
{
  g_return_val_if_fail (CW_IS_EFFECT (self), NULL);

  return self->preview;
}

/**
 * cw_effect_get_document:
 * @self: an effect
 *
 * Returns: (transfer none) (nullable): what its text was written from
 */
CwDocument *
cw_effect_get_document (CwEffect *self)
{
  g_return_val_if_fail (CW_IS_EFFECT (self), NULL);

  return self->document;
}

gboolean
cw_effect_get_optional (CwEffect *self)
{
  g_return_val_if_fail (CW_IS_EFFECT (self), FALSE);

  return self->optional;
}

/**
 * cw_effect_may_end:
 * @self: an effect
 *
 * Returns: whether it is no change when what was made was merged or closed meanwhile
 */
gboolean
cw_effect_may_end (CwEffect *self)
{
  g_return_val_if_fail (CW_IS_EFFECT (self), FALSE);

  return self->may_end;
}

gboolean
cw_effect_is_retired (CwEffect *self)
{
  g_return_val_if_fail (CW_IS_EFFECT (self), FALSE);

  return self->retired;
}

/**
 * cw_effect_get_payload:
 * @self: an effect
 *
 * Returns: (transfer none) (nullable): what will be sent, sealed; %NULL while it waits
 */
JsonNode *
cw_effect_get_payload (CwEffect *self)
{
  g_return_val_if_fail (CW_IS_EFFECT (self), NULL);

  return self->payload;
}

/**
 * cw_effect_get_payload_text:
 * @self: an effect
 *
 * Returns: (transfer none) (nullable): the payload's canonical JSON
 */
const char *
cw_effect_get_payload_text (CwEffect *self)
{
  g_return_val_if_fail (CW_IS_EFFECT (self), NULL);

  hand_out (self);
  return self->payload_text;
}

/**
 * cw_effect_get_hash:
 * @self: an effect
 *
 * Returns: (transfer none) (nullable): SHA-256 of the canonical payload, in hex; an approval is bound to it
 */
const char *
cw_effect_get_hash (CwEffect *self)
{
  g_return_val_if_fail (CW_IS_EFFECT (self), NULL);

  hand_out (self);
  return self->hash;
}

/**
 * cw_effect_get_preconditions:
 * @self: an effect
 *
 * Returns: (transfer none) (array zero-terminated=1): ids of the effects that must be settled first
 */
const char *const *
cw_effect_get_preconditions (CwEffect *self)
{
  g_return_val_if_fail (CW_IS_EFFECT (self), NULL);

  return (const char *const *) self->preconditions->pdata;
}

/**
 * cw_effect_get_name:
 * @self: an effect
 * @id: what its payload has
 *
 * Returns: (transfer none) (nullable): what people call it, where that is known
 */
const char *
cw_effect_get_name (CwEffect   *self,
                    const char *id)
{
  g_return_val_if_fail (CW_IS_EFFECT (self) && id != NULL, NULL);

  return g_hash_table_lookup (self->names, id);
}

/**
 * cw_effect_get_blob:
 * @self: an effect
 * @blob: a blob's id
 *
 * Returns: (transfer none) (nullable): its bytes, if they travel with @self
 */
GBytes *
cw_effect_get_blob (CwEffect   *self,
                    const char *blob)
{
  g_return_val_if_fail (CW_IS_EFFECT (self), NULL);
  g_return_val_if_fail (blob != NULL, NULL);

  return g_hash_table_lookup (self->blobs, blob);
}
