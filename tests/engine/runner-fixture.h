/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-runner.h"
#include "outside.h"

G_BEGIN_DECLS

#define FIXTURE_ID "c0045/summit/tickets/ticket/1"
#define FIXTURE_KIND CW_EFFECT_KIND_JIRA_ISSUE

/* A runner over a journal and an outside world of its own. */
typedef struct {
  char *directory;
  Outside *outside;
  CwJournal *journal;
  CwRunner *runner;
  GPtrArray *seen; /* types of the events that were announced */
} Fixture;

void            fixture_open_at      (Fixture       *f,
                                      int            minutes);
void            fixture_set_up       (Fixture       *f,
                                      gconstpointer  data);
void            fixture_tear_down    (Fixture       *f,
                                      gconstpointer  data);
CwEffect       *fixture_effect       (const char    *payload,
                                      guint          attempt);
CwEffectRecord *fixture_record       (Fixture       *f);
void            fixture_assert_state (Fixture       *f,
                                      CwEffect      *effect,
                                      CwEffectState  state);
void            fixture_approve      (Fixture       *f,
                                      CwEffect      *effect);
void            fixture_run_well     (Fixture       *f,
                                      CwEffect      *effect);
void            fixture_run_badly    (Fixture       *f,
                                      CwEffect      *effect,
                                      int            code);
void            fixture_assert_not_yet (Fixture     *f,
                                        CwEffect    *effect);

G_END_DECLS
