/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "cw-error.h"
#include "cw-test.h"
#include "cw-worker.h"

/* What the calls of a test leave behind; @order is written by the worker's thread only. */
typedef struct {
  CwWorker *worker;
  GMainContext *context;
  GString *order;
  guint n_answers;
  guint n_cancelled;
  gint n_freed;
} Fixture;

typedef struct {
  Fixture *fixture;
  char letter;
} Input;

static void
input_free (gpointer data)
{
  Input *input = data;

  g_atomic_int_inc (&input->fixture->n_freed);
  g_free (input);
}

static gpointer
write_letter (gpointer      data,
              GCancellable *cancellable,
              GError      **error)
{
  Input *input = data;

  cw_assert_in_worker ();
  g_string_append_c (input->fixture->order, input->letter);
  if (input->letter == '!')
    {
      g_set_error_literal (error, CW_ERROR, CW_ERROR_BUSY, "busy");
      return NULL;
    }
  if (input->letter == 'c')
    g_cancellable_cancel (cancellable);
  return g_strdup_printf ("%c", input->letter);
}

static void
on_answer (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  Fixture *fixture = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = cw_worker_call_finish (CW_WORKER (source), result, &error);

  g_assert_true (g_main_context_is_owner (fixture->context));
  g_assert_true ((text == NULL) == (error != NULL));
  if (error != NULL && cw_error_is_cancelled (error))
    fixture->n_cancelled++;
  else if (error != NULL)
    g_assert_error (error, CW_ERROR, CW_ERROR_BUSY);
  fixture->n_answers++;
}

static void
call (Fixture      *fixture,
      char          letter,
      GCancellable *cancellable)
{
  Input *input = g_new0 (Input, 1);

  input->fixture = fixture;
  input->letter = letter;
  cw_worker_call (fixture->worker, write_letter, input, input_free, g_free, cancellable, on_answer, fixture);
}

static void
set_up (Fixture      *fixture,
        gconstpointer data)
{
  fixture->context = g_main_context_new ();
  g_main_context_push_thread_default (fixture->context);
  fixture->order = g_string_new (NULL);
  fixture->worker = cw_worker_new ("letters");
}

static void
tear_down (Fixture      *fixture,
           gconstpointer data)
{
  g_clear_object (&fixture->worker);
  g_string_free (fixture->order, TRUE);
  g_main_context_pop_thread_default (fixture->context);
  g_main_context_unref (fixture->context);
}

static void
wait_for (Fixture *fixture,
          guint    n_answers)
{
  while (fixture->n_answers < n_answers)
    g_main_context_iteration (fixture->context, TRUE);
}

static void
test_order (Fixture      *fixture,
            gconstpointer data)
{
  for (const char *p = "abcdefghijklmnopqrstuvwxyz"; *p != '\0'; p++)
    call (fixture, *p, NULL);
  wait_for (fixture, 26);
  g_assert_cmpstr (fixture->order->str, ==, "abcdefghijklmnopqrstuvwxyz");
  g_assert_cmpint (g_atomic_int_get (&fixture->n_freed), ==, 26);
}

static void
test_error (Fixture      *fixture,
            gconstpointer data)
{
  call (fixture, '!', NULL);
  call (fixture, 'a', NULL);
  wait_for (fixture, 2);
  g_assert_cmpstr (fixture->order->str, ==, "!a");
}

static void
test_cancel (Fixture      *fixture,
             gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();

  /* The first is done and cancels the others: what is done counts, what waits is never begun. */
  call (fixture, 'c', cancellable);
  call (fixture, 'd', cancellable);
  call (fixture, 'e', NULL);
  wait_for (fixture, 3);
  g_assert_cmpuint (fixture->n_cancelled, ==, 1);
  g_assert_cmpstr (fixture->order->str, ==, "ce");
  g_assert_cmpint (g_atomic_int_get (&fixture->n_freed), ==, 3);
}

static void
test_finish_what_is_queued (Fixture      *fixture,
                            gconstpointer data)
{
  call (fixture, 'a', NULL);
  call (fixture, 'b', NULL);
  g_assert_finalize_object (g_steal_pointer (&fixture->worker));
  g_assert_cmpstr (fixture->order->str, ==, "ab");
  g_assert_cmpuint (fixture->n_answers, ==, 0);
  wait_for (fixture, 2);
}

static gpointer
assert_in (gpointer      data,
           GCancellable *cancellable,
           GError      **error)
{
  cw_worker_assert_in (CW_WORKER (data));
  return NULL;
}

static void
on_nothing (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  Fixture *fixture = user_data;
  g_autoptr (GError) error = NULL;

  g_assert_null (cw_worker_call_finish (fixture->worker, result, &error));
  g_assert_no_error (error);
  fixture->n_answers++;
}

static void
test_assert_in (Fixture      *fixture,
                gconstpointer data)
{
  cw_worker_call (fixture->worker, assert_in, fixture->worker, NULL, NULL, NULL, on_nothing, fixture);
  wait_for (fixture, 1);
}

static void
test_assert_elsewhere (void)
{
  if (g_test_subprocess ())
    {
      cw_assert_in_worker ();
      g_printerr ("allowed\n");
      cw_worker_mark_main_thread ();
      cw_assert_in_worker ();
      g_printerr ("went on\n");
      return;
    }
  g_test_trap_subprocess (NULL, 0, 0);
  g_test_trap_assert_failed ();
  g_test_trap_assert_stderr ("*allowed*");
  g_test_trap_assert_stderr_unmatched ("*went on*");
}

int
main (int    argc,
      char **argv)
{
  cw_test_init (&argc, &argv);
  g_test_add ("/worker/order", Fixture, NULL, set_up, test_order, tear_down);
  g_test_add ("/worker/error", Fixture, NULL, set_up, test_error, tear_down);
  g_test_add ("/worker/cancel", Fixture, NULL, set_up, test_cancel, tear_down);
  g_test_add ("/worker/finish-what-is-queued", Fixture, NULL, set_up, test_finish_what_is_queued, tear_down);
  g_test_add ("/worker/assert-in", Fixture, NULL, set_up, test_assert_in, tear_down);
  g_test_add_func ("/worker/assert-elsewhere", test_assert_elsewhere);
  return g_test_run ();
}
