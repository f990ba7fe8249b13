/* SPDX-License-Identifier: GPL-3.0-or-later */
#define _GNU_SOURCE /* memmem() */

#include "config.h"

#include <string.h>

#include "cw-journal.h"
#include "cw-json.h"
#include "verdict.h"

void
verdict_init (Verdict    *self,
              Scene      *scene,
              const char *journal)
{
  *self = (Verdict) { .scene = scene, .journal = journal, .heard = g_array_new (FALSE, FALSE, sizeof (gint64)) };
}

void
verdict_clear (Verdict *self)
{
  g_array_unref (self->heard);
  g_free (self->wrong);
}

void
verdict_complain (Verdict    *self,
                  const char *format,
                  ...)
{
  va_list arguments;

  va_start (arguments, format);
  if (self->wrong == NULL)
    self->wrong = g_strdup_vprintf (format, arguments);
  va_end (arguments);
}

/* What a life was told. */
void
verdict_hear (Verdict   *self,
              const Tap *tap)
{
  g_array_append_vals (self->heard, tap->events, tap->n_events);
}

void
verdict_forget (Verdict *self)
{
  g_array_set_size (self->heard, 0);
}

static GPtrArray *
read_events (Verdict *self)
{
  g_autofree char *path = g_build_filename (self->scene->folder, self->journal, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (CwJournal) journal = cw_journal_open (path, CW_JOURNAL_OWNER, NULL, &error);
  GPtrArray *events = journal != NULL ? cw_journal_read (journal, 0, &error) : NULL;

  if (error != NULL)
    verdict_complain (self, "the journal: %s", error->message);
  return events != NULL ? events : g_ptr_array_new ();
}

static CwEffect *
make_effect (Verdict        *self,
             CwEffectRecord *record,
             guint           version)
{
  return scene_effect (self->scene, version, cw_effect_record_get_attempt (record));
}

/**
 * verdict_read_history:
 * @self: a verdict
 *
 * Returns: (transfer full): all that the journal says now
 */
CwHistory *
verdict_read_history (Verdict *self)
{
  g_autoptr (GPtrArray) events = read_events (self);
  CwHistory *history = cw_history_new ();

  cw_history_apply_all (history, events);
  return history;
}

static CwEffectRecord *
fold (Verdict   *self,
      GPtrArray *events)
{
  g_autoptr (CwHistory) history = cw_history_new ();
  g_autofree char *id = scene_make_id (self->scene);
  CwEffectRecord *record;

  cw_history_apply_all (history, events);
  record = cw_history_get_record (history, id);
  return record != NULL ? g_object_ref (record) : NULL;
}

/**
 * verdict_read_record:
 * @self: a verdict
 *
 * Returns: (transfer full) (nullable): what the journal says now
 */
CwEffectRecord *
verdict_read_record (Verdict *self)
{
  g_autoptr (GPtrArray) events = read_events (self);

  return fold (self, events);
}

static CwEffectState
get_state (Verdict        *self,
           CwEffectRecord *record,
           StoryKind       story)
{
  g_autoptr (CwEffect) effect = make_effect (self, record, story_get_version (story, self->scene->kind));

  return cw_effect_record_get_state (record, effect);
}

/**
 * verdict_is_settled:
 * @self: a verdict
 * @story: what is going on
 *
 * Returns: whether nothing is left to be done
 */
gboolean
verdict_is_settled (Verdict   *self,
                    StoryKind  story)
{
  g_autoptr (CwEffectRecord) record = verdict_read_record (self);

  if (story_is_back (story))
    return cw_effect_record_get_attempt (record) == 2 && cw_effect_record_get_phase (record) == CW_PHASE_NONE;
  return cw_effect_state_is_settled (get_state (self, record, story));
}

/**
 * verdict_check_untouched:
 * @self: a verdict
 * @story: what is going on
 *
 * Before a person has answered, what somebody else made or changed meanwhile is still as they left it, and what they
 * took away isn't made anew.
 */
void
verdict_check_untouched (Verdict   *self,
                         StoryKind  story)
{
  gboolean sent = story == STORY_TAKEN_OVER && self->scene->kind->whole; /* the person has answered by then */
  guint all, such;

  if (story == STORY_GONE)
    {
      scene_count (self->scene, SECOND, &all, &such);
      if (such != 0 || verdict_is_settled (self, story))
        verdict_complain (self, "what somebody else took away was made anew without a question");
    }
  if (story_is_partial (story) && !sent && scene_count_touched (self->scene) != 1)
    verdict_complain (self, "what somebody else changed elsewhere was overwritten without a question");
  if ((story != STORY_TAKEN && story != STORY_CHANGED)
      || (story == STORY_TAKEN && g_str_equal (self->scene->kind->effect, CW_EFFECT_KIND_MESSAGE)))
    return;
  scene_count (self->scene, STRANGER, &all, &such);
  if (such != 1)
    verdict_complain (self, "what somebody else wrote was overwritten without a question");
}

/* Whether somebody approved @effect as it is. */
static gboolean
was_reviewed (GPtrArray *events,
              CwEffect  *effect)
{
  for (guint i = 0; i < events->len; i++)
    {
      JsonObject *data = cw_event_get_data (events->pdata[i]);

      if (cw_event_is (events->pdata[i], CW_EVENT_APPROVED)
          && g_strcmp0 (cw_json_get_string (data, "hash", NULL), cw_effect_get_hash (effect)) == 0
          && json_node_equal (json_object_get_member (data, "payload"), cw_effect_get_payload (effect)))
        return TRUE;
    }
  return FALSE;
}

/* What was told to be on the disk is there, and what was approved is, too: the first attempt, or what was planned and
 * reviewed anew for a later one. */
static void
check_events (Verdict        *self,
              GPtrArray      *events,
              CwEffectRecord *record,
              StoryKind       story)
{
  gboolean reviewed = self->scene->kind->service == NULL || story_is_back (story);

  for (guint i = 0; i < self->heard->len; i++)
    {
      gint64 seq = g_array_index (self->heard, gint64, i);
      gboolean found = FALSE;

      for (guint j = 0; j < events->len && !found; j++)
        found = cw_event_get_seq (events->pdata[j]) == seq;
      if (!found)
        verdict_complain (self, "event %d was said to be on the disk, and is lost", (int) seq);
    }
  for (guint attempt = 1; attempt <= cw_effect_record_get_attempt (record) && !reviewed; attempt++)
    {
      g_autoptr (CwEffect) effect = scene_effect (self->scene, story_get_version (story, self->scene->kind), attempt);

      reviewed = was_reviewed (events, effect);
    }
  if (!reviewed)
    verdict_complain (self, "what was reviewed is lost");
}

static void
check_secrets (Verdict *self)
{
  static const char *const endings[] = { "", "-wal" };
  const char *token = cw_test_rehearsal_get (self->scene->rehearsal, "token");
  g_autofree char *pair = g_strdup_printf ("%s:%s", cw_test_rehearsal_get (self->scene->rehearsal, "email"), token);
  g_autofree char *basic = g_base64_encode ((const guchar *) pair, strlen (pair));

  for (guint i = 0; i < G_N_ELEMENTS (endings); i++)
    {
      g_autofree char *path = g_strconcat (self->scene->folder, "/", self->journal, endings[i], NULL);
      g_autofree char *bytes = NULL;
      gsize size = 0;

      if (!g_file_get_contents (path, &bytes, &size, NULL))
        continue;
      if (memmem (bytes, size, token, strlen (token)) != NULL || memmem (bytes, size, basic, strlen (basic)) != NULL)
        verdict_complain (self, "a secret is in the journal");
    }
}

/* How many things of the name there must be; for a branch, commits: what it is updated with may come beside it. */
static guint
count_expected (Verdict   *self,
                StoryKind  story)
{
  const Kind *kind = self->scene->kind;

  if (story_has_twin (story))
    return story_is_back (story) ? 1 : 2;
  if (kind->service == NULL || story_is_back (story))
    return 0;
  if (story == STORY_BESIDE)
    return 2;
  if (kind->standing)
    return story == STORY_CHANGED ? 2 : 1;
  return kind->growing && story_get_version (story, kind) == 2 ? 2 : 1;
}

/* Whether somebody else made something of it, or took it away. */
static gboolean
is_meddled (Verdict   *self,
            StoryKind  story)
{
  return !story_is_back (story) && (self->strange > 0 || story == STORY_CHANGED || story == STORY_GONE);
}

/* How many there may be where somebody else made something of it. A branch has their commit, and whatever the person
 * sets right comes on top; what was put in the place of ours stays beside what is sent again. */
static guint
count_most (Verdict   *self,
            StoryKind  story,
            gboolean   beside)
{
  const Kind *kind = self->scene->kind;

  if (kind->members == NULL && !kind->standing)
    return story == STORY_GONE ? 1 : 3 + MAX (self->strange, 1);
  if (kind->members == NULL)
    return 1 + MAX (self->strange, 1);
  if (beside && !self->taken)
    return 2;
  return count_expected (self, story);
}

/* After the person's answer what stands outside is what they took. */
static void
check_taken (Verdict   *self,
             StoryKind  story,
             gboolean   beside)
{
  guint all, such;

  scene_count (self->scene, story == STORY_GONE ? SECOND : STRANGER, &all, &such);
  if (all > count_most (self, story, beside))
    verdict_complain (self, "after the answer there are %u of them outside", all);
  if (such != (story == STORY_GONE ? 0 : 1))
    verdict_complain (self, "after the answer what is outside isn't what the person took");
}

/* After the person's answer what stands outside is what they approved. */
static void
check_approved (Verdict   *self,
                StoryKind  story,
                gboolean   beside)
{
  const Kind *kind = self->scene->kind;
  guint all, such;

  scene_count (self->scene, kind->standing ? STRANGER : SECOND, &all, &such);
  if (all < 1 || all > count_most (self, story, beside))
    verdict_complain (self, "after the answer there are %u of them outside", all);
  if (such != (kind->wordless ? all : 1) || !scene_holds (self->scene))
    verdict_complain (self, "after the answer what is outside isn't what the person approved");
}

/* A branch that is gone can't be brought onto its base. */
static void
check_left_out (Verdict *self)
{
  guint all, such;

  scene_count (self->scene, FIRST, &all, &such);
  if (all > 0)
    verdict_complain (self, "a branch that is gone was made anew");
}

/*
 * Nothing is open after the person's answer. In a page in which somebody else wrote, or that they archived, nothing is
 * ever written, so that only taking it is an answer; of what is gone there is nothing to take, and it is sent again.
 */
static void
check_answered (Verdict        *self,
                CwEffectRecord *record,
                StoryKind       story,
                gboolean        beside)
{
  const Kind *kind = self->scene->kind;
  gboolean there = story != STORY_GONE || kind->ended != NULL;

  if (story == STORY_GONE && kind->standing)
    check_left_out (self);
  else if (kind->kept || (self->taken && there))
    check_taken (self, story, beside);
  else
    check_approved (self, story, beside);
  if ((self->taken || !kind->kept) && !verdict_is_settled (self, story))
    verdict_complain (self, "after the answer it is %s: %s", cw_effect_state_to_word (get_state (self, record, story)),
                      cw_effect_record_get_error (record));
}

static void
check_outside (Verdict        *self,
               CwEffectRecord *record,
               StoryKind       story,
               gboolean        asked)
{
  gboolean ours = story == STORY_MAKE || story == STORY_UPDATE || story == STORY_ADOPT || story == STORY_BESIDE
                  || story == STORY_TWIN || story == STORY_REVERTED;
  gboolean same = self->scene->kind->wordless || story == STORY_TWIN;
  gboolean by_word = asked && cw_effect_record_get_phase (record) == CW_PHASE_BY_HAND;
  const char *key = cw_effect_record_get_key (record);
  guint all, such;

  scene_count (self->scene, story_get_version (story, self->scene->kind) == 1 ? FIRST : SECOND, &all, &such);
  if (self->twins && asked && all == 2 && such == 2)
    return;
  if (self->scene->kind->kept)
    verdict_check_untouched (self, story);
  if (all != count_expected (self, story))
    verdict_complain (self, "there are %u of them outside, not %u", all, count_expected (self, story));
  if ((ours && self->scene->kind->service != NULL && such != (same ? all : 1)) || !scene_is_there (self->scene))
    verdict_complain (self, "what is outside isn't what was reviewed");
  if (ours && self->scene->kind->service != NULL && !by_word && (key == NULL || !scene_has_key (self->scene, key)))
    verdict_complain (self, "the journal knows it as %s, and nothing outside is called so", key);
  if (story == STORY_BESIDE)
    verdict_check_kept (self);
}

/**
 * verdict_check_end:
 * @self: a verdict
 * @story: what has been going on
 * @asked: whether a person was asked
 * @beside: whether somebody put something else in the place of ours
 *
 * In the end it is there once, as it was reviewed, the journal knows it, and nothing that was reviewed is lost. Where
 * two machines looked at the same time there may be two, and a person knows; what somebody else made of it is as the
 * person said.
 */
void
verdict_check_end (Verdict   *self,
                   StoryKind  story,
                   gboolean   asked,
                   gboolean   beside)
{
  g_autoptr (GPtrArray) events = read_events (self);
  g_autoptr (CwEffectRecord) record = fold (self, events);
  CwEffectState state = get_state (self, record, story);

  check_events (self, events, record, story);
  check_secrets (self);
  if (story_is_partial (story))
    verdict_check_partial (self, record);
  else if (is_meddled (self, story))
    check_answered (self, record, story, beside);
  else
    check_outside (self, record, story, asked);
  if (!is_meddled (self, story) && !(self->twins && asked) && !verdict_is_settled (self, story))
    verdict_complain (self, "in the end it is %s: %s", cw_effect_state_to_word (state),
                      record != NULL ? cw_effect_record_get_error (record) : NULL);
}

/* Whether @record names one that is outside: as what came of it, or among what a person is asked about. */
static gboolean
names_one (Verdict        *self,
           CwEffectRecord *record)
{
  JsonArray *candidates = record != NULL ? cw_effect_record_get_candidates (record) : NULL;
  const char *key = cw_effect_record_get_key (record);

  if (key != NULL && scene_has_key (self->scene, key))
    return TRUE;
  for (guint i = 0; candidates != NULL && i < json_array_get_length (candidates); i++)
    {
      key = cw_json_get_string (json_array_get_object_element (candidates, i), "key", NULL);
      if (key != NULL && scene_has_key (self->scene, key))
        return TRUE;
    }
  return FALSE;
}

/* Whether ours stands outside. */
static gboolean
is_outside (Verdict *self,
            guint    all)
{
  return (!self->removed || self->twins) && all > self->others
         && (!self->scene->kind->standing || scene_holds (self->scene));
}

/* Whether a decision was the answer to a question, or to a change, that showed what is there. */
static gboolean
was_answer (GPtrArray *events)
{
  CwEvent *before = NULL;

  for (guint i = 0; i < events->len; i++)
    {
      CwEvent *event = events->pdata[i];

      if (cw_event_get_effect_id (event) == NULL)
        continue;
      if ((cw_event_is (event, CW_EVENT_BY_HAND) || cw_event_is (event, CW_EVENT_LEFT_OUT)) && before != NULL
          && (cw_event_is (before, CW_EVENT_ASKING) || cw_event_is (before, CW_EVENT_VERIFIED)))
        return TRUE;
      before = event;
    }
  return FALSE;
}

static void
check_known (Verdict        *self,
             CwEffectRecord *record,
             CwEffectState   state,
             gboolean        outside,
             gboolean        asked)
{
  if (state == CW_EFFECT_IN_DOUBT || state == CW_EFFECT_RUNNING)
    verdict_complain (self, "nobody knows yet what became of it");
  if (outside && !names_one (self, cw_effect_record_get_outside (record))
      && !(self->twins && !cw_effect_state_is_settled (state)))
    verdict_complain (self, "it is outside, and the journal, in which it is %s, knows nothing of it",
                      cw_effect_state_to_word (state));
  if (outside && self->others > 0 && state == CW_EFFECT_DONE_BY_HAND && !asked)
    verdict_complain (self, "there is another one outside than that which was made by hand, and nobody is asked");
  if (!outside && (state == CW_EFFECT_DONE || state == CW_EFFECT_OUTDATED))
    verdict_complain (self, "nothing of ours is outside, and it is %s", cw_effect_state_to_word (state));
}

/**
 * verdict_check_decided:
 * @self: a verdict
 * @story: what has been going on
 *
 * Whatever a person decided while nobody knew: it is there once at most, and if it is, the journal says so; what isn't
 * there, or isn't as it was reviewed, doesn't count as done.
 *
 * Returns: whether a person is asked
 */
gboolean
verdict_check_decided (Verdict   *self,
                       StoryKind  story)
{
  g_autoptr (GPtrArray) events = read_events (self);
  g_autoptr (CwEffectRecord) record = fold (self, events);
  CwEffectState state = get_state (self, record, story);
  guint version = story_get_version (story, self->scene->kind);
  gboolean theirs_on_top = self->strange > 0 && self->scene->kind->members == NULL;
  guint most = count_expected (self, story_is_back (story) ? STORY_MAKE : story) + self->others;
  gboolean asked = was_answer (events);
  guint all, such;

  check_secrets (self);
  scene_count (self->scene, version == 1 ? FIRST : SECOND, &all, &such);
  if (theirs_on_top)
    most += self->strange;
  else if (self->twins && (asked || !cw_effect_state_is_settled (state)))
    most++;
  if (all > most)
    verdict_complain (self, "there are %u of them outside, and it is %s", all, cw_effect_state_to_word (state));
  check_known (self, record, state, is_outside (self, all), asked);
  if (state == CW_EFFECT_DONE && such == 0 && !theirs_on_top)
    verdict_complain (self, "it counts as done, and what is outside isn't what was reviewed");
  return state == CW_EFFECT_ASKING;
}

/**
 * verdict_check_nothing_left:
 * @self: a verdict
 *
 * What could be taken back was, and nothing goes out any more; another machine's is another preparation's, unless ours
 * was taken away, and what is left is all there is.
 */
void
verdict_check_nothing_left (Verdict *self)
{
  guint all, such;

  scene_count (self->scene, FIRST, &all, &such);
  if (all > (self->twins && !self->removed ? 1 : 0))
    verdict_complain (self, "what could be taken back is still outside");
}
