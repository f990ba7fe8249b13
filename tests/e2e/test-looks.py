# SPDX-License-Identifier: GPL-3.0-or-later
"""Every page and dialog by day, by night and on a narrow screen, as pictures in the build folder; on the way an audit
of each: no control without a name, none that Tab doesn't reach, none out of reading order."""

from look import WHOLE, Look, look, prepare
from support import case, main


@case
def all_looks(folder):
    prepare(folder)
    look(folder, "light", audits=True, further=WHOLE)
    look(folder, "dark", further=[Look.take_components, Look.take_given_up], ADW_DEBUG_COLOR_SCHEME="prefer-dark")
    look(folder, "narrow", size=(360, 800), width=360,
         further=[Look.take_deeds, Look.take_changes, Look.take_components, Look.take_files])


main()
