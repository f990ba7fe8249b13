/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "cw-error.h"
#include "cw-operation.h"
#include "cw-test.h"

/* One operation in a few words. Of a value that begins with “=” the rest is YAML of its own. */
typedef struct
{
  const char     *before;
  CwOperationKind kind;
  const char     *path, *value, *after;
  const char     *extra; /* of a replacement and a variable: the part; else what it goes before (`<`) or behind (`>`) */
} Case;

static CwOperation *
make_operation (const Case *one)
{
  gboolean yaml = one->value != NULL && *one->value == '=';
  CwOperation *operation = cw_operation_new (one->kind, one->path, yaml ? one->value + 1 : one->value);

  operation->is_yaml = yaml;
  if (one->extra != NULL && *one->extra == '<')
    operation->before = g_strdup (one->extra + 1);
  else if (one->extra != NULL && *one->extra == '>')
    operation->after = g_strdup (one->extra + 1);
  else
    operation->part = g_strdup (one->extra);
  return operation;
}

static char *
apply (const char  *name,
       const char  *text,
       CwOperation *operation,
       GPtrArray   *notes,
       GError     **error)
{
  g_autoptr (GPtrArray) operations = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_operation_free);
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text)), result = NULL;

  g_ptr_array_add (operations, operation);
  result = cw_operations_apply (name, bytes, operations, notes, error);
  return result != NULL ? g_strndup (g_bytes_get_data (result, NULL), g_bytes_get_size (result)) : NULL;
}

static void
check_cases (const char *name,
             const Case *cases,
             guint       n_cases)
{
  for (guint i = 0; i < n_cases; i++)
    {
      g_autoptr (GPtrArray) notes = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_operation_note_free);
      g_autoptr (GError) error = NULL;
      g_autofree char *text = apply (name, cases[i].before, make_operation (&cases[i]), notes, &error);

      g_assert_no_error (error);
      g_assert_cmpstr (text, ==, cases[i].after);
    }
}

static void
test_set (void)
{
  static const Case cases[] = {
    { "a:\n  tag: c0044 # now\n", CW_OPERATION_SET, "a.tag", "c0045", "a:\n  tag: c0045 # now\n" },
    { "a: '12'\n", CW_OPERATION_SET, "a", "13", "a: '13'\n" },
    { "a: 1\r\n", CW_OPERATION_SET, "a", "2", "a: 2\r\n" },
    { "a:\nb: 1\n", CW_OPERATION_SET, "a", "true", "a: true\nb: 1\n" },
    { "a: x\nb: 1\n", CW_OPERATION_SET, "a", "one\ntwo\n", "a: |\n  one\n  two\nb: 1\n" },
    { "a: |\n  one\n\n  two\nb: 1\n", CW_OPERATION_SET, "a", "three\n\nfour", "a: |\n  three\n\n  four\nb: 1\n" },
    { "a: >-\n  A\n  B\n  C\nb: 1\n", CW_OPERATION_SET, "a", "A B N C", "a: >-\n  A\n  B\n  N\n  C\nb: 1\n" },
    { "a: >-\n  A B\n  C\nb: 1\n", CW_OPERATION_SET, "a", "A C", "a: >-\n  A\n  C\nb: 1\n" },
    { "a: null\nb: 1\n", CW_OPERATION_SET, "a", "=c: 1\nd: 2", "a:\n  c: 1\n  d: 2\nb: 1\n" },
    { "- x\n- y\n", CW_OPERATION_SET, "[=x]", "z", "- z\n- y\n" },
    { "- x\n- y\n", CW_OPERATION_SET, "[-1]", "={a: 1, b: 2}", NULL },
    { "l:\n- name: p\n  tag: 1\n- name: q\n  tag: 2\n", CW_OPERATION_SET, "l[name=q].tag", "3",
      "l:\n- name: p\n  tag: 1\n- name: q\n  tag: 3\n" },
    { "h:\n  \"a.b/c\": x\n", CW_OPERATION_SET, "h.\"a.b/c\"", "w", "h:\n  \"a.b/c\": w\n" },
    { "h:\n  a.b/c: x\n", CW_OPERATION_SET, "h.a\\.b/c", "w", "h:\n  a.b/c: w\n" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    if (cases[i].after != NULL)
      check_cases ("f.yaml", cases + i, 1);
}

static void
test_add (void)
{
  static const Case cases[] = {
    { "a:\n  x: 1\nb: 2\n", CW_OPERATION_ADD, "a.y", "2", "a:\n  x: 1\n  y: 2\nb: 2\n" },
    { "a:\r\n  x: 1\r\n", CW_OPERATION_ADD, "a.y", "2", "a:\r\n  x: 1\r\n  y: 2\r\n" },
    { "a: 1", CW_OPERATION_ADD, "b", "2", "a: 1\nb: 2" },
    { "a:\n    x:\n        y: 1\nb: 1\n", CW_OPERATION_ADD, "a.z", "=p:\n  q: 1\n",
      "a:\n    x:\n        y: 1\n    z:\n        p:\n            q: 1\nb: 1\n" },
    { "e:\n  - name: A\n    value: '1'\n", CW_OPERATION_ADD, "e[name=Z].value", "5",
      "e:\n  - name: A\n    value: '1'\n  - name: Z\n    value: '5'\n" },
    { "e:\n- name: A\n  value: '1'\n- name: B\n  value: \"x\"\n", CW_OPERATION_ADD, "e[name=Z].value", "5",
      "e:\n- name: A\n  value: '1'\n- name: B\n  value: \"x\"\n- name: Z\n  value: \"5\"\n" },
    { "e:\n  A: '1'\n  B: \"x\"\n", CW_OPERATION_ADD, "e.Z", "5", "e:\n  A: '1'\n  B: \"x\"\n  Z: \"5\"\n" },
    { "e: [{name: A, value: '1'}, {name: B, value: '2'}]\n", CW_OPERATION_ADD, "e[name=Z].value", "5",
      "e: [{name: A, value: '1'}, {name: B, value: '2'}, {name: Z, value: '5'}]\n" },
    { "a: {b: 1}\n", CW_OPERATION_ADD, "a.c", "=x: 1\ny: 2\n", "a: {b: 1, c: {x: 1, y: 2}}\n" },
    { "e: [{ name: A, v: [1] }]\n", CW_OPERATION_ADD, "e[name=Z]", "=name: Z\nv:\n- 1\n- 2\n",
      "e: [{ name: A, v: [1] }, { name: Z, v: [1, 2] }]\n" },
    { "e:\n- name: \"A\"\n  value: \"1\"\n", CW_OPERATION_ADD, "e[name=Z].from.key", "5",
      "e:\n- name: \"A\"\n  value: \"1\"\n- name: \"Z\"\n  from:\n    key: 5\n" },
    { "e:\n- name: A\n", CW_OPERATION_ADD, "e[name=Z]", "=name: Z\nvalue: 5\n",
      "e:\n- name: A\n- name: Z\n  value: 5\n" },
    { "e:\n- name: A\n", CW_OPERATION_ADD, "e[name=Z]", "=value: 5\n", "e:\n- name: A\n- name: Z\n  value: 5\n" },
    { "a: 1\n", CW_OPERATION_ADD, "e[name=Z].value", "5", "a: 1\ne:\n  - name: Z\n    value: 5\n" },
    { "a: 1\n", CW_OPERATION_ADD, "b.c.d", "x", "a: 1\nb:\n  c:\n    d: x\n" },
    { "alpha: 1\nbeta: 2\ndelta: 3\n", CW_OPERATION_ADD, "charlie", "4", "alpha: 1\nbeta: 2\ncharlie: 4\ndelta: 3\n" },
    { "alpha: 1\nbeta: 2\ndelta: 3\n", CW_OPERATION_ADD, "aa", "4", "aa: 4\nalpha: 1\nbeta: 2\ndelta: 3\n" },
    { "a: 1\nc: 2\n", CW_OPERATION_ADD, "b", "4", "a: 1\nb: 4\nc: 2\n", ">a" },
    { "a: 1\nc: 2\n", CW_OPERATION_ADD, "b", "4", "a: 1\nb: 4\nc: 2\n", "<c" },
    { "o:\n  a: 1\n  c: 2\n", CW_OPERATION_ADD, "o.b", "4", "o:\n  a: 1\n  b: 4\n  c: 2\n", "<o.c" },
    { "o:\n  a: 1\n  c: 2\n", CW_OPERATION_ADD, "o.b", "4", "o:\n  a: 1\n  b: 4\n  c: 2\n", ">o.a" },
    /* a text that keeps its last line ends keeps them, or has those of its new text */
    { "a: >+\n  x y\n\nb: 1\n", CW_OPERATION_SET, "a", "hello", "a: >+\n  hello\n\nb: 1\n" },
    { "a: |+\n  x\n\n\nb: 1\n", CW_OPERATION_SET, "a", "y\nz\n", "a: |+\n  y\n  z\nb: 1\n" },
    { "a: |+\r\n  x\r\n\r\nb: 1\r\n", CW_OPERATION_SET, "a", "y", "a: |+\r\n  y\r\n\r\nb: 1\r\n" },
    { "a: |+\n  x", CW_OPERATION_SET, "a", "y", "a: |+\n  y" },
    { "# head\na: 1\n\n# of b\nb: 2\n", CW_OPERATION_ADD, "c", "3", "# head\na: 1\n\n# of b\nb: 2\n\nc: 3\n" },
    { "a: 1\n\nb: 2\n", CW_OPERATION_ADD, "c", "3", "a: 1\n\nc: 3\n\nb: 2\n", ">a" },
    { "a:\n  x: 1\n\nb: 2\n", CW_OPERATION_ADD, "a.y", "3", "a:\n  x: 1\n  y: 3\n\nb: 2\n" },
    { "e:\n  x: '1'\n  y: '2'\n", CW_OPERATION_ADD, "e.z", "3", "e:\n  x: '1'\n  y: '2'\n  z: '3'\n" },
    { "a: {}\nb: 1\n", CW_OPERATION_ADD, "a.x", "1", "a:\n  x: 1\nb: 1\n" },
    { "a: # why\nb: 1\n", CW_OPERATION_ADD, "a.x", "1", "a: # why\n  x: 1\nb: 1\n" },
    { "a: &k {}\nb: *k\n", CW_OPERATION_ADD, "a.x", "1", "a: &k\n  x: 1\nb: *k\n" },
    { "a: ~", CW_OPERATION_ADD, "a.x", "1", "a:\n  x: 1" },
    { "a: {x: 1}\n", CW_OPERATION_ADD, "a.y", "p,q", "a: {x: 1, y: \"p,q\"}\n" },
    { "a: {b: {}}\n", CW_OPERATION_ADD, "a.b.c", "1", "a: {b: {c: 1}}\n" },
    { "", CW_OPERATION_ADD, "a.b", "1", "a:\n  b: 1\n" },
    { "# only\n", CW_OPERATION_ADD, "a", "1", "# only\na: 1\n" },
    { "{}\n", CW_OPERATION_ADD, "a", "1", "a: 1\n" },
    { "\xef\xbb\xbf" "a: 1\n", CW_OPERATION_ADD, "b", "2", "\xef\xbb\xbf" "b: 2\na: 1\n", "<a" },
    { "a: |\n  text\n\nb: 1\n", CW_OPERATION_ADD, "c", "2", "a: |\n  text\n\nc: 2\n\nb: 1\n", ">a" },
    { "- name: x\n  v: 1\n", CW_OPERATION_ADD, "[0].first", "0", "- first: 0\n  name: x\n  v: 1\n", "<name" },
    { "a: 1\n", CW_OPERATION_ADD, "t", "one\ntwo", "a: 1\nt: |-\n  one\n  two\n" },
    { "a: 1\n", CW_OPERATION_ADD, "\"x.y\"", "true", "a: 1\nx.y: true\n" },
    { "a:\n  image:\n    tag: 1\n", CW_OPERATION_ADD, "a.env", "=# of it\nX: 1\n# last\nY: 2\n",
      "a:\n  image:\n    tag: 1\n  env:\n    # of it\n    X: 1\n    # last\n    Y: 2\n" },
  };

  check_cases ("f.yaml", cases, G_N_ELEMENTS (cases));
}

static void
test_items (void)
{
  static const Case cases[] = {
    { "a:\n- x\n- y\nb: 1\n", CW_OPERATION_ADD, "a[+]", "z", "a:\n- x\n- y\n- z\nb: 1\n" },
    { "a:\n  - x\nb: 1\n", CW_OPERATION_ADD, "a[+]", "z", "a:\n  - x\n  - z\nb: 1\n" },
    { "a:\n- b\n- d\n- f\n", CW_OPERATION_ADD, "a[+]", "c", "a:\n- b\n- c\n- d\n- f\n" },
    { "a:\n- x\n- y\n", CW_OPERATION_ADD, "a[+]", "z", "a:\n- z\n- x\n- y\n", "<[0]" },
    { "a:\n- \"x\"\n- \"y\"\n", CW_OPERATION_ADD, "a[+]", "z", "a:\n- \"x\"\n- \"y\"\n- \"z\"\n" },
    { "a:\n- name: x\n  v: 1\n", CW_OPERATION_ADD, "a[+]", "=name: y\nv: 2\n",
      "a:\n- name: x\n  v: 1\n- name: y\n  v: 2\n" },
    { "a:\n  - name: x\n    v: 1\n", CW_OPERATION_ADD, "a[name=y]", "=name: y\nl:\n- 1\n",
      "a:\n  - name: x\n    v: 1\n  - name: y\n    l:\n      - 1\n" },
    { "a: [x, y]\n", CW_OPERATION_ADD, "a[+]", "z", "a: [x, y, z]\n" },
    { "a: [x, y]\n", CW_OPERATION_ADD, "a[+]", "z", "a: [z, x, y]\n", "<[0]" },
    { "a: []\n", CW_OPERATION_ADD, "a[+]", "z", "a:\n  - z\n" },
    { "l:\n- 1\na: []\n", CW_OPERATION_ADD, "a[+]", "z", "l:\n- 1\na:\n- z\n" },
    { "l:\n- 1\n", CW_OPERATION_ADD, "a[+]", "z", "l:\n- 1\na:\n- z\n" },
    { "a: [\n  x, # first\n  y # second\n]\n", CW_OPERATION_ADD, "a[+]", "z",
      "a: [\n  x, # first\n  y, # second\n  z\n]\n" },
    { "a: [\n  x,\n  y,\n]\n", CW_OPERATION_ADD, "a[+]", "z", "a: [\n  x,\n  y,\n  z,\n]\n" },
    { "a:\n        - b: {}\n        # c\n        - {a: 1}\n", CW_OPERATION_ADD, "a[+]", "=|\n  one\n\n  two\n",
      "a:\n        - b: {}\n        # c\n        - {a: 1}\n        - |\n          one\n\n          two\n" },
    { "a:\n        - b: {}\n        # c\n        - {a: 1}\n", CW_OPERATION_ADD, "a[+]",
      "=k: v\nl:\n- 1\n- name: x\n  y: z\n",
      "a:\n        - b: {}\n        # c\n        - {a: 1}\n        - k: v\n          l:\n"
      "                  - 1\n                  - name: x\n                    y: z\n" },
    { "-\n- x\n", CW_OPERATION_ADD, "[0].a", "1", "- a: 1\n- x\n" },
    { "a:\n- x # one\n  # deeper\n- y\n", CW_OPERATION_ADD, "a[+]", "z", "a:\n- x # one\n  # deeper\n- z\n- y\n",
      ">[=x]" },
  };

  check_cases ("f.yaml", cases, G_N_ELEMENTS (cases));
}

static void
test_others (void)
{
  static const Case cases[] = {
    { "a:\n  b: 1\n  c: 2\n", CW_OPERATION_REMOVE, "a.b", NULL, "a:\n  c: 2\n" },
    { "a:\n- b\n- c\n", CW_OPERATION_REMOVE, "a[=c]", NULL, "a:\n- b\n" },
    { "a: &x 1\nb: *x\nc: 1\n", CW_OPERATION_REMOVE, "b", NULL, "a: &x 1\nc: 1\n" },
    { "env:\n  OLD: 1 # see\n", CW_OPERATION_RENAME, "env.OLD", "NEW", "env:\n  NEW: 1 # see\n" },
    { "'a': 1\n", CW_OPERATION_RENAME, "a", "b", "'b': 1\n" },
    { "t: |\n  {\n    \"cycle\": 44,\n    \"x\": 1\n  }\n", CW_OPERATION_REPLACE, "t", "\"cycle\": 45,\n  \"y\": 2,\n",
      "t: |\n  {\n    \"cycle\": 45,\n    \"y\": 2,\n    \"x\": 1\n  }\n", "\"cycle\": 44,\n" },
    { "t: |\n  a\n  b\n  c\n", CW_OPERATION_REPLACE, "t", "", "t: |\n  a\n  c\n", "b\n" },
    { "t: |\n  a\n  b\n", CW_OPERATION_REPLACE, "t", "", "t: |\n  a\n", "b\n" },
    { "t: |\r\n  a\r\n  b\r\n", CW_OPERATION_REPLACE, "t", "c\nd", "t: |\r\n  a\r\n  c\r\n  d\r\n", "b" },
    { "t: >-\n  a\n  b\n", CW_OPERATION_REPLACE, "t", "c", "t: >-\n  a\n  c\n", "b" },
    { "a: x --simulate 1\n", CW_OPERATION_REPLACE, "a", "", "a: x\n", " --simulate 1" },
    { "env:\n  A: 1\n", CW_OPERATION_SET_VARIABLE, "env", "2", "env:\n  A: 2\n", "A" },
    { "env:\n  A: 1\n", CW_OPERATION_SET_VARIABLE, "env", "2", "env:\n  A: 1\n  B: 2\n", "B" },
    { "image: x\n", CW_OPERATION_SET_VARIABLE, "env", "2", "image: x\nenv:\n  B: 2\n", "B" },
    { "environment:\n  - A=1\n  - B=2\n", CW_OPERATION_SET_VARIABLE, "environment", "3",
      "environment:\n  - A=1\n  - B=3\n", "B" },
    { "environment:\n  - A=1\n", CW_OPERATION_SET_VARIABLE, "environment", "x y",
      "environment:\n  - A=1\n  - B=x y\n", "B" },
    { "environment:\n  - A=1\n  - B=2\n", CW_OPERATION_REMOVE_VARIABLE, "environment", NULL,
      "environment:\n  - A=1\n", "B" },
    { "env:\n- name: A\n  value: x\n", CW_OPERATION_SET_VARIABLE, "env", "z", "env:\n- name: A\n  value: z\n", "A" },
    { "env:\n- name: A\n  value: x\n", CW_OPERATION_SET_VARIABLE, "env", "1",
      "env:\n- name: A\n  value: x\n- name: B\n  value: \"1\"\n", "B" },
    { "env:\n- name: A\n  value: x\n- name: B\n  value: y\n", CW_OPERATION_REMOVE_VARIABLE, "env", NULL,
      "env:\n- name: B\n  value: y\n", "A" },
  };

  check_cases ("docker-compose.yml", cases, G_N_ELEMENTS (cases));
}

static void
test_env (void)
{
  static const Case cases[] = {
    { "# c\nexport A=1 # x\nexport B=\"2\"\n", CW_OPERATION_SET, "A", "3", "# c\nexport A=3 # x\nexport B=\"2\"\n" },
    { "A=\"x y\"\n", CW_OPERATION_SET, "A", "p q", "A=\"p q\"\n" },
    { "A=x\n", CW_OPERATION_SET, "A", "p q", "A=\"p q\"\n" },
    { "export A=1\n", CW_OPERATION_ADD, "B", "/x/y", "export A=1\nexport B=/x/y\n" },
    { "A=1\r\nC=2\r\n", CW_OPERATION_ADD, "B", "x", "A=1\r\nB=x\r\nC=2\r\n", ">A" },
    { "A=1\nC=2", CW_OPERATION_ADD, "D", "x", "A=1\nC=2\nD=x" },
    { "", CW_OPERATION_SET_VARIABLE, "", "x", "D=x\n", "D" },
    { "A=1\n# of b\nB=2\nC=3\n", CW_OPERATION_REMOVE, "B", NULL, "A=1\nC=3\n" },
    { "# file\nA=1\nC=3\n", CW_OPERATION_REMOVE, "A", NULL, "# file\nC=3\n" },
  };

  check_cases ("setup.env", cases, G_N_ELEMENTS (cases));
}

static void
test_refused (void)
{
  static const struct
  {
    Case        one;
    CwError     code;
    const char *words;
  } cases[] = {
    { { "a: x\n", CW_OPERATION_SET, "a", "3" }, CW_ERROR_VALIDATION,
      "f.yaml: Line 1: “a” is a text; it would become a number. To keep it a text, give it as YAML, in quotes" },
    { { "a: 1\n", CW_OPERATION_SET, "a", "x" }, CW_ERROR_VALIDATION, "a number" },
    { { "a: true\n", CW_OPERATION_SET, "a", "1" }, CW_ERROR_VALIDATION, "true or false" },
    { { "a:\n  b: 1\n", CW_OPERATION_SET, "a", "x" }, CW_ERROR_VALIDATION, "a block of keys" },
    { { "a:\n  b: 1\n  c: 2\n", CW_OPERATION_SET, "a.d", "x" }, CW_ERROR_NOT_FOUND,
      "“a.d” in “a”, line 1: it has b, c" },
    { { "a: 1\n", CW_OPERATION_SET, "a.d", "x" }, CW_ERROR_NOT_FOUND, "it has no keys" },
    { { "a: [1]\n", CW_OPERATION_SET, "a[3]", "x" }, CW_ERROR_NOT_FOUND, "a list of 1 item" },
    { { "a: 1\na: 2\n", CW_OPERATION_SET, "a", "3" }, CW_ERROR_VALIDATION, "Lines 1 and 2: the key “a” stands twice" },
    { { "- n: x\n- n: x\n", CW_OPERATION_REMOVE, "[n=x]", NULL }, CW_ERROR_VALIDATION, "[0] or [1]" },
    { { "a: 1\n", CW_OPERATION_SET, "a[", "3" }, CW_ERROR_VALIDATION, "can’t be read at character" },
    { { "a: 1\n", CW_OPERATION_SET, "a..b", "3" }, CW_ERROR_VALIDATION, "can’t be read at character" },
    { { "a: 1\n", CW_OPERATION_ADD, "a", "3" }, CW_ERROR_VALIDATION, "is there already" },
    { { "a: 1\n", CW_OPERATION_ADD, "a.b", "3" }, CW_ERROR_VALIDATION, "a simple value" },
    { { "o:\n  a: 1\np: 1\n", CW_OPERATION_ADD, "o.b", "3", NULL, "<p" }, CW_ERROR_NOT_FOUND, "to stand beside" },
    { { "e:\n- A=1\n", CW_OPERATION_ADD, "e[name=B].value", "5" }, CW_ERROR_VALIDATION, "texts such as “A=1”" },
    { { "e:\n- name: A\n", CW_OPERATION_ADD, "e[name=Z]", "5" }, CW_ERROR_VALIDATION, "needs that field" },
    { { "e:\n- name: A\n", CW_OPERATION_ADD, "e[name=Z]", "=name: Y\n" }, CW_ERROR_VALIDATION, "needs that field" },
    { { "a: 1\n", CW_OPERATION_ADD, "b", "=x: [", NULL }, CW_ERROR_INVALID_DATA, "In what is added" },
    { { "a: 1\n", CW_OPERATION_ADD, "b", "3", NULL, ">z" }, CW_ERROR_NOT_FOUND, "“z”" },
    { { "a:\n- 1\n", CW_OPERATION_ADD, "a.b", "3" }, CW_ERROR_VALIDATION, "only list items" },
    { { "a: {b: 1}\n", CW_OPERATION_ADD, "a.c", "=x: 1 # one\ny: 2\n" }, CW_ERROR_VALIDATION, "brackets" },
    { { "a: &x 1\nb: *x\n", CW_OPERATION_REMOVE, "a", NULL }, CW_ERROR_VALIDATION, "“*x” in line 2 needs it" },
    { { "a: 1\nb: 2\n", CW_OPERATION_RENAME, "a", "b" }, CW_ERROR_VALIDATION, "“b” already" },
    { { "a: |\n  x\n  x\n", CW_OPERATION_REPLACE, "a", "y", NULL, "x" }, CW_ERROR_VALIDATION, "more than once" },
    { { "a: |\n  x\n", CW_OPERATION_REPLACE, "a", "y", NULL, "z" }, CW_ERROR_NOT_FOUND, "has no “z”" },
    { { "a:\n\tb: 1\n", CW_OPERATION_SET, "a.b", "2" }, CW_ERROR_INVALID_DATA, "f.yaml: Line 2" },
    { { "a: 1\n---\nb: 2\n", CW_OPERATION_SET, "a", "2" }, CW_ERROR_INVALID_DATA, "f.yaml: Line 2" },
    { { "a: [1\n", CW_OPERATION_SET, "a", "2" }, CW_ERROR_INVALID_DATA, "f.yaml: Line" },
    { { "a: \xff\n", CW_OPERATION_SET, "a", "2" }, CW_ERROR_INVALID_DATA, "f.yaml: Line 1, column 4" },
    { { "a: 1\nb: \xef\xbb\xbfx\n", CW_OPERATION_SET, "a", "2" }, CW_ERROR_INVALID_DATA,
      "f.yaml: Line 2, column 4: a byte order mark" },
    { { "", CW_OPERATION_SET, "a", "2" }, CW_ERROR_NOT_FOUND, "the file is empty" },
    { { "a: *x\n", CW_OPERATION_SET, "a", "2" }, CW_ERROR_INVALID_DATA,
      "Line 1, column 4: nothing above is anchored as “x”" },
    { { "a: &x 1\nb: 1\n", CW_OPERATION_SET, "b", "=*y" }, CW_ERROR_INVALID_DATA, "anchored as “y”" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GPtrArray) notes = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_operation_note_free);
      g_autoptr (GError) error = NULL;
      g_autofree char *text = apply ("f.yaml", cases[i].one.before, make_operation (&cases[i].one), notes, &error);

      g_assert_cmpstr (text, ==, NULL);
      g_assert_error (error, CW_ERROR, (int) cases[i].code);
      if (strstr (error->message, cases[i].words) == NULL)
        g_error ("case %u: “%s” lacks “%s”", i, error->message, cases[i].words);
    }
}

int
main (int    argc,
      char **argv)
{
  cw_test_init (&argc, &argv);
  g_test_add_func ("/operation/set", test_set);
  g_test_add_func ("/operation/add", test_add);
  g_test_add_func ("/operation/items", test_items);
  g_test_add_func ("/operation/others", test_others);
  g_test_add_func ("/operation/env", test_env);
  g_test_add_func ("/operation/refused", test_refused);
  return g_test_run ();
}
