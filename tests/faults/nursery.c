/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <signal.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cw-json.h"
#include "life.h"

/*
 * Nursery:
 *
 * A process that was forked before there was any thread, and forks the lives: one that is forked beside threads may
 * find their locks locked for ever, and to start this program anew for each life takes three times as long. One request
 * at a time: a life's description, or the number of a held child that is to go on; the answer says what became of it.
 */
struct _Nursery
{
  int socket;
  pid_t process;
};

typedef struct {
  pid_t child;
  LifeEnd end;
} Answer;

static void
send_all (int           socket,
          gconstpointer data,
          gsize         size)
{
  g_assert_cmpint (send (socket, data, size, MSG_NOSIGNAL), ==, (gssize) size);
}

static JsonObject *
describe (const Life *life)
{
  JsonObject *told = cw_json_object ("journal", life->journal, NULL);

  json_object_set_object_member (told, "scene", scene_write (life->scene));
  json_object_set_int_member (told, "tap", (gint64) (gintptr) life->tap);
  json_object_set_int_member (told, "version", life->version);
  json_object_set_int_member (told, "mood", life->mood);
  json_object_set_int_member (told, "seconds", life->seconds);
  json_object_set_int_member (told, "timeout", life->timeout);
  json_object_set_boolean_member (told, "nothing-outside", life->nothing_outside);
  json_object_set_boolean_member (told, "takes", life->takes);
  json_object_set_boolean_member (told, "stranger", life->stranger);
  json_object_set_int_member (told, "decision", life->decision);
  json_object_set_string_member (told, "named", life->named != NULL ? life->named : "");
  return told;
}

static int
live (const char *text)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) node = cw_json_parse (text, -1, 0, &error);
  g_autoptr (Scene) scene = NULL;
  JsonObject *told;
  Life life;

  g_assert_no_error (error);
  told = json_node_get_object (node);
  scene = scene_read (cw_json_get_object (told, "scene"));
  life = (Life) {
    .scene = scene,
    .journal = cw_json_get_string (told, "journal", NULL),
    .tap = (Tap *) (gintptr) cw_json_get_int (told, "tap", 0),
    .version = (guint) cw_json_get_int (told, "version", 1),
    .mood = (LifeMood) cw_json_get_int (told, "mood", 0),
    .seconds = (int) cw_json_get_int (told, "seconds", 0),
    .timeout = (guint) cw_json_get_int (told, "timeout", 1),
    .nothing_outside = cw_json_get_bool (told, "nothing-outside", FALSE),
    .takes = cw_json_get_bool (told, "takes", FALSE),
    .stranger = cw_json_get_bool (told, "stranger", FALSE),
    .decision = (Decision) cw_json_get_int (told, "decision", DECISION_NONE),
    .named = cw_json_get_string (told, "named", ""),
  };
  return life_live (&life);
}

static LifeEnd
wait_for (pid_t child)
{
  int status = 0;

  g_assert_cmpint (waitpid (child, &status, WUNTRACED), ==, child);
  if (WIFSTOPPED (status))
    return LIFE_HELD;
  if (WIFSIGNALED (status))
    {
      g_assert_cmpint (WTERMSIG (status), ==, SIGKILL);
      return LIFE_KILLED;
    }
  return (LifeEnd) WEXITSTATUS (status);
}

/* The nursery's own loop; ends when the test does. */
static void
serve (int socket)
{
  static char text[65536];
  gssize size;

  while ((size = recv (socket, text, sizeof text - 1, 0)) > 0)
    {
      Answer answer = { 0 };

      text[size] = '\0';
      if (*text != '{')
        {
          answer.child = (pid_t) g_ascii_strtoll (text, NULL, 10);
          kill (answer.child, SIGCONT);
        }
      else if ((answer.child = fork ()) == 0)
        {
          close (socket);
          _exit (live (text));
        }
      answer.end = wait_for (answer.child);
      send_all (socket, &answer, sizeof answer);
    }
}

/**
 * nursery_new:
 *
 * To be called before there is any thread; taps that are made before are shared.
 *
 * Returns: (transfer full): where lives begin
 */
Nursery *
nursery_new (void)
{
  Nursery *self = g_new0 (Nursery, 1);
  int sockets[2];

  g_assert_cmpint (socketpair (AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, sockets), ==, 0);
  self->process = fork ();
  g_assert_cmpint (self->process, >=, 0);
  if (self->process == 0)
    {
      close (sockets[0]);
      serve (sockets[1]);
      _exit (0);
    }
  close (sockets[1]);
  self->socket = sockets[0];
  return self;
}

void
nursery_free (Nursery *self)
{
  close (self->socket);
  waitpid (self->process, NULL, 0);
  g_free (self);
}

static LifeEnd
ask (Nursery    *self,
     const char *text,
     pid_t      *child)
{
  Answer answer;

  send_all (self->socket, text, strlen (text));
  g_assert_cmpint (recv (self->socket, &answer, sizeof answer, 0), ==, sizeof answer);
  if (child != NULL)
    *child = answer.child;
  return answer.end;
}

/**
 * life_run:
 * @nursery: a nursery
 * @self: a life
 * @child: (out) (optional): its process, for life_go_on()
 *
 * Returns: what became of it; it is over, unless it is held
 */
LifeEnd
life_run (Nursery    *nursery,
          const Life *self,
          pid_t      *child)
{
  g_autoptr (JsonNode) node = cw_json_node_object (describe (self));
  g_autofree char *text = cw_json_to_text (node, FALSE);

  return ask (nursery, text, child);
}

/**
 * life_go_on:
 * @nursery: a nursery
 * @child: a life that is held
 *
 * Returns: what became of it
 */
LifeEnd
life_go_on (Nursery *nursery,
            pid_t    child)
{
  g_autofree char *text = g_strdup_printf ("%d", (int) child);

  return ask (nursery, text, NULL);
}
