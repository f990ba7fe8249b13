/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gstdio.h>
#include <string.h>

#include "cw-app-test-desk.h"
#include "cw-app-test-plan.h"
#include "cw-app-test-view.h"
#include "cw-desk-private.h"
#include "cw-event.h"
#include "cw-json.h"
#include "cw-session-private.h"
#include "cw-test-stage.h"
#include "cw-test.h"

/* As the outside may send them; a procedure's own texts can't hold braces. */
#define ODD "<b>&amp; \"x\"</b> & < _one __two % \xd7\xa9\xd7\x9c\xd7\x95\xd7\x9d \xd8\xb3\xd9\x84\xd8\xa7\xd9\x85\n\tsecond line \xf0\x9f\x9a\x80"
#define LONG 2000
/* Where a page has dozens. */
#define LONG_NAME 84

static const char *const names[CW_APP_TEST_N_DATA] = {
  "good", "reading", "bad", "given-up", "empty", "long", "many", "odd", "none",
};

const char *
cw_app_test_data_name (CwAppTestData data)
{
  return names[data];
}

/* With words that are wider than the narrowest window. */
static const char *
get_long_text (void)
{
  static char *text;

  if (text == NULL)
    {
      g_autoptr (GString) all = g_string_new (NULL);

      while (all->len < LONG)
        g_string_append (all, "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft und "
                              "eine sehr lange Bezeichnung ");
      text = g_string_free (g_steal_pointer (&all), FALSE);
    }
  return text;
}

/* A text as of that data. */
const char *
cw_app_test_data_text (CwAppTestData data)
{
  switch (data)
    {
    case CW_APP_TEST_LONG:
      return get_long_text ();
    case CW_APP_TEST_ODD:
      return ODD;
    case CW_APP_TEST_EMPTY:
    case CW_APP_TEST_NONE:
      return "";
    case CW_APP_TEST_GOOD:
    case CW_APP_TEST_READING:
    case CW_APP_TEST_BAD:
    case CW_APP_TEST_GIVEN_UP:
    case CW_APP_TEST_MANY:
    case CW_APP_TEST_N_DATA:
    default:
      return "The dome moves again";
    }
}

/* A name as of that data, of which a page has dozens. */
static char *
make_name (CwAppTestData data)
{
  const char *text = cw_app_test_data_text (data);

  return g_utf8_substring (text, 0, MIN (g_utf8_strlen (text, -1), LONG_NAME));
}

/* What a person reads in the procedure, of one object; what only machines read stays. */
static gboolean
is_shown (JsonObject *object,
          const char *member)
{
  static const char *const shown[] = { "notice", "phrase", "purpose", "reason", "summary", "text", "title", "zone-name",
                                       NULL };

  if (g_str_equal (member, "name"))
    return json_object_has_member (object, "phrase");
  return g_strv_contains (shown, member);
}

static void
stretch (JsonNode   *node,
         const char *text)
{
  JsonArray *array = JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
  JsonObject *object = JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
  g_autoptr (GList) members = object != NULL ? json_object_get_members (object) : NULL;

  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    stretch (json_array_get_element (array, i), text);
  for (GList *one = members; one != NULL; one = one->next)
    {
      JsonNode *member = json_object_get_member (object, one->data);

      if (json_node_get_value_type (member) == G_TYPE_STRING && is_shown (object, one->data))
        {
          g_autofree char *longer = g_strdup_printf ("%s %s", json_node_get_string (member), text);

          json_node_set_string (member, longer);
        }
      else
        stretch (member, text);
    }
}

/* The file of a procedure whose texts are of that data. */
static char *
make_procedure (CwAppTestData data)
{
  g_autofree char *shipped = cw_test_source ("data/procedures/rubin-2023.json");
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL, *name = NULL;
  char *path;
  int file;

  if (data != CW_APP_TEST_LONG && data != CW_APP_TEST_ODD)
    return g_steal_pointer (&shipped);
  json_parser_load_from_file (parser, shipped, &error);
  g_assert_no_error (error);
  name = make_name (data);
  stretch (json_parser_get_root (parser), name);
  text = json_to_string (json_parser_get_root (parser), FALSE);
  file = g_file_open_tmp ("procedure-XXXXXX.json", &path, &error);
  g_assert_no_error (error);
  g_close (file, NULL);
  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  return path;
}

static char *
quote_name (CwAppTestData data)
{
  g_autofree char *name = make_name (data);
  g_autoptr (JsonNode) node = json_node_init_string (json_node_alloc (), name);

  return json_to_string (node, FALSE);
}

static char *
quote (const char *text)
{
  g_autoptr (JsonNode) node = json_node_init_string (json_node_alloc (), text);

  return json_to_string (node, FALSE);
}

/* The ways that an effect can go; @hash, @payload and @text are filled in. */
#define LATER "4102444800000000" /* nothing looks again meanwhile */
#define SENT "{\"hash\":\"@hash\",\"payload\":@payload,\"attempt\":1,\"deed\":\"perform\"}"
#define MADE "{\"outcome\":{\"key\":\"DM-7\",\"url\":\"https://example.org/7\",\"checks\":\"failing\"},\"adopted\":false}"
#define DIFFERENCES "[{\"what\":@text,\"ours\":@text,\"theirs\":@text}]"

typedef struct {
  const char *type;
  const char *data;
} Step;

static const Step ways[][4] = {
  { { CW_EVENT_INTENT, SENT }, { CW_EVENT_OUTCOME, MADE } },
  { { CW_EVENT_APPROVED, SENT } },
  { { CW_EVENT_APPROVED, SENT },
    { CW_EVENT_INTENT, SENT },
    { CW_EVENT_FAILED, "{\"code\":\"offline\",\"message\":@text}" } },
  { { CW_EVENT_INTENT, SENT },
    { CW_EVENT_ASKING, "{\"candidates\":[{\"key\":@text,\"url\":\"https://example.org/1\"},{\"key\":\"DM-2\"}],"
                       "\"differences\":" DIFFERENCES ",\"where\":@text}" } },
  { { CW_EVENT_INTENT, SENT }, { CW_EVENT_ASKING, "{\"candidates\":[],\"differences\":[],\"where\":@text}" } },
  { { CW_EVENT_INTENT, SENT }, { CW_EVENT_IN_DOUBT, "{\"where\":@text,\"message\":@text,\"look-again\":" LATER "}" } },
  { { CW_EVENT_INTENT, SENT },
    { CW_EVENT_OUTCOME, MADE },
    { CW_EVENT_VERIFIED, "{\"answer\":\"different\",\"differences\":" DIFFERENCES "}" } },
  { { CW_EVENT_INTENT, "{\"hash\":\"0\",\"payload\":{\"text\":@text},\"attempt\":1,\"deed\":\"perform\"}" },
    { CW_EVENT_OUTCOME, MADE } },
  { { CW_EVENT_INTENT, SENT },
    { CW_EVENT_OUTCOME, MADE },
    { CW_EVENT_INTENT, "{\"attempt\":1,\"deed\":\"retract\"}" },
    { CW_EVENT_FAILED, "{\"code\":\"forbidden\",\"message\":@text}" } },
  { { CW_EVENT_BY_HAND, "{\"key\":\"\",\"url\":\"\",\"word\":@text}" } },
  { { CW_EVENT_LEFT_OUT, "{\"reason\":@text}" } },
  { { CW_EVENT_INTENT, SENT } },
  { { NULL } },
};

static void
take (CwTestStage  *world,
      CwEffect     *effect,
      const Step   *steps,
      CwAppTestData data)
{
  g_autofree char *text = quote_name (data);

  for (guint i = 0; i < G_N_ELEMENTS (ways[0]) && steps[i].type != NULL; i++)
    {
      g_autoptr (GString) filled = g_string_new (steps[i].data);

      g_string_replace (filled, "@hash", cw_effect_get_hash (effect), 0);
      g_string_replace (filled, "@payload", cw_effect_get_payload_text (effect), 0);
      g_string_replace (filled, "@text", text, 0);
      cw_test_stage_event (world, steps[i].type, cw_effect_get_id (effect), filled->str);
    }
}

/* Each stage after the other, since what one made others need; all goes well, or each thing another way. */
static void
bring_on (CwTestStage  *world,
          CwAppTestData data,
          gboolean      well)
{
  guint n_stages, turn = 0;
  const CwStage *stages = cw_stages_get (&n_stages);

  for (guint i = 0; i < n_stages; i++)
    {
      g_autoptr (CwStageResult) result = cw_test_stage_run (world, stages[i].id);

      for (guint j = 0; j < result->effects->len; j++)
        {
          CwEffect *effect = g_ptr_array_index (result->effects, j);

          /* A branch of which a pull request is made is there. */
          gboolean later = j % 2 == 1 && strstr (cw_effect_get_id (effect), "phalanx") == NULL;

          if (cw_effect_get_payload (effect) == NULL || (well && later))
            continue;
          take (world, effect, ways[well ? 0 : turn++ % G_N_ELEMENTS (ways)], data);
        }
    }
}

/* How often there is each thing. */
static guint
count (CwAppTestData data)
{
  return data == CW_APP_TEST_MANY ? 300 : 3;
}

static void
add_note (CwTestStage *world,
          const char  *text)
{
  g_autofree char *json = g_strdup_printf ("{\"text\":%s}", text);

  cw_test_stage_event (world, CW_EVENT_NOTE, NULL, json);
}

static void
add_notes (CwTestStage  *world,
           CwAppTestData data)
{
  g_autofree char *text = quote (cw_app_test_data_text (data)), *name = quote_name (data);

  add_note (world, text);
  for (guint i = 1; i < count (data); i++)
    add_note (world, name);
}

static void
add_texts (CwTestStage  *world,
           CwAppTestData data)
{
  static const char *const facts[] = {
    "page.changes", "page.problems", "page.channel", "version.ts_xml", "text.c0045/tts/announcement/day-before/1",
    "skipped.science-platform", "components",
  };
  g_autofree char *text = quote (cw_app_test_data_text (data)), *name = quote_name (data);
  g_autofree char *author = g_strdup_printf ("{\"name\":%s,\"email\":%s}", text, name);

  for (guint i = 0; i < G_N_ELEMENTS (facts); i++)
    cw_test_stage_fact (world, facts[i], name);
  cw_test_stage_fact (world, "author", author);
  cw_test_stage_fact (world, "site.bts", "{\"date\":\"2020-01-05\",\"time\":\"03:00\"}");
}

/* What there is to choose from: people, and branches to begin with. */
static void
add_candidates (CwTestStage  *world,
                CwAppTestData data)
{
  g_autofree char *text = quote_name (data);
  g_autoptr (GString) people = g_string_new ("{\"query\":\"Summit Activities Manager\",\"refused\":[],\"people\":[");
  g_autoptr (GString) bases = g_string_new ("[");

  for (guint i = 0; i < count (data); i++)
    {
      const char *comma = i > 0 ? "," : "";

      g_string_append_printf (people, "%s{\"account\":\"1:%u\",\"name\":%s}", comma, i, text);
      g_string_append_printf (bases, "%s{\"name\":\"tickets/DM-%u\",\"label\":%s,\"suggested\":%s}", comma, i, text,
                              i == 1 ? "true" : "false");
    }
  g_string_append (people, "]}");
  g_string_append_c (bases, ']');
  cw_test_stage_see (world, "person.activities-manager", people->str);
  cw_test_stage_see (world, "bases.summit.docker-compose-ops", bases->str);
}

/* Nothing can be reached, and each service says it in its words. */
static void
add_troubles (CwTestStage  *world,
              CwAppTestData data)
{
  static const char *const troubles[] = {
    "fetch-trouble.phalanx", "git-trouble.summit.argocd-csc", "git-trouble.tts.argocd-csc",
    "manifest-trouble", "person-trouble.activities-manager", "rebase-trouble.tts.docker-compose-ops",
    "script-failure.summit",
  };
  g_autofree char *text = quote_name (data);
  g_autofree char *trouble = g_strdup_printf ("{\"trouble\":%s}", text);
  g_autofree char *uncompared =
    g_strdup_printf ("{\"c0045/summit/tickets/configuration/1\":%s,\"c0045/summit/announcement/day-before/1\":%s}", text,
                     text);

  for (guint i = 0; i < G_N_ELEMENTS (troubles); i++)
    cw_test_stage_see (world, troubles[i], text);
  cw_test_stage_see (world, "notebook", trouble);
  cw_test_stage_see (world, "uncompared", uncompared);
}

static void
add_images (CwTestStage  *world,
            CwAppTestData data)
{
  g_autofree char *text = quote_name (data);
  g_autoptr (GString) images = g_string_new ("{\"total\":900,\"older\":[");

  g_string_append_printf (images, "%s],\"since\":{%s:1796126400},\"missing\":[%s", text, text, text);
  for (guint i = 1; i < count (data); i++)
    g_string_append_printf (images, ",\"image-%u:c0045\"", i);
  g_string_append (images, "]}");
  cw_test_stage_see (world, "images", images->str);
}

/* A person waves a warning through by its words. */
static void
wave_through (CwTestStage *world,
              const char  *stage,
              const char  *check)
{
  g_autoptr (CwStageResult) result = cw_test_stage_run (world, stage);
  g_autofree char *fact = g_strconcat ("waved.", check, NULL);
  g_autofree char *text = quote (cw_test_stage_check (result, check)->text);

  cw_test_stage_fact (world, fact, text);
}

static CwPlan *
make_plan (CwAppTestData data)
{
  g_autofree char *name = make_name (data);

  return cw_app_test_plan_new_full (count (data), name);
}

static CwView *
make_view (CwAppTestData data)
{
  g_autofree char *procedure = make_procedure (data);
  g_autoptr (CwTestStage) world = cw_test_stage_new_by (procedure);
  gboolean well = data == CW_APP_TEST_GOOD || data == CW_APP_TEST_READING;

  if (data == CW_APP_TEST_EMPTY)
    {
      g_hash_table_remove_all (world->observations);
      g_hash_table_remove_all (world->facts);
      cw_test_stage_fact (world, "cycle", "\"c0045\"");
      return cw_test_stage_view (world, FALSE);
    }
  cw_test_stage_plan (world);
  if (data == CW_APP_TEST_LONG || data == CW_APP_TEST_MANY || data == CW_APP_TEST_ODD)
    g_hash_table_replace (world->plans, g_strdup ("summit"),
                          make_plan (data));
  add_notes (world, data);
  if (!well)
    add_texts (world, data);
  bring_on (world, data, well);
  if (!well)
    {
      add_candidates (world, data);
      add_troubles (world, data);
    }
  add_images (world, data);
  wave_through (world, "build", "images-older");
  if (data == CW_APP_TEST_GIVEN_UP)
    cw_test_stage_event (world, CW_EVENT_GIVEN_UP, NULL, "{\"reason\":\"The cycle is put off\"}");
  return cw_test_stage_view (world, data == CW_APP_TEST_READING);
}

static gpointer
make (gpointer data)
{
  return make_view (GPOINTER_TO_UINT (data));
}

/* A preparation with that data, without services; made as every view is, not in the main thread. */
CwView *
cw_app_test_view_new (CwAppTestData data)
{
  return data != CW_APP_TEST_NONE ? g_thread_join (g_thread_new ("view", make, GUINT_TO_POINTER (data))) : NULL;
}

/* A desk with a rehearsal of nothing, on which other views are put. */
CwDesk *
cw_app_test_desk_warm (const char *data_dir)
{
  g_autoptr (CwProcedure) procedure = cw_app_test_procedure ("rubin-2023");
  CwDesk *desk = cw_app_test_desk_new (procedure, data_dir);
  g_autoptr (GHashTable) facts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                                        (GDestroyNotify) json_node_unref);

  g_hash_table_replace (facts, g_strdup ("cycle"), json_node_init_string (json_node_alloc (), "c0045"));
  cw_desk_create (desk, facts);
  cw_app_test_wait_until (cw_app_test_is_idle, desk);
  return desk;
}

/* In the worker, whose the session is. */
static gboolean
put (CwSession    *session,
     gpointer      view,
     GCancellable *cancellable,
     GError      **error)
{
  return g_set_object (&session->view, view);
}

/* Shows a view as if the session had come to it. */
void
cw_app_test_desk_put (CwDesk *desk,
                      CwView *view)
{
  cw_workbench_do (cw_desk_get_workbench (desk), put, g_object_ref (view), g_object_unref, NULL, NULL, NULL);
  cw_app_test_wait_idle (desk);
  g_assert_true (cw_desk_get_view (desk) == view);
}
