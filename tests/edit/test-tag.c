/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "cw-tag.h"
#include "cw-test.h"

static void
test_scan (void)
{
  static const struct
  {
    const char *text;
    const char *found; /* form:word pairs parted by blanks */
  } cases[] = {
    { "tag: c0045", "bare:c0045" },
    { "tag: \"c0045.003\" # was c0044", "revision:c0045.003 bare:c0044" },
    { "recommendedTag: recommended_c0045", "named:recommended_c0045" },
    { "tag: ts-v3.1.12_c0030", "version:ts-v3.1.12_c0030" },
    { "tag: c0022.CUSTOM.IDL.3.4.0", "custom:c0022.CUSTOM.IDL.3.4.0" },
    { "image: registry.example.org/love:k0004", "bare:k0004" },
    { "\"cycle\": 38,", "number:38" },
    { "cycle: 38", "number:38" },
    { "CYCLE=c0038", "bare:c0038" },
    { "export CYCLE_AUXTEL=c0017", "bare:c0017" },
    { "  revision: 3", "pin:3" },
    { "manager_rev=.003", "suffix:.003" },
    { "export rev=.000", "suffix:.000" },
    { "We moved to c0045.", "bare:c0045" },
    { "targetRevision: 3, revisions: 4, cycle: nullable, cycle: 0, revision: 1.2.3", "" },
    { "cycle: null", "number:null" },
    { "abc0045 c00451 c0045x deadc0045 c045", "" },
    { "lifecycle: 3 cycles: 4 rev=3", "" },
    { "CYCLE_NUMBER: 44 cycleNumber: '44' lastCycle: 44 cycle-number=44", "words:44 words:44 words:44 words:44" },
    { "# cycle 44 needs it, since cycle 42.", "words:44 words:42" },
    { "run --cycle 44 [\"--cycle\", \"44\"] cycle-44 cycle #44", "words:44 words:44 words:44 words:44" },
    { "- --cycle\n- \"44\"\n- \"--cycle\"\r\n- 43\n- --cycle\n- name: 44\n- cycle\n- 44", "words:44 words:43" },
    { "# cycle no. 44, cycle nr 43, cycle number 42, cycle no.41; cycle no", "words:44 words:43 words:42 words:41" },
    { "# for cycles 43 and 44, cycles 1, 2 or 3; cycles 5/6, cycles 7 – 8.",
      "words:43 words:44 words:1 words:2 words:3 words:5 words:6 words:7 words:8" },
    { "cycle44 cycle44.yaml cycle44_x recycle44 cycles: 44 cycles 44x", "words:44" },
    { "- name: CYCLE\n  value: \"44\"\n- {name: CYCLE, value: '43'}", "words:44 words:43" },
    { "name: CYCLE\nvalues: 44", "" },
    { "build cycle, 12 of them: cycle 1.5, cycle 4x, cycle x4, lifecycle 3, cycle 0", "" },
    { "", "" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GArray) tags = cw_tag_scan (cases[i].text, strlen (cases[i].text));
      g_autoptr (GString) found = g_string_new (NULL);

      for (guint j = 0; j < tags->len; j++)
        {
          const CwTag *tag = &g_array_index (tags, CwTag, j);

          g_string_append_printf (found, "%s%s:%.*s", j > 0 ? " " : "", cw_tag_form_to_word (tag->form),
                                  (int) tag->length, cases[i].text + tag->start);
        }
      g_assert_cmpstr (found->str, ==, cases[i].found);
    }
}

static void
test_read (void)
{
  CwTag tag;

  g_assert_true (cw_tag_read ("ts-v3.1.12_c0030", &tag));
  g_assert_cmpint (tag.form, ==, CW_TAG_VERSION);
  g_assert_cmpuint (tag.cycle.number, ==, 30);
  g_assert_true (cw_tag_read ("c0022.003", &tag));
  g_assert_cmpint (tag.cycle.revision, ==, 3);
  g_assert_false (cw_tag_read ("love:c0022", &tag));
  g_assert_false (cw_tag_read ("c0022 c0023", &tag));
  g_assert_false (cw_tag_read ("latest", &tag));
  g_assert_false (cw_tag_read ("", &tag));
}

int
main (int    argc,
      char **argv)
{
  cw_test_init (&argc, &argv);
  g_test_add_func ("/tag/scan", test_scan);
  g_test_add_func ("/tag/read", test_read);
  return g_test_run ();
}
