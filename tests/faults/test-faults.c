/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "cw-test.h"
#include "story.h"

/*
 * The fault matrix of one kind of effect: each story is first told without a fault, which shows at which points the
 * program can die, what it writes and what it asks; then it is told anew for each of these with each fault. Each case
 * is one line of TAP; `--case N --seed S` plays one of them again. `--walk N` plays so many with several faults in a
 * row.
 */

#define COMMIT_DIGITS 6
#define SEED_WITHOUT_COMMIT 45

static int only;
static int seed;
static int share = 1;
static int walk;
static gboolean replies;
static char *tale;

static const GOptionEntry options[] = {
  { "case", 0, 0, G_OPTION_ARG_INT, &only, "Play this case alone", "N" },
  { "seed", 0, 0, G_OPTION_ARG_INT, &seed, "What chance makes of the cases; by itself the commit's number", "S" },
  { "share", 0, 0, G_OPTION_ARG_INT, &share, "Play one case of so many, by the seed", "N" },
  { "replies", 0, 0, G_OPTION_ARG_NONE, &replies,
    "Play one case, by the seed, of all that can be wrong with an answer", NULL },
  { "story", 0, 0, G_OPTION_ARG_STRING, &tale, "Play the cases of one story alone", "WORDS" },
  { "walk", 0, 0, G_OPTION_ARG_INT, &walk, "Play so many cases with several faults in a row instead", "N" },
  { NULL }
};

typedef struct {
  Stage stage;
  GPtrArray *cases;
  guint failed;
  guint asked;
} Matrix;

static void
case_free (gpointer data)
{
  Case *self = data;

  g_free (self->name);
  g_free (self);
}

static void
add (Matrix    *self,
     StoryKind  story,
     FaultKind  fault,
     guint      at,
     guint      reply,
     const char *format,
     ...)
{
  Case *made = g_new0 (Case, 1);
  g_autofree char *words = NULL;
  va_list arguments;

  va_start (arguments, format);
  words = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  made->number = self->cases->len + 1;
  made->story = story;
  made->fault = fault;
  made->at = at;
  made->reply = reply;
  made->name = g_strdup_printf ("%s %s: %s", self->stage.kind->name, story_names[story], words);
  g_ptr_array_add (self->cases, made);
}

/* What is found begins as what is made does, with a new journal: until the first request nothing differs. */
static void
skip_beginning (StoryKind  story,
                const Tap *tap,
                guint     *points,
                guint     *writes)
{
  *points = *writes = 0;
  while (story == STORY_ADOPT && *points < tap->n_points && !g_str_has_suffix (tap->points[*points], " goes out"))
    *writes += g_str_has_prefix (tap->points[(*points)++], "before the journal writes ");
}

static void
add_deaths (Matrix    *self,
            StoryKind  story,
            const Tap *tap)
{
  guint points, writes;

  skip_beginning (story, tap, &points, &writes);
  for (guint i = points + 1; i <= tap->n_points; i++)
    add (self, story, FAULT_KILL, i, 0, "killed %s (point %u)", tap->points[i - 1], i);
  for (guint i = writes + 1; i <= tap->n_writes; i++)
    {
      add (self, story, FAULT_TORN, i, 0, "killed in the middle of the journal's write %u", i);
      add (self, story, FAULT_FULL, i, 0, "the disk full from the journal's write %u on", i);
    }
}

static void
add_replies (Matrix    *self,
             StoryKind  story,
             const Tap *tap)
{
  for (guint i = 1; i <= tap->n_requests; i++)
    {
      for (guint reply = 0; reply < n_replies; reply++)
        add (self, story, FAULT_REPLY, i, reply, "%s (request %u): %s", tap->requests[i - 1], i,
             story_reply_name (reply));
      for (guint reply = 0; reply < n_outages; reply++)
        add (self, story, FAULT_DOWN, i, reply, "from %s (request %u) on: %s", tap->requests[i - 1], i,
             story_reply_name (reply));
      if (g_str_equal (self->stage.kind->name, "ticket"))
        add (self, story, FAULT_LAG, i, 0, "%s (request %u): %s, and the search lags", tap->requests[i - 1], i,
             story_reply_name (0));
    }
}

/* The point right after the request went out, or 0. */
static guint
find_gone_out (const Tap *tap,
               guint      request)
{
  guint n = 0;

  for (guint i = 0; i < tap->n_points; i++)
    if (g_str_has_prefix (tap->points[i], "after ") && g_str_has_suffix (tap->points[i], " went out") && ++n == request)
      return i + 1;
  return 0;
}

/* Git's requests are left out: there the server takes the old id that a push names for the only one. */
static void
add_late (Matrix    *self,
          StoryKind  story,
          const Tap *tap)
{
  for (guint i = 1; i <= tap->n_requests; i++)
    {
      const char *name = tap->requests[i - 1];
      guint gone = find_gone_out (tap, i);

      add (self, story, FAULT_LATE, i, 0, "%s (request %u): arrives after the next start", name, i);
      if (gone > 0)
        add (self, story, FAULT_LATE_KILL, i, gone + 1, "%s (request %u): killed, and it arrives after the next start",
             name, i);
    }
}

static void
add_decision (Matrix   *self,
              Case      what,
              Decision  decision,
              const char *words)
{
  Case *made;

  add (self, what.story, what.fault, what.at, what.reply, "%s; %s", words, decision_names[decision]);
  made = self->cases->pdata[self->cases->len - 1];
  made->decision = decision;
}

/* All that may leave open what became of a request, or keep its update away. */
static void
add_decisions (Matrix    *self,
               StoryKind  story,
               Decision   decision,
               const Tap *tap)
{
  const char *service = self->stage.kind->service;

  for (guint i = 1; i <= tap->n_requests; i++)
    {
      g_autofree char *lost = g_strdup_printf ("from %s (request %u) on: %s", tap->requests[i - 1], i,
                                               story_reply_name (REPLY_LOST));
      g_autofree char *refused = g_strdup_printf ("from %s (request %u) on: %s", tap->requests[i - 1], i,
                                                  story_reply_name (REPLY_FORBIDDEN));
      g_autofree char *late = g_strdup_printf ("%s (request %u): arrives later", tap->requests[i - 1], i);
      g_autofree char *killed = g_strdup_printf ("%s (request %u): killed when it went out", tap->requests[i - 1], i);
      g_autofree char *both = g_strdup_printf ("%s (request %u): another machine does the same", tap->requests[i - 1],
                                               i);
      guint gone = find_gone_out (tap, i);

      add_decision (self, (Case) { .story = story, .fault = FAULT_DOWN, .at = i, .reply = REPLY_LOST }, decision, lost);
      add_decision (self, (Case) { .story = story, .fault = FAULT_DOWN, .at = i, .reply = REPLY_FORBIDDEN }, decision,
                    refused);
      if (!g_str_equal (service, "git"))
        add_decision (self, (Case) { .story = story, .fault = FAULT_LATE, .at = i }, decision, late);
      if (gone > 0)
        add_decision (self, (Case) { .story = story, .fault = FAULT_KILL, .at = gone }, decision, killed);
      if (gone > 0 && decision == DECISION_TAKEN_AWAY && story == STORY_MAKE && !self->stage.kind->contested)
        add_decision (self, (Case) { .story = story, .fault = FAULT_MACHINE, .at = gone }, decision, both);
    }
}

/* Where the service takes an update only for what was there before it, or nothing but what is there is taken back. */
static void
add_strangers (Matrix    *self,
               StoryKind  story,
               const Tap *tap)
{
  for (guint i = 1; i <= tap->n_points; i++)
    {
      const char *point = tap->points[i - 1];

      if (!g_str_has_prefix (point, "before ") || !g_str_has_suffix (point, " goes out"))
        continue;
      add (self, story, FAULT_STRANGER, i, 0, "%s (point %u) somebody changes it", point, i);
      if (story == STORY_TAKE_BACK)
        add (self, story, FAULT_STRANGER, i, TAKES_AWAY, "%s (point %u) somebody takes it away", point, i);
    }
}

static gboolean
has_strangers (StoryKind   story,
               const Kind *kind)
{
  if (story == STORY_TAKE_BACK)
    return kind->change != NULL;
  return story == (kind->standing ? STORY_MAKE : STORY_UPDATE) && kind->guarded && kind->change != NULL;
}

static void
add_others (Matrix    *self,
            StoryKind  story,
            const Tap *tap)
{
  for (guint i = 1; i <= tap->n_points; i++)
    {
      const char *point = tap->points[i - 1];

      if (!g_str_has_suffix (point, " out"))
        continue;
      add (self, story, FAULT_CLOCK, i, 0, "killed %s (point %u), then the clock is set back", point, i);
      if (story == STORY_MAKE && g_str_equal (self->stage.kind->name, "scheduled-message"))
        add (self, story, FAULT_TOKEN, i, 0, "killed %s (point %u), then another account looks", point, i);
      add (self, story, FAULT_WINDOW, i, 0, "%s (point %u) a second program begins", point, i);
      if (story == STORY_MAKE)
        add (self, story, FAULT_MACHINE, i, 0, "%s (point %u) another machine does the same", point, i);
    }
}

/* Tells each story without a fault, and from what it passes makes the cases. */
static void
plan (Matrix *self)
{
  for (StoryKind story = 0; story < N_STORIES; story++)
    {
      Case quiet = { .number = 0, .story = story, .fault = FAULT_NONE };
      Telling telling;

      if (!story_fits (story, self->stage.kind))
        continue;
      story_tell (&quiet, &self->stage, seed + story, &telling);
      g_print ("# %s %s: %u points, %u writes, %u requests%s\n", self->stage.kind->name, story_names[story],
               self->stage.tap->n_points, self->stage.tap->n_writes, self->stage.tap->n_requests,
               telling.asked ? ", asked" : "");
      if (telling.wrong != NULL)
        g_error ("Without any fault: %s (%s)", telling.wrong, telling.said);
      g_free (telling.said);
      add_deaths (self, story, self->stage.tap);
      add_replies (self, story, self->stage.tap);
      if ((story_sends (story) || story == STORY_BESIDE || story_has_twin (story))
          && g_strcmp0 (self->stage.kind->service, "git") != 0)
        add_late (self, story, self->stage.tap);
      add_others (self, story, self->stage.tap);
      for (Decision decision = DECISION_NONE + 1; decision < N_DECISIONS; decision++)
        if (story_has (story, decision, self->stage.kind))
          add_decisions (self, story, decision, self->stage.tap);
      if (has_strangers (story, self->stage.kind))
        add_strangers (self, story, self->stage.tap);
    }
}

static void
plan_walk (Matrix *self)
{
  for (int i = 0; i < walk; i++)
    {
      Case what = { .story = (StoryKind) (i % N_STORIES), .fault = FAULT_WALK };
      Decision decision = (Decision) (i / N_STORIES % N_DECISIONS);
      g_autofree char *words = g_strdup_printf ("walk %d", i);

      if (!story_fits (what.story, self->stage.kind))
        continue;
      if (decision == DECISION_NONE || story_has (what.story, decision, self->stage.kind))
        add_decision (self, what, decision, words);
    }
}

static void
play (Matrix     *self,
      const Case *one,
      guint       line)
{
  Telling telling;

  story_tell (one, &self->stage, seed, &telling);
  self->asked += telling.asked;
  g_print ("%sok %u - %s%s\n", telling.wrong != NULL ? "not " : "", line, one->name, telling.asked ? " (asked)" : "");
  if (telling.wrong != NULL)
    {
      self->failed++;
      g_print ("# %s (%s); to play it again: %s --case %u --seed %d\n", telling.wrong, telling.said,
               self->stage.kind->name, one->number, seed);
    }
  g_free (telling.wrong);
  g_free (telling.said);
}

/* Of all cases with the same fault of one answer, one by the seed. */
static gboolean
is_picked (Matrix     *self,
           const Case *one)
{
  guint hash = (guint) seed * 2654435761u + one->reply * 40503u, same = 0, nth = 0;

  for (guint i = 0; i < self->cases->len; i++)
    {
      const Case *other = self->cases->pdata[i];

      if (other == one)
        nth = same;
      same += other->fault == FAULT_REPLY && other->reply == one->reply;
    }
  return one->fault == FAULT_REPLY && (hash >> 8) % same == nth;
}

static gboolean
is_wanted (Matrix     *self,
           const Case *one)
{
  guint hash = (guint) seed * 2654435761u + one->number * 40503u;

  if (tale != NULL && !g_str_equal (tale, story_names[one->story]))
    return FALSE;
  if (replies)
    return is_picked (self, one);
  return only > 0 ? one->number == (guint) only : (hash >> 8) % (guint) share == 0;
}

/* A line for each request of so many lives would bury the cases'. */
static void
drop_debug (const char    *domain,
            GLogLevelFlags level,
            const char    *message,
            gpointer       data)
{
  if (level & (G_LOG_LEVEL_ERROR | G_LOG_LEVEL_CRITICAL | G_LOG_LEVEL_WARNING | G_LOG_LEVEL_MESSAGE))
    g_log_default_handler (domain, level, message, data);
}

/* Other commits play other cases, so that no case is left out for ever; where there is no commit, always the same. */
static int
get_seed_of_commit (void)
{
  const char *const command[] = { "git", "rev-parse", "HEAD", NULL };
  g_autofree char *commit = NULL;
  int status = 0;

  if (!g_spawn_sync (g_getenv ("G_TEST_SRCDIR"), (char **) command, NULL,
                     G_SPAWN_SEARCH_PATH | G_SPAWN_STDERR_TO_DEV_NULL, NULL, NULL, &commit, NULL, &status, NULL)
      || !g_spawn_check_wait_status (status, NULL) || strlen (commit) < COMMIT_DIGITS)
    return SEED_WITHOUT_COMMIT;
  commit[COMMIT_DIGITS] = '\0';
  return MAX (1, (int) g_ascii_strtoull (commit, NULL, 16));
}

static int
run (const Kind *kind)
{
  g_autoptr (Tap) tap = tap_new ();
  g_autoptr (Tap) others = tap_new ();
  g_autoptr (Nursery) nursery = nursery_new ();
  g_autoptr (CwTestRehearsal) rehearsal = cw_test_rehearsal_start (NULL, NULL);
  g_autoptr (GPtrArray) cases = g_ptr_array_new_with_free_func (case_free);
  Matrix matrix = { { rehearsal, nursery, kind, tap, others }, cases, 0, 0 };
  guint line = 0;

  if (walk > 0)
    plan_walk (&matrix);
  else
    plan (&matrix);
  for (guint i = 0; i < cases->len; i++)
    if (is_wanted (&matrix, cases->pdata[i]))
      play (&matrix, cases->pdata[i], ++line);
  g_print ("1..%u\n# %u of %u cases, seed %d: %u failed, in %u a person was asked\n", line, line, cases->len, seed,
           matrix.failed, matrix.asked);
  return matrix.failed > 0;
}

int
main (int    argc,
      char **argv)
{
  g_autoptr (GOptionContext) context = g_option_context_new ("KIND");
  g_autoptr (GError) error = NULL;

  g_option_context_add_main_entries (context, options, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error) || argc != 2)
    g_error ("%s", error != NULL ? error->message : "Which kind of effect?");
  if (seed == 0)
    seed = get_seed_of_commit ();
  cw_test_use_memory ();
  cw_test_init (&argc, &argv);
  g_log_set_default_handler (drop_debug, NULL);
  for (guint i = 0; i < n_kinds; i++)
    if (g_str_equal (kinds[i]->name, argv[1]))
      return run (kinds[i]);
  g_error ("There is no kind of effect called %s", argv[1]);
}
